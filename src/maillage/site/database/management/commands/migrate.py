"""``migrate`` that creates an empty database from the stored tables and applies only the later migrations."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connections

from maillage.site.database.beginning import create_kept_tables, is_empty


class Command(DjangoMigrate):
    """Django's ``migrate``, with a quick start for a database without tables.

    ``--from-nothing`` applies every migration one by one, which is needed to write the stored tables.
    """

    def add_arguments(self, parser: Any) -> None:
        """Add Django's arguments and ``--from-nothing``."""
        super().add_arguments(parser)
        parser.add_argument("--from-nothing", action="store_true", help="Apply every migration one by one.")

    def handle(self, *args: Any, **options: Any) -> Any:
        """Create the stored tables if the database is empty and all migrations are wanted, then run Django's."""
        connection = connections[options["database"]]
        one_by_one = options.pop("from_nothing", False) or options.get("app_label") or options.get("plan")
        if not one_by_one and is_empty(connection):
            create_kept_tables(connection)
        return super().handle(*args, **options)
