"""Files received in pieces: begun with a length, continued from where they stand, admitted when they are whole.

Each piece is encrypted as it arrives, under a key of the upload. A piece counts once its row says so: what a broken
request wrote beyond is cut off by the next one.
"""

from __future__ import annotations

import base64
import hashlib
import os
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction

from maillage.site import private_files
from maillage.site.accounts.models import User
from maillage.site.files import entry, sealed, vault
from maillage.site.files.kinds import FIELD
from maillage.site.files.models import StoredFile, Upload
from maillage.site.refusals import InvalidField, Refused, WrongState

MOST_BYTES = 256 * 2**20
KEPT_FOR = timedelta(hours=24)
"""How long a broken upload can be continued."""
FOLDER = Path(vault.FOLDER) / "uploads"
COUNT_BYTES = 4
CHECKSUMS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}


class WrongOffset(WrongState):
    """The piece does not begin where the upload stands."""

    def __init__(self, offset: int) -> None:
        self.offset = offset
        super().__init__("L’envoi n’en est pas là\u00a0: reprenez-le où il s’est arrêté.")


class WrongChecksum(Refused):
    """The piece did not arrive as it was sent."""


def begin(holder: str, length: int, by: User) -> Upload:
    """Begin to receive a file of ``length`` bytes. Raises ``InvalidField`` for an empty or too large one."""
    if length < 1:
        raise InvalidField(FIELD, "Ce fichier est vide\u00a0: exportez-le de nouveau.")
    if length > MOST_BYTES:
        raise InvalidField(
            FIELD,
            f"Ce fichier a {length / 2**20:.0f}\u00a0Mo, c’est trop ({MOST_BYTES // 2**20}\u00a0Mo)\u00a0: coupez "
            "l’enregistrement, ou exportez une image par fichier.",
        )
    return Upload.objects.create(holder=holder, length=length, by=by, key=vault.sealed_key(sealed.new_key()))


@transaction.atomic
def append(upload: Upload, offset: int, piece: bytes, checksum: tuple[str, bytes] | None = None) -> Upload:
    """Add a piece that begins at ``offset``; return the fresh row.

    Raises ``WrongOffset``, ``WrongChecksum`` for a piece that its digest (name, value) refuses, ``InvalidField`` for
    one that goes beyond the length.
    """
    row = Upload.objects.select_for_update().get(pk=upload.pk)
    if offset != row.offset:
        raise WrongOffset(row.offset)
    if offset + len(piece) > row.length:
        raise InvalidField(FIELD, "Ce fichier est plus long qu’annoncé\u00a0: envoyez-le de nouveau.")
    if checksum is not None and CHECKSUMS[checksum[0]](piece).digest() != checksum[1]:
        raise WrongChecksum("Ce morceau s’est abîmé en chemin\u00a0: il est renvoyé.")
    if piece:
        row.stored += _write(row, piece)
        row.offset += len(piece)
        row.save(update_fields=["offset", "stored"])
    return row


def finish(upload: Upload, allowed: frozenset[str]) -> StoredFile:
    """Admit and keep a file that is whole; the upload ends, whatever it was.

    Raises ``InvalidField`` or ``Refused`` with what to do for a file that is not admitted.
    """
    if upload.offset != upload.length:
        raise WrongOffset(upload.offset)
    try:
        try:
            content = b"".join(pieces(upload))
        except (sealed.Damaged, FileNotFoundError) as error:
            raise Refused("Cet envoi s’est abîmé\u00a0: envoyez le fichier de nouveau.") from error
        admitted = entry.admit(content, allowed)
        return vault.keep(admitted.parts, admitted.content, upload.holder, upload.by)
    finally:
        abandon(upload)


def abandon(upload: Upload) -> None:
    """Forget an upload: its key, then its pieces."""
    Upload.objects.filter(pk=upload.pk).delete()
    _path(upload.pk).unlink(missing_ok=True)


def pieces(upload: Upload) -> Iterator[bytes]:
    """Yield what was received, piece by piece. Raises ``sealed.Damaged`` for pieces changed on disk."""
    cipher, at, read = AESGCM(vault.opened_key(upload.key)), 0, 0
    with _path(upload.pk).open("rb") as source:
        while read < upload.stored:
            count = int.from_bytes(source.read(COUNT_BYTES), "big")
            found = source.read(count)
            try:
                piece = cipher.decrypt(found[: sealed.NONCE], found[sealed.NONCE :], _about(upload.pk, at))
            except (InvalidTag, ValueError) as error:
                raise sealed.Damaged(f"Upload {upload.pk} is damaged at {at}. Send the file again.") from error
            at += len(piece)
            read += COUNT_BYTES + count
            yield piece


def sweep(now: datetime) -> int:
    """Forget uploads that nobody continued in time; return how many."""
    old = list(Upload.objects.filter(at__lt=now - KEPT_FOR))
    for one in old:
        abandon(one)
    named = {f".{key.hex}" for key in Upload.objects.values_list("pk", flat=True)}
    for path in _folder().iterdir():
        if path.name not in named and path.stat().st_mtime < (now - KEPT_FOR).timestamp():
            path.unlink(missing_ok=True)
    return len(old)


def checksum_of(header: str) -> tuple[str, bytes] | None:
    """Return the name and value of the header ``Upload-Checksum``, None for none. Raises ``ValueError``."""
    if not header:
        return None
    name, _, value = header.partition(" ")
    if name not in CHECKSUMS:
        raise ValueError(name)
    return name, base64.b64decode(value, validate=True)


def whole(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield pieces of a usual length from parts of any length."""
    held = bytearray()
    for part in parts:
        held += part
        while len(held) >= 2**20:
            yield bytes(held[: 2**20])
            del held[: 2**20]
    if held:
        yield bytes(held)


def _write(row: Upload, piece: bytes) -> int:
    """Append an encrypted piece after what counts; return its size on disk."""
    nonce = os.urandom(sealed.NONCE)
    found = nonce + AESGCM(vault.opened_key(row.key)).encrypt(nonce, piece, _about(row.pk, row.offset))
    path = _path(row.pk)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as target:
        target.truncate(row.stored)
        target.seek(row.stored)
        target.write(len(found).to_bytes(COUNT_BYTES, "big") + found)
    return COUNT_BYTES + len(found)


def _folder() -> Path:
    private_files.folder(vault.FOLDER)
    return private_files.folder(str(FOLDER))


def _path(key: uuid.UUID) -> Path:
    """Return where the pieces are. The name begins with a point: backups leave them out."""
    return _folder() / f".{key.hex}"


def _about(key: uuid.UUID, offset: int) -> bytes:
    return f"{key}:{offset}".encode()
