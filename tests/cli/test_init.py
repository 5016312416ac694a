"""A real installation from an empty data folder, created by a process as an agency does."""

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
from tests.site.one_file import PLANNED, write_package

MODELLED = ("--supply", "modelled", "--need", "departmental")  # there, volunteers of Corsica can give days
REGION, COMMUNES = "94", 360  # Corsica: the smallest region on the mainland's plane


def maillage(*words: str, data_dir: Path, packages: Path | None = None) -> subprocess.CompletedProcess[str]:
    return python("-m", "maillage", *words, "--data-dir", str(data_dir), packages=packages)


def python(*words: str, packages: Path | None = None, data_dir: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a process without the tests' site; it also finds packages installed in ``packages``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MAILLAGE_", "DJANGO_"))}
    kept.pop("DATABASE_URL", None)
    kept |= {"MAILLAGE_DATA_DIR": str(data_dir)} if data_dir else {}
    kept |= {"PYTHONPATH": os.pathsep.join(filter(None, [str(packages or ""), kept.get("PYTHONPATH", "")]))}
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, env=kept, timeout=300, check=False)


def figures(answer: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory, store: ArtefactStore, times: TravelTimes) -> Path:
    """A folder that already holds the travel times of France, so that runs need not compute them."""
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


def test_counts_of_doctors_from_a_file_are_used(made: dict[str, Any], data_dir: Path, tmp_path: Path) -> None:
    supply = tmp_path / "gps.csv"
    supply.write_text("code,gps\n2A004,90\n2B033,60\n")
    answer = maillage("site", "measure", "--region", REGION, "--supply", str(supply), data_dir=data_dir)
    assert answer.returncode == 0, answer.stderr
    assert "360 communes measured, observed supply" in answer.stdout


ENTER = """
import sys
from datetime import date
from maillage.schemes import scheme_named
from maillage.site.runtime import open_site
open_site(None)
from maillage.site.directory import services as directory
from maillage.site.directory.services import PlaceData, ProfessionalData
from maillage.site.engagements import services as engagements
from maillage.site.engagements.services import EngagementData
doctor, home, site, commune = sys.argv[1:]
(person,) = directory.create_professionals([ProfessionalData(
    first_name="Anne", last_name="Mattei", profession="gp", status="retired", home=home, reference=doctor)])
keeper = directory.create_organisation("Mairie", "commune")
directory.create_place(PlaceData(
    name="Maison de santé", kind="practice", commune=commune, address="1 rue Haute", organisation=keeper,
    reference=site, things=[*directory.rooms(2)]))
given = engagements.engage(scheme_named("retired_doctors"), EngagementData(
    professional=person, starts=date(2020, 1, 1), days_per_month=3))
engagements.answer([given], "order_check", "granted", date(2020, 1, 1))
"""

PUBLISH = """
from maillage.site.runtime import open_site
open_site(None)
from maillage.site.agenda.publishing import publish
from maillage.site.plans.models import PlanRun
run = PlanRun.objects.get()
print(run.programme.scheme, publish(run.programme).sessions)
"""


def test_a_scheme_in_a_file_is_planned_checked_and_stored_by_commands(
    made: dict[str, Any], data_dir: Path, tmp_path: Path
) -> None:
    packages, plan = tmp_path / "packages", tmp_path / "plan.json"
    write_package(packages, "retired_doctors", PLANNED)
    (tmp_path / "doctors.csv").write_text("id,commune,status\nRPPS-1,2B033,retired\n")
    answer = python(
        "-m", "maillage", "plan", "solve", "--scheme", "retired_doctors", "--region", REGION, "--count", "4",
        "--weeks", "2", "--doctors", str(tmp_path / "doctors.csv"), *MODELLED, "--out", str(plan),
        packages=packages, data_dir=data_dir,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    document = json.loads(plan.read_text())
    days = document["result"]["plan"]
    assert document["scheme"] == "retired_doctors"
    site = next(one for one in document["sites"] if one["id"] == days[0]["site"])
    assert {day["site"] for day in days} == {site["id"]}
    entered = python("-c", ENTER, "RPPS-1", "2B033", site["id"], site["commune"], packages=packages, data_dir=data_dir)
    assert entered.returncode == 0, entered.stderr
    stored = maillage("plan", "import", str(plan), data_dir=data_dir, packages=packages)
    assert stored.returncode == 0, stored.stderr
    assert "Stored as a draft: Médecins retraités solidaires" in stored.stdout
    published = python("-c", PUBLISH, packages=packages, data_dir=data_dir)
    assert published.returncode == 0, published.stderr
    assert published.stdout.split() == ["retired_doctors", str(2 * len(days))]


def test_territories_are_designated_again_in_another_number(made: dict[str, Any], data_dir: Path) -> None:
    answer = maillage("site", "designate", "--region", REGION, "--count", "2", data_dir=data_dir)
    assert answer.returncode == 0, answer.stderr
    assert "2 territories designated" in answer.stdout


def test_a_plan_with_unknown_people_is_refused(made: dict[str, Any], data_dir: Path, tmp_path: Path) -> None:
    doctors, plan = tmp_path / "doctors.csv", tmp_path / "plan.json"
    doctors.write_text("id,commune\nD1,2B033\n")
    solved = python(
        "-m", "maillage", "plan", "solve", "--region", REGION, "--count", "4", "--weeks", "2", "--doctors",
        str(doctors), *MODELLED, "--out", str(plan), data_dir=data_dir,
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


def test_the_demonstration_is_refused_in_a_real_installation(made: dict[str, Any], data_dir: Path) -> None:
    answer = maillage("demo", "--region", REGION, "--no-serve", data_dir=data_dir)
    assert answer.returncode == 2
    assert "real installation" in answer.stderr
