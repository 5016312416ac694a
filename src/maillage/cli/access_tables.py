"""``maillage access compare`` and ``official``: compare two tables."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli.options import (
    Level,
    NeedFile,
    Out,
    ParameterSet,
    SupplyFile,
    SupplyYear,
    TimesFiles,
    note,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class OfficialLevel(StrEnum):
    """Levels at which computed and published figures are compared."""

    COMMUNE = "commune"
    EPCI = "epci"
    DEPARTMENT = "department"


def compare(
    before: Annotated[Path, typer.Argument(help="Table of the earlier vintage: code and a figure.")],
    after: Annotated[Path, typer.Argument(help="Table of the later vintage.")],
    out: Out,
    column: Annotated[
        str | None, typer.Option(help="Column compared; default: the first found of apl, value, per_100k, mean.")
    ] = None,
    level: Annotated[Level, typer.Option(help="What a row of both tables represents.")] = Level.COMMUNE,
) -> None:
    """Write code,name,population,before,after,change,change_percent for the codes found in both tables.

    By commune, codes of arrondissements, delegated and former communes are mapped to the current commune: several rows
    become one mean, weighted by population if the table has it. change_percent is empty if before is 0. Codes in only
    one table are left out and counted in a note.
    """
    import maillage
    from maillage.tables import check_output

    check_output(out)
    found = maillage.compare(before, after, column, level)
    found.save(out, decimals={"change": 6, "change_percent": 2})
    note(found.notices)
    change = found.column("change")
    up, down = int((change > 1e-9).sum()), int((change < -1e-9).sum())
    typer.echo(f"{len(found)} rows compared: {up} rise, {down} fall, {len(found) - up - down} stay.")


def official(
    official: Annotated[Path, typer.Option(help="Published figures: code,apl_2023 (communes or departments).")],
    level: Annotated[
        list[OfficialLevel] | None, typer.Option(help="Levels compared, repeatable; default: all the file allows.")
    ] = None,
    column: Annotated[
        str | None, typer.Option(help="Column compared; default: first of apl_2023, apl, apl_medecins, value.")
    ] = None,
    supply: SupplyFile = None,
    supply_year: SupplyYear = None,
    need: NeedFile = None,
    parameters: ParameterSet = None,
    times: TimesFiles = None,
    beside_plain: Annotated[
        bool, typer.Option("--beside-plain", help="Add a baseline: straight lines, equal doctors, equal people.")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="Table to write, one row per level: .csv or .parquet.")] = None,
) -> None:
    """Report how close the computed APL of GPs comes to published figures, with errors in both directions.

    Columns: model,level,count,pearson,rank,median_absolute,mean_absolute,bias,share_over,share_under,too_much,
    too_little. pearson and rank (Spearman) are correlations; bias, mean_absolute, too_much and too_little are weighted
    by people.
    """
    import maillage
    from maillage.tables import READABLE, check_output

    if out is not None:
        check_output(out, READABLE)
    measured = maillage.measure("all", supply, need, parameters=parameters, times=times, supply_year=supply_year)
    table = measured.agreement(official, level, column=column, beside_plain=beside_plain)
    if out is not None:
        table.save(out, decimals=4)
    note(table.notices)
    for row in table.rows():
        typer.echo(_sentence(row))


def _sentence(row: Mapping[str, Any]) -> str:
    model = "" if row["model"] == "published method" else f"{row['model']} model, "
    pearson, rank = ("none" if row[name] != row[name] else f"{row[name]:.3f}" for name in ("pearson", "rank"))
    return (
        f"{model}{row['level']}: {row['count']} compared, correlation {pearson} (rank {rank}), median absolute error "
        f"{row['median_absolute']:.2f}, mean {row['mean_absolute']:.2f} of which {row['too_much']:.2f} too much and "
        f"{row['too_little']:.2f} too little; {row['share_over']:.0%} over, {row['share_under']:.0%} under."
    )
