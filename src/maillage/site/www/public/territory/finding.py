"""Search of territories by name: "aveyron", "pays de la loire", "grand figeac"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse

from maillage.site.geography.models import Intercommunality
from maillage.site.www.public.territory.subjects import LEVELS, Subject, every
from maillage.territory import search_key

FEWEST = 3
"""Minimum number of letters for matching the beginning of names."""


@dataclass(frozen=True)
class Found:
    """A matching territory; ``exact`` if it has exactly this name."""

    subject: Subject
    exact: bool

    def address(self, target: str) -> str:
        """Return the URL of its portrait, or of its map for ``target`` map; an intercommunality has no map."""
        if target == "carte" and self.subject.level != "epci":
            return f"{reverse('map')}?territoire={self.subject.slug}"
        return self.subject.address


def by_name(text: str, limit: int) -> list[Found]:
    """Return the territories that match ``text``: exact names first, then the larger ones (one query)."""
    key = search_key(text.strip())
    if not key:
        return []
    matches: list[tuple[bool, int, str, Subject]] = []
    for names, subject in _index(Intercommunality.objects.count()):
        exact = key in names
        if exact or (len(key) >= FEWEST and any(f" {name}".find(f" {key}") >= 0 for name in names)):
            matches.append((not exact, -LEVELS.index(subject.level), subject.name, subject))
    matches.sort(key=lambda match: match[:3])
    return [Found(subject, not other) for other, _, _, subject in matches[:limit]]


@lru_cache(maxsize=1)
def _index(_intercommunalities: int) -> list[tuple[tuple[str, ...], Subject]]:
    """Return the searchable names of each territory."""
    return [
        (tuple(dict.fromkeys((search_key(subject.name), search_key(subject.short)))), subject)
        for subject in every().values()
    ]
