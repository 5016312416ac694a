"""A database created from the stored tables equals one made by every migration."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from maillage.site.database import beginning
from tests.site import environment
from tests.site.migrations.conftest import lines_of
from tools.keep_tables import dump


@dataclass(frozen=True)
class Described:
    """Contents of a database: its dump without rows, the applied migrations, the tables with rows."""

    lines: list[str]
    applied: set[tuple[str, str]]
    filled: set[str]


@pytest.fixture(scope="module")
def one_by_one(unblocked: None) -> Iterator[Described]:
    """A database made by all migrations."""
    with environment.copied("onebyone", of="template1") as name:
        with environment.working_on(name):
            call_command("migrate", "--from-nothing", verbosity=0)
            found = described()
        yield replace(found, lines=lines_of(read_again(dump(environment.url_of(name)))))


@pytest.fixture(scope="module")
def begun(unblocked: None) -> Iterator[Described]:
    """A database created from the stored tables."""
    with environment.copied("begun_kept", of="template1") as name:
        with environment.working_on(name):
            call_command("migrate", verbosity=0)
            found = described()
        yield replace(found, lines=lines_of(dump(environment.url_of(name))))


def described() -> Described:
    """Read the contents of the current database, except its dump."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        applied = set(cursor.fetchall())
        filled = {table for table in connection.introspection.table_names(cursor) if has_rows(cursor, table)}
    return Described([], applied, filled)


def read_again(dumped: str) -> str:
    """Dump a database restored from a dump: PostgreSQL rewrites some expressions the first time."""
    with environment.copied("read_again", of="template1") as name:
        with psycopg.connect(environment.url_of(name)) as reading:
            reading.execute(beginning.portable(dumped).encode())
        return dump(environment.url_of(name))


def has_rows(cursor: Any, table: str) -> bool:
    cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}")')
    return cursor.fetchone()[0]


def test_the_stored_tables_equal_those_of_the_migrations(one_by_one: Described, begun: Described) -> None:
    assert "\n".join(difflib.unified_diff(one_by_one.lines, begun.lines, n=1, lineterm="")) == ""
    assert (begun.applied, begun.filled) == (one_by_one.applied, one_by_one.filled)


def test_no_migration_inserts_rows_missing_from_the_stored_tables(one_by_one: Described) -> None:
    assert one_by_one.filled == {"django_migrations", "django_content_type", "auth_permission"}


def test_session_settings_are_removed_from_the_dump_and_definitions_stay() -> None:
    dumped = (
        "--\n\\restrict abc\nSET lock_timeout = 0;\nCREATE TABLE public.a (\n    b integer\n);\n\n\n\nCREATE INDEX;"
    )
    assert beginning.portable(dumped) == "CREATE TABLE public.a (\n    b integer\n);\n\nCREATE INDEX;\n"
