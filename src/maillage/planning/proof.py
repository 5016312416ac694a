"""The proof of a bound: prices of the rules, by name, for each branch of the number of days in all.

Prices are written as numbers that are read back exactly. :mod:`maillage.planning.checking.proof_check` verifies them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Row = tuple[Any, ...]
"""Names, then the price."""

LISTS = ("access", "doctors", "rooms", "territories", "sites", "first")


@dataclass(frozen=True)
class CalendarPrice:
    """The price of a cut from the calendar, and the prices of rooms and doctors' days from which it follows."""

    month: str
    price: float
    rooms: tuple[Row, ...]  # (site, date, price)
    doctors: tuple[Row, ...]  # (doctor, date, price)


@dataclass(frozen=True)
class CoverPrice:
    """The price of a cover (:mod:`maillage.planning.solving.covers`); ``kind``: territory, site, rooms or doctor."""

    kind: str
    place: str
    month: str
    limit: int
    price: float
    twice: tuple[Row, ...]  # (doctor, site)
    once: tuple[Row, ...]


@dataclass(frozen=True)
class Branch:
    """Prices that bound all plans with ``least`` to ``most`` days (None: any number).

    ``access`` (territory, price), ``doctors`` (doctor, month, price), ``rooms`` (site, month, price), ``territories``
    and ``sites`` (place, month, price) for presence, ``first`` (doctor, site, month, price) for first visits;
    ``budget`` is the price of a cent, ``total`` of a day, below 0 where more days are wanted. ``rules`` (kind,
    names..., price) are the further rules of :mod:`maillage.planning.checking.proof_rules`; ``opened`` (territory or
    site, place, month, step from 0, price) that a step of presence counts no more than open sites; ``shares``
    (doctor, month, price) for the fair share of days.
    """

    least: int
    most: int | None
    budget: float
    total: float
    access: tuple[Row, ...]
    doctors: tuple[Row, ...]
    rooms: tuple[Row, ...]
    territories: tuple[Row, ...]
    sites: tuple[Row, ...]
    first: tuple[Row, ...]
    calendar: tuple[CalendarPrice, ...]
    covers: tuple[CoverPrice, ...]
    rules: tuple[Row, ...] = ()
    opened: tuple[Row, ...] = ()
    shares: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Proof:
    """No plan is above ``bound``, as the prices of every branch show."""

    bound: float
    branches: tuple[Branch, ...]

    def to_document(self) -> dict[str, Any]:
        """JSON-serialisable values; docs/schemas/plan-proof.json describes them."""
        return {"bound": self.bound, "branches": [_branch_out(one) for one in self.branches]}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Proof:
        """Read the output of :meth:`to_document`; ``KeyError``, ``TypeError`` or ``ValueError`` for anything else."""
        return cls(float(document["bound"]), tuple(_branch_in(row) for row in document["branches"]))


def _branch_out(branch: Branch) -> dict[str, Any]:
    document: dict[str, Any] = {
        "days": [branch.least, branch.most],
        "budget": branch.budget,
        "total": branch.total,
        **{name: [list(row) for row in getattr(branch, name)] for name in LISTS},
    }
    document["calendar"] = [
        {"month": one.month, "price": one.price, "rooms": [*map(list, one.rooms)], "doctors": [*map(list, one.doctors)]}
        for one in branch.calendar
    ]
    document["covers"] = [
        {
            "kind": one.kind, "place": one.place, "month": one.month, "limit": one.limit, "price": one.price,
            "twice": [*map(list, one.twice)], "once": [*map(list, one.once)],
        }
        for one in branch.covers
    ]  # fmt: skip
    for name in ("rules", "opened", "shares"):  # only where there are any: older files have neither
        if getattr(branch, name):
            document[name] = [list(row) for row in getattr(branch, name)]
    return document


def _rules_in(rows: Any) -> tuple[Row, ...]:
    return tuple((*map(str, row[:-1]), float(row[-1])) for row in rows)


def _rows(rows: Any, names: int, *, priced: bool = True) -> tuple[Row, ...]:
    found: list[Row] = []
    for row in rows:
        if len(row) != names + priced:
            raise ValueError(f"a row of the proof has {len(row)} values")
        found.append((*map(str, row[:names]), *([float(row[-1])] if priced else [])))
    return tuple(found)


def _branch_in(row: Mapping[str, Any]) -> Branch:
    least, most = row["days"]
    names = dict(zip(LISTS, (1, 2, 2, 2, 2, 3), strict=True))
    lists: dict[str, Any] = {name: _rows(row[name], count) for name, count in names.items()}
    calendar = tuple(
        CalendarPrice(str(one["month"]), float(one["price"]), _rows(one["rooms"], 2), _rows(one["doctors"], 2))
        for one in row["calendar"]
    )
    covers = tuple(
        CoverPrice(
            str(one["kind"]), str(one["place"]), str(one["month"]), int(one["limit"]), float(one["price"]),
            _rows(one["twice"], 2, priced=False), _rows(one["once"], 2, priced=False),
        )
        for one in row["covers"]
    )  # fmt: skip
    return Branch(
        least=int(least), most=None if most is None else int(most), budget=float(row["budget"]),
        total=float(row["total"]), calendar=calendar, covers=covers, rules=_rules_in(row.get("rules", ())),
        opened=_rules_in(row.get("opened", ())), shares=_rules_in(row.get("shares", ())), **lists,
    )  # fmt: skip
