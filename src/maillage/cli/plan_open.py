"""``maillage plan open``: which sites to open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli.options import NeedFile, SupplyFile, SupplyYear, TimesFiles, note

if TYPE_CHECKING:
    from maillage.planning.openings import Openings


def open_(
    out: Annotated[Path, typer.Option(help="Result to write, .json.")],
    count: Annotated[int | None, typer.Option(min=1, help="Sites to have open; a p-median file has its own.")] = None,
    method: Annotated[
        str,
        typer.Option(
            help="access: most access gained; median: least time to the nearest; coverage: most people within reach."
        ),
    ] = "access",
    region: Annotated[str, typer.Option(help="Region by code or name (76, Occitanie).")] = "76",
    candidates: Annotated[
        Path | None,
        typer.Option(
            help="Candidates: id,commune and, if known, name,open; default: largest commune of each intercommunality."
        ),
    ] = None,
    doctors: Annotated[float, typer.Option(help="GPs at each new site, for 'access'.")] = 1.0,
    minutes: Annotated[float, typer.Option(help="Reach in minutes, for 'coverage'.")] = 30.0,
    costs: Annotated[Path | None, typer.Option(help="A table demand,site,cost,weight in place of a region.")] = None,
    within: Annotated[float | None, typer.Option(help="Largest cost of a covered demand point of that table.")] = None,
    pmed: Annotated[Path | None, typer.Option(help="A p-median file of the OR-Library in place of a region.")] = None,
    seconds: Annotated[float, typer.Option(help="Longest search.")] = 60.0,
    supply: SupplyFile = None,
    need: NeedFile = None,
    supply_year: SupplyYear = None,
    times: TimesFiles = None,
) -> None:
    """Choose the sites to open; write the choice and print objective, bound, gap and the open sites."""
    import maillage
    from maillage.errors import MaillageError
    from maillage.tables import check_output

    check_output(out, (".json",))
    if costs is not None and pmed is not None:
        raise MaillageError("--costs and --pmed are both given. Give one of them.")
    if pmed is None and count is None:
        raise MaillageError("The number of sites is missing. Give --count, such as --count 3.")
    if costs is not None or pmed is not None:
        found = _of_pmed(pmed, count, seconds) if pmed is not None else _of_costs(costs, count, within, seconds)
    else:
        table = maillage.open_sites(
            region, count or 1, method=method, candidates=candidates, doctors=doctors, minutes=minutes,
            seconds=seconds, supply=supply, need=need, times=times, supply_year=supply_year,
        )  # fmt: skip
        note(table.notices)
        found = table.openings
    found.write(out)
    _print(found)


def _of_pmed(path: Path, count: int | None, seconds: float) -> Openings:
    from dataclasses import replace

    from maillage.planning.openings import open_for_median, read_pmed

    problem = read_pmed(path)
    if count is not None:
        problem = replace(problem, count=count)
    return open_for_median(problem, [(one, one, "") for one in problem.candidates], path.name, "length", seconds)


def _of_costs(path: Path | None, count: int | None, within: float | None, seconds: float) -> Openings:
    from maillage.errors import ImpossiblePlan
    from maillage.planning.openings import Location, coverage, open_for_coverage, open_for_median, read_costs

    if path is None or count is None:
        raise ImpossiblePlan("The table of costs or the number of sites is missing. Give --costs and --count.")
    table = read_costs(path)
    names = [(one, one, "") for one in table.sites]
    if within is not None:
        cost = coverage(table.cost, within)
        problem = Location(cost, table.weight, count, table.demand, table.sites)
        return open_for_coverage(
            problem, names, path.name, "weight within reach", seconds, parameters={"within": within}
        )
    if table.missing:
        raise ImpossiblePlan(
            f"{path} lacks the cost of {table.missing} pairs of demand point and site. Complete it, or give --within."
        )
    problem = Location(table.cost, table.weight, count, table.demand, table.sites)
    return open_for_median(problem, names, path.name, "weight × cost", seconds)


def _print(found: Openings) -> None:
    rows = [
        ("objective", f"{found.objective:.1f} {found.unit}"),
        ("bound", f"{found.bound:.1f}"),
        ("gap", f"{found.gap:.4%}"),
        ("seconds", f"{found.seconds:.1f}"),
    ]
    if found.mean is not None:
        rows.append(("mean", f"{found.mean:.3f}"))
    if found.share is not None:
        rows.append(("share", f"{found.share:.1%}"))
    rows += [("open", f"{one.id} {one.name}" if one.name != one.id else one.id) for one in found.opened]
    for name, value in rows:
        typer.echo(f"{name:<11} {value}")
