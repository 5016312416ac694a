"""Booking for somebody: the regulator takes what is kept for the regulation, in the territory of the service."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from maillage.site.accounts.models import Organisation, User
from maillage.site.agenda.models import Session, Slot
from maillage.site.booking import calling, moving, on_behalf, services
from maillage.site.booking.models import Appointment, BookedFor
from maillage.site.booking.patients import PatientData
from maillage.site.booking.tokens import token_again
from maillage.site.refusals import NotAllowed, WrongState
from tests.site import factories as make

pytestmark = pytest.mark.django_db


def service_in(department: str = "12") -> Organisation:
    made = make.organisation("regulation")
    made.departments.add(make.department(department))
    return made


@pytest.fixture
def regulator() -> User:
    make.commune()
    return make.user("regulator", service_in())


def centre(starts: datetime | None = None) -> Session:
    begins = starts or make.soon(10)
    place = make.place(organisation=make.organisation("centre"))
    return make.published(
        scheme="salaried_centre", starts=begins, ends=begins + timedelta(minutes=200), place=place,
        professional=make.professional(status="salaried"),
    )  # fmt: skip


def kept(session: Session) -> Slot:
    return session.slots.filter(kept_for=["regulated"]).order_by("starts")[0]


def caller(**fields: object) -> PatientData:
    phone = f"+336399{10000 + make.number():05d}"
    return make.patient(**{"email": "", "phone": phone, "birth_year": None, "has_treating_doctor": None, **fields})


def test_a_name_and_a_telephone_are_enough_for_a_slot_kept_for_the_regulation(regulator: User) -> None:
    slot = kept(centre())
    with pytest.raises(services.NotEligible):
        services.book(slot.pk, make.patient(), make.key())
    done = on_behalf.book_for_caller(slot.pk, caller(), make.key(), regulator)
    patient = done.appointment.patient
    assert (patient.birth_year, patient.has_treating_doctor, patient.treating_doctor_declared_until) == (None,) * 3
    row = BookedFor.objects.get()
    assert (row.appointment, row.by, row.organisation.kind, row.way) == (
        done.appointment, regulator, "regulation", "regulator",
    )  # fmt: skip


def test_the_reserve_opens_to_all_two_hours_before_and_the_regulator_books_until_the_slot_begins(
    regulator: User,
) -> None:
    slot, other = centre().slots.filter(kept_for=["regulated"]).order_by("starts")[:2]
    two_hours = slot.starts - timedelta(hours=2)
    assert slot.released_at == two_hours
    with pytest.raises(services.NotEligible, match=r"jusqu’au \d\d/\d\d/\d{4} à \d+\sh\s\d\d"):
        services.book(slot.pk, make.patient(), make.key(), now=two_hours - timedelta(seconds=1))
    assert services.book(slot.pk, make.patient(), make.key(), now=two_hours).new
    last = other.starts - timedelta(minutes=1)
    with pytest.raises(WrongState, match="trop tard"):
        services.book(other.pk, make.patient(), make.key(), now=last)
    with pytest.raises(WrongState, match="trop tard"):
        on_behalf.book_for_caller(other.pk, caller(), make.key(), regulator, now=other.starts)
    assert on_behalf.book_for_caller(other.pk, caller(), make.key(), regulator, now=last).new


def test_another_service_takes_only_what_anybody_may(regulator: User) -> None:
    session = centre()
    far = make.user("regulator", service_in("31"))
    with pytest.raises(services.NotEligible):
        on_behalf.book_for_caller(kept(session).pk, caller(), make.key(), far)
    open_to_all = session.slots.filter(kept_for=[]).order_by("starts")[0]
    assert on_behalf.book_for_caller(open_to_all.pk, caller(), make.key(), far).new


def test_only_the_service_that_booked_sees_and_cancels(regulator: User) -> None:
    on_behalf.book_for_caller(kept(centre()).pk, caller(), make.key(), regulator)
    row = BookedFor.objects.get()
    colleague = make.user("regulator", row.organisation)
    stranger = make.user("regulator", service_in("31"))
    for user, seen in ((regulator, 1), (colleague, 1), (stranger, 0), (make.coordinator(), 0)):
        assert BookedFor.objects.visible_to(user).count() == seen
    for user in (stranger, make.coordinator(), make.user("host")):
        with pytest.raises(NotAllowed):
            on_behalf.cancel(row, user)
        with pytest.raises(NotAllowed):
            on_behalf.book_for_caller(kept(centre()).pk, caller(), make.key(), make.user("host"))
    assert on_behalf.cancel(row, colleague).state == Appointment.State.CANCELLED


def test_a_caller_moves_the_appointment_by_its_link_to_what_they_may_book(regulator: User) -> None:
    session = centre()
    done = on_behalf.book_for_caller(kept(session).pk, caller(), make.key(), regulator)
    free = session.slots.filter(kept_for=[]).order_by("starts")[0]
    assert moving.move(done.token, free.pk).slot == free
    with pytest.raises(services.NotEligible):
        moving.move(done.token, session.slots.filter(kept_for=["no_treating_doctor"]).order_by("starts")[0].pk)


def test_what_was_booked_goes_with_the_appointment(regulator: User) -> None:
    on_behalf.book_for_caller(kept(centre()).pk, caller(), make.key(), regulator)
    from maillage.site.booking import retention

    assert retention.purge(timezone.now() + timedelta(days=800)) == 1
    assert not BookedFor.objects.exists()


def referrer(kind: str = "pharmacy") -> User:
    return make.user("referrer", make.organisation(kind))


def open_slots(session: Session) -> list[Slot]:
    return list(session.slots.filter(kept_for=[]).order_by("starts"))


def test_a_referrer_books_what_the_person_could_and_sees_only_that() -> None:
    session = centre()
    mine, other = referrer(), referrer("france_services")
    colleague = make.user("referrer", mine.memberships.get().organisation)
    with pytest.raises(services.NotEligible):
        on_behalf.book_as_referrer(kept(session).pk, make.patient(), make.key(), mine)
    done = on_behalf.book_as_referrer(open_slots(session)[0].pk, make.patient(), make.key(), mine)
    on_behalf.book_as_referrer(open_slots(session)[1].pk, make.patient(), make.key(), other)
    assert [one.appointment for one in BookedFor.objects.visible_to(mine)] == [done.appointment]
    assert not BookedFor.objects.visible_to(colleague).exists()
    assert not Appointment.objects.visible_to(mine).exists()
    with pytest.raises(NotAllowed):
        on_behalf.cancel(BookedFor.objects.get(appointment=done.appointment), other)


def test_a_person_without_any_contact_is_booked_and_messages_go_to_the_referrer() -> None:
    session, by = centre(), referrer()
    slots = open_slots(session)
    # One pharmacist helps more people than one person may hold appointments.
    for slot in slots[:5]:
        on_behalf.book_as_referrer(slot.pk, make.patient(email="", phone=""), make.key(), by)
    rows = BookedFor.objects.filter(by=by, helped=True)
    assert rows.count() == 5
    assert {row.appointment.patient.email for row in rows} == {by.email}
    first = rows.order_by("pk")[0].appointment
    assert moving.move(token_again(first.pk), slots[5].pk).slot == slots[5]


def test_a_secretariat_books_at_its_own_place_until_the_slot_begins() -> None:
    session, elsewhere = centre(), centre()
    assert session.place is not None
    by = make.user("secretary", session.place.organisation)
    slot = open_slots(session)[0]
    last = slot.starts - timedelta(minutes=1)
    done = on_behalf.book_by_telephone(slot.pk, caller(), make.key(), by, now=last)
    with pytest.raises(NotAllowed):
        on_behalf.book_by_telephone(open_slots(elsewhere)[0].pk, caller(), make.key(), by)
    with pytest.raises(services.NotEligible):
        on_behalf.book_by_telephone(kept(session).pk, caller(), make.key(), by)
    assert [one.appointment for one in on_behalf.by_telephone(by)] == [done.appointment]
    assert on_behalf.cancel(BookedFor.objects.get(), make.user("host", session.place.organisation)).state == "cancelled"


def test_who_has_no_e_mail_is_called_about_what_changed_and_what_comes_near() -> None:
    session = centre(make.soon(10))
    assert session.place is not None
    by = make.user("secretary", session.place.organisation)
    near, written, changed = open_slots(session)[:3]
    on_behalf.book_by_telephone(near.pk, caller(), make.key(), by)
    services.book(written.pk, make.patient(), make.key())
    moved = services.book(changed.pk, caller(), make.key()).appointment
    Appointment.objects.filter(pk=moved.pk).update(notice=Appointment.Notice.TO_GIVE)
    assert [call.appointment for call in calling.calls(by, timezone.now())] == [moved]
    later = near.starts - timedelta(hours=20)
    found = calling.calls(by, later)
    assert [call.why for call in found] == ["rappeler le rendez-vous", "dire ce qui a changé"]
    for call in found:
        calling.note_called(call.appointment, by, later)
    assert calling.calls(by, later) == []
    assert calling.calls(make.user("secretary", make.organisation("centre")), later) == []
    with pytest.raises(NotAllowed):
        calling.note_called(moved, make.user("secretary", make.organisation("centre")), later)
