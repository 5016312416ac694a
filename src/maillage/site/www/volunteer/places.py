"""Places that look for a doctor: map and list, what they offer, what a day there adds, how far away they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from maillage.schemes import ResourceKind, Scheme
from maillage.site.agenda.models import Claim, Session
from maillage.site.applications import services
from maillage.site.applications.models import Application
from maillage.site.applications.places import open_places
from maillage.site.directory.models import Place, Professional
from maillage.site.directory.openings import opening_words
from maillage.site.geography import travel
from maillage.site.geography.models import Commune
from maillage.site.geography.travel import NotMeasured
from maillage.site.observatory.days import DayGain, gains_of_a_day
from maillage.site.observatory.workbench import workbench
from maillage.site.www import contact, french, promise_fields, toponyms, words
from maillage.site.www.coordinator.fields import CommuneField
from maillage.site.www.patient.free_times import travel_words
from maillage.site.www.promises import details_of
from maillage.site.www.public.explorer import areas
from maillage.site.www.public.explorer.sources import sources_of

FARTHEST_MINUTES, AHEAD = 60.0, timedelta(days=92)
PER_PAGE = 20
MOST_EQUIPMENT = 5
NEAREST, MOST_ADDED = "temps", "apport"
THINGS = {
    ResourceKind.BED: ("lit pour dormir", "lits pour dormir"),
    ResourceKind.KIT: ("mallette de télémédecine", "mallettes de télémédecine"),
    ResourceKind.VEHICLE: ("véhicule", "véhicules"),
}
"""Names of a place's things other than rooms, singular and plural."""


class HomeForm(forms.Form):
    """The commune from which journeys are computed."""

    commune = CommuneField("Votre commune d’exercice", required=False)


@dataclass(frozen=True)
class WantingPlace:
    """A place as a possible volunteer reads it."""

    place: Place
    name: str
    where: str
    rooms: int
    things: str
    opened: str
    equipment: str
    secretariat: str
    lodging: str
    parking: str
    people: str
    gain: DayGain | None
    minutes: float | None
    travel: str
    too_far: bool


@login_not_required
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Show the map and list of places that look for a doctor under a scheme open to volunteers."""
    scheme = services.scheme_for_volunteers(request.GET.get("dispositif", "")) or next(
        iter(services.schemes_for_volunteers()), None
    )
    form = HomeForm(request.GET if request.GET.get("commune") else None)
    home = _home(form)
    order = request.GET.get("tri", "") or (NEAREST if home is not None else MOST_ADDED)
    found = [] if scheme is None else wanting(scheme, home, order)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "home": home,
        "order": order,
        "page": page,
        "shown": page.object_list,
        "count": len(found),
        "territories": len({one.place.commune.intercommunality_id for one in found}),
        "map": _map(found, home),
        "scheme": scheme,
        "phone": contact.phone(),
    }
    return render(request, "volunteer/places.html", context, status=422 if form.errors else 200)


def _home(form: HomeForm) -> Commune | None:
    if not form.is_bound or not form.is_valid() or not form.cleaned_data["commune"]:
        return None
    return Commune.objects.select_related("department").filter(pk=form.cleaned_data["commune"]).first()


def wanting(scheme: Scheme, home: Commune | None, order: str) -> list[WantingPlace]:
    """Return the open places of a scheme: nearest to ``home`` first, or largest gain first (seven queries)."""
    found_places = open_places(scheme).select_related("commune__intercommunality", "details")
    rows = list(found_places.prefetch_related("resources__openings"))
    gains = gains_of_a_day(scheme, {row.commune_id: row.commune for row in rows}.values())
    minutes = _minutes(home)
    people = _people_at(rows)
    found = [_wanting(row, scheme, gains.get(row.commune_id), people[row.pk], minutes) for row in rows]
    if order == NEAREST and home is not None:
        return sorted(found, key=lambda one: (one.minutes is None, one.minutes or 0.0, one.name))
    return sorted(found, key=lambda one: (-(one.gain.percent if one.gain else 0.0), one.name))


def _minutes(home: Commune | None) -> Mapping[str, float] | None:
    try:
        return None if home is None else travel.minutes_from(home, FARTHEST_MINUTES)
    except NotMeasured:
        return None


def _people_at(rows: Iterable[Place]) -> defaultdict[int, list[str]]:
    """Return who gives sessions at each place in the next three months, as patients see it."""
    now = timezone.now()
    claims = Claim.objects.filter(
        active=True,
        post__giver=True,
        post__session__place__in=[row.pk for row in rows],
        post__session__starts__gt=now,
        post__session__starts__lt=now + AHEAD,
        post__session__state__in=Session.OPEN_STATES,
    )
    pairs = set(claims.values_list("post__session__place", "resource__professional"))
    people = Professional.objects.in_bulk({person for _, person in pairs})
    found: defaultdict[int, list[str]] = defaultdict(list)
    for place, person in pairs:
        found[place].append(words.called(people[person]))
    return defaultdict(list, {place: sorted(names) for place, names in found.items()})


def _wanting(
    row: Place, scheme: Scheme, gain: DayGain | None, people: list[str], minutes: Mapping[str, float] | None
) -> WantingPlace:
    kinds = [thing.kind for thing in row.resources.all()]
    spent = None if minutes is None else minutes.get(row.commune_id)
    things = [french.plural(kinds.count(kind), *said) for kind, said in THINGS.items() if kind in kinds]
    far = "plus d’une heure en voiture" if minutes is not None else ""
    grouping = row.commune.intercommunality
    promised = details_of(row)
    return WantingPlace(
        place=row,
        name=toponyms.curly(row.name),
        where=toponyms.short_grouping(grouping.name) if grouping is not None else "",
        rooms=kinds.count(ResourceKind.ROOM.value),
        things=french.joined(things),
        opened=_opened(row),
        equipment="" if promised is None else promise_fields.equipment_words(promised, MOST_EQUIPMENT),
        secretariat="" if promised is None else _said(promised.secretariat, promised.get_secretariat_display()),
        lodging="" if promised is None else promise_fields.lodging_words(promised),
        parking="" if promised is None else _said(promised.parking, promised.get_parking_display()),
        people=french.joined(people),
        gain=gain,
        minutes=spent,
        travel=far if spent is None else travel_words(spent),
        too_far=minutes is not None and not scheme.travel.allows(spent),
    )


def _said(code: str, label: str) -> str:
    return str(label).lower() if code else ""


def _opened(row: Place) -> str:
    """Return the hours of the rooms where they are stated, else the weekdays of the place."""
    rooms = [thing for thing in row.resources.all() if thing.kind == ResourceKind.ROOM]
    told = {opening_words(one.hours for one in room.openings.all()) for room in rooms}
    return told.pop() if len(told) == 1 and "" not in told else french.weekdays(row.opening_weekdays)


def choices_for(row: Application) -> list[tuple[str, str]]:
    """Return the open places of an application's scheme as choices, nearest to its doctor first."""
    found = wanting(row.rules, row.home, NEAREST)
    return [(str(one.place.pk), f"{one.name}{f', {one.travel}' if one.travel else ''}") for one in found]


def _map(found: list[WantingPlace], home: Commune | None) -> dict[str, Any] | None:
    """Return the image of the map that the site opens on, with a mark for each commune with a place; or None."""
    where = areas.opening()
    shown = areas.map_or_none(where) if where is not None else None
    if where is None or shown is None:
        return None
    try:
        bench = workbench()
    except NotMeasured:
        return None
    points = np.asarray(shown.arrays["points"])
    at = {int(position): k for k, position in enumerate(shown.positions)}

    def mark(commune: Commune, name: str) -> dict[str, str] | None:
        k = at.get(-1 if commune.position is None else commune.position)
        return None if k is None else {**shown.spot(*points[k]), "name": name}

    marks = {one.place.commune_id: mark(one.place.commune, one.name) for one in found}
    return {
        "image": sources_of(where, shown, bench).image,
        "width": shown.width,
        "height": shown.height,
        "marks": [one for one in marks.values() if one is not None],
        "home": mark(home, toponyms.curly(home.name)) if home is not None else None,
        "where": where.where,
    }
