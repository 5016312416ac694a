"""``migrate`` that begins an empty database from the kept tables and applies only what came after them."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connections

from maillage.site.database.beginning import create_kept_tables, is_empty


class Command(DjangoMigrate):
    """Django's own command, with a quick start for a database without a table.

    ``--from-nothing`` applies every migration one by one, as writing the kept tables needs it.
    """

    def add_arguments(self, parser: Any) -> None:
        """Django's arguments and ``--from-nothing``."""
        super().add_arguments(parser)
        parser.add_argument("--from-nothing", action="store_true", help="Apply every migration one by one.")

    def handle(self, *args: Any, **options: Any) -> Any:
        """Create the kept tables where nothing is there and everything is wanted, then do what Django does."""
        connection = connections[options["database"]]
        one_by_one = options.pop("from_nothing", False) or options.get("app_label") or options.get("plan")
        if not one_by_one and is_empty(connection):
            create_kept_tables(connection)
        return super().handle(*args, **options)
