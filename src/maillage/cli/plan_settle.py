"""``maillage plan settle``: a rule of where general practitioners may settle, tried over years."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli.options import (
    MoreRegions,
    NeedFile,
    RegionsOption,
    SupplyFile,
    SupplyYear,
    TimesFiles,
    note,
    regions_of,
)

if TYPE_CHECKING:
    from maillage.planning.settlement import Ranged


def settle(
    out: Annotated[Path, typer.Option(help="Territories to write: .csv, .parquet or .geojson.")],
    region: RegionsOption = None,
    more: MoreRegions = None,
    years: Annotated[int, typer.Option(min=1, max=40, help="Years to look ahead.")] = 10,
    rule: Annotated[Path | None, typer.Option(help="Rule and assumptions, .toml; by default the bill of 2025.")] = None,
    supply: SupplyFile = None,
    need: NeedFile = None,
    supply_year: SupplyYear = None,
    times: TimesFiles = None,
) -> None:
    """Say who may settle where, and what access becomes with retirements: no rule, the rule, the rule and the duty."""
    import maillage

    tried = maillage.try_settlement(
        regions_of(region, more), years=years, rule=rule, supply=supply, need=need, times=times,
        supply_year=supply_year,
    )  # fmt: skip
    note(tried.notices)
    tried.save(out)
    typer.echo(tried.rule.label)
    typer.echo(f"{'':<24} {'access':>22} {'in need, %':>22} {'least tenth':>22} {'doctors':>26}")
    for one in tried.figures:
        typer.echo(_line(one))


def _line(one: Ranged) -> str:
    """A scenario in a year: central figures, and the ends of the ranges behind them."""

    def ranged(name: str, times: float, digits: int) -> str:
        central, low, high = (times * getattr(part, name) for part in (one.central, one.low, one.high))
        return f"{central:.{digits}f} ({min(low, high):.{digits}f} to {max(low, high):.{digits}f})"

    name = f"{one.scenario.value}, year {one.central.year}" if one.central.year else "today"
    return (
        f"{name:<24} {ranged('mean', 1, 3):>22} {ranged('below_need', 100, 1):>22} {ranged('least_tenth', 1, 3):>22} "
        f"{ranged('doctors', 1, 0):>26}"
    )
