"""Former communes: what became of a commune that is no more, by its code or by its name (register since 1943)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from maillage.sources.published import facts
from maillage.territory.names import search_key


@dataclass(frozen=True)
class FormerCommune:
    """A code and a name that stood for a commune, and the code of the commune of today; the same where it was renamed.

    ``key`` is the name as searches compare it.
    """

    code: str
    name: str
    current: str
    key: str


@cache
def former_communes() -> tuple[FormerCommune, ...]:
    """Every former code and name since 1943, ascending by code."""
    return tuple(
        FormerCommune(row["code"], row["name"], row["current"], search_key(row["name"]))
        for row in facts("former_communes")
    )


@cache
def successors() -> dict[str, str]:
    """Code of the commune of today for each code that is no commune any more."""
    return {one.code: one.current for one in former_communes() if one.code != one.current}


@cache
def _last_names() -> dict[str, str]:
    return {one.code: one.name for one in former_communes()}


def former_name(code: str) -> str:
    """A name that the commune of a former code had. Raises ``KeyError`` for another code."""
    return _last_names()[code]


def former_named(text: str, limit: int = 20) -> list[FormerCommune]:
    """Former communes whose name, or a word of it, begins with ``text``: best first, at most ``limit``.

    Of one commune of today only the best is told.
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
