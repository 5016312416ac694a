"""Addresses of organisations that are told what happens: asked for, tried, stopped and started again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from maillage.site.accounts.charge import charge_of
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Reach, Record
from maillage.site.fhir.services import HOLDERS
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.webhooks import services
from maillage.site.webhooks.models import Delivery, Subscription, WhatHappened
from maillage.site.www.coordinator.fields import line, refused_on, several
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole

POSTS = ["GET", "HEAD", "POST"]
SHOWN = 20
Act = tuple[Callable[[Subscription, User | None], None], str]
ACTS: dict[str, Act] = {
    "arreter": (services.stop, "L’adresse n’est plus avertie."),
    "reprendre": (services.start_again, "L’adresse est de nouveau avertie."),
    "essayer": (services.try_out, "Un essai part dans la minute. Rechargez cette page pour en voir l’effet."),
}


class WebhookForm(forms.Form):
    """An address to tell."""

    organisation = forms.ModelChoiceField(
        label="Pour qui",
        queryset=Organisation.objects.none(),
        empty_label="choisir",
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"required": "Choisissez une organisation.", "invalid_choice": "Choisissez dans la liste."},
    )
    address = line(
        "Adresse à avertir", "Donnez l’adresse, par exemple\u00a0: https://logiciel.example/avertir.",
        longest=services.LONGEST, help_text="Elle commence par https:// et n’est pas dans un réseau privé.",
    )  # fmt: skip
    events = several("Ce qui est dit", WhatHappened.choices)
    contact = line(
        "Adresse électronique à prévenir", "Donnez une adresse électronique.", longest=254,
        help_text="Elle reçoit un message si l’adresse ne répond plus depuis trois jours.",
    )  # fmt: skip

    def __init__(self, *args: Any, holders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown: Any = self.fields["organisation"]
        shown.queryset = holders


@never_cache
@require_http_methods(POSTS)
@gate(Reach.TERRITORY, reads=Record.REGULATION, changes=Record.REGULATION)
def webhooks(request: HttpRequest) -> HttpResponse:
    """Show the addresses and what they were told; add one, whose secret is shown this once; change one."""
    user = signed_in(request)
    holders = charge_of(user).organisations().filter(kind__in=HOLDERS).order_by("name")
    act = request.POST.get("acte", "")
    if act in ACTS:
        return _changed(request, user, holders, ACTS[act])
    form = WebhookForm(request.POST if act == "ajouter" else None, holders=holders)
    given = None
    if act == "ajouter" and form.is_valid():
        said = form.cleaned_data
        with refused_on(form):
            given = services.subscribe(said["organisation"], said["address"], said["events"], said["contact"], user)
            form = WebhookForm(holders=holders)
    open_ = Q(deliveries__state__in=Delivery.OPEN_STATES)
    rows = services.subscriptions(holders).annotate(
        waits=Count("deliveries", filter=open_),
        done=Count("deliveries", filter=Q(deliveries__state=Delivery.State.TOLD)),
        lost=Count("deliveries", filter=Q(deliveries__state=Delivery.State.GIVEN_UP)),
    )
    last = Delivery.objects.filter(subscription__organisation__in=holders).select_related("subscription__organisation")
    context = {
        "form": form, "given": given, "holders": holders, "rows": rows, "last": last.order_by("-pk")[:SHOWN],
    }  # fmt: skip
    return render(request, "coordinator/webhooks.html", context, status=422 if form.errors else 200)


def _changed(request: HttpRequest, user: User, holders: Any, act: Act) -> HttpResponse:
    row = get_object_or_404(services.subscriptions(holders), pk=whole(request.POST.get("adresse", "")) or 0)
    do, said = act
    try:
        do(row, user)
        messages.success(request, said)
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("webhooks")
