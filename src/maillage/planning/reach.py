"""Pairs of homes and sites in reach: journeys within the limit, and the payment for a day of each pair."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from maillage.planning.data import Floats, Pairs
from maillage.schemes import PaidDay, Scheme, kilometres, payment, total_cents
from maillage.travel.straight import crow_minutes

if TYPE_CHECKING:
    from maillage.territory import Territory
    from maillage.travel import TravelTimes

Positions = NDArray[np.int64]


def pairs_within(
    territory: Territory, times: TravelTimes, homes: Positions, sites: Positions, max_minutes: int, scheme: Scheme
) -> tuple[Pairs, int]:
    """Pairs of homes (D,) and sites (S,) within ``max_minutes``, and the number of journeys that are estimated.

    Beyond the limit of the known times, the straight-line distance decides; no road crosses the sea.
    """
    known = {home: _known_minutes(times, home, sites) for home in np.unique(homes).tolist()}
    minutes = np.array([known[home] for home in homes.tolist()]).reshape(len(homes), len(sites))
    estimated = np.zeros(minutes.shape, dtype=np.bool_)
    if max_minutes * 60 > times.limit_seconds:
        estimated = np.isinf(minutes)
        crow = crow_minutes(territory, homes[:, None], sites[None, :])
        minutes = np.where(estimated, np.maximum(crow, times.limit_seconds / 60), minutes)
    doctor, site = np.nonzero((minutes <= max_minutes) & np.isfinite(minutes))
    return Pairs(
        doctor=doctor.astype(np.int64),
        site=site.astype(np.int64),
        minutes=minutes[doctor, site].astype(np.float64),
        cost_cents=_cents_a_day(scheme, kilometres(territory, homes[doctor], sites[site])),
    ), int(estimated[doctor, site].sum())


def _known_minutes(times: TravelTimes, home: int, sites: Positions) -> Floats:
    where, minutes = times.row(home)
    found = {int(j): float(m) for j, m in zip(where, minutes, strict=True)}
    return np.array([found.get(place, np.inf) for place in sites.tolist()], dtype=np.float64)


def _cents_a_day(scheme: Scheme, one_way: Floats) -> NDArray[np.int64]:
    days = [PaidDay(date.min, 2, km) for km in one_way.tolist()]
    return np.array([total_cents(payment(scheme, [day])) for day in days], dtype=np.int64)
