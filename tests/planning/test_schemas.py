"""Inputs and outputs of the commands of plans are as their JSON Schemas say, on files that they read and write."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import icalendar
import jsonschema
import pytest

from maillage.demo.people import demo_doctors, demo_sites
from maillage.planning import read_plan
from tests.planning.cases import run_plan

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"
CORSICA = ("--region", "94", "--count", "4", "--weeks", "6", "--start", "2027-01-04")

pytestmark = pytest.mark.usefixtures("stored_data")


def valid(document: Any, name: str) -> None:
    schema = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    jsonschema.validators.validator_for(schema).check_schema(schema)
    jsonschema.validate(document, schema, format_checker=jsonschema.FormatChecker())


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory, stored_data: None) -> tuple[Path, Path]:
    """Lists of Corsica with every column, from the invented people of the demonstration."""
    import maillage
    from maillage.analysis.plan_request import first_day
    from maillage.analysis.world import territory

    zones, room = maillage.designate("94", 4), tmp_path_factory.mktemp("lists")
    whole, access = territory(), zones.access
    sites = demo_sites(whole, zones.designation)
    doctors = demo_doctors(
        whole, access.model.supply, zones.designation, access.model.times, sites,
        region="94", start=first_day("2027-01-04", "94"), weeks=6, count=30,
    )  # fmt: skip
    columns = "id,commune,name,status,profession,home_share_percent,days_per_month,dates,weekdays,absent,pinned,never"
    rows = [f"{columns},needs,days_apart,supervised,supervises,bed,payer,scheme,half,weeks,promised,person"]
    for k, one in enumerate(each.to_planning() for each in doctors):
        days = " ".join(day.isoformat() for day in sorted(one.available))
        rest = f"{k % 3 * 3},{'yes' if k == 5 else 'no'},{int(k == 6)},no,{'region' if k % 2 else ''}"
        rest += f",,{'am' if k == 7 else ''},,,"
        rows.append(
            f"{one.id},{one.commune},{one.name},{one.status},{one.profession},{round(100 * one.home_share)},2,"
            f"{days},,,,,{'ecg' if k == 4 else ''},{rest}"
        )
    home, names = "2A004", [each.to_planning().id for each in sites]
    rest = ",,mon tue wed thu fri,,,,,,no,0,no,,salaried_centre"
    rows.append(f"employed,{home},E,salaried,gp,0,6{rest},,,{names[0]}:1,E")
    rows.append(f"midwife,{home},M,salaried,midwife,0,6{rest},,,,")
    (room / "midwives.csv").write_text(f"code,gps\n{home},2\n2B033,1\n", encoding="utf-8")
    (room / "doctors.csv").write_text("\n".join(rows), encoding="utf-8")
    columns = "id,commune,name,rooms,weekdays,closed,opening_euros,least_days,rooms_on,equipment,staff,beds"
    rows = [f"{columns},most_doctors,days_apart,payer,profession"]
    for k, one in enumerate(each.to_planning() for each in sites):
        equipment = "ecg ultrasound" if k % 2 else ""
        rows.append(
            f"{one.id},{one.commune},{one.name.replace(',', ' ')},2,mon tue thu,,{200 * (k % 2)},{k % 3},"
            f"mon:2/1 tue:2,{equipment},nurse:mon,0,9,0,state,"
        )
    rows.append(f"births,{sites[0].to_planning().commune},Births,1,mon tue,,0,0,,,,0,0,0,,midwife")
    (room / "sites.csv").write_text("\n".join(rows), encoding="utf-8")
    return room / "doctors.csv", room / "sites.csv"


def test_files_and_answers_are_as_their_schemas_say(
    lists: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    doctors, sites = lists
    valid(table(doctors), "plan-doctors")
    valid(table(sites), "plan-sites")
    out, steps, days = (tmp_path / name for name in ("plan.json", "steps.jsonl", "days.ics"))
    asked = ("--doctors", doctors, "--sites", sites, "--payer", "region=9000", "--budget", 20000)
    asked = (*asked, "--measure", f"midwife={doctors.parent / 'midwives.csv'}")
    assert run_plan("solve", *CORSICA, *asked, "--gap", "1", "--progress", steps, "--out", out, "--calendar", days) == 0
    events = icalendar.Calendar.from_ical(days.read_bytes()).walk("VEVENT")
    assert len({str(one["uid"]) for one in events}) == len(events) == len(read_plan(out)[0].result.plan)
    valid(json.loads(out.read_text(encoding="utf-8")), "plan")
    valid(json.loads(out.read_text(encoding="utf-8"))["proof"], "plan-proof")
    held = read_plan(out)[0].result.plan.assignments
    assert {a.site_id for a in held if a.doctor_id == "midwife"} == {"births"}
    assert any(a.doctor_id == "employed" for a in held)
    for line in steps.read_text(encoding="utf-8").splitlines():
        valid(json.loads(line), "plan-progress")
    capsys.readouterr()
    assert run_plan("check", out, "--bound", "--json") == 0
    checked = json.loads(capsys.readouterr().out)
    valid(checked, "plan-check")
    assert checked["right"]
    assert checked["proven"] >= checked["objective"]
    doctor = read_plan(out)[0].result.plan.assignments[0].doctor_id
    again = tmp_path / "again.json"
    assert run_plan("replan", out, "--leave", doctor, "--out", again) == 0
    valid(json.loads(again.read_text(encoding="utf-8")), "plan")
    capsys.readouterr()
    assert run_plan("explain", again, "--site", sorted(read_plan(again)[0].result.plan.sites)[0], "--json") == 0
    valid(json.loads(capsys.readouterr().out), "plan-explain")
    assert run_plan("compare", out, again, "--json") == 0
    valid(json.loads(capsys.readouterr().out), "plan-compare")


def test_all_problems_of_a_request_are_told_at_once(
    lists: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    doctors, sites = lists
    rows, places = table(doctors), table(sites)
    rows[0] |= {"pinned": f"{places[0]['id']}@2027-01-06 nowhere@2027-01-05", "needs": "x-ray"}
    rows[1] |= {"pinned": "monday"}
    rows[2] |= {"days_apart": "-1", "supervises": "many"}
    places[1] |= {"opening_euros": "-5", "rooms_on": "mon"}
    for path, lines in (("doctors.csv", rows), ("sites.csv", places)):
        with (tmp_path / path).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, lines[0])
            writer.writeheader()
            writer.writerows(lines)
    asked = ("--doctors", tmp_path / "doctors.csv", "--sites", tmp_path / "sites.csv", "--budget", "-1")
    asked = (*asked, "--payer", "region=-2", "--payer", "state", "--start", "soon", "--out", tmp_path / "plan.json")
    assert run_plan("solve", *CORSICA, *asked) == 2
    told = capsys.readouterr().err
    for words in (
        ("doctors.csv, line 3, column 'pinned'",),
        ("doctors.csv, line 4, column 'days_apart'", "-1"),
        ("doctors.csv, line 4, column 'supervises'", "many"),
        ("sites.csv, line 3, column 'opening_euros'", "-5"),
        ("sites.csv, line 3, column 'rooms_on'",),
        ("budget is -1 EUR",),
        ("'region=-2', 'state'",),
        ("'soon' is not a date",),
    ):
        assert any(all(word in line for word in words) for line in told.splitlines()), words
    assert "8 problems" in told, "each is told once"
    assert not (tmp_path / "plan.json").exists(), "nothing is planned on guesses"
