"""Two vintages of a figure by commune, joined on the current communes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from maillage.territory import Territory

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class VintageChange:
    """Communes in both vintages: ``positions`` (m,), figures ``before`` and ``after`` (m,), and notices to show."""

    positions: NDArray[np.int64]
    before: Floats
    after: Floats
    notices: tuple[str, ...]

    @property
    def change(self) -> Floats:
        """After minus before, (m,)."""
        return self.after - self.before


@dataclass(frozen=True)
class Vintage:
    """One vintage: the commune of each row, (r,), its value and its people, (r,).

    A position is -1 for an unknown code, -2 for a code of a collectivity whose communes are not counted.

    Several rows may belong to one current commune: their mean is weighted by people.
    """

    name: str
    positions: NDArray[np.int64]
    values: Floats
    people: Floats
    notices: tuple[str, ...] = ()


def compare(before: Vintage, after: Vintage, territory: Territory) -> VintageChange:
    """Join two vintages. Communes in only one of them are left out and counted in the notices."""
    n = len(territory)
    old, new = _on_communes(before, n), _on_communes(after, n)
    both = ~np.isnan(old) & ~np.isnan(new)
    notices = [f"{one.name}: {notice}" for one in (before, after) for notice in one.notices]
    for one, mine, other in ((before, old, new), (after, new, old)):
        unknown = int((one.positions == -1).sum())
        if unknown:
            notices.append(f"{one.name}: {unknown} rows left out, their code is no commune")
        alone = int((~np.isnan(mine) & np.isnan(other)).sum())
        if alone:
            notices.append(f"{alone} communes are in {one.name} only and left out")
    return VintageChange(np.flatnonzero(both), old[both], new[both], tuple(notices))


def _on_communes(vintage: Vintage, n: int) -> Floats:
    known = (vintage.positions >= 0) & ~np.isnan(vintage.values)
    at, value = vintage.positions[known], vintage.values[known]
    people = np.nan_to_num(vintage.people[known], nan=0.0)
    # Rows without people get weight 1 if no row of their commune has people.
    weight = np.where(np.bincount(at, weights=people, minlength=n)[at] > 0, people, 1.0)
    total = np.bincount(at, weights=weight, minlength=n)
    sums = np.bincount(at, weights=weight * value, minlength=n)
    return np.divide(sums, total, out=np.full(n, np.nan), where=total > 0)
