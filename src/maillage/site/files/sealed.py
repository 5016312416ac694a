"""The form of an encrypted file: chunks, each authenticated with its place, so that any range is read alone.

AES-256-GCM with one key per file. A chunk holds 64 KiB of the content: a random nonce of 12 bytes, the ciphertext, a
tag of 16 bytes. Its associated data are the name of the file, its number, and whether it is the last: a chunk that is
moved, dropped, repeated or taken from another file is refused.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CHUNK = 64 * 1024
NONCE, TAG = 12, 16
SEALED_CHUNK = NONCE + CHUNK + TAG
KEY_BYTES = 32


class Damaged(Exception):
    """The file was changed, cut, or belongs to another key."""


def new_key() -> bytes:
    """Return a key for one file."""
    return AESGCM.generate_key(bit_length=8 * KEY_BYTES)


def seal(parts: Iterable[bytes], key: bytes, name: str) -> Iterator[bytes]:
    """Yield the sealed chunks of a content given in parts of any length; one chunk for an empty content."""
    cipher, held, number = AESGCM(key), bytearray(), 0
    for part in parts:
        held += part
        while len(held) > CHUNK:
            yield _sealed(cipher, bytes(held[:CHUNK]), _about(name, number, last=False))
            del held[:CHUNK]
            number += 1
    yield _sealed(cipher, bytes(held), _about(name, number, last=True))


def unseal(path: Path, key: bytes, name: str, start: int, stop: int, size: int) -> Iterator[bytes]:
    """Yield the content from byte ``start`` to ``stop`` (excluded) of a file of ``size`` bytes.

    Raises ``Damaged`` for a chunk that was not written so.
    """
    cipher, last = AESGCM(key), max(0, -(-size // CHUNK) - 1)
    with path.open("rb") as source:
        for number in range(start // CHUNK, max(start, stop - 1) // CHUNK + 1):
            source.seek(number * SEALED_CHUNK)
            found = source.read(SEALED_CHUNK)
            try:
                content = cipher.decrypt(found[:NONCE], found[NONCE:], _about(name, number, last=number == last))
            except (InvalidTag, ValueError) as error:
                raise Damaged(f"Chunk {number} of file {name} is damaged. Restore it from a backup.") from error
            first = number * CHUNK
            yield content[max(0, start - first) : stop - first]


def _sealed(cipher: AESGCM, content: bytes, about: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + cipher.encrypt(nonce, content, about)


def _about(name: str, number: int, *, last: bool) -> bytes:
    return f"{name}:{number}:{int(last)}".encode()
