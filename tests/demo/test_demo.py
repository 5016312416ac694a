"""The complete demonstration as a user runs it: a process, a data folder, a region."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from maillage.artefacts import ArtefactStore
from maillage.travel import TravelTimes

pytestmark = pytest.mark.usefixtures("times")
REGION, COMMUNES = "94", 360  # Corsica: the smallest region on the mainland's plane


def command(data_dir: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "maillage", "demo", "--region", REGION, "--data-dir", str(data_dir), *options]


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MAILLAGE_", "DJANGO_"))}
    return {name: value for name, value in kept.items() if name != "DATABASE_URL"}


def run(data_dir: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(data_dir, *options), capture_output=True, text=True, env=environment(), timeout=300, check=False
    )


@pytest.fixture(scope="module")
def known(store: ArtefactStore, times: TravelTimes) -> Path:
    """Artefacts of the territory and its travel times, so that demonstrations need not compute them."""
    assert len(times.code) > 30_000
    return store.root


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory, known: Path) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "data"
    shutil.copytree(known, folder / "artefacts", copy_function=os.link)
    return folder


@pytest.fixture(scope="module")
def first(data_dir: Path) -> dict[str, Any]:
    """Figures of a demonstration killed while opening the database, killed again while writing, then run to the end."""
    for lines in (0, 4):
        with subprocess.Popen(
            command(data_dir, "--no-serve"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env=environment(), start_new_session=True,
        ) as process:  # fmt: skip
            assert process.stdout is not None
            for _ in range(lines):
                process.stdout.readline()
            time.sleep(1)
            os.killpg(process.pid, signal.SIGKILL)
    return figures(run(data_dir, "--no-serve", "--json"))


def figures(answer: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def test_after_being_killed_the_next_run_completes_the_demonstration(first: dict[str, Any]) -> None:
    assert first["communes"] == COMMUNES
    assert first["population"] > 300_000
    assert first["zones"] >= 1
    assert set(first["plan"]) >= {"objective", "bound", "gap", "days", "doctors", "sites"}
    assert 0 <= first["plan"]["gap"] <= 0.02
    assert first["plan"]["objective"] <= first["plan"]["bound"]
    assert first["sessions"] >= 2 * first["plan"]["days"] > 0
    assert first["slots"] >= 20 * first["plan"]["days"]
    assert first["centre"].startswith("Semaine, Centre de santé salarié")
    assert first["teleconsultations"] == 6
    assert first["peak_mb"] < 1500


def test_a_second_run_changes_nothing(first: dict[str, Any], data_dir: Path) -> None:
    second = figures(run(data_dir, "--no-serve", "--json"))
    changing = {"seconds", "peak_mb"}
    assert {k: v for k, v in second.items() if k not in changing} == {
        k: v for k, v in first.items() if k not in changing
    }
    assert sum(second["seconds"].values()) < 10


def test_another_region_is_refused_and_an_unknown_one_suggests_names(first: dict[str, Any], data_dir: Path) -> None:
    assert first
    for region, words in (("11", "already holds the demonstration of region 94"), ("Occitany", "Occitanie")):
        answer = run(data_dir, "--no-serve", "--region", region)
        assert answer.returncode == 2
        assert words in answer.stderr
        assert "Traceback" not in answer.stderr


def test_a_damaged_result_is_rebuilt_and_reported(first: dict[str, Any], data_dir: Path) -> None:
    for file in (data_dir / "artefacts" / "access-model").glob("*/access.npy"):
        file.unlink()
    answer = run(data_dir, "--no-serve", "--json")
    assert figures(answer)["plan"] == first["plan"]
    assert "damaged, built again" in answer.stderr
    assert list((data_dir / "artefacts" / "access-model").glob("*/access.npy"))


def test_it_serves_the_site_and_names_its_accounts(first: dict[str, Any], data_dir: Path, free_port: int) -> None:
    assert first
    with subprocess.Popen(
        command(data_dir, "--port", str(free_port)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env=environment(), start_new_session=True,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            said = []
            for line in process.stdout:
                said.append(line)
                if "answers on" in line:
                    break
            assert f"http://127.0.0.1:{free_port}" in said[-1], "".join(said)
            assert any("coordination@maillage.example" in line for line in said)
            with urllib.request.urlopen(f"http://127.0.0.1:{free_port}/healthz", timeout=10) as answer:
                assert answer.status == 200
            again = run(data_dir, "--port", str(free_port))
            assert again.returncode == 2
            assert f"Port {free_port}" in again.stderr
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.stdout.read()


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_data_folder_that_cannot_be_written(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    answer = run(blocked, "--no-serve")
    assert answer.returncode == 2
    assert "cannot be written" in answer.stderr or "folder" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert blocked.read_text() == "not a folder"
