"""The travel benchmark on a small country: results equal to the peers', one JSON object."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from maillage.bench import travel as bench
from maillage.cli.bench import app


@pytest.fixture(scope="module")
def report():
    return bench.bench_travel(nodes=2_500, communes=120, minutes=20, sample=6, threads=2)


def test_peers_find_the_same_times(report):
    assert report.checks["equal"]
    assert report.checks["equal_scipy"]
    assert report.ratios["scipy"] > 0
    assert report.size["pairs"] > report.size["communes"]


def test_a_wrong_time_is_detected():
    land = bench.country(2_500, 50)
    sources = np.array([3])
    _, indices, seconds = bench.bounded_times(land.graph, land.communes[sources], land.communes, 1200)
    right = [(indices, seconds.astype(np.int64))]
    wrong = [(indices, seconds.astype(np.int64) + (indices == indices[-1]))]
    assert bench._scipy(land, sources, right, 1200)[2]
    assert not bench._scipy(land, sources, wrong, 1200)[2]


def test_an_absent_peer_is_reported(monkeypatch):
    monkeypatch.setattr(bench.importlib.util, "find_spec", lambda name: None)
    report = bench.bench_travel(nodes=400, communes=20, minutes=10, sample=3)
    assert report.ratios == {"scipy": None, "pandana": None}
    assert report.checks == {"equal": False}
    assert all(row.note.startswith("absent: ") and "pip install '.[bench]'" in row.note for row in report.rows[1:])
    assert json.loads(report.to_json())["ratios"] == {"scipy": "absent", "pandana": "absent"}
    assert "ratio pandana: absent" in report.to_text()


def test_country_has_the_size_asked_for_and_is_planar_in_degree():
    land = bench.country(10_000, 200)
    assert len(land.graph) == 10_000
    assert len(np.unique(land.communes)) == 200
    assert np.diff(land.graph.indptr).max() <= 4


def test_command_prints_one_json_object():
    arguments = ["travel", "--nodes", "900", "--communes", "40", "--minutes", "10", "--sample", "4", "--json"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert set(document) == {"rows", "ratios", "checks", "size"}
    assert document["rows"][0]["engine"] == "maillage bucket queue"
    assert {"scipy", "pandana"} == set(document["ratios"])
    assert document["checks"]["equal"] is True


def test_isochrones_are_timed_by_point():
    row = bench.isochrones_row(2)
    assert row.seconds == row.detail["isochrone_ms"] / 1000
    assert 0 < row.detail["isochrone_ms"] <= row.detail["isochrone_slowest_ms"]
    assert "slowest" in row.note
