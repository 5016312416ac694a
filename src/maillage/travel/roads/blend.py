"""Times of a whole territory from several sources: by road if both communes are on a network, else by the mesh."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from maillage.artefacts import ArtefactStore, recipe_of
from maillage.errors import MaillageError
from maillage.territory import Territory
from maillage.travel.compiled import compiled
from maillage.travel.roads.communes import HALL_METRES, commune_times
from maillage.travel.roads.network import RoadNetwork
from maillage.travel.tiles import Rows, Runner
from maillage.travel.times import TravelTimes
from maillage.travel.timetable import TABLES, read_times

Int64 = NDArray[np.int64]
Given: TypeAlias = TravelTimes | RoadNetwork | Path | str

NETWORK_MINUTES = 60
KIND, RECIPE = "road-times", 1
MESH_PROFILE, MESH_TRAFFIC = "car", "off-peak"
ELSE = "; else "  # separator in the source text of combined times


@dataclass(frozen=True)
class _Part:
    """Times between some of the communes, and their name in messages."""

    name: str
    times: TravelTimes
    notices: tuple[str, ...] = ()

    def condition(self) -> tuple[str, str] | None:
        """Profile and traffic of times by road, combined or not; None for a table without this information."""
        sources = [source.split() for source in self.times.source.split(ELSE)]
        return next(((words[-2], words[-1]) for words in sources if words[:1] == ["roads"] and len(words) >= 4), None)


@dataclass(frozen=True)
class Blend:
    """Times of the whole territory, the number of pairs from each source, and notices."""

    times: TravelTimes
    pairs: Mapping[str, int]
    notices: tuple[str, ...]


def blended_times(
    given: Sequence[Given],
    territory: Territory,
    mesh: Callable[[], TravelTimes],
    store: ArtefactStore,
    runner: Runner | None = None,
) -> Blend:
    """Complete the times ``given`` with those of the mesh, so that no commune of the territory is missing.

    ``given``: tables written by ``maillage travel times``, road networks, or times in memory. For each pair, the first
    one that contains both communes is used; a pair with an end outside all of them takes the time of ``mesh()``. The
    limit is the shortest of all. Times of a network are cached in ``store``; the combination is not, as it takes a
    tenth of a second and as much space as the mesh. Raises ``MaillageError`` naming the source if times are of another
    vintage, of another mode than the car, or under different traffic conditions.
    """
    parts = [_part(one, territory, store, runner) for one in given]
    notices = tuple(notice for part in parts for notice in part.notices)
    _check_alike(parts)
    if len(parts[0].times) == len(territory):
        times = parts[0].times
        return Blend(times, {times.source: times.pairs}, notices)
    base = mesh()
    limit = min(base.limit_seconds, *(part.times.limit_seconds for part in parts))
    layers = [part.times.within(limit / 60) for part in parts]
    places = [np.searchsorted(territory.code, layer.code) for layer in layers]
    times = _laid(base.within(limit / 60), layers, places)
    pairs = _pairs_by_source(times, layers, places, base.source)
    told = ", ".join(f"{count:,} from {source}" for source, count in pairs.items())
    return Blend(times, pairs, (*notices, *_traffic_notices(parts), f"pairs of communes: {told}"))


def _part(given: Given, territory: Territory, store: ArtefactStore, runner: Runner | None) -> _Part:
    if isinstance(given, TravelTimes):
        _check_codes(given, territory)
        return _Part("the times given", given)
    if isinstance(given, RoadNetwork):
        return _by_network(given, str(given.meta["extract"]), territory, store, runner)
    path = Path(given)
    if path.suffix in TABLES:
        times, notices = read_times(path, territory)
        return _Part(path.name, times, notices)
    return _by_network(RoadNetwork.load(path), path.name, territory, store, runner)


def _check_codes(times: TravelTimes, territory: Territory) -> None:
    odd = np.setdiff1d(times.code, territory.code)
    if len(odd) or times.vintage != territory.vintage:
        where = f"; commune {odd[0]} is in one of them only" if len(odd) else ""
        raise MaillageError(
            f"Times of '{times.source}' are of '{times.vintage}', the communes of '{territory.vintage}'{where}: "
            "matrices of different vintages are mixed. Compute the times again for this territory."
        )


def _by_network(
    network: RoadNetwork, name: str, territory: Territory, store: ArtefactStore, runner: Runner | None
) -> _Part:
    """Times between the town halls of a network, cached for later calls."""
    facts = (RECIPE, dict(network.meta), NETWORK_MINUTES, HALL_METRES, territory.vintage)
    recipe = recipe_of(facts, *network.arrays().values(), territory.code, territory.lon, territory.lat)

    def build() -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        times, _ = commune_times(network, territory, NETWORK_MINUTES, runner=runner)
        return times.arrays(), times.meta()

    return _Part(name, TravelTimes.from_artefact(store.cached(KIND, recipe, build)))


def _check_alike(parts: Sequence[_Part]) -> None:
    """Check that all are by car and under the same traffic condition."""
    known = [(part, condition) for part in parts if (condition := part.condition()) is not None]
    for part, (profile, traffic) in known:
        if profile != MESH_PROFILE:
            raise MaillageError(
                f"{part.name} holds times of the profile '{profile}', those that complete them are by car. Build the "
                "network with --profile car."
            )
        first, (_, other) = known[0]
        if traffic != other:
            raise MaillageError(
                f"{first.name} holds times under '{other}', {part.name} under '{traffic}'. Build both networks with "
                "the same --traffic."
            )


def _traffic_notices(parts: Sequence[_Part]) -> list[str]:
    found = {condition[1] for part in parts if (condition := part.condition()) is not None} - {MESH_TRAFFIC}
    return [f"times by road are {traffic}, those of the mesh {MESH_TRAFFIC}: build the network with --traffic "
            f"{MESH_TRAFFIC} for both alike" for traffic in sorted(found)]  # fmt: skip


def _laid(base: TravelTimes, layers: Sequence[TravelTimes], places: Sequence[Int64]) -> TravelTimes:
    """``base`` with the rows of each layer written over it, the first layer last."""
    times = base
    lay: Callable[..., Rows] = _overlay
    for layer, place in zip(reversed(layers), reversed(places), strict=True):
        row = np.full(len(base), -1, np.int64)
        row[place] = np.arange(len(place))
        indptr, indices, seconds = lay(*_rows(times), *_rows(layer), place, row)
        source = f"{layer.source}{ELSE}{times.source}"
        times = TravelTimes(np.asarray(base.code), indptr, indices, seconds, base.limit_seconds, source, base.vintage)
    return times


def _rows(times: TravelTimes) -> Rows:
    """Plain arrays, as the compiled loops do not accept memory-mapped ones."""
    return np.asarray(times.indptr), np.asarray(times.indices), np.asarray(times.seconds)


@compiled
def _overlay(
    indptr: Any, indices: Any, seconds: Any, new_indptr: Any, new_indices: Any, new_seconds: Any, place: Any, row: Any
) -> Any:
    """Rows of the base in which every pair between two places of the layer has the layer's time.

    ``place`` (k,) are the places of the layer in the base, ascending, ``row`` (n,) the row of each place, -1 for none.
    """
    n = len(row)
    bounds = np.zeros(n + 1, np.int64)
    for origin in range(n):
        count = 0
        for at in range(indptr[origin], indptr[origin + 1]):
            if row[origin] < 0 or row[indices[at]] < 0:
                count += 1
        if row[origin] >= 0:
            count += new_indptr[row[origin] + 1] - new_indptr[row[origin]]
        bounds[origin + 1] = bounds[origin] + count
    heads = np.empty(bounds[n], np.int32)
    times = np.empty(bounds[n], np.uint16)
    for origin in range(n):
        size = bounds[origin]
        new = new_indptr[row[origin]] if row[origin] >= 0 else 0
        last = new_indptr[row[origin] + 1] if row[origin] >= 0 else 0
        for at in range(indptr[origin], indptr[origin + 1]):
            head = indices[at]
            if row[origin] >= 0 and row[head] >= 0:
                continue
            while new < last and place[new_indices[new]] < head:
                heads[size], times[size] = place[new_indices[new]], new_seconds[new]
                new += 1
                size += 1
            heads[size], times[size] = head, seconds[at]
            size += 1
        while new < last:
            heads[size], times[size] = place[new_indices[new]], new_seconds[new]
            new += 1
            size += 1
    return bounds, heads, times


def _pairs_by_source(
    times: TravelTimes, layers: Sequence[TravelTimes], places: Sequence[Int64], base: str
) -> dict[str, int]:
    """Number of pairs taken from each source, in the given order, the mesh last."""
    found: dict[str, int] = {}
    inside: list[NDArray[np.bool_]] = []
    for layer, place in zip(layers, places, strict=True):
        origin, head = np.repeat(place, np.diff(layer.indptr)), place[layer.indices]
        own = np.ones(len(head), np.bool_)
        for before in inside:
            own &= ~(before[origin] & before[head])
        inside.append(np.isin(np.arange(len(times)), place))
        found[layer.source] = found.get(layer.source, 0) + int(own.sum())
    found[base] = times.pairs - sum(found.values())
    return found
