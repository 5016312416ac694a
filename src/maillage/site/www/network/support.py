"""The plan of the network: who could support whom, within limits that the reader states."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from maillage.site.accounts.rights import Act, Record
from maillage.site.agreements import boards, support
from maillage.site.agreements.models import Agreement
from maillage.site.agreements.support import Limits
from maillage.site.www.coordinator.fields import count
from maillage.site.www.gates import signed_in
from maillage.site.www.network.doors import Door


class LimitsForm(forms.Form):
    """The limits of a proposal."""

    minutes = count("Trajet le plus long, en minutes", 10, 180, initial=120)
    keeps = count("Demi-journées par semaine que garde qui prête", 1, 100, initial=10)
    wanted = count("Demi-journées par semaine souhaitées dans chaque service", 1, 100, initial=10)
    longest_wait_days = count("Attente au-delà de laquelle un service ne prête pas, en jours", 1, 400, initial=60)


def page(request: HttpRequest, door: Door) -> HttpResponse:
    """Show the services with what they could spare or lack, and the supports proposed."""
    scope = signed_in(request).grants.scope(Record.PATHWAY, Act.READ, door.reach)
    rows = list(Agreement.objects.filter(Agreement.objects.scope_rule(scope)))
    form = LimitsForm(request.GET if request.GET else None)
    limits = Limits(**form.cleaned_data) if form.is_bound and form.is_valid() else Limits()
    if not form.is_bound:
        form = LimitsForm(initial=vars(limits))
    found = support.states(boards.boards(rows, timezone.localdate()), limits)
    context = {
        "names": door.names,
        "form": form,
        "states": [(one, support.wait_of(one.board)) for one in found],
        "proposals": support.proposals(found, limits),
        "notes_means": signed_in(request).grants.may(Record.PATHWAY, Act.CHANGE, door.reach),
        "writes": signed_in(request).grants.may(Record.AGREEMENT, Act.CHANGE, door.reach),
    }
    return render(request, "network/support.html", context, status=422 if form.errors else 200)
