"""Drawings of figures, made once for all processes: drawing takes 150 ms, reading one 0.1 ms."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe

from maillage import __version__
from maillage.site import private_files

KEPT = 500
"""Drawings kept; each has some 15 kB."""


def kept(told: str, draw: Callable[[], SafeString]) -> SafeString:
    """Return the drawing of the figures that ``told`` names whole, drawn on first use."""
    name = hashlib.sha256(f"{__version__} {told}".encode()).hexdigest()[:32]
    where = private_files.folder("drawings") / f"{name}.svg"
    try:
        return mark_safe(where.read_text(encoding="utf-8"))  # noqa: S308 - our own drawing
    except FileNotFoundError:
        drawn = draw()
        private_files.write(where.parent, [drawn.encode()]).replace(where)
        _forget(where.parent)
        return drawn


def _forget(folder: Path) -> None:
    """Remove the oldest drawings beyond those that are kept."""
    found = sorted(folder.glob("*.svg"), key=lambda one: one.stat().st_mtime, reverse=True)
    for one in found[KEPT:]:
        one.unlink(missing_ok=True)
