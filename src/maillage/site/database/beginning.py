"""Creates the tables of an empty database from ``tables.sql``, the stored result of the migrations.

Applying some sixty migrations one by one takes most of the time of a first start, because Django rebuilds every model
for each. ``tables.sql`` includes the rows of ``django_migrations``. It may be older than the newest migrations: those
that it does not name are applied after it.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

KEPT = "tables.sql"
_OF_THE_SESSION = re.compile(r"--|\\|SET \w+ = |SELECT pg_catalog\.set_config|COMMENT ON EXTENSION")


def is_empty(connection: BaseDatabaseWrapper) -> bool:
    """Return whether the database has no table."""
    return not connection.introspection.table_names()


def create_kept_tables(connection: BaseDatabaseWrapper) -> None:
    """Create the stored tables in an empty database, in one transaction."""
    from django.db import transaction

    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        # Several statements in one call require a cursor without prepared statements and parameters.
        cursor.execute(kept_tables())


@cache
def kept_tables() -> str:
    """Return the statements of ``tables.sql``."""
    return files("maillage.site.database").joinpath(KEPT).read_text(encoding="utf-8")


def portable(dump: str) -> str:
    """Return the output of ``pg_dump`` without session settings and ``psql`` commands.

    Names keep their schema, so that no search path is needed; a setting of a newer server would fail on an older one.
    """
    kept = [line.rstrip() for line in dump.splitlines() if not _OF_THE_SESSION.match(line)]
    return "\n".join(line for line, before in zip(kept, ["", *kept], strict=False) if line or before).strip() + "\n"
