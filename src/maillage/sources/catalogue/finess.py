"""Load FINESS: establishments with their commune and point, and the authorised emergency departments.

The file of establishments has no header: a first line ``finess;etalab;<version>;<date>``, lines ``structureet`` of 32
cells, then lines ``geolocalisation`` (number, metres east and north, origin, date).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from maillage.errors import BadInput
from maillage.sources.catalogue.asked import Asked, cell, new_columns
from maillage.sources.catalogue.header import Published
from maillage.sources.catalogue.holdings import EMERGENCY, Holdings, Loaded
from maillage.sources.catalogue.opening import Grid, opened
from maillage.sources.codes import CODE, ELSEWHERE
from maillage.sources.hospitals import authorised_departments
from maillage.sources.points import OUTSIDE_DEGREES
from maillage.tables import Columns, read_columns

ESTABLISHMENTS = "finess"
FIRST, ROW, POINT = "finess", "structureet", "geolocalisation"
NUMBER, NAME, LONG_NAME, COMMUNE, DEPARTMENT, TOWN, CATEGORY, CATEGORY_NAME = 1, 3, 4, 12, 13, 15, 18, 19
WIDTH = 20  # cells that a line needs
FINESS = re.compile(r"(?:\d{2}|2[AB])\d{7}")
# FINESS has its own codes of overseas departments; the codes of their communes begin with 97 all the same.
LETTERED = {"9A": "971", "9B": "972", "9C": "973", "9D": "974", "9F": "976"}
# Projection (EPSG) as the origin of a point ends, and that of a department whose points tell none.
PROJECTIONS = {
    "L93_METROPOLE": 2154,
    "UTM_N20": 5490,
    "UTM_N21": 4467,
    "UTM_N22": 2972,
    "UTM_S40": 2975,
    "UTM_S38": 4471,
}
OVERSEAS = {"971": 5490, "972": 5490, "973": 2972, "974": 2975, "976": 4471}
LAMBERT_93 = 2154
BOX_MARGIN = 0.15  # degrees; town halls lie inside the outline of their department
URGENT = re.compile(r"SU\b|structure des urgences\b", re.IGNORECASE)
EMERGENCY_ACTIVITY = re.compile(r"14|.*m[ée]decine d.urgence.*", re.IGNORECASE)
MOST_UNPLACED = 0.2  # of the departments; more, and the establishments must be loaded first


def load_establishments(asked: Asked) -> Loaded:
    """Establishments: number, name, category, commune, and their point where FINESS has one in their department."""
    source = asked.source
    with opened(asked.path, source.member, source.sheet, ("structureet", "geolocalisation"), asked.watch) as grids:
        grid = next(grids)
        rows, points, year = _read(grid)
    found = asked.checked_year(year)
    columns, report = _placed(asked, grid.part, rows, points)
    return asked.publish(columns, found, report)


def _read(grid: Grid) -> tuple[dict[str, tuple[int, list[str]]], dict[str, tuple[float, float, str]], int | None]:
    rows: dict[str, tuple[int, list[str]]] = {}
    points: dict[str, tuple[float, float, str]] = {}
    year: int | None = None
    for line, cells in grid.rows:
        kind = cells[0] if cells else ""
        if kind == FIRST:
            told = re.match(r"(20\d\d)-", cell(cells, 3))
            year = int(told.group(1)) if told else None
        elif kind == ROW:
            _check(grid, line, cells, rows)
            rows[cells[NUMBER]] = line, cells
        elif kind == POINT:
            x, y = (cell(cells, at).replace(",", ".") for at in (2, 3))
            if re.fullmatch(r"-?\d+(\.\d+)?", x) and re.fullmatch(r"-?\d+(\.\d+)?", y):
                points[cell(cells, 1)] = float(x), float(y), cell(cells, 4)
        elif any(cells):
            problem = f"'{kind[:40]}' where a line begins with {ROW} or {POINT}"
            raise grid.problem(problem, "Give the file etalab-cs1100507-stock of FINESS", line)
    if not rows:
        raise grid.problem("no establishment in it", "Give the file etalab-cs1100507-stock of FINESS")
    return rows, points, year


def _check(grid: Grid, line: int, cells: list[str], rows: Mapping[str, Any]) -> None:
    if len(cells) < WIDTH:
        raise grid.problem(f"{len(cells)} cells where an establishment has 32", "Get the file again", line)
    number = cells[NUMBER]
    if not FINESS.fullmatch(number):
        raise grid.problem(
            f"'{number}' is no FINESS number of nine characters", "Get the file again", line, "nofinesset"
        )
    if number in rows:
        raise grid.problem(f"number {number} is given twice", "Remove one of the lines", line, "nofinesset")


def _code(cells: list[str]) -> str:
    """Code of the commune: department and three digits, of which overseas repeats the last one of the department."""
    department, commune = cells[DEPARTMENT].upper().zfill(2), cells[COMMUNE].zfill(3)
    if department in LETTERED:
        return f"97{commune}"
    # The other letters, such as 9J, are collectivities of the Pacific.
    return f"{department}{commune}" if department.isdigit() or department in ("2A", "2B") else f"98{commune}"


def _placed(
    asked: Asked,
    part: str,
    rows: Mapping[str, tuple[int, list[str]]],
    points: Mapping[str, tuple[float, float, str]],
) -> tuple[Columns, list[str]]:
    register, territory = asked.register, asked.territory
    home: dict[str, str] = {}
    lines: dict[str, int] = {}
    unknown: list[str] = []
    for number, (line, cells) in rows.items():
        code = _code(cells)
        today = register.today(code)
        lines.setdefault(code, line)
        if today is not None:
            home[number] = today
        elif (not CODE.fullmatch(code) or not ELSEWHERE.fullmatch(code)) and code not in unknown:
            unknown.append(code)
    notices = asked.left_out(part, lines, unknown)
    if not home:
        raise BadInput(asked.path, "no code is a commune", f"Give the file of {asked.source.page}")
    numbers = sorted(home)
    place = np.array([register.place[home[number]] for number in numbers], dtype=np.int64)
    lon, lat, wrong = _coordinates(numbers, place, points, asked)
    told = [rows[number][1] for number in numbers]
    columns = Columns(
        {
            "finess": np.array(numbers, dtype=object),
            "name": np.array([one[LONG_NAME] or one[NAME] for one in told], dtype=object),
            "category": np.array([one[CATEGORY] for one in told], dtype=object),
            "category_name": np.array([one[CATEGORY_NAME] for one in told], dtype=object),
            "code": territory.code[place].astype(object),
            "lon": lon,
            "lat": lat,
        }
    )
    report = [
        f"{len(rows)} establishments read, {len(numbers)} in a commune of today",
        f"{int(np.isfinite(lon).sum())} have a point",
        *notices,
    ]
    if wrong:
        report.append(
            f"{len(wrong)} points are left out, far from the department of their address: {', '.join(wrong[:5])}"
        )
    return columns, report


def _coordinates(
    numbers: list[str],
    place: np.ndarray[Any, Any],
    points: Mapping[str, tuple[float, float, str]],
    asked: Asked,
) -> tuple[Any, Any, list[str]]:
    """Degrees of each establishment, NaN without a point; numbers whose point is far from their department."""
    territory = asked.territory
    xy = np.full((len(numbers), 2), np.nan)
    projection = np.array([OVERSEAS.get(str(one), LAMBERT_93) for one in territory.department[place]])
    for at, number in enumerate(numbers):
        if number in points:
            x, y, origin = points[number]
            xy[at] = x, y
            told = next((epsg for name, epsg in PROJECTIONS.items() if origin.endswith(name)), None)
            projection[at] = projection[at] if told is None else told
    lon, lat = _degrees(xy, projection)
    wrong: list[str] = []
    for department in np.unique(territory.department[place]):
        all_of_it = territory.department == department
        margin = OUTSIDE_DEGREES + BOX_MARGIN
        box = [territory.lon[all_of_it].min() - margin, territory.lon[all_of_it].max() + margin]
        rows = [territory.lat[all_of_it].min() - margin, territory.lat[all_of_it].max() + margin]
        here = np.flatnonzero(territory.department[place] == department)
        far = here[((lon[here] < box[0]) | (lon[here] > box[1]) | (lat[here] < rows[0]) | (lat[here] > rows[1]))]
        wrong += [numbers[at] for at in far.tolist()]
        lon[far] = lat[far] = np.nan
    return lon, lat, sorted(wrong)


def _degrees(xy: np.ndarray[Any, Any], projection: np.ndarray[Any, Any]) -> tuple[Any, Any]:
    """Longitude and latitude of points in metres, each on its projection; NaN for a point without metres."""
    from pyproj import Transformer

    lon, lat = np.full(len(xy), np.nan), np.full(len(xy), np.nan)
    for epsg in np.unique(projection).tolist():
        here = (projection == epsg) & np.isfinite(xy[:, 0])
        lon[here], lat[here] = Transformer.from_crs(epsg, 4326, always_xy=True).transform(xy[here, 0], xy[here, 1])
    return lon, lat


def load_activities(asked: Asked) -> Loaded:
    """Authorised emergency departments, by the commune of the establishment in FINESS (loaded, else the package's)."""
    with asked.table() as table:
        sites, rows, closed = _sites(table)
        part, new = table.grid.part, new_columns(table)
    if not sites:
        raise BadInput(asked.path, "no authorised emergency department in it", "Give the file of activities of FINESS")
    found = asked.checked_year()
    known = _homes(asked)
    communes = {number: known[number] for number in sites if number in known}
    lost = sorted(set(sites) - set(communes))
    if len(lost) > max(1, MOST_UNPLACED * len(sites)):
        problem = f"the commune of {len(lost)} of {len(sites)} emergency departments is not known"
        first = sites[lost[0]]
        remedy = "Load the establishments first: maillage data load --as finess"
        raise BadInput(asked.path, f"{part}: {problem}" if part else problem, remedy, first[0], "nofinesset")
    numbers = sorted(communes)
    columns = Columns(
        {
            "finess": np.array(numbers, dtype=object),
            "site": np.array([sites[number][1] for number in numbers], dtype=object),
            "commune": np.array([communes[number] for number in numbers], dtype=object),
        }
    )
    report = [f"{rows} rows read, {len(sites)} emergency departments", *new]
    if closed:
        report.append(f"{closed} have an authorisation whose date of end has passed: renewed by law, they count")
    if lost:
        named = ", ".join(f"{number} {sites[number][1]}" for number in lost[:5])
        report.append(f"{len(lost)} without a known commune left out: {named}")
    return asked.publish(columns, found, report, more=[EMERGENCY])


def _sites(table: Published) -> tuple[dict[str, tuple[int, str]], int, int]:
    at = table.at
    activity, name = table.position("libactivite"), table.position("rset")
    label, number, end = table.position("libmodalite"), at["nofinesset"], table.position("datefin")
    sites: dict[str, tuple[int, str]] = {}
    rows, closed = 0, 0
    for line, cells in table.rows:
        rows += 1
        told = (cell(cells, at["activite"]), cell(cells, activity))
        if not any(EMERGENCY_ACTIVITY.fullmatch(one) for one in told) or not URGENT.match(cell(cells, label)):
            continue
        code = cell(cells, number).upper().zfill(9)
        if not FINESS.fullmatch(code):
            problem = f"'{cell(cells, number)}' is no FINESS number of nine characters"
            raise table.grid.problem(problem, "Get the file again", line, "nofinesset")
        if code not in sites:
            sites[code] = line, cell(cells, name) or code
            closed += bool(re.match(r"20\d\d-", cell(cells, end))) and cell(cells, end)[:4] < "2025"
    return sites, rows, closed


def _homes(asked: Asked) -> dict[str, str]:
    """Commune of today of each establishment: as loaded, and of the emergency departments of the package."""
    home = {row["finess"]: row["commune"] for row in authorised_departments() if row["commune"]}
    known = {number: asked.register.today(code) for number, code in home.items()}
    found = {number: code for number, code in known.items() if code is not None}
    return found | {one.finess: one.code for one in establishments(asked.holdings)}


@dataclass(frozen=True, slots=True)
class Establishment:
    """An establishment of FINESS: number, name, category and commune of today."""

    finess: str
    name: str
    category: str
    category_name: str
    code: str


def establishments(holdings: Holdings) -> Iterable[Establishment]:
    """The loaded establishments, none if FINESS was not loaded."""
    loaded = holdings.current("establishments")
    if loaded is None:
        return
    names = ("finess", "name", "category", "category_name", "code")
    table = read_columns(loaded.path, names)
    for row in zip(*(table[name].tolist() for name in names), strict=True):
        yield Establishment(*map(str, row))
