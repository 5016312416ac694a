"""The week of a centre: proposed, changed by hand, put into the agenda; a room is never held twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from maillage.schemes.words import Half
from maillage.site.accounts.models import User
from maillage.site.agenda.absences import AbsenceDates
from maillage.site.agenda.models import Session, Slot
from maillage.site.booking.services import book
from maillage.site.centres import contracts, rotations
from maillage.site.centres.models import Rotation, RotationSeat
from maillage.site.directory.models import Professional, Resource
from maillage.site.refusals import InvalidField, NotAllowed, Refused, WrongState
from tests.site import centre_factories as centres
from tests.site import factories as make

pytestmark = pytest.mark.django_db
AM, PM = Half
Seats = dict[tuple[int, Half], dict[Professional, Resource | None]]


def seats_of(rotation: Rotation) -> Seats:
    found: Seats = {}
    for seat in rotation.seats.select_related("professional__resource", "room__place"):
        found.setdefault((seat.weekday, Half(seat.half)), {})[seat.professional] = seat.room
    return found


def published(boss: User, weeks: int = 3) -> Rotation:
    centre = boss.memberships.get().organisation
    centres.team(centre)
    found = rotations.propose(centre, centres.monday(1), boss)
    assert (found.unplaced, found.without_doctor) == ({}, [])
    rotations.put_in_agenda(found.rotation, weeks, by=boss)
    return Rotation.objects.get(pk=found.rotation.pk)


def test_a_week_is_proposed_changed_by_hand_and_published() -> None:
    centre = centres.centre()
    boss = centres.manager(centre)
    with pytest.raises(Refused, match="Notez d’abord les contrats"):
        rotations.propose(centre, centres.monday(1), boss)
    team = [one.professional for one in centres.team(centre)]
    with pytest.raises(InvalidField, match="un lundi"):
        rotations.propose(centre, centres.monday(1) + timedelta(days=1), boss)
    with pytest.raises(NotAllowed):
        rotations.propose(centre, centres.monday(1), centres.manager(centres.centre()))
    row = rotations.propose(centre, centres.monday(1), boss).rotation
    assert row.seats.filter(room__isnull=False).count() == 30
    first, second, *_ = rotations.rooms_of(centre)
    with pytest.raises(InvalidField, match="Cabinet 1 est déjà pris par") as refused:
        rotations.change_day(row, 0, {(team[0], AM): first, (team[1], AM): first}, boss)
    assert refused.value.field == f"{team[1].pk}-morning"
    rotations.change_day(row, 0, {(team[0], AM): first, (team[1], AM): second, (team[2], PM): rotations.OUTSIDE}, boss)
    monday = seats_of(row)
    assert monday[0, AM] == {team[0]: first, team[1]: second}
    assert monday[0, PM] == {team[2]: None}
    opened = rotations.put_in_agenda(row, 1, by=boss)
    assert opened == Session.objects.filter(programme__rotation=row).count() > 0
    assert Slot.objects.filter(session__programme__rotation=row, kept_for=["regulated"]).exists()
    assert rotations.draft_of(centre) is None
    with pytest.raises(WrongState, match="dans l’agenda"):
        rotations.drop(row, boss)
    with pytest.raises(InvalidField, match="déjà ce jour-là"):
        rotations.propose(centre, centres.monday(1), boss)


def test_a_draft_says_which_half_days_have_no_doctor() -> None:
    centre = centres.centre()
    doctor, nurse = centres.contract(centre).professional, centres.contract(centre, centres.carer("nurse")).professional
    first, second, *_ = rotations.rooms_of(centre)
    seats: Seats = {(day, half): {doctor: first, nurse: second} for day in range(5) for half in Half}
    seats[1, AM] = {nurse: second}
    seats[2, PM] = {doctor: None, nurse: second}
    row = rotations.draft(centre, centres.monday(1), seats, None)
    assert rotations.without_doctor(row) == [(1, AM), (2, PM)]
    seats[5, AM] = {nurse: second}
    assert rotations.without_doctor(rotations.draft(centre, centres.monday(1), seats, None))[-1] == (5, AM)


def test_people_change_rooms_and_patients_stay() -> None:
    boss = centres.manager(centres.centre())
    first = published(boss)
    session = Session.objects.filter(programme=first.programme).from_day(centres.monday(2)).order_by("starts", "pk")[0]
    who, before = make.again(session).giver, make.again(session).things("room")  # type: ignore[arg-type]
    book(Slot.objects.filter(session=session, kept_for=[]).order_by("starts")[0].pk, make.patient(), make.key())
    assert who is not None
    seats = seats_of(first)
    for there in seats.values():
        sitting = [one for one, room in there.items() if room is not None]
        rooms = [there[one] for one in sitting]
        there.update(zip(sitting, rooms[1:] + rooms[:1], strict=True))
    second = rotations.draft(first.centre, centres.monday(2), seats, boss)
    effect = rotations.effect_of(second, 2, centres.monday(0))
    assert (effect.lost, effect.new, effect.patients) == ((), 0, 0)
    assert rotations.put_in_agenda(second, 2, by=boss) == 0
    after = make.again(session)
    assert (after.giver, after.things("room") != before) == (who, True)  # type: ignore[arg-type]
    assert after.programme == Rotation.objects.get(pk=second.pk).programme
    del seats[session.day.weekday(), AM][who]
    third = rotations.draft(first.centre, centres.monday(3), seats, boss)
    rotations.drop(third, boss)
    # A draft from the same day on cannot be made any more: the patient of week two is not touched by week three.
    later = rotations.draft(first.centre, centres.monday(3), seats, boss)
    lost = rotations.effect_of(later, 1, centres.monday(0)).lost
    assert [one.session.day for one in lost] == [session.day + timedelta(weeks=1)]


def test_days_off_are_left_out_of_the_agenda() -> None:
    centre = centres.centre()
    boss, (row, *_) = centres.manager(centre), centres.team(centre)
    off = centres.monday(1)
    contracts.take_leave(row, "paid", AbsenceDates(off, off + timedelta(days=4)), None)
    found = rotations.propose(centre, off, boss).rotation
    rotations.put_in_agenda(found, 2, by=boss)
    days = {make.again(one).day for one in Session.objects.filter(posts__claims__resource=row.professional.resource)}
    assert days
    assert all(day >= off + timedelta(days=5) for day in days)


def test_a_lost_session_with_a_patient_must_be_shown_first() -> None:
    boss = centres.manager(centres.centre())
    first = published(boss)
    session = Session.objects.filter(programme=first.programme).from_day(centres.monday(2)).order_by("starts", "pk")[0]
    who = make.again(session).giver
    assert who is not None
    book(Slot.objects.filter(session=session, kept_for=[]).order_by("starts")[0].pk, make.patient(), make.key())
    seats = seats_of(first)
    del seats[session.day.weekday(), Half(session.key.split(":")[2])][who]
    row = rotations.draft(first.centre, centres.monday(2), seats, boss)
    with pytest.raises(Refused, match="Relisez ce qui change"):
        rotations.put_in_agenda(row, 1, by=boss)
    assert make.again(session).state != Session.State.CANCELLED
    rotations.put_in_agenda(row, 1, patients=1, by=boss)
    assert make.again(session).state == Session.State.CANCELLED


def test_the_database_holds_a_room_once_and_only_rooms_of_the_centre() -> None:
    centre = centres.centre()
    boss, (one, two) = centres.manager(centre), (centres.carer(), centres.carer())
    row = rotations.draft(centre, centres.monday(1), {}, boss)
    room = rotations.rooms_of(centre)[0]
    seat = {"rotation": row, "weekday": 0, "half": "morning"}
    RotationSeat.objects.create(professional=one, room=room, **seat)
    wrong = [
        ({"professional": two, "room": room}, "rotation_room_once"),
        ({"professional": one, "room": None}, "rotation_person_once"),
        ({"professional": two, "room": rotations.rooms_of(centres.centre())[0]}, "a seat is in a room of the centre"),
    ]
    for fields, why in wrong:
        with pytest.raises(IntegrityError, match=why), transaction.atomic():
            RotationSeat.objects.create(**seat, **fields)
    with pytest.raises(IntegrityError, match="rotation_one_draft"), transaction.atomic():
        Rotation.objects.create(centre=centre, starts=centres.monday(2))
