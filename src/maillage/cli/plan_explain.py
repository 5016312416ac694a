"""``maillage plan explain``: answers about a plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli.documents import json_of
from maillage.cli.options import AsJson, TimesFiles

if TYPE_CHECKING:
    from maillage.analysis.explaining import Explanation
    from maillage.planning import WhyHere
    from maillage.planning.answers import Other

SHOWN = 10


def explain(
    path: Annotated[Path, typer.Argument(metavar="F.json", help="Plan written by 'plan solve' or 'plan replan'.")],
    doctor: Annotated[str | None, typer.Option(help="Why the days of this doctor are given.")] = None,
    site: Annotated[str | None, typer.Option(help="Why the days at this site are given.")] = None,
    day: Annotated[str | None, typer.Option(help="Why the days of this date are given, such as 2027-01-04.")] = None,
    times: TimesFiles = None,
    as_json: AsJson = False,
) -> None:
    """Tell what one more of each thing would bring, who gets no day and why, who lends most, and why a day is given."""
    import maillage

    found = maillage.explain(path, doctor=doctor, site=site, day=day, times=times)
    if as_json:
        typer.echo(json_of(found))
    else:
        _print(found)


def _print(found: Explanation) -> None:
    typer.echo("One more would bring at most, in weighted consultations:")
    for one in found.more:
        typer.echo(
            f"  {one.more.value} {one.id}".rstrip() + f"{'' if not one.name else f' ({one.name})'}: {one.gain:.1f}"
        )
    for none in found.unserved:
        cost = "no plan serves it" if none.cost is None else f"one day there costs the plan {none.cost:.1f} at least"
        typer.echo(f"No day: {none.name} ({' and '.join(none.reasons)}); {cost}.")
    lenders = [one for one in found.balances if one.lends > 0]
    if lenders:
        typer.echo("Lends most, consultations over the plan:")
    for one in lenders[:SHOWN]:
        typer.echo(f"  {one.name}: lends {one.lends:.0f}, gets {one.gets:.0f}")
    for why in found.days:
        _print_day(why)


def _print_day(why: WhyHere) -> None:
    day = why.assignment
    typer.echo(f"{day.date} {day.doctor_id} at {day.site_id}: worth {why.worth:.1f}, {why.minutes:.0f} minutes")
    for other, what in ((why.elsewhere, "best elsewhere"), (why.somebody, "best by somebody else")):
        typer.echo(f"  {what}: {'none' if other is None else _other(other)}")


def _other(other: Other) -> str:
    day = other.assignment
    return f"{day.date} {day.doctor_id} at {day.site_id}, worth {other.worth:.1f}"
