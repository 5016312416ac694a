"""Constraints from the calendar on quotas: sets of days that no calendar can hold (logic-based Benders cuts).

For one month, let x[p, t] be 1 if pair p works on day t. The largest number of days that fits under quotas n_p is

    max sum x   with   sum_t x[p, t] <= n_p,   sum_p of a site x <= rooms[site, t],   sum_p of a doctor x <= 1

and by duality, for any prices s[site, t] >= 0 and d[doctor, t] >= 0, with q_p = max_t (1 - s - d)+ over the common
dates of p, a feasible set of quotas satisfies

    sum_p (1 - q_p) n_p <= sum s rooms + sum d.

A half-day takes half of s, and two of them are one room.

The prices come from the relaxation above; q is computed from them again for every pair, so that a cut is valid whatever
the solver returned.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from maillage.planning.data import PlanningData
from maillage.planning.solving.highs import ModelBuilder
from maillage.planning.values import Floats, Ints

GRAIN = 2.0**-20  # prices are whole multiples of this, so that a cut is read back exactly
VIOLATION = 0.02  # days by which a cut must be violated to be added as a row


@dataclass(frozen=True, eq=False)
class Cut:
    """``weight`` (K,) times the days of the ``pairs`` in ``month`` stays at most ``limit``.

    It follows from the prices ``room_price`` of ``rooms`` (K, 2: site, day of the plan) and ``doctor_price`` of
    ``doctors`` (K, 2: doctor, day).
    """

    month: int
    pairs: Ints
    weight: Floats
    limit: float
    rooms: Ints
    room_price: Floats
    doctors: Ints
    doctor_price: Floats

    @classmethod
    def of(
        cls,
        data: PlanningData,
        month: int,
        rooms: Ints,
        room_price: Floats,
        doctors: Ints,
        doctor_price: Floats,
    ) -> Cut:
        """The cut of these prices, for every pair of ``data``."""
        pairs, dates = data.pairs, np.flatnonzero(data.month_of_day == month)
        place = np.full(len(data.days), -1, dtype=np.int64)
        place[dates] = np.arange(len(dates))
        room = np.zeros((len(data.sites), len(dates)))
        room[rooms[:, 0], place[rooms[:, 1]]] = room_price
        doctor = np.zeros((len(data.doctors), len(dates)))
        doctor[doctors[:, 0], place[doctors[:, 1]]] = doctor_price
        touched = np.zeros(len(pairs), dtype=np.bool_)
        touched[np.isin(pairs.site, rooms[:, 0]) | np.isin(pairs.doctor, doctors[:, 0])] = True
        where = np.flatnonzero(touched)
        part = data.part[pairs.doctor[where], None]
        left = 1.0 - room[pairs.site[where]] * part - doctor[pairs.doctor[where]]
        common = data.available[pairs.doctor[where]][:, dates] & (data.seats[pairs.site[where]][:, dates] > 0)
        weight = 1.0 - np.where(common, np.maximum(left, 0.0), 0.0).max(axis=1, initial=0.0)
        limit = float(room_price @ data.seats[rooms[:, 0], rooms[:, 1]] + doctor_price.sum())
        kept = weight > 0
        return cls(month, where[kept], weight[kept], limit, rooms, room_price, doctors, doctor_price)

    def on(self, data: PlanningData) -> Cut:
        """The same prices on a problem with other pairs of the same doctors and sites."""
        return Cut.of(data, self.month, self.rooms, self.room_price, self.doctors, self.doctor_price)


def calendar_cuts(data: PlanningData, days: Floats) -> list[Cut]:
    """The cuts violated by quotas ``days`` (P, M), one for each month and each connected set of sites and doctors."""
    found: list[Cut] = []
    for month in range(len(data.months)):
        pairs = np.flatnonzero(days[:, month] > 1e-7)
        if len(pairs):
            found.extend(_month_cuts(data, days[:, month], month, pairs))
    return found


def _month_cuts(data: PlanningData, wanted: Floats, month: int, pairs: Ints) -> list[Cut]:
    """Cuts of single sites first, as they are many and sparse; connected sites only if no single site has one."""
    dates = np.flatnonzero(data.month_of_day == month)
    return _separate(data, wanted, month, pairs, dates, alone=True) or _separate(
        data, wanted, month, pairs, dates, alone=False
    )


def _separate(data: PlanningData, wanted: Floats, month: int, pairs: Ints, dates: Ints, *, alone: bool) -> list[Cut]:
    room_price, doctor_price, placed = _prices(data, wanted, pairs, dates, alone=alone)
    if placed.sum() >= wanted[pairs].sum() - VIOLATION:
        return []
    if alone:
        cluster_of_site = np.arange(len(data.sites), dtype=np.int32)
        cluster_of_doctor = np.full(len(data.doctors), -1, dtype=np.int32)
    else:
        cluster_of_site, cluster_of_doctor = _clusters(data, pairs)
    cluster = cluster_of_site[data.pairs.site[pairs]]
    missing = np.bincount(cluster, wanted[pairs] - placed, minlength=int(cluster.max()) + 1)
    cuts: list[Cut] = []
    for c in np.flatnonzero(missing > VIOLATION).tolist():
        rooms, doctors = room_price * (cluster_of_site == c)[:, None], doctor_price * (cluster_of_doctor == c)[:, None]
        cut = _cut(data, month, dates, rooms, doctors)
        if cut.weight @ wanted[cut.pairs] > cut.limit + VIOLATION / 2:
            cuts.append(cut)
    return cuts


def _cut(data: PlanningData, month: int, dates: Ints, room_price: Floats, doctor_price: Floats) -> Cut:
    (site, room_day), (doctor, day) = np.nonzero(room_price), np.nonzero(doctor_price)
    rooms, doctors = np.stack([site, dates[room_day]], axis=1), np.stack([doctor, dates[day]], axis=1)
    return Cut.of(data, month, rooms, room_price[site, room_day], doctors, doctor_price[doctor, day])


def _prices(
    data: PlanningData, wanted: Floats, pairs: Ints, dates: Ints, *, alone: bool
) -> tuple[Floats, Floats, Floats]:
    """Prices of rooms (S, t) and of doctors' days (D, t), and the days placed for each of ``pairs``.

    With ``alone`` each site is considered separately: doctors' days are not limited.
    """
    builder = ModelBuilder()
    rank, day = np.nonzero(data.pair_dates[np.ix_(pairs, dates)])
    doctor, site = data.pairs.doctor[pairs][rank], data.pairs.site[pairs][rank]
    visit = builder.add_columns("visit", len(rank), value=1.0)  # no bound: its dual would be missing in the rows
    quota = builder.add_rows("quota", len(pairs), upper=wanted[pairs])
    builder.put(quota[rank], visit, 1.0)
    rooms, part = data.seats[:, dates], data.part[doctor]
    seats = _used_rows(builder, "rooms", site * len(dates) + day, visit, rooms.ravel(), part)
    shape = (len(data.doctors), len(dates))
    most = np.full(shape[0] * shape[1], np.inf if alone else 1.0)
    once = _used_rows(builder, "one site a day", doctor * len(dates) + day, visit, most, np.ones(len(visit)))
    solved = builder.solve(integral=False)
    placed = np.bincount(rank, solved.block(visit), minlength=len(pairs)).astype(np.float64)
    prices = np.round(np.clip(solved.prices, 0.0, 1.0) / GRAIN) * GRAIN
    room_price, doctor_price = np.zeros(rooms.size), np.zeros(len(most))
    room_price[seats[0]], doctor_price[once[0]] = prices[seats[1]], prices[once[1]]
    return room_price.reshape(rooms.shape), doctor_price.reshape(shape), placed


def _used_rows(
    builder: ModelBuilder, name: str, key: Ints, columns: Ints, most: Floats, part: Floats
) -> tuple[Ints, Ints]:
    """Keys with a column and their rows: most doctors and sites of France take no part in one month of a few pairs."""
    used, where = np.unique(key, return_inverse=True)
    rows = builder.add_rows(name, len(used), upper=most[used])
    builder.put(rows[where], columns, part)
    return used, rows


def _clusters(data: PlanningData, pairs: Ints) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Indices of the connected components of sites and doctors linked by ``pairs``."""
    sites, doctors = len(data.sites), len(data.doctors)
    link = (np.ones(len(pairs)), (data.pairs.site[pairs], sites + data.pairs.doctor[pairs]))
    labels = connected_components(sparse.coo_array(link, shape=(sites + doctors, sites + doctors)), directed=False)[1]
    return labels[:sites], labels[sites:]
