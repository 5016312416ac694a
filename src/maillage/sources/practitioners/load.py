"""Load practitioners one by one from the RPPS extract, the insurer's directory, or both.

Counts by commune, profession and fee are kept; people are not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from maillage.errors import BadInput, MaillageError
from maillage.sources.addresses import read_addresses
from maillage.sources.catalogue.entries import Source
from maillage.sources.catalogue.header import find_header
from maillage.sources.catalogue.holdings import DEPARTMENTS, Holdings, Loaded, professions_in, providers_file
from maillage.sources.catalogue.opening import Watch, opened
from maillage.sources.catalogue.register import Register
from maillage.sources.practitioners.insurer import read_insurer
from maillage.sources.practitioners.locating import Located, Locator, points_of, street_key
from maillage.sources.practitioners.matching import forget_names, give_fees
from maillage.sources.practitioners.people import People
from maillage.sources.practitioners.rpps_people import RppsReader
from maillage.sources.practitioners.tables import (
    counts_of_gps,
    department_totals,
    one_by_one,
    shares_by_fee,
    table_by_fee,
    totals_told,
)
from maillage.tables import Columns, write_table

if TYPE_CHECKING:
    from maillage.territory import Territory

RPPS, INSURER = "rpps", "annuaire-ameli"
SOURCES = (RPPS, INSURER)
MOST_UNKNOWN = 0.01  # of the codes of communes, as for the other files


@dataclass(frozen=True)
class Beside:
    """What is read along with a file: the other directory, a file of addresses, where to write the list one by one."""

    other: Path | None = None
    addresses: Path | None = None
    list_to: Path | None = None


def read_along(source: Source, holdings: Holdings, asked: Beside) -> Beside | None:
    """What to read along with a file of practitioners: what is asked for, and the other directory if it was pulled.

    None for another source. Raises ``MaillageError`` if something is asked for that only practitioners have.
    """
    if source.name not in SOURCES:
        if asked != Beside():
            raise MaillageError("--with, --addresses and --list are for practitioners (rpps, annuaire-ameli).")
        return None
    if asked.other is not None:
        return asked
    other = INSURER if source.name == RPPS else RPPS
    pulled = holdings.pulled(other)
    return replace(asked, other=holdings.file_of(other, pulled[0])) if pulled else asked


@dataclass(frozen=True)
class _Read:
    people: People
    new: list[str]
    part: str
    fees_known: bool


def load_people(
    path: Path, source: Source, register: Register, holdings: Holdings, year: int | None,
    check: Callable[[int], object], beside: Beside = Beside(), watch: Watch | None = None,
) -> Loaded:  # fmt: skip
    """Read practitioners, put them on communes, keep counts by commune, profession and fee, whole or not at all.

    ``check`` is called with the year of the file and may refuse it. Raises ``BadInput`` naming file, line and column.
    """
    read = _read(path, source, beside, watch)
    found = year or read.people.year or _year_named(path)
    check(found)
    territory, locator = register.territory, Locator(register)
    located = [
        Located(one, tuple(locator.position(place) for place in one.places)) for one in read.people.found.values()
    ]
    unknown = _unknown(path, read.part, locator)
    report = [*_told(read, located, locator), *unknown]
    found_points = {}
    if beside.addresses is not None:
        wanted = {
            key
            for one in located
            for place, at in zip(one.person.places, one.at, strict=True)
            if at >= 0 and (key := street_key(str(territory.code[at]), place.street)) is not None
        }
        found_points = points_of(wanted, read_addresses(beside.addresses))
        report.append(f"{len(found_points)} of {len(wanted)} addresses found in {beside.addresses.name}")
    by_profession = shares_by_fee(located, len(territory))
    totals = department_totals(by_profession, territory)
    report += totals_told(totals)
    if beside.list_to is not None:
        write_table(one_by_one(located, territory, found, found_points), beside.list_to)
    return _publish(path, source, holdings, territory, located, found, report, totals, fees_known=read.fees_known)


def _publish(
    path: Path, source: Source, holdings: Holdings, territory: Territory, located: Sequence[Located], year: int,
    report: list[str], totals: Columns, *, fees_known: bool,
) -> Loaded:  # fmt: skip
    gps = counts_of_gps(located, territory, year)
    if gps.rows == 0:
        raise BadInput(path, "no general practitioner has a commune of practice", f"Give the file of {source.page}")
    beside = {DEPARTMENTS: totals}
    for profession, by_fee in shares_by_fee(located, len(territory)).items():
        beside[providers_file(profession)] = table_by_fee(by_fee, territory, fees_known=fees_known)
    about = {
        "feeds": source.feeds, "year": year, "title": source.title, "producer": source.producer,
        "licence": source.licence, "file": path.name, "rows": gps.rows, "report": report,
    }  # fmt: skip
    return holdings.publish(source.name, gps, about, beside, more=professions_in(beside))


def _read(path: Path, source: Source, beside: Beside, watch: Watch | None) -> _Read:
    if source.name == INSURER and beside.other is None:
        with opened(path, source.member, watch=watch) as grids:
            grid = next(grids)
            people = read_insurer(grid)
        forget_names(people.found.values())
        return _Read(people, [], grid.part, fees_known=True)
    from maillage.sources.catalogue.entries import source_named

    extract = path if source.name == RPPS else beside.other
    directory = beside.other if source.name == RPPS else path
    assert extract is not None
    wanted = source_named(RPPS)
    with opened(extract, wanted.member, wanted.sheet, wanted.columns, watch) as grids:
        table = find_header(next(grids), wanted)
        reader = RppsReader(table, names=directory is not None, streets=beside.addresses is not None)
        people = reader.read()
        new = [f"column '{name}', line {table.line}, is new and left out" for name in table.new]
    if directory is not None:
        with opened(directory, source_named(INSURER).member) as grids:
            other = read_insurer(next(grids))
        new += [f"{other.lines} lines of {directory.name} read", give_fees(people, other).report]
        forget_names(people.found.values())
    return _Read(people, new, table.grid.part, fees_known=directory is not None)


def _year_named(path: Path) -> int:
    found = re.search(r"(?<!\d)(20\d\d)", path.name)
    if found is None:
        raise BadInput(path, "the year of its figures is not told", "Give it with --year")
    return int(found.group(1))


def _unknown(path: Path, part: str, locator: Locator) -> list[str]:
    """A notice about codes that are no commune. Raises ``BadInput`` if there are too many."""
    unknown = locator.unknown
    if not unknown:
        return []
    lines = ", ".join(f"{code} (line {line})" for code, line in list(unknown.items())[:5])
    if len(unknown) > max(1, MOST_UNKNOWN * locator.codes):
        problem = f"{len(unknown)} codes are no commune: {lines}"
        remedy = "Load the changes of communes first (maillage data load --as cog-changes), or give another file"
        raise BadInput(path, f"{part}: {problem}" if part else problem, remedy, next(iter(unknown.values())))
    return [f"{len(unknown)} codes are no commune and are left out: {lines}"]


def _told(read: _Read, located: Sequence[Located], locator: Locator) -> list[str]:
    people = read.people
    nowhere = Counter(one.person.profession for one in located if not one.communes)
    everyone = Counter(one.person.profession for one in located)
    several = sum(len(one.communes) > 1 for one in located)
    counted = ", ".join(f"{count} {name}" for name, count in sorted(everyone.items()))
    told = [
        f"{people.lines} rows read{f' of {read.part}' if read.part else ''}",
        *read.new,
        f"{people.kept} rows of self-employed practitioners are {len(located)} people ({counted})",
        f"{people.repeated} rows repeat a place already known of the same person",
    ]
    if several:
        told.append(f"{several} people practise in several communes and count in equal parts")
    if locator.by_postcode:
        told.append(f"{locator.by_postcode} places without a code were found by postcode and town")
    for profession, count in sorted(nowhere.items()):
        who = "doctors" if profession == "gp" else profession
        told.append(f"{count} of {everyone[profession]} {who} have no commune of practice and are left out")
    if locator.elsewhere:
        told.append(f"{locator.elsewhere} places in overseas collectivities left out")
    if people.salaried:
        told.append(f"{people.salaried} salaried practitioners are not counted")
    if read.fees_known:
        without = sum(not one.person.fee for one in located)
        told.append(f"{without} of {len(located)} people have no known fee: they count with all fees only")
    ages = sum(one.person.born is not None for one in located)
    told.append(f"the age of {ages} people is known" if ages else "the file tells no age")
    return [*told, *people.notices]
