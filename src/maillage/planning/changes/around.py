"""Plan the rest around days that are fixed: the fixed ones stay, all others are chosen again.

The problem that is left has the rooms, dates, days a month, money and losses of home territories that the fixed days do
not use. Its plan and the fixed days together are completed and valued with the whole problem. The bound is that of the
whole problem without fixed days, so it says how far the plan is at most from the best one that nobody has touched.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from maillage.errors import ImpossiblePlan
from maillage.planning.changes.change import result_of, standing
from maillage.planning.data import PlanningData, as_digested
from maillage.planning.people import Doctor
from maillage.planning.result import Plan, Result
from maillage.planning.solving.completion import Completion
from maillage.planning.solving.purse import Purse
from maillage.planning.solving.quota import relaxation_bound
from maillage.planning.solving.solver import Watch, plan_of, solve
from maillage.planning.utility import pair_effect
from maillage.planning.values import Bools, Ints


@dataclass(frozen=True)
class _Rest:
    """A doctor in the problem that is left: the row of the whole problem, the months it stands for, days a month."""

    doctor: int
    months: frozenset[int]
    most: int
    weeks: int = 0


def solve_around(
    data: PlanningData,
    fixed: Plan,
    away: Collection[tuple[str, date]] = (),
    *,
    since: date | None = None,
    bound: float | None = None,
    seed: int = 1,
    time_limit: float = 120.0,
    watch: Watch | None = None,
) -> Result:
    """The best plan found that has all days of ``fixed``, and no other day of a doctor on a date of ``away``.

    New days are from ``since`` on. ``bound`` is a known bound of ``data``, computed if it is not given. Raises
    ``ImpossiblePlan`` naming a fixed day that the problem does not allow.
    """
    started = time.perf_counter()
    data = as_digested(data)
    placed, impossible = standing(data, fixed)
    if impossible:
        one = impossible[0]
        raise ImpossiblePlan(
            f"'{one.doctor_id}' cannot be at '{one.site_id}' on {one.date.isoformat()}: take this day out, or free it."
        )
    open_ = _without(data, away, placed, since)
    left, rests = _left(data, open_, placed)
    whole = placed.copy()
    try:
        found = solve(left, seed=seed, time_limit=time_limit, watch=watch)
    except ImpossiblePlan:  # nothing is worth adding around the fixed days
        pass
    else:
        whole |= _in_whole(data, left, rests, found.plan)
    work = Completion(open_, _kept(open_, placed, whole))
    work.keep_rules(~placed)
    work.fill()
    return _result(data, work.placed, bound, seed, time.perf_counter() - started)


def _kept(data: PlanningData, placed: Bools, whole: Bools) -> Bools:
    """The days of ``whole``, without those too near fixed ones, one doctor too many, or without bed or supervisor."""
    if data.ordinary:
        return whole
    work = Completion(data, placed)
    for pair, day in np.argwhere(whole & ~placed).tolist():
        if work.fits(pair, day):
            work.add(pair, day)
    return work.placed


def _left(data: PlanningData, open_: PlanningData, placed: Bools) -> tuple[PlanningData, list[_Rest]]:
    """The problem ``open_`` without what the fixed days use.

    Doctors with other days left in some months come once for each.
    """
    pairs = data.pairs
    given = np.zeros((len(data.doctors), len(data.days)), dtype=np.bool_)
    np.logical_or.at(given, pairs.doctor, placed)
    rests = list(_rests(data, given))
    row_of = defaultdict[int, list[int]](list)
    for k, rest in enumerate(rests):
        row_of[rest.doctor].append(k)
    in_month = np.array([[month in rest.months for month in data.month_of_day.tolist()] for rest in rests], dtype=bool)
    available = np.array([open_.available[rest.doctor] & ~given[rest.doctor] for rest in rests], dtype=bool) & in_month
    available[[bool(data.doctors[rest.doctor].weeks) and not rest.weeks for rest in rests]] = False
    used = np.zeros_like(data.rooms)
    np.add.at(used, pairs.site, placed.astype(np.int64))
    visits = placed.sum(axis=1).astype(np.int64)
    purse = Purse(data, visits, np.asarray(used.any(axis=1), dtype=np.bool_))
    change = np.asarray(pair_effect(data) @ visits.astype(np.float64))
    chosen = [(k, row) for k, doctor in enumerate(pairs.doctor.tolist()) for row in row_of[doctor]]
    at: Ints = np.array([k for k, _ in chosen], dtype=np.int64)
    return replace(
        data,
        doctors=tuple(_named(data.doctors[rest.doctor], rest, k) for k, rest in enumerate(rests)),
        available=available,
        rooms=np.maximum(data.rooms - used, 0),
        half_rooms=_half_rooms_left(data, placed),
        home_of_doctor=data.home_of_doctor[[rest.doctor for rest in rests]],
        pairs=replace(
            pairs, doctor=np.array([row for _, row in chosen], dtype=np.int64), site=pairs.site[at],
            minutes=pairs.minutes[at], cost_cents=pairs.cost_cents[at],
        ),
        groups=replace(
            data.groups, access=data.groups.access + change,
            may_lose=np.maximum(data.groups.may_lose + change, 0.0),
        ),
        sites=tuple(
            replace(site, opening_cents=0, least_days=0) if used[k].any() else site for k, site in enumerate(data.sites)
        ),
        rules=replace(
            data.rules,
            budget_cents=max(0, purse.left),
            budgets=tuple((payer, max(0, cents)) for payer, cents in sorted(purse.own.items())),
        ),
    ), rests  # fmt: skip


def _rests(data: PlanningData, given: Bools) -> Iterator[_Rest]:
    for doctor, most in enumerate(data.max_days.tolist()):
        if data.doctors[doctor].weeks:
            taken = len(np.unique(data.week_of_day[given[doctor]]))
            left = max(data.doctors[doctor].weeks - taken, 0)
            yield _Rest(doctor, frozenset(range(len(data.months))), most, left)
            continue
        used = Counter(data.month_of_day[given[doctor]].tolist())
        months = defaultdict[int, set[int]](set)
        for month in range(len(data.months)):
            months[most - used[month]].add(month)
        for left, which in sorted(months.items()):
            yield _Rest(doctor, frozenset(which), max(left, 0))


def _named(doctor: Doctor, rest: _Rest, number: int) -> Doctor:
    """The doctor under the number of its row, so that its days are found again."""
    most = rest.most // 2 if doctor.half else rest.most
    return replace(
        doctor,
        id=str(number),
        weeks=max(rest.weeks, doctor.weeks and 1),
        max_days_per_month=most,
        pinned=frozenset(),
        promised=frozenset(),
        person=doctor.one,
    )


def _half_rooms_left(data: PlanningData, placed: Bools) -> Ints | None:
    """(2, S, T) rooms of mornings and afternoons that fixed days do not use."""
    if data.half_rooms is None:
        return None
    left = data.half_rooms.copy()
    half = np.array([one.half for one in data.doctors])[data.pairs.doctor]
    for k, name in enumerate(("am", "pm")):
        mine = np.isin(half, ["", name])
        np.subtract.at(left[k], data.pairs.site[mine], placed[mine].astype(np.int64))
    return np.maximum(left, 0)


def _without(data: PlanningData, away: Collection[tuple[str, date]], placed: Bools, since: date | None) -> PlanningData:
    """The problem in which nobody is asked before ``since`` or on their dates of ``away``; fixed days stay."""
    doctor, day = {one.id: k for k, one in enumerate(data.doctors)}, {one: k for k, one in enumerate(data.days)}
    available = data.available & np.array([since is None or one >= since for one in data.days], dtype=np.bool_)
    for who, when in away:
        if who in doctor and when in day and not placed[data.pairs.doctor == doctor[who], day[when]].any():
            available[doctor[who], day[when]] = False
    return replace(data, available=available)


def _in_whole(data: PlanningData, left: PlanningData, rests: list[_Rest], plan: Plan) -> Bools:
    """The days of the problem that is left, as days of the whole one (P, T)."""
    couples = zip(data.pairs.doctor.tolist(), data.pairs.site.tolist(), strict=True)
    pair = {couple: k for k, couple in enumerate(couples)}
    site, day = {one.id: k for k, one in enumerate(data.sites)}, {one: k for k, one in enumerate(data.days)}
    found = np.zeros((len(data.pairs), len(left.days)), dtype=np.bool_)
    for one in plan.assignments:
        found[pair[rests[int(one.doctor_id)].doctor, site[one.site_id]], day[one.date]] = True
    return found


def _result(data: PlanningData, placed: Bools, bound: float | None, seed: int, seconds: float) -> Result:
    """The result of a plan that somebody or something placed, with what the page and the checker ask of it."""
    plan = plan_of(data, placed)
    return valued(data, plan, relaxation_bound(data, seed) if bound is None else bound, seed, seconds)


def valued(data: PlanningData, plan: Plan, bound: float, seed: int = 1, seconds: float = 0.0) -> Result:
    """A plan made by hand with its figures; ``bound`` bounds every plan of ``data``. Raises ``ImpossiblePlan``."""
    data = as_digested(data)
    placed, impossible = standing(data, plan)
    if impossible:
        one = impossible[0]
        raise ImpossiblePlan(f"'{one.doctor_id}' cannot be at '{one.site_id}' on {one.date.isoformat()}.")
    return result_of(data, placed, bound, seed=seed, seconds=seconds, stage="around")
