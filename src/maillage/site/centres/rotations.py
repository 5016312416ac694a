"""The week of a centre: proposed by the planner, changed by hand, put into the agenda through the one publisher."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from maillage.schemes import FrenchCalendar, Presence, SessionDate, WeeklyTemplate, scheme_named
from maillage.schemes.words import Half, Profession
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Record
from maillage.site.agenda import posts
from maillage.site.agenda.models import Absence, Claim, Session
from maillage.site.agenda.publishing import HalfDayOf, publish
from maillage.site.agenda.services import author, call_off
from maillage.site.booking.changing_weeks import CHANGED, WeekEffect, attach, key_of, keys_of, lost_of, sessions_to_come
from maillage.site.centres import own
from maillage.site.centres.models import CentreContract, Rotation, RotationSeat
from maillage.site.centres.working_time import SCHEME, half_days_owed
from maillage.site.directory.models import Place, Professional, Resource
from maillage.site.directory.openings import Openings
from maillage.site.engagements import programmes
from maillage.site.engagements.models import Programme
from maillage.site.engagements.programmes import PartyData, ProgrammeData
from maillage.site.locks import in_transaction
from maillage.site.refusals import InvalidField, Refused, WrongState

HALVES = tuple(Half)
WEEKDAYS, FRIDAY = 6, 4
"""Monday to Saturday."""
OUTSIDE = "dehors"
DOCTORS = (Profession.GP.value, Profession.SPECIALIST.value)


@dataclass(frozen=True)
class Proposal:
    """A draft, and what it could not do: half-days owed without a place, half-days without a doctor."""

    rotation: Rotation
    unplaced: dict[Professional, int]
    without_doctor: list[tuple[int, Half]]


def rooms_of(centre: Organisation) -> list[Resource]:
    """Return the rooms of a centre, those of its largest place first."""
    return [room for place in own.places_of(centre) for room in place.resources.all() if room.kind == "room"]


def in_force(centre: Organisation, day: date) -> Rotation | None:
    """Return the week that holds on ``day``: the last one put into the agenda that has begun."""
    rows = Rotation.objects.filter(centre=centre, programme__isnull=False, starts__lte=day)
    return rows.order_by("-starts").first()


def owed(contract: CentreContract) -> int:
    """Return the half-days a week that a contract makes."""
    return half_days_owed(contract.weekly_minutes)


def draft_of(centre: Organisation) -> Rotation | None:
    """Return the draft of a centre."""
    return Rotation.objects.filter(centre=centre, programme=None).first()


def without_doctor(rotation: Rotation) -> list[tuple[int, Half]]:
    """Return the half-days, Monday to Friday and on a Saturday that is worked, without a doctor in a room."""
    seats = list(rotation.seats.select_related("professional"))
    covered = {
        (one.weekday, one.half) for one in seats if one.room_id is not None and one.professional.profession in DOCTORS
    }
    worked = {(one.weekday, one.half) for one in seats if one.weekday >= FRIDAY + 1}
    asked = [(day, half) for day in range(WEEKDAYS) for half in HALVES if day <= FRIDAY or (day, half.value) in worked]
    return [(day, half) for day, half in asked if (day, half.value) not in covered]


def outside_of_week(centre: Organisation, monday: date) -> defaultdict[int, set[tuple[int, str]]]:
    """Return the half-days (weekday, half) outside of the week in force, by person."""
    found: defaultdict[int, set[tuple[int, str]]] = defaultdict(set)
    rotation = in_force(centre, monday)
    if rotation is not None:
        for seat in rotation.seats.filter(room=None):
            found[seat.professional_id].add((seat.weekday, seat.half))
    return found


@in_transaction
def propose(centre: Organisation, starts: date, by: User | None) -> Proposal:
    """Compute a draft from the contracts and the rooms, near the week in force; it replaces the draft there is.

    Raises ``InvalidField`` for a day that is no Monday to come, ``Refused`` without contracts or rooms.
    """
    own.check(centre, Record.CENTRE, by)
    _check_start(centre, starts)
    contracts = list(CentreContract.objects.filter(centre=centre).on(starts).select_related("professional__resource"))
    if not contracts:
        raise Refused("Personne n’a de contrat à cette date. Notez d’abord les contrats de l’équipe.")
    rooms = rooms_of(centre)
    if not rooms:
        raise Refused(
            "Le centre n’a pas encore de cabinet dans l’annuaire. Demandez à la coordination de les y mettre."
        )
    from maillage.planning.rooms import propose as solve

    problem = _problem(centre, contracts, rooms, starts)
    week = solve(problem)
    people = {str(one.professional_id): one.professional for one in contracts}
    by_key = {str(room.pk): room for room in rooms}
    Rotation.objects.filter(centre=centre, programme=None).delete()
    with author(by):
        rotation = Rotation.objects.create(centre=centre, starts=starts)
    RotationSeat.objects.bulk_create(
        RotationSeat(
            rotation=rotation, weekday=seat.half_day // 2, half=HALVES[seat.half_day % 2].value,
            professional=people[seat.person], room=None if seat.room is None else by_key[seat.room],
        )
        for seat in week.seats
    )  # fmt: skip
    unplaced = {people[key]: count for key, count in week.unplaced.items()}
    return Proposal(rotation, unplaced, [(half // 2, HALVES[half % 2]) for half in week.without_doctor])


@in_transaction
def draft(centre: Organisation, starts: date, seats: Mapping[tuple[int, Half], Mapping[Professional, Resource | None]],
          by: User | None) -> Rotation:  # fmt: skip
    """Write a draft seat by seat, as a centre that has its week already does."""
    own.check(centre, Record.CENTRE, by)
    Rotation.objects.filter(centre=centre, programme=None).delete()
    with author(by):
        rotation = Rotation.objects.create(centre=centre, starts=starts)
    RotationSeat.objects.bulk_create(
        RotationSeat(rotation=rotation, weekday=weekday, half=half.value, professional=person, room=room)
        for (weekday, half), there in seats.items()
        for person, room in there.items()
    )
    return rotation


@in_transaction
def change_day(
    rotation: Rotation, weekday: int, wanted: Mapping[tuple[Professional, Half], Resource | str | None], by: User | None
) -> None:
    """Write a day of a draft: for each person and half a room, ``OUTSIDE``, or None for nothing.

    Raises ``InvalidField`` on the field ``<professional>-<half>`` of the second person in one room.
    """
    row = Rotation.objects.select_for_update(of=("self",)).get(pk=rotation.pk)
    own.check(row.centre, Record.CENTRE, by)
    if row.programme_id is not None:
        raise WrongState("Cette semaine est dans l’agenda\u00a0: proposez-en une autre.")
    held: dict[tuple[Half, int], Professional] = {}
    for (person, half), room in wanted.items():
        if isinstance(room, Resource):
            other = held.setdefault((half, room.pk), person)
            if other != person:
                raise InvalidField(
                    f"{person.pk}-{half.value}", f"{room.name} est déjà pris par {other}, à ce moment-là."
                )
    row.seats.filter(weekday=weekday).delete()
    with author(by):
        RotationSeat.objects.bulk_create(
            RotationSeat(
                rotation=row, weekday=weekday, half=half.value, professional=person,
                room=room if isinstance(room, Resource) else None,
            )
            for (person, half), room in wanted.items()
            if room is not None
        )  # fmt: skip


@in_transaction
def drop(rotation: Rotation, by: User | None) -> None:
    """Leave a draft. Raises ``WrongState`` for a week in the agenda."""
    own.check(rotation.centre, Record.CENTRE, by)
    if Rotation.objects.filter(pk=rotation.pk, programme__isnull=False).exists():
        raise WrongState("Cette semaine est dans l’agenda\u00a0: proposez-en une autre.")
    with author(by):
        Rotation.objects.filter(pk=rotation.pk).delete()


def effect_of(rotation: Rotation, weeks: int, since: date) -> WeekEffect:
    """Return what putting ``weeks`` weeks of a draft into the agenda does, from its first day or from ``since``."""
    start = max(since, rotation.starts)
    before = _former(rotation)
    rows = sessions_to_come(before, start)
    last = max([start + timedelta(weeks=weeks), *(one.day + timedelta(days=1) for one in rows)])
    promised = _half_days(rotation, start, last)
    wanted = keys_of(promised)
    kept = [one for one in rows if key_of(one) in wanted]
    soon = keys_of([one for one in promised if one.date < start + timedelta(weeks=weeks)])
    lost = lost_of([one for one in rows if one not in kept])
    return WeekEffect(start, tuple(kept), lost, len(soon - {key_of(one) for one in kept}))


@in_transaction
def put_in_agenda(
    rotation: Rotation, weeks: int, *, patients: int = 0, by: User | None = None, today: date | None = None
) -> int:
    """Publish a draft for some weeks; return the number of sessions opened.

    Sessions that the week before promised too stay with their patients, in the room that the new week gives; the
    others are called off. ``patients`` is how many that touches, as the user was shown: with another number nothing
    happens. Raises ``Taken`` for a room or a person that something else holds.
    """
    row = Rotation.objects.select_for_update(of=("self",)).get(pk=rotation.pk)
    own.check(row.centre, Record.CENTRE, by)
    if row.programme_id is not None:
        raise WrongState("Cette semaine est déjà dans l’agenda.")
    if not row.seats.filter(room__isnull=False).exists():
        raise Refused("Personne n’est dans un cabinet\u00a0: placez d’abord l’équipe.")
    effect = effect_of(row, weeks, today or timezone.localdate())
    if effect.patients != patients:
        raise Refused(CHANGED)
    with author(by):
        call_off([one.session for one in effect.lost], by=by)
        former = _former(row)
        programme = _programme(row)
        for one in former:
            if one.state != Programme.State.ENDED:
                programmes.end(one, max(one.starts, row.starts - timedelta(days=1)))
        attach(effect.kept, programme)
        _change_rooms(row, effect.kept)
        off = _days_off(row, effect.since, effect.since + timedelta(weeks=weeks))
        done = publish(programme, start=effect.since, weeks=weeks, checked=True, leaving_out=off)
        row.programme = programme
        row.save(update_fields=["programme"])
    return done.sessions


def _days_off(rotation: Rotation, start: date, end: date) -> set[HalfDayOf]:
    """Return the half-days of a week that fall on an absence of their giver: they are not published (two queries)."""
    promised = _half_days(rotation, start, end)
    people = Professional.objects.filter(resource__reference__in={one.giver for one in promised})
    references = dict(people.values_list("pk", "resource__reference"))
    absences = Absence.objects.filter(professional__in=list(references))
    spans = [(references[key], during) for key, during in absences.values_list("professional", "during")]
    return {
        (one.giver, one.date, one.half)
        for one in promised
        if any(who == one.giver and one.starts < span.upper and span.lower < one.ends for who, span in spans)
    }


def _check_start(centre: Organisation, starts: date) -> None:
    if starts.weekday():
        raise InvalidField("starts", "Une semaine commence un lundi\u00a0: choisissez un lundi.")
    if starts <= timezone.localdate():
        raise InvalidField("starts", "Choisissez un lundi à venir.")
    if Rotation.objects.filter(centre=centre, programme__isnull=False, starts__gte=starts).exists():
        raise InvalidField(
            "starts", "Une semaine commence déjà ce jour-là ou plus tard\u00a0: choisissez un lundi d’après."
        )


def _problem(centre: Organisation, contracts: list[CentreContract], rooms: list[Resource], starts: date) -> Any:
    from maillage.planning.rooms import RoomPerson, RoomProblem, Seat

    people = tuple(
        RoomPerson(
            str(one.professional_id), owed(one),
            min(one.visits, owed(one)), one.professional.profession in DOCTORS,
            frozenset(2 * day + k for day in one.days_off for k in range(2)),
        )
        for one in contracts
    )  # fmt: skip
    known, present = in_force(centre, starts), {one.id for one in people}
    before = frozenset(
        Seat(str(one.professional_id), 2 * one.weekday + HALVES.index(Half(one.half)),
             None if one.room_id is None else str(one.room_id))
        for one in (() if known is None else known.seats.all())
        if str(one.professional_id) in present
    )  # fmt: skip
    places = {str(room.pk): str(room.place_id) for room in rooms}
    return RoomProblem(people, _open_rooms(rooms, starts), places, before)


def _open_rooms(rooms: list[Resource], starts: date) -> dict[int, tuple[str, ...]]:
    """Return the rooms that are open in each half-day of one of three weeks, so that a closure closes no week."""
    places = {row.pk: row for row in Place.objects.filter(pk__in={room.place_id for room in rooms})}
    openings, hours = Openings(places), scheme_named(SCHEME).hours
    found: dict[int, tuple[str, ...]] = {}

    def opens(room: Resource, weekday: int, half: Half) -> bool:
        place = places[room.place_id or 0]
        days = [starts + timedelta(days=weekday, weeks=week) for week in range(3)]
        return weekday in place.opening_weekdays and any(
            openings.reason_on(place, room, day, hours.of(half)) is None for day in days
        )

    for weekday in range(WEEKDAYS):
        for k, half in enumerate(HALVES):
            there = tuple(str(room.pk) for room in rooms if opens(room, weekday, half))
            if there:
                found[2 * weekday + k] = there
    return found


def _former(rotation: Rotation) -> list[Programme]:
    """Return the weeks of the centre that are in the agenda and begin earlier, the latest first."""
    rows = Programme.objects.filter(
        scheme=SCHEME, kind=WeeklyTemplate.shape, parties__organisation=rotation.centre_id,
        starts__lt=rotation.starts,
    )  # fmt: skip
    return list(rows.distinct().order_by("-starts"))


def _seats(rotation: Rotation) -> list[RotationSeat]:
    rows = rotation.seats.filter(room__isnull=False)
    return list(rows.select_related("professional__resource", "room__place__commune__department"))


def _template(rotation: Rotation) -> WeeklyTemplate:
    presences = [
        Presence(
            seat.weekday, Half(seat.half), seat.room.place.reference, seat.professional.reference,
            takes={"room": (seat.room.reference,)},
        )
        for seat in _seats(rotation)
    ]  # fmt: skip
    return WeeklyTemplate(rotation.starts, tuple(presences))


def _half_days(rotation: Rotation, start: date, end: date) -> list[SessionDate]:
    calendars: dict[str, FrenchCalendar] = {
        str(place.reference): place.commune.calendar for place in own.places_of(rotation.centre)
    }
    return _template(rotation).half_days(start, end, calendars, scheme_named(SCHEME).hours)


def _programme(rotation: Rotation) -> Programme:
    centre = rotation.centre
    used = {seat.room.place_id for seat in _seats(rotation) if seat.room is not None}
    return programmes.create(
        ProgrammeData(
            scheme=scheme_named(SCHEME),
            name=f"Semaine, {centre.name}, à partir du {rotation.starts:%d/%m/%Y}",
            template=_template(rotation),
            starts=rotation.starts,
            region=own.region_of(centre),
            parties=[
                PartyData(organisation=centre, key=str(place.reference), place=place)
                for place in own.places_of(centre)
                if place.pk in used
            ],
        )
    )


def _change_rooms(rotation: Rotation, kept: tuple[Session, ...]) -> None:
    """Give sessions that stay the room of the new week: all are released first, as two people may change rooms."""
    rooms = {(seat.weekday, seat.half, seat.professional.resource_id): seat.room for seat in _seats(rotation)}
    wanted: list[tuple[Any, Resource]] = []
    released: list[Claim] = []
    for session in kept:
        _, half, giver, _ = key_of(session)
        room = rooms[session.day.weekday(), half, giver]
        claim = next((one for one in session.claims if one.resource.kind == "room"), None)
        if claim is not None and room is not None and claim.resource_id != room.pk:
            wanted.append((claim.post, room))
            released.append(claim)
    posts.give_back(released)
    posts.fill_all(wanted)
