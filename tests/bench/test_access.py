"""The access benchmark on a small country: results equal to the peers', one JSON object, absent peers reported."""

from __future__ import annotations

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from maillage.bench import access as bench
from maillage.bench.report import BenchReport
from maillage.cli.bench import app


@pytest.fixture(scope="module")
def report() -> BenchReport:
    return bench.bench_access(communes=300, neighbours=20)


def test_every_engine_finds_the_same_access(report: BenchReport) -> None:
    assert report.checks["equal"]
    assert report.checks["equal_scipy"]
    assert report.checks["equal_what_if"]
    assert report.size["pairs"] > 10 * report.size["communes"]
    assert all(row.seconds is None or row.seconds > 0 for row in report.rows)


def test_pysal_runs_if_installed_and_is_reported_absent_otherwise(
    report: BenchReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    if bench.importlib.util.find_spec("access") is not None:
        assert report.checks["equal_pysal"]
        assert all(ratio is not None and ratio > 1 for ratio in report.ratios.values())
    monkeypatch.setattr(bench.importlib.util, "find_spec", lambda _name: None)
    without = bench.bench_access(communes=60, neighbours=8)
    assert "absent" in without.rows[-1].note
    assert "pip install '.[bench]'" in without.rows[-1].note
    assert json.loads(without.to_json())["ratios"] == {"cold": "absent", "warm": "absent", "what_if": "absent"}
    assert "ratio cold: absent" in without.to_text()
    assert without.ratios == {"cold": None, "warm": None, "what_if": None}
    assert without.checks["equal"]
    assert "equal_pysal" not in without.checks


def test_generated_times_differ_by_direction() -> None:
    times = bench.make_case(200, 20).times
    dense = times.to_csr().toarray()
    assert (dense != dense.T).any()
    assert (np.diag(dense) == 0).all()
    assert times.pairs / len(times) == pytest.approx(20, rel=0.3)


def test_a_wrong_figure_is_detected() -> None:
    right = np.array([0.0, 2.0, 4.0])
    assert bench.differ(right, right) == 0
    assert bench.differ(np.array([0.0, 2.0, 4.1]), right) == pytest.approx(0.025)
    assert bench.differ(np.array([0.1, 2.0, 4.0]), right) == pytest.approx(0.1)


def test_json_is_one_object() -> None:
    result = CliRunner().invoke(app, ["access", "--quick", "--communes", "120", "--neighbours", "10", "--json"])
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert set(document) == {"rows", "ratios", "checks", "size"}
    assert set(document["ratios"]) == {"cold", "warm", "what_if"}
    assert document["checks"]["equal"] is True
