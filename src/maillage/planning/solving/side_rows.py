"""Further rules on quotas, row by row: sums of days, first visits and openings that stay at most a number.

Each row has a name, its kind and the names of what it is about, so that the proof of a bound can tell its price and
:mod:`maillage.planning.checking.proof_rules` can write the same row again without this code.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from maillage.planning.data import PlanningData
from maillage.planning.values import Floats, Ints

Name = tuple[str, ...]
PART = 128.0  # cents of a payer's budget that are one unit of its row


@dataclass(frozen=True, eq=False)
class SideRows:
    """R rows: ``days`` (R, P * M) of n, ``first`` (R, P) of first visits, ``opened`` (R, S), at most ``most`` (R,).

    ``month`` (R,) is the month of a row, -1 if it is not about one.
    """

    names: tuple[Name, ...]
    most: Floats
    month: Ints
    days: sparse.csr_array
    first: sparse.csr_array
    opened: sparse.csr_array

    def __len__(self) -> int:
        return len(self.names)

    def on(self, pairs: Ints, months: int) -> SideRows:
        """The same rows with the columns of some pairs."""
        columns = (pairs[:, None] * months + np.arange(months)[None, :]).ravel()
        return replace(self, days=self.days[:, columns], first=self.first[:, pairs])

    def in_month(self, month: int) -> SideRows:
        """The rows of one month, and those that are not about one."""
        kept = np.flatnonzero((self.month == month) | (self.month < 0))
        return replace(
            self,
            names=tuple(self.names[k] for k in kept.tolist()),
            most=self.most[kept],
            month=self.month[kept],
            days=self.days[kept],
            first=self.first[kept],
            opened=self.opened[kept],
        )


class _Rows:
    """Rows under construction, as triplets."""

    def __init__(self, data: PlanningData) -> None:
        self.data = data
        self.names: list[Name] = []
        self.most: list[float] = []
        self.month: list[int] = []
        self.triplets: dict[str, list[tuple[int, int, float]]] = {"days": [], "first": [], "opened": []}

    def add(
        self,
        name: Name,
        most: float,
        month: int = -1,
        days: Iterable[tuple[int, float]] = (),
        first: Iterable[tuple[int, float]] = (),
        opened: Iterable[tuple[int, float]] = (),
    ) -> None:
        """Add a row; ``days`` are entries p * M + m with their coefficients."""
        row = len(self.names)
        self.names.append(name)
        self.most.append(most)
        self.month.append(month)
        for kind, terms in (("days", days), ("first", first), ("opened", opened)):
            self.triplets[kind].extend((row, int(at), float(value)) for at, value in terms)

    def whole(self) -> SideRows:
        """All rows."""
        data, height = self.data, len(self.names)
        widths = {"days": len(data.pairs) * len(data.months), "first": len(data.pairs), "opened": len(data.sites)}
        matrix = {kind: _matrix(self.triplets[kind], (height, width)) for kind, width in widths.items()}
        month = np.array(self.month, dtype=np.int64)
        return SideRows(tuple(self.names), np.array(self.most, dtype=np.float64), month, **matrix)


def _matrix(triplets: list[tuple[int, int, float]], shape: tuple[int, int]) -> sparse.csr_array:
    rows, columns, values = (list(part) for part in zip(*triplets, strict=True)) if triplets else ([], [], [])
    return sparse.coo_array((np.array(values, dtype=np.float64), (rows, columns)), shape=shape).tocsr()


def side_rows(data: PlanningData, limits: Ints) -> SideRows:
    """All further rules of a problem; ``limits`` (P, M) are the most days of each pair in a month."""
    rows = _Rows(data)
    _openings(rows, limits)
    _pins(rows)
    _payers(rows, limits)
    _people_at_sites(rows, limits)
    _apart(rows, limits)
    _contracts(rows, limits)
    _people(rows, limits)
    return rows.whole()


def _contracts(rows: _Rows, limits: Ints) -> None:
    """Days promised at a place, and whole weeks over the plan: no more days than the longest of so many weeks have."""
    data, months = rows.data, len(rows.data.months)
    for p, m in zip(*(part.tolist() for part in np.nonzero(data.promised)), strict=True):
        name = ("promised", data.doctors[data.pairs.doctor[p]].id, data.sites[data.pairs.site[p]].id, data.months[m])
        rows.add(name, -float(data.promised[p, m]), m, [(p * months + m, -1.0)])
    for d, doctor in enumerate(data.doctors):
        pairs = np.flatnonzero((data.pairs.doctor == d) & limits.any(axis=1)).tolist() if doctor.weeks else []
        if pairs:
            days = [(p * months + m, 1.0) for p in pairs for m in limits[p].nonzero()[0]]
            rows.add(("weeks", doctor.id), float(most_in_weeks(data, d)), -1, days)


def most_in_weeks(data: PlanningData, doctor: int) -> int:
    """Most days of a doctor in the whole weeks that are given."""
    weeks = data.whole_weeks
    mine = data.pairs.doctor[weeks.pair] == doctor
    longest = np.zeros(int(data.week_of_day.max(initial=-1)) + 1, dtype=np.int64)
    np.maximum.at(longest, weeks.week[mine], weeks.days[mine].sum(axis=1))
    return int(np.sort(longest)[::-1][: data.doctors[doctor].weeks].sum())


def _people(rows: _Rows, limits: Ints) -> None:
    """Dates of a person who stands in several lines: no more than the dates that any of them offers."""
    data, months = rows.data, len(rows.data.months)
    lines = np.bincount(data.person)
    for who in np.flatnonzero(lines > 1).tolist():
        mine = np.flatnonzero(data.person == who)
        pairs = np.flatnonzero(np.isin(data.pairs.doctor, mine)).tolist()
        dates = data.available[mine].any(axis=0).astype(np.int64) @ data.month_matrix
        for m in range(months):
            here = [(p * months + m, 1.0) for p in pairs if limits[p, m]]
            rows.add(("person", data.doctors[mine[0]].one, data.months[m]), float(dates[m]), m, here)


def _openings(rows: _Rows, limits: Ints) -> None:
    """Days and first visits only at an open site, and then no fewer than its least days."""
    data = rows.data
    months = range(len(data.months))
    seats = 2 * data.seats @ data.month_matrix if data.half_rooms is not None else data.seats @ data.month_matrix
    for s in data.optional.tolist():
        site, pairs = data.sites[s].id, np.flatnonzero((data.pairs.site == s) & limits.any(axis=1)).tolist()
        for m in months:
            here = [(p * len(data.months) + m, 1.0) for p in pairs if limits[p, m]]
            rows.add(("seats", site, data.months[m]), 0.0, m, here, opened=[(s, -float(seats[s, m]))])
            if data.least_days[s, m]:
                least = float(data.least_days[s, m])
                rows.add(("least", site, data.months[m]), 0.0, m, [(at, -one) for at, one in here], opened=[(s, least)])
        for p in pairs:
            doctor = data.doctors[data.pairs.doctor[p]].id
            rows.add(("opened", doctor, site), 0.0, first=[(p, 1.0)], opened=[(s, -1.0)])


def _pins(rows: _Rows) -> None:
    """As many days of a pair in a month as are pinned."""
    data = rows.data
    pinned = data.pinned.astype(np.int64) @ data.month_matrix
    for p, m in zip(*(part.tolist() for part in np.nonzero(pinned)), strict=True):
        name = ("pin", data.doctors[data.pairs.doctor[p]].id, data.sites[data.pairs.site[p]].id, data.months[m])
        rows.add(name, -float(pinned[p, m]), m, [(p * len(data.months) + m, -1.0)])


def _payers(rows: _Rows, limits: Ints) -> None:
    """What a payer's days and openings cost, in parts of 128 cents: a whole binary fraction of a cent's price."""
    data, months = rows.data, len(rows.data.months)
    for payer, cents in data.rules.budgets:
        pairs = [p for p, one in enumerate(data.payer_of_pair) if one == payer]
        days = [(p * months + m, data.pairs.cost_cents[p] / PART) for p in pairs for m in limits[p].nonzero()[0]]
        opened = [(s, site.opening_cents / PART) for s, site in enumerate(data.sites) if site.payer == payer]
        rows.add(("payer", payer), cents / PART, -1, days, opened=[one for one in opened if one[1]])


def _people_at_sites(rows: _Rows, limits: Ints) -> None:
    """Doctors who come to a site at all, supervised ones beside those who supervise, those who need a bed."""
    data, months = rows.data, len(rows.data.months)
    weight = np.array([float(one.supervised) - one.supervises for one in data.doctors])
    beds = np.array([one.bed for one in data.doctors], dtype=np.bool_)
    dates = (data.seats > 0).astype(np.int64) @ data.month_matrix
    supervision = any(one.supervised for one in data.doctors)
    for s, site in enumerate(data.sites):
        pairs = np.flatnonzero((data.pairs.site == s) & limits.any(axis=1)).tolist()
        if site.most_doctors:
            rows.add(("visitors", site.id), float(site.most_doctors), first=[(p, 1.0) for p in pairs])
        for m in range(months):
            here = [(p * months + m, int(data.pairs.doctor[p])) for p in pairs if limits[p, m]]
            needed = [(at, float(weight[d])) for at, d in here if weight[d]]
            if supervision and any(one > 0 for _, one in needed):
                rows.add(("supervision", site.id, data.months[m]), 0.0, m, needed)
            slept = [(at, 1.0) for at, d in here if beds[d]]
            if slept:
                rows.add(("beds", site.id, data.months[m]), float(site.beds * dates[s, m]), m, slept)


def _apart(rows: _Rows, limits: Ints) -> None:
    """Days that fit in a month at their distance: dates are taken one after the other, each as early as possible."""
    data, months = rows.data, len(rows.data.months)
    lists = (
        ("doctor apart", data.doctors, data.pairs.doctor, data.available, np.ones(len(data.doctors), dtype=np.int64)),
        ("site apart", data.sites, data.pairs.site, data.seats > 0, _at_once(data)),
    )
    for kind, people, owner, dates, times in lists:
        for k, one in enumerate(people):
            if one.days_apart < 2:
                continue
            pairs = np.flatnonzero((owner == k) & limits.any(axis=1)).tolist()
            for m in range(months):
                most = _fit(data, np.flatnonzero(dates[k] & (data.month_of_day == m)), one.days_apart)
                here = [(p * months + m, 1.0) for p in pairs if limits[p, m]]
                rows.add((kind, one.id, data.months[m]), float(most * int(times[k])), m, here)


def _at_once(data: PlanningData) -> Ints:
    """(S,) most doctors at a site on one date."""
    if data.half_rooms is None:
        return data.rooms.max(axis=1, initial=0)
    return data.half_rooms.sum(axis=0).max(axis=1, initial=0)


def _fit(data: PlanningData, dates: Ints, apart: int) -> int:
    count, last = 0, -apart
    for day in dates.tolist():
        if data.days[day].toordinal() - last >= apart:
            count, last = count + 1, data.days[day].toordinal()
    return count
