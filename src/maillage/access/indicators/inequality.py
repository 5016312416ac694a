"""Inequality of access among people: Gini, Palma, share below a threshold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maillage.errors import MaillageError
from maillage.territory.groups import mean, means

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Inequality:
    """Inequality among the people of one group; ``palma`` is None if its poorest have nothing."""

    code: str
    population: float
    mean: float
    gini: float
    palma: float | None
    share_under: float


def inequality_by_group(
    labels: NDArray[np.str_], values: ArrayLike, people: ArrayLike, threshold: float, by: ArrayLike | None = None
) -> tuple[list[Inequality], list[str]]:
    """Inequality in each group of communes, ascending, and the codes of the groups where nobody lives.

    ``labels`` (n,) name the group of each commune, '' for none; ``values`` (n,) are held by ``people`` (n,), and ranked
    for the Palma ratio by ``by`` (n,) if given. Raises ``MaillageError`` if nobody lives in any group, and as
    :func:`gini`.
    """
    value, weight = np.asarray(values, dtype=np.float64), np.asarray(people, dtype=np.float64)
    rank = None if by is None else np.asarray(by, dtype=np.float64)
    found: list[Inequality] = []
    empty: list[str] = []
    for code in np.unique(labels[labels != ""]):
        here = labels == code
        held, living = value[here], weight[here]
        if living.sum() <= 0:
            empty.append(str(code))
            continue
        ratio = palma(held, living, None if rank is None else rank[here])
        under = share_under(held, living, threshold)
        found.append(Inequality(str(code), float(living.sum()), mean(living, held), gini(held, living), ratio, under))
    if not found:
        raise MaillageError("Nobody lives in the area asked for. Choose another region or level.")
    return found, empty


def gini(values: ArrayLike, people: ArrayLike) -> float:
    """Gini coefficient of ``values`` (n,) held by ``people`` (n,): 0 if all are equal, near 1 if one has everything.

    Twice the area between the Lorenz curve and the diagonal. 0 if there is nothing to share. Raises ``MaillageError``
    for negative, infinite or NaN figures, and if there are no people.
    """
    value, weight = _checked(values, people)
    order = np.argsort(value, kind="stable")
    share = weight[order] / weight.sum()
    held = np.cumsum(share * value[order])
    if held[-1] <= 0:
        return 0.0
    lorenz = held / held[-1]
    return float(1 - (share * (lorenz + np.concatenate([[0.0], lorenz[:-1]]))).sum())


def palma(values: ArrayLike, people: ArrayLike, by: ArrayLike | None = None) -> float | None:
    """Palma ratio: mean value of the top tenth of people over that of the bottom four tenths.

    People are ranked by ``by`` (n,), for instance income, or else by ``values``; a commune on a limit is split, and
    communes of equal rank share it in proportion. None if the bottom four tenths have nothing. Raises as :func:`gini`.
    """
    value, weight = _checked(values, people)
    rank = value if by is None else np.asarray(by, dtype=np.float64)
    if rank.shape != value.shape or not bool(np.isfinite(rank).all()):
        raise MaillageError("The ranking has missing or infinite figures. Give one number for each commune.")
    _, place = np.unique(rank, return_inverse=True)
    total = np.bincount(place, weights=weight)
    upper = np.cumsum(total) / weight.sum()
    lower = np.concatenate([[0.0], upper[:-1]])
    held = means(place, weight, value, len(total))

    def average(first: float, last: float) -> float:
        part = np.clip(np.minimum(upper, last) - np.maximum(lower, first), 0, None)
        return mean(part, held)

    bottom = average(0.0, 0.4)
    return average(0.9, 1.0) / bottom if bottom > 0 else None


def share_under(values: ArrayLike, people: ArrayLike, threshold: float) -> float:
    """Share of people whose value is strictly under ``threshold``, between 0 and 1. Raises as :func:`gini`."""
    value, weight = _checked(values, people)
    return float(weight[value < threshold].sum() / weight.sum())


def _checked(values: ArrayLike, people: ArrayLike) -> tuple[Floats, Floats]:
    value, weight = np.asarray(values, dtype=np.float64), np.asarray(people, dtype=np.float64)
    if value.shape != weight.shape:
        raise MaillageError(f"There are {value.size} values for {weight.size} populations. Give one for each commune.")
    for name, one in (("value", value), ("population", weight)):
        bad = ~np.isfinite(one) | (one < 0)
        if bool(bad.any()):
            at = int(bad.argmax())
            raise MaillageError(f"The {name} number {at} is {one[at]}. Give numbers of 0 or more.")
    if weight.sum() <= 0:
        raise MaillageError("Nobody lives there: inequality needs inhabitants. Choose a larger area.")
    return value, weight
