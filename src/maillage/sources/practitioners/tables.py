"""Practitioners as tables: counts by commune and fee, totals of departments beside the published ones, one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from maillage.sources.catalogue.holdings import DEPARTMENTS, Loaded
from maillage.sources.practitioners.locating import Located, Street, street_key
from maillage.sources.practitioners.people import GP, OLD
from maillage.sources.published import by_department
from maillage.sources.supply_by_fee import ANY, FEES
from maillage.tables import Columns, read_columns

if TYPE_CHECKING:
    from maillage.territory import Territory

Floats = NDArray[np.float64]
TOTALS, GP_TOTALS = "professionals_by_department_2024", "gps_by_department_2024"
TOLD_GAP = 0.10  # a department whose count is further than that from the published total is told
Points = Mapping[Street, tuple[float, float]]


def shares_by_fee(people: Iterable[Located], n: int) -> dict[str, dict[str, Floats]]:
    """Practitioners by profession and fee, (n,) each; a person with several communes counts in equal parts."""
    found: dict[str, dict[str, Floats]] = {}
    for one in people:
        communes = one.communes
        if not communes:
            continue
        fees = found.setdefault(one.person.profession, {fee: np.zeros(n) for fee in FEES})
        count = fees[one.person.fee or ANY]
        for position in communes:
            count[position] += 1.0 / len(communes)
    return found


def counts_of_gps(people: Iterable[Located], territory: Territory, year: int) -> Columns:
    """``code,gps``, and ``gps_60_plus`` where the file tells the age of every general practitioner."""
    n, all_ages = len(territory), True
    gps, old = np.zeros(n), np.zeros(n)
    for one in people:
        communes = one.communes
        if one.person.profession != GP or not communes:
            continue
        part = 1.0 / len(communes)
        all_ages &= one.person.born is not None
        for position in communes:
            gps[position] += part
            old[position] += part * (one.person.born is not None and year - one.person.born >= OLD)
    here = gps > 0
    columns: dict[str, NDArray[Any]] = {"code": territory.code[here], "gps": gps[here]}
    if all_ages and here.any():
        columns["gps_60_plus"] = np.minimum(old, gps)[here]
    return Columns(columns)


def table_by_fee(by_fee: Mapping[str, Floats], territory: Territory, *, fees_known: bool) -> Columns:
    """``code,count,fee``, one row for each commune and fee with someone; without ``fee`` where no fee is known."""
    if not fees_known:
        total = np.sum(list(by_fee.values()), axis=0)
        return Columns({"code": territory.code[total > 0], "count": total[total > 0]})
    rows = [(territory.code[count > 0], count[count > 0], fee) for fee, count in by_fee.items()]
    return Columns(
        {
            "code": np.concatenate([code for code, _, _ in rows]),
            "count": np.concatenate([count for _, count, _ in rows]),
            "fee": np.concatenate([np.full(len(code), fee, dtype=object) for code, _, fee in rows]),
        }
    )


def department_totals(found: Mapping[str, Mapping[str, Floats]], territory: Territory) -> Columns:
    """``department,profession,counted,published``: what was counted beside the totals published for 2024."""
    departments, place = np.unique(territory.department, return_inverse=True)
    rows: list[tuple[NDArray[Any], Floats, Floats, str]] = []
    for profession, by_fee in sorted(found.items()):
        counted = np.bincount(place, np.sum(list(by_fee.values()), axis=0), minlength=len(departments))
        table, column = (GP_TOTALS, "gps") if profession == GP else (TOTALS, profession)
        rows.append((departments, counted.astype(np.float64), by_department(table, column, departments), profession))
    return Columns(
        {
            "department": np.concatenate([one[0] for one in rows]).astype(object),
            "profession": np.concatenate([np.full(len(one[0]), one[3], dtype=object) for one in rows]),
            "counted": np.concatenate([one[1] for one in rows]),
            "published": np.concatenate([one[2] for one in rows]),
        }
    )


def totals_told(totals: Columns) -> list[str]:
    """France beside the published totals, by profession, and how many departments are far from theirs."""
    told: list[str] = []
    for profession in sorted(set(totals["profession"].tolist())):
        here = (totals["profession"] == profession) & (totals["published"] == totals["published"])
        counted, published = totals["counted"][here], totals["published"][here]
        if published.sum() > 0:
            far = int((abs(counted - published) > TOLD_GAP * published).sum())
            told.append(
                f"{profession}: {counted.sum():.0f} counted, {published.sum():.0f} published for 2024; "
                f"{far} of {len(counted)} departments differ by more than {TOLD_GAP:.0%}"
            )
    return told


def read_totals(loaded: Loaded) -> Columns:
    """The totals of departments kept beside loaded practitioners; see :func:`department_totals`."""
    path, numbers = loaded.path.with_name(DEPARTMENTS), ("counted", "published")
    return read_columns(path, ("department", "profession", *numbers), numeric=numbers)


LISTED = (
    "number", "profession", "specialty", "mode", "fee", "age", "place", "practice", "code", "commune", "lon", "lat",
    "located_by",
)  # fmt: skip


def one_by_one(people: Sequence[Located], territory: Territory, year: int, points: Points) -> Columns:
    """One row for each place of each practitioner, without name or number of the register.

    ``number`` runs through the list; ``practice`` is main or secondary; ``located_by`` is address, commune or nothing.
    """
    rows: list[tuple[Any, ...]] = []
    for number, one in enumerate(people, 1):
        person = one.person
        age = "" if person.born is None else year - person.born
        told = (number, person.profession, person.specialty, "self-employed", person.fee, age)
        for k, (place, at) in enumerate(zip(person.places, one.at, strict=True), 1):
            code = "" if at < 0 else str(territory.code[at])
            point = points.get(key) if (key := street_key(code, place.street)) is not None else None
            by = "address" if point is not None else "commune" if at >= 0 else ""
            lon, lat = point or ((float(territory.lon[at]), float(territory.lat[at])) if at >= 0 else ("", ""))
            name = "" if at < 0 else str(territory.name[at])
            rows.append((*told, k, "main" if k == 1 else "secondary", code, name, lon, lat, by))
    columns = zip(*rows, strict=True) if rows else ([] for _ in LISTED)
    return Columns({name: np.array(list(column), dtype=object) for name, column in zip(LISTED, columns, strict=True)})
