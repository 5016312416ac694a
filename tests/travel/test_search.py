"""Bounded many-to-many times compared with SciPy's Dijkstra on random graphs."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from maillage.travel import search
from maillage.travel.core import core
from maillage.travel.graph import RoadGraph
from maillage.travel.search import bounded_times


def arcs_of(seed, nodes, arcs, longest=50):
    rng = np.random.default_rng(seed)
    tails, heads = rng.integers(0, nodes, (2, arcs))
    return tails, heads, rng.integers(0, longest + 1, arcs), rng.random(nodes), rng.random(nodes)


def random_graph(seed, nodes=40, arcs=120, ticks=1):
    return RoadGraph.from_arcs(*arcs_of(seed, nodes, arcs), ticks)


def dense(graph):
    """All times by Floyd-Warshall, in seconds."""
    table = np.full((len(graph), len(graph)), np.inf)
    np.minimum.at(table, (graph.tails, graph.heads), graph.seconds)
    np.fill_diagonal(table, 0)
    for via in range(len(graph)):
        np.minimum(table, table[:, [via]] + table[[via], :], out=table)
    return table / graph.ticks


def table(result, rows, columns):
    indptr, indices, seconds = result
    full = np.full((rows, columns), np.inf)
    full[np.repeat(np.arange(rows), np.diff(indptr)), indices] = seconds
    return full


graphs = st.builds(random_graph, st.integers(0, 10_000), st.integers(2, 60), st.integers(0, 200))


@settings(max_examples=80, deadline=None)
@given(graphs, st.integers(0, 200), st.integers(0, 10_000), st.sampled_from([1, 2, 3]))
def test_equals_all_pairs_and_the_limit_is_included(graph, limit, seed, threads):
    rng = np.random.default_rng(seed)
    sources, targets = rng.integers(0, len(graph), 7), rng.integers(0, len(graph), 11)
    expected = dense(graph)[np.ix_(sources, targets)]
    result = bounded_times(graph, sources, targets, limit, threads)
    np.testing.assert_array_equal(table(result, 7, 11), np.where(expected <= limit, expected, np.inf))
    for row in range(7):
        assert (np.diff(result[1][result[0][row] : result[0][row + 1]]) > 0).all()


def test_equals_scipy_on_a_larger_graph_with_many_chunks():
    graph = random_graph(3, nodes=900, arcs=2_700)
    matrix = csr_matrix((np.maximum(graph.seconds, 1), graph.heads, graph.indptr), (900, 900))
    graph = RoadGraph.from_arcs(graph.tails, graph.heads, np.maximum(graph.seconds, 1), graph.x, graph.y)
    everywhere = np.arange(900)
    assert len(everywhere) > 5 * search.SOURCES_A_CHUNK
    expected = dijkstra(matrix, limit=120)
    np.testing.assert_array_equal(table(bounded_times(graph, everywhere, everywhere, 120), 900, 900), expected)


@settings(max_examples=80, deadline=None)
@given(graphs, st.integers(0, 150), st.integers(0, 10_000), st.integers(1, 6))
def test_contraction_changes_no_time(graph, limit, seed, terminals):
    rng = np.random.default_rng(seed)
    sources, targets = rng.integers(0, len(graph), terminals), rng.integers(0, len(graph), terminals)
    plain = bounded_times(graph, sources, targets, limit, contract=False)
    smaller = bounded_times(graph, sources, targets, limit, contract=True)
    for one, two in zip(plain, smaller, strict=True):
        np.testing.assert_array_equal(one, two)


def test_a_core_is_smaller_and_keeps_what_was_chosen():
    side = 60
    at = np.arange(side * side)
    east, north = at[at % side < side - 1], at[at < side * (side - 1)]
    tails, heads = np.concatenate([east, north]), np.concatenate([east + 1, north + side])
    cost = np.random.default_rng(0).integers(20, 90, len(tails))
    ends = np.concatenate([tails, heads]), np.concatenate([heads, tails])
    graph = RoadGraph.from_arcs(*ends, np.tile(cost, 2), at % side, at // side)
    chosen = np.zeros(len(graph), bool)
    chosen[::29] = True
    kept, indptr, core_heads, costs = core(graph, chosen, 3_600)
    assert chosen[kept].sum() == chosen.sum()
    assert len(kept) < len(graph) / 2
    assert len(core_heads) < graph.arcs
    assert len(indptr) == len(kept) + 1
    assert costs.max() <= 3_600
    terminals = np.flatnonzero(chosen)
    plain = bounded_times(graph, terminals, terminals, 900, contract=False)
    smaller = bounded_times(graph, terminals, terminals, 900)  # enough sources for contraction by default
    for one, two in zip(plain, smaller, strict=True):
        np.testing.assert_array_equal(one, two)


def test_the_limit_is_included_and_nothing_beyond():
    graph = RoadGraph.from_arcs([0, 1], [1, 2], [60, 1], [0, 1, 2], [0, 0, 0])
    at = graph.place
    assert bounded_times(graph, [at[0]], at, 60)[2].tolist() == [0, 60]
    assert bounded_times(graph, [at[0]], at, 59)[2].tolist() == [0]
    assert bounded_times(graph, [at[0]], at, 61)[2].tolist() == [0, 60, 61]


def test_a_one_way_street_is_one_way():
    graph = RoadGraph.from_arcs([0], [1], [30], [0, 1], [0, 0])
    first, second = graph.place
    assert bounded_times(graph, [first], [second], 100)[2].tolist() == [30]
    assert bounded_times(graph, [second], [first], 100)[2].tolist() == []


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 40), st.integers(0, 120))
def test_the_order_of_the_nodes_does_not_matter(seed, nodes, arcs):
    tails, heads, seconds, x, y = arcs_of(seed, nodes, arcs)
    shuffle = np.random.default_rng(seed + 1).permutation(nodes)
    graph = RoadGraph.from_arcs(tails, heads, seconds, x, y)
    x2, y2 = np.empty(nodes), np.empty(nodes)
    x2[shuffle], y2[shuffle] = x, y
    other = RoadGraph.from_arcs(shuffle[tails], shuffle[heads], seconds, x2, y2)
    one = bounded_times(graph, graph.place, graph.place, 90)
    two = bounded_times(other, other.place[shuffle], other.place[shuffle], 90)
    for first, second in zip(one, two, strict=True):
        np.testing.assert_array_equal(first, second)


@settings(max_examples=30, deadline=None)
@given(graphs)
def test_triangle_inequality_holds(graph):
    everywhere = np.arange(len(graph))
    times = table(bounded_times(graph, everywhere, everywhere, 10_000), len(graph), len(graph))
    for via in range(len(graph)):
        assert (times <= times[:, [via]] + times[[via], :]).all()


def test_threads_change_nothing():
    graph = random_graph(5, nodes=700, arcs=2_500)
    sources = np.random.default_rng(0).permutation(700)
    one, two, four = (bounded_times(graph, sources, sources, 100, threads) for threads in (1, 2, 4))
    for first, second, third in zip(one, two, four, strict=True):
        np.testing.assert_array_equal(first, second)
        np.testing.assert_array_equal(first, third)
    assert one[2].dtype == np.uint16
    assert one[1].dtype == np.int32


@pytest.mark.parametrize("limit", [50, 7_000])
def test_finer_ticks_are_rounded_to_seconds(limit):
    graph = RoadGraph.from_arcs([0, 1, 2], [1, 2, 3], [14, 1, 10], range(4), [0, 0, 0, 0], ticks=10)
    assert bounded_times(graph, [graph.place[0]], graph.place, limit)[2].tolist() == [0, 1, 2, 3]
    # 7,000 seconds are 70,000 ticks, which exceed 16 bits.
    far = RoadGraph.from_arcs([0], [1], [69_990], [0, 1], [0, 0], ticks=10)
    assert bounded_times(far, [far.place[0]], far.place, 7_000)[2].tolist() == [0, 6_999]


def test_targets_on_one_node_and_no_targets():
    graph = RoadGraph.from_arcs([0, 1], [1, 0], [5, 7], [0, 1], [0, 0])
    indptr, indices, seconds = bounded_times(graph, [0, 1, 0], [1, 1, 0], 60)
    assert indptr.tolist() == [0, 3, 6, 9]
    assert indices.tolist() == [0, 1, 2] * 3
    assert seconds[:3].tolist() == seconds[6:].tolist()
    assert bounded_times(graph, [0], [], 60)[0].tolist() == [0, 0]
    assert bounded_times(graph, [], [0], 60)[0].tolist() == [0]


@pytest.mark.parametrize(
    ("sources", "targets", "limit", "threads", "word"),
    [
        ([5], [0], 60, None, "source"),
        ([0], [-1], 60, None, "target"),
        ([[0]], [0], 60, None, "sources must be a list"),
        ([0], [0], 70_000, None, "limit_seconds"),
        ([0], [0], -1, None, "limit_seconds"),
        ([0], [0], 60, 0, "threads"),
    ],
)
def test_wrong_arguments_are_named(sources, targets, limit, threads, word):
    graph = RoadGraph.from_arcs([0], [1], [5], [0, 1], [0, 0])
    with pytest.raises(ValueError, match=word):
        bounded_times(graph, sources, targets, limit, threads)


def test_a_read_only_install_works(tmp_path):
    """If no cache folder is writable, the loops are compiled in the process."""
    code = (
        "import numba.core.caching as caching\n"
        "caching.CacheImpl._locator_classes = []\n"
        "from maillage.travel.graph import RoadGraph\n"
        "from maillage.travel.search import bounded_times\n"
        "graph = RoadGraph.from_arcs([0], [1], [5], [0, 1], [0, 0])\n"
        "print(bounded_times(graph, [graph.place[0]], [graph.place[1]], 60)[2])\n"
    )
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.strip() == "[5]"
