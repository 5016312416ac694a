"""Comparison of the computed list of priority territories with the State's: common ones, differences, reasons."""

from __future__ import annotations

from dataclasses import dataclass

from maillage.site.geography.models import Region
from maillage.site.observatory.models import TerritoryList, ZoneCandidate
from maillage.site.observatory.services import LISTS_IN_WORDS
from maillage.site.www import toponyms


@dataclass(frozen=True)
class Difference:
    """A territory of one list only: its rank among all compared territories, and a sentence with the reason."""

    name: str
    rank: int
    reason: str


@dataclass(frozen=True)
class ComparedLists:
    """Both lists of a region.

    ``basis`` names the list in force; ``published`` is how many territories the State counts, ``known`` how many of
    them are known, ``shared`` how many the computed list has too, ``computed`` its length, ``compared`` how many
    territories were compared. ``official`` are the codes of the State's list.
    """

    basis: str
    in_force: str
    published: int
    vintage: str
    source: str
    computed: int
    compared: int
    official: frozenset[str]
    only_official: list[Difference]
    only_computed: list[Difference]

    @property
    def differences(self) -> list[tuple[str, list[Difference]]]:
        """Territories of one list only, by the title of the list; lists without any are left out."""
        titled = [
            ("Dans la liste de l’État, et non dans la liste calculée", self.only_official),
            ("Dans la liste calculée, et non dans celle de l’État telle qu’on la connaît", self.only_computed),
        ]
        return [(title, rows) for title, rows in titled if rows]

    @property
    def known(self) -> int:
        """Territories of the State's list that are known."""
        return len(self.official)

    @property
    def missing(self) -> int:
        """Territories of the State's list that are not known."""
        return max(0, self.published - self.known)

    @property
    def shared(self) -> int:
        """Territories that both lists have."""
        return self.known - len(self.only_official)


def compared_lists(region: Region) -> ComparedLists | None:
    """Return both lists of a region, None if the State's is unknown (two queries)."""
    chosen = TerritoryList.objects.filter(region=region, published__gte=1).first()
    if chosen is None:
        return None
    rows = list(ZoneCandidate.objects.filter(region=region).select_related("epci").order_by("rank"))
    return ComparedLists(
        basis=chosen.basis,
        in_force=LISTS_IN_WORDS[chosen.basis],
        published=chosen.published,
        vintage=chosen.vintage,
        source=chosen.source,
        computed=sum(row.computed for row in rows),
        compared=len(rows),
        official=frozenset(row.epci_id for row in rows if row.official),
        only_official=[_difference(row) for row in rows if row.official and not row.computed],
        only_computed=[_difference(row) for row in rows if row.computed and not row.official],
    )


def _difference(row: ZoneCandidate) -> Difference:
    return Difference(toponyms.short_grouping(row.epci.name), row.rank, row.reason)
