"""Opens the site in a process: data folder, database, Django, tables."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from maillage.artefacts import default_data_dir
from maillage.errors import MaillageError
from maillage.site.database.address import external_url
from maillage.site.database.marker import claim_data_folder
from maillage.site.database.server import DatabaseServer, start

MIGRATION_LOCK = 0x4D61696C


def open_site(data_dir: Path | None = None, *, migrate: bool = True, patience: float = 0.0) -> DatabaseServer | None:
    """Prepare this process to use the models; return the embedded server, None if ``DATABASE_URL`` names another.

    Creates or completes the tables unless ``migrate`` is False; waits up to ``patience`` seconds for a server that is
    still starting. Raises ``WrongVersion`` for a folder, server or database of another version and ``MaillageError`` if
    no server answers or the encryption key is another one, without changing anything.
    """
    folder = use_data_dir(data_dir)
    claim_data_folder(folder)
    # The server starts while Django imports the site: both take seconds, and neither needs the other.
    with ThreadPoolExecutor(1) as beside:
        starting = beside.submit(start, folder) if external_url() is None else None
        _set_up_django()
    server = starting.result() if starting is not None else None
    _check(migrate, patience)
    return server


def _set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.site.config.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def use_data_dir(data_dir: Path | None) -> Path:
    """Make ``data_dir`` the data folder of this process and its children; None keeps the current one. Returns it."""
    if data_dir is not None:
        os.environ["MAILLAGE_DATA_DIR"] = str(data_dir.expanduser().absolute())
    return default_data_dir()


def _check(migrate: bool, patience: float) -> None:
    from django.core.management import call_command
    from django.db import connection

    from maillage.site.database.schema import check_schema, check_server

    _connect(patience)
    check_server(connection)
    complete = check_schema(connection)
    if migrate and not complete:
        # A lock: two processes that start together must not both create the tables.
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0")
            cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
            try:
                call_command("migrate", verbosity=0, interactive=False)
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
        connection.close()
    if migrate:
        from maillage.site.resealing import check_key

        check_key()


def _connect(patience: float) -> None:
    from django.db import OperationalError, connection

    from maillage.site.database.trouble import no_room

    deadline = time.monotonic() + patience
    while True:
        try:
            connection.ensure_connection()
            return
        except OperationalError as error:
            if time.monotonic() >= deadline:
                full = no_room(error, default_data_dir())
                if full is not None:
                    raise full from error
                reason = str(error).strip().splitlines()[-1]
                raise MaillageError(f"The database does not answer ({reason}). Check that the server runs.") from error
        time.sleep(0.5)
