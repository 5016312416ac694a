"""``maillage plan tour``: where a bus stops, how often, with whom, and the drive of each day."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maillage.cli.options import TimesFiles, note

if TYPE_CHECKING:
    from maillage.planning.tours import TourFile

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def tour(
    out: Annotated[Path, typer.Option(help="Tour to write, .json.")],
    stops: Annotated[
        Path | None,
        typer.Option(help="Stops: id,commune and, if known, name,people,generator,parking,minutes,least,most."),
    ] = None,
    teams: Annotated[
        Path | None,
        typer.Option(help="Teams: id,weekdays and, if known, name,days_a_week,appointments,appointments_a_year."),
    ] = None,
    depot: Annotated[str | None, typer.Option(help="Code of the commune of the depot.")] = None,
    today: Annotated[Path | None, typer.Option(help="The tour as it is today, to compare: date,stop,team.")] = None,
    pvrpif: Annotated[Path | None, typer.Option(help="A published tour problem in place of these, .geojson.")] = None,
    start: Annotated[str, typer.Option(help="The tour begins on the Monday on or after this day.")] = "2027-01-04",
    weeks: Annotated[int, typer.Option(min=1, help="Weeks of the tour, at most 53.")] = 12,
    hours: Annotated[float | None, typer.Option(help="Hours of the driver's day; default 9, at most 10.")] = None,
    stops_a_day: Annotated[int | None, typer.Option(min=1, help="Most stops of a day; default 2.")] = None,
    generator_hours: Annotated[float, typer.Option(help="Hours a day that the generator may run.")] = 24.0,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="The same seed gives the same tour.")] = 1,
    seconds: Annotated[float, typer.Option(min=0.1, help="Effort of the search.")] = 20.0,
    times: TimesFiles = None,
) -> None:
    """Plan the tour of a bus; write it and print its figures, those of today's tour, and the visits of each stop."""
    import maillage
    from maillage.errors import MaillageError
    from maillage.tables import check_output

    check_output(out, (".json",))
    if pvrpif is not None:
        file = _published(pvrpif, seed, seconds)
    elif stops is None or teams is None or depot is None:
        raise MaillageError("A table is missing. Give --stops, --teams and --depot, or --pvrpif.")
    else:
        file = maillage.plan_tour(
            stops, teams, depot, start=start, weeks=weeks, hours=hours, stops_a_day=stops_a_day,
            generator_hours=generator_hours, today=today, seed=seed, seconds=seconds, times=times,
        )  # fmt: skip
        note(file.notices)
    file.write(out)
    _print(file)


def check_tour_file(path: Path, document: Any) -> None:
    """Check a tour; raises ``MaillageError`` if a rule is broken or a figure is not true."""
    from maillage.errors import MaillageError
    from maillage.planning.tours import read_tour_file

    file, unchanged = read_tour_file(path, document)
    told = [str(one) for one in file.broken()]
    if not unchanged:
        told.insert(0, "file: its content was changed after it was written")
    for one in told:
        typer.echo(f"Broken rule {one}", err=True)
    if told:
        raise MaillageError(f"{path} is not a right tour: {len(told)} broken rules. Plan it again.")
    typer.echo(
        f"Right tour: {file.figures.visits} visits on {file.figures.days} days, {file.figures.driven} minutes driven."
    )


def _published(path: Path, seed: int, seconds: float) -> TourFile:
    from maillage.planning.tours import file_of_published, make_tour, read_pvrpif

    problem = read_pvrpif(path)
    return file_of_published(problem, make_tour(problem, seed, seconds), path)


def _print(file: TourFile) -> None:
    new, old = file.figures, file.today
    rows: list[tuple[str, float | None, float | None]] = [
        ("visits", new.visits, old and old.visits),
        ("stops", new.stops, old and old.stops),
        ("days out", new.days, old and old.days),
        ("minutes driven", new.driven, old and old.driven),
    ]
    if file.start is not None:
        rows += [
            ("appointments", new.met, old and old.met),
            ("their worth", new.worth, old and old.worth),
            ("weeks between", new.weeks_between, old and old.weeks_between),
        ]
    for name, value, before in rows:
        typer.echo(f"{name:<15} {_number(value)}" + (f", today {_number(before)}" if old else ""))
    typer.echo(f"{'objective':<15} {file.objective:.1f}, bound {file.bound:.1f}, gap {file.gap:.2%}, "
               f"{file.seconds:.1f} seconds")  # fmt: skip
    if file.start is not None:
        _print_stops(file)


def _print_stops(file: TourFile) -> None:
    for number, place in enumerate(file.places):
        if place.kind != "stop":
            continue
        told = [
            f"{one.team} {WEEKDAYS[one.days[0] % 7]}s, {_rhythm(one.every // 7, len(one.days))}"
            for one in file.series
            if one.place == number and one.days
        ]
        people = "" if place.people is None else f" ({place.people:.0f} people)"
        typer.echo(f"  {place.name}{people}: {'; '.join(told) or 'no visit'}")


def _rhythm(weeks: int, visits: int) -> str:
    if visits == 1:
        return "once"
    return "every week" if weeks == 1 else f"every {weeks} weeks"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.1f}".removesuffix(".0")
