"""``maillage plan compare``: two or three plans side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli.documents import json_of
from maillage.cli.options import AsJson

if TYPE_CHECKING:
    from maillage.planning import Comparison

MOST, SHOWN = 3, 12


def compare(
    paths: Annotated[
        list[Path], typer.Argument(metavar="A.json B.json [C.json]", help="Plans, the first is the base.")
    ],
    as_json: AsJson = False,
) -> None:
    """Show two or three plans side by side: figures, days that differ, territories and doctors with more or fewer."""
    from maillage.errors import MaillageError
    from maillage.planning import compare_plans, read_plan

    if not 2 <= len(paths) <= MOST:
        raise MaillageError(f"{len(paths)} plans are given. Compare two or three.")
    files = [read_plan(path) for path in paths]
    for path, (_, whole) in zip(paths, files, strict=True):
        if not whole:
            raise MaillageError(f"{path} was changed after it was written. Check it with 'maillage plan check'.")
    problems = {(file.region, file.start, file.weeks, file.scheme) for file, _ in files}
    if len(problems) > 1:
        typer.echo("Note: regions, dates or schemes differ, so that objectives cannot be compared.", err=True)
    found = compare_plans([file.result for file, _ in files])
    if as_json:
        typer.echo(json_of(found))
    else:
        _print(paths, found)


def _print(paths: list[Path], found: Comparison) -> None:
    rows = [
        ("plan", [path.name for path in paths]),
        ("days", [f"{one.days}" for one in found.figures]),
        ("doctors", [f"{one.doctors}" for one in found.figures]),
        ("sites", [f"{one.sites}" for one in found.figures]),
        ("served", [f"{one.served} of {one.territories}" for one in found.figures]),
        ("fewest days", [f"{one.fewest_days}" for one in found.figures]),
        ("cost, EUR", [f"{one.cost_cents / 100:.2f}" for one in found.figures]),
        ("objective", [f"{one.objective:.1f}" for one in found.figures]),
        ("bound", [f"{one.bound:.1f}" for one in found.figures]),
        ("gap", [f"{one.gap:.3%}" for one in found.figures]),
    ]
    widths = [max(len(values[k]) for _, values in rows) for k in range(len(paths))]
    for name, values in rows:
        typer.echo(f"{name:<12}" + "  ".join(value.rjust(width) for value, width in zip(values, widths, strict=True)))
    for path, (ours, theirs) in zip(paths[1:], found.only, strict=True):
        typer.echo(f"{len(ours)} days only in {paths[0].name}, {len(theirs)} only in {path.name}")
    for title, lines in (
        ("Territories", [(one.name, one.days) for one in found.territories]),
        ("Doctors", [(one.id, one.days) for one in found.doctors]),
    ):
        if lines:
            typer.echo(f"{title} whose days differ:")
        for name, days in lines[:SHOWN]:
            typer.echo(f"  {name}: {' / '.join('-' if one is None else str(one) for one in days)}")
        if len(lines) > SHOWN:
            typer.echo(f"  and {len(lines) - SHOWN} more")
