"""A day proposed to one doctor: place, date and half-days, then who may come and who may not, with the reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from maillage.schemes import SCHEMES, Half, scheme_named
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach, Record
from maillage.site.agenda import proposing
from maillage.site.agenda.proposing import Considered, ProposedDay
from maillage.site.directory.models import Place, Professional
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www import words
from maillage.site.www.coordinator.candidates import row_of
from maillage.site.www.coordinator.fields import choice, day, show_refusal
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole

MAY, MAY_NOT = 12, 20
HALVES = [("day", "toute la journée"), ("morning", "le matin"), ("afternoon", "l’après-midi")]


class ProposedDayForm(forms.Form):
    """The day that somebody is asked for."""

    scheme = choice("Dispositif", missing="Choisissez le dispositif.")
    place = forms.ModelChoiceField(
        label="Lieu",
        queryset=Place.objects.none(),
        empty_label="choisir",
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"required": "Choisissez le lieu.", "invalid_choice": "Choisissez dans la liste."},
    )
    date = day("Jour", "Donnez le jour.")
    half = choice("Quand dans la journée", HALVES, "Choisissez la demi-journée.")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        """Offer the places of the territory, and the schemes whose days may be proposed one by one."""
        super().__init__(*args, **kwargs)
        places = Place.objects.changeable_by(user, Reach.TERRITORY).select_related("commune", "organisation")
        self.fields["place"].queryset = places  # type: ignore[attr-defined]
        schemes = proposing.schemes_proposed(list(SCHEMES.values()))
        self.fields["scheme"].choices = [("", "choisir"), *((one.code, one.label) for one in schemes)]  # type: ignore[attr-defined]

    @property
    def proposed(self) -> ProposedDay:
        """Return the day as the service takes it."""
        said = self.cleaned_data
        halves = tuple(Half) if said["half"] == "day" else (Half(said["half"]),)
        return ProposedDay(scheme_named(said["scheme"]), said["place"], said["date"], halves)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, changes=Record.SESSION)
def propose(request: HttpRequest) -> HttpResponse:
    """Choose a day, see who may come, propose it to one of them."""
    reader = signed_in(request)
    asked = request.POST if request.method == "POST" else request.GET
    form = ProposedDayForm(asked if "date" in asked else None, user=reader)
    found: list[Considered] | None = None
    if form.is_valid():
        try:
            if request.method == "POST":
                people = Professional.objects.visible_to(reader, Reach.TERRITORY).select_related("home", "resource")
                chosen = get_object_or_404(people, pk=whole(request.POST.get("medecin", "")))
                made = proposing.propose(form.proposed, chosen, reader)
                messages.success(request, f"La journée est proposée\u00a0: {words.called(chosen)} doit l’accepter.")
                return redirect("session", pk=made[0].pk) if made else redirect("sessions")
            found = proposing.considered(form.proposed, reader)
        except NotAllowed as refusal:
            raise PermissionDenied from refusal
        except Refused as refusal:
            show_refusal(form, refusal)
    may = [row_of(one) for one in found or [] if one.against is None]
    may_not = [{**row_of(one), "against": one.against} for one in found or [] if one.against is not None]
    context = {
        "form": form,
        "asked": found is not None,
        "may": may[:MAY],
        "may_not": may_not[:MAY_NOT],
        "sent": [(name, form[name].value()) for name in form.fields],
    }
    return render(request, "coordinator/propose.html", context, status=422 if form.errors else 200)
