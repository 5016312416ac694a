"""The day itself: who came, who did not and why; the link that opens it; outcomes, and taking words back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from maillage.site.accounts.models import Membership, User
from maillage.site.agenda import day_links, services
from maillage.site.agenda.day_links import DayLink
from maillage.site.agenda.models import Session, SessionCancellation
from maillage.site.booking import outcomes
from maillage.site.booking import services as booking
from maillage.site.booking.models import Appointment, PersonKey
from maillage.site.messages.models import Message
from maillage.site.payments.dues import dues
from maillage.site.payments.models import HeldConfirmation
from maillage.site.payments.services import close
from maillage.site.refusals import InvalidField, NotAllowed, Taken, WrongState
from tests.site import factories as make

pytestmark = pytest.mark.django_db
DAY, NEXT_DAY = make.at("2026-09-07", 10), make.at("2026-09-08", 10)


@pytest.fixture
def session() -> Session:
    """A morning of 7 September 2026, with a host; it is ten o'clock on that day."""
    return make.published(starts=make.at("2026-09-07", 9))


@pytest.fixture
def host(session: Session) -> User:
    assert session.place is not None
    return make.user("host", session.place.organisation, first_name="Rémi", last_name="Host")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that sets the time."""

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    set_to(DAY)
    return set_to


def booked(session: Session, slot: int = 0) -> Appointment:
    return booking.book(
        session.slots.order_by("starts")[slot].pk, make.patient(), make.key(), now=make.at("2026-09-05")
    ).appointment


def test_a_host_makes_a_session_payable_and_takes_it_back_the_same_day_only(
    session: Session, host: User, clock: Any
) -> None:
    payer, before = make.payer(), make.at("2026-10-01").date()
    assert services.hold(session, session.giver.user).state == "held"
    assert dues(payer, before) == [], "the doctor's word alone pays nothing"
    services.hold(session, host)
    assert HeldConfirmation.objects.get().name == "Rémi Host"
    assert [line.person for line in dues(payer, before)] == [session.giver]
    with pytest.raises(NotAllowed):
        services.undo_hold(session, session.giver.user)
    assert services.undo_hold(session, host).state == "published"
    assert dues(payer, before) == []
    services.hold(session, make.coordinator(), name="  Mme Roux,   mairie ")
    assert HeldConfirmation.objects.get().name == "Mme Roux, mairie"
    clock(NEXT_DAY)
    with pytest.raises(WrongState, match="jour même"):
        services.undo_hold(session, host)


def test_what_is_paid_stays_confirmed(session: Session, host: User, clock: Any) -> None:
    services.hold(session, host)
    clock(make.at("2026-10-05"))
    close(make.payer(), make.at("2026-09-01").date(), None)
    clock(DAY)
    with pytest.raises(WrongState, match="déjà sur un relevé"):
        services.undo_hold(session, host)
    with pytest.raises(DatabaseError, match="this session is paid"), transaction.atomic():
        HeldConfirmation.objects.all().delete()


def test_a_doctor_who_does_not_come_is_reported_with_a_reason(session: Session, host: User, clock: Any) -> None:
    waiting = booked(session)
    with pytest.raises(InvalidField):
        services.report_absence(session, "other", host)
    clock(make.at("2026-09-06", 22))
    with pytest.raises(WrongState):
        services.report_absence(session, "no_news", host)
    clock(make.at("2026-09-07", 7))
    stranger = make.user("host", make.organisation("practice"))
    for other in (stranger, session.giver.user):
        with pytest.raises(NotAllowed):
            services.report_absence(session, "no_news", other)
    services.report_absence(session, "no_news", host)
    waiting.refresh_from_db()
    found = SessionCancellation.objects.get()
    assert (found.session.state, found.reason, found.by) == ("cancelled", "no_news", host)
    assert (waiting.state, waiting.notice) == ("cancelled", "to_give")


def test_the_database_keeps_reasons_to_cancelled_sessions(session: Session) -> None:
    with transaction.atomic():
        SessionCancellation.objects.create(session=session, reason="other", at=DAY)
        with pytest.raises(DatabaseError, match="is not cancelled"), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def test_outcomes_are_noted_by_doctor_and_host_and_taken_back_the_same_day(
    session: Session, host: User, clock: Any
) -> None:
    first, last = booked(session), booked(session, 9)
    assert outcomes.mark(first, Appointment.State.SEEN, session.giver.user).state == "seen"
    assert outcomes.mark(first, Appointment.State.MISSED, host).state == "missed"
    with pytest.raises(WrongState):
        outcomes.mark(last, Appointment.State.SEEN, host)
    assert outcomes.mark(first, Appointment.State.BOOKED, host).state == "booked"
    with pytest.raises(NotAllowed):
        outcomes.mark(first, Appointment.State.SEEN, make.user("secretary", make.organisation("practice")))
    clock(NEXT_DAY)
    with pytest.raises(WrongState, match="jour même"):
        outcomes.mark(first, Appointment.State.BOOKED, host)
    assert outcomes.mark(first, Appointment.State.MISSED, host).state == "missed"


def test_an_excused_patient_frees_the_slot_and_may_book_again(session: Session, host: User, clock: Any) -> None:
    row = booked(session, 9)
    clock(make.at("2026-09-07", 8))
    outcomes.mark(row, Appointment.State.EXCUSED, host)
    assert not PersonKey.objects.filter(appointment=row, active=True).exists()
    outcomes.mark(row, Appointment.State.BOOKED, host)
    assert PersonKey.objects.filter(appointment=row, active=True).exists()
    outcomes.mark(row, Appointment.State.EXCUSED, host)
    booking.book(row.slot_id, make.patient(), make.key(), now=make.at("2026-09-07", 8))
    with pytest.raises(Taken):
        outcomes.mark(row, Appointment.State.BOOKED, host)


def test_a_treating_doctor_is_counted_with_consent_and_without_names(session: Session, host: User, clock: Any) -> None:
    first, second = (
        booked(session),
        booking.book(session.slots.order_by("starts")[1].pk, make.patient(), make.key(), now=make.at("2026-09-05")),
    )
    with pytest.raises(WrongState, match="est venue"):
        outcomes.note_doctor_found(first, host, consent=True)
    outcomes.mark(first, Appointment.State.SEEN, host)
    with pytest.raises(InvalidField):
        outcomes.note_doctor_found(first, host, consent=False)
    outcomes.note_doctor_found(first, host, consent=True)
    outcomes.say_doctor_found(second.token)
    outcomes.say_doctor_found(second.token)
    assert outcomes.doctors_found([session]) == {session.pk: 2}
    assert set(Appointment.objects.values_list("doctor_found_by", flat=True)) == {"team", "patient"}


def test_no_link_is_sent_for_a_session_that_was_called_off(session: Session, host: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert list(day_links._places_of_the_day(make.at("2026-09-07", 7)))
    services.cancel(session, make.coordinator())
    assert day_links.send_links(make.at("2026-09-07", 7)) == 0


def test_the_link_of_the_day_is_sent_once_to_those_who_keep_the_place(
    session: Session, host: User, clock: Any, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    house = session.place.organisation
    make.user("secretary", house)
    make.user("host", make.organisation("practice"))
    make.user("doctor", house)
    assert day_links.send_links(make.at("2026-09-07", 5)) == 0
    day_links.send_links(make.at("2026-09-07", 6))
    day_links.send_links(make.at("2026-09-07", 7))
    assert Message.objects.count() == 2
    message = make.letters(to=host.email)[0]
    token = message.body.split("/lieu/jour/")[1].split()[0]
    opened = day_links.open_link(token, DAY)
    assert (opened.user, opened.place, opened.day) == (host, session.place, DAY.date())


def test_a_link_opens_its_own_day_while_its_account_may_do_what_it_shows(session: Session, host: User) -> None:
    token = day_links.token_for(DayLink(host, session.place, DAY.date()))
    assert day_links.open_link(token, DAY).user == host
    for moment in (DAY - timedelta(days=1), NEXT_DAY):
        with pytest.raises(WrongState):
            day_links.open_link(token, moment)
    for forged in ("x", token[:-4] + "AAAA", day_links.token_for(DayLink(host, session.place, NEXT_DAY.date()))):
        with pytest.raises(WrongState):
            day_links.open_link(forged, DAY)
    Membership.objects.filter(user=host).delete()
    with pytest.raises(WrongState):
        day_links.open_link(token, DAY)
