"""Where to open the next centres: what each candidate adds, who could work there, premises offered, budget."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maillage.evaluation.centres import budget
from maillage.schemes import Profession, Status
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.directory.models import Professional
from maillage.site.geography import travel
from maillage.site.geography.models import Commune, Intercommunality, Region
from maillage.site.observatory import openings
from maillage.site.observatory.openings import OpeningSite
from maillage.site.observatory.reading import NotMeasured
from maillage.site.proposals.models import PlaceProposal
from maillage.site.www import french
from maillage.site.www.coordinator.fields import count
from maillage.site.www.coordinator.regions import chosen_region
from maillage.site.www.gates import gate, signed_in

NEAR_MINUTES = 45
CENTRES, DOCTORS = 5, 3
AT_HAND = (Status.SALARIED.value, Status.RETIRED.value, Status.LOCUM.value)
"""Who may take a post in a centre without leaving a practice."""


class OpeningsForm(forms.Form):
    """How many centres, of how many doctors."""

    centres = count("Centres à ouvrir", 1, 10, initial=CENTRES)
    medecins = count("Médecins par centre", 1, 8, initial=DOCTORS)


@dataclass(frozen=True)
class Option:
    """A candidate as the page compares it."""

    site: OpeningSite
    commune: Commune
    intercommunality: str
    salaried: int
    retired: int
    locums: int
    premises: list[PlaceProposal]
    missing: str

    @property
    def gain(self) -> float:
        """Access added to its intercommunality."""
        return self.site.after - self.site.before


def _region_of(request: HttpRequest, user: User) -> tuple[Region | None, dict[str, Any]]:
    """Return the chosen region of the reader, or that of their first intercommunality, and what the page shows."""
    scope = user.grants.scope(Record.ZONE, Act.READ, Reach.TERRITORY)
    if scope.regions:
        return chosen_region(request, scope.regions)
    inside = Commune.objects.filter(intercommunality__in=scope.intercommunalities, department__region__isnull=False)
    first = inside.select_related("department__region").order_by("pk").first()
    found = first.department.region if first is not None and first.department is not None else None
    return found, {"region": found}


@require_safe
@gate(Reach.TERRITORY, reads=Record.ZONE)
def page(request: HttpRequest) -> HttpResponse:
    """Compare the next centres of a region on one page."""
    user = signed_in(request)
    form = OpeningsForm(request.GET if "centres" in request.GET or "medecins" in request.GET else None)
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    centres, doctors = given.get("centres", CENTRES), given.get("medecins", DOCTORS)
    if not form.is_bound:
        form = OpeningsForm(initial={"centres": centres, "medecins": doctors})
    (region, shown), found = _region_of(request, user), None
    try:
        found = openings.study(region.pk, centres, doctors) if region is not None else None
    except NotMeasured:
        found = None
    options = [] if found is None else _options(user, _shown(user, found.sites), doctors)
    context: dict[str, Any] = {
        "form": form,
        **shown,
        "study": found,
        "chosen": [one for one in options if one.site.rank],
        "others": [one for one in options if not one.site.rank],
        "doctors": doctors,
        "minutes": NEAR_MINUTES,
    }
    return render(request, "coordinator/openings.html", context, status=422 if form.errors else 200)


def _shown(user: User, sites: Sequence[OpeningSite]) -> Sequence[OpeningSite]:
    """Return the candidates that a reader sees: all of their region, or those of their part of it."""
    scope = user.grants.scope(Record.ZONE, Act.READ, Reach.TERRITORY)
    return sites if scope.regions else [one for one in sites if one.intercommunality in scope.intercommunalities]


def _options(user: User, sites: Sequence[OpeningSite], doctors: int) -> list[Option]:
    communes = Commune.objects.select_related("department").in_bulk([one.commune for one in sites])
    names = dict(
        Intercommunality.objects.filter(pk__in=[one.intercommunality for one in sites]).values_list("pk", "name")
    )
    homes = _people(user)
    offered = _premises(user, [one.intercommunality for one in sites])
    found: list[Option] = []
    for site in sites:
        near = Counter[str]()
        for code in _near(communes[site.commune]):
            near += homes.get(code, Counter())
        premises = offered.get(site.intercommunality, [])
        changes = {"doctors": float(doctors), **({"rent_per_room": 0.0} if premises else {})}
        result = budget(changes)
        euros = french.number(result.missing_a_year if result.balance < 0 else result.balance * 12) + "\u00a0€"
        found.append(
            Option(
                site, communes[site.commune], names.get(site.intercommunality, ""), near[Status.SALARIED.value],
                near[Status.RETIRED.value], near[Status.LOCUM.value], premises,
                f"il manque {euros}" if result.balance < 0 else f"il reste {euros}",
            )
        )  # fmt: skip
    return found


def _people(user: User) -> dict[str, Counter[str]]:
    """Return the general practitioners of the directory who could take a post, by commune and status (one query)."""
    rows = Professional.objects.visible_to(user, Reach.TERRITORY).filter(
        profession=Profession.GP.value, status__in=AT_HAND
    )
    found: dict[str, Counter[str]] = {}
    for home, status in rows.order_by().values_list("home", "status"):
        found.setdefault(home, Counter())[status] += 1
    return found


def _near(commune: Commune) -> list[str]:
    try:
        return list(travel.minutes_from(commune, NEAR_MINUTES))
    except travel.NotMeasured:
        return [commune.pk]


def _premises(user: User, epcis: Sequence[str]) -> dict[str, list[PlaceProposal]]:
    """Return the places offered in these intercommunalities, not refused nor withdrawn (one query)."""
    states = (PlaceProposal.State.SENT, PlaceProposal.State.RETURNED, PlaceProposal.State.APPROVED)
    rows = PlaceProposal.objects.visible_to(user).filter(commune__intercommunality__in=epcis, state__in=states)
    found: dict[str, list[PlaceProposal]] = {}
    for row in rows.select_related("commune").order_by("sent_at"):
        found.setdefault(str(row.commune.intercommunality_id), []).append(row)
    return found
