"""What a hospital notes of the means of its pathways: beds promised and open, emergency slots promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from maillage.schemes import next_month
from maillage.site.accounts.models import Organisation
from maillage.site.accounts.rights import Act, Record
from maillage.site.agreements import means
from maillage.site.agreements.boards import BoardMonth, PathwayBoard
from maillage.site.agreements.means import Means, MeansData
from maillage.site.agreements.means_models import MOST, MeansNote
from maillage.site.agreements.models import AgreementShare, AgreementVersion
from maillage.site.www import french, toponyms
from maillage.site.www.coordinator.fields import choice, count, line, refused_on
from maillage.site.www.gates import signed_in
from maillage.site.www.network.doors import Door
from maillage.site.www.numbers import whole

Service = tuple[str, Organisation]
TITLES = {
    Means.BEDS: ("Lits promis", "Lits ouverts"),
    Means.THEATRE: ("Bloc promis", "Bloc tenu"),
    Means.EMERGENCY: ("Urgences\u00a0: créneaux promis", "Urgences\u00a0: créneaux tenus"),
}
MONTHS_BEFORE, MONTHS_SHOWN = 12, 25


@dataclass(frozen=True)
class MeansTable:
    """The means of a board by month: a title for each column, then each month with its titled numbers."""

    titles: list[str]
    rows: list[tuple[date, list[tuple[str, int | None]]]]


def table_of(board: PathwayBoard) -> MeansTable:
    """Return the table of what is known of a board."""
    titles = [title for one in board.shown_means for title in TITLES[one]]
    return MeansTable(titles, [(month.month, _cells(board, month)) for month in board.months])


def _cells(board: PathwayBoard, month: BoardMonth) -> list[tuple[str, int | None]]:
    return [
        cell
        for one in board.shown_means
        for cell in zip(TITLES[one], (month.means[one].promised, month.means[one].had), strict=True)
    ]


class MeansForm(forms.Form):
    """What is noted of a pathway in a hospital."""

    service = choice("Filière et hôpital", missing="Choisissez la filière.")
    kind = choice("De quoi s’agit-il", MeansNote.Kind.choices, "Choisissez ce que vous notez.")
    month = choice("Mois", missing="Choisissez le mois.")
    count = count("Combien", 0, MOST)
    source = line(
        "Source", "Dites d’où vient ce nombre.", longest=means.LONGEST_SOURCE,
        help_text="Par exemple\u00a0: tableau des lits du 1er mars, article 4 de la convention.",
    )  # fmt: skip

    def __init__(self, data: Any, services: Sequence[Service], today: date) -> None:
        super().__init__(data, initial={"month": today.replace(day=1).isoformat()})
        self._services = {f"{hospital.pk} {pathway}": (pathway, hospital) for pathway, hospital in services}
        names = ((key, toponyms.curly(f"{one[0]}, {one[1].name}")) for key, one in self._services.items())
        self.fields["service"].choices = [("", "choisir"), *names]  # type: ignore[attr-defined]
        months = ((day.isoformat(), french.month_text(day)) for day in _months(today))
        self.fields["month"].choices = [("", "choisir"), *months]  # type: ignore[attr-defined]

    def asked(self) -> tuple[Organisation, MeansData]:
        """Return what the service takes."""
        found = self.cleaned_data
        pathway, hospital = self._services[found["service"]]
        return hospital, MeansData(
            pathway=pathway, kind=found["kind"], month=date.fromisoformat(found["month"]), count=found["count"],
            source=found["source"],
        )  # fmt: skip


def _months(today: date) -> list[date]:
    """Return the first days of the months that can be noted: a year before this one to a year after."""
    found = [date(today.year - 1, today.month, 1)]
    while len(found) < MONTHS_SHOWN:
        found.append(next_month(found[-1]))
    return found


def page(request: HttpRequest, door: Door) -> HttpResponse:
    """Note beds and emergency slots; show what is noted, by whom and from which source."""
    user, today = signed_in(request), timezone.localdate()
    if request.POST.get("acte") == "retirer":
        rows = MeansNote.objects.changeable_by(user, door.reach).select_related("organisation")
        means.forget(get_object_or_404(rows, pk=whole(request.POST.get("note", ""))), by=user)
        messages.success(request, "C’est retiré.")
        return redirect(door.names["means"])
    services = services_of(request, door)
    form = MeansForm(request.POST if request.method == "POST" else None, services, today)
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            hospital, data = form.asked()
            means.note(hospital, data, by=user)
            messages.success(request, "C’est noté\u00a0: le tableau de la filière est à jour.")
            return redirect(door.names["means"])
    notes = MeansNote.objects.changeable_by(user, door.reach).select_related("organisation", "noted_by")
    context = {"names": door.names, "form": form, "services": services, "notes": notes}
    return render(request, "network/means.html", context, status=422 if form.errors else 200)


def services_of(request: HttpRequest, door: Door) -> list[Service]:
    """Return the pathways of the hospitals for which the user answers by this door."""
    scope = signed_in(request).grants.scope(Record.PATHWAY, Act.CHANGE, door.reach)
    signed = AgreementVersion.objects.filter(scope.in_regions("agreement__region"), state="signed")
    inside = AgreementShare.objects.filter(version__in=signed).values("organisation")
    hospitals = Organisation.objects.filter(kind="establishment")
    found = hospitals.filter(scope.hosted("pk")) | hospitals.filter(pk__in=inside)
    return means.services(list(found))
