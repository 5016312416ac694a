"""The road graph: node order, parallel arcs, and refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.travel.graph import RoadGraph, morton_order


@given(st.integers(0, 1_000), st.integers(1, 200))
def test_morton_order_is_a_permutation_and_keeps_neighbours_together(seed, count):
    rng = np.random.default_rng(seed)
    x, y = rng.random(count), rng.random(count)
    order = morton_order(x, y)
    assert sorted(order) == list(range(count))


def test_morton_order_visits_quadrants_one_after_the_other():
    x, y = np.array([0.9, 0.1, 0.9, 0.1, 0.0, 1.0]), np.array([0.9, 0.9, 0.1, 0.1, 0.0, 1.0])
    assert morton_order(x, y).tolist() == [4, 3, 2, 1, 0, 5]


def test_from_arcs_keeps_the_quickest_of_parallel_arcs_and_drops_loops():
    graph = RoadGraph.from_arcs([0, 0, 1, 1], [1, 1, 0, 1], [9, 4, 7, 1], [0, 10], [0, 0])
    assert graph.arcs == 2
    assert graph.seconds.tolist() == [4, 7]
    assert graph.heads.tolist() == [1, 0]
    assert graph.tails.tolist() == [0, 1]


def test_weights_decide_which_parallel_arc_is_kept():
    graph = RoadGraph.from_arcs([0, 0], [1, 1], [4, 9], [0, 10], [0, 0], weights=[8, 5])
    assert graph.seconds.tolist() == [9]
    assert graph.weights.tolist() == [5]


def test_original_and_place_are_inverse():
    rng = np.random.default_rng(2)
    graph = RoadGraph.from_arcs([0, 3], [4, 1], [1, 1], rng.random(6), rng.random(6))
    np.testing.assert_array_equal(graph.place[graph.original], np.arange(6))
    tail = graph.place[3]
    assert graph.heads[graph.indptr[tail] : graph.indptr[tail + 1]].tolist() == [graph.place[1]]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (([0], [2], [1], [0, 1], [0, 0]), "outside"),
        (([-1], [1], [1], [0, 1], [0, 0]), "outside"),
        (([0], [1], [-1], [0, 1], [0, 0]), "arc times"),
        (([0], [1], [2**40], [0, 1], [0, 0]), "arc times"),
        (([0], [1], [1], [0, np.nan], [0, 0]), "finite"),
        (([0], [1], [1], [0, 1], [0]), "one length"),
        (([0, 1], [1], [1], [0, 1], [0, 0]), "differ in length"),
    ],
)
def test_impossible_graphs_are_refused(arguments, word):
    with pytest.raises(ValueError, match=word):
        RoadGraph.from_arcs(*arguments)


def test_an_empty_graph_is_a_graph():
    graph = RoadGraph.from_arcs([], [], [], [], [])
    assert len(graph) == 0
    assert graph.arcs == 0
