"""The absences of a professional on a page: the same for the doctor and for the coordination."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from maillage.schemes import DiaryTemplate
from maillage.site.agenda import absences
from maillage.site.agenda.absences import AbsenceDates
from maillage.site.agenda.models import Absence, Session
from maillage.site.directory.models import Professional
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www import french, words
from maillage.site.www.coordinator.fields import choice, day, show_refusal
from maillage.site.www.gates import signed_in
from maillage.site.www.numbers import whole

ONE_DAY = timedelta(days=1)


class AbsenceForm(forms.Form):
    """The first and the last half-day of an absence."""

    first = day("Premier jour", "Donnez le premier jour.")
    from_half = choice("Ce premier jour", [("morning", "dès le matin"), ("noon", "à partir de midi")])
    last = day("Dernier jour", "Donnez le dernier jour.")
    until_half = choice("Ce dernier jour", [("evening", "toute la journée"), ("noon", "jusqu’à midi")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Half-days are whole days unless said otherwise."""
        super().__init__(*args, **kwargs)
        for name in ("from_half", "until_half"):
            self.fields[name].choices = self.fields[name].choices[1:]  # type: ignore[attr-defined]

    def data_given(self) -> dict[str, str]:
        """Return what was typed, for the address of a page that asks the same."""
        return {name: str(self.data.get(name, "")) for name in self.fields}

    def dates(self) -> AbsenceDates:
        """Return the dates as the service takes them."""
        said = self.cleaned_data
        return AbsenceDates(said["first"], said["last"], said["from_half"] == "noon", said["until_half"] == "noon")


def page(
    request: HttpRequest, person: Professional, *, back: str, template: str, own: bool = False, may_change: bool = True
) -> HttpResponse:
    """Show absences and record or remove one; sessions that it meets are listed before anything is recorded.

    ``back`` is the address that a recorded absence leads to.
    """
    act = request.POST.get("acte", "")
    form = AbsenceForm(request.POST if act in ("noter", "rendre") else None)
    there: list[Session] = []
    if request.method == "POST":
        try:
            if act == "retirer":
                return _remove(request, person, back)
            if form.is_valid():
                there = absences.sessions_there(form.dates(), person)
                if own and any(one.programme.kind == DiaryTemplate.shape for one in there):
                    # Nobody replaces somebody at their own hours: the patients are asked about, one by one.
                    return redirect(f"{reverse('own-diary-absence')}?{urlencode(form.data_given())}")
                if not there or act == "rendre":
                    made = absences.declare(person, form.dates(), signed_in(request), giving_back=act == "rendre")
                    messages.success(request, f"L’absence est notée, {span(made)}.{_given_back(there)}")
                    return redirect(back)
        except NotAllowed as refusal:
            raise PermissionDenied from refusal
        except Refused as refusal:
            there = []
            show_refusal(form, refusal)
    route = "doctor-day" if own else "session"
    context = {
        "form": form,
        "person": person,
        "own": own,
        "may_change": may_change,
        "absences": [(one, span(one)) for one in absences.to_come(person)],
        "there": [(one, words.where(one), words.half_of(one), reverse(route, args=[one.pk])) for one in there],
    }
    return render(request, template, context, status=422 if form.errors or there else 200)


def span(absence: Absence) -> str:
    """Return "le mardi 1er décembre, le matin" or "du mardi 1er décembre à midi au vendredi 4 décembre"."""
    starts, ends = absence.starts, absence.ends
    until_noon = ends.time() == absences.NOON
    last = ends.date() if until_noon else ends.date() - ONE_DAY
    from_noon = starts.time() == absences.NOON
    if starts.date() == last:
        half = ", le matin" if until_noon else ", l’après-midi" if from_noon else ""
        return f"le {french.date_text(last)}{half}"
    since = f"du {french.date_text(starts.date())}{' à midi' if from_noon else ''}"
    return f"{since} au {french.date_text(last)}{' à midi' if until_noon else ''}"


def _given_back(there: list[Session]) -> str:
    if not there:
        return ""
    count = french.plural(len(there), "vacation est rendue", "vacations sont rendues")
    return f" {count}\u00a0: la coordination cherche qui vous remplace."


def _remove(request: HttpRequest, person: Professional, back: str) -> HttpResponse:
    rows = Absence.objects.filter(professional=person).select_related("professional__home")
    row = get_object_or_404(rows, pk=whole(request.POST.get("absence", "")))
    absences.remove(row, signed_in(request))
    messages.success(request, f"L’absence {span(row)} est retirée.")
    return redirect(back)
