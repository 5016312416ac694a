"""Plan again after a change: what people know already stays, but for what cannot and for a few moves that gain most.

A doctor leaves or is away, a place closes, snow closes many for a week, a volunteer comes. Days that cannot stand are
lost; days that are worth it are added, which disturbs nobody; then days move one by one, the move that gains most
first, up to the number that is allowed. What a move saves has the worth of the days that are added with it. The
frontier shows what each further move would gain.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from maillage.errors import ImpossiblePlan
from maillage.planning.data import PlanningData, as_digested, days_by_month
from maillage.planning.explanations import explanation_of, territories_of
from maillage.planning.people import Doctor, Site
from maillage.planning.result import Assignment, Plan, Result, gap_of
from maillage.planning.solving.completion import TOLERANCE, Completion
from maillage.planning.solving.purse import cost_of
from maillage.planning.solving.quota import relaxation_bound
from maillage.planning.solving.solver import plan_of
from maillage.planning.utility import objective_of
from maillage.planning.values import Bools, Floats, Ints

LOOKED_AT = 40  # days, those that promise most, whose move is tried; and as many new days for each
LEAST_GAIN = 1e-6
PATIENCE = 8  # moves that may save money before the days that it pays make up for them


@dataclass(frozen=True)
class Changes:
    """What has happened: doctors who leave, dates on which doctors are away and sites closed, volunteers who came.

    No date of a site stands for all of them. Days before ``since`` stay as they are.
    """

    since: date
    left: frozenset[str] = frozenset()
    away: Mapping[str, frozenset[date]] = field(default_factory=dict[str, frozenset[date]])
    closed: Mapping[str, frozenset[date]] = field(default_factory=dict[str, frozenset[date]])
    came: tuple[Doctor, ...] = ()


@dataclass(frozen=True)
class Step:
    """A point of the frontier: days moved in all, and the objective then."""

    moved: int
    objective: float


@dataclass(frozen=True)
class Replanned:
    """The plan after a change: days that cannot stand, days moved from one place to another, days added.

    ``kept`` is the share of the old days from ``since`` on that stay and could; ``frontier`` begins without any move.
    """

    result: Result
    lost: tuple[Assignment, ...]
    moved: tuple[tuple[Assignment, Assignment], ...]
    added: tuple[Assignment, ...]
    kept: float
    frontier: tuple[Step, ...]


def changed_people(
    doctors: Sequence[Doctor], sites: Sequence[Site], changes: Changes, days: Iterable[date]
) -> tuple[tuple[Doctor, ...], tuple[Site, ...]]:
    """Doctors and sites after the changes. Raises ``ImpossiblePlan`` with every name that the plan does not know."""
    known, places = {one.id for one in doctors}, {one.id for one in sites}
    unknown = [f"doctor '{name}'" for name in sorted({*changes.left, *changes.away} - known)]
    unknown += [f"site '{name}'" for name in sorted(set(changes.closed) - places)]
    again = sorted({one.id for one in changes.came} & known)
    if unknown:
        raise ImpossiblePlan(f"The plan has no {', no '.join(unknown)}. Write ids of the plan.")
    if again:
        raise ImpossiblePlan(f"The plan has doctor '{again[0]}' already. Give who came another id.")
    every = frozenset(days)
    after = frozenset(day for day in every if day >= changes.since)
    out = {**dict.fromkeys(changes.left, after), **{k: v & after for k, v in changes.away.items()}}
    shut = {name: (found or every) & after for name, found in changes.closed.items()}
    folk = tuple(replace(one, absent=one.absent | out.get(one.id, frozenset())) for one in doctors)
    return (
        (*folk, *changes.came),
        tuple(replace(one, closed=one.closed | shut.get(one.id, frozenset())) for one in sites),
    )


def changed_problem(data: PlanningData, changes: Changes) -> PlanningData:
    """The problem after doctors left or are away and sites closed; volunteers need another problem, with their pairs.

    Raises like :func:`changed_people`.
    """
    doctors, sites = changed_people(data.doctors, data.sites, replace(changes, came=()), data.days)
    open_ = np.array([[day not in one.closed for day in data.days] for one in sites], dtype=np.bool_)
    offered = np.array([[day in one.offered for day in data.days] for one in doctors], dtype=np.bool_)
    return replace(
        data, doctors=doctors, sites=sites, available=data.available & offered.reshape(data.available.shape),
        rooms=np.where(open_.reshape(data.rooms.shape), data.rooms, 0),
        half_rooms=None if data.half_rooms is None else np.where(open_[None], data.half_rooms, 0),
    )  # fmt: skip


def replan(
    data: PlanningData, old: Result, since: date, moves: int, seed: int = 1, stay: Collection[Assignment] = ()
) -> Replanned:
    """Plan the days from ``since`` on again: ``data`` is the problem after the change, ``old`` the plan before it.

    At most ``moves`` days that could stay change doctor, site or date, none of those that ``stay``. The same data give
    the same plan.
    """
    started = time.perf_counter()
    data = as_digested(data)
    with ThreadPoolExecutor(1) as beside:  # the bound needs no plan, and HiGHS leaves the interpreter to the moves
        bounding = beside.submit(relaxation_bound, data, seed)
        work, known, lost, frontier, moved = _replanned(data, old, since, moves, stay)
        bound = bounding.result()
    seconds = time.perf_counter() - started
    result = result_of(data, work.placed, bound, seed=seed, seconds=seconds, stage="replan")
    planned = set(result.plan.assignments)
    moved = [(before, after) for before, after in moved if before not in planned]  # a day that came back did not move
    told = {*(after for _, after in moved), *old.plan.assignments}
    added = tuple(one for one in result.plan.assignments if one not in told)
    kept = int((known & work.placed).sum())
    return Replanned(
        result, tuple(lost), tuple(moved), added, kept / max(1, int(known.sum())), frontier
    )  # fmt: skip


def _replanned(
    data: PlanningData, old: Result, since: date, moves: int, stay: Collection[Assignment]
) -> tuple[Completion, Bools, list[Assignment], tuple[Step, ...], list[tuple[Assignment, Assignment]]]:
    """The plan again, the old days that could stay, those that could not, the frontier and the moves."""
    placed, lost = standing(data, old.plan)
    future = np.array([day >= since for day in data.days], dtype=np.bool_)
    open_ = replace(data, available=data.available & future)
    work = Completion(open_, placed)
    work.keep_rules(np.broadcast_to(future, placed.shape))
    known = work.placed & future
    lost += _assignments(data, placed & ~work.placed)
    work.fill()
    frontier, moved = _moved(work, known & ~standing(data, Plan(tuple(stay)))[0], moves)
    return work, known, lost, frontier, moved


def most_moves(old: Plan, since: date, percent: float) -> int:
    """How many days from ``since`` on a share of them in percent is, rounded down."""
    return int(sum(one.date >= since for one in old.assignments) * percent / 100)


def standing(data: PlanningData, old: Plan) -> tuple[Bools, list[Assignment]]:
    """Old days that are still possible (P, T), and those that are not."""
    couples = zip(data.pairs.doctor.tolist(), data.pairs.site.tolist(), strict=True)
    pair_of = {(data.doctors[d].id, data.sites[s].id): k for k, (d, s) in enumerate(couples)}
    day_of = {day: k for k, day in enumerate(data.days)}
    placed = np.zeros((len(data.pairs), len(data.days)), dtype=np.bool_)
    lost: list[Assignment] = []
    for one in old.assignments:
        pair, day = pair_of.get((one.doctor_id, one.site_id)), day_of.get(one.date)
        if pair is None or day is None or not data.pair_dates[pair, day]:
            lost.append(one)
        else:
            placed[pair, day] = True
    return placed, lost


def _assignments(data: PlanningData, placed: Bools) -> list[Assignment]:
    return list(plan_of(data, placed).assignments)


def _value(data: PlanningData, placed: Bools) -> float:
    return objective_of(data, days_by_month(data, placed))


def _moved(
    work: Completion, movable: Bools, moves: int
) -> tuple[tuple[Step, ...], list[tuple[Assignment, Assignment]]]:
    """Move days while it gains, at most ``moves``; the frontier and the moves, as far as the best plan among them."""
    frontier, moved = [Step(0, _value(work.data, work.placed))], list[tuple[Assignment, Assignment]]()
    best = work.placed.copy()
    while len(moved) < moves and len(moved) < frontier[-1].moved + PATIENCE:
        hopes = _Hopes(work)
        move = _best_move(work, hopes, movable)
        if move is None:  # none gains alone: one may save money for a day that does
            hopes.set_price()
            move = _best_move(work, hopes, movable)
        if move is None:
            break
        moved.append(_made(work, movable, move))
        work.fill(hopes.affordable(work.purse.left))
        value = _value(work.data, work.placed)
        if value > frontier[-1].objective + LEAST_GAIN:
            frontier.append(Step(len(moved), value))
            best = work.placed.copy()
    work.placed = best
    return tuple(frontier), moved[: frontier[-1].moved]


@dataclass(frozen=True)
class _Move:
    """A day of ``pair`` that goes, and the day of ``other`` that comes in its place."""

    pair: int
    day: int
    other: int
    other_day: int


def _best_move(work: Completion, hopes: _Hopes, movable: Bools) -> _Move | None:
    """The move that gains most, among the days that promise most: money or doctor serve better elsewhere."""
    pairs, days = np.nonzero(movable & work.placed)
    if not len(pairs):
        return None
    losses = _losses(work, pairs, days) - hopes.money[pairs]
    promise = hopes.best(pairs) - losses
    best, most, free = None, LEAST_GAIN, _FreeDays(work)
    for k in np.argsort(-promise, kind="stable")[:LOOKED_AT].tolist():
        pair, day, loss = int(pairs[k]), int(days[k]), float(losses[k])
        if promise[k] <= most:
            break
        if not work.spare(pair, day):
            continue
        work.remove(pair, day)
        for other in hopes.instead_of(pair, loss + most):
            found = _comes(work, free, other, but=(pair, day))
            gain = -np.inf if found is None else found[0] - float(hopes.money[other]) - loss
            if found is not None and gain > most:
                best, most = _Move(pair, day, other, found[1]), gain
        work.add(pair, day)
    return best


def _losses(work: Completion, pairs: Ints, days: Ints) -> np.ndarray:
    """What the plan would lose without each of these days."""
    if work.by_days:
        return work.worths(held=True)[pairs, work.data.month_of_day[days]]
    losses = np.zeros(len(pairs))
    for k, (pair, day) in enumerate(zip(pairs.tolist(), days.tolist(), strict=True)):
        work.remove(pair, day)
        losses[k] = work.worth(pair)[work.data.month_of_day[day]]
        work.add(pair, day)
    return losses


def _worths(work: Completion) -> Floats:
    """(P, M) what one more day of each pair would add if money were there."""
    if work.by_days:
        return work.worths()
    with work.purse.lent(int((work.data.pairs.cost_cents * work.length).max(initial=0))):
        return np.array([work.worth(pair) for pair in range(len(work.data.pairs))])


class _Hopes:
    """What a new day of each pair would be worth beyond its money, if a day goes for it.

    ``money`` (P,) is what the cost of a day of each pair could buy elsewhere, at first nothing. A doctor whose month is
    full only gives another day in place of an own one.
    """

    def __init__(self, work: Completion) -> None:
        data = work.data
        self.doctor, self.cents, self.left = data.pairs.doctor, data.pairs.cost_cents * work.length, work.purse.left
        worth = _worths(work)
        given = np.zeros((len(data.doctors), len(data.months)), dtype=np.int64)
        np.add.at(given, self.doctor, days_by_month(data, work.placed))
        free = given[self.doctor] < data.max_days[self.doctor][:, None]
        self.new: Floats = np.where(free, worth, -np.inf).max(axis=1, initial=-np.inf)
        self.any: Floats = worth.max(axis=1, initial=-np.inf)
        self.by_cost = np.argsort(self.cents, kind="stable")
        self._priced(0.0)

    def set_price(self) -> None:
        """Give money a price: that of the best day for which there is not enough."""
        scarce = (self.new > TOLERANCE) & (self.cents > self.left)
        self._priced(float((self.new[scarce] / self.cents[scarce]).max(initial=0.0)))

    def _priced(self, price: float) -> None:
        self.money: Floats = (price * self.cents).astype(np.float64)
        self.own: Floats = self.any - self.money
        self.others: Floats = self.new - self.money
        self.order = np.argsort(-self.others, kind="stable")
        self.reached: Floats = np.maximum.accumulate(self.others[self.by_cost])

    def affordable(self, cents: int) -> Ints:
        """Pairs of which so many cents pay a day that adds something."""
        return np.flatnonzero((self.new > TOLERANCE) & (self.cents <= cents))

    def best(self, pairs: Ints) -> Floats:
        """The most that a day in place of one of each of ``pairs`` is worth, as the plan is now."""
        paid = np.searchsorted(self.cents[self.by_cost], self.left + self.cents[pairs], side="right")
        others = np.where(paid > 0, self.reached[np.maximum(paid - 1, 0)], -np.inf)
        own = np.full(int(self.doctor.max(initial=-1)) + 1, -np.inf)
        np.maximum.at(own, self.doctor, self.own)
        return np.maximum(others, own[self.doctor[pairs]])

    def instead_of(self, pair: int, least: float) -> list[int]:
        """Pairs that a day of ``pair`` may move to, worth more than ``least``: those of its doctor, then the best."""
        paid = self.order[self.cents[self.order] <= self.left + self.cents[pair]][:LOOKED_AT]
        mine = np.flatnonzero((self.doctor == self.doctor[pair]) & (self.own > least))
        return list(dict.fromkeys([*mine.tolist(), *paid[self.others[paid] > least].tolist()]))


class _FreeDays:
    """The free date of each pair in each month while one day is away: found once where that day changes nothing."""

    def __init__(self, work: Completion) -> None:
        self.work, self.known = work, dict[int, list[int | None]]()

    def of(self, pair: int, gone: int) -> list[int | None]:
        """Dates by month of ``pair``, while a day of the pair ``gone`` is away."""
        pairs, lines = self.work.data.pairs, self.work.lines
        same_person = lines[pairs.doctor[pair]] == lines[pairs.doctor[gone]]
        if same_person or pairs.site[pair] == pairs.site[gone]:
            return self._found(pair)
        if pair not in self.known:
            self.known[pair] = self._found(pair)
        return self.known[pair]

    def _found(self, pair: int) -> list[int | None]:
        return [self.work.free_day(pair, month) for month in range(len(self.work.data.months))]


def _comes(work: Completion, free: _FreeDays, pair: int, but: tuple[int, int]) -> tuple[float, int] | None:
    """Worth and date of the best new day of a pair, other than the day that goes."""
    days = [None if (pair, day) == but else day for day in free.of(pair, but[0])]
    if not any(day is not None for day in days):
        return None
    worth = np.where([day is not None for day in days], work.worth(pair), -np.inf)
    month = int(worth.argmax())
    day = days[month]
    return None if day is None or worth[month] <= TOLERANCE else (float(worth[month]), day)


def _made(work: Completion, movable: Bools, move: _Move) -> tuple[Assignment, Assignment]:
    """Make the move; the new day stays where it is from now on."""
    gone, come = np.zeros_like(work.placed), np.zeros_like(work.placed)
    gone[move.pair, move.day] = come[move.other, move.other_day] = True
    work.remove(move.pair, move.day)
    work.add(move.other, move.other_day)
    movable[move.pair, move.day] = movable[move.other, move.other_day] = False
    return _assignments(work.data, gone)[0], _assignments(work.data, come)[0]


def result_of(data: PlanningData, placed: Bools, bound: float, *, seed: int, seconds: float, stage: str) -> Result:
    """Days that are placed with their figures, as the result of ``stage``; ``bound`` bounds every plan of ``data``."""
    objective = objective_of(data, days_by_month(data, placed))
    bound = max(bound, objective)
    plan = plan_of(data, placed)
    territories = territories_of(data, plan)
    return Result(
        plan=plan,
        objective=objective,
        bound=bound,
        gap=gap_of(objective, bound),
        seed=seed,
        seconds=seconds,
        data_digest=data.digest,
        cost_cents=cost_of(data, placed),
        seconds_by_stage={stage: seconds},
        explanation=explanation_of(data, territories),
        territories=territories,
    )
