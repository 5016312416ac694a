"""Deliberate overbooking: a stated number, by a stated person, for a reason; everything else stays guarded."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.test import Client
from django.utils import timezone

from maillage.site.agenda.models import Session, Slot
from maillage.site.booking import overbooking, services
from maillage.site.booking.models import Appointment, OverbookedSession
from maillage.site.booking.risk import History, absent, crowded
from maillage.site.refusals import InvalidField, NotAllowed, Taken, WrongState
from maillage.site.www.counts import with_counts
from tests.site import factories as make

pytestmark = pytest.mark.django_db
WHY = "Quatre absents sur dix ici depuis un an."


@pytest.fixture
def session() -> Session:
    """A full session at a place where four of ten do not come."""
    made = make.published(starts=make.soon(10), place=make.place())
    past = make.published(starts=make.soon(8), place=made.place)
    for k, slot in enumerate(past.slots.order_by("starts")):
        row = services.book(slot.pk, make.patient(), make.key()).appointment
        Appointment.objects.filter(pk=row.pk).update(state="missed" if k % 5 < 2 else "seen")
    # That day is over: it is the history of the place.
    month = timedelta(days=30)
    past.slots.update(starts=F("starts") - month, ends=F("ends") - month)
    for slot in made.slots.all():
        services.book(slot.pk, make.patient(), make.key())
    return made


def test_the_proposal_tells_the_risk_that_somebody_waits(session: Session) -> None:
    found = overbooking.proposal(session, timezone.now())
    assert found.history == History(seen=6, missed=4)
    assert found.booked == session.slots.count() == 10
    risks = list(overbooking.risks(session, found.history).values())
    assert found.advice.expected_absent == pytest.approx(sum(risks))
    assert found.advice.extra >= 1
    assert found.advice.risk == pytest.approx(crowded(absent(risks), found.advice.extra))


def test_places_above_the_template_are_counted_apart_and_booked_like_others(session: Session) -> None:
    by = make.coordinator()
    overbooking.overbook(session, 2, WHY, by)
    row = OverbookedSession.objects.get()
    assert (row.extra, row.reason, row.by) == (2, WHY, by)
    assert 0 < row.risk < 1
    extra = list(Slot.objects.filter(session=session, rank=1).order_by("starts"))
    assert len(extra) == 2
    assert {slot.starts for slot in extra} < set(session.slots.filter(rank=0).values_list("starts", flat=True))
    patient = make.patient()
    services.book(extra[0].pk, patient, make.key())
    with pytest.raises(Taken):
        services.book(extra[0].pk, make.patient(), make.key())
    counted = with_counts(Session.objects.filter(pk=session.pk)).get()
    assert (counted.places, counted.booked) == (10, 11)


def test_no_other_way_leads_above_the_template(session: Session) -> None:
    slot = session.slots.order_by("starts")[0]
    for rank in (0, 2):
        with pytest.raises(IntegrityError), transaction.atomic():
            Slot.objects.create(session=session, starts=slot.starts, ends=slot.ends, rank=rank)
    assert not session.slots.filter(rank__gt=0).exists()


def test_nobody_is_twice_at_one_time_in_the_extra_place_either(session: Session) -> None:
    overbooking.overbook(session, 1, WHY, make.coordinator())
    extra = Slot.objects.get(session=session, rank=1)
    there = Appointment.objects.select_related("patient").get(slot__session=session, slot__starts=extra.starts)
    same = make.patient(
        first_name=there.patient.first_name, last_name=there.patient.last_name, birth_year=there.patient.birth_year,
        email=there.patient.email, phone=there.patient.phone,
    )  # fmt: skip
    with pytest.raises((Taken, services.TooMany)):
        services.book(extra.pk, same, make.key(), same_day=True)


def test_it_is_taken_back_while_nobody_has_taken_it(session: Session) -> None:
    by = make.coordinator()
    overbooking.overbook(session, 2, WHY, by)
    overbooking.overbook(session, 1, WHY, by)
    assert session.slots.filter(rank=1).count() == 1
    services.book(session.slots.get(rank=1).pk, make.patient(), make.key())
    with pytest.raises(WrongState, match="déjà été prise"):
        overbooking.overbook(session, 0, "", by)
    other = make.published(starts=make.soon(11))
    overbooking.overbook(other, 1, WHY, by)
    overbooking.overbook(other, 0, "", by)
    assert not other.slots.filter(rank=1).exists()
    assert not OverbookedSession.objects.filter(session=other).exists()


def test_a_number_a_reason_and_the_right_are_needed(session: Session) -> None:
    by = make.coordinator()
    for extra in (-1, 3, 100):
        with pytest.raises(InvalidField):
            overbooking.overbook(session, extra, WHY, by)
    with pytest.raises(InvalidField, match="pourquoi"):
        overbooking.overbook(session, 1, "  ", by)
    with pytest.raises(NotAllowed):
        overbooking.overbook(session, 1, WHY, make.user("host"))
    with pytest.raises(WrongState):
        overbooking.overbook(session, 1, WHY, by, now=session.starts)
    Session.objects.filter(pk=session.pk).update(state="cancelled")
    with pytest.raises(WrongState):
        overbooking.overbook(session, 1, WHY, by)


def test_the_pages_say_it(session: Session, client: Client) -> None:
    by = make.coordinator()
    client.force_login(by)
    page = f"/coordination/vacations/{session.pk}/surnombre"
    assert "Ce que nous proposons" in client.get(page).content.decode()
    assert client.post(page, {"extra": "1", "reason": ""}).status_code == 422
    assert client.post(page, {"extra": "1", "reason": WHY}).status_code == 302
    services.book(session.slots.get(rank=1).pk, make.patient(), make.key())
    told = client.get(f"/coordination/vacations/{session.pk}").content.decode()
    assert WHY in told
    assert "en surnombre" in told
    assert session.place is not None
    client.force_login(make.user("host", session.place.organisation))
    day = client.get(f"/lieu/journees/{session.pk}").content.decode()
    assert WHY in day
    assert by.get_full_name() in day
