"""Closing months, contesting and correcting lines: exact to the cent, once, unchangeable."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.schemes import PARIS, PaidDay, next_month, payment, scheme_named, total_cents
from maillage.site.accounts.models import User
from maillage.site.agenda import services as agenda
from maillage.site.agenda.models import Session
from maillage.site.agenda.payments import due_to
from maillage.site.directory.models import Professional
from maillage.site.locks import constraint_of
from maillage.site.payments import services
from maillage.site.payments.dues import dues, without_payer
from maillage.site.payments.models import Contest, MonthClosing, MonthlyStatement, PaidSession, StatementLine
from maillage.site.payments.payers import Payer
from maillage.site.refusals import AlreadyDone, InvalidField, NotAllowed, WrongState
from tests.site import factories as make
from tests.site.races import race

SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)
LATER = datetime(2026, 12, 2, tzinfo=PARIS)
db = pytest.mark.django_db


def far_doctor() -> Professional:
    """A doctor with an account who lives in Toulouse and comes by road."""
    home = make.commune(
        "31555", "Toulouse", department=make.department("31"), intercommunality=None, lon=1.44, lat=43.6
    )
    return make.professional(make.user("doctor"), home=home)


def close(payer: Payer, month: date, by: User | None = None) -> MonthClosing:
    return services.close(payer, month, by, now=LATER)


def day(doctor: Professional, when: str, halves: int = 2, **fields: object) -> list[Session]:
    hours = (9, 14)[:halves]
    place = fields.pop("place", None) or make.place()
    return [make.held(professional=doctor, place=place, starts=make.at(when, hour), **fields) for hour in hours]


def refused_as(error: pytest.ExceptionInfo[DatabaseError]) -> str | None:
    return constraint_of(error.value)


# -- What a statement holds ---------------------------------------------------------------------------------------

GIVEN = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 59), st.sampled_from([(9,), (14,), (9, 14)])),
    max_size=7, unique_by=lambda one: one[:2],
)  # fmt: skip


@db
@settings(max_examples=8)
@given(given=GIVEN)
def test_statements_add_up_to_what_the_formula_pays_for_the_sessions(
    given: list[tuple[int, int, tuple[int, ...]]],
) -> None:
    with transaction.atomic():
        payer, doctors = make.payer(), [far_doctor(), far_doctor()]
        coordinator = make.coordinator()
        for who, later, hours in given:
            when = date(2026, 9, 1) + timedelta(days=later)
            place = make.place()
            for hour in hours:
                starts = make.at(when.isoformat(), hour)
                make.held(coordinator, professional=doctors[who], place=place, starts=starts)
        for month in (SEPTEMBER, OCTOBER):
            if dues(payer, next_month(month)):
                close(payer, month)
        owed = [due for doctor in doctors for due in due_to(doctor)]
        lines = StatementLine.objects.all()
        assert sorted((line.date, line.what, line.cents) for line in lines) == sorted(
            (due.line.date, due.line.what, due.line.cents) for due in owed
        )
        way = max((due.line.quantity for due in owed if due.line.what == "journey"), default=0.0) / 2
        formula = payment(
            scheme_named("solidarity"),
            [PaidDay(SEPTEMBER + timedelta(days=later), len(hours), way) for _, later, hours in given],
        )
        assert sum(closing.total_cents for closing in MonthClosing.objects.all()) == total_cents(formula)
        assert PaidSession.objects.filter(paid="allowance").count() == sum(len(hours) for *_, hours in given)
        assert dues(payer, date(2027, 1, 1)) == []
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


@db
def test_a_statement_has_the_day_and_the_journey() -> None:
    doctor, payer = far_doctor(), make.payer()
    day(doctor, "2026-09-07")
    day(doctor, "2026-09-21", halves=1)
    close(payer, SEPTEMBER)
    statement = MonthlyStatement.objects.with_state().get()
    assert [(line.what, line.cents) for line in statement.lines.exclude(what="journey")] == [
        ("day", 200_00), ("half_day", 100_00),
    ]  # fmt: skip
    assert statement.lines.filter(what="journey").count() == 2
    assert (statement.professional, statement.stands) == (doctor, "closed")
    assert statement.reference.startswith("IND-2026-09-")


@db
def test_a_session_marked_held_by_its_doctor_is_paid_only_after_confirmation() -> None:
    doctor, payer = far_doctor(), make.payer()
    session = make.published(professional=doctor, starts=make.at("2026-09-07"))
    assert doctor.user is not None
    agenda.hold(session, doctor.user)
    assert dues(payer, OCTOBER) == []
    agenda.hold(session, make.coordinator())
    assert {line.what for line in dues(payer, OCTOBER)} == {"half_day", "journey"}


@db
def test_a_session_not_held_or_in_another_department_is_not_due() -> None:
    payer = make.payer()
    make.published(starts=make.at("2026-09-07"))
    place = make.place(commune=make.elsewhere())
    make.held(make.coordinator(place.commune.department.region), place=place)
    assert dues(payer, NOVEMBER) == []
    assert without_payer(Session.objects.all()).count() == 1


@db
def test_sessions_of_the_next_month_wait_by_the_date_at_the_place() -> None:
    payer = make.payer()
    make.held(starts=make.at("2026-10-01", 0))
    make.held(starts=make.at("2026-09-30", 20))
    assert {line.date for line in dues(payer, OCTOBER)} == {date(2026, 9, 30)}


@db
def test_a_half_day_confirmed_after_the_closing_pays_the_difference_and_names_the_line() -> None:
    doctor, payer = far_doctor(), make.payer()
    place = make.place()
    day(doctor, "2026-09-07", halves=1, place=place)
    close(payer, SEPTEMBER)
    first = StatementLine.objects.get(what="half_day")
    make.held(professional=doctor, place=place, starts=make.at("2026-09-07", 14))
    close(payer, OCTOBER)
    late = StatementLine.objects.get(statement__closing__month=OCTOBER)
    assert (late.what, late.cents, late.corrects, late.date) == ("correction", 100_00, first, date(2026, 9, 7))
    assert "après la clôture" in late.reason
    assert dues(payer, date(2027, 1, 1)) == []


# -- Closing ------------------------------------------------------------------------------------------------------


@db
def test_a_month_is_closed_once_after_its_end_and_in_order() -> None:
    payer = make.payer()
    day(far_doctor(), "2026-10-05")
    with pytest.raises(WrongState, match="pas fini"):
        services.close(payer, OCTOBER, None, now=datetime(2026, 10, 31, 23, 30, tzinfo=PARIS))
    with pytest.raises(WrongState, match="Rien n’est dû"):
        close(payer, SEPTEMBER)
    close(payer, OCTOBER)
    with pytest.raises(AlreadyDone, match="déjà clos"):
        close(payer, OCTOBER)
    day(far_doctor(), "2026-09-07")
    with pytest.raises(WrongState, match="plus récent"):
        close(payer, SEPTEMBER)
    assert MonthClosing.objects.count() == 1


@db
@pytest.mark.parametrize(
    ("month", "closed_at", "name"),
    [
        (OCTOBER, "2026-12-01T00:00Z", "month_closed_once"),
        (SEPTEMBER, "2026-12-01T00:00Z", "closing_in_order"),
        (NOVEMBER, "2026-11-20T00:00Z", "closing_of_month_that_is_over"),
        (date(2026, 11, 2), "2027-01-01T00:00Z", "month_is_its_first_day"),
    ],
)
def test_the_database_refuses_a_closing_that_the_service_refuses(month: date, closed_at: str, name: str) -> None:
    payer = make.payer()
    day(far_doctor(), "2026-10-05")
    close(payer, OCTOBER)
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        MonthClosing.objects.create(payer=payer, month=month, closed_at=closed_at, total_cents=0)
    assert refused_as(error) == name


@pytest.mark.django_db(transaction=True)
def test_two_simultaneous_closings_close_once() -> None:
    payer = make.payer()
    for doctor in (far_doctor(), far_doctor()):
        day(doctor, "2026-09-07")
    outcomes = race([lambda: close(payer, SEPTEMBER)] * 4)
    assert outcomes == {"done": 1, "AlreadyDone": 3}
    assert (MonthClosing.objects.count(), MonthlyStatement.objects.count()) == (1, 2)


@db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payments_statementline SET cents = cents + 1",
        "DELETE FROM payments_paidsession",
        "UPDATE payments_monthlystatement SET total_cents = 0",
        "DELETE FROM payments_monthclosing",
        "UPDATE payments_monthclosing SET total_cents = total_cents - 1",
    ],
)
def test_a_closed_month_never_changes(statement: str) -> None:
    payer = make.payer()
    day(far_doctor(), "2026-09-07")
    close(payer, SEPTEMBER)
    with pytest.raises(IntegrityError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert str(refused_as(error)).endswith("_never_changes")


@db
def test_no_line_can_be_added_to_a_closed_month() -> None:
    payer, doctor = make.payer(), far_doctor()
    day(doctor, "2026-09-07")
    close(payer, SEPTEMBER)
    line = StatementLine.objects.filter(what="day").get()
    line.pk = None
    # The sum is checked at the end of a transaction: this one must hold the line, so that it leaves nothing behind.
    with pytest.raises(IntegrityError) as error, transaction.atomic(), connection.cursor() as cursor:  # noqa: PT012
        line.save(force_insert=True)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert refused_as(error) == "statement_is_sum_of_lines"


@db
def test_nothing_is_paid_twice_whoever_writes() -> None:
    payer, doctor = make.payer(), far_doctor()
    (session,) = day(doctor, "2026-09-07", halves=1)
    close(payer, SEPTEMBER)
    paid = PaidSession.objects.get(session=session, paid="allowance")
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        PaidSession.objects.create(line=paid.line, session=session, professional=doctor, paid="allowance")
    assert refused_as(error) == "session_paid_once"


@db
def test_the_database_pays_no_session_that_was_not_held() -> None:
    payer, doctor = make.payer(), far_doctor()
    day(doctor, "2026-09-07", halves=1)
    close(payer, SEPTEMBER)
    line = StatementLine.objects.filter(what="half_day").get()
    planned = make.published(professional=doctor, starts=make.at("2026-09-14"))
    other = make.held()
    for session in (planned, other):
        with pytest.raises(IntegrityError) as error, transaction.atomic():
            PaidSession.objects.create(line=line, session=session, professional=doctor, paid="allowance")
        assert refused_as(error) == "paid_session_held_and_confirmed"


# -- Contests and corrections -------------------------------------------------------------------------------------


@pytest.fixture
def closed() -> StatementLine:
    """The half-day of a doctor's closed September."""
    day(far_doctor(), "2026-09-07", halves=1)
    close(make.payer(), SEPTEMBER)
    return StatementLine.objects.get(what="half_day")


def owner(line: StatementLine) -> User:
    user = line.statement.professional.user
    assert user is not None
    return user


@db
def test_a_contested_statement_waits_until_somebody_answers(closed: StatementLine) -> None:
    found = services.contest(closed, "  J’étais là\ntoute la journée. ", owner(closed))
    assert found.reason == "J’étais là toute la journée."
    assert MonthlyStatement.objects.with_state().get().stands == "contested"
    assert not MonthlyStatement.objects.to_order().exists()
    with pytest.raises(AlreadyDone):
        services.contest(closed, "Encore.", owner(closed))
    services.answer_contest(found, "Le lieu confirme une demi-journée.", make.coordinator())
    assert MonthlyStatement.objects.with_state().get().stands == "closed"
    with pytest.raises(AlreadyDone):
        services.answer_contest(found, "Deux fois.", make.coordinator(), cents=0)


@db
def test_a_correction_is_a_line_of_the_next_month_that_names_what_it_corrects(closed: StatementLine) -> None:
    found = services.contest(closed, "J’étais là toute la journée.", owner(closed))
    services.answer_contest(found, "C’est juste.", make.coordinator(), cents=200_00)
    close(closed.statement.closing.payer, OCTOBER)
    line = StatementLine.objects.get(what="correction")
    assert (line.cents, line.corrects, line.reason, line.date) == (100_00, closed, "C’est juste.", closed.date)
    assert dues(closed.statement.closing.payer, date(2027, 1, 1)) == []
    assert services.corrected_cents(closed) == 200_00
    # The line itself does not change.
    assert StatementLine.objects.get(pk=closed.pk).cents == 100_00


@db
def test_a_negative_correction_waits_until_the_total_covers_it(closed: StatementLine) -> None:
    payer, doctor = closed.statement.closing.payer, closed.statement.professional
    services.correct(closed, 0, "Vacation annulée par erreur notée tenue.", make.coordinator())
    assert dues(payer, NOVEMBER) == []
    day(doctor, "2026-10-05")
    found = {line.what: line.cents for line in dues(payer, NOVEMBER)}
    assert (found["day"], found["correction"]) == (200_00, -100_00)
    close(payer, OCTOBER)
    statement = MonthlyStatement.objects.get(closing__month=OCTOBER)
    assert statement.total_cents == sum(found.values())


@db
@pytest.mark.parametrize(("cents", "field"), [(100_00, "cents"), (-1, "cents"), (10**9, "cents")])
def test_a_correction_without_change_is_refused_on_its_field(closed: StatementLine, cents: int, field: str) -> None:
    with pytest.raises(InvalidField) as error:
        services.correct(closed, cents, "Parce que.", make.coordinator())
    assert error.value.field == field


@db
def test_only_the_paid_person_contests_and_only_others_answer(closed: StatementLine) -> None:
    stranger = make.coordinator(make.elsewhere().department.region)
    for somebody in (stranger, make.coordinator(), owner_of_another()):
        with pytest.raises(NotAllowed):
            services.contest(closed, "Non.", somebody)
    found = services.contest(closed, "Non.", owner(closed))
    for somebody in (stranger, owner(closed)):
        with pytest.raises(NotAllowed):
            services.answer_contest(found, "Non.", somebody)
    desk = make.user("payer", closed.statement.closing.payer.organisation)
    services.answer_contest(found, "Vu avec le lieu.", desk)
    assert Contest.objects.get().answered_by == desk


def owner_of_another() -> User:
    other = far_doctor()
    assert other.user is not None
    return other.user
