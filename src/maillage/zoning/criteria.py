"""The criteria of need of each territory: definition, communes included, and proxies for missing figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.spatial import cKDTree

from maillage.travel.straight import MINUTES_PER_KM

if TYPE_CHECKING:
    from maillage.access import AccessModel
    from maillage.sources.hospitals import EmergencySites
    from maillage.sources.need import Need
    from maillage.territory import Territory
    from maillage.travel import TravelTimes

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Criterion:
    """One criterion over g territories: ``value`` (g,) as displayed, ``rank`` (g,) with 1 the most in need."""

    name: str
    value: Floats
    rank: Floats
    proxy: NDArray[np.bool_]


def minutes_to_emergency(territory: Territory, times: TravelTimes, sites: NDArray[np.int64]) -> Floats:
    """Minutes from each commune to the nearest of ``sites``, (n,); by straight-line distance if none is in reach."""
    best = np.full(len(territory), np.inf)
    towards = np.zeros(len(territory), dtype=bool)
    towards[sites] = True
    kept = np.flatnonzero(towards[np.asarray(times.indices)])
    origin = np.searchsorted(np.asarray(times.indptr), kept, side="right") - 1
    np.minimum.at(best, origin, np.asarray(times.seconds)[kept] / 60.0)
    far = np.flatnonzero(np.isinf(best))
    if len(far):
        best[far] = np.maximum(_crow_minutes(territory, far, sites), times.limit_seconds / 60.0)
    return best


def _crow_minutes(territory: Territory, far: NDArray[np.int64], sites: NDArray[np.int64]) -> Floats:
    result = np.full(len(far), np.nan)
    for plane in np.unique(territory.plane[far]):
        here = sites[territory.plane[sites] == plane]
        rows = np.flatnonzero(territory.plane[far] == plane)
        if len(here) == 0:
            continue
        tree = cKDTree(np.column_stack([territory.x[here], territory.y[here]]))
        metres, _ = tree.query(np.column_stack([territory.x[far[rows]], territory.y[far[rows]]]))
        result[rows] = metres / 1000 * MINUTES_PER_KM
    worst = np.nanmax(result) if bool(np.isfinite(result).any()) else 0.0
    return np.where(np.isnan(result), worst, result)


def rank_worst_first(value: Floats, worse: str) -> Floats:
    """Ranks (g,) with 1 the most in need; equal values get their mean rank."""
    # As ``scipy.stats.rankdata``, whose module takes longer to import than the rest of a designation to compute.
    _, number, count = np.unique(value if worse == "low" else -value, return_inverse=True, return_counts=True)
    return (np.cumsum(count) - (count - 1) / 2)[number]


def measure(
    territory: Territory,
    model: AccessModel,
    need: Need,
    sites: EmergencySites,
    groups: csr_matrix[Any],
    members: list[NDArray[np.int64]],
) -> dict[str, Criterion]:
    """The five criteria over the g groups (averaging rows ``groups``, (g, n)), each with rank and proxy flag."""
    apl = _mean(groups, model.access())
    younger_supply = model.supply.only_younger(model.parameters)
    younger = (
        apl if younger_supply is None else _mean(groups, model.with_offset(None).with_supply(younger_supply).access())
    )
    emergency = _mean(groups, minutes_to_emergency(territory, model.times, sites.positions))
    income, poverty = _mean(groups, need.income), _mean(groups, need.poverty)
    poor = (rank_worst_first(income, "low") + rank_worst_first(poverty, "high")) / 2
    everywhere = np.ones(len(members), dtype=bool)

    def proxy(figure: str) -> NDArray[np.bool_]:
        return np.array([need.is_proxy(figure, communes) for communes in members], dtype=bool)

    low, high = "low", "high"
    return {
        "apl": Criterion("apl", apl, rank_worst_first(apl, low), everywhere & (model.supply.origin == "modelled")),
        "apl_younger": Criterion(
            "apl_younger", younger, rank_worst_first(younger, low), everywhere & (younger_supply is None)
        ),
        **_illness(need, groups, everywhere, proxy),
        "minutes_to_emergency": Criterion(
            "minutes_to_emergency", emergency, rank_worst_first(emergency, high), everywhere & (not sites.observed)
        ),
        "living_standard": Criterion("living_standard", income, rank_worst_first(poor, low), proxy("income")),
    }


def _illness(
    need: Need,
    groups: csr_matrix[Any],
    everywhere: NDArray[np.bool_],
    proxy: Callable[[str], NDArray[np.bool_]],
) -> dict[str, Criterion]:
    """Share of people with a long-term illness (ALD) where it was loaded, else its proxy, people of 75 and over."""
    if need.ill is None:
        elderly = _mean(groups, need.aged_75)
        return {
            "share_75_plus": Criterion("share_75_plus", 100 * elderly, rank_worst_first(elderly, "high"), everywhere)
        }
    ill = _mean(groups, need.ill)
    return {"share_ald": Criterion("share_ald", 100 * ill, rank_worst_first(ill, "high"), proxy("ill"))}


def _mean(groups: csr_matrix[Any], values: Floats) -> Floats:
    return np.asarray(groups @ values, dtype=np.float64)
