"""Bookings, moves, cancellations, offers and acts of the staff, in any order, against a model in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, ClassVar

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from maillage.bench.booking.making import make_world
from maillage.site.accounts.models import User
from maillage.site.agenda import services as agenda
from maillage.site.agenda.models import Session, Slot
from maillage.site.agenda.publishing import publish
from maillage.site.booking import services, waiting, waiting_offers
from maillage.site.booking.models import Appointment, PersonKey
from maillage.site.booking.moving import move
from maillage.site.booking.patients import PatientData
from maillage.site.booking.services import SameDay, TooMany
from maillage.site.booking.tokens import digest_of
from maillage.site.booking.waiting import WaitingWish
from maillage.site.booking.waiting_models import SlotOffer
from maillage.site.directory.models import Place, Professional
from maillage.site.engagements.models import Programme
from maillage.site.refusals import Refused, Taken, WrongState
from tests.site import factories as make

PEOPLE = [("Ada", "ada"), ("Bob", "bob"), ("Eve", "ada")]
"""First name and mailbox: Ada and Eve share one."""
OPEN, DECLINED, CANCELLED = "published", "declined", "cancelled"


@dataclass
class Booked:
    """An appointment of the model."""

    person: int
    first: int
    slot: int
    key: str
    token: str
    stands: bool = True


@dataclass
class Offer:
    """A slot offered to somebody who waits."""

    token: str
    pk: int
    slot: int
    until: datetime


@dataclass
class World:
    """Three sessions: two doctors on one morning, one of them on the next day; the slots that the model follows."""

    coordinator: User
    programme: Programme
    place: Place
    sessions: list[Session]
    reserves: list[Professional]
    slots: dict[int, Slot] = field(default_factory=dict[int, Slot])


def made() -> World:
    make.department()
    commune = make.commune()
    world = make_world("76", [commune.pk], doctors=2)
    mornings = [[Session.objects.get(pk=day[0]) for day in doctor.days[:2]] for doctor in world.doctors]
    sessions = [mornings[0][0], mornings[1][0], mornings[0][1]]
    chosen = [
        list(Slot.objects.filter(session=session).order_by("starts")[:count])
        for session, count in zip(sessions, (2, 1, 2), strict=True)
    ]
    return World(
        User.objects.get(email=world.coordinators[0].email), Programme.objects.get(pk=world.programmes[0]),
        Place.objects.get(), sessions, list(Professional.objects.filter(pk__in=world.reserves).order_by("pk")[:3]),
        {slot.pk: slot for slots in chosen for slot in slots},
    )  # fmt: skip


SLOT, SESSION, PERSON = st.integers(0, 4), st.integers(0, 2), st.integers(0, len(PEOPLE) - 1)


class AnyOrder(RuleBasedStateMachine):
    """Each rule says first, from the model, what must happen; then the service is called."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.block, self.patch = transaction.atomic(), pytest.MonkeyPatch()
        self.block.__enter__()
        self.patch.setattr(timezone, "now", lambda: self.now)
        self.slots = list(self.world.slots)
        self.states = {session.pk: OPEN for session in self.world.sessions}
        self.givers: dict[int, int | None] = dict.fromkeys(self.states)
        self.booked: list[Booked] = []
        self.offer: Offer | None = None

    @initialize()
    def noon_some_days_before(self) -> None:
        first = self.world.sessions[0].starts
        self.now = datetime.combine(first.date() - timedelta(days=4), time(12), first.tzinfo)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)
        self.patch.undo()

    def holder(self, slot: int) -> Booked | None:
        return next((one for one in self.booked if one.stands and one.slot == slot), None)

    def of(self, slot: int) -> str:
        return self.states[self.world.slots[slot].session_id]

    def closed(self, slot: int) -> type[Refused] | None:
        """What refuses a slot to everybody: its session is off, or it is promised."""
        if self.of(slot) != OPEN:
            return WrongState
        promised = self.offer is not None and self.offer.slot == slot and self.offer.until > self.now
        return Taken if promised else None

    def clash(self, person: int, slot: int, but: Booked | None = None) -> bool:
        """Whether somebody with a name or a mailbox of the person has an appointment at that hour."""
        return any(
            self.world.slots[one.slot].starts == self.world.slots[slot].starts
            for one in self.known_to(person) if one is not but
        )  # fmt: skip

    def known_to(self, person: int) -> list[Booked]:
        return [one for one in self.booked if one.stands and one.person >= 0
                and PEOPLE[one.person][1] == PEOPLE[person][1]]  # fmt: skip

    def same_day(self, person: int, slot: int) -> bool:
        day = self.world.slots[slot].starts.date()
        return any(one.person == person and self.world.slots[one.slot].starts.date() == day
                   for one in self.known_to(person))  # fmt: skip

    @staticmethod
    def data(person: int) -> PatientData:
        name, box = PEOPLE[person]
        return make.patient(first_name=name, last_name="Marty", email=f"{box}@example.org", referred=True)

    @staticmethod
    def call(expected: type[Refused] | None, service: Callable[[], Any]) -> Any:
        if expected is None:
            return service()
        with pytest.raises(expected) as refused:
            service()
        assert type(refused.value) is expected
        return None

    @rule(person=PERSON, at=SLOT, anyway=st.booleans())
    def book(self, person: int, at: int, anyway: bool) -> None:
        slot, key = self.slots[at], make.key()
        expected = self.closed(slot)
        if expected is None and len(self.known_to(person)) >= services.MOST_OPEN_PER_CONTACT:
            expected = TooMany
        elif expected is None and self.clash(person, slot):
            expected = Taken
        elif expected is None and not anyway and self.same_day(person, slot):
            expected = SameDay
        elif expected is None and self.holder(slot) is not None:
            expected = Taken
        done = self.call(expected, lambda: services.book(slot, self.data(person), key, same_day=anyway))
        if expected is None:
            self.booked.append(Booked(person, slot, slot, key, done.token))

    @precondition(lambda self: any(one.person >= 0 for one in self.booked))
    @rule(which=st.integers(0, 99))
    def send_a_form_again(self, which: int) -> None:
        mine = [one for one in self.booked if one.person >= 0]
        one = mine[which % len(mine)]
        expected = None if one.slot == one.first else Refused
        again = self.call(expected, lambda: services.book(one.first, self.data(one.person), one.key))
        assert again is None or (again.new, again.token) == (False, one.token)

    @precondition(lambda self: self.booked)
    @rule(which=st.integers(0, 99), at=SLOT)
    def move(self, which: int, at: int) -> None:
        one, slot = self.booked[which % len(self.booked)], self.slots[at]
        expected = self.closed(slot)
        if expected is None and not one.stands:
            expected = WrongState
        elif expected is None and one.slot != slot:
            taken = self.holder(slot) is not None or (one.person >= 0 and self.clash(one.person, slot, one))
            expected = Taken if taken else None
        self.call(expected, lambda: move(one.token, slot))
        if expected is None:
            one.slot = slot

    @precondition(lambda self: self.booked)
    @rule(which=st.integers(0, 99))
    def cancel(self, which: int) -> None:
        one = self.booked[which % len(self.booked)]
        services.cancel(one.token)
        one.stands = False

    @rule(at=SESSION)
    def cancel_session(self, at: int) -> None:
        session = self.world.sessions[at]
        agenda.cancel(session, self.world.coordinator)
        self.states[session.pk] = CANCELLED
        for one in self.booked:
            one.stands = one.stands and self.of(one.slot) != CANCELLED
        if self.offer is not None and self.of(self.offer.slot) == CANCELLED:
            self.offer = None

    @rule(at=SESSION)
    def give_back(self, at: int) -> None:
        session = self.world.sessions[at]
        expected = WrongState if self.states[session.pk] == CANCELLED else None
        self.call(expected, lambda: agenda.decline(session, self.world.coordinator))
        if expected is None:
            self.states[session.pk] = DECLINED

    @rule(at=SESSION)
    def replace_doctor(self, at: int) -> None:
        session, other = self.world.sessions[at], self.world.reserves[at]
        again = self.states[session.pk] == OPEN and self.givers[session.pk] == other.pk
        expected = None if self.states[session.pk] == DECLINED or again else WrongState
        self.call(expected, lambda: agenda.assign(session, other, self.world.coordinator))
        if expected is None:
            self.states[session.pk], self.givers[session.pk] = OPEN, other.pk

    @rule()
    def publish_again(self) -> None:
        before = Session.objects.filter(programme=self.world.programme).count()
        done = publish(self.world.programme, self.world.coordinator, weeks=5)
        assert (done.sessions, done.existing) == (0, before)

    @precondition(lambda self: self.offer is None)
    @rule()
    def wait_for_a_place(self) -> None:
        person = make.patient(referred=True)
        token = waiting.join(person, WaitingWish("gp", self.world.place), make.key(), consent=True)
        waiting_offers.run(self.now)
        found = SlotOffer.objects.filter(entry=waiting.find(token), state="open").first()
        if found is not None and found.slot_id in self.world.slots:
            assert self.of(found.slot_id) == OPEN
            assert self.holder(found.slot_id) is None
            self.offer = Offer(token, found.pk, found.slot_id, found.until)
        else:  # a slot beside those of the model: the person leaves
            waiting.leave(token)

    @precondition(lambda self: self.offer is not None)
    @rule()
    def accept_the_offer(self) -> None:
        offer = self.offer
        assert offer is not None
        late = offer.until <= self.now
        expected = WrongState if late or self.of(offer.slot) != OPEN else None
        done = self.call(expected, lambda: waiting.accept(offer.token, offer.pk))
        self.offer = None
        if expected is None:
            self.booked.append(Booked(-1, offer.slot, offer.slot, "", done.token))
        else:
            waiting.leave(offer.token)

    @precondition(lambda self: self.offer is not None)
    @rule()
    def let_the_offer_expire(self) -> None:
        offer = self.offer
        assert offer is not None
        self.now = max(self.now, offer.until)
        waiting_offers.pass_on(self.now)
        with pytest.raises(WrongState):
            waiting.accept(offer.token, offer.pk)
        waiting.leave(offer.token)
        self.offer = None

    @invariant()
    def the_rows_are_those_of_the_model(self) -> None:
        with connection.cursor() as cursor:  # what the database checks at the end of a transaction
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        rows = Appointment.objects.active().values_list("slot", "token_hash")
        assert sorted((slot, bytes(token)) for slot, token in rows) == sorted(
            (one.slot, digest_of(one.token)) for one in self.booked if one.stands
        )
        assert Appointment.objects.count() == len(self.booked)
        live = PersonKey.objects.filter(active=True)
        assert set(live.values_list("appointment__slot", flat=True)) == {one.slot for one in self.booked if one.stands}
        assert dict(Session.objects.filter(pk__in=self.states).values_list("pk", "state")) == self.states


@pytest.mark.django_db
def test_any_order_of_acts_leaves_what_the_model_says() -> None:
    AnyOrder.world = made()
    run_state_machine_as_test(
        AnyOrder,
        settings=settings(
            max_examples=10,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
