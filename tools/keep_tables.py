"""Write ``site/database/tables.sql``: the tables that all migrations create in an empty database, by ``pg_dump``.

Run it after adding a migration (``.venv/bin/python tools/keep_tables.py``); ``tests/site/migrations/test_beginning.py``
compares both.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from maillage.site.database import beginning
from maillage.site.database.server import binaries, start


def dump(url: str) -> str:
    """Tables and constraints of a database, as ``pg_dump`` prints them, without owners and privileges."""
    command = [str(binaries() / "pg_dump"), "--schema-only", "--no-owner", "--no-privileges", url]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def applied() -> str:
    """A statement that records every migration as applied."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    names = MigrationRecorder(connection).applied_migrations()
    rows = ",\n".join(f"  ('{app}', '{name}', now())" for app, name in names)
    return f"INSERT INTO public.django_migrations (app, name, applied) VALUES\n{rows};\n"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="maillage-tables-") as folder, start(Path(folder), durable=False) as server:
        os.environ |= {"MAILLAGE_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "maillage.site.config.settings"}
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", "--from-nothing", verbosity=0, interactive=False)
        text = beginning.portable(dump(server.url)) + "\n" + applied()
        Path(beginning.__file__).with_name(beginning.KEPT).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
