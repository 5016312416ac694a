"""The tour of a bus: tables are sent, the worker plans it, the page reads it beside that of today."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.jobs.models import Job
from maillage.site.plans import touring
from maillage.site.www import french
from maillage.site.www.coordinator.fields import CommuneField, count, day, refused_on
from maillage.site.www.coordinator.file_forms import TABLES, FilesField
from maillage.site.www.coordinator.named_jobs import lately_done, named_job
from maillage.site.www.gates import gate, signed_in

DAYS_SHOWN, DATES_SHOWN = 30, 6


class TourForm(forms.Form):
    """The tables of a tour, its depot and its weeks."""

    stops = FilesField(
        "Les arrêts possibles",
        "Un tableau avec les colonnes id et commune (son code)\u202f; au besoin name, people (habitants sans médecin "
        "traitant), generator (yes sans prise de courant), parking, minutes, least et most (visites).",
        TABLES,
        missing="Choisissez le tableau des arrêts.",
    )
    teams = FilesField(
        "Les équipes",
        "Un tableau avec les colonnes id et weekdays (mon tue wed thu fri)\u202f; au besoin name, days_a_week, "
        "appointments (par jour) et appointments_a_year (par habitant).",
        TABLES,
        missing="Choisissez le tableau des équipes.",
    )
    today = FilesField("La tournée d’aujourd’hui", "Pour comparer\u00a0: les colonnes date, stop et team.", TABLES)
    depot = CommuneField("Commune du dépôt")
    starts = day("Premier jour", missing="Donnez le premier jour.", help_text="La tournée commence le lundi suivant.")
    weeks = count("Semaines", 1, touring.MOST_WEEKS, initial=12)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, reads=Record.PLAN, changes=Record.PLAN)
def tours(request: HttpRequest) -> HttpResponse:
    """Send the tables of a tour, or read what was found."""
    user = signed_in(request)
    may = user.grants.may(Record.PLAN, Act.CHANGE)
    if request.method == "POST" and not may:
        raise PermissionDenied
    job = named_job(request, touring.TOUR)
    first = {"starts": timezone.localdate() + dt.timedelta(days=14), "weeks": 12}
    form = TourForm(request.POST, request.FILES) if request.method == "POST" else TourForm(initial=first)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        with refused_on(form):
            tables = {name: data[name] for name in ("stops", "teams", "today")}
            asked = touring.ask_tour(tables, data["depot"], data["starts"], data["weeks"], user)
            messages.success(request, "Les tableaux sont reçus. Le calcul se fait à part, en une minute au plus.")
            return redirect(f"{reverse('tour-ask')}?travail={asked.pk}")
    found = None if job is None or job.state != Job.State.DONE else told(job.result)
    context = {"form": form, "job": job, "found": found, "may": may, "known": lately_done(request, touring.TOUR)}
    return render(request, "coordinator/tours.html", context, status=422 if form.errors else 200)


def told(document: dict[str, Any]) -> dict[str, Any]:
    """Return a tour as the page reads it."""
    start, places = dt.date.fromisoformat(document["start"]), document["places"]
    served = [one for one in document["series"] if one["days"]]
    kept = {one["place"] for one in served}
    return {
        "figures": _figures(document["figures"], document["today"]),
        "compared": document["today"] is not None,
        "gap": 100 * document["gap"],
        "stops": [_stop(one, places, start) for one in sorted(served, key=lambda one: one["days"])],
        "without": [one["name"] for number, one in enumerate(places) if one["kind"] == "stop" and number not in kept],
        "days": [_day(one, document) for one in document["tour"][:DAYS_SHOWN]],
        "more": max(0, len(document["tour"]) - DAYS_SHOWN),
        "depot": next((one["name"] for one in places if one["kind"] == "depot"), ""),
    }


LINES = (
    ("visits", "Visites", 0), ("stops", "Communes desservies", 0), ("days", "Jours de sortie", 0),
    ("met", "Rendez-vous", 0), ("driven", "Minutes de route", 0), ("weeks_between", "Semaines entre deux visites", 1),
)  # fmt: skip


def _figures(new: dict[str, Any], old: dict[str, Any] | None) -> list[tuple[str, str, str]]:
    def text(row: dict[str, Any] | None, name: str, digits: int) -> str:
        return "" if row is None or row[name] is None else french.number(row[name], digits)

    return [(label, text(new, name, digits), text(old, name, digits)) for name, label, digits in LINES]


def _stop(row: dict[str, Any], places: list[dict[str, Any]], start: dt.date) -> dict[str, Any]:
    dates = [french.short_date(start + dt.timedelta(days=number)) for number in row["days"]]
    weeks = max(1, row["every"] // 7)
    rhythm = "une fois" if len(dates) == 1 else "chaque semaine" if weeks == 1 else f"toutes les {weeks} semaines"
    return {
        "name": places[row["place"]]["name"], "team": row["team"], "rhythm": rhythm,
        "dates": ", ".join(dates[:DATES_SHOWN]) + ("…" if len(dates) > DATES_SHOWN else ""),
        "visits": len(dates), "asked": row["asked"], "met": row["met"],
    }  # fmt: skip


def _day(row: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    def hour(minute: int) -> str:
        return french.clock(dt.time(minute // 60 % 24, minute % 60))

    series, places = document["series"], document["places"]
    stops = [
        f"{places[series[stop['series']]['place']]['name']} de {hour(stop['arrives'])} à {hour(stop['leaves'])}"
        for route in row["routes"]
        for stop in route
    ]
    date = french.short_date(dt.date.fromisoformat(row["date"]))
    return {"date": date, "team": row["team"], "stops": ", puis ".join(stops), "driven": french.minutes(row["driven"])}
