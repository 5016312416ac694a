"""Storing runs of the planner, each as a programme whose days are those of the plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, replace
from datetime import date, timedelta
from pathlib import Path

from maillage.artefacts import recipe_of
from maillage.errors import BadInput
from maillage.planning import Plan, PlanningData, Rechecked, Result, read_plan
from maillage.schemes import DatedTemplate, PartiesOfProgramme, Scheme, scheme_named
from maillage.site.accounts.models import User
from maillage.site.agenda import publishing
from maillage.site.agenda.publishing import Published
from maillage.site.directory.models import Place
from maillage.site.engagements import programmes
from maillage.site.engagements.models import Programme
from maillage.site.engagements.programmes import PartyData, ProgrammeData
from maillage.site.geography.models import Region
from maillage.site.locks import in_transaction
from maillage.site.plans import kept
from maillage.site.plans.lines import as_lines, schemes_in, template_of
from maillage.site.plans.models import PlanPart, PlanRun


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

    Doctors are named as in ``maillage.site.plans.lines``, sites by their references; ``scheme`` is the plan's own, and
    days under others make a programme for each. ``problem`` is the problem that the result solves, or the key under
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
    told = f"{weeks} semaines dès le {starts:%d/%m/%Y}, {_named(code)} (plan {digest[:8]})"

    def programme(used: str) -> Programme:
        rules, days = scheme_named(used), template_of(result.plan.assignments, used, scheme)
        data = ProgrammeData(
            scheme=rules, name=f"{rules.label}, {told}", template=days, starts=starts,
            ends=starts + timedelta(weeks=weeks, days=-1), region=code, parties=parties_of(rules, days),
        )  # fmt: skip
        return programmes.create(data, by=by)

    run = PlanRun.objects.create(
        programme=programme(scheme),
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
    for used in schemes_in(result.plan.assignments, scheme):
        if used != scheme:
            PlanPart.objects.create(run=run, programme=programme(used))
    return run


def parties_of(rules: Scheme, days: DatedTemplate) -> list[PartyData]:
    """Return the places of these days as parties, if the scheme wants its sessions at places of its parties."""
    if not isinstance(rules.where, PartiesOfProgramme):
        return []
    places = Place.objects.filter(reference__in=days.places).select_related("organisation").order_by("reference")
    return [PartyData(organisation=one.organisation, key=str(one.reference), place=one) for one in places]


@in_transaction
def publish(run: PlanRun, by: User | None = None) -> Published:
    """Put all days of a plan into the agenda, or none, each under the rules of its scheme.

    Raises like :func:`maillage.site.agenda.publishing.publish`.
    """
    found = [publishing.publish(one, by) for one in run.programmes]
    return Published(*(sum(one) for one in zip(*(astuple(one) for one in found), strict=True)))


def _named(code: str) -> str:
    return Region.objects.filter(pk=code).values_list("name", flat=True).first() or code


def import_file(path: Path, recheck: Callable[[Path], Rechecked], *, by: User | None = None) -> PlanRun:
    """Store a plan file written by ``maillage plan solve``, after ``recheck`` finds no broken rule in it; the problem
    that it computes again is kept, so that the plan can be changed on its board.

    Raises ``BadInput`` for a file that was changed after it was written or breaks a rule; nothing is stored then.
    """
    plan, whole = read_plan(path)
    remedy = "Solve it again with 'maillage plan solve'"
    if not whole:
        raise BadInput(path, "its content was changed after it was written", remedy)
    found = recheck(path)
    if found.broken:
        raise BadInput(path, f"it breaks {len(found.broken)} rules, first {found.broken[0]}", remedy)
    lines = as_lines(plan.doctors, plan.scheme)
    days = Plan(tuple(
        replace(one, doctor_id=lines[one.doctor_id].id if one.doctor_id in lines else one.doctor_id)
        for one in plan.result.plan.assignments
    ))  # fmt: skip
    problem = found.problem
    if problem is not None:
        problem = replace(problem, doctors=tuple(lines.get(one.id, one) for one in problem.doctors))
    return store(
        replace(plan.result, plan=days), plan.region, scheme=plan.scheme, starts=plan.start, weeks=plan.weeks, by=by,
        problem=problem or "",
    )  # fmt: skip
