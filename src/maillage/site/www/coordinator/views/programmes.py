"""Programmes (agreements, tours, rotations, lists of days): create, change, publish and end them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from maillage.schemes import SCHEMES, SessionDate
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.agenda.models import Session
from maillage.site.agenda.publishing import publish
from maillage.site.directory.models import Professional
from maillage.site.engagements import programmes as services
from maillage.site.engagements.models import Programme
from maillage.site.plans import touring
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www import french, lists
from maillage.site.www.coordinator import planned_tour
from maillage.site.www.coordinator.directory_forms import EndForm
from maillage.site.www.coordinator.fields import any_or, count, refused_on
from maillage.site.www.coordinator.named_jobs import named_job
from maillage.site.www.coordinator.planned_tour import PlannedTourForm
from maillage.site.www.coordinator.programme_forms import SHAPES, ProgrammePage
from maillage.site.www.coordinator.regions import chosen_region
from maillage.site.www.gates import gate
from maillage.site.www.lists import Column

SHOWN, AHEAD = 20, timedelta(weeks=13)
FIRST_SHAPE, WITH_TOUR = "weekly", "rhythm"


LIST = (
    Column("nom", "Nom", ("name",)),
    Column("dispositif", "Dispositif", ("scheme", "name")),
    Column("debut", "Début", ("starts",)),
    Column("etat", "État", ("state", "-starts")),
)
USUAL_SORT = "-debut"


class ProgrammeFilter(forms.Form):
    """Which programmes to list."""

    etat = any_or("État", Programme.State.choices)
    dispositif = any_or("Dispositif", [(one.code, one.label) for one in SCHEMES.values()])


class PublishForm(forms.Form):
    """Number of weeks to publish of a programme without an end."""

    weeks = count("Semaines à publier", 1, 53, initial=13)


def _reader(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def _region(request: HttpRequest) -> str:
    """Return the region whose programmes the user writes, "" if the user is responsible for a part of one only."""
    region, _ = chosen_region(request, _reader(request).grants.scope(Record.PLAN, Act.CHANGE).regions)
    return "" if region is None else region.pk


def _cells(row: Programme) -> tuple[str, ...]:
    return row.name, row.rules.label, row.starts.isoformat(), str(Programme.State(row.state).label)


@require_safe
@gate(Reach.TERRITORY, reads=Record.PLAN)
def programmes(request: HttpRequest) -> HttpResponse:
    """List the programmes of the territory."""
    form = ProgrammeFilter(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = Programme.objects.visible_to(request.user).defer("template")
    if asked.get("etat"):
        rows = rows.filter(state=asked["etat"])
    if asked.get("dispositif"):
        rows = rows.filter(scheme=asked["dispositif"])
    found = lists.listed(request, rows, LIST, USUAL_SORT)
    if found.as_file:
        return lists.file("programmes", found, ("programme", "scheme", "starts", "state"), _cells, request.GET)
    may_change = _reader(request).grants.may(Record.PLAN, Act.CHANGE)
    context = {"form": form, "list": found, "may_change": may_change, "shapes": SHAPES.items()}
    return render(request, "coordinator/programmes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, changes=Record.PLAN)
def add_programme(request: HttpRequest) -> HttpResponse:
    """Create a programme, with the forms for the shape of its days."""
    shape = request.GET.get("forme", FIRST_SHAPE)
    shape = shape if shape in SHAPES else FIRST_SHAPE
    if shape == WITH_TOUR and "charger" in request.POST:
        sent = PlannedTourForm(request.POST, request.FILES)
        given = planned_tour.shown(sent.cleaned_data["tour"]) if sent.is_valid() else None
        return _form_page(request, ProgrammePage.of(_reader(request), None, shape, given=given), None, sent)
    if shape == WITH_TOUR and request.method != "POST" and (job := named_job(request, touring.TOUR)) is not None:
        given = planned_tour.shown(planned_tour.of_document(job.result))
        page = ProgrammePage.of(_reader(request), None, shape, given=given)
        return _form_page(request, page, None, PlannedTourForm())
    return _written(request, shape, None)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, changes=Record.PLAN)
def edit_programme(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a programme; sessions already in the agenda stay."""
    rows = Programme.objects.changeable_by(request.user).filter(
        kind__in=list(SHAPES), plan=None, agreement_version=None
    )
    row = get_object_or_404(rows, pk=pk)
    return _written(request, row.kind, row)


def _written(request: HttpRequest, shape: str, row: Programme | None) -> HttpResponse:
    reader = _reader(request)
    page = ProgrammePage.of(reader, request.POST if request.method == "POST" else None, shape, row)
    if request.method == "POST" and page.is_valid():
        try:
            with refused_on(page.form):
                data = page.data_for_service(_region(request))
                made = services.create(data, by=reader) if row is None else services.edit(row, data, by=reader)
                messages.success(request, f"Le programme «\u00a0{made.name}\u00a0» est enregistré.")
                return redirect("programme", pk=made.pk)
        except ValueError as error:
            page.form.add_error(None, f"Ces jours ne vont pas ensemble ({error}).")
    return _form_page(request, page, row, PlannedTourForm())


def _form_page(
    request: HttpRequest, page: ProgrammePage, row: Programme | None, planned: PlannedTourForm
) -> HttpResponse:
    context = {
        "page": page,
        "programme": row,
        "form": page.form,
        "shapes": SHAPES.items(),
        "planned": planned if row is None and page.shape == WITH_TOUR else None,
    }
    wrong = page.wrong or planned.errors
    return render(request, "coordinator/programme_form.html", context, status=422 if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, reads=Record.PLAN, changes=Record.PLAN)
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a programme: parties, days to come; publish it, end it."""
    reader, posted = _reader(request), request.method == "POST"
    rows = Programme.objects.changeable_by if posted else Programme.objects.visible_to
    row = get_object_or_404(rows(reader), pk=pk)
    act = request.POST.get("acte", "")
    publication = PublishForm(request.POST if posted and act == "publier" and row.ends is None else None)
    end = EndForm(request.POST if posted and act == "finir" else None)
    if posted and _change(request, row, act, publication, end):
        return redirect("programme", pk=row.pk)
    days = _days(row)
    context = {
        "programme": row,
        "scheme": row.rules,
        "shape": SHAPES[row.kind].label if row.kind in SHAPES else row.kind,
        "parties": row.parties.select_related("organisation", "place"),
        "days": days[:SHOWN],
        "more": max(0, len(days) - SHOWN),
        "sessions": Session.objects.filter(programme=row).count(),
        "publication": publication,
        "end": end,
        "form": end if act == "finir" else publication,
        "may_change": Programme.objects.changeable_by(reader).filter(pk=row.pk).exists(),
        "editable": row.kind in SHAPES and not hasattr(row, "plan") and not hasattr(row, "agreement_version"),
    }
    return render(request, "coordinator/programme.html", context, status=422 if posted else 200)


def _change(request: HttpRequest, row: Programme, act: str, publication: PublishForm, end: EndForm) -> bool:
    form = end if act == "finir" else publication
    try:
        if act == "finir" and end.is_valid():
            services.end(row, end.cleaned_data["last"], by=_reader(request))
            messages.success(request, "La fin est notée. Les vacations qui suivent restent à annuler une par une.")
            return True
        if act == "publier" and (row.ends is not None or publication.is_valid()):
            weeks = None if row.ends is not None else publication.cleaned_data["weeks"]
            done = publish(row, _reader(request), weeks=weeks)
            sessions = french.plural(done.sessions, "vacation publiée", "vacations publiées")
            slots = french.plural(done.slots, "créneau ouvert", "créneaux ouverts")
            messages.success(request, f"{sessions}, {slots}.")
            return True
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        if not form.is_bound:
            messages.error(request, f"Rien n’est publié. {refusal}")
            return False
        form.is_valid()
        form.add_error(None, f"Rien n’est publié. {refusal}")
    return False


def _days(row: Programme) -> list[dict[str, Any]]:
    """Return the half-days of the first weeks in words."""
    where = services.whereabouts(row)
    end = row.starts + AHEAD if row.ends is None else min(row.starts + AHEAD, row.ends + timedelta(days=1))
    dates = row.dates.half_days(row.starts, end, services.calendars(where), row.rules.hours)
    names = {
        one.resource.reference: str(one)
        for one in Professional.objects.filter(resource__reference__in=row.dates.staff).select_related("resource")
    }
    return [_shown(one, names, {key: str(place) for key, place in where.items()}) for one in dates]


def _shown(one: SessionDate, names: dict[str, str], places: dict[str, str]) -> dict[str, Any]:
    key = one.place or one.commune or ""
    place = places.get(key, key)
    day: date = one.date
    return {
        "date": day,
        "half": "matin" if one.half == "morning" else "après-midi",
        "who": names.get(one.giver, one.giver),
        "where": f"{place}, {one.stop}" if one.stop else place,
    }
