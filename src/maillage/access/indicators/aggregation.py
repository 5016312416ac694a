"""Means by group: intercommunality, living area, department, region, France."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maillage.parameters import load_toml
from maillage.territory.groups import means

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Groups:
    """Groups of communes: ``code`` (g,), ascending, their ``population`` (g,) and the group of each commune, (n,).

    ``member`` is -1 for a commune in no group. ``weight`` (n,) are the people by which means are weighted.
    """

    code: tuple[str, ...]
    population: Floats
    member: NDArray[np.int64]
    weight: Floats

    def mean(self, values: ArrayLike) -> Floats:
        """Mean of ``values`` (n,) in each group weighted by people, (g,); unweighted where nobody lives."""
        return means(self.member, self.weight, np.asarray(values, dtype=np.float64), len(self.code))


def left_out(codes: NDArray[np.str_], labels: NDArray[np.str_], inside: NDArray[np.bool_], what: str) -> list[str]:
    """Notices on the communes that means over groups of the communes ``inside`` (n,) leave out.

    These are communes in no group, and those of a group that extends beyond ``inside``. ``codes`` and ``labels`` are
    (n,), '' for none; ``what`` is the kind of group.
    """
    notices: list[str] = []
    alone = codes[inside & (labels == "")]
    if len(alone):
        some = ", ".join(str(code) for code in alone[:5])
        notices.append(f"{len(alone)} communes are in no {what} and left out ({some})")
    cut = np.intersect1d(labels[inside], labels[~inside & (labels != "")])
    if len(cut):
        some = ", ".join(str(code) for code in cut[:5])
        beyond = "reach beyond the region asked for, only their communes inside count"
        notices.append(f"{len(cut)} groups {beyond} ({some})")
    return notices


def published_weights(profession: str) -> Literal["population", "standardised"]:
    """Return the weights of the published means over groups of communes; ``population`` if nothing is published.

    GPs, midwives and physiotherapists: total population; nurses: inhabitants weighted by age (ministry of health,
    questions and answers on the zoning, 25/05/2018 and February 2020).
    """
    weights = load_toml("maillage.access", "aggregation")["weights"]
    return cast(Literal["population", "standardised"], weights.get(profession, "population"))


def group_communes(labels: NDArray[np.str_], people: ArrayLike, weights: ArrayLike | None = None) -> Groups:
    """Group communes by ``labels`` (n,), '' for none. ``people`` (n,) are counted; means are weighted by ``weights``.

    :func:`published_weights` names the ``weights`` (n,) of the published means (default: ``people``).
    """
    count = np.asarray(people, dtype=np.float64)
    known = labels != ""
    codes, place = np.unique(labels[known], return_inverse=True)
    member = np.full(len(labels), -1, dtype=np.int64)
    member[known] = place
    population = np.bincount(place, weights=count[known], minlength=len(codes)).astype(np.float64)
    weight = count if weights is None else np.asarray(weights, dtype=np.float64)
    return Groups(tuple(str(code) for code in codes), population, member, weight)
