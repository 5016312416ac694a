"""Begins an empty database with the tables that the migrations of this version make.

Applying some sixty migrations one by one takes most of the time of a first start: Django builds every model again for
each. ``tables.sql`` keeps their result, rows of ``django_migrations`` included. It may be older than the migrations:
those it does not name are applied after it.
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
    """Whether the database holds no table."""
    return not connection.introspection.table_names()


def create_kept_tables(connection: BaseDatabaseWrapper) -> None:
    """Create the kept tables in an empty database, all of them or none."""
    from django.db import transaction

    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        # Several statements in one call need a cursor that prepares nothing and takes no parameters.
        cursor.execute(kept_tables())


@cache
def kept_tables() -> str:
    """The statements of ``tables.sql``."""
    return files("maillage.site.database").joinpath(KEPT).read_text(encoding="utf-8")


def portable(dump: str) -> str:
    """What ``pg_dump`` printed, without what belongs to its session or to the program ``psql``.

    Names keep their schema, so that no search path is needed; a setting of a newer server would stop an older one.
    """
    kept = [line.rstrip() for line in dump.splitlines() if not _OF_THE_SESSION.match(line)]
    return "\n".join(line for line, before in zip(kept, ["", *kept], strict=False) if line or before).strip() + "\n"
