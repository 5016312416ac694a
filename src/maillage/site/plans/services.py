"""Storing runs of the planner, each as a programme whose days are those of the plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from maillage.artefacts import recipe_of
from maillage.errors import BadInput
from maillage.planning import PlanningData, Rechecked, Result, read_plan
from maillage.schemes import scheme_named
from maillage.site.accounts.models import User
from maillage.site.engagements import programmes
from maillage.site.engagements.programmes import ProgrammeData
from maillage.site.geography.models import Region
from maillage.site.locks import in_transaction
from maillage.site.plans import kept
from maillage.site.plans.models import PlanRun


@in_transaction
def store(
    result: Result,
    region: Region | str,
    *,
    scheme: str,
    starts: date,
    weeks: int,
    by: User | None = None,
    problem: PlanningData | str = "",
    replaces: PlanRun | None = None,
) -> PlanRun:
    """Store a run of the planner as a draft programme; the same result stored again is the same row.

    Doctors and sites are named by their references. ``problem`` is the problem that the result solves, or the key under
    which it is kept: with it the plan can be changed on its board. ``replaces`` is the plan that it came from. Raises
    ``Refused`` naming a person or place that is not in the directory, ``NotAllowed`` for a region that ``by`` does not
    coordinate.
    """
    document = result.to_document()
    code = region.pk if isinstance(region, Region) else region
    # The digest leaves out the computing time, which differs between runs of the same plan.
    digest = recipe_of(code, scheme, starts.isoformat(), weeks, result.seed, result.data_digest, document["plan"])
    known = PlanRun.objects.filter(digest=digest).first()
    if known is not None:
        return known
    rules = scheme_named(scheme)
    data = ProgrammeData(
        scheme=rules,
        name=f"{rules.label}, {weeks} semaines dès le {starts:%d/%m/%Y}, {_named(code)} (plan {digest[:8]})",
        template=result.plan.template(),
        starts=starts,
        ends=starts + timedelta(weeks=weeks, days=-1),
        region=code,
    )
    return PlanRun.objects.create(
        programme=programmes.create(data, by=by),
        digest=digest,
        seed=result.seed,
        objective=result.objective,
        bound=result.bound,
        gap=result.gap,
        seconds=result.seconds,
        document=document,
        problem=problem if isinstance(problem, str) else kept.keep(problem, result),
        replaces=replaces,
    )


def _named(code: str) -> str:
    return Region.objects.filter(pk=code).values_list("name", flat=True).first() or code


def import_file(path: Path, recheck: Callable[[Path], Rechecked], *, by: User | None = None) -> PlanRun:
    """Store a plan file written by ``maillage plan solve``, after ``recheck`` finds no broken rule in it; the problem
    that it computes again is kept, so that the plan can be changed on its board.

    Raises ``BadInput`` for a file that was changed after it was written, breaks a rule or has days of several schemes;
    nothing is stored then.
    """
    plan, whole = read_plan(path)
    remedy = "Solve it again with 'maillage plan solve'"
    if not whole:
        raise BadInput(path, "its content was changed after it was written", remedy)
    others = sorted({one.scheme for one in plan.doctors} - {"", plan.scheme})
    if others:
        told = f"it has days of other schemes than {plan.scheme}: {', '.join(others)}"
        raise BadInput(path, told, "A programme has one scheme: solve a plan for each, or enter their days")
    found = recheck(path)
    if found.broken:
        raise BadInput(path, f"it breaks {len(found.broken)} rules, first {found.broken[0]}", remedy)
    return store(
        plan.result, plan.region, scheme=plan.scheme, starts=plan.start, weeks=plan.weeks, by=by,
        problem=found.problem or "",
    )  # fmt: skip
