"""Each family of tables counts the transactions that changed it, exactly and without making writers wait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
import pytest
from django.db import connection, transaction

from maillage.site.booking import services
from maillage.site.booking.models import Appointment
from maillage.site.database.changes import TRIGGER, Family, family_of, kept_result, one_state, read_stamps
from tests.site import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


def changed(before: dict[Family, str]) -> set[Family]:
    now = read_stamps()
    return {family for family in Family if now[family] != before[family]}


@contextmanager
def another() -> Iterator[psycopg.Connection]:
    """A connection of another process."""
    parts = connection.get_connection_params()
    options = {name: parts[name] for name in ("dbname", "user", "host", "options")}
    with closing(psycopg.connect(**options)) as found:
        yield found


def test_a_booking_changes_the_bookings_only() -> None:
    session = make.published()
    before = read_stamps()
    booked = services.book(session.slots.first().pk, make.patient(commune=session.commune_id), make.key())
    assert changed(before) == {Family.BOOKINGS}
    before = read_stamps()
    services.cancel(booked.token)
    assert changed(before) == {Family.BOOKINGS}


def test_signing_in_changes_nothing_and_a_session_its_family() -> None:
    user = make.user("doctor", email="known@example.org")
    before = read_stamps()
    user.save()
    assert not changed(before)
    make.published()
    assert Family.SESSIONS in changed(before)
    assert Family.BOOKINGS not in changed(before)


def test_every_table_that_pages_may_show_is_counted() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE tgname = %s", [TRIGGER]
        )
        counted = {name for (name,) in cursor.fetchall()}
    tables = set(connection.introspection.table_names())
    assert counted == {table for table in tables if family_of(table) is not None}
    assert family_of("agenda_slot") is Family.SESSIONS
    assert family_of("geography_currentartefact") is Family.FIGURES
    assert family_of("a_table_of_tomorrow") is Family.FIGURES
    assert family_of("booking_appointmentevent") is None


def test_a_change_counts_when_it_is_committed_and_in_any_order() -> None:
    before = read_stamps()
    with another() as first, another() as second:
        for one, code in ((first, "96"), (second, "97")):
            one.execute("INSERT INTO geography_region (code, name) VALUES (%s, 'Essai')", [code])
        assert not changed(before)
        second.commit()  # it took its number last, and neither waits for the other
        middle = read_stamps()
        assert changed(before) == {Family.FIGURES}
        first.commit()
        assert changed(middle) == {Family.FIGURES}
        last = read_stamps()
        first.execute("UPDATE geography_region SET name = 'Autre' WHERE code = '96'")
        first.rollback()
        assert not changed(last)


def test_what_is_undone_inside_a_transaction_does_not_hide_what_follows() -> None:
    before = read_stamps()
    with transaction.atomic():
        with transaction.atomic():
            make.region("96")
            transaction.set_rollback(True)
        make.region("97")
    assert changed(before) == {Family.FIGURES}


def test_merged_rows_keep_the_sum() -> None:
    before = read_stamps()
    seen = [before]
    for k in range(130):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM booking_appointment WHERE id = %s", [-k])
        seen.append(read_stamps())
    assert len({state[Family.BOOKINGS] for state in seen}) == len(seen)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), sum(changes) FROM database_change WHERE family = 'bookings'")
        rows, total = cursor.fetchone()
    assert rows < 130
    assert total == int(before[Family.BOOKINGS].split(".")[0]) + 130


def test_emptied_tables_never_repeat_a_stamp() -> None:
    make.region("96")
    before = read_stamps()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE database_change")
    make.region("97")
    assert Family.FIGURES in changed(before)


def test_a_kept_result_is_computed_once_until_its_family_changes() -> None:
    asked: list[str] = []

    @kept_result(Family.BOOKINGS)
    def count(word: str) -> int:
        asked.append(word)
        return Appointment.objects.count()

    session = make.published()
    assert [count("a"), count("a"), count("b")] == [0, 0, 0]
    assert asked == ["a", "b"]
    make.region("96")
    assert count("a") == 0
    assert asked == ["a", "b"]
    with one_state(read_stamps()):
        services.book(session.slots.first().pk, make.patient(commune=session.commune_id), make.key())
        assert count("a") == 0  # the state that the request began with
    assert count("a") == 1
    with transaction.atomic():
        Appointment.objects.all().delete()
        assert count("a") == 0  # inside a transaction nothing is kept
        transaction.set_rollback(True)
    assert count("a") == 1
