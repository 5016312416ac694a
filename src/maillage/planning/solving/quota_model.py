"""The programme of stage 1: n[pair, month], the days that each doctor gives each site each month.

Rows are named as rules are; :mod:`maillage.planning.solving.multipliers` reads their prices back for the proof of the
bound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from maillage.planning.data import PlanningData, days_by_month
from maillage.planning.presence import PresenceTerm, presences
from maillage.planning.solving.covers import Cover, doctor_limits
from maillage.planning.solving.cuts import Cut
from maillage.planning.solving.highs import ModelBuilder
from maillage.planning.solving.side_rows import SideRows
from maillage.planning.utility import Utility, own_worth
from maillage.planning.values import WEEKS_PER_YEAR, Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class PresenceRows:
    """One kind of presence: steps (places, M, K) and days beyond them (places, M) by column, rows (places, M).

    ``opened`` (places, M, K) are the rows of the steps that need an open site, -1 for those that do not.
    """

    term: PresenceTerm
    steps: Ints
    beyond: Ints
    rows: Ints
    opened: Ints


@dataclass(frozen=True, eq=False)
class QuotaModel:
    """Columns and rows by what they stand for; entries of ``days``, ``pair`` and ``month`` go together.

    ``change`` is the change of access by territory in consultations over the plan (dA times ``size``). Tangents, cuts
    and covers are added as they are needed, each with its row.
    """

    data: PlanningData
    builder: ModelBuilder
    days: Ints
    pair: Ints
    month: Ints
    limits: Ints  # (P, M)
    first: Ints  # (P,) column of the first visit of a pair, -1 if it may give no day
    first_rows: Ints  # by entry of `days`
    doctor_rows: Ints  # (D, M)
    room_rows: Ints  # (S, M)
    budget_row: int
    total_row: int
    total: int  # column of the total number of days
    opened: Ints  # (S,) column of a site that may open, -1 for one that is open
    side: Ints  # (R,) rows of the further rules
    presence: tuple[PresenceRows, ...]
    access_rows: Ints  # (G,)
    change: Ints
    worth: Ints
    size: Floats
    cuts: list[tuple[int, Cut]] = field(default_factory=list[tuple[int, Cut]])
    covers: list[tuple[int, Cover]] = field(default_factory=list[tuple[int, Cover]])

    @cached_property
    def entries(self) -> Ints:
        """(P, M) position of each pair and month among ``days``, -1 where no day may be given."""
        where = np.full(self.limits.shape, -1, dtype=np.int64)
        where[self.pair, self.month] = np.arange(len(self.pair))
        return where

    def by_month(self, values: Floats) -> Floats:
        """(P, M) days of a solution."""
        days = np.zeros(self.limits.shape)
        days[self.pair, self.month] = values[self.days]
        return days

    def add_cut(self, cut: Cut) -> None:
        """Add a cut from the calendar."""
        row = int(self.builder.add_rows("calendar cuts", 1, upper=cut.limit)[0])
        at = self.entries[cut.pairs, cut.month]
        self.builder.put(row, self.days[at[at >= 0]], cut.weight[at >= 0])
        self.cuts.append((row, cut))

    def add_cover(self, cover: Cover) -> None:
        """Add a cover inequality."""
        entry = self.entries
        row = int(self.builder.add_rows("covers", 1, upper=float(cover.most))[0])
        self.builder.put(row, self.days[entry[cover.twice, cover.month]], 1.0)
        self.builder.put(row, self.first[cover.twice], -1.0)
        self.builder.put(row, self.days[entry[cover.once, cover.month]], 1.0)
        if cover.kind >= 0:
            rows = self.presence[cover.kind]
            self.builder.put(row, rows.steps[cover.place, cover.month, cover.limit :], -1.0)
            self.builder.put(row, rows.beyond[cover.place, cover.month], -1.0)
        self.covers.append((row, cover))

    def add_tangents(self, utility: Utility, point: Floats, where: Bools) -> None:
        """Tangents to the utility of the territories ``where`` at ``point`` (G,)."""
        chosen = np.flatnonzero(where)
        slope = utility.slope(point)[chosen]
        limit = utility.value(point)[chosen] - slope * point[chosen]
        rows = self.builder.add_rows("tangents", len(chosen), upper=limit)
        self.builder.put(rows, self.worth[chosen], 1.0)
        self.builder.put(rows, self.change[chosen], -slope / self.size[chosen])


def monthly_limits(data: PlanningData) -> Ints:
    """(P, M) most days of a pair in a month: common dates, and the doctor's own limit."""
    common = days_by_month(data, data.pair_dates)
    limits = np.minimum(common, data.max_days[data.pairs.doctor][:, None])
    affordable = data.pairs.cost_cents <= data.rules.budget_cents
    return limits * affordable[:, None]


def quota_model(
    data: PlanningData, limits: Ints, side: SideRows, watch: Callable[[], None] | None = None
) -> QuotaModel:
    """The programme without tangents, cuts and covers; ``side`` are the further rules on these pairs."""
    builder, pairs = ModelBuilder(watch), data.pairs
    pair, month = np.nonzero(limits)
    cap = limits[pair, month].astype(np.float64)
    value = data.weights.returning_visit - data.weights.minute * pairs.minutes[pair]
    days = builder.add_columns("days", len(pair), upper=cap, value=value, integer=True)
    first, first_rows = _first_visits(builder, data, days, pair, cap)
    doctor_rows, room_rows = _calendar_limits(builder, data, days, pair, month)
    opened = np.full(len(data.sites), -1, dtype=np.int64)
    opened[data.optional] = builder.add_columns("open", len(data.optional), upper=1.0, integer=True)
    _whole_weeks(builder, data, days, pair, month)
    presence = tuple(
        _presence_rows(builder, term, days, pair, month, opened) for term in presences(data, own_worth(data) > 0)
    )
    budget = builder.add_rows("budget", 1, upper=data.rules.budget_cents / 100)
    builder.put(budget, days, pairs.cost_cents[pair] / 100)
    builder.put(budget, opened[data.optional], data.opening_cents[data.optional] / 100)
    side_numbers = _side(builder, side, days, pair * len(data.months) + month, first, opened)
    total = builder.add_columns("days in all", 1)
    row = builder.add_rows("days in all", 1, lower=0.0, upper=0.0)
    builder.put(row, total, -1.0)
    builder.put(row, days, 1.0)
    access, change, worth = _access_rows(builder, data, days, pair)
    return QuotaModel(
        data=data, builder=builder, days=days, pair=pair, month=month, limits=limits,
        first=first, first_rows=first_rows, doctor_rows=doctor_rows, room_rows=room_rows,
        budget_row=int(budget[0]), total_row=int(row[0]), total=int(total[0]),
        opened=opened, side=side_numbers, presence=presence, access_rows=access,
        change=change, worth=worth, size=size_of(data),
    )  # fmt: skip


def _whole_weeks(builder: ModelBuilder, data: PlanningData, days: Ints, pair: Ints, month: Ints) -> None:
    """Days of who gives whole weeks are those of whole weeks."""
    rows = np.flatnonzero(data.by_weeks[pair])
    if not len(rows):
        return
    entry = np.full((len(data.pairs), len(data.months)), -1, dtype=np.int64)
    entry[pair[rows], month[rows]] = rows
    weeks = data.whole_weeks
    given = builder.add_columns("weeks", len(weeks.pair), upper=1.0, integer=True)
    whole = np.full(len(days), -1, dtype=np.int64)
    whole[rows] = builder.add_rows("weeks", len(rows), lower=0.0, upper=0.0)
    builder.put(whole[rows], days[rows], -1.0)
    one, m = np.nonzero(weeks.days)
    at = entry[weeks.pair[one], m]
    kept = at >= 0
    builder.put(whole[at[kept]], given[one[kept]], weeks.days[one[kept], m[kept]].astype(np.float64))


def size_of(data: PlanningData) -> Floats:
    """(G,) consultations over the plan per unit of access, which scales all coefficients close to one."""
    return data.groups.population * data.weeks / WEEKS_PER_YEAR


def _first_visits(builder: ModelBuilder, data: PlanningData, days: Ints, pair: Ints, cap: Floats) -> tuple[Ints, Ints]:
    """Subtract the bonus of the first visit from each pair used, because it is not a returning visit."""
    used, where = np.unique(pair, return_inverse=True)
    first = builder.add_columns("first visit", len(used), upper=1.0, value=-data.weights.returning_visit, integer=True)
    rows = builder.add_rows("first visit", len(pair), upper=0.0)
    builder.put(rows, days, 1.0)
    builder.put(rows, first[where], -cap)
    by_pair = np.full(len(data.pairs), -1, dtype=np.int64)
    by_pair[used] = first
    return by_pair, rows


def _side(builder: ModelBuilder, side: SideRows, days: Ints, entry: Ints, first: Ints, opened: Ints) -> Ints:
    """The further rules; ``entry`` is p * M + m of each of ``days``."""
    rows = builder.add_rows("further rules", len(side), upper=side.most)
    column = np.full(side.days.shape[1], -1, dtype=np.int64)
    column[entry] = days
    for matrix, columns in ((side.days, column), (side.first, first), (side.opened, opened)):
        found = matrix.tocoo()
        kept = columns[found.coords[1]] >= 0
        builder.put(rows[found.coords[0][kept]], columns[found.coords[1][kept]], found.data[kept])
    return rows


def _presence_rows(
    builder: ModelBuilder, presence: PresenceTerm, days: Ints, pair: Ints, month: Ints, opened: Ints
) -> PresenceRows:
    """The steps of presence: each counts at most once; being non-increasing, they are used in order without
    constraints. Days beyond the last step have a column too, so that all days of a place are counted. Where all sites
    of a place may open, a step counts no more than sites open: half a site has half of a first day.
    """
    months, count = presence.steps.shape
    worth = np.tile(presence.steps, (presence.places, 1)).reshape(presence.places, months, count)
    step = builder.add_columns("presence", worth.shape, upper=(worth > 0).astype(np.float64), value=worth)
    beyond = builder.add_columns("beyond presence", worth.shape[:2])
    rows = builder.add_rows("presence", presence.places * months, lower=0.0, upper=0.0).reshape(worth.shape[:2])
    builder.put(rows[:, :, None], step, 1.0)
    builder.put(rows, beyond, 1.0)
    counts = presence.counted[pair]
    amount = presence.amount[pair[counts]]
    builder.put(rows[presence.place[pair[counts]], month[counts]], days[counts], -amount)
    limited = np.zeros(worth.shape, dtype=np.bool_)
    limited[presence.opening] = worth[presence.opening] > 0
    by_step = np.full(worth.shape, -1, dtype=np.int64)
    by_step[limited] = builder.add_rows("presence of open sites", int(limited.sum()), upper=0.0)
    builder.put(by_step[limited], step[limited], 1.0)
    for s in np.flatnonzero(opened >= 0).tolist():
        at = by_step[presence.place_of_site[s]]
        builder.put(at[at >= 0], opened[s], -1.0)
    return PresenceRows(presence, step, beyond, rows, by_step)


def _calendar_limits(
    builder: ModelBuilder, data: PlanningData, days: Ints, pair: Ints, month: Ints
) -> tuple[Ints, Ints]:
    """Limits on doctors' days per month, rooms per month, and dates on which a doctor or a site is available at all."""
    found: list[Ints] = []
    for name, limits, owner, used in (
        ("doctor's days a month", doctor_limits(data), data.pairs.doctor, np.ones(len(pair))),
        ("rooms", data.seats @ data.month_matrix, data.pairs.site, data.part[data.pairs.doctor[pair]]),
    ):
        rows = builder.add_rows(name, limits.size, upper=limits.ravel()).reshape(limits.shape)
        builder.put(rows[owner[pair], month], days, used)
        found.append(rows)
    return found[0], found[1]


def _access_rows(builder: ModelBuilder, data: PlanningData, days: Ints, pair: Ints) -> tuple[Ints, Ints, Ints]:
    """Days summed by site and by home, the change of access of each territory, and the columns of its utility."""
    sites, homes, territories = len(data.sites), data.home_loss.shape[1], len(data.groups.code)
    given = builder.add_columns("days at site", sites)
    rows = builder.add_rows("days at site", sites, lower=0.0, upper=0.0)
    builder.put(rows, given, -1.0)
    doctor = data.pairs.doctor[pair]
    builder.put(rows[data.pairs.site[pair]], days, data.dose[doctor])
    taken = builder.add_columns("days lost at home", homes)
    rows = builder.add_rows("days lost at home", homes, lower=0.0, upper=0.0)
    builder.put(rows, taken, -1.0)
    builder.put(rows[data.home_of_doctor[doctor]], days, data.home_share[doctor] * data.dose[doctor])
    size = size_of(data)
    change = builder.add_columns("access", territories, lower=-data.groups.may_lose * size)
    rows = builder.add_rows("access", territories, lower=0.0, upper=0.0)
    builder.put(rows, change, -1.0)
    for effect, columns in ((data.site_gain, given), (-data.home_loss, taken)):
        g, k = np.nonzero(effect)
        builder.put(rows[g], columns[k], effect[g, k] * size[g])
    worth = builder.add_columns("worth", territories, lower=-np.inf, value=1.0)
    return rows, change, worth
