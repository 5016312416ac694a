"""The comparison with OSRM: its figures, and its message if OSRM is not installed."""

import importlib.util

import numpy as np
import pytest

from maillage.cli import main
from maillage.errors import MaillageError
from maillage.travel.roads.compare import _summary, compare
from tests.travel.osm_files import Town


def test_the_summary_counts_only_pairs_answered_by_both():
    ours = np.array([[100.0, 200.0, np.nan], [330.0, 50.0, 10.0]])
    theirs = np.array([[100.0, 250.0, 70.0], [300.0, np.nan, 0.0]])
    found = _summary(ours, theirs, 2.0, 3.0)
    assert (found.pairs, found.unanswered) == (3, 1)
    assert found.median_difference == pytest.approx(0.1)
    assert found.median_shift == pytest.approx(0.0)
    assert found.correlation == pytest.approx(np.corrcoef([100, 200, 330], [100, 250, 300])[0, 1])
    assert (found.ours_per_second, found.osrm_per_second) == (3, 2)
    assert "correlation" in found.to_text()


def town(tmp_path):
    made = Town()
    for k in range(8):
        made.way((0, 3 * k), (21, 3 * k), highway="residential")
        made.way(*[(3 * k, 3 * j) for j in range(8)], highway="tertiary")
    for nodes, _ in made.ways[::2]:
        y = made.nodes[nodes[0]][1]
        nodes[1:-1] = [made.node(3 * k, y) for k in range(1, 7)]
    return made.write(tmp_path / "town.osm")


def test_the_command_compares_or_names_the_missing_package(tmp_path, capsys):
    """Both branches are real: the Python version of the test run decides which one is tested."""
    extract = town(tmp_path)
    if importlib.util.find_spec("osrm") is None:
        with pytest.raises(MaillageError, match=r"OSRM is not installed.*Python 3\.12"):
            compare(extract)
        with pytest.raises(SystemExit) as stop:
            main(["travel", "compare", str(extract)])
        assert stop.value.code == 2
        assert "pip install osrm-bindings" in capsys.readouterr().err
    else:
        found = compare(extract, points=40)
        assert found.correlation > 0.99
        assert found.median_difference < 0.05
