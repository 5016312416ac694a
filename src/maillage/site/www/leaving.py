"""The departure of a professional on a page: what it changes is shown before it is recorded."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from maillage.site.agenda import leaving
from maillage.site.agenda.departure_models import Departure
from maillage.site.agenda.models import Session
from maillage.site.booking.models import Appointment
from maillage.site.directory.models import Professional
from maillage.site.payments.models import MonthlyStatement
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www import french, words
from maillage.site.www.coordinator.fields import choice, day, show_refusal
from maillage.site.www.gates import signed_in

KINDS = [("withdrawal", "se retire"), ("death", "est décédé")]


class DepartureForm(forms.Form):
    """Who leaves how, and the last day."""

    kind = choice("Ce soignant", KINDS, "Choisissez ce qui arrive.")
    last_day = day("Dernier jour", "Donnez le dernier jour.", help_text="Les jours suivants sont rendus.")

    def __init__(self, *args: Any, own: bool = False, **kwargs: Any) -> None:
        """Set up the form; who leaves is not asked how."""
        super().__init__(*args, **kwargs)
        if own:
            del self.fields["kind"]

    @property
    def asked(self) -> tuple[Departure.Kind, date]:
        """Return the kind of departure and the last day."""
        kind = self.cleaned_data.get("kind", Departure.Kind.WITHDRAWAL)
        return Departure.Kind(kind), self.cleaned_data["last_day"]


def page(
    request: HttpRequest, person: Professional, *, back: str, template: str, own: bool = False, may_change: bool = True
) -> HttpResponse:
    """Show what a departure changes, then record it; ``back`` is the address that follows."""
    act = request.POST.get("acte", "")
    form = DepartureForm(request.POST or None, own=own, initial={"last_day": timezone.localdate()})
    freed: list[Session] | None = None
    if request.method == "POST" and form.is_valid():
        kind, last_day = form.asked
        try:
            if act == "confirmer":
                lost = leaving.leave(person, kind, last_day, signed_in(request))
                messages.success(request, f"Le départ est noté.{_freed(lost)}")
                return redirect(back)
            freed = leaving.sessions_freed(person, kind, last_day)
        except NotAllowed as refusal:
            raise PermissionDenied from refusal
        except Refused as refusal:
            show_refusal(form, refusal)
    context = {
        "form": form,
        "person": person,
        "own": own,
        "may_change": may_change,
        "departure": Departure.objects.filter(professional=person).first(),
        "asked": form.asked if freed is not None else None,
        "death": freed is not None and form.asked[0] == Departure.Kind.DEATH,
        "freed": [(one, words.where(one), words.half_of(one)) for one in freed or []],
        "patients": Appointment.objects.filter(slot__session__in=freed or [], state="booked").count(),
        "unpaid": MonthlyStatement.objects.to_order().filter(professional=person).count(),
        "kept_months": leaving.ACCOUNT_KEPT_MONTHS,
    }
    return render(request, template, context, status=422 if form.errors else 200)


def _freed(sessions: list[Session]) -> str:
    if not sessions:
        return " Aucune vacation à venir n’était à rendre."
    return f" {french.plural(len(sessions), 'vacation à remplacer', 'vacations à remplacer')}."
