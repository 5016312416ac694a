"""Establishments of FINESS, as loaded: those of a commune, and the name of a number."""

from __future__ import annotations

from functools import lru_cache

from maillage.site.observatory import loading
from maillage.sources.catalogue import Holdings
from maillage.sources.catalogue.finess import Establishment, establishments

SHOWN = 30


def of_commune(code: str) -> list[Establishment]:
    """Return the first establishments of a commune by name, none if FINESS is not loaded."""
    found = [one for one in _known() if one.code == code]
    return sorted(found, key=lambda one: one.name)[:SHOWN]


def named(number: str) -> Establishment | None:
    """Return the establishment of a FINESS number, None if it is unknown or FINESS is not loaded."""
    return next((one for one in _known() if one.finess == number), None)


def vintage() -> str:
    """Return the year of the loaded register, "" without one."""
    loaded = loading.holdings().current("establishments")
    return "" if loaded is None else str(loaded.year)


def _known() -> tuple[Establishment, ...]:
    held = loading.holdings()
    loaded = held.current("establishments")
    return () if loaded is None else _read(held, loaded.key)


@lru_cache(maxsize=1)
def _read(held: Holdings, _key: str) -> tuple[Establishment, ...]:
    return tuple(establishments(held))
