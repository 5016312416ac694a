"""Places of consultation: adding them with their things, and changing them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Record
from maillage.site.directory.models import Place, weekdays
from maillage.site.directory.services.checks import (
    clean,
    communes_of,
    one_line,
    phone_of,
    refuse_duplicates,
)
from maillage.site.directory.services.handovers import hand_over
from maillage.site.directory.services.organisations import may_keep
from maillage.site.directory.services.things import ThingData, create_resources, thing_of
from maillage.site.geography.models import Commune
from maillage.site.history import authored_by
from maillage.site.locks import in_transaction
from maillage.site.refusals import InvalidField, Refused


@dataclass(frozen=True, kw_only=True)
class PlaceData:
    """Data of a place kept by ``organisation``, with its things. ``opening_weekdays``: 0 is Monday."""

    name: str
    kind: str
    commune: str
    address: str
    organisation: Organisation
    reference: str = ""
    phone: str = ""
    opening_weekdays: Collection[int] = field(default_factory=weekdays)
    things: Sequence[ThingData] = ()


@in_transaction
def create_places(places: Iterable[PlaceData], *, by: User | None = None) -> list[Place]:
    """Add places with their things, all or none, with a few queries whatever their number.

    Raises ``Refused`` naming the first place and what is wrong, ``NotAllowed`` for one outside the territory of ``by``.
    """
    places = list(places)
    communes = communes_of({one.commune for one in places}, Record.PLACE, by)
    with authored_by(by):
        refuse_duplicates(Place, "reference", [one.reference for one in places if one.reference])
        may_keep([one.organisation for one in places], by)
        rows = [_place(one, communes) for one in places]
        _refuse_same_place(rows)
        Place.objects.bulk_create(rows)
        _name_in_plans(rows)
        create_resources(
            [
                thing_of(thing, place=row, organisation=None)
                for one, row in zip(places, rows, strict=True)
                for thing in one.things
            ]
        )
    return rows


def _name_in_plans(rows: Iterable[Place]) -> None:
    """Give places without a reference the unused name "lieu-number", used in plans and templates."""
    nameless = [row for row in rows if not row.reference]
    for row in nameless:
        row.reference = f"lieu-{row.pk}"
    Place.objects.bulk_update(nameless, ["reference"])


def create_place(data: PlaceData, *, by: User | None = None) -> Place:
    """Add one place; see :func:`create_places`."""
    return create_places([data], by=by)[0]


@in_transaction
def change_place(place: Place, data: PlaceData, *, by: User | None = None) -> Place:
    """Replace a place by ``data``; its reference and its things stay (see :func:`add_things`).

    Another organisation takes it from today on (see :func:`hand_over`).
    """
    communes = communes_of({place.commune_id, data.commune}, Record.PLACE, by)
    if data.organisation.pk != place.organisation_id:
        hand_over(place, data.organisation, timezone.localdate(timezone=place.commune.zone), by)
    row = _place(data, communes, but=place)
    with authored_by(by):
        refuse_duplicates(Place, "reference", [row.reference] if row.reference else [], but=row.pk)
        _refuse_same_place([row])
        row.save()
    return row


def _place(data: PlaceData, communes: dict[str, Commune], but: Place | None = None) -> Place:
    days = sorted(set(data.opening_weekdays))
    if any(day not in range(7) for day in days):
        raise Refused(f"{data.name}\u00a0: les jours d’ouverture vont de 0 (lundi) à 6 (dimanche).")
    row = Place(
        pk=None if but is None else but.pk,
        reference=data.reference.strip() or (None if but is None else but.reference),
        name=one_line(data.name, "name", "Donnez le nom du lieu."),
        kind=data.kind,
        commune=communes[data.commune],
        address=one_line(data.address, "address", "Donnez l’adresse du lieu."),
        phone=phone_of(data.phone, communes[data.commune]),
        organisation=data.organisation,
        opening_weekdays=days,
    )
    clean(row, named=row.name, leave_out=("commune", "organisation"))
    return row


def _refuse_same_place(rows: Sequence[Place]) -> None:
    known = Place.objects.filter(commune__in={row.commune_id for row in rows}).exclude(pk__in=[row.pk for row in rows])
    seen = set(known.values_list("name", "commune"))
    for row in rows:
        if (row.name, row.commune_id) in seen:
            raise InvalidField("name", f"{row.name}\u00a0: un lieu de ce nom est déjà inscrit dans cette commune.")
        seen.add((row.name, row.commune_id))
