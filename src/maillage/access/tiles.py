"""Access by tiles of origins, for countries whose pairs do not fit in the memory of one machine.

Demand D visits the tiles in order; each adds its origins to the sums of the previous ones in each band of weights.
Access is then computed for each tile independently. Numbers are added in the same order as in
:class:`maillage.access.model.AccessModel`, so the result is bit-identical. Only arrays with one number per place, or
per place and band, are transferred between tiles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from maillage.access.weights import SHARED_FROM, band_sum, bands_of, check_limit, steps_by_second
from maillage.travel.compiled import compiled
from maillage.travel.tiles import Tiles

if TYPE_CHECKING:
    from maillage.access.method import Parameters
    from maillage.access.model import AccessModel
    from maillage.access.supply import Demand, Supply
    from maillage.travel.tiles import Rows, Runner

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]


def access_by_tiles(tiles: Tiles, demand: Demand, supply: Supply, parameters: Parameters) -> tuple[Floats, Floats]:
    """Demand D that reaches each place and access A of each, (n,), as in ``AccessModel``.

    Raises ``MaillageError`` if the times end before the decay's limit.
    """
    check_limit(cast(Any, tiles), parameters.decay.limit)
    runner = tiles.runner
    table, step_of = steps_by_second(parameters.decay, tiles.limit_seconds)
    by_second = np.append(table, 0.0)[step_of]  # index -1 (no weight) selects the last element, 0
    weight, people = runner.share(by_second), runner.share(demand.standardised)
    band_of, factor, band_weight = _in_bands(table, step_of, by_second)
    shared = runner.share(band_of), runner.share(factor)
    state: Any = np.zeros((tiles.n, len(band_weight))), np.zeros(tiles.n, dtype=np.int64)
    for (first, _), rows in zip(tiles.bounds, tiles.rows, strict=True):
        state = runner.submit(add_demand, rows, first, *shared, people, state)
    sums, pairs = runner.result(state)
    reach = band_sum(sums, band_weight)
    inverse = np.divide(parameters.per, reach, out=np.zeros(tiles.n), where=reach > 0)
    ratio = runner.share(supply.amount * inverse)
    middle = _middle(pairs)
    parts = [runner.submit(access_of_rows, rows, weight, ratio, middle) for rows in tiles.rows]
    return reach, np.concatenate([runner.result(part) for part in parts]) if parts else np.zeros(0)


def model_by_tiles(model: AccessModel, runner: Runner) -> AccessModel:
    """The same model, with demand and access summed by the tiles of a runner."""
    from maillage.access.model import AccessModel

    tiles = Tiles.cut(model.weighed, runner)
    reach, access = access_by_tiles(tiles, model.demand, model.supply, model.parameters)
    opened = AccessModel.opened(model.times, model.demand, model.supply, model.parameters, model.weights, reach, access)
    opened.weighed, opened.offset = model.weighed, model.offset
    return opened


def _middle(pairs: Positions) -> int:
    """Where ``Weights.spread`` begins its second half; 0 if it sums in one pass."""
    start = np.concatenate([[0], np.cumsum(pairs)])
    return int(np.searchsorted(start, start[-1] // 2)) if start[-1] >= SHARED_FROM else 0


def _in_bands(table: Floats, step_of: NDArray[np.int32], by_second: Floats) -> tuple[NDArray[np.int32], Floats, Floats]:
    """Band of each second (-1: no weight) and the factor of its pairs there; weight of each band. See ``Weights``."""
    if bands_of(len(table)) == len(table):
        return step_of, np.ones(len(step_of)), table
    return np.minimum(step_of, 0), by_second, np.ones(1)


def add_demand(
    rows: Rows, first: int, band_of: NDArray[np.int32], factor: Floats, people: Floats, state: tuple[Floats, Positions]
) -> tuple[Floats, Positions]:
    """Sums of each band and pair counts of each destination after one more tile, whose first origin is ``first``."""
    sums, pairs = state[0].copy(), state[1].copy()
    _add_demand(*rows, first, band_of, factor, np.ascontiguousarray(people), sums, pairs)
    return sums, pairs


def access_of_rows(rows: Rows, weight: Floats, ratio: Floats, middle: int) -> Floats:
    """Access of the origins of one tile; destinations before ``middle`` and from it on are summed separately."""
    out = np.empty(len(rows[0]) - 1)
    _access(*rows, weight, ratio, middle, out)
    return out


@compiled
def _add_demand(
    indptr: Any, indices: Any, seconds: Any, first: int, band_of: Any, factor: Any, people: Any, sums: Any, pairs: Any
) -> None:
    for row in range(len(indptr) - 1):
        here = people[first + row]
        for pair in range(indptr[row], indptr[row + 1]):
            band = band_of[seconds[pair]]
            if band >= 0:
                sums[indices[pair], band] += factor[seconds[pair]] * here
                pairs[indices[pair]] += 1


@compiled
def _access(indptr: Any, indices: Any, seconds: Any, weight: Any, ratio: Any, middle: int, out: Any) -> None:
    for row in range(len(indptr) - 1):
        low, high = 0.0, 0.0
        for pair in range(indptr[row], indptr[row + 1]):
            column = indices[pair]
            share = weight[seconds[pair]] * ratio[column]
            if share == 0.0:
                continue
            if column < middle:
                low += share
            else:
                high += share
        out[row] = low + high
