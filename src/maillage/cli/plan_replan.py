"""``maillage plan replan``: a plan after a change."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli.options import TimesFiles, note

if TYPE_CHECKING:
    from maillage.analysis.replanning import ReplannedTable

SHOWN = 12


def replan(
    path: Annotated[Path, typer.Argument(metavar="F.json", help="Plan written by 'plan solve' or 'plan replan'.")],
    out: Annotated[Path, typer.Option(help="Plan to write, .json.")],
    since: Annotated[str | None, typer.Option(help="Days before this one stay; default: the first day.")] = None,
    leave: Annotated[list[str] | None, typer.Option(help="Doctor who leaves; once for each.")] = None,
    away: Annotated[
        list[str] | None, typer.Option(help="doctor:2027-02-01 or doctor:2027-02-01:2027-02-12, once for each.")
    ] = None,
    close: Annotated[
        list[str] | None, typer.Option(help="site, or site with dates as for --away, once for each.")
    ] = None,
    came: Annotated[Path | None, typer.Option(help="New volunteers, as for 'plan solve --doctors'.")] = None,
    moves: Annotated[float, typer.Option(min=0, max=100, help="Percent of the other days that may move.")] = 2.0,
    times: TimesFiles = None,
) -> None:
    """Plan again after a change; write the plan and print what is lost, moved and added, and what moves would gain."""
    import maillage
    from maillage.tables import check_output

    check_output(out, (".json",))
    found = maillage.replan(
        path, since=since, left=leave or (), away=_spans(away), closed=_spans(close), came=came,
        moves_percent=moves, times=times,
    )  # fmt: skip
    note(found.plan.notices)
    found.plan.save(out)
    _print(found)


def _spans(told: list[str] | None) -> dict[str, list[date]]:
    """Dates by name, from ``name``, ``name:day`` or ``name:first:last``. Raises ``MaillageError``."""
    from maillage.errors import MaillageError

    found: dict[str, list[date]] = {}
    for one in told or []:
        name, *days = one.split(":")
        try:
            ends = [date.fromisoformat(day) for day in days]
        except ValueError as error:
            raise MaillageError(f"'{one}' cannot be read. Write name:2027-02-01:2027-02-12.") from error
        if len(ends) > 2 or not name or (len(ends) == 2 and ends[1] < ends[0]):
            raise MaillageError(f"'{one}' cannot be read. Write name:2027-02-01:2027-02-12.")
        span = (ends[-1] - ends[0]).days + 1 if ends else 0
        found.setdefault(name, []).extend(ends[0] + timedelta(days=k) for k in range(span))
    return found


def _print(found: ReplannedTable) -> None:
    change, result = found.change, found.change.result
    typer.echo(f"days        {len(result.plan)}, before {len(found.before.plan)}")
    typer.echo(f"lost        {len(change.lost)}, moved {len(change.moved)}, added {len(change.added)}")
    typer.echo(f"kept        {change.kept:.1%} of the days that could stay")
    typer.echo(f"objective   {result.objective:.1f}, before {found.before.objective:.1f}")
    typer.echo(f"bound       {result.bound:.1f}, gap {result.gap:.2%}, {result.seconds:.1f} seconds")
    typer.echo("frontier    " + ", ".join(f"{step.moved}: {step.objective:.1f}" for step in change.frontier))
    for one in change.lost[:SHOWN]:
        typer.echo(f"  lost   {one.date} {one.site_id} {one.doctor_id}")
    for before, after in change.moved[:SHOWN]:
        typer.echo(
            f"  moved  {before.date} {before.site_id} {before.doctor_id} -> {after.date} {after.site_id} "
            f"{after.doctor_id}"
        )
    for one in change.added[:SHOWN]:
        typer.echo(f"  added  {one.date} {one.site_id} {one.doctor_id}")
