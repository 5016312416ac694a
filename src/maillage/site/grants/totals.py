"""Totals of grants by giver, territory and object; each adds up to the same cents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from maillage.site.grants.models import GrantQuerySet


class GrantFacts(NamedTuple):
    """What totals need of a grant: giver, code of the intercommunality or "", object, cents granted and paid."""

    giver: str
    territory: str
    object: str
    granted: int
    paid: int


@dataclass(frozen=True)
class GrantSum:
    """Grants together: how many, granted and paid in cents."""

    count: int = 0
    granted: int = 0
    paid: int = 0

    @property
    def left(self) -> int:
        """Cents still to be paid; negative where corrections paid more."""
        return self.granted - self.paid

    def with_(self, one: GrantFacts) -> GrantSum:
        """Count one more grant."""
        return GrantSum(self.count + 1, self.granted + one.granted, self.paid + one.paid)


def facts_of(grants: GrantQuerySet) -> list[GrantFacts]:
    """Read what totals need (one query)."""
    rows = grants.with_sums().order_by().values_list("giver_name", "territory", "object", "granted", "paid")
    return [GrantFacts(giver, territory or "", kind, granted, paid) for giver, territory, kind, granted, paid in rows]


def total(facts: Iterable[GrantFacts]) -> GrantSum:
    """Sum all of them."""
    found = GrantSum()
    for one in facts:
        found = found.with_(one)
    return found


def by(field: str, facts: Iterable[GrantFacts]) -> list[tuple[str, GrantSum]]:
    """Sum by a field of ``GrantFacts``, the largest amount first."""
    found: defaultdict[str, GrantSum] = defaultdict(GrantSum)
    for one in facts:
        key: str = getattr(one, field)
        found[key] = found[key].with_(one)
    return sorted(found.items(), key=lambda item: (-item[1].granted, item[0]))
