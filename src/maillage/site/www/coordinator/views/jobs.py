"""Jobs: ask for a plan or an effect, see its progress, stop it, try again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.engagements.models import Engagement, Programme
from maillage.site.jobs import services
from maillage.site.jobs.models import Job
from maillage.site.observatory import background as effects
from maillage.site.observatory.loading import LOAD
from maillage.site.plans import background as plans
from maillage.site.plans import matching
from maillage.site.refusals import Refused
from maillage.site.www import french, lists
from maillage.site.www.coordinator import background as reports
from maillage.site.www.coordinator.course import course_of
from maillage.site.www.coordinator.fields import any_or
from maillage.site.www.coordinator.plan_form import PlanForm
from maillage.site.www.coordinator.regions import chosen_region
from maillage.site.www.gates import gate
from maillage.site.www.lists import Column

LIST = (
    Column("travail", "Travail", ("kind", "-asked_at")),
    Column("demande", "Demandé", ("asked_at",)),
    Column("etat", "État", ("state", "-asked_at")),
    Column("resultat", "Résultat"),
    Column("que-faire", "Que faire"),
)


class JobFilter(forms.Form):
    """Which jobs to list."""

    etat = any_or("État", Job.State.choices)


TONES = {"done": "good", "failed": "bad", "running": "attention"}


@require_safe
@gate(Reach.ORGANISATION, reads=Record.JOB)
def jobs(request: HttpRequest) -> HttpResponse:
    """List the latest jobs of the user's organisation, with their progress."""
    form = JobFilter(request.GET or None)
    known = Job.objects.visible_to(request.user)
    if form.is_valid() and form.cleaned_data["etat"]:
        known = known.filter(state=form.cleaned_data["etat"])
    found = lists.listed(request, known.select_related("asked_by"), LIST, "-demande")
    if found.as_file:
        return lists.file("travaux", found, ("job", "asked_on", "asked_by", "state", "error"), _cells, request.GET)
    rows = list(found.page.object_list)
    keys = [row.pk for row in rows]
    mine = set(Job.objects.changeable_by(request.user).filter(pk__in=keys).values_list("pk", flat=True))
    waits = any(row.is_open for row in rows)
    context = {
        "form": form,
        "list": found,
        "rows": [_row(row, may_change=row.pk in mine) for row in rows],
        "open": waits,
        "nobody_works": waits and not services.worker_is_there(),
        "may_measure": request.user.grants.may(Record.ZONE, Act.CHANGE),  # type: ignore[union-attr]
        "may_plan": request.user.grants.may(Record.PLAN, Act.CHANGE),  # type: ignore[union-attr]
    }
    page = "coordinator/parts/jobs.html" if getattr(request, "htmx", False) else "coordinator/jobs.html"
    return render(request, page, context)


def _cells(job: Job) -> tuple[str, ...]:
    by = job.asked_by.get_full_name() if job.asked_by is not None else ""
    return job.label, job.asked_at.date().isoformat(), by, job.get_state_display(), job.error


def _row(job: Job, *, may_change: bool) -> dict[str, Any]:
    return {
        "job": job,
        "tone": TONES.get(job.state, ""),
        "found": _found(job),
        "may_stop": may_change and job.is_open,
        "may_keep": may_change and job.may_conclude,
        "may_try_again": may_change and job.state in Job.AGAIN_STATES,
    }


def _found(job: Job) -> dict[str, str] | None:
    """Return the page with the result of a finished job, and a short label of it."""
    if job.state != Job.State.DONE:
        return None
    if job.kind in (plans.PLAN, plans.IMPORT):
        return _plan(job)
    if job.kind == plans.COMPLETE:
        return {"url": reverse("plan-board", args=[job.result["board"]]), "label": "Voir le plan complété"}
    if job.kind == plans.REPLAN:
        return _replanned(job)
    if job.kind == matching.MATCH:
        return {"url": f"{reverse('juniors')}?travail={job.pk}", "label": "Lire les affectations"}
    if job.kind == effects.EFFECT:
        return {"url": reverse("effect"), "label": "Lire le bilan"}
    if job.kind == reports.REPORT:
        return {"url": f"{reverse('month')}?mois={job.result['month'][:7]}", "label": "Lire le rapport"}
    if job.kind == effects.MEASURE:
        communes = french.plural(job.result["communes"], "commune mesurée", "communes mesurées")
        return {"url": reverse("map"), "label": f"Voir la carte\u00a0: {communes}"}
    if job.kind == LOAD:
        rows = french.plural(job.result["rows"], "ligne chargée", "lignes chargées")
        return {
            "url": f"{reverse('data-load')}#{job.result['source']}",
            "label": f"Lire ce qui est chargé\u00a0: {rows}",
        }
    if job.kind == effects.DESIGNATE:
        listed = french.plural(job.result["territories"], "territoire désigné", "territoires désignés")
        return {"url": reverse("territories"), "label": f"Lire la liste\u00a0: {listed}"}
    return None


def _plan(job: Job) -> dict[str, str]:
    days = french.plural(job.result["days"], "journée", "journées")
    doctors = french.plural(job.result["doctors"], "médecin", "médecins")
    return {
        "url": f"{reverse('plan')}?plan={job.result['plan']}",
        "label": f"Lire le plan\u00a0: {days}, {doctors}",
    }


def _replanned(job: Job) -> dict[str, str]:
    """Return the plan after a change, or the page on which the number of moves is chosen."""
    if "plan" in job.result:
        return _plan(job)
    return {
        "url": f"{reverse('plan-change', args=[job.result['replan']])}?travail={job.pk}",
        "label": "Choisir les déplacements",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.ORGANISATION, reads=Record.JOB, changes=Record.JOB)
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a job; stop it, have what it has found so far, or ask again for one that failed or was stopped."""
    jobs, user = Job.objects, request.user
    seen = jobs.changeable_by(user) if request.method == "POST" else jobs.visible_to(user)
    row = get_object_or_404(seen.select_related("asked_by"), pk=pk)
    if request.method != "POST":
        return _one(request, row)
    acts: dict[str, Callable[[], Job]] = {
        "arreter": lambda: services.stop(row),
        "garder": lambda: services.conclude(row),
        "relancer": lambda: services.ask_again(row, _reader(request)),
    }
    act = acts.get(request.POST.get("acte", ""))
    if act is None:
        raise Http404
    try:
        done = act()
    except Refused as refusal:
        messages.info(request, str(refusal))
    else:
        if done.concluding and done.is_open:
            messages.success(request, "Le calcul s’arrête\u00a0: le meilleur plan trouvé est vérifié, puis gardé.")
    return redirect("job", pk) if request.POST.get("page") else redirect("jobs")


def _one(request: HttpRequest, row: Job) -> HttpResponse:
    """Show a job with the course of its planning, if it has one."""
    mine = Job.objects.changeable_by(request.user).filter(pk=row.pk).exists()
    context = {
        "row": _row(row, may_change=mine),
        "course": course_of(row.result.get("course", [])),
        "nobody_works": row.is_open and not services.worker_is_there(),
    }
    page = "coordinator/parts/job.html" if getattr(request, "htmx", False) else "coordinator/job.html"
    return render(request, page, context)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, changes=Record.PLAN)
def ask_plan(request: HttpRequest) -> HttpResponse:
    """Choose scheme, territories, weeks, budget and computing time of a plan; the worker computes it."""
    user = _reader(request)
    region, shown = chosen_region(request, user.grants.scope(Record.PLAN, Act.CHANGE).regions)
    if region is None and request.method == "POST":
        raise PermissionDenied
    running = Engagement.objects.visible_to(user).running().order_by().values_list("scheme")
    engaged: dict[str, int] = dict(running.annotate(count=Count("pk")))
    form = PlanForm(request.POST or None, region=region.pk if region else "", engaged=engaged)
    if region is not None and request.method == "POST" and form.is_valid():
        asked = plans.ask(form.asked(), user)
        messages.success(request, "Le plan est demandé. Il se calcule\u00a0: vous pouvez quitter cette page.")
        return redirect("job", asked.pk)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "coordinator/ask_plan.html", {"form": form, **shown}, status=status)


@require_POST
@gate(Reach.TERRITORY, changes=Record.PLAN)
def ask_effect(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the effect of a published programme to be computed again."""
    published = Programme.objects.changeable_by(request.user).published()
    effects.ask([get_object_or_404(published, pk=pk)], _reader(request))
    messages.success(request, "Le bilan se calcule de nouveau.")
    return redirect("jobs")


def _reader(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]
