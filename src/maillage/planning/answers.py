"""Answers about a plan, each with the figures it stands on.

Why this doctor is here; why a territory gets nothing, and what serving it would cost; what one more doctor, room, day a
month or 10,000 EUR would bring. A price is the difference of two relaxations: the problem as it is, and the problem
with one thing more, solved again. The prices (duals) of the relaxation only choose what is worth solving again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from maillage.errors import ImpossiblePlan
from maillage.planning.data import PlanningData, as_digested
from maillage.planning.result import Assignment, Result
from maillage.planning.solving.completion import TOLERANCE, Completion
from maillage.planning.solving.quota import relax, relaxation_bound
from maillage.planning.values import WEEKS_PER_YEAR, Floats, Ints

MORE_CENTS = 1_000_000
TRIED = 2  # doctors, rooms and days whose worth is solved again: those with the highest prices


class More(StrEnum):
    """What there could be one more of."""

    MONEY = "10,000 EUR"
    DOCTOR = "a doctor like"
    ROOM = "a room at"
    DAY = "a day a month of"


@dataclass(frozen=True)
class Worth:
    """What one more thing would bring at most, in the unit of the objective."""

    more: More
    id: str
    name: str
    gain: float


@dataclass(frozen=True)
class Unserved:
    """A designated territory without a day: why, and what one day there would cost the plan at least.

    ``reasons`` are the fewest rules that together forbid every day there; ``cost`` is None if no plan serves it.
    """

    code: str
    name: str
    reasons: tuple[str, ...]
    cost: float | None


@dataclass(frozen=True)
class Other:
    """Another way to give a day: who, where, when, and what it would be worth."""

    assignment: Assignment
    worth: float


@dataclass(frozen=True)
class WhyHere:
    """Why a day is given: what the plan loses without it, and the best other days in its place.

    ``elsewhere`` is the best other day of the doctor, ``somebody`` the best of another doctor at the site, or None.
    """

    assignment: Assignment
    worth: float
    minutes: float
    elsewhere: Other | None
    somebody: Other | None


@dataclass(frozen=True)
class Balance:
    """What a territory gives and gets, in consultations over the plan; ``change`` is that of its access a year."""

    code: str
    name: str
    lends: float
    gets: float
    change: float


def worth_of_more(data: PlanningData, seed: int = 1) -> tuple[Worth, ...]:
    """What one more of each thing would bring at most, the most valuable first. Raises ``ImpossiblePlan``."""
    data = as_digested(data)
    now = relax(data, seed)
    if now is None:
        raise ImpossiblePlan("There is no plan to compare with. Ask 'maillage plan solve' which rule makes it so.")
    asked: list[tuple[More, str, str, PlanningData]] = [
        (More.MONEY, "", "", replace(data, rules=replace(
            data.rules, budget_cents=data.rules.budget_cents + MORE_CENTS)))
    ]  # fmt: skip
    asked += [
        (More.DOCTOR, data.doctors[d].id, data.doctors[d].name, with_twin(data, d))
        for d in _highest((now.doctor * data.max_days[:, None]).sum(axis=1))
    ]
    asked += [
        (More.ROOM, data.sites[s].id, data.sites[s].name, with_room(data, s)) for s in _highest(now.room.sum(axis=1))
    ]
    most = [data.rules.of(one.scheme).days_per_month for one in data.doctors]
    may_more = np.array([one.max_days_per_month < days for one, days in zip(data.doctors, most, strict=True)])
    asked += [
        (More.DAY, data.doctors[d].id, data.doctors[d].name, with_day(data, d))
        for d in _highest(np.where(may_more, now.doctor.sum(axis=1), 0.0))
    ]
    found = [
        Worth(more, key, name, max(0.0, relaxation_bound(other, seed) - now.bound)) for more, key, name, other in asked
    ]
    return tuple(sorted(found, key=lambda one: (-one.gain, one.more, one.id)))


def _highest(prices: Floats) -> list[int]:
    order = np.argsort(-prices, kind="stable")[:TRIED]
    return [int(k) for k in order if prices[k] > TOLERANCE]


def with_twin(data: PlanningData, doctor: int) -> PlanningData:
    """The problem with a second doctor of the same home, dates and limits."""
    pairs, own = data.pairs, np.flatnonzero(data.pairs.doctor == doctor)
    twin = replace(data.doctors[doctor], id=f"{data.doctors[doctor].id}+", person="", promised=frozenset())
    return replace(
        data,
        doctors=(*data.doctors, twin),
        available=np.vstack([data.available, data.available[doctor]]),
        home_of_doctor=np.append(data.home_of_doctor, data.home_of_doctor[doctor]),
        pairs=replace(
            pairs,
            doctor=np.append(pairs.doctor, np.full(len(own), len(data.doctors), dtype=np.int64)),
            site=np.append(pairs.site, pairs.site[own]),
            minutes=np.append(pairs.minutes, pairs.minutes[own]),
            cost_cents=np.append(pairs.cost_cents, pairs.cost_cents[own]),
        ),
    )


def with_room(data: PlanningData, site: int) -> PlanningData:
    """The problem with one more room at a site, on the days on which it opens."""
    rooms = data.rooms.copy()
    rooms[site, rooms[site] > 0] += 1
    halves = None if data.half_rooms is None else data.half_rooms.copy()
    if halves is not None:
        halves[:, site] += halves[:, site] > 0
    return replace(data, rooms=rooms, half_rooms=halves)


def with_day(data: PlanningData, doctor: int) -> PlanningData:
    """The problem with one more day a month of a doctor."""
    folk = list(data.doctors)
    folk[doctor] = replace(folk[doctor], max_days_per_month=folk[doctor].max_days_per_month + 1)
    return replace(data, doctors=tuple(folk))


def unserved(data: PlanningData, result: Result, seed: int = 1) -> tuple[Unserved, ...]:
    """Each designated territory without a day: why, and what one day there would cost at least."""
    data = as_digested(data)
    none = [one for one in result.territories if not one.days]
    if not none:
        return ()
    bound, code = relaxation_bound(data, seed), {area.code: k for k, area in enumerate(data.areas)}
    found: list[Unserved] = []
    for one in none:
        pairs = np.flatnonzero(data.area_of_site[data.pairs.site] == code[one.code])
        best = relaxation_bound(data, seed, (pairs, 1.0)) if len(pairs) else -np.inf
        reasons = tuple(reason.value for reason in one.reasons)
        found.append(Unserved(one.code, one.name, reasons, max(0.0, bound - best) if np.isfinite(best) else None))
    return tuple(found)


def why_here(data: PlanningData, result: Result, day: Assignment) -> WhyHere:
    """Why a day of a plan is given. Raises ``ImpossiblePlan`` for a day that the plan does not have."""
    data = as_digested(data)
    if day not in result.plan.assignments:
        raise ImpossiblePlan(f"The plan has no day of '{day.doctor_id}' at '{day.site_id}' on {day.date}.")
    couples = list(zip(data.pairs.doctor.tolist(), data.pairs.site.tolist(), strict=True))
    pair_of = {(data.doctors[d].id, data.sites[s].id): k for k, (d, s) in enumerate(couples)}
    dates = {one: k for k, one in enumerate(data.days)}
    placed = np.zeros((len(data.pairs), len(data.days)), dtype=np.bool_)
    for one in result.plan.assignments:
        placed[pair_of[one.doctor_id, one.site_id], dates[one.date]] = True
    work = Completion(data, placed)
    pair, at = pair_of[day.doctor_id, day.site_id], dates[day.date]
    work.remove(pair, at)
    doctor, site = data.pairs.doctor[pair], data.pairs.site[pair]
    mine = np.flatnonzero((data.pairs.doctor == doctor) & (data.pairs.site != site))
    others = np.flatnonzero((data.pairs.site == site) & (data.pairs.doctor != doctor))
    return WhyHere(
        day,
        float(work.worth(pair)[data.month_of_day[at]]),
        float(data.pairs.minutes[pair]),
        _best(work, mine),
        _best(work, others),
    )


def _best(work: Completion, pairs: Ints) -> Other | None:
    """The best free day of some pairs."""
    data, best = work.data, None
    for pair in pairs.tolist():
        worth = work.worth(pair)
        for month in np.argsort(-worth, kind="stable").tolist():
            if not np.isfinite(worth[month]) or (best is not None and worth[month] <= best.worth):
                break
            day = work.free_day(pair, month)
            if day is not None:
                where, who = data.sites[data.pairs.site[pair]].id, data.doctors[data.pairs.doctor[pair]].id
                best = Other(Assignment(data.days[day], where, who), float(worth[month]))
                break
    return best


def balances(data: PlanningData, result: Result) -> tuple[Balance, ...]:
    """What each territory whose access changes gives and gets, who lends most first."""
    homes, sites = {one.id: k for k, one in enumerate(data.doctors)}, {one.id: k for k, one in enumerate(data.sites)}
    lent = np.zeros(data.home_loss.shape[1])
    given = np.zeros(len(data.sites))
    for one in result.plan.assignments:
        doctor = homes[one.doctor_id]
        lent[data.home_of_doctor[doctor]] += data.home_share[doctor] * data.dose[doctor]
        given[sites[one.site_id]] += data.dose[doctor]
    loss, gain = data.home_loss @ lent, data.site_gain @ given
    size = data.groups.population * data.weeks / WEEKS_PER_YEAR
    found = [
        Balance(code, name, float(loss[k] * size[k]), float(gain[k] * size[k]), float(gain[k] - loss[k]))
        for k, (code, name) in enumerate(zip(data.groups.code, data.groups.name, strict=True))
        if loss[k] > 0 or gain[k] > 0
    ]
    return tuple(sorted(found, key=lambda one: (-one.lends, one.code)))
