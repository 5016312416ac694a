"""``maillage plan compare``: two or three plans side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli.documents import json_of
from maillage.cli.options import AsJson, note

if TYPE_CHECKING:
    from maillage.planning import Comparison

SHOWN = 12


def compare(
    paths: Annotated[
        list[Path], typer.Argument(metavar="A.json B.json [C.json]", help="Plans, the first is the base.")
    ],
    as_json: AsJson = False,
) -> None:
    """Show two or three plans side by side: figures, days that differ, territories and doctors with more or fewer."""
    import maillage

    found, notices = maillage.compare_plans(paths)
    note(notices)
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
