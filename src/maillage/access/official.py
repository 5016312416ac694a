"""How close computed access is to published figures, with errors in both directions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maillage.access.indicators.aggregation import group_communes
from maillage.errors import MaillageError

if TYPE_CHECKING:
    from maillage.territory import Territory

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class OfficialFit:
    """Computed figures compared with the published figures of ``count`` places of a level.

    ``pearson`` and ``rank`` (Spearman) are correlations, None (never NaN) if either side is constant. Errors are
    computed minus published: ``bias`` is their mean and ``mean_absolute`` their mean absolute value, weighted by
    people; ``median_absolute`` is unweighted. ``share_over`` and ``share_under`` are shares of places; ``too_much`` and
    ``too_little`` are the contributions of each direction to the mean absolute error.
    """

    level: str
    count: int
    pearson: float | None
    rank: float | None
    median_absolute: float
    mean_absolute: float
    bias: float
    share_over: float
    share_under: float
    too_much: float
    too_little: float


def agreement(level: str, computed: ArrayLike, published: ArrayLike, people: ArrayLike) -> OfficialFit:
    """Compare figures (k,) of places with ``people`` (k,). Raises ``MaillageError`` if there are no places."""
    found, known = np.asarray(computed, dtype=np.float64), np.asarray(published, dtype=np.float64)
    if len(found) == 0:
        raise MaillageError(f"No place of level '{level}' to compare. Check the codes of the official file.")
    weight = np.asarray(people, dtype=np.float64)
    weight = np.where(weight.sum() > 0, weight, 1.0)
    share, error = weight / weight.sum(), found - known
    return OfficialFit(
        level=level,
        count=len(found),
        pearson=_correlation(found, known),
        rank=_correlation(_ranks(found), _ranks(known)),
        median_absolute=float(np.median(np.abs(error))),
        mean_absolute=float((share * np.abs(error)).sum()),
        bias=float((share * error).sum()),
        share_over=float((error > 0).mean()),
        share_under=float((error < 0).mean()),
        too_much=float((share * np.maximum(error, 0)).sum()),
        too_little=float((share * np.maximum(-error, 0)).sum()),
    )


def agreement_by_level(
    territory: Territory, computed: Floats, published: Floats, levels: tuple[str, ...]
) -> list[OfficialFit]:
    """Compare by commune or by group. ``published`` (n,) is NaN if unknown.

    A group's figure is the mean over its published communes, on both sides, weighted by total population.
    """
    sample = np.flatnonzero(~np.isnan(published))
    people = territory.population.astype(np.float64)
    known = np.nan_to_num(published)
    found: list[OfficialFit] = []
    for level in levels:
        if level == "commune":
            found.append(agreement(level, computed[sample], known[sample], people[sample]))
            continue
        labels = np.full(len(territory), "", dtype=object)
        labels[sample] = getattr(territory, level)[sample]
        groups = group_communes(labels.astype(np.str_), people)
        found.append(agreement(level, groups.mean(computed), groups.mean(known), groups.population))
    return found


def _correlation(one: Floats, other: Floats) -> float | None:
    if len(one) < 2 or one.std() == 0 or other.std() == 0:
        return None
    return float(np.corrcoef(one, other)[0, 1])


def _ranks(values: Floats) -> Floats:
    """Ranks from 1; equal values get their mean rank."""
    _, place, size = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(size)
    return (last - (size - 1) / 2)[place]
