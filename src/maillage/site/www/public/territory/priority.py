"""The priority of a territory: its rank on a list, or the priority territories inside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from maillage.site.geography.models import Intercommunality, Region
from maillage.site.observatory.models import TerritoryList, ZoneAdjustment, ZoneCandidate, ZoneDesignation
from maillage.site.observatory.zones import designated
from maillage.site.www import toponyms
from maillage.site.www.public.territory.subjects import Subject
from maillage.site.www.toponyms import Toponym


@dataclass(frozen=True)
class Priority:
    """Whether an intercommunality is on the list of a region, at which rank, and why.

    ``state``: "yes", "no", "added" or "removed" by hand, "none" if its region has no list. ``rank`` is the rank among
    the ``count`` listed territories for "yes", otherwise among the ``compared`` ones, None if it was not stored.
    ``official`` is the year of the State's list with this territory, empty if no such list has it.
    """

    state: str
    name: Toponym | None = None
    region: str = ""
    count: int = 0
    compared: int = 0
    rank: int | None = None
    reason: str = ""
    official: str = ""

    @property
    def published(self) -> str:
        """ "Elle figure dans la liste publiée par l’État en 2025."; empty for a territory that is not on it."""
        if self.name is None or not self.official:
            return ""
        verb = "figurent" if self.name.plural else "figure"
        return f"{self.name.pronoun.capitalize()} {verb} dans la liste publiée par l’État en {self.official}."

    @property
    def sentence(self) -> str:
        """ "Oui : l’agglomération de Cahors est 3e sur les 28 territoires prioritaires en Occitanie."."""
        if self.name is None:
            return ""
        name, where, listed = self.name, self.region, f"territoires prioritaires {self.region}"
        if self.state == "yes" and self.count == 1:
            return f"Oui\u00a0: {name.full} est le seul territoire prioritaire {where}."
        if self.state == "yes":
            return f"Oui\u00a0: {name.full} est {_nth(self.rank)} sur les {self.count} {listed}."
        if self.state == "added":
            return f"Oui\u00a0: {name.full} a été {name.agreed('ajouté')} à la liste des {listed}."
        if self.state == "removed":
            return f"Non\u00a0: {name.full} a été {name.agreed('retiré')} de la liste des {listed}."
        few = "n’est pas le territoire" if self.count == 1 else f"n’est pas parmi les {self.count} territoires"
        sentence = f"Non\u00a0: {name.full} {few} où la situation est la plus difficile {where}"
        if self.rank is None:
            return f"{sentence}."
        return f"{sentence}\u202f; {name.pronoun} est {_nth(self.rank)} sur {self.compared}."


def _nth(rank: int | None) -> str:
    """ "première", "73e": a feminine rank."""
    return "première" if rank == 1 else f"{rank}e"


def of_intercommunality(epci: Intercommunality, regions: list[str]) -> Priority:
    """Return the priority on the lists of the regions of its communes (at most six queries)."""
    zone = ZoneDesignation.objects.select_related("region").filter(epci=epci).first()
    candidate = ZoneCandidate.objects.select_related("region").filter(epci=epci).first()
    lists = ZoneDesignation.objects.select_related("region").filter(region__in=regions)
    listing = zone or candidate or lists.first()
    if listing is None:
        return Priority("none")
    region = listing.region
    found: dict[str, Any] = {
        "name": toponyms.grouping(epci.name),
        "region": toponyms.region(region.name).at,
        "count": len(designated(region.pk)),
        "compared": ZoneCandidate.objects.filter(region=region).count(),
        "official": _published(region, candidate),
    }
    adjusted = ZoneAdjustment.objects.filter(epci=epci).order_by("-at").first()
    if adjusted is not None and (adjusted.kind == ZoneAdjustment.Kind.REMOVE) == (zone is not None):
        return Priority("added" if zone is None else "removed", reason=adjusted.reason, **found)
    if zone is not None:
        return Priority("yes", rank=zone.rank, reason=zone.reason, **found)
    if candidate is not None:
        return Priority("no", rank=candidate.rank, reason=candidate.reason, **found)
    return Priority("no", **found)


def _published(region: Region, candidate: ZoneCandidate | None) -> str:
    if candidate is None or not candidate.official:
        return ""
    return TerritoryList.objects.filter(region=region).values_list("vintage", flat=True).first() or ""


@dataclass(frozen=True)
class Listed:
    """A priority territory: ``rank`` among those of its region, None if added by hand."""

    code: str
    name: str
    rank: int | None


@dataclass(frozen=True)
class Inside:
    """The priority territories inside a larger one; ``by_region``: code, name, count."""

    listed: list[Listed]
    by_region: list[tuple[str, str, int]]


def inside(subject: Subject, codes: list[str], regions: list[str]) -> Inside:
    """Return those among the intercommunalities ``codes`` of ``regions``, with changes by hand (three queries)."""
    lists = ZoneDesignation.objects.filter(region__in=regions)
    names = dict(lists.values_list("region", "region__name").order_by("region__name"))
    by_region = [(code, toponyms.curly(name), len(designated(code))) for code, name in names.items()]
    if subject.level == "france":
        return Inside([], by_region)
    listed = set(codes) & frozenset[str]().union(*(designated(code) for code in names))
    ranks = dict(lists.filter(epci__in=listed).values_list("epci", "rank"))
    rows = Intercommunality.objects.filter(pk__in=listed).values_list("pk", "name")
    found = [Listed(code, toponyms.short_grouping(name), ranks.get(code)) for code, name in rows]
    found.sort(key=lambda one: (one.rank is None, one.rank, one.name))
    return Inside(found, by_region)
