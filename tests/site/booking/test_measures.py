"""What measures have changed: counted from made-up appointments whose figures are known."""

from __future__ import annotations

import csv
import io
import math
import random
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from maillage.site.agenda.models import Session, Slot
from maillage.site.booking import measures
from maillage.site.booking.measures import Told, compare
from maillage.site.booking.models import Appointment, OverbookedSession
from maillage.site.booking.services import book, cancel
from maillage.site.booking.waiting_models import SlotOffer
from maillage.site.directory.models import Place
from tests.site import factories as make

LONG = timedelta(days=10)


def test_a_difference_that_only_delay_makes_is_none() -> None:
    """Long delays are missed more and reminded more: without bands the reminder would seem to do harm."""
    rows = [Told(1, k < 20, k % 10 == 0) for k in range(200)] + [Told(15, k < 160, k % 2 == 0) for k in range(200)]
    found = compare(rows)
    naive = found.with_missed / found.with_count - found.without_missed / found.without_count
    assert naive > 0.2
    assert found.difference == pytest.approx(0)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0 < found.high


def test_too_few_are_not_compared() -> None:
    assert compare([Told(1, True, False)] * 4 + [Told(1, False, True)] * 100).difference is None
    assert compare([]).difference is None
    # Enough on both sides, but never with the same delay.
    assert compare([Told(1, True, False)] * 50 + [Told(30, False, True)] * 50).difference is None


def test_the_interval_holds_the_true_difference_nineteen_times_of_twenty() -> None:
    drawn, inside = random.Random(7), 0
    for _ in range(400):
        rows = [Told(4, True, drawn.random() < 0.12) for _ in range(120)]
        rows += [Told(4, False, drawn.random() < 0.25) for _ in range(80)]
        found = compare(rows)
        assert found.low is not None
        assert found.high is not None
        inside += found.low <= -0.13 <= found.high
    assert 0.92 <= inside / 400 <= 0.99


def test_absences_avoided_are_those_of_whom_was_compared() -> None:
    rows = [Told(4, True, k < 10) for k in range(100)] + [Told(4, False, k < 20) for k in range(100)]
    found = compare([*rows, *[Told(30, True, True)] * 40])
    assert (found.with_count, found.compared) == (140, 100)
    assert found.avoided == pytest.approx(10)
    assert math.isclose(found.difference or 0, -0.1)


@pytest.mark.django_db
def test_each_place_and_all_of_them_from_the_database() -> None:
    house = make.place()
    _past(house, seen=9, missed=1, reminded=True)
    _past(house, seen=6, missed=4, reminded=False)
    found = measures.of(Appointment.objects.all(), timezone.now(), LONG)
    assert [one.name for one in found] == ["Tous les lieux", house.name]
    for one in found:
        assert (one.told, one.missed) == (20, 5)
        assert one.reminder.difference == pytest.approx(-0.3)


@pytest.mark.django_db
def test_overbooking_and_places_given_back() -> None:
    house = make.place()
    session = _past(house, seen=11, missed=0, reminded=True)
    slots = list(Slot.objects.filter(session=session).order_by("starts"))
    OverbookedSession.objects.create(
        session=session, extra=1, reason="Beaucoup d’absents.", risk=0.15, at=timezone.now()
    )
    more = Slot.objects.create(session=session, starts=slots[0].starts, ends=slots[0].ends, rank=1)
    _outcome(more, "seen")
    found = measures.of(Appointment.objects.all(), timezone.now(), LONG)[0].overbooked
    assert (found.sessions, found.extra, found.seen, found.waited, found.expected) == (1, 1, 1, 1, 0.15)
    second = _past(house, seen=8, missed=0, reminded=True)
    late = [slot for slot in Slot.objects.filter(session=second).order_by("starts") if not slot.appointments.exists()]
    for slot in late[:2]:
        row = _outcome(slot, "seen")
        Appointment.objects.filter(pk=row.pk).update(state="cancelled", cancelled_at=slot.starts - timedelta(hours=5))
    _outcome(late[0], "seen")
    filled = measures.of(Appointment.objects.all(), timezone.now(), LONG)[0].filled
    assert (filled.freed, filled.by_list, filled.otherwise, filled.offers) == (2, 0, 1, 0)


@pytest.mark.django_db
def test_the_page_and_the_file_give_the_same_figures() -> None:
    house = make.place()
    _past(house, seen=9, missed=1, reminded=True)
    _past(house, seen=6, missed=4, reminded=False)
    client = Client()
    client.force_login(make.coordinator())
    page = client.get("/coordination/bilan/manques").content.decode()
    assert "1 sur 10 (10\u00a0%)" in page
    assert "4 sur 10 (40\u00a0%)" in page
    assert "30,0 points de moins" in page
    rows = list(csv.DictReader(io.StringIO(client.get("/coordination/bilan/manques.csv").content.decode())))
    assert [(one["measure"], one["place"]) for one in rows] == [
        (measure, name) for name in ("Tous les lieux", house.name) for measure in ("reminder", "confirmation")
    ]
    assert float(rows[0]["difference"]) == pytest.approx(-0.3)
    assert rows[1]["difference"] == ""
    assert SlotOffer.objects.count() == 0


def _past(house: Place, *, seen: int, missed: int, reminded: bool) -> Session:
    """Open a session that is past, of eleven slots, with so many people seen and missed, booked four days before."""
    starts = timezone.now() - timedelta(days=20 + make.number() % 300, minutes=make.number())
    session = make.published(place=house, starts=starts, ends=starts + timedelta(minutes=220), scheme="practice")
    for rank, slot in enumerate(Slot.objects.filter(session=session).order_by("starts")[: seen + missed]):
        row = _outcome(slot, "seen" if rank < seen else "missed")
        if reminded:
            Appointment.objects.filter(pk=row.pk).update(reminded_at=slot.starts - timedelta(days=2))
    return session


def _outcome(slot: Slot, state: str) -> Appointment:
    before = slot.starts - timedelta(days=4)
    done = book(slot.pk, make.patient(), make.key(), now=before)
    if state == "cancelled":
        cancel(done.token, now=before)
    Appointment.objects.filter(pk=done.appointment.pk).update(state=state)
    return done.appointment
