"""Migrations that cannot be reversed once there are rows: reversing is refused before data are lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psycopg import sql


def nothing(apps: Any, schema_editor: Any) -> None:
    """Do nothing when the migration is applied."""


def refuse_with_rows(*tables: str) -> Callable[[Any, Any], None]:
    """Return the reverse of a migration, which fails if ``tables`` have rows that the old tables cannot hold."""

    def refuse(_apps: Any, schema_editor: Any) -> None:
        with schema_editor.connection.cursor() as cursor:
            for table in tables:
                cursor.execute(sql.SQL("SELECT EXISTS (SELECT 1 FROM {})").format(sql.Identifier(table)))
                if cursor.fetchone()[0]:
                    raise RuntimeError(f"The rows of {table} cannot be undone: restore a backup made before they came.")

    return refuse
