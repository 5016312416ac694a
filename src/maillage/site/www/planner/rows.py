"""The board of a plan as tables: a week by place or by doctor, all weeks by place."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.html import format_html
from django.utils.safestring import SafeString

from maillage.planning import Assignment
from maillage.schemes import scheme_named
from maillage.site.plans.board import Board, day_of, row_of
from maillage.site.plans.lines import scheme_of
from maillage.site.www import french, toponyms
from maillage.site.www.coordinator.planboard import HALVES, Week
from maillage.site.www.planner.names import Names

WORKING_DAYS = 6


def key_of(one: Assignment) -> str:
    """Return the name of a day in forms and addresses."""
    return "|".join(row_of(one))


def day_named(key: str) -> Assignment | None:
    """Return the day of such a name, None for anything else."""
    try:
        return day_of(key.split("|"))
    except ValueError:
        return None


@dataclass(frozen=True)
class Chip:
    """A day on the board: its key, who or where, whether it is fixed, its patients."""

    key: str
    text: str
    whole: str
    fixed: bool
    patients: int
    day: Assignment


@dataclass
class Cell:
    """A date of a row; ``open`` if a day could be there by the row's own rule."""

    date: dt.date
    open: bool
    chips: list[Chip] = field(default_factory=list)
    attributes: SafeString = field(default_factory=SafeString)


@dataclass
class Line:
    """A row: a place or a doctor, with its cells of a week; ``days`` are those of the whole plan."""

    key: str
    title: str
    under: str
    cells: list[Cell]
    days: int


def weeks_of(board: Board) -> list[Week]:
    """Return all weeks of the plan."""
    first = board.run.programme.starts - dt.timedelta(days=board.run.programme.starts.weekday())
    return [Week(first + dt.timedelta(weeks=k)) for k in range(board.run.weeks)]


def dates_of(week: Week) -> list[dt.date]:
    """Return the dates of a week that a plan can use, Monday to Saturday."""
    return [week.monday + dt.timedelta(days=k) for k in range(WORKING_DAYS)]


def by_place(
    board: Board, names: Names, week: Week, booked: dict[Assignment, int], zone: str = "", *, everything: bool = False
) -> list[Line]:
    """Return a week, a row for each place with a day in it, of the territory ``zone``, or of the whole problem."""
    problem = board.problem
    total = Counter(one.site_id for one in board.days)
    held = _by(((one.site_id, one.date), one) for one in board.days)
    lines: list[Line] = []
    for k, site in enumerate(problem.data.sites):
        if zone and problem.data.areas[int(problem.data.area_of_site[k])].code != zone:
            continue
        cells = [
            Cell(day, day in problem.day and problem.data.rooms[k, problem.day[day]] > 0)
            for day in dates_of(week)
        ]  # fmt: skip
        for cell in cells:
            cell.chips = [
                _chip(board, one, names.doctor(one.doctor_id), names, booked) for one in held[site.id, cell.date]
            ]
            cell.attributes = _attributes(cell, "lieu", site.id)
        if everything or zone or any(cell.chips for cell in cells):
            lines.append(Line(site.id, names.place(site.id), names.territory(site.id), cells, total[site.id]))
    return sorted(lines, key=lambda line: (not line.days, line.under, line.title))


def by_doctor(
    board: Board, names: Names, week: Week, booked: dict[Assignment, int], *, everything: bool = False
) -> list[Line]:
    """Return a week, a row for each doctor who gives a day in it, or all who are free in it too."""
    problem = board.problem
    total = Counter(one.doctor_id for one in board.days)
    held = _by(((one.doctor_id, one.date), one) for one in board.days)
    lines: list[Line] = []
    for k, doctor in enumerate(problem.data.doctors):
        cells = [
            Cell(day, day in problem.day and bool(problem.data.available[k, problem.day[day]]))
            for day in dates_of(week)
        ]  # fmt: skip
        if not any(held[doctor.id, cell.date] or (everything and cell.open) for cell in cells):
            continue
        for cell in cells:
            cell.chips = [
                _chip(board, one, names.place(one.site_id), names, booked) for one in held[doctor.id, cell.date]
            ]
            cell.attributes = _attributes(cell, "medecin", doctor.id)
        home = toponyms.curly(names.people[doctor.id].home) if doctor.id in names.people else ""
        scheme = scheme_of(doctor.id, "")
        under = f"{home}, {scheme_named(scheme).label.lower()}" if scheme else home
        lines.append(Line(doctor.id, names.doctor(doctor.id), under, cells, total[doctor.id]))
    return sorted(lines, key=lambda line: (not line.days, line.title))


def by_week(board: Board, names: Names) -> list[tuple[str, str, list[int], int]]:
    """Return all weeks: for each place its name, territory, days of each week, and their total."""
    weeks = [week.monday for week in weeks_of(board)]
    days = Counter((one.site_id, one.date - dt.timedelta(days=one.date.weekday())) for one in board.days)
    rows = [
        (names.place(site.id), names.territory(site.id), counts, sum(counts))
        for site in board.problem.data.sites
        if (counts := [days[site.id, monday] for monday in weeks])
    ]
    return sorted(rows, key=lambda row: (-row[3], row[1], row[0]))


def _by(pairs: Iterable[tuple[tuple[str, dt.date], Assignment]]) -> defaultdict[tuple[str, dt.date], list[Assignment]]:
    found = defaultdict[tuple[str, dt.date], list[Assignment]](list)
    for key, one in sorted(pairs, key=lambda pair: pair[1]):
        found[key].append(one)
    return found


def _attributes(cell: Cell, axis: str, key: str) -> SafeString:
    """Return what the script reads of a cell: its date and its row. Written here, as there are hundreds of cells."""
    written = format_html('data-date="{}" data-{}="{}"', cell.date.isoformat(), axis, key)
    return written if cell.open or cell.chips else format_html('{} class="mg-empty"', written)


def _chip(board: Board, one: Assignment, text: str, names: Names, booked: dict[Assignment, int]) -> Chip:
    half = f", {HALVES[one.half]}" if one.half else ""
    whole = f"{names.doctor(one.doctor_id)}, {names.place(one.site_id)}, {french.date_text(one.date)}{half}"
    return Chip(key_of(one), f"{text}{half}", whole, one in board.fixed, booked.get(one, 0), one)
