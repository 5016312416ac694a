"""``maillage plan rota``: who takes which duty."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from maillage.planning.rota import RotaFile


def rota(
    people: Annotated[Path, typer.Option(help="People: id,sectors and, if known, roles, birth, absences, wishes...")],
    duties: Annotated[Path, typer.Option(help="Patterns: id,days,starts,ends and, if known, sector,role,line.")],
    start: Annotated[str, typer.Option(help="First day, a Monday: 2027-01-04.")],
    out: Annotated[Path, typer.Option(help="Rota to write, .json.")],
    weeks: Annotated[int, typer.Option(min=1, max=53, help="Weeks to fill.")] = 13,
    department: Annotated[str, typer.Option(help="Department, for holidays and clock.")] = "",
    rules: Annotated[Path | None, typer.Option(help="Rules, .toml; default: those of the package.")] = None,
    scheme: Annotated[str | None, typer.Option(help="Code of the scheme that pays the duties.")] = None,
    calendar: Annotated[Path | None, typer.Option(help="iCalendar of everybody's duties to write, .ics.")] = None,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="The same seed gives the same rota.")] = 1,
    seconds: Annotated[float, typer.Option(min=0.1, help="Effort of the search.")] = 20.0,
    gap: Annotated[float, typer.Option(min=0, max=100, help="End at this gap to the bound, in percent.")] = 1.0,
) -> None:
    """Fill the duties fairly; write the rota and print objective, bound, gap, and the part of each person."""
    import maillage
    from maillage.planning.rota import calendar_of, parts
    from maillage.schemes import scheme_named
    from maillage.tables import check_output, write_whole

    check_output(out, (".json",))
    if calendar is not None:
        check_output(calendar, (".ics",))
    paid = None if scheme is None else scheme_named(scheme)
    file = maillage.fill_rota(
        people,
        duties,
        start,
        weeks=weeks,
        department=department,
        rules=rules,
        seed=seed,
        seconds=seconds,
        gap=gap / 100,
    )
    problem, found = file.problem, file.rota
    file.write(out)
    if calendar is not None:
        content = calendar_of(problem, found.filled)
        write_whole(calendar, lambda room: Path(room).write_bytes(content))
    typer.echo(
        f"objective {found.objective:.2f}, bound {found.bound:.2f}, gap {found.gap:.2%}, {len(found.filled)} duties, "
        f"{len(problem.people)} people, {found.seconds:.1f} seconds"
    )
    for part in parts(problem, found.filled, paid):
        numbers = ", ".join(f"{n} {count} (fair {part.targets[count]:.1f})" for count, n in part.numbers.items())
        pay = "" if paid is None else f", {part.cents / 100:.2f} EUR"
        typer.echo(f"{part.person}: {numbers}{pay}")


def check_rota_file(path: Path, document: Any, give: list[str]) -> None:
    """Check a rota, also after an exchange; raises ``MaillageError`` if a rule is broken."""
    from maillage.errors import MaillageError
    from maillage.planning.rota import check_rota, read_rota_file

    file, unchanged = read_rota_file(path, document)
    moves: dict[str, str] = {}
    for text in give:
        duty, _, person = text.rpartition(":")
        moves[duty] = person
    broken = check_rota(file.problem, file.given(moves).rota.filled) if moves else file.broken()
    told = [str(one) for one in broken]
    if not unchanged:
        told.insert(0, "file: its content was changed after it was written")
    for one in told:
        typer.echo(f"Broken rule {one}", err=True)
    if told:
        raise MaillageError(f"{path} is not a right rota: {len(told)} broken rules. Fill it again, or exchange others.")
    typer.echo(_right(file, bool(moves)))


def _right(file: RotaFile, exchanged: bool) -> str:
    rota = file.rota
    what = "Right rota after the exchange" if exchanged else "Right rota"
    figures = f"objective {rota.objective:.2f}, bound {rota.bound:.2f}, gap {rota.gap:.2%}"
    return f"{what}: {len(rota.filled)} duties, {figures}."
