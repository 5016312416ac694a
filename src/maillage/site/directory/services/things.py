"""The things of places and organisations (rooms, beds, vehicles, kits): adding, renaming and deleting them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import ProtectedError, Q

from maillage.schemes import ResourceKind
from maillage.site.accounts.charge import charge_of
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Record
from maillage.site.directory.models import Place, Resource
from maillage.site.directory.services.checks import (
    clean,
    communes_of,
    may_enter,
    one_line,
    refuse_duplicates,
)
from maillage.site.directory.services.organisations import may_keep, take_up
from maillage.site.history import authored_by
from maillage.site.locks import in_transaction
from maillage.site.refusals import InvalidField, NotAllowed, Refused


@dataclass(frozen=True, kw_only=True)
class ThingData:
    """Data of a room, a vehicle, a bed, a kit or a seat; without ``reference`` one is generated."""

    kind: str
    name: str
    reference: str = ""


def rooms(count: int) -> list[ThingData]:
    """Return ``count`` rooms, "Cabinet 1" and so on."""
    return [ThingData(kind=ResourceKind.ROOM, name=f"Cabinet {number}") for number in range(1, count + 1)]


@in_transaction
def add_things(things: Iterable[ThingData], owner: Place | Organisation, *, by: User | None = None) -> list[Resource]:
    """Add things to a place, or mobile things (a bus, a kit) to an organisation.

    Raises ``Refused`` for a name or a reference that is taken, ``NotAllowed`` outside the territory of ``by``.
    """
    if isinstance(owner, Place):
        communes_of({owner.commune_id}, Record.PLACE, by)
        place, organisation = owner, None
    else:
        may_enter(Record.PLACE, by)
        may_keep([owner], by)
        place, organisation = None, owner
    with authored_by(by):
        if organisation is not None:
            take_up(organisation, by)
        return create_resources([thing_of(thing, place=place, organisation=organisation) for thing in things])


@in_transaction
def rename_thing(thing: Resource, name: str, *, by: User | None = None) -> Resource:
    """Rename a thing; its reference, used in templates, stays. Raises like :func:`add_things`."""
    row = Resource.objects.exclude(kind=ResourceKind.PROFESSIONAL).get(pk=thing.pk)
    _may_change_thing(row, by)
    if " ".join(name.split()) != row.name:
        row.name = one_line(name, "name", "Donnez un nom.")
        clean(row, named=row.name, leave_out=("place", "organisation", "reference"))
        _refuse_namesakes([row])
        with authored_by(by):
            row.save(update_fields=["name"])
    return row


@in_transaction
def remove_thing(thing: Resource, *, by: User | None = None) -> None:
    """Delete a thing. Raises ``Refused`` if a session ever took it, since the agenda keeps its history."""
    row = Resource.objects.exclude(kind=ResourceKind.PROFESSIONAL).get(pk=thing.pk)
    _may_change_thing(row, by)
    with authored_by(by):
        try:
            row.delete()
        except ProtectedError as error:
            raise Refused(f"{row.name}\u00a0: des vacations l’ont pris, il reste inscrit.") from error


def _may_change_thing(thing: Resource, by: User | None) -> None:
    if thing.place is not None:
        communes_of({thing.place.commune_id}, Record.PLACE, by)
    elif by is not None:
        may_enter(Record.PLACE, by)
        if thing.organisation_id not in charge_of(by).keys:
            raise NotAllowed("Cette organisation n’est pas de votre territoire.")


def thing_of(data: ThingData, *, place: Place | None, organisation: Organisation | None) -> Resource:
    """Return the checked row of a thing, not stored yet."""
    if data.kind == ResourceKind.PROFESSIONAL:
        raise ValueError("a professional is no thing of a place")
    row = Resource(
        kind=data.kind,
        name=one_line(data.name, "name", "Donnez un nom."),
        reference=data.reference,
        place=place,
        organisation=organisation,
    )
    clean(row, named=row.name, leave_out=("place", "organisation", "reference"))
    return row


def create_resources(rows: list[Resource]) -> list[Resource]:
    """Insert resources; those without a reference get the unused name "kind-number"."""
    given = {(row.kind, row.reference) for row in rows if row.reference}
    if len(given) < sum(bool(row.reference) for row in rows):
        raise Refused("La même référence est donnée deux fois.")
    for kind in {kind for kind, _ in given}:
        refuse_duplicates(Resource, "reference", [text for of, text in given if of == kind], kind=kind)
    _refuse_namesakes(rows)
    numbers = _next_numbers(sum(not row.reference for row in rows))
    for row in rows:
        if not row.reference:
            row.pk = next(numbers)
            row.reference = f"{row.kind}-{row.pk}"
    numbered, others = [row for row in rows if row.pk], [row for row in rows if not row.pk]
    Resource.objects.bulk_create(numbered, batch_size=1000)
    Resource.objects.bulk_create(others, batch_size=1000)
    return rows


def _next_numbers(count: int) -> Iterator[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('directory_resource', 'id')) FROM generate_series(1, %s)", [count]
        )
        return iter([row[0] for row in cursor.fetchall()])


def _refuse_namesakes(rows: Sequence[Resource]) -> None:
    """Raise ``Refused`` if two things of a place, or of an organisation, would have the same name."""
    things = [row for row in rows if row.kind != ResourceKind.PROFESSIONAL]
    at = Q(place__in={row.place_id for row in things if row.place_id})
    of = Q(place=None, organisation__in={row.organisation_id for row in things if row.organisation_id})
    seen = (
        set(Resource.objects.filter(at | of).values_list("place", "organisation", "kind", "name")) if things else set()
    )
    for row in things:
        key = (row.place_id, row.organisation_id, row.kind, row.name)
        if key in seen:
            raise InvalidField("name", f"{row.name}\u00a0: ce nom est déjà pris ici.")
        seen.add(key)
