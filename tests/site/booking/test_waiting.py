"""The waiting list: order, limits, offers that shrink, and no double booking."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from maillage.schemes import PARIS
from maillage.site.accounts.rights import Reach
from maillage.site.agenda import services as agenda
from maillage.site.agenda.models import Session
from maillage.site.booking import retention, services, waiting, waiting_offers
from maillage.site.booking.models import Appointment, Patient
from maillage.site.booking.patients import InvalidPatient, PatientData
from maillage.site.booking.services import TooMany
from maillage.site.booking.slots import CLOSES_BEFORE, bookable
from maillage.site.booking.tokens import new_key
from maillage.site.booking.waiting import WaitingWish
from maillage.site.booking.waiting_models import SlotOffer, WaitingEntry
from maillage.site.booking.waiting_rules import rules
from maillage.site.messages.models import Message
from maillage.site.refusals import AlreadyDone, InvalidField, NotAllowed, Taken, WrongState
from tests.site import factories as make
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db
NOON = make.at("2026-09-02", 12)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that sets the time: at first noon, five days before the session."""

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    set_to(NOON)
    return set_to


@pytest.fixture
def session() -> Session:
    """A morning where one slot is left to everybody, and a second one is taken."""
    made = make.published(starts=make.at("2026-09-07", 9))
    made.slots.exclude(pk__in=made.slots.order_by("starts").values("pk")[:2]).delete()
    made.slots.update(kept_for=[], released_at=None)
    services.book(made.slots.order_by("starts")[1].pk, make.patient(), make.key())
    return made


def join(wish: WaitingWish | None = None, **fields: Any) -> str:
    return waiting.join(make.patient(**fields), wish or WaitingWish("gp"), new_key(), consent=True)


def offered() -> list[tuple[int, str]]:
    return list(SlotOffer.objects.order_by("pk").values_list("entry", "state"))


def test_a_slot_goes_to_one_person_after_the_other_in_order(session: Session, clock: Any) -> None:
    tokens = [join() for _ in range(3)]
    entries = list(WaitingEntry.objects.order_by("pk").values_list("pk", flat=True))
    assert waiting_offers.run(NOON) == 1
    assert waiting_offers.run(NOON) == 0, "one slot is offered to one person"
    assert offered() == [(entries[0], "open")]
    waiting.decline(tokens[0], SlotOffer.objects.get().pk)
    waiting_offers.run(NOON)
    late = SlotOffer.objects.get(state="open")
    assert late.entry_id == entries[1]
    clock(late.until)
    waiting_offers.run(late.until)
    assert offered() == [(entries[0], "declined"), (entries[1], "passed"), (entries[2], "open")]
    with pytest.raises(WrongState, match="quelqu’un d’autre"):
        waiting.accept(tokens[1], late.pk)
    last = SlotOffer.objects.get(state="open")
    one = waiting.accept(tokens[2], last.pk)
    again = waiting.accept(tokens[2], last.pk)
    assert (again.appointment.pk, again.token, again.new) == (one.appointment.pk, one.token, False)
    assert one.appointment.slot == last.slot
    assert WaitingEntry.objects.get(pk=entries[2]).state == "booked"
    assert WaitingEntry.objects.waiting().count() == 2


def test_the_scheme_says_who_comes_first_then_the_inscription(session: Session, clock: Any) -> None:
    eve = make.at("2026-09-05", 12)  # two days before, the slot is open to everybody
    far = make.commune("12001", "Agen-d’Aveyron", intercommunality=make.intercommunality("200000077"))
    here = WaitingWish("gp", session.place, 60)
    stranger, inhabitant = join(here, commune=far.pk, has_treating_doctor=True), join(here, has_treating_doctor=True)
    first = join(here, commune=far.pk, has_treating_doctor=False)
    clock(eve)
    for token in (first, inhabitant, stranger):
        assert waiting_offers.run(eve) == 1
        offer = SlotOffer.objects.get(state="open")
        assert offer.entry == waiting.find(token)
        waiting.decline(token, offer.pk)
    assert waiting_offers.run(eve) == 0


def test_who_has_an_appointment_is_offered_an_earlier_day_after_those_who_have_none(
    session: Session, client: Client, clock: Any
) -> None:
    later = make.published(starts=make.at("2026-09-14", 9))
    later.slots.update(kept_for=[], released_at=None)
    held = services.book(later.slots.order_by("starts")[0].pk, make.patient(email="lea@example.org"), make.key())
    page = text_of(client.get(f"/rendez-vous/{held.token}"))
    assert "Être prévenu si une place se libère plus tôt" in page
    address = f"/rendez-vous/{held.token}/plus-tot"
    assert "reste à vous" in text_of(client.get(address))
    assert "Dites où vous pouvez venir" in text_of(client.post(address, {"cle": new_key(), "accord": "on"}))
    form = {"cle": new_key(), "accord": "on", "ou": "60"}
    entry_page = client.post(address, form)["Location"]
    assert client.post(address, form)["Location"] == entry_page == client.get(address)["Location"]
    assert "Vous serez prévenu" in text_of(client.get(f"/rendez-vous/{held.token}"))
    entry = WaitingEntry.objects.get(appointment=held.appointment)
    assert entry.until == held.appointment.slot.starts
    other = join()
    assert waiting_offers.run(NOON) == 1
    first = SlotOffer.objects.get()
    assert first.entry == waiting.find(other)
    waiting.decline(other, first.pk)
    waiting_offers.run(NOON)
    offer = entry.offers.get()
    assert offer.slot.session == session
    assert "elle remplace votre rendez-vous du lundi 14" in make.letters("lea@example.org")[-1].body
    assert "remplace votre rendez-vous du lundi 14" in text_of(client.get(entry_page)).replace("\xa0", " ")
    answer = client.post(entry_page, {"place": offer.pk, "acte": "accepter"})
    assert client.post(entry_page, {"place": offer.pk, "acte": "accepter"})["Location"] == answer["Location"]
    moved = Appointment.objects.get(pk=held.appointment.pk)
    assert (moved.slot, moved.state, moved.sequence) == (offer.slot, "booked", 1)
    assert not Appointment.objects.filter(slot__session=later).active().exists()
    entry.refresh_from_db()
    assert entry.state == "booked"


def test_who_is_called_with_an_earlier_day_keeps_one_appointment(session: Session, client: Client) -> None:
    later = make.published(starts=make.at("2026-09-14", 9))
    later.slots.update(kept_for=[], released_at=None)
    who = make.patient(email="", phone="+33639980056")
    held = services.book(later.slots.order_by("starts")[0].pk, who, make.key())
    waiting.join_for_earlier(held.token, WaitingWish("gp"), new_key(), consent=True)
    assert waiting_offers.run(NOON) == 1
    client.force_login(make.coordinator())
    assert "Elle remplace son rendez-vous du lundi 14" in text_of(client.get("/coordination/")).replace("\xa0", " ")
    client.post("/coordination/places-proposees", {"place": SlotOffer.objects.get().pk, "acte": "oui"})
    assert Appointment.objects.get(pk=held.appointment.pk).slot.session == session
    assert not Appointment.objects.filter(slot__session=later).active().exists()


def test_who_cancels_waits_for_no_earlier_day(session: Session) -> None:
    later = make.published(starts=make.at("2026-09-14", 9))
    later.slots.update(kept_for=[], released_at=None)
    held = services.book(later.slots.order_by("starts")[0].pk, make.patient(), make.key())
    waiting.join_for_earlier(held.token, WaitingWish("gp"), new_key(), consent=True)
    with pytest.raises(AlreadyDone):
        waiting.join_for_earlier(held.token, WaitingWish("gp", session.place), new_key(), consent=True)
    again = WaitingEntry.objects.get()
    again.patient = Patient.objects.exclude(pk=again.patient_id).first()
    again.pk, again.idempotency_hash = None, b"x"
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)
    services.cancel(held.token)
    assert waiting_offers.run(NOON) == 0
    assert WaitingEntry.objects.get().state == "expired"
    with pytest.raises(WrongState, match="avancé"):
        waiting.join_for_earlier(held.token, WaitingWish("gp"), new_key(), consent=True)
    retention.remove(Appointment.objects.filter(pk=held.appointment.pk))
    assert not WaitingEntry.objects.exists()
    assert Patient.objects.count() == 1, "whoever is booked in the other session"
    assert not Message.objects.filter(about__startswith="waiting:").exists()


def test_an_offered_slot_is_nobody_elses_and_is_never_booked_twice(session: Session) -> None:
    token = join()
    free = bookable(NOON).get(session=session)
    waiting_offers.run(NOON)
    assert not bookable(NOON).filter(session=session).exists()
    with pytest.raises(Taken, match="qui attendait"):
        services.book(free.pk, make.patient(), make.key())
    made = SlotOffer.objects.get()
    SlotOffer.objects.update(state="passed")  # as if the worker and the reader met
    services.book(free.pk, make.patient(), make.key())
    SlotOffer.objects.update(state="open")
    with pytest.raises(Taken):
        waiting.accept(token, made.pk)
    assert Appointment.objects.filter(slot=free).active().count() == 1
    assert SlotOffer.objects.get().state == "passed"
    assert WaitingEntry.objects.waiting().count() == 1


def test_a_freed_slot_is_offered_and_a_cancelled_session_takes_offers_back(session: Session) -> None:
    held = services.book(bookable(NOON).get(session=session).pk, make.patient(), make.key())
    join()
    assert waiting_offers.run(NOON) == 0
    services.cancel(held.token)
    assert waiting_offers.run(NOON) == 1
    assert "Une place est libre" in Message.objects.latest("pk").subject
    agenda.cancel(session, make.coordinator())
    assert SlotOffer.objects.get().state == "passed"


def test_only_what_suits_a_person_is_offered(session: Session) -> None:
    other = make.place(commune=session.commune)
    join(WaitingWish("gp", other, 60))
    join(WaitingWish("dentist"))
    far = make.elsewhere()
    join(commune=far.pk)
    assert waiting_offers.run(NOON) == 0
    join(WaitingWish("gp", session.place, 60))
    assert waiting_offers.run(NOON) == 1


def test_the_limit_counts_every_contact_and_the_same_wish_once(session: Session) -> None:
    places = [make.place(commune=session.commune) for _ in range(4)]
    who = make.patient(email="lea@example.org", phone="+33639980055")
    for place in places[:3]:
        waiting.join(who, WaitingWish("gp", place, 60), new_key(), consent=True)
    with pytest.raises(AlreadyDone):
        waiting.join(who, WaitingWish("gp", places[0], 60), new_key(), consent=True)
    same_phone = make.patient(email="autre@example.org", phone="06 39 98 00 55")
    with pytest.raises(TooMany):
        waiting.join(same_phone, WaitingWish("gp", places[3], 60), new_key(), consent=True)


def test_who_has_only_a_telephone_is_called_with_the_offer(session: Session, client: Client) -> None:
    coordinator, stranger = make.coordinator(), make.coordinator(make.region("75", "Nouvelle-Aquitaine"))
    join(email="", phone="+33639980056")
    assert waiting_offers.run(NOON) == 1
    assert not Message.objects.filter(about__startswith="waiting:").exists()
    client.force_login(coordinator)
    page = text_of(client.get("/coordination/"))
    assert "place libre à proposer par téléphone" in page
    assert "06 39 98 00 56" in page
    offer = SlotOffer.objects.get()
    with pytest.raises(NotAllowed):
        waiting.answer_by_phone(offer.pk, stranger, accepts=True)
    client.post("/coordination/places-proposees", {"place": offer.pk, "acte": "oui"})
    booked = Appointment.objects.get(slot=offer.slot)
    assert (booked.state, WaitingEntry.objects.get().state) == ("booked", "booked")
    assert not Appointment.objects.to_call().filter(pk=booked.pk).exists(), "told by the call itself"


def test_joining_needs_a_contact_and_consent_and_the_same_form_counts_once() -> None:
    who, key = make.patient(), new_key()
    with pytest.raises(InvalidField):
        waiting.join(who, WaitingWish("gp"), key, consent=False)
    with pytest.raises(InvalidPatient):
        waiting.join(make.patient(email="", phone=""), WaitingWish("gp"), key, consent=True)
    assert len({waiting.join(who, WaitingWish("gp"), key, consent=True) for _ in range(3)}) == 1
    assert WaitingEntry.objects.count() == 1


def test_who_leaves_passes_the_slot_on_and_is_forgotten(session: Session, clock: Any) -> None:
    first, second = join(), join()
    waiting_offers.run(NOON)
    waiting.leave(first)
    waiting.leave(first)
    waiting_offers.run(NOON)
    assert [state for _, state in offered()] == ["declined", "open"]
    assert waiting.find(second) is not None
    assert waiting.find(first[:-2] + "AA") is None
    patients = Patient.objects.count()
    assert waiting_offers.forget(NOON + timedelta(days=29)) == 0
    assert waiting_offers.forget(NOON + timedelta(days=31)) == 1
    assert Patient.objects.count() == patients - 1
    assert not Message.objects.filter(about=f"waiting:{WaitingEntry.objects.get().pk - 1}").exists()


def test_an_entry_ends_after_its_time() -> None:
    join()
    waiting_offers.run(NOON + rules().lasts)
    assert WaitingEntry.objects.get().state == "expired"


def test_an_entry_does_not_end_while_its_person_may_answer(session: Session) -> None:
    join()
    waiting_offers.run(NOON)
    WaitingEntry.objects.update(until=NOON + timedelta(minutes=1))
    waiting_offers.run(NOON + timedelta(minutes=1))
    assert WaitingEntry.objects.get().state == "waiting"
    waiting_offers.run(SlotOffer.objects.get().until)
    assert WaitingEntry.objects.get().state == "expired"


def test_nothing_is_offered_at_night_or_too_late(session: Session) -> None:
    join()
    assert waiting_offers.run(make.at("2026-09-02", 23)) == 0
    assert waiting_offers.run(make.at("2026-09-07", 7, 59)) == 0


@given(hours=st.floats(0, 500), at=st.integers(0, 24 * 60 - 1))
def test_the_time_to_answer_shrinks_and_ends_before_booking_closes(hours: float, at: int) -> None:
    now = datetime(2026, 6, 1, at // 60, at % 60, tzinfo=PARIS)
    starts = now + timedelta(hours=hours)
    until = rules().answer_until(starts, now, PARIS)
    if until is None:
        return
    assert now + rules().least <= until <= starts - CLOSES_BEFORE
    assert rules().quiet_until <= until.astimezone(PARIS).time() or until == starts - CLOSES_BEFORE
    nearer = rules().answer_until(starts - timedelta(hours=1), now, PARIS)
    assert nearer is None or nearer <= until


def test_counts_are_those_of_ones_own_territory_and_place(session: Session) -> None:
    join(WaitingWish("gp", session.place, 60))
    join()
    waiting_offers.run(NOON)
    assert waiting.counts(make.coordinator(), Reach.TERRITORY) == waiting.WaitingCount(2, 1)
    assert waiting.counts(
        make.coordinator(make.elsewhere().department.region), Reach.TERRITORY
    ) == waiting.WaitingCount(0, 0)
    host = make.user("host", session.place.organisation)
    assert waiting.counts(host, Reach.ORGANISATION, session.place) == waiting.WaitingCount(1, 1)
    assert isinstance(waiting.told_by(WaitingEntry.objects.first()), PatientData)


def test_a_slot_of_tomorrow_is_offered_to_several_and_the_first_to_answer_has_it(session: Session, clock: Any) -> None:
    eve = make.at("2026-09-06", 12)
    tokens = [join() for _ in range(5)]
    clock(eve)
    assert waiting_offers.run(eve) == rules().together == 3
    assert waiting_offers.run(eve) == 0
    offers = list(SlotOffer.objects.order_by("pk"))
    assert [(one.rank, one.shared, one.entry_id) for one in offers] == [
        (rank, True, entry)
        for rank, entry in enumerate(WaitingEntry.objects.order_by("pk").values_list("pk", flat=True)[:3])
    ]
    told = [message.body for message in Message.objects.filter(key__contains=":offer-")]
    assert [("à qui répond d’abord" in body) for body in told] == [True] * 3
    with pytest.raises(Taken, match="qui attendait"):
        services.book(offers[0].slot_id, make.patient(), make.key())
    # Who declines makes room for the next one in order.
    waiting.decline(tokens[1], offers[1].pk)
    assert waiting_offers.run(eve) == 1
    assert SlotOffer.objects.get(state="open", rank=1).entry_id != offers[1].entry_id
    assert waiting.accept(tokens[2], offers[2].pk).appointment.slot_id == offers[0].slot_id
    assert not SlotOffer.objects.filter(state="open").exists()
    with pytest.raises(WrongState, match="Vous restez sur la liste"):
        waiting.accept(tokens[0], offers[0].pk)
    assert WaitingEntry.objects.waiting().count() == 4
    assert waiting_offers.run(eve) == 0


def test_two_who_answer_at_once_never_both_have_it(session: Session, clock: Any) -> None:
    eve = make.at("2026-09-06", 12)
    tokens = [join() for _ in range(2)]
    clock(eve)
    waiting_offers.run(eve)
    first, second = SlotOffer.objects.order_by("pk")
    waiting.accept(tokens[0], first.pk)
    SlotOffer.objects.filter(pk=second.pk).update(state="open")  # as if both had read it as open
    with pytest.raises(Taken):
        waiting.accept(tokens[1], second.pk)
    assert Appointment.objects.filter(slot=first.slot).active().count() == 1


def test_the_database_refuses_a_rank_to_who_is_alone(session: Session) -> None:
    join()
    waiting_offers.run(NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        SlotOffer.objects.update(rank=1)
