"""Migrations that cannot be undone once there are rows: going back is refused before anything is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psycopg import sql


def nothing(apps: Any, schema_editor: Any) -> None:
    """Going forward needs nothing of this operation."""


def refuse_with_rows(*tables: str) -> Callable[[Any, Any], None]:
    """The way back of a migration whose ``tables`` hold what the tables of before cannot."""

    def refuse(_apps: Any, schema_editor: Any) -> None:
        with schema_editor.connection.cursor() as cursor:
            for table in tables:
                cursor.execute(sql.SQL("SELECT EXISTS (SELECT 1 FROM {})").format(sql.Identifier(table)))
                if cursor.fetchone()[0]:
                    raise RuntimeError(f"The rows of {table} cannot be undone: restore a backup made before they came.")

    return refuse
