"""What a place promises: stating it, changing it, closing a place or a room; who has sessions there is warned."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Self, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Max, ProtectedError
from django.utils import timezone

from maillage.schemes import ResourceKind
from maillage.site.accounts.models import User
from maillage.site.directory.checklists import ACCESSIBILITY, EQUIPMENT, labels
from maillage.site.directory.models import Place, PlaceClosure, PlaceDetails, PlacePhoto, Resource, RoomOpening
from maillage.site.directory.openings import Hours
from maillage.site.directory.photos import FIELD, MOST_PHOTOS, KeptPhoto
from maillage.site.directory.promises import LODGED, MOST_BEDS, Photo, Promise
from maillage.site.directory.services.checks import one_line, phone_of
from maillage.site.directory.services.things import ThingData, create_resources, thing_of
from maillage.site.directory.signals import opening_changed, promise_changed
from maillage.site.geography.models import Commune
from maillage.site.history import authored_by
from maillage.site.locks import constraint_of, in_transaction
from maillage.site.refusals import InvalidField, NotAllowed, Refused

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

Kept = TypeVar("Kept", bound=Photo)
Secretariat, Parking, Lodging, Meals = Promise.Secretariat, Promise.Parking, Promise.Lodging, Promise.Meals
BEST_FIRST = {
    "secretariat": (Secretariat.WHOLE, Secretariat.PART, Secretariat.NONE),
    "parking": (Parking.RESERVED, Parking.STREET, Parking.NONE),
    "meals": (Meals.SERVED, Meals.KITCHEN, Meals.NONE),
}
"""Choices of a field from the best to the least: to move down withdraws a promise."""
NAMES = {"secretariat": "secrétariat", "parking": "stationnement", "meals": "repas"}


@dataclass(frozen=True, kw_only=True)
class PromiseData:
    """What a place promises; see :class:`maillage.site.directory.promises.Promise`."""

    equipment: Collection[str] = ()
    accessibility: Collection[str] = ()
    secretariat: str = ""
    parking: str = ""
    lodging: str = ""
    beds: int = 0
    keys: str = ""
    meals: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    lon: float | None = None
    lat: float | None = None

    @classmethod
    def of(cls, row: Promise) -> Self:
        """Return what a row says."""
        return cls(**{name: getattr(row, name) for name in cls.__dataclass_fields__})

    @property
    def lodges(self) -> bool:
        """Whether somebody may sleep there."""
        return self.lodging in LODGED


@dataclass(frozen=True)
class RoomData:
    """A room as proposed: its name, and its hours (none: whenever the place is open)."""

    name: str
    hours: Sequence[Hours] = field(default=())


def checked_promise(data: PromiseData, commune: Commune) -> PromiseData:
    """Return the data as stored. Raises ``InvalidField`` naming what to correct."""
    for name, known in (("equipment", EQUIPMENT), ("accessibility", ACCESSIBILITY)):
        if set(getattr(data, name)) - set(known):
            raise InvalidField(name, "Choisissez dans la liste.")
    for name, choices in (
        ("secretariat", Secretariat), ("parking", Parking), ("lodging", Lodging), ("meals", Meals),
    ):  # fmt: skip
        if getattr(data, name) not in choices.values:
            raise InvalidField(name, "Choisissez dans la liste.")
    if data.lodges and not 1 <= data.beds <= MOST_BEDS:
        raise InvalidField("beds", f"Donnez le nombre de lits, de 1 à {MOST_BEDS}.")
    return replace(
        data,
        equipment=[code for code in EQUIPMENT if code in data.equipment],
        accessibility=[code for code in ACCESSIBILITY if code in data.accessibility],
        beds=data.beds if data.lodges else 0,
        keys=" ".join(data.keys.split())[:300] if data.lodges else "",
        meals=data.meals if data.lodges else "",
        contact_name=" ".join(data.contact_name.split())[:200],
        contact_phone=_phone(data.contact_phone, commune),
    )


def _phone(text: str, commune: Commune) -> str:
    try:
        return phone_of(text, commune)
    except InvalidField as error:
        raise InvalidField("contact_phone", str(error)) from error


def checked_hours(hours: Iterable[Hours], where: str = "hours") -> list[Hours]:
    """Return hours in order. Raises ``InvalidField`` for an end before its start or two stretches that overlap."""
    found = sorted(set(hours))
    for weekday, starts, ends in found:
        if weekday not in range(7) or ends <= starts:
            raise InvalidField(where, "L’heure de fin vient après l’heure de début\u00a0: corrigez les heures.")
    for before, after in pairwise(found):
        if before[0] == after[0] and after[1] < before[2]:
            raise InvalidField(where, "Deux plages d’un même jour se chevauchent\u00a0: corrigez les heures.")
    return found


@in_transaction
def state_promise(place: Place, data: PromiseData, *, by: User | None = None) -> PlaceDetails:
    """State or change what a place promises; beds are added or withdrawn with it.

    Sessions there are warned of what is withdrawn. Raises ``InvalidField``, ``NotAllowed`` for a place that ``by`` may
    not change.
    """
    place = _changeable(place, by)
    data = checked_promise(data, place.commune)
    before = PlaceDetails.objects.select_for_update().filter(place=place).first()
    lost = [] if before is None else withdrawn(PromiseData.of(before), data)
    row = before or PlaceDetails(place=place)
    for name in PromiseData.__dataclass_fields__:
        setattr(row, name, getattr(data, name))
    with authored_by(by):
        row.save()
        if before is not None or data.beds:
            _keep_beds(place, data.beds)
        if lost:
            promise_changed.send(Place, place=place, told=lost, by=by)
    return row


def withdrawn(before: PromiseData, after: PromiseData) -> list[str]:
    """Return one sentence for each thing promised before and no longer after."""
    found: list[str] = []
    for name, known, said in (
        ("equipment", EQUIPMENT, "Équipement retiré"), ("accessibility", ACCESSIBILITY, "Accessibilité retirée"),
    ):  # fmt: skip
        gone = labels(set(getattr(before, name)) - set(getattr(after, name)), known)
        found += [f"{said}\u00a0: {', '.join(gone)}."] if gone else []
    for name, order in BEST_FIRST.items():
        old, new = getattr(before, name), getattr(after, name)
        kept = after.lodges or name != "meals"
        if old in order and new in order and order.index(new) > order.index(old) and kept:
            label = next(one.label for one in order if one == new)
            found.append(f"Le {NAMES[name]} change\u00a0: {str(label).lower()}.")
    if before.beds and not after.beds:
        found.append("Le logement est retiré.")
    elif after.beds < before.beds:
        found.append(f"Le logement a moins de lits\u00a0: {after.beds}.")
    return found


def _keep_beds(place: Place, count: int) -> None:
    """Keep ``count`` beds in use: add those that miss; delete the others, or close those that sessions took."""
    beds = list(place.resources.filter(kind=ResourceKind.BED).order_by("pk"))
    closed = {one.room_id: one for one in place.closures.filter(room__in=beds, ends=None)}
    for bed in beds[:count]:
        if bed.pk in closed:
            closed[bed.pk].delete()
    taken = {bed.name for bed in beds}
    names = [name for number in range(1, count + len(beds) + 1) if (name := f"Lit {number}") not in taken]
    new = [ThingData(kind=ResourceKind.BED, name=name) for name in names[: max(0, count - len(beds))]]
    create_resources([thing_of(one, place=place, organisation=None) for one in new])
    for bed in beds[count:]:
        try:
            with transaction.atomic():
                bed.delete()
        except ProtectedError:
            today = timezone.localdate(timezone=place.commune.zone)
            if bed.pk not in closed:
                PlaceClosure.objects.create(place=place, room=bed, starts=today, reason="logement retiré")


@in_transaction
def open_room(room: Resource, hours: Iterable[Hours], *, by: User | None = None) -> list[RoomOpening]:
    """Replace the hours of a room; none means whenever its place is open. Sessions outside them are warned."""
    found = checked_hours(hours)
    if room.place is None or room.kind != ResourceKind.ROOM:
        raise Refused("Seul un cabinet d’un lieu a des heures d’ouverture.")
    place = _changeable(room.place, by)
    before = {one.hours: one for one in RoomOpening.objects.filter(room=room)}
    with authored_by(by):
        RoomOpening.objects.filter(pk__in=[row.pk for of, row in before.items() if of not in found]).delete()
        new = [RoomOpening(room=room, weekday=day, starts=starts, ends=ends)
               for day, starts, ends in found if (day, starts, ends) not in before]  # fmt: skip
        RoomOpening.objects.bulk_create(new)
        _note_weekdays(place)
        if set(found) != set(before):
            opening_changed.send(Place, place=place, by=by)
    return list(RoomOpening.objects.filter(room=room))


def _note_weekdays(place: Place) -> None:
    """Keep the weekdays of the place those of its rooms, once every room has stated hours."""
    rooms = place.resources.filter(kind=ResourceKind.ROOM)
    if rooms.filter(openings=None).exists():
        return
    days = rooms.order_by().values_list("openings__weekday", flat=True).distinct()
    place.opening_weekdays = sorted({day for day in days if day is not None})
    place.save(update_fields=["opening_weekdays"])


@in_transaction
def close(
    place: Place,
    starts: date,
    ends: date | None,
    reason: str = "",
    *,
    room: Resource | None = None,
    by: User | None = None,
) -> PlaceClosure:
    """Close a place, or one room of it, on some days; without ``ends`` for good. Sessions on them are warned.

    The closing of a whole place for good goes through ``agenda.closing``, which first settles its sessions. Raises
    ``InvalidField``, ``NotAllowed``.
    """
    place = _changeable(place, by)
    if room is not None and room.place_id != place.pk:
        raise InvalidField("room", "Choisissez un cabinet de ce lieu.")
    if ends is not None and ends < starts:
        raise InvalidField("ends", "Le dernier jour vient après le premier.")
    if (ends or starts) < timezone.localdate(timezone=place.commune.zone):
        raise InvalidField("starts", "Ces jours sont passés\u00a0: donnez des jours à venir.")
    row = PlaceClosure(place=place, room=room, starts=starts, ends=ends, reason=" ".join(reason.split())[:200])
    with authored_by(by):
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            if constraint_of(error) in ("closure_once", "closure_for_good_once"):
                raise InvalidField("starts", "Cette fermeture est déjà notée.") from error
            raise
        opening_changed.send(Place, place=place, by=by)
    return row


@in_transaction
def reopen(closure: PlaceClosure, *, by: User | None = None) -> None:
    """Delete a closure that was noted by mistake or is over."""
    _changeable(closure.place, by)
    with authored_by(by):
        closure.delete()


@in_transaction
def add_photo(place: Place, photo: KeptPhoto, *, by: User | None = None) -> PlacePhoto:
    """Add a photo kept by :func:`maillage.site.directory.photos.keep`; the same one twice is one."""
    place = _changeable(place, by)
    return keep_photo(place.photos, photo)


def keep_photo(rows: RelatedManager[Kept], photo: KeptPhoto) -> Kept:
    """Add a photo to those of a locked place or proposal; the same one twice is one."""
    known = rows.filter(digest=photo.digest).first()
    if known is not None:
        return known
    if rows.count() >= MOST_PHOTOS:
        raise InvalidField(FIELD, f"{MOST_PHOTOS} photos au plus\u00a0: retirez-en une d’abord.")
    return rows.create(digest=photo.digest, width=photo.width, height=photo.height)


@in_transaction
def remove_photo(photo: PlacePhoto, *, by: User | None = None) -> None:
    """Remove a photo of a place; its file goes with the next sweep."""
    _changeable(Place.objects.get(pk=photo.place_id), by)
    photo.delete()


@in_transaction
def add_proposed_rooms(place: Place, rooms: Iterable[RoomData]) -> list[Resource]:
    """Add rooms with their hours to a place that was just created from a proposal."""
    rooms = list(rooms)
    rows = create_resources(
        [
            thing_of(
                ThingData(kind=ResourceKind.ROOM, name=one_line(room.name, "rooms", "Donnez un nom.")),
                place=place,
                organisation=None,
            )
            for room in rooms
        ]
    )
    for row, room in zip(rows, rooms, strict=True):
        open_room(row, room.hours)
    return rows


def _changeable(place: Place, by: User | None) -> Place:
    """Return the place, locked. Raises ``NotAllowed`` if ``by`` may not change it."""
    rows = Place.objects.select_for_update(of=("self",)).select_related("commune__department")
    if by is not None:
        rows = rows.filter(pk__in=Place.objects.changeable_by(by).values("pk"))
    row = rows.filter(pk=place.pk).first()
    if row is None:
        raise NotAllowed("Ce lieu ne relève pas de votre compte.")
    return row


def last_closure(place: Place) -> date | None:
    """Return the day from which a place is closed for good; None while it stays open."""
    return place.closures.filter(room=None, ends=None).aggregate(day=Max("starts"))["day"]
