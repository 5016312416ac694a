"""Bounded many-to-many times, against SciPy's Dijkstra on graphs drawn at random."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from maillage.travel.graph import RoadGraph
from maillage.travel.search import bounded_times


def random_graph(seed, nodes=40, arcs=120, longest=50, ticks=1):
    rng = np.random.default_rng(seed)
    tails, heads = rng.integers(0, nodes, (2, arcs))
    return RoadGraph.from_arcs(
        tails, heads, rng.integers(1, longest + 1, arcs), rng.random(nodes), rng.random(nodes), ticks
    )


def dense(graph):
    matrix = csr_matrix((graph.seconds, graph.heads, graph.indptr), (len(graph), len(graph)))
    return dijkstra(matrix) / graph.ticks


def table(result, sources, targets):
    indptr, indices, seconds = result
    full = np.full((len(sources), len(targets)), np.inf)
    rows = np.repeat(np.arange(len(sources)), np.diff(indptr))
    full[rows, indices] = seconds
    return full


graphs = st.builds(random_graph, st.integers(0, 10_000), st.integers(2, 60), st.integers(0, 200))


@settings(max_examples=60, deadline=None)
@given(graphs, st.integers(0, 200), st.integers(0, 10_000), st.sampled_from([1, 2, 3]))
def test_equals_scipy_and_limit_is_included(graph, limit, seed, threads):
    rng = np.random.default_rng(seed)
    sources = rng.integers(0, len(graph), 7)
    targets = rng.integers(0, len(graph), 11)
    expected = dense(graph)[np.ix_(sources, targets)]
    expected[expected > limit] = np.inf
    result = bounded_times(graph, sources, targets, limit, threads)
    np.testing.assert_array_equal(table(result, sources, targets), expected)
    for row in range(len(sources)):
        assert (np.diff(result[1][result[0][row] : result[0][row + 1]]) > 0).all()
