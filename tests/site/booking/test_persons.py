"""One person, however a contact is written: limits count all contacts, and appointments never overlap."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from maillage.site.agenda.models import Session, Slot
from maillage.site.booking import services
from maillage.site.booking.contacts import contact_keys, name_in_common
from maillage.site.booking.models import Appointment, PersonKey
from maillage.site.booking.patients import InvalidPatient, kept_email, kept_phone
from maillage.site.refusals import Taken
from tests.site import factories as make

pytestmark = pytest.mark.django_db

SAME_PHONE = ("06 12 34 56 78", "06.12.34.56.78", "+33 6 12 34 56 78", "0033612345678", "06\u200b12345678",
              "06\u00a012\u00a034\u00a056\u00a078", "(06) 12-34-56-78")  # fmt: skip
SAME_OVERSEAS = ("0690 12 34 56", "+590 690 12 34 56", "+33 690 12 34 56", "00590690123456")
SAME_EMAIL = ("lea.b@example.org", " Lea.B@Example.ORG", "lea.b+rdv@example.org", "lea\u200b.b@example.org",
              "lea.b\ufeff@example.org")  # fmt: skip


def keys(email: str = "", phone: str = "") -> tuple[int, ...]:
    return tuple(contact_keys(kept_email(email), kept_phone(phone)))


@pytest.mark.parametrize("ways", [SAME_PHONE, SAME_OVERSEAS])
def test_one_telephone_has_one_key_however_it_is_written(ways: tuple[str, ...]) -> None:
    assert len({keys(phone=way) for way in ways}) == 1


def test_overseas_numbers_are_stored_with_their_own_code() -> None:
    assert {kept_phone(way) for way in SAME_OVERSEAS} == {"+590690123456"}
    assert kept_phone("0692 12 34 56") == "+262692123456"
    assert kept_phone("06 12 34 56 78") == "+33612345678"


def test_numbers_stored_under_another_code_are_recognised() -> None:
    """Their keys were computed when 0708 41 23 45 was stored with the code of mainland France."""
    slot = make.published().slots.first()
    booked = services.book(slot.pk, make.patient(phone="0708412345", email=""), make.key()).appointment
    assert booked.patient.phone == "+508708412345"
    before = contact_keys("", "+33708412345")
    assert set(before) < set(booked.person_keys.values_list("key", flat=True))


def test_one_mailbox_has_one_key_however_it_is_written() -> None:
    assert len({keys(email=way) for way in SAME_EMAIL}) == 1
    assert keys(email="l.e.a@gmail.com") == keys(email="lea@gmail.com")
    assert keys(email="l.e.a@example.org") != keys(email="lea@example.org")
    assert kept_email("lea\u200b+rdv@example.org ") == "lea+rdv@example.org"


def test_other_contacts_have_other_keys() -> None:
    assert len({keys(phone="0612345678"), keys(phone="0612345679"), keys(phone="+44 612 345 678")}) == 3
    assert keys(email="a@example.org") != keys(email="a@example.com")


def test_one_name_has_one_key_however_it_is_written() -> None:
    same = [("Zoé", "Dupont-Ney"), ("ZOE", "dupont ney"), ("Dupont Ney", "Zoé"), ("Zo\u0065\u0301", "Dupont’Ney")]
    assert len({name_in_common(*names) for names in same}) == 1


@pytest.mark.parametrize("email", ["a b@example.org", "a\u00a0b@example.org", "no sign", "a@b", "@example.org"])
def test_the_error_in_an_address_is_named(email: str) -> None:
    with pytest.raises(InvalidPatient) as refusal:
        kept_email(email)
    assert refusal.value.field == "email"


def slots_of(session: Session, count: int) -> list[Slot]:
    return list(session.slots.all()[:count])


def test_one_telephone_with_different_addresses_gets_three_appointments() -> None:
    slots = slots_of(make.published(), 4)
    for k, slot in enumerate(slots[:3]):
        services.book(slot.pk, make.patient(phone=SAME_PHONE[k], email=f"a{k}@example.org"), make.key())
    with pytest.raises(services.TooMany):
        services.book(slots[3].pk, make.patient(phone=SAME_PHONE[3], email="z@example.org"), make.key())


def test_one_address_with_different_telephones_gets_three_appointments() -> None:
    slots = slots_of(make.published(), 4)
    for k, slot in enumerate(slots[:3]):
        services.book(slot.pk, make.patient(email=SAME_EMAIL[k], phone=f"061234567{k}"), make.key())
    with pytest.raises(services.TooMany):
        services.book(slots[3].pk, make.patient(email=SAME_EMAIL[3], phone="0612345679"), make.key())


@pytest.mark.parametrize(
    "other",
    [{"phone": "+33612345678", "email": "z@example.org"}, {"email": "Lea+2@example.org"},
     {"last_name": "MARTY", "first_name": "léa", "email": "z@example.org"}],
)  # fmt: skip
def test_appointments_of_a_person_never_overlap_whatever_contacts_are_given(other: dict[str, str]) -> None:
    session = make.published()
    elsewhere = make.published(starts=session.starts + timedelta(minutes=10))
    person = {"first_name": "Léa", "last_name": "Marty", "email": "lea@example.org", "phone": "0612345678"}
    services.book(slots_of(session, 1)[0].pk, make.patient(**person), make.key())
    unlike = {"first_name": "Jean", "last_name": "Vidal", "email": "z@example.org", "phone": ""}
    with pytest.raises(Taken, match="à cette heure-là"):
        services.book(slots_of(elsewhere, 1)[0].pk, make.patient(**(unlike | other)), make.key(), same_day=True)


def test_two_children_with_one_contact_are_booked_at_different_times() -> None:
    first, second = slots_of(make.published(), 2)
    mother = {"phone": "0612345678", "email": ""}
    services.book(first.pk, make.patient(first_name="Tom", **mother), make.key())
    assert services.book(second.pk, make.patient(first_name="Eva", **mother), make.key()).new


def test_a_second_appointment_on_one_day_needs_confirmation() -> None:
    first, second = slots_of(make.published(), 2)
    patient = make.patient()
    services.book(first.pk, patient, make.key())
    with pytest.raises(services.SameDay):
        services.book(second.pk, patient, make.key())
    assert services.book(second.pk, patient, make.key(), same_day=True).new
    other_day = slots_of(make.published(starts=make.soon(12)), 1)[0]
    assert services.book(other_day.pk, patient, make.key()).new


def test_the_database_refuses_overlapping_appointments_of_a_person() -> None:
    session = make.published()
    elsewhere = make.published(starts=session.starts)
    slot, other = slots_of(session, 1)[0], slots_of(elsewhere, 2)[1]
    one = services.book(slot.pk, make.patient(phone="0612345678"), make.key()).appointment
    two = services.book(other.pk, make.patient(phone="0612345678", email="b@example.org"), make.key()).appointment
    with pytest.raises(IntegrityError, match="person_not_twice_at_once"), transaction.atomic():
        Appointment.objects.filter(pk=two.pk).update(during=one.during)
    Appointment.objects.filter(pk=one.pk).update(state="cancelled", cancelled_at=one.booked_at)
    assert set(PersonKey.objects.filter(active=True).values_list("appointment", flat=True)) == {two.pk}
    Appointment.objects.filter(pk=two.pk).update(during=one.during)
