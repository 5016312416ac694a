from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.access import AccessModel, Decay, Demand, Parameters, Supply, exponential_decay, step_decay
from maillage.access.tiles import access_by_tiles
from maillage.artefacts import ArtefactStore
from maillage.errors import MaillageError, WrongVersion
from maillage.territory import Territory
from maillage.travel import RoadGraph, TravelTimes
from maillage.travel.cluster import cluster
from maillage.travel.mesh import load_mesh
from maillage.travel.search import bounded_times
from maillage.travel.tiles import Here, Tiles, cut_rows, tile_bounds


def grid(side: int, seed: int) -> RoadGraph:
    """A square of streets with different times in each direction."""
    rng = np.random.default_rng(seed)
    node = np.arange(side * side).reshape(side, side)
    ends = [(node[:, :-1], node[:, 1:]), (node[:-1], node[1:])]
    one = np.concatenate([a.ravel() for a, _ in ends])
    other = np.concatenate([b.ravel() for _, b in ends])
    tail, head = np.concatenate([one, other]), np.concatenate([other, one])
    x, y = np.divmod(np.arange(side * side), side)
    return RoadGraph.from_arcs(tail, head, rng.integers(5, 90, len(tail)), x * 100.0, y * 100.0)


@settings(max_examples=30)
@given(seed=st.integers(0, 9), size=st.integers(1, 70), limit=st.sampled_from([0, 100, 600]), threads=st.integers(1, 2))
def test_combined_tiles_equal_one_search(seed: int, size: int, limit: int, threads: int) -> None:
    graph = grid(8, seed)
    places = np.random.default_rng(seed).permutation(len(graph))[:50]
    whole = bounded_times(graph, places, places, limit)
    tiled = Tiles.search(graph, places, limit, Here(), size, threads).gather()
    for one, other in zip(whole, tiled, strict=True):
        assert one.dtype == other.dtype
        np.testing.assert_array_equal(one, other)


def test_tiles_cover_every_origin_once() -> None:
    assert tile_bounds(10, 4) == [(0, 4), (4, 8), (8, 10)]
    assert tile_bounds(0, 4) == []
    with pytest.raises(ValueError, match="at least one origin"):
        tile_bounds(10, 0)
    nothing = Tiles(Here(), [], [], 0, 600).gather()
    assert [len(part) for part in nothing] == [1, 0, 0]


def test_a_tile_cut_from_known_times_equals_a_search(times: TravelTimes) -> None:
    indptr, indices, seconds = cut_rows(times.indptr, times.indices, times.seconds, 100, 103)
    for row, origin in enumerate(range(100, 103)):
        here = slice(int(indptr[row]), int(indptr[row + 1]))
        np.testing.assert_array_equal(indices[here], times.row(origin)[0])
        np.testing.assert_array_equal(seconds[here] / 60, times.row(origin)[1])


def figures(n: int, seed: int) -> tuple[Demand, Supply]:
    rng = np.random.default_rng(seed)
    people = rng.integers(0, 5_000, n).astype(float)
    amount = np.where(rng.random(n) < 0.3, rng.random(n) * 9_000, 0.0)
    return Demand(people, people * rng.random(n), False), Supply(amount, amount / 4_000, "test", "2026", False)


@pytest.mark.parametrize(
    ("decay", "halved"),
    [
        (step_decay((10, 20), (1.0, 1 / 3)), False),
        (step_decay((22.5, 45), (1.0, 1 / 3)), True),
        (exponential_decay(0.1, 20), False),
    ],
)
def test_access_by_tiles_is_bit_identical_to_the_model(times: TravelTimes, decay: Decay, halved: bool) -> None:
    """Real times and any tile size; above four million pairs the model sums two halves separately."""
    method = Parameters.load("apl-gp-2015")
    object.__setattr__(method, "decay", decay)
    demand, supply = figures(len(times), 20)
    model = AccessModel(times, demand, supply, method)
    assert (model.weights.pairs >= 4_000_000) == halved
    reach, access = access_by_tiles(Tiles.cut(times, Here(), 5_000), demand, supply, method)
    np.testing.assert_array_equal(reach, model.D)
    np.testing.assert_array_equal(access, model.access())


def test_times_too_short_are_refused(times: TravelTimes) -> None:
    demand, supply = figures(len(times), 1)
    with pytest.raises(MaillageError, match="stop at 5 minutes"):
        access_by_tiles(Tiles.cut(times.within(5), Here()), demand, supply, Parameters.load("apl-gp-2015"))


# A cluster of two workers --------------------------------------------------------------------------------------------


def test_a_cluster_gives_the_same_artefact(
    address: str, territory: Territory, store: ArtefactStore, tmp_path: Path
) -> None:
    """Artefacts are keyed by content: the same key means the same bytes."""
    mesh = load_mesh(territory.only(territory.in_department("48")), store=store)
    alone = mesh.times(30)
    with cluster(address) as workers:
        shared = mesh.times(30, runner=workers)
    keys = [ArtefactStore(tmp_path / name).save("mesh-times", found.arrays(), found.meta())
            for name, found in (("alone", alone), ("shared", shared))]  # fmt: skip
    assert keys[0] == keys[1]
    for name in ("indptr", "indices", "seconds"):
        one, other = ((tmp_path / kind / "mesh-times" / keys[0] / f"{name}.npy") for kind in ("alone", "shared"))
        assert one.read_bytes() == other.read_bytes()


def test_indicators_on_the_cluster_are_bit_identical(address: str, territory: Territory, store: ArtefactStore) -> None:
    small = territory.only(territory.in_department("48"))
    mesh = load_mesh(small, store=store)
    method = Parameters.load("apl-gp-2015").from_off_peak()
    demand, supply = figures(len(small), 3)
    model = AccessModel(mesh.times(60), demand, supply, method)
    graph = mesh.graph()
    with cluster(address) as workers:
        tiles = Tiles.search(graph, graph.place[len(small) :], 3600, workers, size=20)
        reach, access = access_by_tiles(tiles, demand, supply, method)
        who = workers.client.who_has(tiles.rows)
    np.testing.assert_array_equal(reach, model.D)
    np.testing.assert_array_equal(access, model.access())
    assert len({worker for places in who.values() for worker in places}) == 2


def test_a_worker_of_another_version_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maillage.__version__", "0.0.1")
    with pytest.raises(WrongVersion, match=r"here it is 0\.0\.1"), cluster(address):
        pass


def test_an_address_without_a_scheduler_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed: pip install 'maillage[dask]'")
    monkeypatch.setattr("maillage.travel.cluster.PATIENCE", 0.5)
    for nowhere in ("tcp://127.0.0.1:1", "not an address"):
        with pytest.raises(MaillageError, match="No Dask scheduler answers"), cluster(nowhere):
            pass


def test_an_error_of_a_worker_is_raised(address: str) -> None:
    with cluster(address) as workers, pytest.raises(ZeroDivisionError):
        workers.result(workers.submit(divide, 1, 0))


def divide(a: int, b: int) -> float:
    return a / b


def test_without_dask_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(MaillageError, match=r"maillage\[dask\]"), cluster("tcp://127.0.0.1:1"):
        pass
