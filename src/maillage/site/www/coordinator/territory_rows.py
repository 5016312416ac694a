"""Rows of the list of priority territories: what the page, its filters and its file show of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Sum

from maillage.evaluation import GroupGain
from maillage.site.geography.models import Commune, Intercommunality
from maillage.site.observatory.models import ZoneAdjustment, ZoneDesignation
from maillage.site.www import french, sheets, toponyms
from maillage.site.www.coordinator.fields import any_or
from maillage.site.www.lists import Column
from maillage.site.www.territories import changes
from maillage.territory import search_key

UNITS = {"percent": "\u00a0%", "%": "\u00a0%", "minutes": "\u00a0min", "min": "\u00a0min"}
USUAL_SORT = "rang"
COLUMNS = ("rank", "territory", "state", "official", "population", "access", "access_after", "reason")
AFTER_ALL = 10**6


@dataclass(frozen=True)
class TerritoryRow:
    """A territory of the list: of a criterion or a change None is unknown; ``removed``: taken off by hand, and why."""

    epci: Intercommunality
    name: str
    rank: int | None
    population: int
    reason: str
    official: bool
    criteria: list[dict[str, Any]]
    removed: ZoneAdjustment | None
    change: GroupGain | None

    @property
    def place(self) -> int:
        """What sorts by rank: those added by hand come last."""
        return AFTER_ALL if self.rank is None else self.rank

    @property
    def key(self) -> str:
        """What sorts by name."""
        return search_key(self.name)

    @property
    def before(self) -> float:
        """Access today; below everything where it is unknown."""
        return -1.0 if self.change is None else self.change.before

    @property
    def after(self) -> float:
        """Access with what is planned; below everything where it is unknown."""
        return -1.0 if self.change is None else self.change.after

    @property
    def state(self) -> str:
        """How it stands in the list, as its filter names it."""
        return "retires" if self.removed is not None else "ajoutes" if self.rank is None else "calcules"

    def cells(self) -> list[sheets.Cell]:
        """The cells of a file, by ``COLUMNS``."""
        before, after = (None, None) if self.change is None else (round(self.before, 3), round(self.after, 3))
        why = self.reason if self.removed is None else self.removed.reason
        official = "yes" if self.official else "no"
        return [self.rank, self.name, STATES[self.state], official, self.population, before, after, why]


STATES = {"calcules": "calculé", "ajoutes": "ajouté à la main", "retires": "retiré à la main"}


class TerritoryFilter(forms.Form):
    """Which territories to list."""

    etat = any_or("État", STATES.items())
    officielle = any_or("Liste de l’État", [("oui", "oui"), ("non", "non")])

    def of(self, rows: Iterable[TerritoryRow]) -> list[TerritoryRow]:
        """Return the rows that are asked for."""
        asked = self.cleaned_data if self.is_valid() else {}
        state, official = asked.get("etat"), asked.get("officielle")
        return [
            row
            for row in rows
            if (not state or row.state == state) and (not official or row.official == (official == "oui"))
        ]


def columns(rows: Sequence[TerritoryRow], *, official: bool) -> tuple[Column, ...]:
    """Return the columns: those of the criteria are the names that the first row gives them."""
    labels = [item["label"] for item in rows[0].criteria] if rows else []
    heads = [label[:1].upper() + label[1:] for label in labels]
    heads = [label[:1].upper() + label[1:] for label in labels]
    criteria = [
        Column(f"critere-{place}", head, (), numeric=True, wrapped=True) for place, head in enumerate(heads)
    ]  # fmt: skip
    states = [Column("officielle", "Liste de l’État", ("official", "place"), wrapped=True)] if official else []
    return (
        Column(USUAL_SORT, "Rang", ("place",), numeric=True),
        Column("territoire", "Territoire", ("key",)),
        *states,
        Column("habitants", "Habitants", ("population",), numeric=True),
        *criteria,
        Column("acces", "Accès", ("before",), numeric=True),
        Column("avec-le-plan", "Avec le plan", ("after",), numeric=True),
    )


def listed_rows(
    zones: Iterable[ZoneDesignation], added: Sequence[ZoneAdjustment], removed: dict[str, ZoneAdjustment],
    official: frozenset[str],
) -> list[TerritoryRow]:  # fmt: skip
    """Return the list in force with removed territories marked, then the territories added by hand."""
    access = changes()
    computed = [
        TerritoryRow(
            zone.epci, toponyms.short_grouping(zone.epci.name), zone.rank, zone.population, zone.reason, zone.official,
            [_cell(item) for item in zone.criteria.values()], removed.get(zone.epci_id), access.get(zone.epci_id),
        )
        for zone in zones
    ]  # fmt: skip
    blank = [{"label": item["label"], "text": "", "proxy": False} for item in computed[0].criteria] if computed else []
    people = dict(
        Commune.objects.filter(intercommunality__in=[one.epci_id for one in added])
        .values_list("intercommunality")
        .annotate(Sum("population"))
    )
    return computed + [
        TerritoryRow(
            one.epci, toponyms.short_grouping(one.epci.name), None, people.get(one.epci_id, 0), one.reason,
            one.epci_id in official, blank, None, access.get(one.epci_id),
        )
        for one in added
    ]  # fmt: skip


def _cell(criterion: dict[str, Any]) -> dict[str, Any]:
    value, unit = criterion["value"], criterion["unit"]
    if value is None:
        return {**criterion, "text": "inconnu"}
    decimals = 1 if abs(value) < 10 else 0
    return {**criterion, "text": f"{french.number(value, decimals)}{UNITS.get(unit, '')}"}
