"""Pages of who organises duties: the list of rotas, one rota from its houses to its publication."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from maillage.site.accounts.rights import Reach, Record
from maillage.site.duties import drafts, notices, publishing, services
from maillage.site.duties.models import Rota, RotaQuerySet
from maillage.site.duties.said import changes_said
from maillage.site.jobs.models import Job
from maillage.site.platforms import setting_up
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www import french, sheets
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.duties import papers, rows
from maillage.site.www.duties.forms import HouseForm, RotaForm
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole

POSTS = ["GET", "HEAD", "POST"]
WEEKS_SHOWN = 4


def own_rotas(request: HttpRequest) -> RotaQuerySet:
    """Return the rotas of the reader's organisation."""
    return Rota.objects.visible_to(request.user, Reach.ORGANISATION).select_related(
        "organisation", "department", "platform"
    )


@require_safe
@gate(Reach.ORGANISATION, reads=Record.DUTY)
def rotas(request: HttpRequest) -> HttpResponse:
    """List the rotas, the latest first."""
    today = timezone.localdate()
    found = [(one, rows.standing(one, today)) for one in own_rotas(request)]
    return render(request, "duties/rotas.html", {"rows": found})


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, changes=Record.DUTY)
def add(request: HttpRequest) -> HttpResponse:
    """Set up a rota."""
    user = signed_in(request)
    own = services.organisations_of(user)
    form = RotaForm(request.POST if request.method == "POST" else None, organisation=own[0])
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            made = services.create(own[0], form.data_of(), user)
            return redirect("rota", made.pk)
    return render(request, "duties/add.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, reads=Record.DUTY, changes=Record.DUTY)
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a rota with its duties, holes and the part of each doctor; compute a draft, publish it, ask for wishes."""
    rota = get_object_or_404(own_rotas(request), pk=pk)
    if request.method == "POST":
        return _act(request, rota)
    found, job = rows.shown(rota), drafts.job_of(rota)
    weeks = found.weeks()
    start = min(whole(request.GET.get("semaine", "")) or 0, max(0, len(weeks) - 1))
    start -= start % WEEKS_SHOWN
    context = {
        "rota": rota,
        "standing": rows.standing(rota, timezone.localdate()),
        "houses": rota.houses.select_related("commune").prefetch_related("needs", "members"),
        "shown": found,
        "weeks": weeks[start : start + WEEKS_SHOWN],
        "previous": start - WEEKS_SHOWN if start else None,
        "next": start + WEEKS_SHOWN if start + WEEKS_SHOWN < len(weeks) else None,
        "changes": _changes(rota, found),
        "missing": services.reasons_not_ready(rota) if not rota.is_published else [],
        "job": job,
        "running": job is not None and job.state in Job.OPEN_STATES,
        "failed": job.error if job is not None and job.state == Job.State.FAILED else "",
    }
    return render(request, "duties/rota.html", context)


def _changes(rota: Rota, found: rows.Shown) -> list[str]:
    if found.draft is None or rota.is_published:
        return []
    people = {str(one.member.professional_id): one.name for one in found.parts}
    houses = {str(one.pk): one.name for one in rota.houses.all()}
    return changes_said(found.draft.changes, people, houses)


def _act(request: HttpRequest, rota: Rota) -> HttpResponse:
    act, user = request.POST.get("acte", ""), signed_in(request)
    try:
        if act == "calculer":
            drafts.ask(rota, user)
            messages.success(request, "Le projet se calcule\u00a0: cette page le montrera.")
        elif act == "publier":
            done = publishing.publish(rota, user)
            told = notices.published(done)
            people = french.plural(told, "médecin prévenu", "médecins prévenus")
            messages.success(request, f"Les gardes sont publiées, {people}.")
        elif act == "parts":
            setting_up.share_load(rota, user)
            messages.success(request, "Les parts des lecteurs suivent la convention.")
        elif act == "demander":
            told = notices.ask_wishes(rota)
            messages.success(request, f"{french.plural(told, 'message part', 'messages partent')}.")
        elif act == "retirer":
            house = get_object_or_404(rota.houses.all(), pk=whole(request.POST.get("maison", "")))
            services.drop_house(house, user)
            messages.success(request, f"«\u00a0{house.name}\u00a0» n’est plus dans le tableau.")
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("rota", rota.pk)


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, reads=Record.DUTY, changes=Record.DUTY)
def house(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a house to a rota."""
    rota = get_object_or_404(own_rotas(request), pk=pk)
    form = HouseForm(request.POST if request.method == "POST" else None, rota=rota)
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            services.add_house(rota, form.data_of(), signed_in(request))
            return redirect("rota", pk)
    context = {"form": form, "rota": rota}
    return render(request, "duties/house.html", context, status=422 if form.errors else 200)


@require_safe
@gate(Reach.ORGANISATION, reads=Record.DUTY)
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the rota on paper, for pharmacies and the 15."""
    rota = get_object_or_404(own_rotas(request), pk=pk)
    return papers.answer(rota)


@require_safe
@gate(Reach.ORGANISATION, reads=Record.DUTY)
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the duties of a rota as a table."""
    rota = get_object_or_404(own_rotas(request), pk=pk)
    names = ("date", "hour", "place", "kind", "doctor", "phone")
    cells: list[tuple[Any, ...]] = [
        (one.date.isoformat(), one.hours, one.house, one.period, one.doctor, one.phone)
        for one in rows.shown(rota).duties
    ]
    return sheets.answer(f"gardes-{rota.starts:%Y-%m-%d}", names, cells, sheets.asked(request.GET))
