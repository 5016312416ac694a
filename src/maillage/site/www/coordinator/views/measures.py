"""Missed appointments: what reminders, confirmations, overbooking and the waiting list have changed, by place."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from maillage.site.accounts.rights import Reach, Record
from maillage.site.booking import measures
from maillage.site.booking.measures import Comparison, Measure, PlaceFigures
from maillage.site.booking.models import Appointment
from maillage.site.booking.risk import rules
from maillage.site.www import french, sheets, toponyms
from maillage.site.www.gates import gate, signed_in

LABELS = {
    Measure.REMINDER: "Rappel",
    Measure.CONFIRMATION: "Confirmation demandée",
    Measure.OVERBOOKING: "Places en surnombre",
    Measure.LIST: "Places rendues données à la liste",
}
COLUMNS = (
    "measure", "place", "with_count", "with_missed", "without_count", "without_missed", "difference", "low", "high",
    "avoided",
)  # fmt: skip
WITH, ADDED = ("Avec", "Sans"), ("Places ajoutées", "Vacations avec attente")
FREED = ("Rendues", "Offres acceptées")
TOO_FEW = "trop peu pour comparer"


@dataclass(frozen=True)
class MeasureRow:
    """A line of a table: the place, what was counted with and without the measure, what changed."""

    place: str
    with_it: str
    without: str
    changed: str


def _figures(request: HttpRequest) -> list[PlaceFigures]:
    rows = Appointment.objects.visible_to(signed_in(request), Reach.TERRITORY)
    return measures.of(rows, timezone.now(), rules().confirm_from)


@require_safe
@gate(Reach.TERRITORY, reads=Record.APPOINTMENT)
def missed(request: HttpRequest) -> HttpResponse:
    """Show for each measure and place what it has changed, and how that was compared."""
    found = _figures(request)
    tables = [
        (Measure.REMINDER, LABELS[Measure.REMINDER], WITH, [_compared(one, one.reminder) for one in found]),
        (Measure.CONFIRMATION, LABELS[Measure.CONFIRMATION], WITH, [_compared(one, one.confirmation) for one in found]),
        (
            Measure.OVERBOOKING,
            LABELS[Measure.OVERBOOKING],
            ADDED,
            [_overbooked(one) for one in found if one.overbooked.extra],
        ),
        (
            Measure.LIST,
            LABELS[Measure.LIST],
            FREED,
            [_filled(one) for one in found if one.filled.freed or one.filled.offers],
        ),
    ]
    context = {
        "whole": found[0],
        "tables": tables,
        "confirm_days": rules().confirm_from.days,
        "least": measures.LEAST,
        "files": [("CSV", reverse("missed-csv")), ("Tableur", sheets.address(reverse("missed-csv"))),
                  ("ODS", sheets.address(reverse("missed-csv"), sheets.ODS_WORD))],
    }  # fmt: skip
    return render(request, "coordinator/missed.html", context)


@require_safe
@gate(Reach.TERRITORY, reads=Record.APPOINTMENT)
def missed_csv(request: HttpRequest) -> HttpResponse:
    """Return the same figures as a file: a line for each measure and place."""
    rows = [line for one in _figures(request) for line in _lines(one)]
    return sheets.answer("rendez-vous-manques", COLUMNS, rows, sheets.asked(request.GET))


def _lines(one: PlaceFigures) -> list[list[sheets.Cell]]:
    """With and without: people and missed; overbooked: places and waits; the list: places freed, filled, and empty."""
    name, over, filled = one.name, one.overbooked, one.filled
    found: list[list[sheets.Cell]] = [
        [measure.value, name, *_cells(what)]
        for measure, what in ((Measure.REMINDER, one.reminder), (Measure.CONFIRMATION, one.confirmation))
    ]
    if over.sessions:
        found.append([Measure.OVERBOOKING.value, name, over.extra, over.extra - over.seen, over.sessions, over.waited,
                      None, None, None, over.seen])  # fmt: skip
    if filled.freed:
        empty = filled.freed - filled.by_list - filled.otherwise
        kept = filled.freed - filled.by_list
        counts = [filled.by_list, 0, kept, empty, None, None, None, filled.by_list]
        found.append([Measure.LIST.value, name, *counts])
    return found


def _cells(what: Comparison) -> list[sheets.Cell]:
    numbers = (what.difference, what.low, what.high, what.avoided)
    counts = (what.with_count, what.with_missed, what.without_count, what.without_missed)
    return [*counts, *(None if one is None else round(one, 4) for one in numbers)]


def _compared(one: PlaceFigures, what: Comparison) -> MeasureRow:
    return MeasureRow(
        _name(one), _share(what.with_missed, what.with_count), _share(what.without_missed, what.without_count),
        _change(what),
    )  # fmt: skip


def _share(missed: int, count: int) -> str:
    return f"{missed} sur {count} ({french.percent(100 * missed / count)})" if count else "personne"


def _change(what: Comparison) -> str:
    """Return "8 points de moins (de 12 de moins à 4 de moins), soit 10 absences évitées"."""
    if what.difference is None or what.low is None or what.high is None or what.avoided is None:
        return TOO_FEW
    span = f"{_points(what.difference)} (entre {_points(what.low)} et {_points(what.high)})"
    if what.high >= 0:
        return f"{span}\u00a0: pas de différence sûre"
    return f"{span}, soit {french.plural(round(what.avoided), 'absence évitée', 'absences évitées')}"


def _points(share: float) -> str:
    size = french.number(abs(100 * share), 1)
    unit = "point" if abs(100 * share) < 2 else "points"
    return f"{size} {unit} de {'moins' if share < 0 else 'plus'}"


def _overbooked(one: PlaceFigures) -> MeasureRow:
    what = one.overbooked
    waited = f"{what.waited} sur {what.sessions} ({french.number(what.expected, 1)} prévues)"
    return MeasureRow(
        _name(one),
        french.plural(what.extra, "place"),
        waited,
        french.plural(what.seen, "patient reçu", "patients reçus"),
    )


def _filled(one: PlaceFigures) -> MeasureRow:
    what = one.filled
    empty = what.freed - what.by_list - what.otherwise
    offers = f"{what.accepted} sur {french.plural(what.offers, 'offre')}"
    return MeasureRow(
        _name(one), french.plural(what.freed, "place rendue", "places rendues"), offers,
        f"{what.by_list} par la liste, {what.otherwise} autrement, {empty} vides",
    )  # fmt: skip


def _name(one: PlaceFigures) -> str:
    return one.name if one.place is None else toponyms.curly(one.name)
