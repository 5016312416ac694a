"""A week of rooms: a small program says who works when, then rooms are given so that people keep theirs.

x[p, h] = 1 if person p sits in a room in half-day h, y[p, h] = 1 if they are outside. Rooms are interchangeable for the
program: at most as many people as open rooms. Every half-day owed is worth most; then a doctor in each half-day, visits
as wished, the week as it was, and few days of presence for those who work part time.
"""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
from numpy.typing import NDArray

from maillage.planning.rooms.problem import HALVES, RoomPerson, RoomProblem, RoomWeek, Seat
from maillage.planning.solving.highs import ModelBuilder

PLACED, WISHED_VISIT, MORE_VISITS, DOCTOR_THERE, AS_BEFORE, DAY_OF_PRESENCE = 10.0, 9.0, 4.0, 6.0, 0.5, 0.2
"""Values: one half-day placed in a room; a visit as wished; one more; a half-day with a doctor; kept; a day less."""
SECONDS = 5.0
Marks = NDArray[np.bool_]


def propose(problem: RoomProblem, seconds: float = SECONDS) -> RoomWeek:
    """Return the best week found within ``seconds``, with its bound; the same input gives the same week."""
    halves = sorted(problem.rooms)
    if not problem.people or not halves:
        return RoomWeek((), 0.0, 0.0, {one.id: one.half_days for one in problem.people}, tuple(halves))
    inside, outside, objective, bound = _who_works_when(problem, halves, seconds)
    seats = _with_rooms(problem, halves, inside)
    seats += [Seat(person.id, halves[h]) for p, person in enumerate(problem.people) for h in np.flatnonzero(outside[p])]
    placed = Counter(seat.person for seat in seats)
    missing = {one.id: one.half_days - placed[one.id] for one in problem.people if placed[one.id] < one.half_days}
    doctors = np.array([one.doctor for one in problem.people])
    alone = tuple(half for h, half in enumerate(halves) if problem.rooms[half] and not inside[doctors, h].any())
    return RoomWeek(tuple(sorted(seats, key=_order)), objective, bound, missing, alone)


def _who_works_when(problem: RoomProblem, halves: list[int], seconds: float) -> tuple[Marks, Marks, float, float]:
    people = problem.people
    shape = (len(people), len(halves))
    free = np.array([[float(half not in one.never) for half in halves] for one in people])
    kept = {(seat.person, seat.half_day, seat.room is None) for seat in problem.before}
    model = ModelBuilder()
    room = model.add_columns("room", shape, upper=free, value=PLACED + _kept(people, halves, kept, False), integer=True)
    out = model.add_columns(
        "out", shape, upper=free, value=MORE_VISITS + _kept(people, halves, kept, True), integer=True
    )
    visits = np.array([float(one.visits) for one in people])
    wished = model.add_columns("wished", len(people), upper=visits, value=WISHED_VISIT - MORE_VISITS)
    covered = model.add_columns("covered", len(halves), upper=1.0, value=DOCTOR_THERE)
    days = sorted({half // HALVES for half in halves})
    there = model.add_columns("there", (len(people), len(days)), upper=1.0, value=-DAY_OF_PRESENCE)
    for h, half in enumerate(halves):
        row = model.add_rows("rooms", 1, upper=float(len(problem.rooms[half])))
        model.put(row, room[:, h], 1.0)
        row = model.add_rows("doctor", 1, upper=0.0)
        model.put(row, covered[h], 1.0)
        model.put(row, room[[k for k, one in enumerate(people) if one.doctor], h], -1.0)
    for p, person in enumerate(people):
        once = model.add_rows("once", len(halves), upper=1.0)
        model.put(once, room[p], 1.0)
        model.put(once, out[p], 1.0)
        row = model.add_rows("owed", 1, upper=float(person.half_days))
        model.put(row, room[p], 1.0)
        model.put(row, out[p], 1.0)
        row = model.add_rows("wished", 1, upper=0.0)
        model.put(row, wished[p], 1.0)
        model.put(row, out[p], -1.0)
        for h, half in enumerate(halves):
            row = model.add_rows("there", 1, upper=0.0)
            model.put(row, [room[p, h], out[p, h]], 1.0)
            model.put(row, there[p, days.index(half // HALVES)], -1.0)
    found = model.solve(options={"time_limit": seconds, "random_seed": 1})
    return found.block(room) > 0.5, found.block(out) > 0.5, found.objective, found.bound


def _kept(
    people: tuple[RoomPerson, ...], halves: list[int], kept: set[tuple[str, int, bool]], outside: bool
) -> NDArray[np.float64]:
    return np.array([[AS_BEFORE * ((one.id, half, outside) in kept) for half in halves] for one in people])


def _with_rooms(problem: RoomProblem, halves: list[int], inside: Marks) -> list[Seat]:
    """Give rooms, half-day by half-day: those of the week before first, then the room each person uses most."""
    before = {(seat.person, seat.half_day): seat.room for seat in problem.before if seat.room is not None}
    used: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (person, _), room in before.items():
        used[person][room] += 1
    found: list[Seat] = []
    morning: dict[tuple[str, int], str] = {}
    for h, half in enumerate(halves):
        free = list(problem.rooms[half])
        waiting = [one.id for p, one in enumerate(problem.people) if inside[p, h]]
        waiting.sort(key=lambda who: (before.get((who, half)) is None, -max(used[who].values(), default=0)))
        for who in waiting:
            room = _room_for(problem, who, half, free, before, used[who], morning)
            free.remove(room)
            used[who][room] += 1
            morning[who, half // HALVES] = room
            found.append(Seat(who, half, room))
    return found


def _room_for(
    problem: RoomProblem, who: str, half: int, free: list[str], before: dict[tuple[str, int], str],
    used: Counter[str], morning: dict[tuple[str, int], str],
) -> str:  # fmt: skip
    """Return the free room that suits a person: as before, that of the morning, the same place, the usual one."""
    earlier = morning.get((who, half // HALVES))

    def worse(room: str) -> tuple[bool, bool, bool, int, int]:
        moves = earlier is not None and problem.places.get(earlier, "") != problem.places.get(room, "")
        return (
            moves, before.get((who, half)) != room, earlier not in (None, room), -used[room], free.index(room),
        )  # fmt: skip

    return min(free, key=worse)


def _order(seat: Seat) -> tuple[int, str, str]:
    return seat.half_day, seat.room or "~", seat.person
