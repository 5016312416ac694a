"""Stage 2: the dates. Given the quotas of stage 1, months are independent: one small integer programme each.

It places as many of the quota's days as rooms and availabilities allow and, among such solutions, prefers to spread
them: territories and sites served in many weeks, doctors who do not come twice in one week.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from maillage.planning.data import PlanningData, days_by_month
from maillage.planning.solving.day_rows import Visits, add_day_rules
from maillage.planning.solving.highs import ModelBuilder
from maillage.planning.solving.weeks import place_weeks, rooms_of_halves
from maillage.planning.values import Bools, Floats, Ints

AREA_WEEK = 0.30  # value of one more week in which a territory is served, in days placed
SITE_WEEK = 0.10
DOCTOR_WEEK = 0.05


def place_days(
    data: PlanningData, quota: Ints, *, seed: int, time_limit: float, watch: Callable[[], None] | None = None
) -> Bools:
    """(P, T) days of each pair, at most ``quota`` (P, M) per month. An exception raised by ``watch`` ends it."""
    placed = place_weeks(data, quota, seed=seed, time_limit=time_limit, watch=watch)
    by_week = days_by_month(data, placed)
    quota = np.where(data.by_weeks[:, None], by_week, quota)
    options = {"random_seed": seed, "time_limit": time_limit}
    for month in range(len(data.months)):
        pairs = np.flatnonzero(quota[:, month])
        dates = np.flatnonzero(data.month_of_day == month)
        if len(pairs):
            wanted = quota[pairs, month]
            days = np.bincount(data.pairs.site[pairs], wanted, minlength=len(data.sites)).astype(np.int64)
            least = np.minimum(data.least_days[:, month], days)
            owed = np.minimum(data.promised[pairs, month], wanted)
            if not _place_month(data, wanted, pairs, dates, placed, options, ModelBuilder(watch), least, owed):
                none = np.zeros_like(least), np.zeros_like(owed)
                _place_month(data, wanted, pairs, dates, placed, options, ModelBuilder(watch), *none)
    return placed


def _place_month(
    data: PlanningData,
    wanted: Ints,
    pairs: Ints,
    dates: Ints,
    placed: Bools,
    options: dict[str, float],
    builder: ModelBuilder,
    least: Ints,
    owed: Ints,
) -> bool:
    """Place the days of a month, no fewer than ``least`` (S,) at each site and ``owed`` (p,) of each pair; whether that
    is possible. Whole weeks are ``placed`` already.
    """
    stays = placed[np.ix_(pairs, dates)]
    rank, day = np.nonzero(np.where(data.by_weeks[pairs][:, None], stays, data.pair_dates[np.ix_(pairs, dates)]))
    visit = builder.add_columns(
        "visit", len(rank), lower=stays[rank, day].astype(np.float64), upper=1.0, value=1.0, integer=True
    )
    doctor, site = data.pairs.doctor[pairs][rank], data.pairs.site[pairs][rank]
    rows = builder.add_rows("quota", len(pairs), lower=owed, upper=wanted)
    builder.put(rows[rank], visit, 1.0)
    for rooms, there in rooms_of_halves(data, doctor):
        _at_most(builder, "rooms", (site * len(dates) + day)[there], visit[there], rooms[:, dates].ravel())
    person = data.person[doctor] * len(dates) + day
    _at_most(builder, "one site a day", person, visit, np.ones(len(data.doctors) * len(dates)))
    kept = np.flatnonzero(least)
    rows = builder.add_rows("least days", len(kept), lower=least[kept])
    promised = np.isin(site, kept)
    builder.put(rows[np.searchsorted(kept, site[promised])], visit[promised], 1.0)
    add_day_rules(builder, data, Visits(visit, pairs[rank], dates[day]), placed)
    week = np.array([data.days[t].isocalendar().week for t in dates], dtype=np.int64)[day]
    _spread(builder, "territory", data.area_of_site[site], week, visit, AREA_WEEK)
    _spread(builder, "site", site, week, visit, SITE_WEEK)
    _spread(builder, "doctor", doctor, week, visit, DOCTOR_WEEK)
    solved = builder.solve(options={**options, "mip_rel_gap": 1e-3})
    if solved.feasible:
        chosen = solved.block(visit) > 0.5
        placed[pairs[rank[chosen]], dates[day[chosen]]] = True
    return solved.feasible


def _at_most(builder: ModelBuilder, name: str, key: Ints, visit: Ints, most: Ints | Floats) -> None:
    """No more visits of one key than ``most``; most people and places of a country have none in a month."""
    keys, where = np.unique(key, return_inverse=True)
    rows = builder.add_rows(name, len(keys), upper=most[keys])
    builder.put(rows[where], visit, 1.0)


def _spread(builder: ModelBuilder, name: str, who: Ints, week: Ints, visit: Ints, worth: float) -> None:
    """A bonus for every (who, week) with at least one visit."""
    keys, where = np.unique(who * 64 + week, return_inverse=True)
    served = builder.add_columns(f"weeks of {name}", len(keys), upper=1.0, value=worth)
    rows = builder.add_rows(f"weeks of {name}", len(keys), upper=0.0)
    builder.put(rows, served, 1.0)
    builder.put(rows[where], visit, -1.0)
