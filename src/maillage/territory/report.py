"""Gaps in the geography, and what replaces missing data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TerritoryReport:
    """Counts and lists of communes with missing data; codes ascending."""

    vintage: str
    communes: int
    population: int
    without_town_hall: tuple[str, ...]
    far_town_hall: tuple[str, ...]
    without_outline: tuple[str, ...]
    outline_from_parts: tuple[str, ...]
    outline_with_gap: tuple[str, ...]
    placed_by_postcode: tuple[str, ...]
    without_population: tuple[str, ...]
    without_epci: tuple[str, ...]
    without_postcode: tuple[str, ...]

    def lines(self) -> list[str]:
        """One English sentence for each kind of gap."""
        told = (
            (self.without_town_hall, "have no town-hall point: a point inside their outline stands in"),
            (self.far_town_hall, "have a town-hall point far outside their outline: a point inside it stands in"),
            (self.outline_from_parts, "have no outline of their own: that of their delegated communes stands in"),
            (self.outline_with_gap, "were drawn without a part that joined them: the gap around it is theirs"),
            (self.without_outline, "have no outline at all: they are drawn with the commune they left"),
            (self.placed_by_postcode, "have neither point nor outline: placed among those of their postcode"),
            (self.without_population, "have no population figure: counted as 0"),
            (self.without_epci, "belong to no intercommunality"),
            (self.without_postcode, "have no postcode"),
        )
        head = f"{self.vintage}: {self.communes} communes, {self.population} inhabitants."
        return [head, *(f"{len(codes)} communes {what} ({_some(codes)})." for codes, what in told if codes)]


def _some(codes: tuple[str, ...], most: int = 5) -> str:
    return ", ".join(codes[:most]) + (", ..." if len(codes) > most else "")
