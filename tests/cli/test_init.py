"""A real installation from nothing, as an agency makes it: a process, an empty data folder, a region."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from maillage.artefacts import ArtefactStore
from maillage.travel import TravelTimes

REGION, COMMUNES = "94", 360  # Corsica: the smallest region of the mainland's plane


def maillage(*words: str, data_dir: Path) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MAILLAGE_", "DJANGO_"))}
    kept.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "maillage", *words, "--data-dir", str(data_dir)]
    return subprocess.run(command, capture_output=True, text=True, env=kept, timeout=300, check=False)


def figures(answer: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory, store: ArtefactStore, times: TravelTimes) -> Path:
    """A folder that knows the travel times of France already, so that each run need not compute them again."""
    assert len(times.code) > 30_000
    folder = tmp_path_factory.mktemp("real") / "data"
    shutil.copytree(store.root, folder / "artefacts", copy_function=os.link)
    return folder


@pytest.fixture(scope="module")
def made(data_dir: Path) -> dict[str, Any]:
    return figures(maillage("init", "--region", REGION, "--email", "ariane@ars.example", "--json", data_dir=data_dir))


def test_an_empty_site_is_measured_designated_and_has_an_invitation(made: dict[str, Any]) -> None:
    assert made["communes"] == COMMUNES
    assert made["zones"] >= 1
    assert made["people"] == 0
    assert "/compte/invitation/" in made["invitation"]
    assert made["seconds"] > 0


def test_a_second_run_keeps_the_site_and_gives_another_invitation(made: dict[str, Any], data_dir: Path) -> None:
    again = figures(maillage("init", "--region", REGION, "--email", "ariane@ars.example", "--json", data_dir=data_dir))
    same = ("region", "communes", "zones", "people")
    assert {name: again[name] for name in same} == {name: made[name] for name in same}
    assert again["invitation"] != made["invitation"]


def test_territories_are_designated_again_in_another_number(made: dict[str, Any], data_dir: Path) -> None:
    answer = maillage("site", "designate", "--region", REGION, "--count", "2", data_dir=data_dir)
    assert answer.returncode == 0, answer.stderr
    assert "2 territories designated" in answer.stdout


def test_counts_of_doctors_are_measured_with(made: dict[str, Any], data_dir: Path, tmp_path: Path) -> None:
    supply = tmp_path / "gps.csv"
    supply.write_text("code,gps\n2A004,90\n2B033,60\n")
    answer = maillage("site", "measure", "--region", REGION, "--supply", str(supply), data_dir=data_dir)
    assert answer.returncode == 0, answer.stderr
    assert "360 communes measured, observed supply" in answer.stdout


def test_a_plan_of_people_who_are_not_there_is_refused(made: dict[str, Any], data_dir: Path, tmp_path: Path) -> None:
    doctors, plan = tmp_path / "doctors.csv", tmp_path / "plan.json"
    doctors.write_text("id,commune\nD1,2B033\n")
    solved = subprocess.run(
        [sys.executable, "-m", "maillage", "plan", "solve", "--region", REGION, "--count", "4", "--weeks", "2",
         "--doctors", str(doctors), "--out", str(plan)],
        capture_output=True, text=True, timeout=300, check=False,
        env={**os.environ, "MAILLAGE_DATA_DIR": str(data_dir)},
    )  # fmt: skip
    assert solved.returncode == 0, solved.stderr
    assert json.loads(plan.read_text())["result"]["plan"], "the plan gives days"
    answer = maillage("plan", "import", str(plan), data_dir=data_dir)
    assert answer.returncode == 2
    assert "was not stored" in answer.stderr
    assert "annuaire" in answer.stderr
    plan.write_text(plan.read_text().replace("D1", "D9"))
    changed = maillage("plan", "import", str(plan), data_dir=data_dir)
    assert "changed after it was written" in changed.stderr


def test_nobody_is_invented_beside_real_people(made: dict[str, Any], data_dir: Path) -> None:
    answer = maillage("demo", "--region", REGION, "--no-serve", data_dir=data_dir)
    assert answer.returncode == 2
    assert "real installation" in answer.stderr
