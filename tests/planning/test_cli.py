"""``maillage plan`` on the real territory: a plan is solved and checked, and refused after a change."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from maillage.cli import main
from maillage.planning.document import document_digest
from maillage.territory import Territory

SOLVE = ("plan", "solve", "--region", "76", "--weeks", "6", "--budget", "40000", "--start", "2027-01-04")


pytestmark = pytest.mark.usefixtures("stored_data")


def run(code: int, *arguments: str) -> None:
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    assert stop.value.code == code


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory, stored_data: None) -> Path:
    out = tmp_path_factory.mktemp("plan") / "plan.json"
    run(0, *SOLVE, "--out", str(out))
    return out


def test_a_plan_is_printed_written_and_valid(solved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(0, *SOLVE, "--out", str(tmp_path / "again.json"))
    said = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines()[:11])
    assert list(said) == [
        "objective", "bound", "gap", "days", "doctors", "sites", "territories", "fewest", "median", "euros", "seconds",
    ]  # fmt: skip
    served, of, designated = said["territories"].split()
    assert (of, designated) == ("of", "28")
    assert int(served) >= 26
    assert float(said["gap"].rstrip("%")) <= 0.5
    assert 0 < int(said["days"]) <= 200
    first, second = (json.loads(p.read_text(encoding="utf-8"))["result"] for p in (solved, tmp_path / "again.json"))
    assert first["plan"] == second["plan"]
    run(0, "plan", "check", str(solved), "--bound")
    told = capsys.readouterr().out
    assert "Right plan" in told
    assert "Proven: no plan is above" in told


def test_the_check_brings_supply_forward_again(
    tmp_path: Path, territory: Territory, capsys: pytest.CaptureFixture[str]
) -> None:
    counts, out = tmp_path / "gps.csv", tmp_path / "plan.json"
    people = zip(territory.code, territory.population, strict=True)
    counts.write_text(
        "code,gps,gps_60_plus\n" + "".join(f"{code},{n // 2500},{n // 9000}\n" for code, n in people), encoding="utf-8"
    )
    short = ("plan", "solve", "--weeks", "2", "--count", "3", "--budget", "4000", "--start", "2027-01-04")
    run(0, *short, "--supply", str(counts), "--supply-year", "2019", "--out", str(out))
    assert "supply of 2019 brought forward to 2024" in capsys.readouterr().err
    run(0, "plan", "check", str(out))
    document = json.loads(out.read_text(encoding="utf-8"))
    assert document["supply_year"] == 2019
    document["supply_year"] = None
    document["digest"] = document_digest(document)
    out.write_text(json.dumps(document), encoding="utf-8")
    run(2, "plan", "check", str(out))
    run(2, *short, "--supply-year", "2019", "--out", str(out))
    assert "--supply-year is the year of a supply file" in capsys.readouterr().err


def _drop_a_day(document: dict[str, Any]) -> None:
    document["result"]["plan"].pop()


def _add_a_day(document: dict[str, Any]) -> None:
    document["result"]["plan"].append(document["result"]["plan"][0])


def _other_budget(document: dict[str, Any]) -> None:
    document["budget_cents"] = 100


def _other_availability(document: dict[str, Any]) -> None:
    for doctor in document["doctors"]:
        doctor["available"] = []


def _other_territories(document: dict[str, Any]) -> None:
    document["territories"] = document["territories"][1:]


def _better_bound(document: dict[str, Any]) -> None:
    document["result"]["gap"] = 0.0


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        # The dropped day may have compensated for a day given by a doctor of the same territory.
        (_drop_a_day, "(objective|home territory)"),
        (_add_a_day, "one site a day"),
        (_other_budget, "budget"),
        (_other_availability, "availability"),
        (_other_territories, "priority territories"),
        (_better_bound, "gap"),
    ],
)
@pytest.mark.parametrize("forged", [False, True], ids=["plain", "digest made good"])
def test_a_changed_plan_is_refused(
    solved: Path,
    tmp_path: Path,
    change: Callable[[dict[str, Any]], None],
    rule: str,
    forged: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:
    document = json.loads(solved.read_text(encoding="utf-8"))
    change(document)
    if forged:
        document["digest"] = document_digest(document)
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    run(2, "plan", "check", str(path))
    said = capsys.readouterr().err
    assert re.search(f"Broken rule {rule}:", said)
    assert ("Broken rule file:" in said) is not forged


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("plan.json", "{", "not JSON"),
        ("plan.json", "[]", "not a plan"),
        ("plan.json", '{"kind": "maillage-plan", "format": 9}', "format 9"),
        ("plan.json", '{"kind": "maillage-plan", "format": 1}', "not a whole plan"),
        ("plan.json", '{"kind": "maillage-plan", "format": 2}', "not a whole plan"),
        ("plan.csv", "a,b", "'.json' file"),
        ("plan.json", None, "no such file"),
        ("plan.json", "[" * 100_000, "cannot be read"),
    ],
)
def test_a_file_that_is_not_a_plan_is_refused(
    tmp_path: Path, name: str, text: str | None, problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    if text is not None:
        path.write_text(text, encoding="utf-8")
    run(2, "plan", "check", str(path))
    assert problem in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("--budget", "0"), "Rule 'budget'"),
        (("--budget", "nan"), "The budget is nan EUR"),
        (("--budget", "-5"), "The budget is -5 EUR"),
        (("--max-minutes", "0"), "Rule 'journey'"),
        (("--start", "soon"), "Write start as 2027-01-04"),
        (("--region", "Occitnie"), "Occitanie"),
        (("--doctors", "absent.csv"), "no such file"),
        (("--supply", "absent.csv"), "absent.csv"),
        (("--count", "9999"), "9999"),
    ],
)
def test_impossible_plans_are_reported_in_a_sentence(
    tmp_path: Path, arguments: tuple[str, str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run(2, *SOLVE, "--out", str(tmp_path / "plan.json"), *arguments)
    assert problem in capsys.readouterr().err
    assert not (tmp_path / "plan.json").exists()


def test_another_suffix_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(2, *SOLVE, "--out", str(tmp_path / "plan.csv"))
    assert ".json" in capsys.readouterr().err


def test_lists_and_the_supply_file_are_stored_in_the_plan(
    tmp_path: Path, territory: Territory, solved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sites = json.loads(solved.read_text(encoding="utf-8"))["sites"]
    codes = "\n".join(f"{code},1" for code in territory.code[territory.in_region("76")][::7])
    (tmp_path / "supply.csv").write_text(f"code,gps\n{codes}\n", encoding="utf-8")
    volunteers = "\n".join(f"V{k},{site['commune']}" for k, site in enumerate(sites))
    (tmp_path / "doctors.csv").write_text(
        f"id,commune,status,weekdays\n{volunteers.replace(chr(10), ',retired,mon tue' + chr(10))},retired,mon tue\n"
        "A,31555,practising,fri\nB,81004,retired,mon thu\n",
        encoding="utf-8",
    )
    out = tmp_path / "plan.json"
    run(
        0, *SOLVE, "--out", str(out), "--supply", str(tmp_path / "supply.csv"),
        "--doctors", str(tmp_path / "doctors.csv"), "--count", "12",
    )  # fmt: skip
    (tmp_path / "supply.csv").unlink()
    (tmp_path / "doctors.csv").unlink()
    run(0, "plan", "check", str(out))
    assert "modelled supply" not in capsys.readouterr().out
