"""Backup and restore: one zip file with one COPY file per table, read from one snapshot, and the files that rows name.

The format depends on no version of PostgreSQL's tools, and works for the embedded server and for ``DATABASE_URL``.
Sessions, refused sign-ins, the outbox and the job queue are left out: a restored site must not send old messages or do
old work, and the links in waiting messages must not be stored in backups. Artefacts are not included:
they can be computed again.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from psycopg import sql

import maillage
from maillage.artefacts import storage_problem
from maillage.errors import BadInput, MaillageError, StorageProblem, WrongVersion
from maillage.site.database import backup_files, states
from maillage.site.database.backup_files import BackupFile
from maillage.site.database.trouble import no_room

FORMAT, WITHOUT_FILES = 2, 1
"""Backups of the first format contain the database only."""
MANIFEST = "manifest.json"
LEFT_OUT = frozenset(
    {
        "django_session", "accounts_cacheentry", "accounts_failedlogin", "booking_bookingtry", "database_change",
        "outbox_message", "webhooks_change", "webhooks_delivery", "jobs_job", "procrastinate_jobs",
        "procrastinate_events", "procrastinate_periodic_defers", "procrastinate_workers",
    }
)  # fmt: skip
# Filled when the tables are created.
FURNITURE = frozenset({"django_migrations", "django_content_type", "auth_permission"})
BLOCK = 1 << 20


@dataclass(frozen=True)
class BackupTable:
    """A table in a backup: its columns in order, the number of rows, the digest of the COPY file."""

    columns: list[str]
    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """The manifest of a backup; ``migrations`` are those applied when it was written, needed to restore it.

    ``files`` are files of the data folder by name; a backup of the first format has none.
    """

    format: int
    maillage: str
    created: str
    migrations: list[str]
    sequences: dict[str, int]
    tables: dict[str, BackupTable]
    files: dict[str, BackupFile] = field(default_factory=dict[str, BackupFile])

    @property
    def with_files(self) -> bool:
        """Whether a restore brings back files too."""
        return self.format != WITHOUT_FILES

    @property
    def rows(self) -> int:
        """Number of rows in all tables."""
        return sum(table.rows for table in self.tables.values())


def write_backup(path: Path) -> Manifest:
    """Write a backup that only its owner can read; the file appears complete or not at all.

    Raises ``StorageProblem`` if it cannot be written.
    """
    try:
        descriptor, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as handle, zipfile.ZipFile(handle, "w", zipfile.ZIP_DEFLATED) as archive:
                manifest = _dump(archive)
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise storage_problem(path.parent, error) from error
    return manifest


def _dump(archive: zipfile.ZipFile) -> Manifest:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        names = sorted(_tables() - LEFT_OUT)
        # The snapshot is taken by now: the files that its rows name are read before somebody removes one.
        files = backup_files.dump(archive)
        tables = {name: _dump_table(archive, cursor, name) for name in names}
        manifest = Manifest(
            format=FORMAT,
            maillage=maillage.__version__,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            migrations=states.applied(),
            sequences=_sequences(cursor),
            tables=tables,
            files=files,
        )
    archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
    return manifest


def _dump_table(archive: zipfile.ZipFile, cursor: Any, name: str) -> BackupTable:
    columns = _columns(cursor, name)
    query = sql.SQL("COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(name), sql.Identifier(columns[0])
    )
    digest, rows = hashlib.sha256(), 0
    with archive.open(f"tables/{name}.copy", "w", force_zip64=True) as handle, cursor.copy(query) as copy:
        for block in copy:
            handle.write(block)
            digest.update(block)
            rows += bytes(block).count(b"\n")
    return BackupTable(columns, rows, digest.hexdigest())


def read_manifest(path: Path) -> Manifest:
    """Read a backup's manifest and check every file against its digest. Raises ``BadInput``, ``WrongVersion``."""
    remedy = "Take another copy of the backup; nothing was changed"
    if not path.is_file():
        raise BadInput(path, "no such file", "Check the path")
    try:
        with zipfile.ZipFile(path) as archive:
            document = json.loads(archive.read(MANIFEST))
            if document["format"] not in (WITHOUT_FILES, FORMAT):
                raise WrongVersion(
                    f"{path} is a backup of format {document['format']}, made by Maillage {document['maillage']}; this "
                    f"version reads formats {WITHOUT_FILES} and {FORMAT}. Restore it with that version."
                )
            tables = {name: BackupTable(**table) for name, table in document.pop("tables").items()}
            files = {name: BackupFile(**file) for name, file in document.pop("files", {}).items()}
            manifest = Manifest(tables=tables, files=files, **document)
            if said := backup_files.problem(archive, files):
                raise BadInput(path, said, remedy)
            for name, table in tables.items():
                if _digest_of(archive, name) != table.sha256:
                    raise BadInput(path, f"table {name} is damaged", remedy)
    except (zipfile.BadZipFile, zlib.error, KeyError, TypeError, ValueError, EOFError, OSError, RuntimeError) as error:
        raise BadInput(path, f"not a whole backup ({error})", remedy) from error
    return manifest


def _digest_of(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(f"tables/{name}.copy") as handle:
        while block := handle.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def restore_backup(path: Path, *, replace: bool = False, keep_in: Path) -> Path | None:
    """Load a backup into the database, in one transaction, then put its files in their places.

    A backup of an earlier version is loaded into the tables of that version, which are then migrated to the current
    ones.

    The database must be empty unless ``replace`` is set: then its content is first backed up into the folder
    ``keep_in``, and that file is returned. Raises ``BadInput`` for a damaged file, ``WrongVersion`` if this version
    cannot create the tables of the backup or cannot migrate them.
    """
    manifest = read_manifest(path)
    earlier = sorted(manifest.migrations) != sorted(states.applied())
    if earlier:
        states.check(path, manifest.migrations, manifest.maillage)
    kept = None
    if _holds_something():
        if not replace:
            raise MaillageError(
                "The database is not empty, and nothing was changed. Restore into a new data folder, or add --replace: "
                "what is there is then backed up first."
            )
        kept = _keep(keep_in)
    try:
        with _files(path, manifest):
            _restore(path, manifest, earlier)
    except (DatabaseError, psycopg.Error) as error:
        full = no_room(error, settings.DATA_DIR)
        if full is not None:
            raise StorageProblem(f"{full} Nothing was changed.") from error
        raise BadInput(path, f"the database refused it ({error})", "Nothing was changed") from error
    return kept


@contextmanager
def _files(path: Path, manifest: Manifest) -> Generator[None]:
    """Unpack the files before the database changes, and put them in their places once it has."""
    if not manifest.with_files:
        yield
        return
    try:
        with backup_files.staged(path, manifest.files) as room:
            yield
            backup_files.put_in_place(room, manifest.files)
    except OSError as error:
        raise storage_problem(Path(settings.DATA_DIR), error) from error


def _keep(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise storage_problem(folder, error) from error
    path = folder / f"before-restore-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.zip"
    write_backup(path)
    return path


@transaction.atomic
def _restore(path: Path, manifest: Manifest, earlier: bool) -> None:
    if not manifest.migrations:
        _empty()
        return
    queue = states.of_queue()
    if earlier:
        states.make(manifest.migrations)
    _check_tables(path, manifest)
    _load(path, manifest)
    states.keep_queue(queue)
    if earlier:
        states.bring_up_to_date()


def _empty() -> None:
    """Leave no rows: the backup was written before there were tables, so the current ones need not be made again."""
    every = sql.SQL(", ").join(map(sql.Identifier, sorted(_tables() - FURNITURE)))
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("TRUNCATE {}").format(every))


def _check_tables(path: Path, manifest: Manifest) -> None:
    """Check that the migrated tables have the same columns as those of the file."""
    with connection.cursor() as cursor:
        made = {name: _columns(cursor, name) for name in _tables() - LEFT_OUT}
    held = {name: table.columns for name, table in manifest.tables.items()}
    # Compare sorted columns: a column added by a later migration stands last in the table, whatever the model's order.
    differing = sorted(
        name for name in made.keys() | held.keys() if sorted(made.get(name, ())) != sorted(held.get(name, ()))
    )
    if differing:
        raise WrongVersion(
            f"{path} was made by Maillage {manifest.maillage}, and table {differing[0]} is not as its migrations make "
            "it here. Restore it with that version, then upgrade. Nothing was changed."
        )


def _load(path: Path, manifest: Manifest) -> None:
    names = sorted(manifest.tables)
    every = sql.SQL(", ").join(sql.Identifier(name) for name in sorted(_tables()))
    with connection.cursor() as cursor, zipfile.ZipFile(path) as archive:
        if names:
            cursor.execute(sql.SQL("TRUNCATE {}").format(every))
        # The backup contains the history, so the triggers that write it must not add to it.
        _triggers(cursor, names, "DISABLE")
        # Creating the tables has set their constraints to immediate; rows are loaded table by table, before the rows
        # they refer to.
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for name in names:
            _load_table(archive, cursor, name, manifest.tables[name])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _triggers(cursor, names, "ENABLE")
        for name, value in manifest.sequences.items():
            cursor.execute("SELECT setval(%s::regclass, %s)", [name, value])


def _triggers(cursor: Any, names: Iterable[str], verb: LiteralString) -> None:
    for name in names:
        cursor.execute(sql.SQL("ALTER TABLE {} {} TRIGGER USER").format(sql.Identifier(name), sql.SQL(verb)))


def _load_table(archive: zipfile.ZipFile, cursor: Any, name: str, table: BackupTable) -> None:
    query = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, table.columns))
    )
    with archive.open(f"tables/{name}.copy") as handle, cursor.copy(query) as copy:
        while block := handle.read(BLOCK):
            copy.write(block)


def _tables() -> set[str]:
    return set(connection.introspection.table_names())


def _columns(cursor: Any, name: str) -> list[str]:
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped "
        "AND attgenerated = '' ORDER BY attnum",
        [f'"{name}"'],
    )
    return [row[0] for row in cursor.fetchall()]


def _sequences(cursor: Any) -> dict[str, int]:
    cursor.execute(
        "SELECT quote_ident(sequencename), last_value FROM pg_sequences "
        "WHERE schemaname = current_schema() AND last_value IS NOT NULL AND NOT starts_with(sequencename, %s) "
        # The numbers of changes never go back, so that no stamp of a kept page returns.
        "AND NOT starts_with(sequencename, 'database_change') ORDER BY 1",
        [f"{states.QUEUE}_"],
    )
    return dict(cursor.fetchall())


def _holds_something() -> bool:
    with connection.cursor() as cursor:
        for name in sorted(_tables() - FURNITURE - LEFT_OUT):
            cursor.execute(sql.SQL("SELECT EXISTS (SELECT 1 FROM {})").format(sql.Identifier(name)))
            if cursor.fetchone()[0]:
                return True
    return False
