"""Files of the data folder in backups: photos, documents of grants, reports, encrypted files; each with its digest.

What else the data folder holds is left out: it can be computed again, or belongs to jobs, which no backup contains.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.conf import settings

from maillage.site import private_files

FOLDERS = ("photos", "grants", "reports", "vault", "seal")
"""Folders of the data folder whose files the rows of the database name."""
PREFIX = "files/"
BLOCK = 1 << 20


@dataclass(frozen=True)
class BackupFile:
    """A file in a backup: its size in bytes and its digest. Its name is ``folder/path``."""

    bytes: int
    sha256: str


def dump(archive: zipfile.ZipFile) -> dict[str, BackupFile]:
    """Write the files into a backup. One that is removed meanwhile is left out."""
    found: dict[str, BackupFile] = {}
    for name in _names():
        digest, size = hashlib.sha256(), 0
        try:
            source = (Path(settings.DATA_DIR) / name).open("rb")
        except FileNotFoundError:
            continue
        # Photos, PDF files and spreadsheets are compressed already.
        entry = zipfile.ZipInfo(PREFIX + name)
        with source, archive.open(entry, "w", force_zip64=True) as target:
            while block := source.read(BLOCK):
                target.write(block)
                digest.update(block)
                size += len(block)
        found[name] = BackupFile(size, digest.hexdigest())
    return found


def _names() -> list[str]:
    """Names of the files of the folders; those being written, and links, are left out."""
    root = Path(settings.DATA_DIR)
    paths = (path for folder in FOLDERS for path in sorted((root / folder).rglob("*")))
    return [
        path.relative_to(root).as_posix()
        for path in paths
        if path.is_file() and not path.is_symlink() and not path.name.startswith(".")
    ]


def problem(archive: zipfile.ZipFile, files: Mapping[str, BackupFile]) -> str:
    """Return what is wrong with the files of a backup, "" if nothing. Every byte is read."""
    for name, file in files.items():
        parts = PurePosixPath(name).parts
        if parts[:1] not in {(folder,) for folder in FOLDERS} or len(parts) < 2 or ".." in parts or "\\" in name:
            return f"it names a file outside its folders, {name!r}"
        digest = hashlib.sha256()
        with archive.open(PREFIX + name) as handle:
            while block := handle.read(BLOCK):
                digest.update(block)
        if digest.hexdigest() != file.sha256:
            return f"file {name} is damaged"
    return ""


@contextmanager
def staged(path: Path, files: Mapping[str, BackupFile]) -> Generator[Path]:
    """Yield a folder with the files of a backup, beside their places: a full disk shows before anything changes."""
    room = Path(tempfile.mkdtemp(prefix=".restore-", dir=settings.DATA_DIR))
    try:
        with zipfile.ZipFile(path) as archive:
            for name in files:
                target = room / name
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(descriptor, "wb") as written, archive.open(PREFIX + name) as source:
                    shutil.copyfileobj(source, written, BLOCK)
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def put_in_place(room: Path, files: Mapping[str, BackupFile]) -> None:
    """Make the folders hold the staged files and no others."""
    root = Path(settings.DATA_DIR)
    for name in _names():
        if name not in files:
            (root / name).unlink(missing_ok=True)
    for name in files:
        first, *between = PurePosixPath(name).parent.parts
        where = private_files.folder(first)
        for part in between:
            where /= part
            where.mkdir(mode=0o700, exist_ok=True)
        (room / name).replace(root / name)
