"""Covers: what whole numbers of days forbid, and halves allow.

A doctor who may come twice a month is, in the relaxation, half a doctor who comes once, with half of the first visit.
At one place in one month let at most b days count, plus R beyond: sum n_p <= b + R. Take any pairs T that may come
twice (n_p <= 2 f_p, f_p the first visit) and any q pairs Q that may come once, with b - q odd. Every plan satisfies

    sum_T (n_p - f_p) + sum_Q n_p <= (b - q - 1) / 2 + q + R.

Write n_p = 2 f_p - t_p in T and n_p = 1 - m_p in Q, with t_p, m_p >= 0 whole; the days of others are at least 0. Half
of the sum gives sum_T f_p - sum_Q m_p / 2 - (sum_T t_p + R) / 2 <= (b - q) / 2. As f_p and m_p are whole and the right
side ends in one half, mixed integer rounding gives sum_T f_p - sum_Q m_p - (sum_T t_p + R) <= (b - q - 1) / 2, which is
the inequality. (Nemhauser and Wolsey 1990.) The place is a site with b rooms in the month or a doctor with b days
(R = 0), or one where the first b days of presence are counted (R: days after those). Half-days are left out of T and Q,
but for the days of their own doctor: they only make the sums smaller.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from maillage.planning.data import PlanningData
from maillage.planning.values import Bools, Floats, Ints

if TYPE_CHECKING:
    from maillage.planning.solving.quota_model import QuotaModel

ROOMS, DOCTOR = -1, -2  # kinds of places where b days are a limit
SPLIT = 1e-6  # distance from whole numbers from which days are not whole
VIOLATION = 0.02  # days by which an inequality must be violated to be added as a row


@dataclass(frozen=True, eq=False)
class Cover:
    """An inequality at a ``place`` in a ``month``: pairs ``twice`` (T) and ``once`` (Q), and ``limit``, b above.

    ``kind`` is the position of a kind of presence, ``ROOMS`` of a site, or the days of a ``DOCTOR``.
    """

    kind: int
    place: int
    month: int
    twice: Ints
    once: Ints
    limit: int

    @property
    def most(self) -> int:
        """The right side without R."""
        return (self.limit - len(self.once) - 1) // 2 + len(self.once)


def doctor_limits(data: PlanningData) -> Ints:
    """(D, M) most days of a doctor in a month: dates offered, and the limit of scheme and engagement."""
    dates = data.available.astype(np.int64) @ data.month_matrix
    return np.minimum(dates, data.max_days[:, None])


def covers(model: QuotaModel, values: Floats) -> list[Cover]:
    """The inequalities that a relaxed solution violates, at most one for each place, month and kind."""
    data, days = model.data, model.by_month(values)
    first = np.where(model.first >= 0, values[model.first], 0.0)
    split = _split(days) | ((days > 0) & _split(first)[:, None])  # whole numbers violate none
    found: list[Cover | None] = []
    whole = data.part[data.pairs.doctor] == 1
    for kind, rows in enumerate(model.presence):
        counted = np.flatnonzero(rows.term.counted & whole)
        after = np.concatenate([values[rows.steps], values[rows.beyond][:, :, None]], axis=2)
        after = after[:, :, ::-1].cumsum(axis=2)[:, :, ::-1]
        for place, here in _groups(counted, rows.term.place[counted]):
            for month in np.flatnonzero(split[here].any(axis=0)).tolist():
                beyond = {b: float(after[place, month, b]) for b in range(1, after.shape[2])}
                found.append(_cover(model, (kind, place, month), here, days, first, beyond))
    everything = np.arange(len(data.pairs))
    for kind, members, owner, limits in (
        (ROOMS, np.flatnonzero(whole), data.pairs.site, np.floor(data.seats @ data.month_matrix)),
        (DOCTOR, everything, data.pairs.doctor, doctor_limits(data)),
    ):
        for place, here in _groups(members, owner[members]):
            for month in np.flatnonzero(split[here].any(axis=0)).tolist():
                beyond = {int(limits[place, month]): 0.0}
                found.append(_cover(model, (kind, place, month), here, days, first, beyond))
    return [cover for cover in found if cover is not None]


def _split(values: Floats) -> Bools:
    return np.abs(values - np.rint(values)) > SPLIT


def _groups(members: Ints, place: Ints) -> list[tuple[int, Ints]]:
    order = np.argsort(place, kind="stable")
    places, starts = np.unique(place[order], return_index=True)
    parts = np.split(members[order], starts[1:])
    return [(int(one), part) for one, part in zip(places, parts, strict=True)]


def _cover(
    model: QuotaModel, where: tuple[int, int, int], here: Ints, days: Floats, first: Floats,
    beyond: dict[int, float],
) -> Cover | None:  # fmt: skip
    """The most violated inequality; ``beyond`` gives R for each b."""
    kind, place, month = where
    given, most = days[here, month], model.limits[here, month]
    if not given.any():
        return None
    twice = (most == 2) & (given - first[here] > 1e-7)
    left = float((given - first[here])[twice].sum())
    single = np.flatnonzero(most == 1)
    single = single[np.argsort(-given[single], kind="stable")]
    sums = np.concatenate([[0.0], (given[single] - 0.5).cumsum()])  # of the first q
    best: tuple[float, int, int] | None = None
    for b, after in beyond.items():
        fit = np.arange(b % 2 == 0, len(sums), 2)  # b - q is odd
        if not len(fit):
            continue
        q = int(fit[sums[fit].argmax()])
        violation = left + float(sums[q]) - (b - 1) / 2 - after
        if violation > VIOLATION and (best is None or violation > best[0]):
            best = (violation, b, q)
    if best is None:
        return None
    _, b, q = best
    return Cover(kind, place, month, here[twice], here[single[:q]], b)
