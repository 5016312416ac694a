"""Read backups and damage them."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

from django.db import connection

from maillage.site.database import backup


def contents() -> dict[str, list[str]]:
    """Return every row of every table in a backup, as text."""
    with connection.cursor() as cursor:
        found = {}
        for table in sorted(backup._tables() - backup.LEFT_OUT):
            cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')
            found[table] = [row[0] for row in cursor.fetchall()]
    return found


def files_of(path: Path) -> dict[str, bytes]:
    """Return the files of an archive by name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_files(path: Path, files: dict[str, bytes]) -> None:
    """Write an archive."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def edit_head(path: Path, **values: object) -> None:
    """Change values in the manifest of a backup."""
    files = files_of(path)
    files[backup.MANIFEST] = json.dumps({**json.loads(files[backup.MANIFEST]), **values}).encode()
    write_files(path, files)


def without_slots(path: Path, target: Path) -> Path:
    """Write a backup with sessions but no slots: the file is complete but violates a foreign key."""
    files = files_of(path)
    head = json.loads(files[backup.MANIFEST])
    files["tables/agenda_slot.copy"] = b""
    head["tables"]["agenda_slot"] |= {"rows": 0, "sha256": hashlib.sha256(b"").hexdigest()}
    write_files(target, {**files, backup.MANIFEST: json.dumps(head).encode()})
    return target
