"""``designate``: the territories most in need, with reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from maillage import zoning
from maillage.analysis.access import AccessTable, measure
from maillage.analysis.inputs import rows_named, whole_number, with_coordinates
from maillage.analysis.table import Table
from maillage.analysis.world import territory
from maillage.errors import MaillageError, UnknownName
from maillage.sources.catalogue import default_holdings
from maillage.sources.catalogue.current import current_emergency
from maillage.territory import FRANCE, load_outlines

if TYPE_CHECKING:
    import pandas as pd

    from maillage.analysis.inputs import TableLike
    from maillage.analysis.plans import PlanTable
    from maillage.analysis.world import TimesLike

__all__ = ["Zones", "designate", "zones_of"]
LEVELS = ("epci", "department")


def designate(
    region: str | Sequence[str],
    count: int = 28,
    supply: TableLike | None = None,
    need: TableLike | None = None,
    *,
    level: str = "epci",
    hospitals: TableLike | None = None,
    times: TimesLike | None = None,
    supply_year: int | None = None,
    quota: Mapping[str, int] | str | None = None,
) -> Zones:
    """Designate the ``count`` territories of a region most in need, by access, need and distance to emergency care.

    ``region`` is a code or name, a list of them, or "all" for France: all their territories are compared together.
    ``quota`` says how many are designated in each region: numbers by region, in place of ``count``, or "population" to
    share ``count`` out by inhabitants.

    ``supply``, ``need``, ``times`` and ``supply_year`` as in :func:`maillage.measure`; ``hospitals``: ``lat,lon`` and,
    if known, ``facility_type``, ``name``, ``commune``, ``finess`` (default: the authorised emergency departments).
    ``level`` is ``epci`` or ``department``. The same as ``measure(region, ...).designate(count)``. Raises
    ``UnknownName`` for the region or the level, ``MaillageError`` if there are fewer territories.

    ```python
    zones = maillage.designate("Occitanie", 28)
    zones.frame[["rank", "name", "score", "reason"]]
    ```
    """
    measured = measure(region, supply, need, times=times, supply_year=supply_year)
    return measured.designate(count, level=level, hospitals=hospitals, quota=quota)


def zones_of(
    access: AccessTable,
    count: int,
    level: str,
    hospitals: TableLike | None,
    quota: Mapping[str, int] | str | None = None,
) -> Zones:
    """Designate from an existing measure."""
    if level not in LEVELS:
        raise UnknownName("level", level, LEVELS)
    count = whole_number("count", count, 0, "28")
    numbers = _quota(quota)
    whole = territory()
    with rows_named():
        sites = (
            current_emergency(default_holdings(), whole)
            if hospitals is None
            else zoning.read_hospitals(_path(hospitals), whole, load_outlines)
        )
    found = zoning.designate(whole, access.model, access.need, count, access.region, level, sites, quota=numbers)
    return Zones(access, found, () if sites is None else sites.notices)


def _quota(quota: Mapping[str, int] | str | None) -> Mapping[str, int] | Literal["population"] | None:
    if quota is None or quota == "population":
        return quota
    if not isinstance(quota, Mapping):
        raise MaillageError(f"'{quota}' is no quota. Give numbers by region, such as {{'76': 28}}, or 'population'.")
    return {str(region): whole_number("quota", number, 0, "28") for region, number in quota.items()}


def _path(hospitals: TableLike) -> Any:
    return with_coordinates(hospitals, "hospitals")


class Zones(Table):
    """Designated territories, rank 1 the most in need: ``rank,code,name,population,score``, the criteria, ``reason``.

    ``score`` (0 to 100) is the share of the region's territories that are better off; ``reason`` is a French sentence.
    ``designation`` is the engine's value, with all the territories that were compared.
    """

    def __init__(self, access: AccessTable, designation: zoning.Designation, told: tuple[str, ...] = ()) -> None:
        """Show the rows of ``designation``, computed from ``access``; ``told`` of the hospitals that were given."""
        self.access, self.designation, self._told = access, designation, told
        frame = designation.to_frame().assign(reason=[row.reason for row in designation.rows])
        proxies = (f"other figures stand in for: {', '.join(designation.proxies)}",) if designation.proxies else ()
        notices = (*access.notices, *told, *proxies)
        title = f"{len(frame)} priority territories, {access.place}; {access.model.supply.in_words}"
        super().__init__(frame, [row.positions for row in designation.rows], territory(), title, "score", notices)

    def adjust(
        self,
        add: Iterable[str] = (),
        remove: Iterable[str] = (),
        *,
        reason: str,
        author: str,
        when: date | None = None,
    ) -> Zones:
        """Return the list with territories added or removed by a person, with a reason; see ``adjustments``.

        Raises ``MaillageError`` without a reason or an author, ``UnknownName`` for a territory that was not compared.

        ```python
        zones = maillage.designate("Corse", 6)
        last = zones.frame["code"].iloc[-1]
        zones.adjust(remove=[last], reason="A health centre opened in March", author="Agency").adjustments
        ```
        """
        changed = self.designation.adjust(add, remove, reason=reason, author=author, date=when)
        return Zones(self.access, changed, self._told)

    @property
    def adjustments(self) -> pd.DataFrame:
        """The log of manual changes: ``code,kind,reason,author,date``."""
        import pandas as pd

        rows = [(one.code, one.kind, one.reason, one.author, one.date) for one in self.designation.adjustments]
        return pd.DataFrame(rows, columns=["code", "kind", "reason", "author", "date"])

    def plan(self, doctors: TableLike | None = None, sites: TableLike | None = None, **options: Any) -> PlanTable:
        """Plan who goes where and when for these territories; arguments as for :func:`maillage.plan`."""
        from maillage.analysis.plans import plan_for

        return plan_for(self, doctors, sites, **options)

    @property
    def several(self) -> bool:
        """Whether they were designated in more than one region."""
        return self.access.region == FRANCE or "," in self.access.region

    def facts(self) -> dict[str, object]:
        """Territories, inhabitants, share of the region's inhabitants, departments, manual changes."""
        people = self.designation.population
        everyone = int(self._territory.population[self.access.positions].sum())
        return {
            "territories": len(self),
            "population": people,
            "share of the region": people / max(everyone, 1),
            "departments": len({row.department for row in self.designation.rows}),
            "changes by hand": len(self.designation.adjustments),
            "modelled": self.designation.modelled,
        }
