"""``regulation``: living areas classed by the thresholds of the zoning of general practitioners."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maillage.analysis.access import AccessTable, measure
from maillage.analysis.inputs import given, rows_named
from maillage.analysis.table import Table
from maillage.analysis.world import territory
from maillage.errors import MaillageError
from maillage.sources.catalogue import default_holdings
from maillage.sources.catalogue.current import (
    current_living_areas,
    current_zoning,
)
from maillage.sources.codes import read_living_areas
from maillage.sources.published import about
from maillage.territory import FRANCE
from maillage.zoning.regulation import NEWEST, PUBLISHED, Land, Regulation, RegulationRules, agency_zones, regulate

if TYPE_CHECKING:
    from maillage.analysis.inputs import TableLike
    from maillage.analysis.world import TimesLike

__all__ = ["RegulationTable", "regulation", "regulation_of"]


def regulation(
    region: str,
    supply: TableLike | None = None,
    need: TableLike | None = None,
    *,
    vintage: str = NEWEST,
    living_areas: TableLike | None = None,
    times: TimesLike | None = None,
    supply_year: int | None = None,
    pivot: str = "official",
) -> RegulationTable:
    """Class the living areas of a region by the regulatory thresholds on access to general practitioners.

    ``vintage`` names the rules ("2017", "2025"). ``living_areas``: ``code,tvs[,tvs_name]``; without them, those loaded
    by ``maillage data``, else the intercommunalities stand in, and the result says that it is estimated. Other
    arguments as in :func:`maillage.measure`.
    The agency's own choice is not computable: ``agency_zone`` is the published one. Raises ``UnknownName`` for the
    region or the vintage, ``BadInput`` for an invalid row.

    ```python
    maillage.regulation("Occitanie").frame[["name", "apl", "zone", "agency_zone"]]
    ```
    """
    measured = measure(region, supply, need, times=times, supply_year=supply_year, pivot=pivot)
    return regulation_of(measured, vintage, living_areas)


def regulation_of(access: AccessTable, vintage: str = NEWEST, living_areas: TableLike | None = None) -> RegulationTable:
    """Class the living areas of the region of an existing measure."""
    rules = RegulationRules.load(str(vintage))
    if access.region == FRANCE or "," in access.region:
        raise MaillageError("Zones are decided by region. Measure one region, such as '76', first.")
    whole = territory()
    notices: list[str] = []
    held = default_holdings()
    loaded = current_living_areas(held) if living_areas is None else None
    zoning = current_zoning(held, map(str, whole.code))
    agency = agency_zones(whole.code) if zoning is None else zoning[0]
    if loaded is not None:
        labels, names = loaded.of(whole.code), loaded.names
        notices.append(f"living areas: {loaded.loaded.label}")
    elif living_areas is None:
        labels, names = whole.epci, whole.epci_names
        notices.append(
            "estimated: intercommunalities stand in for living areas (TVS). Load them, or give them with --living-areas"
        )
    else:
        table = given(living_areas, "living areas", "tvs")
        assert table is not None
        with rows_named():
            labels, names, notices = read_living_areas(table, whole)
    land = Land(whole.region, whole.population, labels, agency, names, living_areas is None and loaded is None)
    if zoning is not None:
        notices.append(f"agency_zone: {zoning[1].label}")
    else:
        published = about(PUBLISHED)
        notices.append(f"agency_zone: {published['producer']}, {published['vintage']}")
    return RegulationTable(access, regulate(land, access.figures, access.region, rules), tuple(notices))


class RegulationTable(Table):
    """Living areas by ascending APL: ``code,name,population,apl,zone,kind,decided_in,agency_zone,agency_share``.

    ``zone``: ``zip``, ``reserve`` (the agency chooses ZIP or ZAC), ``margin`` (the agency may add it), ``outside``.
    ``regulation`` is the engine's value.
    """

    def __init__(self, access: AccessTable, found: Regulation, told: tuple[str, ...] = ()) -> None:
        """Show the areas of ``found``, classed by the figures of ``access``; ``told`` of how they are grouped."""
        self.access, self.regulation = access, found
        rules = found.rules
        notices = (
            *access.notices,
            *told,
            f"{rules.label}: {rules.source}",
            f"thresholds made for the APL of {rules.apl_year}",
            f"not computed: {'; '.join(rules.not_computed)}",
        )
        columns = found.to_columns()
        title = f"{rules.label}, {access.place}"
        super().__init__(columns, [row.positions for row in found.rows], territory(), title, "apl", notices)
