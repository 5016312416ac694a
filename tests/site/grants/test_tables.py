"""Spreadsheets are read within bounds, their columns recognised, their cells parsed without guessing."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.site.grants.importing import cells
from maillage.site.grants.importing.columns import scale_of, suggested, year_of
from maillage.site.grants.objects import object_named, words
from maillage.site.spreadsheets import ODS, XLSX, Money, NotASpreadsheet, SpreadsheetFormat, Table, column_letter, read
from tests.site.grants import tables


def refusal(content: bytes) -> str:
    with pytest.raises(NotASpreadsheet) as error:
        read(content)
    return str(error.value)


@pytest.mark.parametrize("kind", [XLSX, ODS], ids=["xlsx", "ods"])
def test_what_is_written_is_read_with_its_types(kind: SpreadsheetFormat) -> None:
    row = ["=1+1", Money(1_234_56), date(2024, 3, 1), 2.5, None, "<b> & «\x02é»"]
    content = kind.write([Table("Aides & dons", ["a", "b", "c", "d", "e", "f"], [row])])
    (sheet,) = read(content)
    assert sheet.name == "Aides & dons"
    assert sheet.rows[1][:5] == ("=1+1", 1234.56, date(2024, 3, 1), 2.5, "")
    assert kind is XLSX or sheet.rows[1][5] == "<b> & «é»"


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_csv_of_either_separator_and_encoding(separator: str, encoding: str) -> None:
    (sheet,) = read(tables.csv([["Référence", "Échéance"], ["É1", "été"]], separator, encoding))
    assert sheet.rows == (("Référence", "Échéance"), ("É1", "été"))


def test_merged_cells_are_filled_and_named() -> None:
    (sheet,) = read(tables.xlsx([["", "x"], ["", "y"]], lambda one: one.merge_range("A1:A2", "Région")))
    assert [row[0] for row in sheet.rows] == ["Région", "Région"]
    assert sheet.merged == {(0, 0), (1, 0)}
    covered = "<table:covered-table-cell/>"
    (sheet,) = read(
        tables.ods(
            f"<table:table-row>{tables.cell('Région', number_rows_spanned='2')}{tables.cell('x')}</table:table-row>"
            f"<table:table-row>{covered}{tables.cell('y')}</table:table-row>"
            '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
        )
    )
    assert sheet.rows[:2] == (("Région", "x"), ("Région", "y"))
    assert (1, 0) in sheet.merged


def test_a_cell_in_the_last_corner_is_refused_before_it_takes_memory() -> None:
    assert "dépasse 5000 lignes" in refusal(tables.xlsx([], lambda one: one.write(1048575, 16383, 1)))
    wide = f"<table:table-row>{tables.cell('x', number_columns_repeated='16000')}</table:table-row>"
    assert "dépasse 5000 lignes" in refusal(tables.ods(wide))
    tall = f'<table:table-row table:number-rows-repeated="900000">{tables.cell("x")}</table:table-row>'
    assert "dépasse 5000 lignes" in refusal(tables.ods(tall))


def test_a_bomb_is_refused_by_what_it_unpacks_to() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<a/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (61 * 2**20))
    assert len(target.getvalue()) < 2**20
    assert "beaucoup plus grand" in refusal(target.getvalue())


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04rien", b"\xd0\xcf\x11\xe0ancien", b"a\x00b", b'"ouvert;1\n', b"x" * (6 * 2**20)]
)
def test_what_is_no_spreadsheet_is_refused(content: bytes) -> None:
    assert refusal(content)


def test_columns_are_suggested_by_their_heads() -> None:
    names = ["N° de dossier", "Porteur de projet", "Montant 2023 (k€)", "2024", "Versé 2024", "Date de versement", "x"]
    found = suggested(names)
    assert [found.get(number, "") for number in range(7)] == [
        "reference", "beneficiary", "year:2023", "year:2024", "paid", "paid_on", "",
    ]  # fmt: skip
    assert [scale_of(names[2]), scale_of(names[3]), scale_of("Montant (M€)"), scale_of("Kit, en euros")] == [
        1000, 1, 1_000_000, 1,
    ]  # fmt: skip
    assert year_of("2023-2024") is None
    for layout in words().layouts.values():
        heads = {head: field for field, head in layout.columns.items() if head}
        assert suggested(list(heads), layout.code) == dict(enumerate(heads.values())), layout.code
    assert object_named("Maison de santé pluriprofessionnelle") == "practice_house"
    assert object_named("Cathédrale") is None


@given(st.integers(0, 10**9))
def test_an_amount_is_read_to_the_cent_however_it_is_written(cents: int) -> None:
    euros, rest = divmod(cents, 100)
    french = f"{euros:,}".replace(",", "\u202f")
    assert cells.cents_of(f"{french},{rest:02d} €") == cents
    assert cells.cents_of(f"{euros}.{rest:02d}") == cents
    assert cells.cents_of(cents / 100) == cents
    assert cells.cents_of(cents / 100, 1000) == cents * 1000


@pytest.mark.parametrize("value", ["1,234", "12 k€", "-5", -5.0, 1.234, "dix", float("nan"), float("inf"), 1e30])
def test_an_amount_that_could_be_another_is_refused(value: str | float) -> None:
    with pytest.raises(ValueError, match=r"."):
        cells.cents_of(value)


@pytest.mark.parametrize(
    "value", ["31/12/2024", "31.12.2024", "2024-12-31", datetime(2024, 12, 31, tzinfo=UTC), date(2024, 12, 31)]
)
def test_dates_of_both_forms(value: str | date) -> None:
    assert cells.date_of(value) == date(2024, 12, 31)


@pytest.mark.parametrize("value", ["12/31/2024", "31/12/24", "hier", 45657.0])
def test_other_dates_are_refused(value: str | float) -> None:
    with pytest.raises(ValueError, match="31/12/2024"):
        cells.date_of(value)


def test_letters_of_columns() -> None:
    assert [column_letter(number) for number in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
