"""Django on a private embedded server, once per process; conftests that need the site call ``prepare``."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg

from maillage.site.database import DatabaseServer, start

BROUGHT = frozenset({"django_content_type", "auth_permission"})
"""Tables with rows that the migrations bring."""


@cache
def prepare() -> tuple[Path, DatabaseServer]:
    """Start the server in a new temporary folder and set up Django; leave the environment unchanged."""
    folder = Path(tempfile.mkdtemp(prefix="maillage-tests-"))
    server = start(folder, durable=False)
    wanted = {
        "MAILLAGE_DATA_DIR": str(folder),
        "MAILLAGE_SECRET_KEY": "a-secret-for-the-tests-and-nothing-else",
        "MAILLAGE_PUBLIC_ADDRESS": "https://maillage.example",
    }
    before = {name: os.environ.get(name) for name in (*wanted, "DATABASE_URL")}
    os.environ.update(wanted)
    os.environ.pop("DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.site.settings"
    import django

    django.setup()
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    return folder, server


@contextmanager
def empty_database(prefix: str) -> Iterator[str]:
    """Yield the URL of an empty database on the test server; drop it afterwards."""
    with copied(prefix, of="template1") as name:
        yield url_of(name)


def url_of(name: str) -> str:
    """Return the URL of a database on the test server."""
    _, server = prepare()
    return server.url.replace("/maillage?", f"/{name}?")


@contextmanager
def copied(prefix: str, of: str | None = None) -> Iterator[str]:
    """Yield the name of a copy of a database, by default the current one; drop it afterwards.

    PostgreSQL copies files, much faster than migrations or inserting rows; nobody may be connected to the original
    during the copy.
    """
    from django.db import connections

    _, server = prepare()
    connections.close_all()
    name, original = f"{prefix}_{os.getpid()}", of or connections.settings["default"]["NAME"]
    with psycopg.connect(server.url, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name}")
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {original}")
    try:
        yield name
    finally:
        with psycopg.connect(server.url, autocommit=True) as admin:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def working_on(name: str) -> Iterator[None]:
    """Let Django use another database of the same server, in every thread."""
    from django.db import connections

    settings = connections.settings["default"]
    before = settings["NAME"]
    connections.close_all()
    settings["NAME"] = name
    try:
        yield
    finally:
        connections.close_all()
        settings["NAME"] = before


def empty_tables() -> None:
    """Remove all rows but those that the migrations bring.

    Django's own ``flush`` empties every table, rows or none, and creates content types and permissions again, which
    takes a second after each test that commits.
    """
    from django.db import connection
    from psycopg import sql

    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
    parts = [
        sql.SQL("SELECT {} WHERE EXISTS (SELECT 1 FROM {})").format(sql.Literal(name), sql.Identifier(name))
        for name in sorted(tables - BROUGHT)
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ALL ").join(parts))
        filled = [sql.Identifier(name) for (name,) in cursor.fetchall()]
        if filled:
            cursor.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(filled)))


def dismiss() -> None:
    """Stop the server and delete its folder."""
    if prepare.cache_info().currsize:
        folder, server = prepare()
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
