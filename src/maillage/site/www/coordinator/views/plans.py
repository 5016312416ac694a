"""The page of a plan: board, table, file, publication."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.engagements.models import Programme
from maillage.site.jobs.models import Job
from maillage.site.plans import services
from maillage.site.plans.background import REPLAN
from maillage.site.plans.models import PlanRun
from maillage.site.plans.replacing import published_before
from maillage.site.refusals import Refused
from maillage.site.www import french, sheets
from maillage.site.www.coordinator.plan_answers import answers_of
from maillage.site.www.coordinator.planboard import Board, board_of
from maillage.site.www.coordinator.regions import KEPT
from maillage.site.www.coordinator.shares import shares_of
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole
from maillage.site.www.territories import changes_with

WEEKS_SHOWN, ROWS_SHOWN, PLACES_SHOWN = 4, 20, 20


def _run(request: HttpRequest) -> PlanRun | None:
    runs = PlanRun.objects.visible_to(request.user).select_related("programme__region")
    wanted = whole(request.GET.get("plan", ""))
    if wanted is not None:
        return runs.filter(pk=wanted).first()
    kept = request.session.get(KEPT)
    return (runs.filter(programme__region=kept).first() if kept else None) or runs.first()


def _may_plan(request: HttpRequest) -> bool:
    return request.user.grants.may(Record.PLAN, Act.CHANGE)  # type: ignore[union-attr]


def _change_ready(request: HttpRequest, run: PlanRun) -> Job | None:
    """Return the latest work that tells what moving days would gain after a change, if nothing was chosen since."""
    known = Job.objects.visible_to(request.user).filter(kind=REPLAN, args__run=run.pk).order_by("-asked_at").first()
    return known if known is not None and known.state == Job.State.DONE and known.args["moves"] is None else None


def _access_sentence(board: Board) -> dict[str, Any] | None:
    """Return a sentence on the access of the served territories, before and with the plan."""
    access = changes_with([one.pk for one in board.run.programmes])
    codes = {day.place.commune.intercommunality_id for day in board.days}
    rows = [access[code] for code in codes if code in access]
    people = sum(row.population for row in rows)
    if not people:
        return None
    return {
        "population": people,
        "before": sum(row.before * row.population for row in rows) / people,
        "after": sum(row.after * row.population for row in rows) / people,
    }


@require_safe
@gate(Reach.TERRITORY, reads=Record.PLAN)
def plan(request: HttpRequest) -> HttpResponse:
    """Show the latest plan, or the requested one."""
    run = _run(request)
    if run is None:
        return render(request, "coordinator/no_plan.html", {"draft": None, "may_plan": _may_plan(request)})
    board = board_of(run)
    start = min(whole(request.GET.get("semaine", "")) or 0, max(0, run.weeks - 1))
    start -= start % WEEKS_SHOWN
    weeks = board.weeks[start : start + WEEKS_SHOWN]
    draft = run.programme.state == Programme.State.DRAFT
    everything = request.GET.get("jours") == "tous"
    lines, shares = board.lines(weeks), shares_of(board)
    served, every_place = [line for line in lines if line.total], request.GET.get("lieux") == "tous"
    context = {
        "run": run,
        "file": f"{reverse('plan-csv')}?plan={run.pk}",
        "board": board,
        "scheme": run.programme.rules,
        "several": len(run.rules_of) > 1,
        "payers": ", ".join(dict.fromkeys(one.allowance.payer for one in run.rules_of.values() if one.allowance.payer)),
        "weeks": weeks,
        "lines": served if every_place else served[:PLACES_SHOWN],
        "more_places": 0 if every_place else max(0, len(served) - PLACES_SHOWN),
        "unserved": [line for line in lines if not line.total],
        "shares": shares,
        "without": [share for share in shares if not share.days],
        "places": len(lines),
        "previous": start - WEEKS_SHOWN if start else None,
        "next": start + WEEKS_SHOWN if start + WEEKS_SHOWN < run.weeks else None,
        # Access with the plan is computed for published plans only.
        "access": None if draft else _access_sentence(board),
        "givers": board.givers()[:8],
        "days": board.days if everything else board.days[:ROWS_SHOWN],
        "everything": everything,
        "answers": answers_of(run),
        "draft": draft,
        "replaces": draft and published_before(run) is not None,
        "may_plan": _may_plan(request),
        "ready": _change_ready(request, run),
        "may_publish": PlanRun.objects.changeable_by(request.user).filter(pk=run.pk).exists(),
    }
    return render(request, "coordinator/plan.html", context)


@require_safe
@gate(Reach.TERRITORY, reads=Record.PLAN)
def plan_csv(request: HttpRequest) -> HttpResponse:
    """Return every day of the plan as a CSV file."""
    run = _run(request)
    if run is None:
        return redirect("plan")
    names = ("date", "place", "commune", "doctor", "home", "minutes", "returns", "consultations", "scheme", "half")
    rows: list[tuple[sheets.Cell, ...]] = [
        (
            day.date.isoformat(), day.place.name, day.place.commune.name,
            f"{day.doctor.first_name} {day.doctor.last_name}", day.doctor.home.name,
            None if day.minutes is None else round(day.minutes), "yes" if day.returns else "no", day.consultations,
            day.scheme, day.half,
        )
        for day in board_of(run).days
    ]  # fmt: skip
    return sheets.answer(f"plan-{run.programme.starts:%Y-%m-%d}", names, rows, sheets.asked(request.GET))


@require_POST
@gate(Reach.TERRITORY, changes=Record.PLAN)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish all days of the plan into the agenda, or none."""
    run = get_object_or_404(PlanRun.objects.changeable_by(request.user).select_related("programme"), pk=pk)
    try:
        done = services.publish(run, signed_in(request))
    except Refused as refusal:
        messages.error(request, f"Rien n’est publié. {refusal}")
    else:
        if done.existing and not done.sessions:
            messages.info(request, "C’est déjà fait\u00a0: ce plan est publié.")
            return redirect(f"{reverse('plan')}?plan={run.pk}")
        sessions = french.plural(done.sessions, "vacation publiée", "vacations publiées")
        slots = french.plural(done.slots, "créneau ouvert", "créneaux ouverts")
        messages.success(request, f"{sessions}, {slots}. Le bilan se calcule\u00a0: il sera à jour sous peu.")
    return redirect(f"{reverse('plan')}?plan={run.pk}")
