"""Every table as a file in two dialects: for programs, and for a French spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from maillage.site.plans.models import PlanRun
from maillage.site.www import sheets
from tests.site import factories as make
from tests.site.www.conftest import World

pytestmark = pytest.mark.django_db
PROGRAM, SPREADSHEET = sheets.PROGRAM, sheets.SPREADSHEET


def written(rows: list[tuple[sheets.Cell, ...]], dialect: sheets.Dialect) -> str:
    return "".join(sheets.pieces(("code", "access", "modelled"), rows, dialect))


def test_the_same_table_for_programs_and_for_people() -> None:
    rows: list[tuple[sheets.Cell, ...]] = [("01004", 2.5, "yes"), ("2A004", None, "no"), ("01005", -1200, "no")]
    assert written(rows, PROGRAM).splitlines() == [
        "code,access,modelled", "01004,2.5,yes", "2A004,,no", "01005,-1200,no",
    ]  # fmt: skip
    assert written(rows, SPREADSHEET).splitlines() == [
        "\ufeffCode;Accès;Modélisé", "01004;2,5;oui", "2A004;;non", "01005;-1200;non",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["=1+1", "+33", "-x", "@SUM(A1)"])
def test_no_cell_is_run_as_a_formula(text: str) -> None:
    assert f"'{text}" in written([(text, 1.0, "no")], SPREADSHEET)
    assert f"'{text}" not in written([(text, 1.0, "no")], PROGRAM)


def test_a_long_table_comes_in_pieces_with_one_head() -> None:
    rows: list[tuple[sheets.Cell, ...]] = [(str(k), float(k), "no") for k in range(2500)]
    pieces = list(sheets.pieces(("code", "access", "modelled"), rows, SPREADSHEET))
    assert len(pieces) == 3
    assert "".join(pieces).count("\ufeff") == 1
    assert len("".join(pieces).splitlines()) == 2501


def test_the_spreadsheet_url_keeps_the_parameters() -> None:
    assert sheets.address("/carte/communes.csv") == "/carte/communes.csv?format=tableur"
    assert sheets.address("/plan.csv?plan=3") == "/plan.csv?plan=3&format=tableur"


def read(client: Client, path: str) -> tuple[str, str]:
    """Return the file's name and its text."""
    answer = client.get(path)
    assert answer.status_code == 200
    content = b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type]
    return answer["Content-Disposition"], content.decode()


FILES = ("/carte/region-76/communes.csv", "/coordination/plan.csv")


@pytest.mark.parametrize("path", FILES)
def test_every_file_is_offered_in_both_dialects(world: World, plan: PlanRun, path: str) -> None:
    client = Client()
    client.force_login(make.coordinator())
    name, text = read(client, path)
    people, sheet = read(client, sheets.address(path))
    assert name.endswith('.csv"')
    assert "tableur" not in name
    assert people == name.replace(".csv", "-tableur.csv")
    assert sheet.startswith("\ufeff")
    for_programs = list(csv.reader(io.StringIO(text)))
    for_people = list(csv.reader(io.StringIO(sheet[1:]), delimiter=";"))
    assert len(for_programs) == len(for_people) > 1
    assert [len(row) for row in for_programs] == [len(row) for row in for_people]
    assert any("," in cell for row in for_people[1:] for cell in row) or "plan" in path
