"""The second process that computes travel times and maps while the first opens the database."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from maillage.artefacts import ArtefactStore
from maillage.demo import ahead
from maillage.demo.world import World
from maillage.site.ahead import STORE, computing_ahead
from maillage.territory import load_territory
from maillage.travel import TravelTimes


def test_the_first_process_waits_for_what_the_second_computes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        pytest.fail("the first process must not build what the second one is building")

    monkeypatch.setattr("maillage.territory.load.build_territory", never)
    left_by_a_killed_process = tmp_path / STORE / "mesh-times" / "recipes" / "recipe.lock"
    left_by_a_killed_process.parent.mkdir(parents=True)
    left_by_a_killed_process.touch()
    before = psutil.Process().children()
    with computing_ahead(tmp_path, "94"):
        (second,) = (process for process in psutil.Process().children() if process not in before)
        deadline = time.monotonic() + 60
        while not list((tmp_path / STORE / "territory").glob("recipes/*")):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert len(load_territory(ArtefactStore(tmp_path / STORE))) > 30_000
    assert not second.is_running()


def test_a_folder_with_travel_times_needs_no_second_process(tmp_path: Path) -> None:
    ArtefactStore(tmp_path / STORE).remember("mesh-times", "recipe", "key")
    before = psutil.Process().children()
    with computing_ahead(tmp_path, "94"):
        assert psutil.Process().children() == before


def test_the_demonstration_reads_the_plan_that_its_second_process_solved(
    store: ArtefactStore, times: TravelTimes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        pytest.fail("the first process must not solve what the second one has solved")

    ahead.compute(store, "94")
    monkeypatch.setattr("maillage.planning.solve", never)
    assert World("94", store).solved().gap < 0.01
    with pytest.raises(pytest.fail.Exception):
        World("94", store, seed=2).solved()


@pytest.mark.parametrize("module", ["maillage.site.ahead", "maillage.demo.ahead"])
def test_the_second_process_ends_when_the_first_has_died(tmp_path: Path, module: str) -> None:
    with subprocess.Popen([sys.executable, "-m", module, str(tmp_path), "94"], stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(30) == 0
    assert not list(tmp_path.rglob("*.npy"))
