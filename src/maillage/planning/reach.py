"""Pairs of homes and sites in reach: journeys within the limit, and the payment for a day of each pair."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from maillage.planning.values import Floats, Pairs
from maillage.schemes import PaidDay, Scheme, kilometres, payment, total_cents
from maillage.travel.straight import crow_minutes

if TYPE_CHECKING:
    from maillage.territory import Territory
    from maillage.travel import TravelTimes

Positions = NDArray[np.int64]


def pairs_within(
    territory: Territory,
    times: TravelTimes,
    homes: Positions,
    sites: Positions,
    max_minutes: int,
    scheme: Scheme,
    halves: int = 2,
    days: Positions | None = None,
) -> tuple[Pairs, int]:
    """Pairs of homes (D,) and sites (S,) within ``max_minutes``, and the number of journeys that are estimated.

    A day has so many ``halves``. Where ``days`` (S,) come together, the journey is made once: each day has its part of
    the minutes and of the kilometres. Beyond the limit of the known times, the straight-line distance decides; no road
    crosses the sea.
    """
    minutes, estimated = journeys(territory, times, homes, sites, estimate=max_minutes * 60 > times.limit_seconds)
    doctor, site = np.nonzero((minutes <= max_minutes) & np.isfinite(minutes))
    shared = np.ones(len(site)) if days is None else np.maximum(days[site], 1).astype(np.float64)
    return Pairs(
        doctor=doctor.astype(np.int64),
        site=site.astype(np.int64),
        minutes=(minutes[doctor, site] / shared).astype(np.float64),
        cost_cents=_cents_a_day(scheme, kilometres(territory, homes[doctor], sites[site]) / shared, halves),
    ), int(estimated[doctor, site].sum())


def journeys(
    territory: Territory, times: TravelTimes, origins: Positions, destinations: Positions, *, estimate: bool
) -> tuple[Floats, NDArray[np.bool_]]:
    """Minutes (O, D) of every journey, and which are estimated: those beyond the limit of the known times.

    Without ``estimate`` these are infinite; with it, so are only those across the sea.
    """
    known = {origin: _known_minutes(times, origin, destinations) for origin in np.unique(origins).tolist()}
    minutes = np.array([known[origin] for origin in origins.tolist()]).reshape(len(origins), len(destinations))
    if not estimate:
        return minutes, np.zeros(minutes.shape, dtype=np.bool_)
    beyond = np.isinf(minutes)
    crow = crow_minutes(territory, origins[:, None], destinations[None, :])
    return np.where(beyond, np.maximum(crow, times.limit_seconds / 60), minutes), beyond


def _known_minutes(times: TravelTimes, home: int, sites: Positions) -> Floats:
    where, minutes = times.row(home)
    found = {int(j): float(m) for j, m in zip(where, minutes, strict=True)}
    return np.array([found.get(place, np.inf) for place in sites.tolist()], dtype=np.float64)


def _cents_a_day(scheme: Scheme, one_way: Floats, halves: int) -> NDArray[np.int64]:
    days = [PaidDay(date.min, halves, km) for km in one_way.tolist()]
    return np.array([total_cents(payment(scheme, [day])) for day in days], dtype=np.int64)
