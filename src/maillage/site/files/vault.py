"""Encrypted files in the data folder: keep, read a range. Only the key of a file opens it."""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from maillage.site import private_files, sealing
from maillage.site.accounts.models import User
from maillage.site.files import sealed
from maillage.site.files.models import StoredFile
from maillage.site.refusals import Refused

FOLDER = "vault"
UNDER_WAY = timedelta(hours=1)
"""A file younger than that may belong to a request that is not committed yet."""


@dataclass(frozen=True)
class Content:
    """What is kept beside the bytes of a file: see ``StoredFile``."""

    kind: str
    media_type: str
    scan: str
    removed: list[str] = field(default_factory=list[str])
    facts: dict[str, Any] = field(default_factory=dict[str, Any])


def keep(parts: Iterable[bytes], content: Content | Callable[[], Content], holder: str, by: User | None) -> StoredFile:
    """Encrypt a file under a key of its own and record it; nothing is written in clear.

    ``content`` may be a function, called once all parts are written, for what is known only then.
    """
    made, key = uuid.uuid4(), sealed.new_key()
    digest, size = hashlib.sha256(), 0

    def counted() -> Iterator[bytes]:
        nonlocal size
        for part in parts:
            digest.update(part)
            size += len(part)
            yield part

    path = path_of(made)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    private_files.write(path.parent, sealed.seal(counted(), key, str(made))).replace(path)
    known = content() if callable(content) else content
    return StoredFile.objects.create(
        pk=made, holder=holder, kind=known.kind, media_type=known.media_type, bytes=size,
        sha256=digest.hexdigest(), key=sealed_key(key), scan=known.scan, removed=known.removed,
        facts=known.facts, by=by,
    )  # fmt: skip


def read(file: StoredFile, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
    """Yield a range of the content, the whole by default.

    Raises ``Refused`` for a destroyed or missing file, ``sealed.Damaged`` for one that was changed on disk.
    """
    path = path_of(file.pk)
    if not file.key or not path.is_file():
        raise Refused("Ce fichier n’est plus là\u00a0: demandez à son auteur de l’envoyer de nouveau.")
    key = opened_key(file.key)
    return sealed.unseal(path, key, str(file.pk), start, file.bytes if stop is None else stop, file.bytes)


def whole(file: StoredFile) -> bytes:
    """Return the whole content."""
    return b"".join(read(file))


def path_of(key: uuid.UUID) -> Path:
    """Return where a file is, or would be."""
    return private_files.folder(FOLDER) / key.hex[:2] / key.hex


def destroy(file: StoredFile) -> None:
    """Destroy a file: its key is erased first, so that copies of it in backups cannot be read with this database."""
    StoredFile.objects.filter(pk=file.pk).update(key="", facts={})
    path_of(file.pk).unlink(missing_ok=True)


def sealed_key(key: bytes) -> str:
    """Return the key of a file, encrypted with the master key."""
    return sealing.seal(base64.b64encode(key).decode())


def opened_key(text: str) -> bytes:
    """Return the key of a file. Raises ``sealing.Unreadable`` for a master key that the site does not have."""
    return base64.b64decode(sealing.unseal(text))


def sweep(now: datetime) -> int:
    """Remove files of the folder that no row names any more, an hour after they were written; return how many."""
    before, removed = (now - UNDER_WAY).timestamp(), 0
    for path in private_files.folder(FOLDER).glob("[0-9a-f][0-9a-f]/*"):
        if path.stat().st_mtime >= before or (len(path.name) == 2 * 16 and _is_named(path.name)):
            continue
        path.unlink(missing_ok=True)
        removed += 1
    return removed


def _is_named(name: str) -> bool:
    return StoredFile.objects.filter(pk=uuid.UUID(name)).exclude(key="").exists()
