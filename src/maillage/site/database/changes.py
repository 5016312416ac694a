"""Which families of tables have changed: the stamps by which pages are kept.

A trigger on each table of a family counts the transactions that wrote to it. The count is part of the transaction, so
two readers who see the same count see the same rows; what a page shows can be kept while the counts of its families
stay the same. Tables that no kept page shows (accounts, messages, the job queue, the history) count nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from psycopg import sql

Key = TypeVar("Key")
Result = TypeVar("Result")


class Family(StrEnum):
    """A family of tables that change for the same reason."""

    BOOKINGS = "bookings"
    """Appointments and offers to the waiting list: changed by every booking."""
    SESSIONS = "sessions"
    """Sessions with their slots, who gives them, and where: changed by publishing and by the directory."""
    FIGURES = "figures"
    """Everything else that pages show: communes, figures, lists of territories, the name of the site."""


Stamps = Mapping[Family, str]
MOST = 5000
TABLE, FUNCTION, TRIGGER = "database_change", "count_change", "count_change"
BOOKED = ("booking_appointment", "booking_slotoffer")
ORGANISATIONS = "accounts_organisation"
UNSEEN = (
    "agenda_calendar", "agenda_thingfeed",
    "account_", "accounts_", "applications_", "auth_", "booking_", "centres_", "database_", "demo_", "diaries_",
    "django_", "duties_", "expertise_", "fhir_", "files_", "grants_", "imaging_", "jobs_", "juniors_", "mfa_",
    "outbox_", "payments_", "pghistory_", "privacy_", "procrastinate_", "proposals_", "webhooks_",
)  # fmt: skip
"""Beginnings of the names of tables that no kept page shows, except those above; the history ends in ``event``."""


def family_of(table: str) -> Family | None:
    """Return the family of a table, None if no kept page shows it; a table nobody named changes every page."""
    if table in BOOKED:
        return Family.BOOKINGS
    if table.endswith("event") or (table.startswith(UNSEEN) and not table.startswith(ORGANISATIONS)):
        return None
    return Family.SESSIONS if table.startswith(("agenda_", "directory_", "engagements_")) else Family.FIGURES


def count_changes(*, using: str = DEFAULT_DB_ALIAS, **_: object) -> None:
    """Add the trigger to tables that lack it; run after each ``migrate``. Does nothing before the table of counts."""
    database = connections[using]
    tables = set(database.introspection.table_names())
    if TABLE not in tables:
        return
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE tgname = %s", [TRIGGER]
        )
        counted = {name for (name,) in cursor.fetchall()}
        for table in sorted(tables - counted):
            family = family_of(table)
            if family is not None:
                cursor.execute(
                    sql.SQL(
                        "CREATE TRIGGER {} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {} "
                        "FOR EACH STATEMENT EXECUTE FUNCTION {}({})"
                    ).format(*map(sql.Identifier, (TRIGGER, table, FUNCTION)), sql.Literal(family.value))
                )


_of_request: ContextVar[Stamps | None] = ContextVar("stamps", default=None)


def stamps() -> Stamps:
    """Return the stamp of each family, those of :func:`one_state` if it is open (one query)."""
    return _of_request.get() or read_stamps()


def known_stamp(family: Family) -> str:
    """Return the stamp of a family in :func:`one_state`, without asking; "" outside of it."""
    return (_of_request.get() or {}).get(family, "")


def read_stamps() -> Stamps:
    """Return the stamp of each family as of now (one query)."""
    with connection.cursor() as cursor:
        # The largest key too: emptied tables count from nothing, and keys never return.
        cursor.execute("SELECT family, sum(changes), max(id) FROM database_change GROUP BY family")
        found = {family: f"{count}.{last}" for family, count, last in cursor.fetchall()}
    return {family: found.get(family.value, "0") for family in Family}


@contextmanager
def one_state(state: Stamps) -> Generator[None]:
    """Use these stamps for everything read in the block, without asking again.

    What is read later than its stamp may be newer than it; the next reader then reads it again.
    """
    token = _of_request.set(state)
    try:
        yield
    finally:
        _of_request.reset(token)


def kept_result(*families: Family) -> Callable[[Callable[[Key], Result]], Callable[[Key], Result]]:
    """Decorator: keep the result for each key until a family changes (at most one query to check).

    All pages and threads share the result, so callers must not change it. The results of at most :data:`MOST` keys are
    kept. Inside a transaction, which may have changed something itself, nothing is kept.
    """

    def decorate(compute: Callable[[Key], Result]) -> Callable[[Key], Result]:
        results: dict[Key, tuple[tuple[str, ...], Result]] = {}
        lock = threading.Lock()

        @wraps(compute)
        def read(key: Key) -> Result:
            if connection.in_atomic_block:
                return compute(key)
            state = stamps()
            stamp = tuple(state[family] for family in families)
            found = results.get(key)
            if found is None or found[0] != stamp:
                with lock:  # one thread computes, the others wait for its result
                    found = results.get(key)
                    if found is None or found[0] != stamp:
                        if len(results) >= MOST:
                            results.clear()
                        # A commit during ``compute`` changes the stamp, so the next call computes again.
                        found = results[key] = stamp, compute(key)
            return found[1]

        return read

    return decorate


CREATE_FUNCTION = """
CREATE OR REPLACE FUNCTION count_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  counted text := 'maillage.counted_' || TG_ARGV[0];
  me text := pg_current_xact_id()::text;
  mine bigint;
BEGIN
  IF current_setting(counted, true) IS DISTINCT FROM me THEN
    INSERT INTO database_change (family, changes) VALUES (TG_ARGV[0], 1) RETURNING id INTO mine;
    PERFORM set_config(counted, me, true);
    IF mod(mine, 64) = 0 THEN
      WITH older AS (
        SELECT id FROM database_change WHERE family = TG_ARGV[0] AND id < mine FOR UPDATE SKIP LOCKED
      ), gone AS (
        DELETE FROM database_change USING older WHERE database_change.id = older.id RETURNING changes
      )
      INSERT INTO database_change (family, changes)
      SELECT TG_ARGV[0], sum(changes) FROM gone HAVING count(*) > 0;
    END IF;
  END IF;
  RETURN NULL;
END
$$
"""
"""The trigger: one row for each family and transaction; every 64th merges older rows without waiting for a lock."""
DROP_FUNCTION = "DROP FUNCTION count_change() CASCADE"


def create_function(_apps: Any, schema_editor: Any) -> None:
    """Create the function of the triggers, for a migration."""
    schema_editor.execute(CREATE_FUNCTION)


def drop_function(_apps: Any, schema_editor: Any) -> None:
    """Remove the function with all its triggers, for a migration."""
    schema_editor.execute(DROP_FUNCTION)
