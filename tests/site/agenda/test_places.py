"""Sessions follow their places: hours and closures are enforced, changes warn, a place that closes settles its days."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from maillage.schemes import DatedDay, DatedTemplate
from maillage.site.agenda import closing, moving, services, warning
from maillage.site.agenda.models import Session, SessionWarning
from maillage.site.agenda.publishing import publish
from maillage.site.booking import services as booking
from maillage.site.booking.models import Appointment
from maillage.site.directory import services as directory
from maillage.site.directory.models import Place
from maillage.site.directory.services import PromiseData
from maillage.site.engagements.models import Programme
from maillage.site.messages.models import Message
from maillage.site.payments.dues import dues
from maillage.site.refusals import NotAllowed, Refused, Taken, WrongState
from tests.site import factories as make
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db
MONDAY = date(2027, 1, 4)
MORNING, AFTERNOON = (time(8, 30), time(12, 30)), (time(13, 30), time(18, 30))


@pytest.fixture
def place() -> Place:
    """A place with two rooms in a designated territory, and a doctor engaged at twenty minutes."""
    make.designated()
    found = make.place(rooms=2, reference="site-1")
    make.minutes({(found.commune.pk, make.professional().home_id): 20})
    make.engaged(make.professional(reference="doctor-0"), days_per_month=31)
    return found


def plan(*days: date) -> Programme:
    rows = tuple(DatedDay(day, "site-1", "doctor-0") for day in days)
    return make.programme(
        DatedTemplate(rows), published_at=None, starts=MONDAY, ends=MONDAY + timedelta(weeks=9), state="draft"
    )


def rooms_of(place: Place) -> list[Any]:
    return list(place.resources.filter(kind="room").order_by("name"))


def test_a_day_outside_the_hours_of_every_room_is_refused_with_what_to_do(place: Place) -> None:
    for room in rooms_of(place):
        directory.open_room(room, [(0, *MORNING)])
    with pytest.raises(Refused, match="pas ouvert le lundi de 14") as refusal:
        publish(plan(MONDAY))
    assert "changez ses heures" in str(refusal.value)
    directory.open_room(rooms_of(place)[1], [(0, *MORNING), (0, *AFTERNOON)])
    publish(plan(MONDAY))
    taken = [session.things("room")[0].name for session in Session.objects.with_posts().order_by("starts")]
    assert taken[1] == "Cabinet 2", "the only room open in the afternoon"


def test_a_closed_place_gets_no_day_and_other_days_stay_possible(place: Place) -> None:
    directory.close(place, MONDAY, MONDAY + timedelta(days=4), "travaux")
    with pytest.raises(Refused, match="fermé du 4 janvier 2027 au 8 janvier 2027"):
        publish(plan(MONDAY + timedelta(days=1)))
    publish(plan(MONDAY + timedelta(days=7)))
    assert Session.objects.count() == 2


def test_one_closed_room_leaves_the_other(place: Place) -> None:
    first, second = rooms_of(place)
    directory.close(place, MONDAY, None, room=first)
    publish(plan(MONDAY))
    assert {session.things("room")[0] for session in Session.objects.with_posts()} == {second}


def test_nobody_is_assigned_to_a_session_on_a_closed_day(place: Place) -> None:
    publish(plan(MONDAY))
    session = Session.objects.with_posts().order_by("starts")[0]
    coordinator = make.coordinator()
    giver = session.giver
    assert giver is not None
    services.decline(session, coordinator)
    directory.close(place, MONDAY, MONDAY)
    with pytest.raises(Refused, match="fermé le 4 janvier 2027"):
        services.assign(session, giver, coordinator)
    directory.reopen(place.closures.get())
    services.assign(session, giver, coordinator)


def test_what_is_withdrawn_warns_the_sessions_to_come_their_doctor_and_the_coordination() -> None:
    place, coordinator = make.place(), make.coordinator()
    directory.state_promise(place, PromiseData(equipment=["ecg", "scales"], lodging="on_site", beds=1))
    doctor = make.doctor()
    session = make.published(place=place, professional=doctor)
    make.published(place=place, starts=make.soon(-3), professional=None)
    make.published()
    directory.state_promise(place, PromiseData(equipment=["scales"], lodging="none"))
    found = SessionWarning.objects.get()
    assert found.session == session
    assert "Électrocardiographe" in found.text
    assert "logement" in found.text
    assert doctor.user is not None
    assert set(Message.objects.values_list("to", flat=True)) == {doctor.user.email, coordinator.email}
    assert place.name in make.letters(to=coordinator.email)[0].body
    elsewhere = make.coordinator(make.region("53", "Bretagne"))
    with pytest.raises(NotAllowed):
        warning.settle(found, elsewhere)
    warning.settle(found, coordinator)
    assert not SessionWarning.objects.open().exists()


def test_only_sessions_that_no_longer_fit_are_warned_of_new_hours() -> None:
    place = make.place()
    morning = make.published(place=place)
    make.published(place=place, starts=make.soon(10, hour=14), professional=None)
    weekday = morning.starts.astimezone(morning.zone).weekday()
    directory.open_room(place.resources.get(), [(weekday, time(13), time(19))])
    assert SessionWarning.objects.get().session == morning
    directory.open_room(place.resources.get(), [(weekday, time(13), time(19))])
    assert SessionWarning.objects.count() == 1


def booked(session: Session, **fields: Any) -> Appointment:
    slot = session.slots.order_by("starts")[0]
    return booking.book(slot.pk, make.patient(**fields), make.key()).appointment


def test_a_moved_session_takes_a_free_room_there_and_tells_doctor_and_patients(place: Place) -> None:
    publish(plan(MONDAY))
    session = Session.objects.with_posts().order_by("starts")[0]
    other = make.place(commune=place.commune)
    coordinator = make.coordinator()
    services.accept(session, coordinator)
    appointment = booked(session)
    moved = moving.move(session, other, coordinator)
    assert (moved.place, moved.state) == (other, "published")
    assert [thing.place for thing in moved.things("room")] == [other]
    appointment.refresh_from_db()
    assert (appointment.state, appointment.notice, appointment.sequence) == ("booked", "to_give", 1)
    message = Message.objects.get(about=f"appointment:{appointment.pk}", key__endswith="session-moved")
    assert other.name in message.body
    with pytest.raises(Taken, match="rien n’y est libre"):
        moving.move(Session.objects.with_posts().order_by("starts")[1], make.place(rooms=0), coordinator)


def test_a_session_moves_to_another_room_of_its_place_and_keeps_its_answer(place: Place) -> None:
    publish(plan(MONDAY))
    session = Session.objects.with_posts().order_by("starts")[0]
    coordinator, before = make.coordinator(), session.things("room")
    services.accept(session, coordinator)
    listed = [Session.objects.with_posts().select_related("place__commune").get(pk=session.pk)]
    assert closing.places_free(place, listed, coordinator)[session.pk] == [place]
    moved = moving.move(session, place, coordinator)
    assert moved.state == "accepted"
    assert moved.things("room") != before


def test_a_place_closes_once_its_sessions_are_moved_or_cancelled(place: Place) -> None:
    publish(plan(MONDAY))
    first, second = Session.objects.with_posts().order_by("starts")
    appointment = booked(second)
    other, coordinator = make.place(commune=place.commune), make.coordinator()
    listed = closing.sessions_from(place, MONDAY)
    assert [one.pk for one in listed] == [first.pk, second.pk]
    assert closing.places_instead(place, listed, coordinator)[first.pk] == [other]
    with pytest.raises(WrongState, match="relisez la liste"):
        closing.close_place(place, MONDAY, "fin du bail", {first.pk: other}, by=coordinator)
    with pytest.raises(NotAllowed):
        closing.close_place(place, MONDAY, "", {}, by=make.user("host", place.organisation))
    closing.close_place(place, MONDAY, "fin du bail", {first.pk: other, second.pk: None}, by=coordinator)
    assert make.again(first).place == other
    assert make.again(second).state == "cancelled"
    assert second.cancellation.reason == "place_closed"
    appointment.refresh_from_db()
    assert (appointment.state, appointment.notice) == ("cancelled", "to_give")
    assert not closing.sessions_from(place, MONDAY)
    with pytest.raises(Refused, match="définitivement à partir du 4 janvier 2027"):
        publish(plan(MONDAY + timedelta(days=14)))


def test_days_held_before_a_place_closes_stay_due_and_its_data_stay() -> None:
    """Money and data of a place that closes: its past days are paid, its row and its past remain to be read."""
    payer, coordinator, doctor = make.payer(), make.coordinator(), make.doctor()
    place = make.place()
    held = make.held(coordinator, professional=doctor, place=place, starts=make.at("2026-08-03"))
    closing.close_place(place, timezone.localdate(), "fin du bail", {}, by=coordinator)
    (line,) = [one for one in dues(payer, date(2026, 9, 1)) if one.what != "journey"]
    assert (line.person, line.commune) == (doctor, place.commune)
    client = Client()
    client.force_login(coordinator)
    assert client.get(f"/coordination/vacations/{held.pk}").status_code == 200
    assert place.name in text_of(client.get(f"/coordination/annuaire/lieux/{place.pk}"))
