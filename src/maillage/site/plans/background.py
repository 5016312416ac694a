"""Jobs of the worker for plans: making a plan that a user asked for on a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from maillage.errors import ImpossiblePlan
from maillage.schemes import scheme_named, zone_of_region
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Act, Record
from maillage.site.geography import travel
from maillage.site.jobs import files as kept_files
from maillage.site.jobs import services as jobs
from maillage.site.jobs.files import Kept, SentFile
from maillage.site.jobs.models import Job
from maillage.site.jobs.registry import Progress, kind
from maillage.site.locks import in_transaction
from maillage.site.plans import board, impossible, services
from maillage.site.plans import matching as matching  # its kind of job is declared with these
from maillage.site.plans import touring as touring  # and that of tours
from maillage.site.plans.changed import Changed
from maillage.site.plans.emphasis import Emphasis
from maillage.site.plans.lines import person_of
from maillage.site.plans.models import PlanRun
from maillage.site.plans.problem import problem_of
from maillage.site.plans.replacing import is_known
from maillage.site.plans.request import AskedScheme, PlanRequest
from maillage.site.refusals import NotAllowed, Refused

if TYPE_CHECKING:
    from maillage.planning import PlanningData, Result
    from maillage.planning.anytime import Progress as Found

PLAN, IMPORT, COMPLETE, REPLAN = "plan", "plan-import", "plan-complete", "plan-replan"
PROVEN = 1e-4
"""Relative gap at which nothing better is looked for."""
MOST_STEPS = 400
STAGES = {
    "quota": (0.4, "Choix des lieux et des médecins, mois par mois"),
    "calendar": (0.7, "Choix des dates"),
    "completion": (0.85, "Derniers jours à placer"),
    "search": (0.88, "Recherche d’un meilleur plan"),
}


def ask(asked: PlanRequest, by: User) -> Job:
    """Queue a job that makes a plan. Raises ``NotAllowed`` for a region that ``by`` does not coordinate."""
    if asked.region not in by.grants.scope(Record.PLAN, Act.CHANGE).regions:
        raise NotAllowed("Cette région ne relève pas de votre compte.")
    return jobs.ask(
        PLAN, by, region=asked.region, schemes=[one.to_json() for one in asked.schemes],
        starts=asked.starts.isoformat(), weeks=asked.weeks, budget_cents=asked.budget_cents,
        budgets=dict(asked.budgets), seconds=asked.seconds, zones=sorted(asked.zones),
        emphasis=asdict(asked.emphasis), thorough=asked.thorough,
        days_apart=asked.days_apart,
    )  # fmt: skip


@kind(PLAN, label="Plan des consultations", keeps=True)
def make(
    report: Progress,
    *,
    starts: str,
    zones: list[str],
    schemes: list[dict[str, Any]] | None = None,
    scheme: str = "",
    emphasis: dict[str, str] | None = None,
    **request: Any,
) -> dict[str, Any]:
    """Compute a plan, check it independently, and store it as a draft; the same plan again is the same draft.

    Work that was asked of an older version names one ``scheme``.
    """
    # Here and not above: every process of the site knows its jobs, and the planner takes a second to import.
    from maillage.planning import Until, check_result, solve

    terms = tuple(map(AskedScheme.from_json, schemes or [])) or (AskedScheme(scheme=scheme_named(scheme)),)
    first, words = date.fromisoformat(starts), Emphasis(**(emphasis or {}))
    asked = PlanRequest(schemes=terms, starts=first, zones=tuple(zones), emphasis=words, **request)
    report(0.1, "Lecture de l’annuaire et des temps de trajet")
    data = problem_of(asked, report.by)
    try:
        course = Course(report)
        until = Until(seconds=asked.seconds, gap=PROVEN) if asked.thorough else None
        result = solve(data, time_limit=asked.seconds, watch=course.watch, progress=course.progress, until=until)
    except ImpossiblePlan as problem:
        if report.concluding:
            raise Refused(
                "Le calcul est arrêté avant d’avoir trouvé un premier plan. Demandez-le de nouveau, et laissez-lui "
                "quelques secondes de plus."
            ) from problem
        raise Refused(impossible.told(problem, data)) from problem
    report(0.95, "Vérification du plan")
    broken = check_result(data, result)
    if broken:
        raise RuntimeError(f"the planner's own checker refuses its plan: {broken[0]}")
    report(0.96, "Ce qu’apporteraient un médecin, un cabinet ou un jour de plus")
    answers = _answers(data, result)
    run = services.store(
        result, asked.region, scheme=asked.scheme.code, starts=first, weeks=asked.weeks, by=report.by, problem=data
    )
    counts = {"days": len(result.plan), "doctors": len({person_of(one) for one in result.plan.doctors})}
    return {"plan": run.pk, **counts, "answers": answers, "course": course.steps}


def _answers(data: PlanningData, result: Result) -> dict[str, Any]:
    """What one more of each thing would bring, and what serving each territory without a day would cost."""
    from maillage.planning import unserved, worth_of_more

    return {
        "more": [
            {"more": one.more.name, "id": one.id, "name": one.name, "gain": one.gain} for one in worth_of_more(data)
        ],
        "unserved": [{"code": one.code, "name": one.name, "cost": one.cost} for one in unserved(data, result)],
    }


class Course:
    """Tells the user the stage of a planning, and how far the best plan so far is at most from any other.

    ``steps`` are its better plans and lower bounds: seconds, objective, bound.
    """

    def __init__(self, report: Progress) -> None:
        self.report, self.told = report, ""
        self.steps: list[list[float | None]] = []

    def watch(self, stage: str) -> None:
        """Report a stage; the user may stop the planning here, or have the best plan so far."""
        part, words = STAGES[stage]
        self.report(part, f"{words}{self.told}")
        if self.report.concluding:
            raise _stopped()

    def progress(self, found: Found) -> None:
        """Keep the gap of a better plan, or of a lower bound."""
        self.steps = [*self.steps, [round(found.seconds, 2), found.objective, found.bound]][-MOST_STEPS:]
        self.report.note(course=self.steps)
        if found.gap is not None:
            percent = f"{100 * found.gap:.{1 if found.gap >= 0.001 else 2}f}".replace(".", ",")
            self.told = f". Un plan est trouvé, à {percent}\u00a0% du meilleur possible, au plus"


def _stopped() -> Exception:
    from maillage.planning import StopPlanning

    return StopPlanning()


def _watch(report: Progress) -> Callable[[str], None]:
    return Course(report).watch


@in_transaction
def ask_import(plan: SentFile, times: Iterable[SentFile], by: User) -> Job:
    """Queue a job that keeps a plan file as a draft, checked with these travel times if it was made with such."""
    kept = kept_files.keep_all({"plan": [plan], "times": times})
    return jobs.ask(IMPORT, by, files=kept)


@kind(IMPORT, label="Plan importé d’un fichier")
def import_plan(report: Progress, *, files: Kept) -> dict[str, Any]:
    """Check a plan file, with everything computed again from its own figures, and keep it as a draft."""
    from maillage.site.plans.checking import checked_again

    if report.by is None:
        raise Refused("Le compte qui a demandé cet import n’existe plus.")
    (path,) = kept_files.paths_of(files, "plan")
    times = kept_files.paths_of(files, "times")
    report(0.05, "Temps de trajet, accès et territoires, calculés de nouveau")
    run = services.import_file(path, lambda plan: checked_again(plan, times, travel.store()), by=report.by)
    days = run.document["plan"]
    return {"plan": run.pk, "days": len(days), "doctors": len({person_of(day["doctor"]) for day in days})}


def ask_complete(run: PlanRun, by: User) -> Job:
    """Queue a job that plans the rest around the fixed days of a board. Raises ``NotAllowed``."""
    _changes(run, by)
    return jobs.ask(COMPLETE, by, run=run.pk, mark=board.mark_of(run))


@kind(COMPLETE, label="Reste d’un plan, complété")
def complete(report: Progress, *, run: int, mark: int) -> dict[str, Any]:
    """Choose all days that are not fixed again; where people know their days, these stay and new ones are added."""
    from maillage.planning import Plan, solve_around

    row = _run(run, report.by)
    before = board.board_of(row)
    known = is_known(row)
    fixed = before.days if known else before.fixed
    report(0.1, "Ce que laissent les journées fixées")
    found = solve_around(
        before.problem.data, Plan(tuple(fixed)), before.away, since=_tomorrow(row) if known else None,
        bound=row.bound, seed=row.seed, watch=_watch(report),
    )  # fmt: skip
    report(0.95, "Retour au plan")
    board.complete(row, found.plan, mark, report.by)
    return {"board": row.pk, "days": len(found.plan), "doctors": len(found.plan.doctors), "gap": found.gap}


def ask_replan(run: PlanRun, changed: Changed, by: User, moves: int | None = None) -> Job:
    """Queue a job that plans again after a change: how much each move gains, or with ``moves`` the plan itself.

    Raises ``NotAllowed``.
    """
    _changes(run, by)
    return jobs.ask(REPLAN, by, run=run.pk, changed=changed.to_json(), moves=moves)


@kind(REPLAN, label="Plan repris après un changement")
def replan(report: Progress, *, run: int, changed: dict[str, Any], moves: int | None) -> dict[str, Any]:
    """Plan again after a change; store the plan if the number of moves is chosen, else return the frontier."""
    from maillage.site.plans import replanning

    row = _run(run, report.by)
    report(0.1, "Le problème après le changement")
    data, again = replanning.replanned(row, Changed.from_json(changed), moves, report.by)
    result = replanning.told(again)
    if moves is None:
        return {**result, "replan": row.pk, "changed": changed}
    report(0.9, "Le plan est gardé")
    made = board.store_result(row, again.result, data, report.by)
    return {**result, "plan": made.pk, "days": len(again.result.plan), "doctors": len(again.result.plan.doctors)}


def _changes(run: PlanRun, by: User) -> None:
    if not PlanRun.objects.changeable_by(by).filter(pk=run.pk).exists():
        raise NotAllowed("Ce plan ne relève pas de votre compte.")


def _run(pk: int, by: User | None) -> PlanRun:
    row = PlanRun.objects.select_related("programme__region").filter(pk=pk).first()
    if row is None:
        raise Refused("Ce plan n’existe plus.")
    if by is not None:
        _changes(row, by)
    return row


def _tomorrow(run: PlanRun) -> date:
    zone = run.programme.region
    return timezone.localdate(timezone=None if zone is None else zone_of_region(zone.pk)) + timedelta(days=1)
