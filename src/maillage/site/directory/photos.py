"""Photos of places: checked, made smaller and freed of metadata, kept in the data folder readable by its owner only."""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageOps

from maillage.site import private_files
from maillage.site.refusals import InvalidField

FIELD = "photo"
LARGEST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 60_000_000
BOUND = 1600
"""Longest side of a kept photo, in pixels."""
QUALITY = 82
MOST_PHOTOS = 6
FORMATS = ("JPEG", "PNG", "WEBP")
UNDER_WAY = timedelta(hours=1)
"""A file younger than that may belong to a request that is not committed yet."""
TRY = "Choisissez une photo en JPEG ou en PNG, par exemple prise au téléphone."


@dataclass(frozen=True)
class KeptPhoto:
    """A photo in the folder: digest of its content, size in pixels."""

    digest: str
    width: int
    height: int


def folder() -> Path:
    """Return the folder of the photos, made if missing."""
    return private_files.folder("photos")


def path_of(digest: str) -> Path:
    """Return the path of a photo."""
    return folder() / f"{digest}.jpg"


def keep(file: BinaryIO, size: int) -> KeptPhoto:
    """Check an uploaded photo of ``size`` bytes and keep a smaller JPEG of it without metadata.

    Raises ``InvalidField`` for a file that is too large, is no photo, or would be huge once decoded.
    """
    if size > LARGEST_BYTES:
        raise InvalidField(
            FIELD,
            f"Cette photo est trop lourde\u00a0: {LARGEST_BYTES // 1024**2}\u00a0Mo au plus. Réduisez-la, ou "
            "envoyez-en une autre.",
        )
    photo = _small(file)
    data = io.BytesIO()
    photo.save(data, "JPEG", quality=QUALITY, optimize=True)
    digest = hashlib.sha256(data.getvalue()).hexdigest()
    _write(path_of(digest), data.getvalue())
    return KeptPhoto(digest, photo.width, photo.height)


def _small(file: BinaryIO) -> Image.Image:
    """Return the photo upright, within the bound, as pixels alone."""
    bombs = (Image.DecompressionBombError, Image.DecompressionBombWarning)
    try:
        with Image.open(file, formats=FORMATS) as found:
            # The size comes from the header: nothing is decoded before it is known to be reasonable.
            if found.width * found.height > MOST_PIXELS:
                raise _too_many_pixels()
            found.draft("RGB", (BOUND, BOUND))
            upright = ImageOps.exif_transpose(found).convert("RGB")
    except bombs as error:
        raise _too_many_pixels() from error
    except (OSError, SyntaxError, ValueError) as error:
        raise InvalidField(FIELD, f"Ce fichier n’est pas une photo lisible. {TRY}") from error
    upright.thumbnail((BOUND, BOUND))
    # A new image has no metadata, comment or profile to carry over.
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    return clean


def _too_many_pixels() -> InvalidField:
    most = f"{MOST_PIXELS // 10**6} millions de points au plus"
    return InvalidField(FIELD, f"Cette image est trop grande\u00a0: {most}. {TRY}")


def _write(path: Path, data: bytes) -> None:
    if path.is_file():
        path.touch()
        return
    private_files.write(path.parent, [data]).replace(path)


def sweep(used: Collection[str]) -> int:
    """Remove the files of photos that no row names; return how many."""
    before = time.time() - UNDER_WAY.total_seconds()
    old = [path for path in folder().iterdir() if path.stat().st_mtime < before and path.stem not in used]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
