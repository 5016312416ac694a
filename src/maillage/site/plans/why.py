"""Why a day of a plan is given, and why a place gets none: whom could come, what each day would do, what one costs.

Every figure is that of the change itself, tried on the plan as on its board; the least price of a place is the
difference of two relaxations, solved again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import numpy as np

from maillage.planning import Assignment, Effect, LivePlan, Plan, Result, WhyHere, why_here
from maillage.planning.solving.quota import relaxation_bound
from maillage.site.plans import kept
from maillage.site.plans.board import Board
from maillage.site.refusals import WrongState

LOOKED_AT = 8
"""Doctors in reach of a place of whom the page speaks, the nearest first."""
TRIED = 3
"""Days of a doctor that are tried: as many new ones, and as many of those given elsewhere."""


@dataclass(frozen=True)
class Candidate:
    """A doctor in reach of a place, and the best that is possible: ``come`` alone, or instead of the day ``gone``.

    Without ``come`` there is no date on which both the doctor and the place are free. ``given`` are the days elsewhere.
    """

    doctor: str
    minutes: float
    given: tuple[Assignment, ...]
    come: Assignment | None = None
    gone: Assignment | None = None
    effect: Effect | None = None


@dataclass(frozen=True)
class WhyPlace:
    """What a place gets, whom it could get, and how many doctors are in its reach."""

    days: int
    reached: int
    candidates: tuple[Candidate, ...]

    @property
    def free(self) -> int:
        """Doctors among the candidates with a date on which they and the place are free."""
        return sum(one.come is not None for one in self.candidates)


def of_day(board: Board, day: Assignment) -> WhyHere:
    """Return why a day on the board is given. Raises ``WrongState`` if it is no longer there."""
    if day not in board.days:
        raise WrongState("Cette journée n’est plus dans le plan\u00a0: relisez-le.")
    days = Plan(tuple(board.days))
    return why_here(board.problem.data, replace(Result.from_document(board.run.document), plan=days), day)


def of_place(board: Board, site: str) -> WhyPlace:
    """Return whom a place could get, and what that would do to the plan. Raises ``WrongState`` for an unknown one."""
    problem, live = board.problem, board.live()
    at = problem.site.get(site)
    if at is None:
        raise WrongState("Ce lieu n’était pas dans le calcul de ce plan. Choisissez dans la liste.")
    data, given = problem.data, defaultdict[str, list[Assignment]](list)
    for one in sorted(board.days):
        given[one.doctor_id].append(one)
    pairs = np.flatnonzero(data.pairs.site == at)
    nearest = pairs[np.argsort(data.pairs.minutes[pairs], kind="stable")][:LOOKED_AT]
    found = [
        _candidate(live, pair, site, tuple(given[data.doctors[int(data.pairs.doctor[pair])].id]))
        for pair in nearest.tolist()
    ]
    return WhyPlace(sum(one.site_id == site for one in board.days), len(pairs), tuple(found))


def _candidate(live: LivePlan, pair: int, site: str, given: tuple[Assignment, ...]) -> Candidate:
    data = live.problem.data
    doctor, minutes = data.doctors[int(data.pairs.doctor[pair])], float(data.pairs.minutes[pair])
    elsewhere = tuple(one for one in given if one.site_id != site)
    taken = {one.date for one in given}
    dates = [data.days[k] for k in np.flatnonzero(data.pair_dates[pair]).tolist()]
    empty = Candidate(doctor.id, minutes, elsewhere)

    def here(day: date) -> Assignment:
        return Assignment(day, site, doctor.id, doctor.half)

    new = [(None, here(day)) for day in _spread(day for day in dates if day not in taken)]
    moved = [(one, here(_nearest(dates, taken - {one.date}, one.date))) for one in elsewhere[:TRIED] if dates]
    tried = [
        replace(empty, come=come, gone=gone, effect=live.try_change([] if gone is None else [gone], [come]))
        for gone, come in (*new, *moved)
    ]
    return max(tried, key=_good, default=empty)


def _good(one: Candidate) -> tuple[int, float]:
    """Order candidates: those that break the fewest rules, then those that bring most."""
    assert one.effect is not None
    return -len(one.effect.broken), one.effect.objective


def _spread(dates: Iterable[date]) -> list[date]:
    """Return the first date of each of the first months."""
    first: dict[tuple[int, int], date] = {}
    for day in dates:
        first.setdefault((day.year, day.month), day)
    return list(first.values())[:TRIED]


def _nearest(dates: list[date], taken: set[date], to: date) -> date:
    return min(dates, key=lambda day: (day in taken, abs((day - to).days), day))


def least_price(problem: str, site: str) -> float | None:
    """Return the weighted consultations that one day at a place costs any plan of a problem at least.

    None if no plan serves it. Two relaxations, the first kept: 1 s for a region.
    """
    return _price(problem, site)


@lru_cache(maxsize=64)
def _price(key: str, site: str) -> float | None:
    data = kept.problem_of_key(key).data
    at = [one.id for one in data.sites].index(site)
    pairs = np.flatnonzero(data.pairs.site == at)
    if not len(pairs):
        return None
    best = relaxation_bound(data, 1, (pairs, 1.0))
    return max(0.0, _bound(key) - best) if np.isfinite(best) else None


@lru_cache(maxsize=kept.OPEN_AT_ONCE)
def _bound(key: str) -> float:
    return relaxation_bound(kept.problem_of_key(key).data, 1)
