"""A plan after a change, on the site: from its kept problem, with days that have patients kept unless it is asked."""

from __future__ import annotations

from typing import Any

from maillage.errors import ImpossiblePlan
from maillage.planning import Changes, PlanningData, Replanned, Result, changed_problem, replan
from maillage.schemes import scheme_named
from maillage.site.accounts.models import User
from maillage.site.engagements.models import Programme
from maillage.site.plans import kept
from maillage.site.plans.board import row_of
from maillage.site.plans.changed import Changed
from maillage.site.plans.lines import person_of
from maillage.site.plans.models import PlanRun
from maillage.site.plans.problem import with_volunteers
from maillage.site.plans.replacing import booked_days
from maillage.site.plans.request import AskedScheme, Giving, PlanRequest
from maillage.site.refusals import Refused

MOST_PERCENT = 10
"""Days that the frontier may move, of those from the change on, in per cent; the usual choice moves 2."""


def request_of(run: PlanRun, data: PlanningData) -> PlanRequest:
    """Return the request that a run answers."""
    programme = run.programme
    codes = [programme.scheme, *(one.scheme for one in data.rules.others)]
    return PlanRequest(
        region=programme.region_id or "", schemes=tuple(_terms(data, code, programme.scheme) for code in codes),
        starts=programme.starts, weeks=run.weeks, budget_cents=data.rules.budget_cents, seconds=120.0,
        budgets=dict(data.rules.budgets),
    )  # fmt: skip


def _terms(data: PlanningData, code: str, own: str) -> AskedScheme:
    """Return what people give under a scheme of a problem, as its doctors of that scheme give it."""
    like = next((one for one in data.doctors if one.scheme == ("" if code == own else code)), None)
    giving = Giving.DAYS if like is None else Giving.WEEKS if like.weeks else Giving(like.half or Giving.DAYS)
    return AskedScheme(scheme=scheme_named(code), giving=giving, weeks=0 if like is None else like.weeks)


def replanned(
    run: PlanRun, changed: Changed, moves: int | None, by: User | None
) -> tuple[PlanningData, Replanned]:  # fmt: skip
    """Return the problem after a change, and the plan that moves at most ``moves`` days, the most allowed if None.

    Raises ``Refused`` saying what the plan does not know.
    """
    data = kept.problem_of_key(run.problem).data
    if changed.came:
        data = with_volunteers(data, request_of(run, data), changed.came, by)
    closed = {key: frozenset(days) for key, days in changed.closed.items()}
    for site, area in zip(data.sites, data.area_of_site.tolist(), strict=True):
        if changed.snow_from is not None and data.areas[area].code in (changed.snow or (data.areas[area].code,)):
            closed[site.id] = closed.get(site.id, frozenset()) | changed.snow_days
    old = Result.from_document(run.document)
    stay = () if changed.with_patients else _with_patients(run)
    most = sum(one.date >= changed.since for one in old.plan.assignments) * MOST_PERCENT // 100
    try:
        left = {one.id for one in data.doctors if person_of(one.id) in changed.left}
        unknown = set(changed.left) - {person_of(one.id) for one in data.doctors}
        after = changed_problem(data, Changes(changed.since, frozenset(left | unknown), {}, closed))
    except ImpossiblePlan as problem:
        raise Refused("Ce plan ne connaît pas ce médecin ou ce lieu. Choisissez dans la liste.") from problem
    return after, replan(after, old, changed.since, most if moves is None else min(moves, most), run.seed, stay)


def _with_patients(run: PlanRun) -> tuple[Any, ...]:
    if run.programme.state != Programme.State.PUBLISHED:
        return ()
    return tuple(booked_days(run))


def told(again: Replanned) -> dict[str, Any]:
    """Return what a page shows of a plan after a change, as plain values."""
    return {
        "frontier": [[step.moved, round(step.objective, 3)] for step in again.frontier],
        "bound": again.result.bound,
        "lost": len(again.lost),
        "lost_days": [row_of(one) for one in again.lost],
        "added": len(again.added),
        "kept": again.kept,
    }
