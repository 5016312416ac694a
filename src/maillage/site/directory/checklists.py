"""What a place is asked about and what a visit checks: lists of ``parameters/places.toml``, with their sources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from maillage.parameters import load_toml

_TABLE: dict[str, Any] = load_toml("maillage.site.directory", "places")

EQUIPMENT: Mapping[str, str] = _TABLE["equipment"]["items"]
ACCESSIBILITY: Mapping[str, str] = _TABLE["accessibility"]["items"]
VISIT: Mapping[str, str] = _TABLE["visit"]["items"]
REQUIRED_AT_VISIT: tuple[str, ...] = tuple(_TABLE["visit"]["required"])
"""Points without which no place is approved."""


def labels(codes: object, of: Mapping[str, str]) -> list[str]:
    """Return the labels of stored codes in the order of the list."""
    kept = set(codes) if isinstance(codes, list | tuple | set | frozenset) else set()
    return [label for code, label in of.items() if code in kept]
