"""What the commands of ``maillage access`` share: options, the area asked for, levels, notices, writing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from maillage.access import AccessModel
    from maillage.tables import Columns
    from maillage.territory import Territory

Region = Annotated[str, typer.Option(help="Region by code or name (76, Occitanie), or 'all' for France.")]
Profession = Annotated[str, typer.Option(help="Profession; documented: gp.")]
AnyProfession = Annotated[
    str,
    typer.Option(
        help="gp, dentist, gynaecologist, midwife, nurse, ophthalmologist, paediatrician, physiotherapist or "
        "psychiatrist."
    ),
]
Out = Annotated[Path, typer.Option(help="Table to write: .csv, .parquet or, by commune, .geojson.")]
SupplyFile = Annotated[
    Path | None, typer.Option("--supply", help="Counts of doctors: code,gps and, if known, gps_60_plus.")
]
ProviderFile = Annotated[
    Path | None,
    typer.Option("--supply", help="Counts of providers: code,count (or code,gps) and fee (sector1|optam|upto40|all)."),
]
SupplyYear = Annotated[
    int | None,
    typer.Option(help="Year the supply file was counted in: brings it forward to the published totals of 2024."),
]
NeedFile = Annotated[
    Path | None,
    typer.Option(
        "--need",
        help="Need by commune: code and any of under_18_2016, aged_65_plus_2016, population_2016 (people), "
        "median_income_2016 (euros a year), share_75_plus, poverty_rate (%), deprivation_fedi.",
    ),
]
ParameterSet = Annotated[
    str | None, typer.Option("--parameters", help="Documented parameter set: apl-gp-2015 or apl-gp-2010.")
]


class PivotOn(StrEnum):
    """What the independent measure is pivoted on."""

    NONE = "none"
    OFFICIAL = "official"


PivotOption = Annotated[
    PivotOn,
    typer.Option(
        "--pivot",
        help="none: our own measure; official: the newest official APL with the change computed since.",
    ),
]
LivingAreas = Annotated[
    Path | None, typer.Option(help="Living areas for --level tvs: code,tvs and, if known, tvs_name.")
]


class Level(StrEnum):
    """What a row stands for."""

    COMMUNE = "commune"
    EPCI = "epci"
    TVS = "tvs"
    DEPARTMENT = "department"
    REGION = "region"
    FRANCE = "france"


class Closed(StrEnum):
    """Which side of an interval its limit belongs to."""

    RIGHT = "right"
    LEFT = "left"


LevelOption = Annotated[Level, typer.Option(help="What a row stands for; groups are means weighed by population.")]
ClosedOption = Annotated[Closed, typer.Option(help="right: exactly t minutes is within t; left: it is not.")]


@dataclass(frozen=True)
class Area:
    """The territory, the communes asked for and the group of each at the level asked for."""

    territory: Territory
    positions: NDArray[np.int64]
    label: str
    level: Level
    groups: NDArray[np.str_] | None
    names: Mapping[str, str]
    notices: tuple[str, ...] = ()

    def inside(self) -> NDArray[np.bool_]:
        """(n,) true for the communes asked for."""
        import numpy as np

        found = np.zeros(len(self.territory), dtype=bool)
        found[self.positions] = True
        return found

    def members(self, code: str) -> NDArray[np.bool_]:
        """(n,) true for the communes of one group."""
        return self.inside() & (self.groups == code)


def area_of(region: str, level: Level, living_areas: Path | None = None, out: Path | None = None) -> Area:
    """Load the territory and what was asked for. Raises ``MaillageError`` for what does not exist."""
    import numpy as np

    from maillage.errors import MaillageError
    from maillage.tables import check_output

    if out is not None:
        check_output(out, *([] if level == Level.COMMUNE else [(".csv", ".parquet")]))
    if (level == Level.TVS) != (living_areas is not None):
        raise MaillageError("--level tvs and --living-areas F (columns code,tvs) go together. Give both or neither.")
    from maillage.territory import load_territory

    territory = load_territory()
    whole = region.lower() == "all"
    positions = np.arange(len(territory)) if whole else territory.in_region(region)
    label = "France" if whole else territory.region_names[territory.resolve_region(region)]
    groups, names, notices = _groups(territory, level, living_areas)
    return Area(territory, positions, label, level, groups, names, tuple(notices))


def _groups(territory: Territory, level: Level, living_areas: Path | None) -> tuple[Any, Mapping[str, str], list[str]]:
    import numpy as np

    if level == Level.COMMUNE:
        return None, {}, []
    if level == Level.FRANCE:
        return np.full(len(territory), "FR"), {"FR": "France"}, []
    if living_areas is not None:
        from maillage.sources.codes import read_living_areas

        return read_living_areas(living_areas, territory)
    names = {
        Level.EPCI: territory.epci_names,
        Level.DEPARTMENT: territory.department_names,
        Level.REGION: territory.region_names,
    }
    return getattr(territory, str(level)), names[level], []


def level_table(area: Area, columns: Mapping[str, Any], weights: Any = None) -> tuple[Columns, list[str]]:
    """Table ``code,name,population`` and ``columns``, (n,) each, by commune or as means of the level's groups.

    Means are weighed by ``weights`` (n,), by default the population. An infinite figure is none: an empty cell by
    commune, left out of the mean of a group. Also returns notices.
    """
    import numpy as np

    from maillage.tables import Columns

    territory, positions, notices = area.territory, area.positions, list(area.notices)
    if area.groups is None:
        told = {"code": territory.code, "name": territory.name, "population": territory.population}
        told |= {name: _rounded(values) for name, values in columns.items()}
        table = Columns({name: np.asarray(values)[positions] for name, values in told.items()})
        for name in columns:
            empty = int(np.isnan(table[name]).sum()) if table[name].dtype.kind == "f" else 0
            if empty:
                notices.append(f"'{name}' is empty for {empty} communes: there is none within the limit")
        return table, notices
    from maillage.access.indicators import group_communes

    labels = np.where(area.inside(), area.groups, "")
    notices += group_notices(area)
    people = territory.population.astype(np.float64)
    groups = group_communes(labels, people)
    weight = people if weights is None else np.asarray(weights, dtype=np.float64)
    told = {
        "code": groups.code,
        "name": [area.names.get(code, code) for code in groups.code],
        "population": groups.population.astype(np.int64),
    }
    for name, values in columns.items():
        known = np.isfinite(values)
        means = group_communes(labels, people, weights=weight * known).mean(np.where(known, values, 0.0))
        some = np.bincount(groups.member[known & (groups.member >= 0)], minlength=len(groups.code)) > 0
        told[name] = _rounded(np.where(some, means, np.inf))
        left = int((~known & area.inside()).sum())
        if left:
            notices.append(f"'{name}' leaves out {left} communes: there is none within the limit")
    return Columns(told), notices


def group_notices(area: Area) -> list[str]:
    """What means by group leave out: communes of no group, and those of a group beyond the region asked for."""
    import numpy as np

    from maillage.access.indicators import left_out

    if area.groups is None or area.level == Level.FRANCE:
        return []
    return left_out(area.territory.code, np.asarray(area.groups), area.inside(), str(area.level))


def _rounded(values: Any) -> Any:
    import numpy as np

    found = np.asarray(values)
    if found.dtype.kind != "f":
        return found
    return np.where(np.isfinite(found), np.round(found, 6), np.nan)


def write(out: Path, area: Area, table: Columns | pd.DataFrame) -> None:
    """Write the table, with outlines where the suffix asks for shapes."""
    from maillage.tables import write_table

    geometry = None
    if out.suffix == ".geojson":
        from maillage.territory import load_outlines

        outlines = load_outlines(area.territory.code[area.positions].tolist())
        geometry = [outlines.get(str(code)) for code in area.territory.code[area.positions]]
    write_table(table, out, geometry)


def tell(notices: Iterable[str]) -> None:
    """Print notices on the error stream, each once."""
    for notice in dict.fromkeys(notices):
        typer.echo(f"Note: {notice}.", err=True)


def tell_notices(model: AccessModel) -> None:
    """Print on the error stream what was mapped, left out or cannot be reached."""
    tell((*model.supply.notices, *model.demand.notices))
    if len(model.unreachable):
        codes = ", ".join(str(code) for code in model.code[model.unreachable[:5]])
        typer.echo(f"Note: no demand reaches the doctors of {len(model.unreachable)} communes ({codes}).", err=True)
