"""Constraints from the calendar on quotas: sets of days that no calendar can hold (logic-based Benders cuts).

For one month, let x[p, t] be 1 if pair p works on day t. The largest number of days that fits under quotas n_p is

    max sum x   with   sum_t x[p, t] <= n_p,   sum_p of a site x <= rooms[site, t],   sum_p of a doctor x <= 1

and by duality, for any prices s[site, t] >= 0 and d[doctor, t] >= 0, with q_p = max_t (1 - s - d)+ over the common
dates of p, a feasible set of quotas satisfies

    sum_p (1 - q_p) n_p <= sum s rooms + sum d.

The prices come from the relaxation above; q is computed from them again for every pair, so that a cut is valid whatever
the solver returned.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from maillage.planning.data import Floats, Ints, PlanningData
from maillage.planning.highs import ModelBuilder

VIOLATION = 0.02  # days by which a cut must be violated to be added as a row


@dataclass(frozen=True, eq=False)
class Cut:
    """``weight`` (P,) times the days of ``month`` stays at most ``limit``."""

    month: int
    weight: Floats
    limit: float


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
        s = np.where((cluster_of_site == c)[:, None], room_price, 0.0)
        d = np.where((cluster_of_doctor == c)[:, None], doctor_price, 0.0)
        cut = _cut(data, month, dates, s, d)
        if cut.weight @ wanted > cut.limit + VIOLATION / 2:
            cuts.append(cut)
    return cuts


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
    rooms = data.rooms[:, dates]
    seats = builder.add_rows("rooms", rooms.size, upper=rooms.ravel())
    builder.put(seats[site * len(dates) + day], visit, 1.0)
    shape = (len(data.doctors), len(dates))
    once = builder.add_rows("one site a day", shape[0] * shape[1], upper=np.inf if alone else 1.0)
    builder.put(once[doctor * len(dates) + day], visit, 1.0)
    solved = builder.solve(integral=False)
    placed = np.bincount(rank, solved.block(visit), minlength=len(pairs)).astype(np.float64)
    prices = np.clip(solved.prices, 0.0, 1.0)
    return prices[seats].reshape(rooms.shape), prices[once].reshape(shape), placed


def _clusters(data: PlanningData, pairs: Ints) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Indices of the connected components of sites and doctors linked by ``pairs``."""
    sites, doctors = len(data.sites), len(data.doctors)
    link = (np.ones(len(pairs)), (data.pairs.site[pairs], sites + data.pairs.doctor[pairs]))
    labels = connected_components(sparse.coo_array(link, shape=(sites + doctors, sites + doctors)), directed=False)[1]
    return labels[:sites], labels[sites:]


def _cut(data: PlanningData, month: int, dates: Ints, room_price: Floats, doctor_price: Floats) -> Cut:
    pairs = data.pairs
    left = 1.0 - room_price[pairs.site] - doctor_price[pairs.doctor]
    price = np.where(data.pair_dates[:, dates], np.maximum(left, 0.0), 0.0).max(axis=1, initial=0.0)
    limit = float((room_price * data.rooms[:, dates]).sum() + doctor_price.sum())
    return Cut(month, 1.0 - price, limit)
