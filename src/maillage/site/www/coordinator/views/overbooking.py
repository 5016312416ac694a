"""Booking more than a session has places, on purpose: proposed with its risk, decided with a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from maillage.site.accounts.rights import Reach, Record
from maillage.site.agenda.models import Session
from maillage.site.booking import overbooking as service
from maillage.site.booking.models import OverbookedSession
from maillage.site.booking.risk import rules
from maillage.site.refusals import InvalidField, Refused
from maillage.site.www import words
from maillage.site.www.coordinator.fields import line
from maillage.site.www.counts import with_counts
from maillage.site.www.gates import gate, signed_in


class OverbookingForm(forms.Form):
    """How many places more, and why."""

    extra = forms.TypedChoiceField(
        label="Places en surnombre",
        coerce=int,
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"required": "Choisissez un nombre.", "invalid_choice": "Choisissez dans la liste."},
    )
    reason = line(
        "Pourquoi", "Dites pourquoi, en une phrase.", longest=200,
        help_text="Montré avec le surnombre à qui tient le lieu. Rien sur une personne.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["extra"]
        choices.choices = [(str(k), "aucune" if k == 0 else str(k)) for k in range(rules().most + 1)]
        self.fields["reason"].required = False


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, reads=Record.SESSION, changes=Record.SESSION)
def overbooking(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is proposed for a session and what was decided; decide."""
    rows = Session.objects.visible_to(request.user, Reach.TERRITORY)
    session = get_object_or_404(with_counts(rows), pk=pk)
    decided = OverbookedSession.objects.filter(session=session).select_related("by").first()
    advice = service.proposal(session, timezone.now())
    initial = {"extra": decided.extra if decided else advice.advice.extra, "reason": decided.reason if decided else ""}
    form = OverbookingForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        row = get_object_or_404(Session.objects.changeable_by(request.user, Reach.TERRITORY), pk=pk)
        try:
            service.overbook(row, form.cleaned_data["extra"], form.cleaned_data["reason"], signed_in(request))
            messages.success(request, "C’est noté. Le surnombre se voit sur la liste du jour et l’affiche.")
            return redirect("session", pk=pk)
        except InvalidField as error:
            form.add_error(error.field, str(error))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "session": session,
        "place": words.place_of(session),
        "half": words.half_of(session),
        "decided": decided,
        "proposal": advice,
        "told": advice.history.seen + advice.history.missed,
        "risk": 100 * advice.advice.risk,
        "risk_of_one_more": 100 * advice.advice.risk_of_one_more,
        "most_risk": 100 * rules().most_risk,
        "form": form,
        "may_change": Session.objects.changeable_by(request.user, Reach.TERRITORY).filter(pk=pk).exists(),
    }
    return render(request, "coordinator/overbooking.html", context, status=422 if form.errors else 200)
