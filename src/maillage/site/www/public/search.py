"""Search of communes by what users type: "st", missing accents, postcodes, "Saint-Denis (93)", an address."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from django.db.models import Q

from maillage.site.geography import services
from maillage.site.geography.models import Commune
from maillage.territory import search_key

LIMIT, HINTED = 20, 300
ADDRESS = re.compile(r"^.*[^\d](\d{5})\s+(\D{2,})$")
"""An address: what stands before the postcode says nothing about the commune."""
DEPARTMENT = re.compile(r"[\s(]+(\d[\dab]\d?)\)?\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """Communes found, best first; ``exact`` if exactly one has this name or postcode."""

    found: list[Commune]
    exact: Commune | None = None
    more: bool = False


def _split(text: str) -> tuple[str, str]:
    """Split into name and department, if one follows the name."""
    hint = DEPARTMENT.search(text)
    return (text[: hint.start()], hint.group(1).upper()) if hint else (text, "")


def search(text: str, limit: int = LIMIT) -> Answer:
    """Return at most ``limit`` communes that match ``text``, a name, a postcode or an address; one query."""
    address = ADDRESS.match(text.strip())
    if address is not None:
        return _of_address(address.group(1), address.group(2), limit)
    name, department = _split(text.strip())
    found = list(services.search(name, HINTED if department else limit + 1))
    if department:
        found = [commune for commune in found if commune.department_id == department]
    key = search_key(name)
    same = [commune for commune in found if commune.search_key == key]
    exact = same[0] if len(same) == 1 else found[0] if len(found) == 1 else None
    return Answer(found[:limit], exact, len(found) > limit)


def _of_address(postcode: str, town: str, limit: int) -> Answer:
    """Return the commune of a postcode that an address names, or all of the postcode if it names none of them."""
    found, key = list(services.search(postcode, HINTED)), search_key(town)
    named = [commune for commune in found if key.startswith(commune.search_key)]
    exact = max(named, key=lambda commune: len(commune.search_key)) if named else None
    shown = [exact] if exact is not None else found
    return Answer(shown[:limit], exact or (shown[0] if len(shown) == 1 else None), len(shown) > limit)


def near(text: str, count: int = 6) -> list[Commune]:
    """Return communes with a name similar to ``text``, best first; two queries."""
    key = search_key(_split(text)[0])
    if len(key) < 2:
        return []
    likely = Q(search_key__startswith=key[0])
    if len(key) > 4:
        likely |= Q(search_key__endswith=key[-3:])
    keys = Commune.objects.filter(likely, position__isnull=False).values_list("search_key", flat=True).distinct()
    comparable = [other for other in keys if abs(len(other) - len(key)) <= 3]
    best = difflib.get_close_matches(key, comparable, n=count, cutoff=0.7)
    found = Commune.objects.filter(search_key__in=best).select_related("department")
    rank = {name: place for place, name in enumerate(best)}
    return sorted(found, key=lambda commune: (rank[commune.search_key], -int(commune.population)))[:count]
