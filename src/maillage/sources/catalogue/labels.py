"""Load what a file says of each commune in words: its living area of health, its zone."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from maillage.errors import BadInput
from maillage.sources.catalogue.asked import Asked, cell, new_columns
from maillage.sources.catalogue.header import Published
from maillage.sources.catalogue.holdings import Loaded
from maillage.sources.catalogue.layouts import Figures, commune_rows
from maillage.sources.codes import ELSEWHERE
from maillage.tables import Columns

COMMUNE = "Code commune|Code de la commune|com_code|depcom|CODGEO|Code"
CLASS = "zmed_niveau|Zonage*"
AREA_CODE = "Code du territoire de vie-santé|tv|TVS"
AREA_NAME = "Libellé du territoire de vie-santé|libtv|tvs_lib"
ZONE = re.compile(r"\s*\d?_?\s*(ZIP|ZAC|ZAR|HZ)\b.*", re.IGNORECASE)
# Classes written out in full in the decree files, and the ones of Corsica and overseas that mean "outside".
WORDS = {"zone d'intervention prioritaire": "ZIP", "zone d'action complémentaire": "ZAC", "hors zonage": "HZ"}
LEVEL = "COM"  # rows of communes in a file that has rows of other places too


def load_living_areas(asked: Asked) -> Loaded:
    """Living areas (TVS): code and name of that of each commune.

    A commune made of parts in several areas is put in the one that its own code names, else in the first one listed.
    """
    with asked.table() as table:
        figures, area, names = _areas(table)
        part, new = table.grid.part, new_columns(table)
    found = asked.checked_year()
    today, notices = _today(asked, part, figures, area)
    columns = Columns(
        {
            "code": np.array(list(today), dtype=object),
            "tvs": np.array(list(today.values()), dtype=object),
            "tvs_name": np.array([names[one] for one in today.values()], dtype=object),
        }
    )
    report = [f"{figures.rows} rows read{f' of {part}' if part else ''}", *new, *figures.notices, *notices]
    report.append(f"{len(set(today.values()))} living areas")
    return asked.publish(columns, found, report)


def load_zoning(asked: Asked) -> Loaded:
    """Zoning of general practitioners that the agencies published: class of each commune (ZIP, ZAC, HZ, ZAR)."""
    with asked.table() as table:
        figures, zone, dates = _zones(table)
        part, new = table.grid.part, new_columns(table)
    found = asked.checked_year(max(dates, default=None))
    today, notices = _today(asked, part, figures, zone)
    columns = Columns(
        {"code": np.array(list(today), dtype=object), "zone": np.array(list(today.values()), dtype=object)}
    )
    report = [f"{figures.rows} rows read{f' of {part}' if part else ''}", *new, *figures.notices, *notices]
    return asked.publish(columns, found, report)


def _areas(table: Published) -> tuple[Figures, dict[str, str], dict[str, str]]:
    figures, area, names = Figures(), dict[str, str](), dict[str, str]()
    code, label = _column(table, AREA_CODE), table.position(AREA_NAME)
    missing = 0
    for line, commune, cells in commune_rows(table, _column(table, COMMUNE), figures):
        figures.line[commune] = line
        written = cell(cells, code)
        if not written:  # Paris, Lyon and Marseille have one for each arrondissement
            missing += 1
            continue
        area[commune] = written
        names.setdefault(written, cell(cells, label) or written)
    if not area:
        raise table.grid.problem("no commune has a living area", "Give the list by commune", column=table.name(code))
    if missing:
        figures.notices.append(f"{missing} communes without a living area")
    return figures, area, names


def _zones(table: Published) -> tuple[Figures, dict[str, str], list[int]]:
    figures, zone, dates = Figures(), dict[str, str](), list[int]()
    at, level, decided = _column(table, CLASS), table.position("niveau"), table.position("zmed_date_arrete")
    without = 0
    for line, commune, cells in commune_rows(table, _column(table, COMMUNE), figures, level, LEVEL):
        figures.line[commune] = line
        written = cell(cells, at)
        found = ZONE.fullmatch(written)
        named = found.group(1).upper() if found else WORDS.get(written.lower().replace("’", "'"))
        if named is None and (not written or re.match(r"NC\b|N/A|nd\b", written, re.IGNORECASE)):
            without += 1
            continue
        if named is None:
            raise table.grid.problem(
                f"'{written}' is no class of the zoning", "Expected ZIP, ZAC, HZ or ZAR", line, table.name(at)
            )
        zone[commune] = named
        year = re.search(r"(20\d\d)", cell(cells, decided))
        dates += [int(year.group(1))] if year else []
    if without:
        figures.notices.append(f"{without} communes are not classed")
    return figures, zone, dates


def _column(table: Published, pattern: str) -> int:
    position = table.position(pattern)
    if position is None:
        raise table.grid.problem(f"no column {pattern}", "Give the list by commune", table.line)
    return position


def _today(asked: Asked, part: str, figures: Figures, label: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The label of each commune of today, in the order of the geography, and notices about codes."""
    register = asked.register
    found: dict[str, str] = {}
    unknown: list[str] = []
    apart: set[str] = set()
    for code, one in label.items():
        places = [place for place, _ in register.shares(code, label.__contains__)]
        if not places and not ELSEWHERE.fullmatch(code):
            unknown.append(code)
        for place in places:
            if code == place:
                apart |= {place} if found.get(place, one) != one else set()
                found[place] = one
            elif found.setdefault(place, one) != one:
                apart.add(place)
    if not found:
        raise BadInput(asked.path, "no code is a commune", f"Give the file of {asked.source.page}")
    notices = asked.left_out(part, figures.line, unknown)
    if apart:
        notices.append(f"parts of {len(apart)} communes differ, such as {min(apart)}: one of them counts for all")
    order = [str(code) for code in asked.territory.code if str(code) in found]
    return {code: found[code] for code in order}, notices
