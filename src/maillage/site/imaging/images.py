"""Images as they are kept: their attributes without their pixels, their frames as ranges of bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from maillage.site.files import vault
from maillage.site.files.models import StoredFile

if TYPE_CHECKING:
    from pydicom import Dataset


def attributes(file: StoredFile) -> Dataset:
    """Return the attributes of an image; its pixels are not read.

    Raises ``Refused`` for a destroyed file.
    """
    head = b"".join(vault.read(file, 0, int(file.facts["pixels_at"])))
    from pydicom import dcmread  # with the first image: every process of the site imports this module

    return dcmread(io.BytesIO(head), stop_before_pixels=True)


def frame_bytes(file: StoredFile) -> int:
    """Return the bytes of one frame."""
    facts = file.facts
    return int(facts["rows"] * facts["columns"] * facts["bytes"] * (3 if facts["colours"] else 1))


def frame(file: StoredFile, number: int) -> Iterator[bytes]:
    """Yield the pixels of a frame, by its number from 1. Raises ``IndexError``, ``Refused``."""
    if not 1 <= number <= int(file.facts["frames"]):
        raise IndexError(number)
    size = frame_bytes(file)
    start = int(file.facts["pixels_at"]) + (number - 1) * size
    return vault.read(file, start, start + size)
