"""Junior doctors: tables of supervisors and wishes are sent, the worker matches them, the page reads what it found."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from maillage.parameters import load_toml
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.jobs.models import Job
from maillage.site.plans import matching
from maillage.site.www import french
from maillage.site.www.coordinator.fields import count, day, refused_on
from maillage.site.www.coordinator.file_forms import TABLES, FilesField
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole

AIMS = (
    ("stable", "Que personne ne préfère un autre lieu qui le préférerait aussi (affectation stable)"),
    ("gain", "Que l’accès aux soins y gagne le plus, vœux compris"),
)
A_YEAR, MOST_A_YEAR = 60, 1000
STAYS = {
    "base": "restent, sans rien de ce qui suit",
    "lodged": "de plus s’ils avaient le logement demandé",
    "first_wish": "de plus s’ils avaient leur premier vœu",
    "one_place": "de plus s’ils ont passé l’année dans un seul lieu",
    "couple": "de plus s’ils étaient placés avec leur conjoint",
}


class MatchForm(forms.Form):
    """The tables of a year, its first day, what counts, and how many come each year."""

    juniors = FilesField(
        "Les docteurs juniors",
        "Un tableau avec les colonnes id, wishes (les vœux, le premier d’abord, séparés par des espaces, A/B pour un "
        "lieu par semestre) et rank (le rang)\u202f; au besoin partner (le conjoint) et lodged (yes s’il faut un "
        "logement).",
        TABLES,
        missing="Choisissez le tableau des docteurs juniors.",
    )
    supervisors = FilesField(
        "Les maîtres de stage",
        "Un tableau avec les colonnes id et commune (son code)\u202f; au besoin capacity (places), semesters, "
        "accredited_until (fin de l’agrément), prefers et refuses, housing, gain.",
        TABLES,
        missing="Choisissez le tableau des maîtres de stage.",
    )
    housing = FilesField("Les logements", "S’il y en a\u00a0: les colonnes id et beds (lits).", TABLES)
    starts = day("Premier jour de l’année", missing="Donnez le premier jour de l’année.")
    aim = forms.ChoiceField(
        label="Ce qui compte d’abord", choices=AIMS, initial="stable",
        widget=forms.RadioSelect(attrs={"class": "govuk-radios__input"}),
        error_messages={"required": "Choisissez ce qui compte.", "invalid_choice": "Choisissez dans la liste."},
    )  # fmt: skip
    a_year = count("Docteurs juniors par an, ensuite", 1, MOST_A_YEAR)


@dataclass(frozen=True)
class Placed:
    """A supervisor of the table, and who comes: identifier, which of their wishes, semesters."""

    id: str
    commune: str
    who: tuple[str, ...]


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, reads=Record.PLAN, changes=Record.PLAN)
def juniors(request: HttpRequest) -> HttpResponse:
    """Send the tables of a year, or read what was found."""
    user = signed_in(request)
    may = bool(user.grants.scope(Record.PLAN, Act.CHANGE).regions)
    if request.method == "POST" and not may:
        raise PermissionDenied
    job = _job(request)
    first = {"starts": dt.date(timezone.localdate().year, 11, 2), "a_year": A_YEAR}
    form = MatchForm(request.POST, request.FILES) if request.method == "POST" else MatchForm(initial=first)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        with refused_on(form):
            tables = {name: data[name] for name in ("juniors", "supervisors", "housing")}
            asked = matching.ask_match(tables, data["starts"], data["aim"], data["a_year"], user)
            messages.success(request, "Les tableaux sont reçus. Le calcul se fait à part, en une minute au plus.")
            return redirect(f"{reverse('juniors')}?travail={asked.pk}")
    found = None if job is None or job.state != Job.State.DONE else _told(job.result)
    known = Job.objects.visible_to(user).filter(kind=matching.MATCH, state=Job.State.DONE)[:5]
    context = {"form": form, "job": job, "found": found, "may": may, "stays": _assumptions(), "known": known}
    return render(request, "coordinator/juniors.html", context, status=422 if form.errors else 200)


def _job(request: HttpRequest) -> Job | None:
    key = whole(request.GET.get("travail", ""))
    known = Job.objects.visible_to(request.user).filter(kind=matching.MATCH)
    return None if key is None else get_object_or_404(known, pk=key)


def _told(result: dict[str, Any]) -> dict[str, Any]:
    """Return a match as the page reads it."""
    rows, everyone = result["match"], result["juniors"]
    placed = {row["junior"] for row in rows}
    places = [Placed(one["id"], one["commune"], _who(rows, one["id"])) for one in result["supervisors"]]
    return {
        "stable": result["stable"],
        "exists": result["exists"],
        "blocking": result["blocking"],
        "gain": result["gain"],
        "placed": len(rows),
        "juniors": len(everyone),
        "first": sum(row["place_in_wishes"] == 1 for row in rows),
        "places": sorted(places, key=lambda one: (not one.who, one.id)),
        "without": [one["id"] for one in everyone if one["id"] not in placed],
        "curve": _frontier(result["curve"]),
        "years": result["stays"],
        "a_year": result["a_year"],
    }


def _frontier(points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the points of the curve that gain more than all with fewer blocking pairs."""
    kept: list[dict[str, Any]] = []
    for point in sorted(points, key=lambda one: (one["blocking"], -one["gain"], -one["first_wishes"])):
        if not kept or point["gain"] > kept[-1]["gain"] + 0.5:
            kept.append(point)
    return kept


def _who(rows: list[dict[str, Any]], place: str) -> tuple[str, ...]:
    told = []
    for row in rows:
        here = [name for name, there in (("1er", row["first"]), ("2e", row["second"])) if there == place]
        if here:
            when = "" if len(here) == 2 else f", {here[0]} semestre"
            nth = "1er" if row["place_in_wishes"] == 1 else f"{row['place_in_wishes']}e"
            told.append(f"{row['junior']} ({nth}\u00a0vœu{when})")
    return tuple(told)


def _assumptions() -> list[tuple[str, str]]:
    """Return the assumptions of who stays, in percent with their range, and what each is about."""
    table = load_toml("maillage.planning.match", "stays")
    known = {name: table["stays"][name] for name in STAYS} | {"leaves": table["leaves"]["a_year"]}
    words = {**STAYS, "leaves": "de ceux qui sont restés partent chaque année ensuite"}
    return [(_percent(values), words[name]) for name, values in known.items()]


def _percent(values: list[float]) -> str:
    low, central, high = (french.number(100 * one) for one in values)
    return f"{central}\u00a0% ({low} à {high}\u00a0%)"
