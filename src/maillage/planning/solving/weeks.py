"""Whole weeks: which weeks of their quotas doctors give, before the days of others are placed around them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from maillage.planning.data import PlanningData
from maillage.planning.solving.highs import ModelBuilder
from maillage.planning.values import Bools, Ints


def rooms_of_halves(data: PlanningData, doctor: Ints) -> list[tuple[Ints, Bools]]:
    """Rooms (S, T), and which of some visits take one: all whole days, or the days of mornings, then of afternoons."""
    if data.half_rooms is None:
        return [(data.rooms, np.ones(len(doctor), dtype=np.bool_))]
    half = np.array([one.half for one in data.doctors])[doctor]
    return [(data.half_rooms[k], np.isin(half, ["", name])) for k, name in enumerate(("am", "pm"))]


def place_weeks(
    data: PlanningData, quota: Ints, *, seed: int, time_limit: float, watch: Callable[[], None] | None = None
) -> Bools:
    """(P, T) days of whole weeks, as many as fit in ``quota`` (P, M), in rooms, beds and people's weeks."""
    placed = np.zeros((len(data.pairs), len(data.days)), dtype=np.bool_)
    weeks = data.whole_weeks
    within = (weeks.days <= quota[weeks.pair]).all(axis=1)
    pair, week, days = weeks.pair[within], weeks.week[within], weeks.days[within]
    if not len(pair):
        return placed
    builder = ModelBuilder(watch)
    given = builder.add_columns("week", len(pair), upper=1.0, value=days.sum(axis=1), integer=True)
    one, month = np.nonzero(days)
    rows = builder.add_rows("quota", quota.size, upper=quota.ravel())
    builder.put(rows[pair[one] * quota.shape[1] + month], given[one], days[one, month].astype(np.float64))
    doctor = data.pairs.doctor[pair]
    rows = builder.add_rows("weeks", len(data.doctors), upper=[float(person.weeks) for person in data.doctors])
    builder.put(rows[doctor], given, 1.0)
    rank, day = np.nonzero(data.pair_dates[pair] & (data.week_of_day[None, :] == week[:, None]))
    _each_date(builder, data, given[rank], pair[rank], day)
    solved = builder.solve(options={"random_seed": seed, "time_limit": time_limit, "mip_rel_gap": 1e-3})
    if solved.feasible:
        chosen = solved.block(given)[rank] > 0.5
        placed[pair[rank[chosen]], day[chosen]] = True
    return placed


def _each_date(builder: ModelBuilder, data: PlanningData, given: Ints, pair: Ints, day: Ints) -> None:
    """Rooms and beds of each date, and one place a day for each person."""
    doctor, site, count = data.pairs.doctor[pair], data.pairs.site[pair], len(data.days)
    rows = builder.add_rows("one site a day", len(data.doctors) * count, upper=1.0)
    builder.put(rows[data.person[doctor] * count + day], given, 1.0)
    for rooms, there in rooms_of_halves(data, doctor):
        rows = builder.add_rows("rooms", rooms.size, upper=rooms.ravel())
        builder.put(rows[(site * count + day)[there]], given[there], 1.0)
    sleeps = np.array([one.bed for one in data.doctors], dtype=np.bool_)[doctor]
    beds = np.repeat([float(one.beds) for one in data.sites], count)
    rows = builder.add_rows("beds", len(beds), upper=beds)
    builder.put(rows[(site * count + day)[sleeps]], given[sleeps], 1.0)
