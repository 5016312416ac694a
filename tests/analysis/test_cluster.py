"""Commands give the same output with and without ``--dask``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import maillage
from maillage.cli import main


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A scheduler and two worker processes on this machine."""
    distributed = pytest.importorskip("distributed", reason="Dask is not installed: pip install 'maillage[dask]'")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, memory_limit=None
    ) as local:
        yield local.scheduler_address


def run(*arguments: str) -> None:
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    assert stop.value.code == 0


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_times_are_written_the_same(address: str, tmp_path: Path, suffix: str) -> None:
    here, there = tmp_path / f"here{suffix}", tmp_path / f"there{suffix}"
    run("travel", "times", "--region", "Corse", "--minutes", "25", "--out", str(here))
    run("travel", "times", "--region", "Corse", "--minutes", "25", "--dask", address, "--out", str(there))
    assert here.read_bytes() == there.read_bytes()
    assert len(here.read_bytes()) > 10_000


def test_access_is_written_the_same(address: str, tmp_path: Path) -> None:
    here, there = tmp_path / "here.parquet", tmp_path / "there.parquet"
    run("access", "apl", "--region", "all", "--out", str(here))
    run("access", "apl", "--region", "all", "--dask", address, "--out", str(there))
    assert here.read_bytes() == there.read_bytes()


def test_analysts_measure_on_the_cluster_to_the_bit(address: str) -> None:
    here, there = maillage.measure("Corse"), maillage.measure("Corse", dask=address)
    np.testing.assert_array_equal(here.model.access(), there.model.access())
    np.testing.assert_array_equal(here.model.D, there.model.D)


def test_an_address_without_a_scheduler_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed: pip install 'maillage[dask]'")
    monkeypatch.setattr("maillage.travel.cluster.PATIENCE", 0.5)
    with pytest.raises(SystemExit) as stop:
        main(["access", "apl", "--dask", "tcp://127.0.0.1:1", "--out", str(tmp_path / "a.csv")])
    assert stop.value.code == 2
    assert "No Dask scheduler answers at tcp://127.0.0.1:1" in capsys.readouterr().err
