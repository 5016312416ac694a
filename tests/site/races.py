"""Runs the same operation in many threads at once, and queries the database afterwards."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

OVERLAPPING_CLAIMS = """
    SELECT count(*) FROM agenda_claim a JOIN agenda_claim b
    ON a.resource_id = b.resource_id AND a.id < b.id AND a.active AND b.active AND a.during && b.during
"""
SLOTS_TAKEN_TWICE = """
    SELECT count(*) FROM (
        SELECT slot_id FROM booking_appointment WHERE state IN ('booked', 'seen', 'missed')
        GROUP BY slot_id HAVING count(*) > 1
    ) twice
"""
HALF_CLAIMED_SESSIONS = """
    SELECT count(*) FROM (
        SELECT post.session_id FROM agenda_sessionpost post
        LEFT JOIN agenda_claim claim ON claim.post_id = post.id AND claim.active
        GROUP BY post.session_id HAVING count(claim.id) <> 2
    ) half
"""


def race(runners: Sequence[Callable[[], object]]) -> Counter[str]:
    """Run all at the same moment, each in its own thread and connection; count outcomes by exception name or 'done'."""
    start = threading.Barrier(len(runners))

    def run(runner: Callable[[], object]) -> str:
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            runner()
        except Exception as error:
            return type(error).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(runners)) as pool:
        return Counter(pool.map(run, runners))


def ask(question: str) -> int:
    """Return the number that a query returns."""
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


class Unguarded:
    """Drops the named constraints during a test, so that the race can be shown to happen."""

    def __init__(self, *constraints: tuple[str, str]) -> None:
        self.constraints = constraints
        self.definitions: list[tuple[str, str, str]] = []

    def __enter__(self) -> Unguarded:
        with connection.cursor() as cursor:
            for table, name in self.constraints:
                cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [name])
                row = cursor.fetchone()
                if row is not None:
                    self.definitions.append((table, name, f"ALTER TABLE {table} ADD CONSTRAINT {name} {row[0]}"))
                    cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
                else:
                    cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [name])
                    self.definitions.append((table, name, cursor.fetchone()[0]))
                    cursor.execute(f"DROP INDEX {name}")
        return self

    def __exit__(self, *_: object) -> None:
        with connection.cursor() as cursor:
            for table, _, definition in self.definitions:
                cursor.execute(f"TRUNCATE {table} CASCADE")
                cursor.execute(definition)
