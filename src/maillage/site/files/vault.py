"""Encrypted files in the data folder: keep, read a range. Only the key of a file opens it."""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from maillage.site import private_files
from maillage.site.accounts import sealing
from maillage.site.accounts.models import User
from maillage.site.files import sealed
from maillage.site.files.models import StoredFile
from maillage.site.refusals import Refused

FOLDER = "vault"


@dataclass(frozen=True)
class Content:
    """What is kept beside the bytes of a file: see ``StoredFile``."""

    kind: str
    media_type: str
    scan: str
    removed: list[str] = field(default_factory=list[str])
    facts: dict[str, Any] = field(default_factory=dict[str, Any])


def keep(parts: Iterable[bytes], content: Content, holder: str, by: User | None) -> StoredFile:
    """Encrypt a file under a key of its own and record it; nothing is written in clear."""
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
    return StoredFile.objects.create(
        pk=made, holder=holder, kind=content.kind, media_type=content.media_type, bytes=size,
        sha256=digest.hexdigest(), key=_sealed_key(key), scan=content.scan, removed=content.removed,
        facts=content.facts, by=by,
    )  # fmt: skip


def read(file: StoredFile, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
    """Yield a range of the content, the whole by default.

    Raises ``Refused`` for a destroyed or missing file, ``sealed.Damaged`` for one that was changed on disk.
    """
    path = path_of(file.pk)
    if not file.key or not path.is_file():
        raise Refused("Ce fichier n’est plus là\u00a0: demandez à son auteur de l’envoyer de nouveau.")
    key = base64.b64decode(sealing.unseal(file.key))
    return sealed.unseal(path, key, str(file.pk), start, file.bytes if stop is None else stop, file.bytes)


def whole(file: StoredFile) -> bytes:
    """Return the whole content."""
    return b"".join(read(file))


def path_of(key: uuid.UUID) -> Path:
    """Return where a file is, or would be."""
    return private_files.folder(FOLDER) / key.hex[:2] / key.hex


def _sealed_key(key: bytes) -> str:
    return sealing.seal(base64.b64encode(key).decode())
