"""Checks that a database belongs to this version of Maillage and that its server is new enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maillage.errors import WrongVersion

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

OLDEST_SERVER = 15
LEFT = "It was left untouched"


def check_server(connection: BaseDatabaseWrapper) -> None:
    """Raise ``WrongVersion`` for a server older than PostgreSQL 15."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        number = int(cursor.fetchone()[0])
    if number // 10000 < OLDEST_SERVER:
        raise WrongVersion(
            f"The server of DATABASE_URL is PostgreSQL {number // 10000}; Maillage needs {OLDEST_SERVER} or newer. "
            "Name a newer server, or unset DATABASE_URL to use the embedded one."
        )


def check_schema(connection: BaseDatabaseWrapper) -> bool:
    """Return whether all migrations are applied; False for empty or older tables, which ``migrate`` completes.

    Raises ``WrongVersion`` for a database of another program or of a newer Maillage. Writes nothing.
    """
    from django.db.migrations.loader import MigrationLoader

    tables = set(connection.introspection.table_names())
    if not tables:
        return False
    if "django_migrations" not in tables:
        raise WrongVersion(
            f"The database holds {len(tables)} tables of another program (such as '{min(tables)}'). "
            f"{LEFT}: name an empty database."
        )
    loader = MigrationLoader(connection)
    applied = set(loader.applied_migrations)
    unknown = sorted(f"{app}.{name}" for app, name in applied - set(loader.disk_migrations))
    if unknown:
        raise WrongVersion(
            f"The database was made by another version of Maillage or by another program ('{unknown[0]}' is not known "
            f"here). {LEFT}: use that version, or name another database."
        )
    if not any(app == "geography" for app, _ in applied) and tables != {"django_migrations"}:
        raise WrongVersion(f"The database belongs to another Django project. {LEFT}: name an empty database.")
    return set(loader.disk_migrations) <= applied | set(_replaced(loader))


def _replaced(loader: object) -> set[tuple[str, str]]:
    """Return the migrations replaced by an applied squashed migration."""
    return {old for migration in loader.replacements.values() for old in migration.replaces}  # type: ignore[attr-defined]
