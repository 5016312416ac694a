"""Encrypted files in the data folder: keep, read a range, destroy, renew keys. Only the key of a file opens it."""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from maillage.site import private_files
from maillage.site.accounts import sealing
from maillage.site.accounts.models import User
from maillage.site.files import sealed
from maillage.site.files.models import StoredFile
from maillage.site.refusals import Refused

FOLDER = "vault"
BATCH = 200


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


def destroy(file: StoredFile) -> None:
    """Forget the key of a file at once, and remove the file at the commit: copies in backups open no more."""
    StoredFile.objects.filter(pk=file.pk).update(key="")
    transaction.on_commit(lambda: path_of(file.pk).unlink(missing_ok=True))


def path_of(key: uuid.UUID) -> Path:
    """Return where a file is, or would be."""
    return private_files.folder(FOLDER) / key.hex[:2] / key.hex


def renew_keys() -> int:
    """Seal the key of every file again with the site's newest key, while the site runs; return how many.

    Files themselves stay as they are. After it the former key of the site may be taken away.
    """
    done, last = 0, uuid.UUID(int=0)
    while batch := list(StoredFile.objects.filter(pk__gt=last).exclude(key="").order_by("pk")[:BATCH]):
        for file in batch:
            with transaction.atomic():
                row = StoredFile.objects.select_for_update().get(pk=file.pk)
                if row.key:
                    StoredFile.objects.filter(pk=row.pk).update(key=sealing.seal(sealing.unseal(row.key)))
                    done += 1
        last = batch[-1].pk
    return done


def _sealed_key(key: bytes) -> str:
    return sealing.seal(base64.b64encode(key).decode())
