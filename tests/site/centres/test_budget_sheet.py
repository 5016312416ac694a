"""The sheet of a budget computes: its formulas, evaluated from the file, give the model's numbers."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from maillage.evaluation.centres import ASSUMPTIONS, budget, preset
from maillage.site.centres.budget_sheet import budget_table
from maillage.site.spreadsheets import ODS, XLSX, SpreadsheetFormat

SCENARIOS = [(name, preset(name).changes) for name in ("revel-2024", "revel-2025", "regional-2025")]
Cells = dict[str, str | float]
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


def of_xlsx(content: bytes) -> Cells:
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Budget"]
    values = {str(cell.coordinate): cell.value for row in sheet for cell in row}
    return {at: value for at, value in values.items() if isinstance(value, str | int | float)}


def of_ods(content: bytes) -> Cells:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        root = ET.fromstring(book.read("content.xml"))
    found: Cells = {}
    for number, row in enumerate(root.iter(f"{TABLE}table-row"), start=1):
        for column, cell in enumerate(row):
            formula, value = cell.get(f"{TABLE}formula"), cell.get(f"{OFFICE}value")
            if formula is not None:
                assert formula.startswith("of:=")
                found[f"{chr(65 + column)}{number}"] = formula.removeprefix("of:").replace("[.", "").replace("]", "")
            elif value is not None:
                found[f"{chr(65 + column)}{number}"] = float(value)
            else:
                found[f"{chr(65 + column)}{number}"] = "".join(cell.itertext())
    return found


def evaluate(cells: Cells, at: str) -> float:
    """The value of a cell, from its formula and those that it names."""
    content = cells[at]
    if isinstance(content, str):
        assert content.startswith("=")
        text = re.sub(r"[A-Z]+\d+", lambda found: f"({evaluate(cells, found.group())!r})", content[1:])
        assert re.fullmatch(r"[\d+\-*/(). e]+", text)
        return float(eval(text))
    return float(content)


@pytest.mark.parametrize(("form", "read"), [(XLSX, of_xlsx), (ODS, of_ods)], ids=["xlsx", "ods"])
def test_a_spreadsheet_computes_what_the_model_does(form: SpreadsheetFormat, read: Callable[[bytes], Cells]) -> None:
    cells = read(form.write([budget_table(SCENARIOS)]))
    rows = {text: at[1:] for at, text in cells.items() if at[0] == "A"}
    for column, (_, changes) in zip("CDE", SCENARIOS, strict=True):
        found = budget(changes)
        for label, value in (
            ("Recettes", found.income),
            ("Dépenses", found.cost),
            ("Solde de l’année", found.balance * 12),
        ):
            assert evaluate(cells, column + rows[label]) == pytest.approx(value, rel=1e-9)
    doctors = rows[ASSUMPTIONS["doctors"].label]
    cells["C" + doctors] = 3.0
    changed = budget({**SCENARIOS[0][1], "doctors": 3})
    assert evaluate(cells, "C" + rows["Solde de l’année"]) == pytest.approx(changed.balance * 12, rel=1e-9)
