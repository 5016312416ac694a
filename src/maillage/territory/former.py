"""Former communes: the current commune for a code or a name that no longer exists (register since 1943)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from maillage.sources.published import facts
from maillage.territory.names import search_key


@dataclass(frozen=True)
class FormerCommune:
    """A former code and name of a commune, and the code of the current commune; the same code if only the name changed.

    ``key`` is the normalised name used by searches.
    """

    code: str
    name: str
    current: str
    key: str


@cache
def former_communes() -> tuple[FormerCommune, ...]:
    """Every former code and name since 1943, in ascending order of code."""
    return tuple(
        FormerCommune(row["code"], row["name"], row["current"], search_key(row["name"]))
        for row in facts("former_communes")
    )


@cache
def successors() -> dict[str, str]:
    """Code of the current commune for each former code."""
    return {one.code: one.current for one in former_communes() if one.code != one.current}


@cache
def _last_names() -> dict[str, str]:
    return {one.code: one.name for one in former_communes()}


def former_name(code: str) -> str:
    """A name that the commune of a former code had. Raises ``KeyError`` for any other code."""
    return _last_names()[code]


def former_named(text: str, limit: int = 20) -> list[FormerCommune]:
    """Former communes whose name, or a word of it, begins with ``text``: best first, at most ``limit``.

    For each current commune only the best match is returned.
    """
    key = search_key(text)
    if not key:
        return []
    inside = f" {key}"
    found = [one for one in former_communes() if one.key.startswith(key) or inside in one.key]
    found.sort(key=lambda one: (one.key != key, not one.key.startswith(key), len(one.key), one.key))
    best: dict[str, FormerCommune] = {}
    for one in found:
        best.setdefault(one.current, one)
    return list(best.values())[:limit]
