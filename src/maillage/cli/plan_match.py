"""``maillage plan match``: which junior doctor goes to which supervisor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maillage.cli.options import NeedFile, SupplyFile, SupplyYear, TimesFiles, note

if TYPE_CHECKING:
    from maillage.planning.match import MatchFile

SHOWN = 12


def match(
    juniors: Annotated[Path, typer.Option(help="Juniors: id,wishes,rank and, if known, name,partner,lodged.")],
    supervisors: Annotated[
        Path, typer.Option(help="Supervisors: id,commune and, if known, capacity,accredited_until,prefers,housing...")
    ],
    out: Annotated[Path, typer.Option(help="Match to write, .json.")],
    housing: Annotated[Path | None, typer.Option(help="Housing: id,beds and, if known, name.")] = None,
    aim: Annotated[str, typer.Option(help="stable: nobody prefers another place that prefers them; gain: most access.")]
    = "stable",
    curve: Annotated[bool, typer.Option("--curve", help="Add the most gain for numbers of blocking pairs.")] = False,
    years: Annotated[int, typer.Option(min=0, max=40, help="Years to simulate who stays; 0 for none.")] = 0,
    a_year: Annotated[int, typer.Option(min=1, help="Juniors a year of the simulation.")] = 60,
    stays: Annotated[Path | None, typer.Option(help="Assumptions of who stays, .toml; default: the package's.")] = None,
    start: Annotated[str, typer.Option(help="First day of the year of the juniors.")] = "2026-11-02",
    doctors: Annotated[float, typer.Option(help="GPs whose consultations one junior gives.")] = 1.0,
    region: Annotated[str, typer.Option(help="Region for the gains, where the table gives none.")] = "76",
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="The same seed gives the same match.")] = 1,
    seconds: Annotated[float, typer.Option(min=0.1, help="Effort of each search.")] = 20.0,
    supply: SupplyFile = None,
    need: NeedFile = None,
    supply_year: SupplyYear = None,
    times: TimesFiles = None,
) -> None:  # fmt: skip
    """Match juniors and supervisors; write the match and print who is placed, whether it is stable, and its gain."""
    import maillage
    from maillage.tables import check_output

    check_output(out, (".json",))
    file, notices = maillage.match_juniors(
        juniors, supervisors, housing, aim=aim, curve=curve, years=years, a_year=a_year, stays=stays, start=start,
        doctors=doctors, region=region, seed=seed, seconds=seconds, supply=supply, need=need,
        supply_year=supply_year, times=times,
    )  # fmt: skip
    note(notices)
    file.write(out)
    _print(file)


def check_match_file(path: Path, document: Any) -> None:
    """Check a match; raises ``MaillageError`` if a rule is broken or a figure is not true."""
    from maillage.errors import MaillageError
    from maillage.planning.match import read_match_file

    file, unchanged = read_match_file(path, document)
    told = [str(one) for one in file.broken()]
    if not unchanged:
        told.insert(0, "file: its content was changed after it was written")
    for one in told:
        typer.echo(f"Broken rule {one}", err=True)
    if told:
        raise MaillageError(f"{path} is not a right match: {len(told)} broken rules. Match again.")
    what = "stable" if file.match.stable else f"{file.match.blocking} blocking pairs"
    typer.echo(f"Right match: {len(file.match.placed)} of {len(file.problem.juniors)} juniors placed, {what}.")


def _print(file: MatchFile) -> None:
    from maillage.planning.match import blocks

    found, problem = file.match, file.problem
    first = sum(problem.junior[name].wishes[0] == wish for name, wish in found.placed.items())
    typer.echo(f"placed      {len(found.placed)} of {len(problem.juniors)}, {first} on their first wish")
    typer.echo(f"method      {found.method}, {found.seconds:.1f} seconds")
    typer.echo(f"stable      {_stable(file)}")
    bound = "" if found.bound is None else f", bound {found.bound:.1f}"
    typer.echo(f"gain        {found.gain:.1f} weighted consultations a year{bound}")
    for names, wishes in list(blocks(problem, found.placed))[:SHOWN]:
        typer.echo(f"blocked     {' and '.join(names)} and {' and '.join(wishes)} prefer each other")
    for point in found.curve:
        typer.echo(
            f"curve       {point.blocking} blocking pairs: gain {point.gain:.1f} (bound {point.bound:.1f}), "
            f"{point.placed} placed, {point.first_wishes} on their first wish"
        )
    for year in file.stays:
        typer.echo(f"stays       year {year.year}: {year.mean:.0f} doctors ({year.low:.0f} to {year.high:.0f})")
    for name in (one.id for one in problem.juniors if one.id not in found.placed):
        typer.echo(f"no place    {name}: {_why(file, name)}")


def _stable(file: MatchFile) -> str:
    if file.match.stable:
        return "yes"
    proof = {
        False: "; no stable match exists: couples, beds or two places make it impossible",
        True: "",
        None: "; whether a stable match exists was not decided" if file.match.aim == "stable" else "",
    }
    return f"no, {file.match.blocking} blocking pairs{proof[file.match.exists]}"


def _why(file: MatchFile, name: str) -> str:
    junior = file.problem.junior[name]
    reasons = [file.problem.refusal(junior, wish) for wish in junior.wishes]
    refused = [reason for reason in reasons if reason]
    if len(refused) == len(reasons):
        return "; ".join(dict.fromkeys(refused))
    return "each place that was wished prefers those it has"
