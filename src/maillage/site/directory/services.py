"""Creating and changing organisations, professionals, places and the things of places.

``by`` is the coordinator who does it, None for the command line and the demonstration. All input is checked before
anything is written; a refusal says in French what to correct.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import pghistory
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Model, ProtectedError, Q, QuerySet

from maillage.schemes import ResourceKind
from maillage.site.accounts.charge import SITE_WIDE, charge_of
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.accounts.roles import TERRITORIAL
from maillage.site.directory.models import Place, Professional, Resource, weekdays
from maillage.site.geography.models import Commune
from maillage.site.locks import in_transaction
from maillage.site.refusals import InvalidField, NotAllowed, Refused
from maillage.site.telephones import InvalidNumber, written


@dataclass(frozen=True, kw_only=True)
class ProfessionalData:
    """Data of a professional; without ``reference`` one is generated."""

    first_name: str
    last_name: str
    profession: str
    status: str
    home: str
    reference: str = ""
    rpps: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class ThingData:
    """Data of a room, a vehicle, a bed, a kit or a seat; without ``reference`` one is generated."""

    kind: str
    name: str
    reference: str = ""


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


OF_THE_SITE = SITE_WIDE | TERRITORIAL
"""Kinds of organisation with a territory or rights on the whole site: only the command line creates them."""


def rooms(count: int) -> list[ThingData]:
    """Return ``count`` rooms, "Cabinet 1" and so on."""
    return [ThingData(kind=ResourceKind.ROOM, name=f"Cabinet {number}") for number in range(1, count + 1)]


@in_transaction
def create_organisation(
    name: str,
    kind: str,
    *,
    regions: Iterable[str] = (),
    intercommunalities: Iterable[str] = (),
    by: User | None = None,
) -> Organisation:
    """Create an organisation; only the command line gives it a territory, as codes.

    Raises ``Refused`` for a missing or taken name or an unknown kind.
    """
    regions, intercommunalities = list(regions), list(intercommunalities)
    _may_enter(Record.PLACE, by)
    if by is not None and (regions or intercommunalities):
        raise NotAllowed("Un territoire ne se donne que depuis la ligne de commande.")
    made = Organisation(name=_line(name, "name", "Donnez le nom de l’organisation."), kind=kind)
    with _author(by):
        _clean(made)
        _refuse_duplicates(Organisation, "name", [made.name])
        made.save()
        made.regions.set(cast(Any, regions))  # keys are codes, but the type stubs expect integers
        made.intercommunalities.set(cast(Any, intercommunalities))
    return made


@in_transaction
def create_professionals(people: Iterable[ProfessionalData], *, by: User | None = None) -> list[Professional]:
    """Add people to the directory, all or none, with a few queries whatever their number.

    Raises ``Refused`` naming the first person and what is wrong, ``NotAllowed`` for a home outside the territory of
    ``by``.
    """
    people = list(people)
    communes = _communes({one.home for one in people}, Record.PROFESSIONAL, by)
    rows = [_professional(one, communes) for one in people]
    with _author(by):
        resources = _create_resources(
            [
                Resource(kind=ResourceKind.PROFESSIONAL, name=str(row), reference=one.reference)
                for one, row in zip(people, rows, strict=True)
            ]
        )
        for row, resource in zip(rows, resources, strict=True):
            row.resource = resource
        _refuse_duplicates(Professional, "rpps", [row.rpps for row in rows if row.rpps])
        return Professional.objects.bulk_create(rows)


def create_professional(data: ProfessionalData, *, by: User | None = None) -> Professional:
    """Add one person; see :func:`create_professionals`."""
    return create_professionals([data], by=by)[0]


@in_transaction
def change_professional(professional: Professional, data: ProfessionalData, *, by: User | None = None) -> Professional:
    """Replace an entry by ``data``. Without a new reference it keeps the old one, which templates and plans use.

    Raises ``Refused`` or ``NotAllowed`` like :func:`create_professionals`.
    """
    communes = _communes({professional.home_id, data.home}, Record.PROFESSIONAL, by)
    row = _professional(data, communes)
    row.pk, row.user_id, row.resource_id = professional.pk, professional.user_id, professional.resource_id
    with _author(by):
        _refuse_duplicates(Professional, "rpps", [row.rpps] if row.rpps else [], but=row.pk)
        row.save()
        resource = Resource.objects.get(pk=row.resource_id)
        resource.name, resource.reference = str(row), data.reference.strip() or resource.reference
        _clean(resource, leave_out=("place", "organisation"))
        resource.save()
        row.resource = resource
    return row


@in_transaction
def create_places(places: Iterable[PlaceData], *, by: User | None = None) -> list[Place]:
    """Add places with their things, all or none, with a few queries whatever their number.

    Raises ``Refused`` naming the first place and what is wrong, ``NotAllowed`` for one outside the territory of ``by``.
    """
    places = list(places)
    communes = _communes({one.commune for one in places}, Record.PLACE, by)
    with _author(by):
        _refuse_duplicates(Place, "reference", [one.reference for one in places if one.reference])
        _may_keep([one.organisation for one in places], by)
        rows = [_place(one, communes) for one in places]
        _refuse_same_place(rows)
        Place.objects.bulk_create(rows)
        _name_in_plans(rows)
        _create_resources(
            [
                _thing(thing, place=row, organisation=None)
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
    """Replace a place by ``data``; its reference and its things stay (see :func:`add_things`)."""
    communes = _communes({place.commune_id, data.commune}, Record.PLACE, by)
    if data.organisation.pk != place.organisation_id:
        _may_keep([data.organisation], by)
    row = _place(data, communes, but=place)
    with _author(by):
        _refuse_duplicates(Place, "reference", [row.reference] if row.reference else [], but=row.pk)
        _refuse_same_place([row])
        row.save()
    return row


@in_transaction
def add_things(things: Iterable[ThingData], owner: Place | Organisation, *, by: User | None = None) -> list[Resource]:
    """Add things to a place, or mobile things (a bus, a kit) to an organisation.

    Raises ``Refused`` for a name or a reference that is taken, ``NotAllowed`` outside the territory of ``by``.
    """
    if isinstance(owner, Place):
        _communes({owner.commune_id}, Record.PLACE, by)
        place, organisation = owner, None
    else:
        _may_enter(Record.PLACE, by)
        _may_keep([owner], by)
        place, organisation = None, owner
    with _author(by):
        return _create_resources([_thing(thing, place=place, organisation=organisation) for thing in things])


@in_transaction
def rename_thing(thing: Resource, name: str, *, by: User | None = None) -> Resource:
    """Rename a thing; its reference, used in templates, stays. Raises like :func:`add_things`."""
    row = Resource.objects.exclude(kind=ResourceKind.PROFESSIONAL).get(pk=thing.pk)
    _may_change_thing(row, by)
    if " ".join(name.split()) != row.name:
        row.name = _line(name, "name", "Donnez un nom.")
        _clean(row, named=row.name, leave_out=("place", "organisation", "reference"))
        _refuse_namesakes([row])
        with _author(by):
            row.save(update_fields=["name"])
    return row


@in_transaction
def remove_thing(thing: Resource, *, by: User | None = None) -> None:
    """Delete a thing. Raises ``Refused`` if a session ever took it, since the agenda keeps its history."""
    row = Resource.objects.exclude(kind=ResourceKind.PROFESSIONAL).get(pk=thing.pk)
    _may_change_thing(row, by)
    with _author(by):
        try:
            row.delete()
        except ProtectedError as error:
            raise Refused(f"{row.name}\u00a0: des vacations l’ont pris, il reste inscrit.") from error


def usable_organisations(user: User) -> QuerySet[Organisation]:
    """Return organisations that ``user`` may name as keeper of a place, owner of a thing or party to a programme.

    These are those in the user's charge, and those that give no rights yet: without territory, place, thing, member or
    invitation, and of a kind that has no territory.
    """
    free = Organisation.objects.exclude(kind__in=OF_THE_SITE).filter(
        regions=None, intercommunalities=None, places=None, resources=None, memberships=None, invitations=None
    )
    mine = charge_of(user).keys
    return Organisation.objects.filter(Q(pk__in=mine) | Q(pk__in=free.values("pk")))


def _may_keep(organisations: Collection[Organisation], by: User | None) -> None:
    keys = {one.pk for one in organisations}
    if by is not None and usable_organisations(by).filter(pk__in=keys).count() < len(keys):
        raise NotAllowed("Cette organisation n’est pas de votre territoire.")


def _may_change_thing(thing: Resource, by: User | None) -> None:
    if thing.place is not None:
        _communes({thing.place.commune_id}, Record.PLACE, by)
    elif by is not None:
        _may_enter(Record.PLACE, by)
        if thing.organisation_id not in charge_of(by).keys:
            raise NotAllowed("Cette organisation n’est pas de votre territoire.")


def _author(by: User | None) -> pghistory.context:
    return pghistory.context(**({} if by is None else {"user": by.pk}))


def _may_enter(record: Record, by: User | None) -> None:
    if by is not None and not by.grants.may(record, Act.CHANGE, Reach.TERRITORY):
        raise NotAllowed("Seule la coordination tient l’annuaire.")


def _communes(codes: set[str], record: Record, by: User | None) -> dict[str, Commune]:
    """Return communes by code, all in the territory of ``by``. Raises ``Refused``, ``NotAllowed``."""
    found = Commune.objects.in_bulk(codes)
    missing = sorted(codes - found.keys())
    if missing:
        raise InvalidField("commune", f"La commune {missing[0]} n’existe pas.")
    if by is not None:
        scope = by.grants.scope(record, Act.CHANGE, Reach.TERRITORY)
        if Commune.objects.filter(scope.in_territory(), pk__in=codes).count() < len(codes):
            raise NotAllowed("Cette commune n’est pas de votre territoire.")
    return found


def _professional(data: ProfessionalData, communes: dict[str, Commune]) -> Professional:
    row = Professional(
        first_name=_line(data.first_name, "first_name", "Donnez le prénom."),
        last_name=_line(data.last_name, "last_name", "Donnez le nom."),
        profession=data.profession,
        status=data.status,
        home=communes[data.home],
        rpps=data.rpps.replace(" ", "") or None,
        email=_email(data.email),
        phone=_phone(data.phone, communes[data.home]),
    )
    _clean(row, named=str(row), leave_out=("resource", "user", "home"))
    return row


def _place(data: PlaceData, communes: dict[str, Commune], but: Place | None = None) -> Place:
    days = sorted(set(data.opening_weekdays))
    if any(day not in range(7) for day in days):
        raise Refused(f"{data.name}\u00a0: les jours d’ouverture vont de 0 (lundi) à 6 (dimanche).")
    row = Place(
        pk=None if but is None else but.pk,
        reference=data.reference.strip() or (None if but is None else but.reference),
        name=_line(data.name, "name", "Donnez le nom du lieu."),
        kind=data.kind,
        commune=communes[data.commune],
        address=_line(data.address, "address", "Donnez l’adresse du lieu."),
        phone=_phone(data.phone, communes[data.commune]),
        organisation=data.organisation,
        opening_weekdays=days,
    )
    _clean(row, named=row.name, leave_out=("commune", "organisation"))
    return row


def _thing(data: ThingData, *, place: Place | None, organisation: Organisation | None) -> Resource:
    if data.kind == ResourceKind.PROFESSIONAL:
        raise ValueError("a professional is no thing of a place")
    row = Resource(
        kind=data.kind,
        name=_line(data.name, "name", "Donnez un nom."),
        reference=data.reference,
        place=place,
        organisation=organisation,
    )
    _clean(row, named=row.name, leave_out=("place", "organisation", "reference"))
    return row


def _create_resources(rows: list[Resource]) -> list[Resource]:
    """Insert resources; those without a reference get the unused name "kind-number"."""
    given = {(row.kind, row.reference) for row in rows if row.reference}
    if len(given) < sum(bool(row.reference) for row in rows):
        raise Refused("La même référence est donnée deux fois.")
    for kind in {kind for kind, _ in given}:
        _refuse_duplicates(Resource, "reference", [text for of, text in given if of == kind], kind=kind)
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


def _refuse_duplicates(
    model: type[Model], name: str, texts: Collection[str], *, but: int | None = None, **of: str
) -> None:
    """Raise ``Refused`` if one of ``texts`` occurs twice, or in a row other than ``but``."""
    label = str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    twice = next((text for text, count in sorted(Counter(texts).items()) if count > 1), None)
    rows = model._default_manager.filter(**{f"{name}__in": list(texts)}, **of).exclude(pk=but)
    taken = twice or rows.values_list(name, flat=True).first()
    if taken is not None:
        raise InvalidField(name, f"{taken}\u00a0: ce n’est pas libre ({label}).")


def _refuse_same_place(rows: Sequence[Place]) -> None:
    known = Place.objects.filter(commune__in={row.commune_id for row in rows}).exclude(pk__in=[row.pk for row in rows])
    seen = set(known.values_list("name", "commune"))
    for row in rows:
        if (row.name, row.commune_id) in seen:
            raise InvalidField("name", f"{row.name}\u00a0: un lieu de ce nom est déjà inscrit dans cette commune.")
        seen.add((row.name, row.commune_id))


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


def _line(text: str, field: str, otherwise: str) -> str:
    clean = " ".join(text.split())
    if not clean:
        raise InvalidField(field, otherwise)
    return clean


def _email(text: str) -> str:
    return text.strip().lower()


def _phone(text: str, commune: Commune) -> str:
    """Return the number as written. Raises ``Refused`` if it cannot be dialled from ``commune``."""
    try:
        return written(text, commune.department_id or "")
    except InvalidNumber as error:
        raise InvalidField("phone", str(error)) from error


def _clean(row: Model, *, named: str = "", leave_out: Collection[str] = ()) -> None:
    """Validate the fields of a row without querying the database. Raises ``Refused`` naming the row and the field."""
    try:
        row.clean_fields(exclude=leave_out)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        label = row._meta.get_field(name).verbose_name  # type: ignore[union-attr]
        head = f"{named}, {label}" if named else str(label).capitalize()
        raise InvalidField(name, f"{head}\u00a0: {messages[0]}") from error
