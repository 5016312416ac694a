from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.artefacts import ArtefactStore
from maillage.errors import BadInput, UnknownName
from maillage.travel import MeshParameters, mesh_times
from maillage.travel.barriers import Barriers, length_outside
from maillage.travel.links import neighbours
from maillage.travel.mesh import build_mesh
from tests.territory.cases import square_territory

OPEN = Barriers(lines=[], isolated={}, isolated_departments={})
SPEEDS = MeshParameters.load()


def dense(times):
    full = np.full((len(times), len(times)), np.inf)
    for i in range(len(times)):
        indices, _ = times.row(i)
        full[i, indices] = times.seconds[times.indptr[i] : times.indptr[i + 1]]
    return full


def reference_times(mesh):
    """Floyd-Warshall over the links, plus the doors at both ends."""
    n = len(mesh.territory)
    hop = np.full((n, n), np.inf)
    for tail, head, seconds in zip(mesh.links.tail, mesh.links.head, mesh.link_seconds(), strict=True):
        hop[tail, head] = hop[head, tail] = min(seconds, hop[tail, head])
    np.fill_diagonal(hop, 0)
    for k in range(n):
        hop = np.minimum(hop, hop[:, k : k + 1] + hop[k])
    door = np.rint(mesh.parameters.door_seconds(mesh.around))
    hop += door[:, None] + door
    np.fill_diagonal(hop, 0)
    return hop


@settings(max_examples=20)
@given(st.integers(1, 6), st.integers(0, 999), st.sampled_from([5, 20, 60]))
def test_times_are_the_shortest_ways_within_the_limit(side, seed, limit):
    mesh = build_mesh(square_territory(side, seed), SPEEDS, OPEN)
    expected = reference_times(mesh)
    np.testing.assert_array_equal(dense(mesh.times(limit)), np.where(expected <= limit * 60, expected, np.inf))


@settings(max_examples=20)
@given(st.integers(2, 7), st.integers(0, 999))
def test_times_are_symmetric_satisfy_the_triangle_inequality_and_are_zero_at_home(side, seed):
    full = dense(build_mesh(square_territory(side, seed), SPEEDS, OPEN).times(60))
    np.testing.assert_array_equal(full, full.T)
    assert (np.diag(full) == 0).all()
    by_way_of = (full[:, :, None] + full[None, :, :]).min(axis=1)
    known = np.isfinite(full)
    assert (full[known] <= by_way_of[known]).all()


@settings(max_examples=10)
@given(st.integers(2, 6), st.integers(0, 999), st.sampled_from([10, 30]))
def test_a_shorter_limit_gives_a_subset(side, seed, limit):
    mesh = build_mesh(square_territory(side, seed), SPEEDS, OPEN)
    cut, direct = mesh.times(60).within(limit), mesh.times(limit)
    np.testing.assert_array_equal(cut.indptr, direct.indptr)
    np.testing.assert_array_equal(cut.indices, direct.indices)
    np.testing.assert_array_equal(cut.seconds, direct.seconds)


@settings(max_examples=10)
@given(st.integers(2, 6), st.integers(0, 999), st.randoms(use_true_random=False))
def test_the_order_of_communes_does_not_matter(side, seed, shuffler):
    territory = square_territory(side, seed)
    order = np.arange(len(territory))
    shuffler.shuffle(order)
    arrays = ("population", "lon", "lat", "x", "y", "plane", "point_kind", "department", "region", "epci")
    shuffled = replace(territory, **{name: getattr(territory, name)[order] for name in arrays})
    plain, other = (dense(build_mesh(t, SPEEDS, OPEN).times(60)) for t in (territory, shuffled))
    np.testing.assert_array_equal(other, plain[np.ix_(order, order)])


def test_faster_roads_shorten_and_doors_lengthen():
    territory = square_territory(8, 3)
    base = dense(build_mesh(territory, SPEEDS, OPEN).times(60))
    quick = replace(SPEEDS, neighbour_kmh=1.3 * SPEEDS.neighbour_kmh)
    slow_doors = replace(SPEEDS, fixed_seconds=SPEEDS.fixed_seconds + 120)
    apart = ~np.eye(len(territory), dtype=bool)
    assert (dense(build_mesh(territory, quick, OPEN).times(60)) <= base).all()
    assert dense(build_mesh(territory, quick, OPEN).times(60))[apart].sum() < base[apart].sum()
    slower = dense(build_mesh(territory, slow_doors, OPEN).times(60))
    both = apart & np.isfinite(slower)
    np.testing.assert_allclose(slower[both] - base[both], 120, atol=1)


def test_routes_go_round_a_barrier():
    territory = square_territory(6, 1)
    west = float((territory.lon[2] + territory.lon[3]) / 2)
    wall = Barriers([[(west, float(territory.lat.min()) - 1), (west, float(np.sort(territory.lat)[-8]))]], {}, {})
    open_times, walled = (dense(build_mesh(territory, SPEEDS, b).times(120)) for b in (OPEN, wall))
    assert walled[2, 3] > 1.5 * open_times[2, 3]
    assert np.isfinite(walled).all()
    assert (walled >= open_times).all()


def test_an_isolated_group_is_reached_from_itself_only():
    territory = square_territory(5, 2)
    island = frozenset(str(code) for code in territory.code[:3])
    full = dense(build_mesh(territory, SPEEDS, Barriers([], {"island": island}, {})).times(200))
    assert np.isfinite(full[:3, :3]).all()
    assert np.isinf(full[:3, 3:]).all()
    assert np.isfinite(full[3:, 3:]).all()


def test_a_listed_road_joins_despite_the_rules():
    territory = square_territory(5, 2)
    island = frozenset({str(territory.code[0])})
    road = (str(territory.code[0]), str(territory.code[24]))
    full = dense(build_mesh(territory, SPEEDS, Barriers([], {"island": island}, {}, [road])).times(200))
    assert np.isfinite(full[0]).all()


def test_links_over_water_are_dropped_unless_needed_for_connection():
    import shapely

    territory = square_territory(6, 4, spacing=5000)
    shore = shapely.box(territory.lon.min() - 0.1, territory.lat.min() - 0.1, float(territory.lon[2]) + 0.02, 60)
    coast = replace(SPEEDS, longest_outside_metres=2000.0)
    dry, wet = build_mesh(territory, coast, OPEN), build_mesh(territory, coast, OPEN, [shore])
    assert len(wet.links) < len(dry.links)
    assert np.isfinite(dense(wet.times(1000))).all()


def test_length_outside_is_measured():
    import shapely

    lon, lat = np.array([[2.0, 2.2], [2.0, 2.05]]), np.full((2, 2), 47.0)
    land = [shapely.box(1.9, 46.9, 2.1, 47.1)]
    np.testing.assert_allclose(length_outside(lon, lat, np.array([15_000.0, 3_750.0]), land), [7_500, 0], atol=20)


@pytest.mark.parametrize("points", [[], [(0, 0)], [(0, 0), (1, 1)], [(0, 0), (1, 1), (2, 2), (3, 3)]])
def test_few_points_or_points_in_line_are_chained(points):
    x, y = np.array(points, dtype=float).reshape(-1, 2).T
    assert len(neighbours(x, y)) == max(len(points) - 1, 0)


def test_duplicate_points_are_linked():
    x, y = np.array([0.0, 1, 0, 1, 0.5, 0.5]), np.array([0.0, 0, 1, 1, 0.4, 0.4])
    assert [4, 5] in neighbours(x, y).tolist()


def test_times_are_cached_and_recomputed_for_other_speeds(tmp_path):
    territory, store = square_territory(4), ArtefactStore(tmp_path)
    first = mesh_times(territory, 30, store)
    assert mesh_times(territory, 30, store).seconds.tolist() == first.seconds.tolist()
    assert len(list((tmp_path / "mesh-times" / "recipes").iterdir())) == 1
    other = mesh_times(territory, 30, store, parameters=replace(SPEEDS, fixed_seconds=600.0))
    assert other.seconds.sum() > first.seconds.sum()
    assert len(list((tmp_path / "mesh-times" / "recipes").iterdir())) == 2


def test_unknown_or_broken_parameters(tmp_path):
    with pytest.raises(UnknownName, match="mesh-car-2026"):
        MeshParameters.load("mesh-car-2062")
    broken = tmp_path / "mesh.toml"
    broken.write_text("name = 'x'\n")
    with pytest.raises(BadInput, match=r"mesh\.toml.*not a mesh parameter file"):
        MeshParameters.read(broken)


# The real mesh ------------------------------------------------------------------------------------------------------


def test_france_is_connected_except_for_its_islands(territory, store):
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    from maillage.travel import load_mesh

    links = load_mesh(territory, store=store).links
    ones = np.ones(len(links))
    graph = coo_matrix((ones, (links.tail, links.head)), shape=(len(territory), len(territory)))
    _, piece = connected_components(graph, directed=False)
    barriers = Barriers.load()
    places = {(int(p), int(g)) for p, g in zip(territory.plane, barriers.group_of(territory), strict=True)}
    assert len(np.unique(piece)) == len(places)


def test_known_communes_of_the_barriers_exist(territory):
    barriers = Barriers.load()
    codes = [code for group in barriers.isolated.values() for code in group]
    codes += [code for road in barriers.roads for code in road]
    assert (territory.locate(codes)[0] >= 0).all()


def test_estuary_and_sea_are_not_crossed(times):
    assert times.minutes("33423", "33058") is None or times.minutes("33423", "33058") > 25
    assert times.minutes("33268", "33058") > 45  # Margaux to Blaye: through Bordeaux, not across the Gironde
    assert times.minutes("2A004", "13055") is None
    assert times.minutes("17297", "17300") < 30  # over the bridge of Ré


def test_france_within_an_hour(territory, times):
    assert len(times) == len(territory)
    assert times.limit_seconds == 3600
    starts = np.asarray(times.indptr[:-1])
    assert (np.diff(times.indptr) >= 1).all()
    own = times.seconds[starts + np.array([np.searchsorted(times.row(i)[0], i) for i in range(len(times))])]
    assert (own == 0).all()
