"""Emergency departments: the authorised ones, those of a file, or towns presumed to have one."""

from __future__ import annotations

import csv
import lzma
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from maillage.errors import BadInput
from maillage.sources.points import Outlines, PointRow, locate_points
from maillage.sources.published import table_path
from maillage.tables import Columns, read_columns

if TYPE_CHECKING:
    from maillage.territory import Territory

AUTHORISED = "emergency_departments_2026"
# Files of hospitals do not tell which have an emergency department. If a type is given, only general hospitals are
# kept, except units whose name shows another activity (psychiatry, rehabilitation, long stay...).
GENERAL = ("Centre Hospitalier (C.H.)", "Centre Hospitalier Régional (C.H.R.)")
OTHER_ACTIVITY = re.compile(
    r"PSY|\bHJ\b|H[OÔ]PITAL (?:DE )?JOUR|\bSSR\b|SOINS DE SUITE|READAPT|USLD|LONGUE|GERONTO|EHPAD|CMP|CATTP|MENTALE|"
    r"THERAP|ADDICT|CSAPA|EQUIPE|ANTENNE|PLACEMENT|PLANIFICATION|DIALYSE"
)

# A town is presumed to have an emergency department if it has TOWN inhabitants, or CENTRE inhabitants and no larger
# town within RADIUS metres. The numbers were chosen by agreement with the hospitals of 2020: see docs/method.md.
TOWN = 10_000
CENTRE = 5_000
RADIUS = 20_000.0
OPTIONAL = ("facility_type", "name", "finess", "postcode", "commune", "department")


@dataclass(frozen=True, eq=False)
class EmergencySites:
    """Communes (positions, ascending) with an emergency department, and what is told of the places.

    ``observed``: the departments are authorised ones, not hospitals that may have one nor presumed towns.
    """

    positions: NDArray[np.int64]
    observed: bool
    notices: tuple[str, ...] = ()


@cache
def authorised_departments() -> tuple[dict[str, str], ...]:
    """The rows of the package: ``finess,site,lat,lon,commune,found_by``."""
    text = lzma.decompress(table_path(AUTHORISED).read_bytes()).decode("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def emergency_sites(territory: Territory) -> EmergencySites:
    """The authorised emergency departments, public and private, by commune; towns presumed where none is in reach.

    The package says the commune of each: the one of its address where it is known, else the one whose outline contains
    its point (``tools/published_counts.py``). A geography without any of these communes gets :func:`presumed_sites`.
    """
    positions, _ = territory.locate(row["commune"] for row in authorised_departments())
    found = np.unique(positions[positions >= 0])
    if len(found) == 0:
        return EmergencySites(presumed_sites(territory), observed=False)
    return EmergencySites(found, observed=True)


def read_hospitals(path: Path | str, territory: Territory, outlines: Outlines | None = None) -> EmergencySites:
    """Communes of the hospitals of a file that may have an emergency department.

    The file has ``lat,lon`` and, if known, ``facility_type``, ``name``, ``commune`` (INSEE code), and for the
    department of the address ``department``, ``finess`` or ``postcode``. A hospital is in the commune of its address,
    else in the one whose outline contains its point, else (``outlines`` not given) in the one of the nearest town hall
    of its department. A point in another department than the address is wrong: the hospital is left out, with a notice.

    Raises ``BadInput`` for a coordinate missing or out of range, or if no general hospital is left.
    """
    frame = read_columns(path, ("lat", "lon"), numeric=("lat", "lon"), optional=OPTIONAL)
    if frame.rows == 0:
        raise BadInput(path, "no row below the header", "Give one line for each hospital")
    _check_coordinates(path, frame)
    keep = np.ones(frame.rows, dtype=bool)
    if "facility_type" in frame:
        keep &= np.isin(frame["facility_type"].astype(np.str_), GENERAL)
    if "name" in frame:
        keep &= np.array([not OTHER_ACTIVITY.search(str(name).upper()) for name in frame["name"]], dtype=bool)
    if not bool(keep.any()):
        raise BadInput(path, "no general hospital in it", "Give hospitals with an emergency department")
    located = locate_points(_rows(frame.take(keep)), territory, outlines)
    found = located.positions
    if not bool((found >= 0).any()):
        raise BadInput(path, "no hospital lies in a commune", "Give longitude in 'lon' and latitude in 'lat'")
    return EmergencySites(np.unique(found[found >= 0]), observed=False, notices=located.notices)


def _check_coordinates(path: Path | str, frame: Columns) -> None:
    for column, limit in (("lat", 90.0), ("lon", 180.0)):
        values = frame[column]
        for bad, problem in (
            (np.isnan(values), "the coordinate is missing"),
            (np.abs(values) > limit, "not a coordinate"),
        ):
            if bool(bad.any()):
                raise BadInput(path, problem, "Write degrees (WGS 84)", frame.line(bad), column)


def _rows(frame: Columns) -> list[PointRow]:
    def text(name: str, row: int) -> str:
        return str(frame[name][row]).strip() if name in frame else ""

    return [
        PointRow(
            float(frame["lon"][row]),
            float(frame["lat"][row]),
            text("name", row) or text("finess", row) or f"line {frame.lines[row]}",
            text("commune", row),
            department_of(text("department", row), text("finess", row), text("postcode", row)),
        )
        for row in range(frame.rows)
    ]


def department_of(department: str = "", finess: str = "", postcode: str = "") -> str:
    """Department of an address: as told, else of the FINESS number, else of the postcode; "" if none tells it.

    A FINESS number begins with the department; overseas ``9701…`` is 971. It may have lost its leading zero.
    """
    if department:
        return department.zfill(2).upper()
    if finess:
        number = finess.zfill(9).upper()
        return f"97{number[3]}" if number.startswith("97") else number[:2]
    code = postcode.zfill(5) if postcode else ""
    if code.startswith("20"):
        return "2A" if code < "20200" else "2B"
    return code[:3] if code.startswith("97") else code[:2]


def presumed_sites(territory: Territory) -> NDArray[np.int64]:
    """Towns (positions, ascending) presumed to have an emergency department, by population and by being a centre."""
    from maillage.sources.supply import largest_around

    population = territory.population.astype(np.float64)
    centre = (population >= CENTRE) & (population >= largest_around(territory, RADIUS))
    return np.flatnonzero(centre | (population >= TOWN)).astype(np.int64)
