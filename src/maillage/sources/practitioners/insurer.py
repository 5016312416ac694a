"""The insurer's directory (files ps-infospratiques and ps-tarifs): practitioners with convention, option and prices.

Published without a header, one line for each opening hour or each price: positions of columns, as public code reads
them. A person is a name, a profession and a department; names are kept while files are compared only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from maillage.sources.catalogue.opening import Grid
from maillage.sources.practitioners.people import People, Person, Place, department_of, folded, rules

LAST, FIRST, STREETS, POSTCODE, TOWN, PROFESSION, CONVENTION, OPTION, PRICE = 1, 2, (4, 5, 6), 7, 8, 10, 13, 14, 18
NAMES = {POSTCODE: "code postal", PROFESSION: "profession", CONVENTION: "convention"}
PAYS = "ps-tarifs"  # the file whose column 19 is an amount; in the other it is an hour
MOST_EXTRA = 0.40  # of the regulated fee: the middle filter of the study of 2012
REMEDY = "Give the file ps-infospratiques.csv or ps-tarifs.csv of the insurer's directory, as it was downloaded"


@dataclass(slots=True)
class _Told:
    person: Person
    convention: str
    option: bool
    price: float | None = None


def read_insurer(grid: Grid) -> People:
    """Practitioners of the known professions, each with a fee: sector1, optam, upto40 (by prices) or all.

    Without prices, sector 2 without the option is ``all``. The regulated fee of a profession is the median of the
    lowest prices of its practitioners of sector 1 in the same file. Raises ``BadInput`` naming line and column.
    """
    people, told = People(), dict[tuple[str, str, str, str], _Told]()
    priced = PAYS in f"{grid.part} {grid.path.name}".lower()
    for line, cells in grid.rows:
        if not any(cells) or (line == 1 and not _is_row(cells) and any("nom" in cell.lower() for cell in cells)):
            continue
        people.lines += 1
        _check(grid, cells, line)
        profession = rules()["insurer"]["profession"].get(cells[PROFESSION].lstrip("0"))
        if profession is None:
            continue
        people.kept += 1
        postcode = cells[POSTCODE].zfill(5)
        key = (folded(cells[LAST]), folded(cells[FIRST]), profession, department_of(postcode))
        one = told.get(key)
        if one is None:
            option = len(cells) > OPTION and cells[OPTION].lower() in rules()["insurer"]["option_yes"]
            one = told[key] = _Told(Person(profession, key[:2]), cells[CONVENTION].lower(), option)
        street = next((cells[k] for k in STREETS if re.match(r"\d", cells[k])), "")
        people.repeated += not one.person.add(Place("", postcode, cells[TOWN], street, line))
        price = _amount(cells[PRICE]) if priced and len(cells) > PRICE else None
        if price is not None:
            one.price = price if one.price is None else min(one.price, price)
    _name_fees(told.values())
    people.found = {" ".join(key): one.person for key, one in told.items()}
    if not people.found:
        raise grid.problem("no practitioner of a known profession in it", REMEDY)
    return people


def _is_row(cells: list[str]) -> bool:
    return len(cells) > OPTION and cells[PROFESSION].isdigit()


def _check(grid: Grid, cells: list[str], line: int) -> None:
    if len(cells) <= OPTION:
        raise grid.problem(f"{len(cells)} cells where {OPTION + 1} or more are expected", REMEDY, line)
    conventions = rules()["insurer"]["fee"]
    good = {
        POSTCODE: bool(re.fullmatch(r"\d{4,5}", cells[POSTCODE])),
        PROFESSION: cells[PROFESSION].isdigit(),
        CONVENTION: cells[CONVENTION].lower() in conventions or not cells[CONVENTION],
    }
    bad = next((at for at, well in good.items() if not well), None)
    if bad is not None:
        problem = f"'{cells[bad][:40]}' is no {NAMES[bad]}"
        raise grid.problem(problem, REMEDY, line, f"{bad + 1} ({NAMES[bad]})")


def _amount(cell: str) -> float | None:
    """A price in euros, None for an empty cell or none."""
    found = re.fullmatch(r"(\d{1,5})(?:[.,](\d{1,2}))?\s*€?", cell)
    value = float(f"{found.group(1)}.{found.group(2) or 0}") if found else 0.0
    return value if value > 0 else None


def _name_fees(everyone: Iterable[_Told]) -> None:
    told = list(everyone)
    regulated: dict[str, float] = {}
    for profession in {one.person.profession for one in told}:
        prices = [
            one.price
            for one in told
            if one.person.profession == profession and one.convention == "c1" and one.price is not None
        ]
        if prices:
            regulated[profession] = median(prices)
    for one in told:
        one.person.fee = _fee(one, regulated.get(one.person.profession))


def _fee(one: _Told, regulated: float | None) -> str:
    if not one.convention:
        return ""
    fee = str(rules()["insurer"]["fee"][one.convention])
    if fee == "all" and one.option:
        return "optam"
    if fee == "all" and regulated is not None and one.price is not None:
        return "upto40" if one.price <= (1 + MOST_EXTRA) * regulated + 1e-9 else "all"
    return fee
