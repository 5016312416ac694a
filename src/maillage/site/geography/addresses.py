"""The point of an address, where a file of addresses was loaded: one artefact, memory-mapped by every process."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from maillage.artefacts import Artefact
from maillage.site.geography.current import key_of
from maillage.site.geography.services import set_current
from maillage.site.geography.travel import NotMeasured, load, store
from maillage.sources.addresses import AddressLine
from maillage.territory import search_key

ADDRESSES = "addresses"
_NUMBERED = re.compile(r"\s*(\d{1,5})\s*(?:bis|ter|quater|[a-z])?\b[\s,]+(.+)", re.IGNORECASE)


def load_addresses(lines: Iterable[AddressLine], vintage: str) -> int:
    """Store addresses as the current artefact, in place of those loaded before; return how many there are."""
    names: dict[tuple[str, str], int] = {}
    keys: list[int] = []
    numbers: list[int] = []
    points: list[tuple[float, float]] = []
    for line in lines:
        name = (line.commune, line.street)
        if name not in names:
            names[name] = _key(*name)
        keys.append(names[name])
        numbers.append(line.number)
        points.append((line.lon, line.lat))
    key, number = np.array(keys, dtype=np.uint64), np.array(numbers, dtype=np.int32)
    order = np.lexsort((number, key))
    point = np.array(points, dtype=np.float64).reshape(-1, 2)[order]
    arrays = {"key": key[order], "number": number[order], "lon": point[:, 0].copy(), "lat": point[:, 1].copy()}
    digest = store().save(ADDRESSES, arrays, {"vintage": vintage, "count": len(keys)})
    set_current(ADDRESSES, f"{ADDRESSES}/{digest}", vintage)
    return len(keys)


def find(commune: str, address: str) -> tuple[float, float] | None:
    """Return longitude and latitude of an address of a commune; None if it is not in the file, or none was loaded.

    Without a number it is the middle of the street.
    """
    where = key_of(ADDRESSES)
    if where is None:
        return None
    try:
        arrays = _opened(where).arrays
    except NotMeasured:
        return None
    numbered = _NUMBERED.fullmatch(address)
    number, street = (int(numbered[1]), numbered[2]) if numbered else (0, address)
    wanted = np.uint64(_key(commune, street.partition(",")[0]))
    first, last = np.searchsorted(arrays["key"], wanted, "left"), np.searchsorted(arrays["key"], wanted, "right")
    if first == last:
        return None
    if not number:
        middle = (first + last) // 2
        return float(arrays["lon"][middle]), float(arrays["lat"][middle])
    at = first + np.searchsorted(arrays["number"][first:last], number)
    if at == last or arrays["number"][at] != number:
        return None
    return float(arrays["lon"][at]), float(arrays["lat"][at])


def _key(commune: str, street: str) -> int:
    """Return eight bytes that stand for a street of a commune, however it is spelt."""
    text = f"{commune}|{search_key(street)}"
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


@lru_cache(maxsize=2)
def _opened(where: str) -> Artefact:
    kind, _, key = where.partition("/")
    return load(kind, key)
