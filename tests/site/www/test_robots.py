"""A robot cannot book all slots of a territory; people, and an office behind one address, are not hindered."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from maillage.site.agenda.models import Session, Slot
from maillage.site.booking import pace, proofs, services
from maillage.site.booking.models import Appointment, BookingTry, PaceAlarm
from maillage.site.booking.tokens import key_age, new_key
from maillage.site.identity import services as identity
from maillage.site.identity.services import IdentityData
from tests.site import factories as make
from tests.site.www.conftest import World
from tests.site.www.test_booking_pages import WHO, key_in
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db
HERE, THERE = "203.0.113.9", "203.0.113.10"


@pytest.fixture
def session(world: World) -> Session:
    """Four days with ten free times each."""
    place = make.place(commune=world.requista)
    first, *_ = [make.published(place=place, starts=make.soon(10 + k)) for k in range(4)]
    return first


def form_for(session: Session, number: int) -> dict[str, str]:
    """Return the form of the ``number``-th of many different people, for the slot of that number."""
    slot = Slot.objects.order_by("pk")[number]
    letters = "".join("abcdefghij"[int(digit)] for digit in str(number))
    return {
        "commune": session.commune_id, **WHO, "creneau": str(slot.pk), "first_name": "Ada", "last_name": f"V{letters}",
        "birth_year": "1970", "phone": f"06 39 98 01 {number:02d}", "email": "",
    }  # fmt: skip


def send(client: Client, session: Session, number: int, address: str, key: str | None = None) -> Any:
    form = form_for(session, number)
    if key is None:
        key = key_in(client.post("/rendez-vous", {**form, "etape": "verifier"}))
    return client.post("/rendez-vous", {**form, "etape": "reserver", "cle": key}, REMOTE_ADDR=address)


def aged(seconds: float) -> str:
    return new_key(timezone.now() - timedelta(seconds=seconds))


def test_a_robot_is_limited_like_an_office_and_sees_the_telephone(client: Client, session: Session) -> None:
    identity.change(IdentityData(phone="05 65 00 00 12"))
    answers = [send(client, session, k, HERE, aged(60)) for k in range(30)]
    assert [answer.status_code for answer in answers[: pace.PER_HOUR]] == [302] * pace.PER_HOUR
    late = answers[pace.PER_HOUR :]
    assert {answer.status_code for answer in late} == {429}
    assert 'href="tel:' in late[0].content.decode()
    assert int(late[0]["Retry-After"]) > 60
    assert Appointment.objects.count() == pace.PER_HOUR
    # Other people can book, from their own address.
    assert send(client, session, 35, THERE, aged(60)).status_code == 302


def test_after_the_announced_wait_booking_continues(client: Client, session: Session) -> None:
    for k in range(pace.PER_HOUR + 1):
        send(client, session, k, HERE, aged(60))
    BookingTry.objects.update(at=timezone.now() - timedelta(minutes=61))
    assert send(client, session, 30, HERE, aged(60)).status_code == 302


def test_one_subscriber_counts_as_one_network_whatever_its_addresses() -> None:
    assert pace.address_digest("2001:db8::1") == pace.address_digest("2001:db8::ffff:2")
    assert pace.address_digest("2001:db8::1") != pace.address_digest("2001:db8:0:1::1")
    assert pace.address_digest("203.0.113.1") != pace.address_digest("203.0.113.2")


def test_a_form_submitted_too_fast_is_shown_again(
    client: Client, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "LEAST_AGE", timedelta(seconds=2))
    answer = send(client, session, 0, HERE)
    assert answer.status_code == 409
    assert "C’était très rapide" in text_of(answer)
    assert not Appointment.objects.exists()
    assert not BookingTry.objects.exists()
    # The same form, submitted by a person a moment later.
    assert send(client, session, 0, HERE, aged(7)).status_code == 302


def test_a_form_without_a_proof_of_work_takes_longer_and_shuts_out_nobody(
    client: Client, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "LEAST_AGE", timedelta(seconds=2))
    form = {**form_for(session, 0), "etape": "reserver"}
    key = aged(3)
    robot = client.post("/rendez-vous", {**form, "cle": key, "preuve": "1"})
    assert robot.status_code == 409
    assert "C’était très rapide" in text_of(robot)
    assert client.post("/rendez-vous", {**form, "cle": key, "preuve": proofs.solve(key)}).status_code == 302
    # Without scripts the same form goes after six seconds, and after twenty while somebody books unusually fast.
    assert send(client, session, 1, HERE, aged(5)).status_code == 409
    assert send(client, session, 1, HERE, aged(7)).status_code == 302
    PaceAlarm.objects.create(session=session, at=timezone.now(), here=99, around=99)
    assert send(client, session, 2, HERE, aged(7)).status_code == 409
    assert send(client, session, 2, HERE, aged(21)).status_code == 302


@pytest.mark.parametrize("made_up", ["", "-1", "1.5", "x", "９", "1" * 21])
def test_a_made_up_proof_proves_nothing(made_up: str) -> None:
    key = new_key()
    assert proofs.proven(key, proofs.solve(key))
    assert not proofs.proven(key, made_up)
    assert not proofs.proven(new_key(), proofs.solve(key)) or proofs.BITS < 10


def test_the_age_counts_from_the_form_and_not_from_the_last_page(client: Client, session: Session) -> None:
    form = form_for(session, 0)
    page = client.get("/rendez-vous", {name: form[name] for name in ("commune", *WHO, "creneau")})
    shown = key_in(page)
    assert key_in(client.post("/rendez-vous", {**form, "etape": "verifier", "cle": shown})) == shown
    wrong = client.post("/rendez-vous", {**form, "birth_year": "", "etape": "verifier", "cle": shown})
    assert key_in(wrong) == shown


@pytest.mark.parametrize(
    "made_up",
    ["", "x" * 40, "x" * 24 + ".18f0.abcdef", aged(2 * 24 * 3600)],
    ids=["none", "no key", "a wrong signature", "of the day before yesterday"],
)
def test_an_unknown_or_old_form_key_books_nothing(client: Client, session: Session, made_up: str) -> None:
    answer = send(client, session, 0, HERE, made_up)
    assert answer.status_code == 409
    assert "n’est plus valable" in text_of(answer)
    assert not Appointment.objects.exists()
    assert key_age(key_in(answer), timezone.now()) is not None


def test_one_key_makes_one_appointment(client: Client, session: Session) -> None:
    key = aged(60)
    assert send(client, session, 0, HERE, key).status_code == 302
    assert send(client, session, 1, HERE, key).status_code == 409
    nonce, issued, signature = key.split(".")
    assert key_age(f"{nonce[:-1]}{'A' if nonce[-1] != 'A' else 'B'}.{issued}.{signature}", timezone.now()) is None
    assert Appointment.objects.count() == 1


def test_an_unusual_pace_alerts_the_coordination_and_lowers_the_limit(
    client: Client, session: Session, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(logging.getLogger("maillage"), "propagate", True)
    for k in range(pace.UNUSUAL_HERE + 1):
        send(client, session, k, f"198.51.100.{k}", aged(60))
    alarm = PaceAlarm.objects.get()
    assert alarm.here == pace.UNUSUAL_HERE + 1
    assert "Unusual pace of booking" in caplog.text
    codes = [send(client, session, k, HERE, aged(60)).status_code for k in range(31, 39)]
    assert codes == [302] * pace.PER_HOUR_IN_ALARM + [429] * (8 - pace.PER_HOUR_IN_ALARM)
    assert PaceAlarm.objects.count() == 1
    client.force_login(make.coordinator())
    page = text_of(client.get("/coordination/"))
    assert "Rythme inhabituel" in page
    assert "31 rendez-vous en dix minutes" in page


def test_a_normal_day_raises_no_alarm(session: Session) -> None:
    for slot in Slot.objects.order_by("pk")[:20]:
        done = services.book(slot.pk, make.patient(commune=session.commune_id), make.key())
        assert pace.watch(done.appointment.slot.session, timezone.now()) is None


def test_searches_for_lost_links_are_limited(client: Client, world: World) -> None:
    codes = [
        client.post("/rendez-vous/retrouver", {"contact": f"06 39 98 02 {k:02d}"}, REMOTE_ADDR=HERE).status_code
        for k in range(pace.FINDS_PER_HOUR + 1)
    ]
    assert codes == [302] * pace.FINDS_PER_HOUR + [429]


def test_old_tries_are_deleted(db: None) -> None:
    now = timezone.now()
    pace.enter(HERE, BookingTry.Kind.BOOK, now - timedelta(hours=25))
    assert HERE.encode() not in bytes(BookingTry.objects.get().address)
    assert pace.forget(now) == 1
    assert not BookingTry.objects.exists()
