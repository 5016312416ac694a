"""Options shared by several commands, and printing of notices and sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from maillage.analysis import Table

Region = Annotated[str, typer.Option(help="Region by code or name (76, Occitanie), or 'all' for France.")]
RegionsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--region", help="Region by code or name (76, Occitanie), several (--region 76 75), or 'all' for France."
    ),
]
MoreRegions = Annotated[list[str] | None, typer.Argument(hidden=True, metavar="[REGION]...")]
QuotaOption = Annotated[
    list[str] | None,
    typer.Option(
        help="Territories of each region, 76=28, repeatable; or 'population': share --count out by inhabitants."
    ),
]
Profession = Annotated[str, typer.Option(help="Profession; documented: gp.")]
AnyProfession = Annotated[
    str,
    typer.Option(
        help="gp, dentist, gynaecologist, midwife, nurse, ophthalmologist, paediatrician, physiotherapist, "
        "psychiatrist, or pharmacy (loaded from the BPE)."
    ),
]
Out = Annotated[Path, typer.Option(help="Table to write: .csv, .parquet or, by commune, .geojson.")]
SupplyFile = Annotated[
    Path | None,
    typer.Option(
        "--supply",
        help="Counts of doctors: code,gps and, if known, gps_60_plus; or 'modelled'; default: those loaded, else those "
        "of the package.",
    ),
]
ProviderFile = Annotated[
    Path | None,
    typer.Option(
        "--supply",
        help="Counts of providers: code,count (or code,gps) and fee (sector1|optam|upto40|all); or 'modelled'.",
    ),
]
SupplyYear = Annotated[
    int | None,
    typer.Option(help="Year of the supply file: it is brought forward to the published totals of 2024."),
]
NeedFile = Annotated[
    Path | None,
    typer.Option(
        "--need",
        help="Need by commune: code and any of under_18_2016, aged_65_plus_2016, population_2016 (people), "
        "median_income_2016 (euros a year), share_75_plus, poverty_rate (%), deprivation_fedi; or "
        "'departmental'; default: that loaded, else that of the package.",
    ),
]
ParameterSet = Annotated[
    str | None, typer.Option("--parameters", help="Documented parameter set: apl-gp-2015 or apl-gp-2010.")
]


class PivotOn(StrEnum):
    """The figures on which the independent measure is pivoted."""

    NONE = "none"
    OFFICIAL = "official"


PivotOption = Annotated[
    PivotOn,
    typer.Option(
        "--pivot",
        help="none: independent measure; official: newest official APL plus the change computed since.",
    ),
]
LivingAreas = Annotated[
    Path | None, typer.Option(help="Living areas: code,tvs and, if known, tvs_name; default: those loaded.")
]
DaskAddress = Annotated[
    str | None, typer.Option("--dask", help="Dask scheduler that computes by tiles, tcp://host:8786.")
]
TimesFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--times",
        "--network",
        help="Times by road: table of 'travel times' or network of 'travel build'; repeatable. Else the mesh.",
    ),
]
DataDir = Annotated[Path | None, typer.Option("--data-dir", help="Data folder (MAILLAGE_DATA_DIR).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


class Level(StrEnum):
    """What a row represents."""

    COMMUNE = "commune"
    EPCI = "epci"
    TVS = "tvs"
    DEPARTMENT = "department"
    REGION = "region"
    FRANCE = "france"


LevelOption = Annotated[Level, typer.Option(help="What a row represents; groups are means weighted by population.")]


def regions_of(asked: Sequence[str] | None, more: Sequence[str] | None) -> list[str]:
    """The regions of ``--region``, and those written after it. Raises ``MaillageError`` for words without it."""
    from maillage.errors import MaillageError

    if more and not asked:
        raise MaillageError(f"'{more[0]}' is not understood. Name regions as --region 76 75.")
    return [*(asked or ["76"]), *(more or [])]


def quota_of(given: Sequence[str] | None) -> dict[str, int] | str | None:
    """Numbers by region, or "population". Raises ``MaillageError`` naming every word that is neither."""
    from maillage.errors import MaillageError

    if not given:
        return None
    if list(given) == ["population"]:
        return "population"
    pairs = [word.partition("=") for word in given]
    wrong = [word for word, (_, _, number) in zip(given, pairs, strict=True) if not number.isdecimal()]
    if wrong:
        raise MaillageError(f"--quota {' --quota '.join(wrong)} cannot be read. Write 76=28, or 'population'.")
    return {region.strip(): int(number) for region, _, number in pairs}


def check_table(out: Path, level: Level = Level.COMMUNE, living_areas: Path | None = None) -> None:
    """Refuse, before any work, a table that cannot be written: its suffix, its folder, a level without its groups."""
    from maillage.errors import MaillageError
    from maillage.tables import READABLE, WRITABLE, check_output

    check_output(out, WRITABLE if level == Level.COMMUNE else READABLE)
    if (level == Level.TVS) != (living_areas is not None):
        raise MaillageError("--level tvs and --living-areas F (columns code,tvs) go together. Give both or neither.")


def note(notices: Iterable[str]) -> None:
    """Print notices on the error stream, each once."""
    for notice in dict.fromkeys(notices):
        typer.echo(f"Note: {notice}.", err=True)


def write(table: Table, out: Path, columns: Sequence[str] | None = None) -> None:
    """Write a table with figures rounded to six decimals, then print its notices."""
    table.save(out, columns, decimals=6)
    note(table.notices)
