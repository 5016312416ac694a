"""Files of the data folder that its owner alone reads, written whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings


def folder(name: str) -> Path:
    """Return a folder of the data folder, made if missing (mode 0700)."""
    found = Path(settings.DATA_DIR) / name
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def write(where: Path, parts: Iterable[bytes]) -> Path:
    """Write a file (mode 0600) under a passing name in the folder ``where`` and return it.

    The caller puts it in its place with ``replace``: readers see the former file or the whole new one.
    """
    written = where / f".new-{secrets.token_hex(8)}"
    with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        target.writelines(parts)
    return written
