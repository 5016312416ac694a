"""Search of a periodic tour by ruin and recreate: take some series out, put each back on its best rhythm.

Series near each other are taken out together (Schrimpf et al. 2000, Journal of Computational Physics 159; Shaw 1998).
A series goes back on the rhythm that is worth most less its detours, each visit at its cheapest place; a little noise
varies the choice, and a worse tour is taken with the chance of simulated annealing. The number of tries follows from
the effort and the size alone and the numbers drawn from the seed: the same seed gives the same tour.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from maillage.planning.tours.problem import FAR, Floats, Ints, Tour, TourProblem
from maillage.travel.compiled import compiled

MOST_OUT = 5  # series taken out at once
NEAR = 3  # of so many drawn, the nearest is taken out too
NOISE = 0.15  # of the detour of a rhythm
STEPS_A_TRY = 1000  # for what does not depend on the size
STEPS_A_SECOND = 1.5e8  # places tried in a second by one core of 2020


class Tables(NamedTuple):
    """The problem as arrays: series k has the rhythms ``first[k]`` to ``first[k + 1]``, with ``days`` (R, most)."""

    minutes: Ints
    emptied: Ints
    node: Ints
    stay: Ints
    load: Ints
    power: Ints
    first: Ints
    days: Ints
    visits: Ints
    value: Floats
    capacity: int
    longest: int
    longest_power: int
    price: float


class State(NamedTuple):
    """A tour in work: routes (D, V, N), their sizes and minutes (D, V), the rhythm of each series or -1."""

    route: Ints
    size: Ints
    driven: Ints
    rhythm: Ints


class Room(NamedTuple):
    """Memory to work in: partial ways, a route with one more visit, and the cheapest place of a series by day."""

    least: Ints
    longer: Ints
    detour: Ints
    vehicle: Ints
    place: Ints
    out: Ints


def search(problem: TourProblem, seed: int, seconds: float) -> Tour:
    """The best tour met; ``seconds`` is the effort on one core, about."""
    count = len(problem.series)
    state = _empty(problem)
    if count and any(series.rhythms for series in problem.series):
        tables = _tables(problem)
        warm = max(1.0, float(problem.price) * float(problem.minutes[problem.minutes < FAR].mean()))
        _anneal(tables, state, _room(problem), seed, _tries(problem, seconds), warm, warm / 30)
    return _tour(problem, state)


def _tries(problem: TourProblem, seconds: float) -> int:
    """Tries of the effort: one tries each place of each day for some series, and each place looks along its route."""
    days = {day for series in problem.series for rhythm in series.rhythms for day in rhythm.days}
    visits = sum(max((len(r.days) for r in series.rhythms), default=0) for series in problem.series)
    along = 1 + visits / max(1, len(days) * problem.vehicles)
    places = MOST_OUT * max(1, len(days)) * problem.vehicles * along**3
    return max(50, int(seconds * STEPS_A_SECOND / (STEPS_A_TRY + places)))


def _tables(problem: TourProblem) -> Tables:
    rhythms = [rhythm for series in problem.series for rhythm in series.rhythms]
    days = np.full((len(rhythms), max(len(one.days) for one in rhythms)), -1, dtype=np.int64)
    for k, one in enumerate(rhythms):
        days[k, : len(one.days)] = one.days
    return Tables(
        minutes=problem.minutes.astype(np.int64),
        emptied=problem.emptied.astype(np.int64),
        node=np.array([series.node for series in problem.series], dtype=np.int64),
        stay=np.array([series.stay for series in problem.series], dtype=np.int64),
        load=np.array([series.load for series in problem.series], dtype=np.int64),
        power=np.array([series.power for series in problem.series], dtype=np.int64),
        first=np.cumsum([0, *(len(series.rhythms) for series in problem.series)], dtype=np.int64),
        days=days,
        visits=np.array([len(one.days) for one in rhythms], dtype=np.int64),
        value=np.array([one.value for one in rhythms], dtype=np.float64),
        capacity=problem.capacity,
        longest=problem.longest,
        longest_power=problem.longest_power,
        price=float(problem.price),
    )


def _empty(problem: TourProblem) -> State:
    shape, count = (problem.days, problem.vehicles), len(problem.series)
    return State(
        np.zeros((*shape, count + 1), dtype=np.int64),
        np.zeros(shape, dtype=np.int64),
        np.zeros(shape, dtype=np.int64),
        np.full(count, -1, dtype=np.int64),
    )


def _room(problem: TourProblem) -> Room:
    count = len(problem.series)
    detour, vehicle, place = (np.zeros(problem.days, dtype=np.int64) for _ in range(3))
    return Room(
        np.zeros(count + 3, dtype=np.int64), np.zeros(count + 2, dtype=np.int64), detour, vehicle, place,
        np.zeros(count, dtype=np.int64),
    )  # fmt: skip


def _tour(problem: TourProblem, state: State) -> Tour:
    first = np.cumsum([0, *(len(series.rhythms) for series in problem.series)])
    chosen = tuple(None if k < 0 else int(k - first[s]) for s, k in enumerate(state.rhythm.tolist()))
    routes = tuple(
        tuple(
            tuple(int(one) for one in state.route[day, v, : state.size[day, v]])
            for v in range(problem.vehicles)
            if state.size[day, v]
        )
        for day in range(problem.days)
    )
    return Tour(chosen, routes)


@compiled
def _length(tables: Tables, least: Ints, route: Ints, size: int) -> int:
    """Minutes driven on a route, FAR if load, day or generator do not hold it; see ``driven`` in the problem."""
    if size == 0:
        return 0
    node = tables.node
    stay = power = 0
    for k in range(size):
        stay += tables.stay[route[k]]
        power += tables.power[route[k]]
        least[k + 1] = FAR
    least[0] = tables.minutes[0, node[route[0]]]
    for k in range(size):
        if least[k] >= FAR:
            continue
        load, way = 0, least[k]
        for j in range(k, size):
            load += tables.load[route[j]]
            if load > tables.capacity:
                break
            if j > k:
                way += tables.minutes[node[route[j - 1]], node[route[j]]]
            after = node[route[j + 1]] if j + 1 < size else 0
            least[j + 1] = min(least[j + 1], way + tables.emptied[node[route[j]], after])
    if least[size] + stay > tables.longest or power > tables.longest_power:
        return FAR
    return least[size]


@compiled
def _find_places(tables: Tables, state: State, room: Room, series: int, days: int) -> None:
    """The cheapest place of a visit of ``series`` on each day that one of its rhythms has: detour, vehicle, place."""
    vehicles = state.size.shape[1]
    for day in range(days):
        room.detour[day] = -1
    for r in range(tables.first[series], tables.first[series + 1]):
        for k in range(tables.visits[r]):
            day = tables.days[r, k]
            if room.detour[day] >= 0:
                continue
            room.detour[day] = FAR
            for v in range(vehicles):
                size = state.size[day, v]
                for p in range(size + 1):
                    for j in range(p):
                        room.longer[j] = state.route[day, v, j]
                    room.longer[p] = series
                    for j in range(p, size):
                        room.longer[j + 1] = state.route[day, v, j]
                    length = _length(tables, room.least, room.longer, size + 1)
                    if length < FAR and length - state.driven[day, v] < room.detour[day]:
                        room.detour[day] = max(0, length - state.driven[day, v])
                        room.vehicle[day] = v
                        room.place[day] = p
                if size == 0:  # the other empty vehicles are like this one
                    break


@compiled
def _best_rhythm(tables: Tables, room: Room, series: int, trust: float) -> int:
    """The rhythm worth most less its detours, with noise; -1 if none is worth its journeys.

    ``trust``: the share of the detours that a rhythm need not be worth alone, as other series may share them.
    """
    best, worth = -1, 0.0
    for r in range(tables.first[series], tables.first[series + 1]):
        way = 0
        for k in range(tables.visits[r]):
            way += room.detour[tables.days[r, k]]
            if way >= FAR:
                break
        if way >= FAR:
            continue
        noisy = tables.value[r] - tables.price * way * (1 - trust + NOISE * (np.random.random() - 0.5))
        if noisy > worth:
            best, worth = r, noisy
    return best


@compiled
def _put(tables: Tables, state: State, room: Room, series: int, rhythm: int) -> None:
    state.rhythm[series] = rhythm
    for k in range(tables.visits[rhythm]):
        day = tables.days[rhythm, k]
        v, p = room.vehicle[day], room.place[day]
        for j in range(state.size[day, v], p, -1):
            state.route[day, v, j] = state.route[day, v, j - 1]
        state.route[day, v, p] = series
        state.size[day, v] += 1
        size = int(state.size[day, v])
        state.driven[day, v] = _length(tables, room.least, state.route[day, v], size)


@compiled
def _take_out(tables: Tables, state: State, room: Room, series: int) -> None:
    rhythm = state.rhythm[series]
    state.rhythm[series] = -1
    if rhythm < 0:
        return
    for k in range(tables.visits[rhythm]):
        day = tables.days[rhythm, k]
        for v in range(state.size.shape[1]):
            kept = 0
            for j in range(state.size[day, v]):
                if state.route[day, v, j] != series:
                    state.route[day, v, kept] = state.route[day, v, j]
                    kept += 1
            if kept < state.size[day, v]:
                state.size[day, v] = kept
                state.driven[day, v] = _length(tables, room.least, state.route[day, v], kept)


@compiled
def _ruin(tables: Tables, state: State, room: Room) -> None:
    """Take out a series drawn at random and some that lie near it."""
    count = len(tables.node)
    centre = np.random.randint(0, count)
    _take_out(tables, state, room, centre)
    for _ in range(np.random.randint(0, MOST_OUT)):
        other, near = -1, FAR
        for _ in range(NEAR):
            drawn = np.random.randint(0, count)
            way = tables.minutes[tables.node[centre], tables.node[drawn]]
            if state.rhythm[drawn] >= 0 and way < near:
                other, near = drawn, way
        if other >= 0:
            _take_out(tables, state, room, other)


@compiled
def _recreate(tables: Tables, state: State, room: Room, days: int) -> None:
    """Put the series that are out back in a random order, or those with most visits first."""
    count = 0
    for series in range(len(tables.node)):
        if state.rhythm[series] < 0:
            room.out[count] = series
            count += 1
    for k in range(count - 1, 0, -1):
        j = np.random.randint(0, k + 1)
        room.out[k], room.out[j] = room.out[j], room.out[k]
    if np.random.random() < 1 / 3:
        for k in range(1, count):
            series, j = room.out[k], k - 1
            while j >= 0 and _most(tables, room.out[j]) < _most(tables, series):
                room.out[j + 1] = room.out[j]
                j -= 1
            room.out[j + 1] = series
    trust = max(0.0, 2 * np.random.random() - 1)
    for k in range(count):
        series = room.out[k]
        _find_places(tables, state, room, series, days)
        rhythm = _best_rhythm(tables, room, series, trust)
        if rhythm >= 0:
            _put(tables, state, room, series, rhythm)


@compiled
def _most(tables: Tables, series: int) -> int:
    """Most visits of a rhythm of a series."""
    most = 0
    for r in range(tables.first[series], tables.first[series + 1]):
        most = max(most, tables.visits[r])
    return most


@compiled
def _worth(tables: Tables, state: State) -> float:
    worth = -tables.price * state.driven.sum()
    for series in range(len(tables.node)):
        if state.rhythm[series] >= 0:
            worth += tables.value[state.rhythm[series]]
    return worth


@compiled
def _copy(source: State, target: State) -> None:
    target.route[:] = source.route
    target.size[:] = source.size
    target.driven[:] = source.driven
    target.rhythm[:] = source.rhythm


@compiled
def _anneal(tables: Tables, best: State, room: Room, seed: int, tries: int, hot: float, cold: float) -> None:
    """Search from the empty tour ``best``, which becomes the best one met."""
    np.random.seed(seed)
    days = best.size.shape[0]
    now = State(best.route.copy(), best.size.copy(), best.driven.copy(), best.rhythm.copy())
    kept = State(best.route.copy(), best.size.copy(), best.driven.copy(), best.rhythm.copy())
    most = current = _worth(tables, best)
    for k in range(tries):
        if k > 0:
            _ruin(tables, now, room)
        _recreate(tables, now, room, days)
        worth = _worth(tables, now)
        temperature = hot * (cold / hot) ** (k / tries)
        if worth >= current or np.random.random() < np.exp((worth - current) / temperature):
            current = worth
            _copy(now, kept)
            if worth > most:
                most = worth
                _copy(now, best)
        else:
            _copy(kept, now)
