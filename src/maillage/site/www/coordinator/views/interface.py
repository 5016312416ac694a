"""What the machines of the regulation read: keys of the interface, national numbers of places and communities."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from maillage.site.accounts.charge import charge_of
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Reach, Record
from maillage.site.accounts.roles import COORDINATION
from maillage.site.directory.models import Place
from maillage.site.fhir import finding, services
from maillage.site.fhir.models import InterfaceKey, KeyScope, NationalNumber, SentAppointment
from maillage.site.fhir.sending import NO_GIVER, NO_REGULATOR
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www.coordinator import establishments
from maillage.site.www.coordinator.fields import line, refused_on, several
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole

POSTS = ["GET", "HEAD", "POST"]
SHOWN = 40
FINESS_DIGITS = 9
PROBLEMS = {
    NO_GIVER: "le soignant n’a pas de numéro RPPS",
    NO_REGULATOR: "le régulateur n’a pas d’identifiant (maillage sas name-regulator)",
}


class KeyForm(forms.Form):
    """A key for a service of regulation."""

    organisation = forms.ModelChoiceField(
        label="Pour qui",
        queryset=Organisation.objects.none(),
        empty_label="choisir",
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"required": "Choisissez un service.", "invalid_choice": "Choisissez dans la liste."},
    )
    name = line("À quoi sert-elle", "Dites à quoi sert cette clé, par exemple\u00a0: plateforme du SAS.")
    scopes = several("Ce qu’elle ouvre", KeyScope.choices, initial=[KeyScope.SLOTS.value])

    def __init__(self, *args: Any, holders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown: Any = self.fields["organisation"]
        shown.queryset = holders


class NumberForm(forms.Form):
    """A FINESS or SIRET number; empty, there is none."""

    number = line(
        "Numéro FINESS ou SIRET", longest=30,
        help_text="9 chiffres pour un numéro FINESS, 14 pour un SIRET. Laissez vide pour le retirer.",
    )  # fmt: skip


@never_cache
@require_http_methods(POSTS)
@gate(Reach.TERRITORY, reads=Record.REGULATION, changes=Record.REGULATION)
def interface(request: HttpRequest) -> HttpResponse:
    """Show keys and numbers; give a key, which is shown this once, and take one back."""
    user = signed_in(request)
    charge = charge_of(user).organisations()
    holders = charge.filter(kind__in=services.HOLDERS).order_by("name")
    act = request.POST.get("acte", "")
    if act == "retirer":
        return _revoke(request, user, holders)
    form = KeyForm(request.POST if act == "donner" else None, holders=holders)
    given = None
    if act == "donner" and form.is_valid():
        said = form.cleaned_data
        with refused_on(form):
            given = services.give_key(said["organisation"], said["name"], user, said["scopes"])
            form = KeyForm(holders=holders)
    places = Place.objects.visible_to(user, Reach.TERRITORY).select_related("commune")
    silent = finding.without_number(places)
    context = {
        "form": form,
        "given": given,
        "holders": holders,
        "keys": _slot_keys(holders).select_related("organisation"),
        "sent": _sent(holders),
        "silent": silent.order_by("name")[:SHOWN],
        "silent_count": silent.count(),
        "numbered": places.filter(national_number__isnull=False).select_related("national_number").order_by("name"),
        "communities": charge.filter(kind=COORDINATION.code).select_related("national_number").order_by("name"),
    }
    return render(request, "coordinator/interface.html", context, status=422 if form.errors else 200)


def _sent(holders: Any) -> list[tuple[str, int, str]]:
    """Return how many appointments of these services the platform was told, has to be told, refused; and why."""
    rows = SentAppointment.objects.filter(appointment__booked_for__organisation__in=holders)
    counted = rows.order_by().values_list("state", "last_error").annotate(n=Count("pk")).order_by("state", "-n")
    states = dict(SentAppointment.State.choices)
    return [(str(states[state]), int(count), PROBLEMS.get(error or "", error or "")) for state, error, count in counted]


def _slot_keys(holders: Any) -> QuerySet[InterfaceKey]:
    """Return the keys to free slots; those to examinations are the hospital's own (``www.systems``)."""
    return InterfaceKey.objects.filter(organisation__in=holders, area=InterfaceKey.Area.SLOTS)


def _revoke(request: HttpRequest, user: User, holders: Any) -> HttpResponse:
    key = get_object_or_404(_slot_keys(holders), pk=whole(request.POST.get("cle", "")) or 0)
    try:
        services.revoke_key(key, user)
        messages.success(request, "La clé est retirée\u00a0: elle n’ouvre plus rien.")
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("interface")


@require_http_methods(POSTS)
@gate(Reach.TERRITORY, changes=Record.PLACE)
def place_number(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a place its number."""
    place = get_object_or_404(Place.objects.changeable_by(request.user, Reach.TERRITORY), pk=pk)
    return _number(request, place, place.name)


@require_http_methods(POSTS)
@gate(Reach.TERRITORY, changes=Record.REGULATION)
def organisation_number(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an organisation its number."""
    organisation = get_object_or_404(charge_of(signed_in(request)).organisations(), pk=pk)
    return _number(request, organisation, organisation.name)


def _number(request: HttpRequest, of: Place | Organisation, name: str) -> HttpResponse:
    known = getattr(of, "national_number", None)
    initial = {"number": known.number if known is not None else ""}
    form = NumberForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            services.set_number(of, form.cleaned_data["number"], signed_in(request))
            messages.success(request, f"{name}\u00a0: le numéro est enregistré.{_as_registered(of)}")
            return redirect("interface")
    near = establishments.of_commune(of.commune_id) if isinstance(of, Place) else []
    context = {"form": form, "name": name, "near": near, "vintage": establishments.vintage()}
    return render(request, "coordinator/interface_number.html", context, status=422 if form.errors else 200)


def _as_registered(of: Place | Organisation) -> str:
    """What FINESS says of the number that was given; nothing if there is none or FINESS is not loaded."""
    year = establishments.vintage()
    number = NationalNumber.objects.filter(**{"place" if isinstance(of, Place) else "organisation": of}).first()
    if not year or number is None or len(number.number) != FINESS_DIGITS:
        return ""
    found = establishments.named(number.number)
    if found is None:
        return f" Il n’est pas dans FINESS de {year}\u00a0: vérifiez-le."
    return f" D’après FINESS de {year}\u00a0: {found.name}."
