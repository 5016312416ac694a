"""Rules on single dates, as rows of the programme of a month: pins, distances, supervision, beds, least days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maillage.planning.data import PlanningData
from maillage.planning.solving.highs import ModelBuilder
from maillage.planning.values import Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class Visits:
    """Columns of a month's programme: the ``column``, ``pair`` and ``date`` (position in the plan) of each visit."""

    column: Ints
    pair: Ints
    date: Ints


def add_day_rules(builder: ModelBuilder, data: PlanningData, visits: Visits, placed: Bools) -> None:
    """Every rule on dates but rooms and one site a day; ``placed`` (P, T) are the days of the months before."""
    if data.ordinary:
        return
    doctor, site = data.pairs.doctor[visits.pair], data.pairs.site[visits.pair]
    pins = np.flatnonzero(data.pinned[visits.pair, visits.date])
    builder.put(builder.add_rows("pins", len(pins), lower=1.0), visits.column[pins], 1.0)
    _supervision(builder, data, visits, doctor, site)
    _beds(builder, data, visits, doctor, site)
    apart = np.array([one.days_apart for one in data.doctors], dtype=np.int64)
    for who in np.unique(doctor[apart[doctor] > 1]).tolist():
        mine = np.flatnonzero(doctor == who)
        before = np.asarray(placed[data.pairs.doctor == who].any(axis=0))
        _doctor_apart(builder, data, visits, mine, int(apart[who]), before)
    apart = np.array([one.days_apart for one in data.sites], dtype=np.int64)
    for where in np.unique(site[apart[site] > 1]).tolist():
        here = np.flatnonzero(site == where)
        before = np.asarray(placed[data.pairs.site == where].any(axis=0))
        _site_apart(builder, data, visits, here, int(apart[where]), before, _most_at_once(data, where))


def _supervision(builder: ModelBuilder, data: PlanningData, visits: Visits, doctor: Ints, site: Ints) -> None:
    """On each date at each site no more supervised doctors than those present supervise."""
    weight = np.array([float(one.supervised) - one.supervises for one in data.doctors])
    _by_site_and_date(builder, "supervision", data, visits, site, weight[doctor], np.zeros(len(data.sites)))


def _beds(builder: ModelBuilder, data: PlanningData, visits: Visits, doctor: Ints, site: Ints) -> None:
    weight = np.array([float(one.bed) for one in data.doctors])
    beds = np.array([float(one.beds) for one in data.sites])
    _by_site_and_date(builder, "beds", data, visits, site, weight[doctor], beds)


def _by_site_and_date(
    builder: ModelBuilder, name: str, data: PlanningData, visits: Visits, site: Ints, weight: Floats, most: Floats
) -> None:
    """On each date at each site, the weights of visits are at most ``most`` (S,) together."""
    used = np.flatnonzero(weight)
    if not (weight > 0).any():
        return
    key = site[used] * len(data.days) + visits.date[used]
    keys, where = np.unique(key, return_inverse=True)
    rows = builder.add_rows(name, len(keys), upper=most[keys // len(data.days)])
    builder.put(rows[where], visits.column[used], weight[used])


def _windows(data: PlanningData, dates: Ints, apart: int) -> list[Ints]:
    """The dates within less than ``apart`` days from each date on."""
    ordinal = np.array([data.days[t].toordinal() for t in dates.tolist()])
    return [dates[(ordinal >= start) & (ordinal < start + apart)] for start in ordinal.tolist()]


def _near(data: PlanningData, before: Bools, apart: int) -> set[int]:
    """Dates of the plan that are less than ``apart`` days from one already held."""
    held = np.array([data.days[t].toordinal() for t in np.flatnonzero(before).tolist()])
    ordinal = np.array([one.toordinal() for one in data.days])
    if not len(held):
        return set()
    return set(np.flatnonzero(np.abs(ordinal[:, None] - held[None, :]).min(axis=1) < apart).tolist())


def _doctor_apart(
    builder: ModelBuilder, data: PlanningData, visits: Visits, mine: Ints, apart: int, before: Bools
) -> None:
    taken = _near(data, before, apart)
    for window in _windows(data, np.unique(visits.date[mine]), apart):
        inside = mine[np.isin(visits.date[mine], window)]
        row = builder.add_rows("doctor's days apart", 1, upper=0.0 if int(window[0]) in taken else 1.0)
        builder.put(row, visits.column[inside], 1.0)


def _most_at_once(data: PlanningData, site: int) -> int:
    """Most doctors at a site on one date."""
    if data.half_rooms is None:
        return int(data.rooms[site].max(initial=0))
    return int(data.half_rooms[:, site].sum(axis=0).max(initial=0))


def _site_apart(
    builder: ModelBuilder, data: PlanningData, visits: Visits, here: Ints, apart: int, before: Bools, rooms: int
) -> None:
    """A column for each date on which the site is served; several doctors may come on the same one."""
    taken, dates = _near(data, before, apart), np.unique(visits.date[here])
    open_ = np.array([float(t not in taken) for t in dates.tolist()])
    served = builder.add_columns("served", len(dates), upper=open_, integer=True)
    rows = builder.add_rows("served", len(dates), upper=0.0)
    builder.put(rows[np.searchsorted(dates, visits.date[here])], visits.column[here], 1.0)
    builder.put(rows, served, -float(max(rooms, 1)))
    for window in _windows(data, dates, apart):
        row = builder.add_rows("site's days apart", 1, upper=1.0)
        builder.put(row, served[np.searchsorted(dates, window)], 1.0)
