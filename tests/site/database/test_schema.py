"""A database of another program or version is refused and not changed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from maillage.errors import MaillageError, WrongVersion
from maillage.site.database import address, check_schema, check_server
from tests.site import environment


@pytest.mark.django_db
def test_our_own_database_is_complete() -> None:
    check_server(connection)
    assert check_schema(connection)


@pytest.mark.django_db
def test_a_newer_database_is_refused() -> None:
    MigrationRecorder(connection).record_applied("agenda", "0999_from_the_future")
    with pytest.raises(WrongVersion, match=r"agenda\.0999_from_the_future.*left untouched"):
        check_schema(connection)


@pytest.mark.django_db
def test_a_restore_has_room_for_a_lock_on_every_object() -> None:
    """One transaction drops the tables, makes them in an earlier form, and alters each, while the site is used."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('max_locks_per_transaction')::int * current_setting('max_connections')::int, "
            "(SELECT count(*) FROM pg_class) + (SELECT count(*) FROM pg_constraint) + (SELECT count(*) FROM pg_trigger)"
        )
        room, objects = cursor.fetchone()
    assert room > 4 * objects


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.fixture
def other_database() -> Iterator[str]:
    """Return the URL of an empty database on the test server, standing for a production one."""
    with environment.empty_database("other") as url:
        yield url


def maillage(*arguments: str, data_dir: Path, url: str = "") -> subprocess.CompletedProcess[str]:
    environment_of_run = {**os.environ, "MAILLAGE_DATA_DIR": str(data_dir), "DATABASE_URL": url}
    environment_of_run.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(
        [sys.executable, "-c", "from maillage.cli import main; main()", *arguments],
        env=environment_of_run, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def test_database_url_names_a_real_server(other_database: str, tmp_path: Path) -> None:
    saved = maillage("db", "backup", str(tmp_path / "b.zip"), data_dir=tmp_path, url=other_database)
    assert saved.returncode == 0, saved.stderr
    restored = maillage("db", "restore", str(tmp_path / "b.zip"), data_dir=tmp_path, url=other_database)
    assert restored.returncode == 0, restored.stderr
    status = maillage("db", "status", data_dir=tmp_path, url=other_database)
    assert "DATABASE_URL" in status.stdout
    assert " 0 missing" in status.stdout
    assert not (tmp_path / "database").exists()


def test_a_database_of_another_program_is_refused_and_unchanged(other_database: str, tmp_path: Path) -> None:
    with psycopg.connect(other_database) as connection:
        connection.execute("CREATE TABLE invoices (id int)")
    refused = maillage("db", "backup", str(tmp_path / "b.zip"), data_dir=tmp_path, url=other_database)
    assert refused.returncode == 2
    assert "another program (such as 'invoices')" in refused.stderr
    assert "Traceback" not in refused.stderr
    with psycopg.connect(other_database) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert tables == (1,)


def test_another_django_project_is_refused(other_database: str, tmp_path: Path) -> None:
    with psycopg.connect(other_database) as connection:
        connection.execute("CREATE TABLE django_migrations (id int, app text, name text, applied timestamptz)")
        connection.execute("CREATE TABLE shop_order (id int)")
        connection.execute("INSERT INTO django_migrations VALUES (1, 'contenttypes', '0001_initial', now())")
    refused = maillage("db", "status", data_dir=tmp_path, url=other_database)
    assert refused.returncode == 2
    assert "another Django project" in refused.stderr


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://user@host/base", "works with PostgreSQL only"),
        ("postgres://user@host", "names no database"),
        ("postgres://user@host:port/base", "not a number"),
        ("postgres://user@127.0.0.1:1/base", "does not answer"),
    ],
)
def test_an_invalid_database_url_gives_one_sentence(url: str, said: str, tmp_path: Path) -> None:
    refused = maillage("db", "status", data_dir=tmp_path, url=url)
    assert refused.returncode == 2
    assert said in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1


def test_parts_of_a_url() -> None:
    parts = address.parse_url("postgresql://ada:p%40ss@db.example:6432/care?sslmode=require")
    assert (parts["USER"], parts["PASSWORD"], parts["HOST"], parts["PORT"], parts["NAME"]) == (
        "ada", "p@ss", "db.example", "6432", "care",
    )  # fmt: skip
    assert parts["OPTIONS"] == {"sslmode": "require"}
    with pytest.raises(MaillageError):
        address.parse_url("sqlite:///x")


def test_an_old_server_is_refused() -> None:
    class Old:
        """A connection that answers the version query as PostgreSQL 14 would."""

        def cursor(self) -> Old:
            return self

        def __enter__(self) -> Old:
            return self

        def __exit__(self, *_: object) -> None: ...

        def execute(self, query: str) -> None:
            assert query == "SHOW server_version_num"

        def fetchone(self) -> tuple[str]:
            return ("140011",)

    with pytest.raises(WrongVersion, match="PostgreSQL 14; Maillage needs 15"):
        check_server(Old())
