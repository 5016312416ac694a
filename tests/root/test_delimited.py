"""Text tables as people save them: accepted formats, refusals, and line numbers."""

from __future__ import annotations

import contextlib
import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.delimited import comma_is_decimal, number, read_text_table, separator_of
from maillage.errors import BadInput

PLAIN = "code,name,gps\n12202,Rodez,30\n2A004,Évisa,2\n"


def file(folder: Path, content: str | bytes) -> Path:
    path = folder / "t.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_what_a_spreadsheet_saves_is_read(tmp_path: Path, separator: str, end: str, encoding: str) -> None:
    text = PLAIN.replace(",", separator).replace("\n", end)
    found = read_text_table(file(tmp_path, text.encode(encoding)), ("code", "gps"))
    assert found.cells == {"code": ["12202", "2A004"], "name": ["Rodez", "Évisa"], "gps": ["30", "2"]}
    assert found.lines == [2, 3]


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    text = 'sep=;\n\n code ; name ;gps;\n\n12202;"two\nlines";30;\n;;\n12001;x;2\n\n'
    found = read_text_table(file(tmp_path, text), ("code", "gps"))
    assert found.cells == {"code": ["12202", "12001"], "name": ["two\nlines", "x"], "gps": ["30", "2"]}
    assert found.lines == [5, 8]


def test_capitals_do_not_hide_a_column(tmp_path: Path) -> None:
    found = read_text_table(file(tmp_path, "CODE,Gps\n12202,3\n"), ("code",), ("gps",))
    assert list(found.cells) == ["code", "gps"]


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"", None, "empty"),
        (b" \n\n;;\n", None, "empty"),
        (b"code,gps\n12202\n", 2, "1 cells where the header has 2"),
        (b"code,gps\n\n12202,30,5\n", 3, "decimal comma stands in quotes"),
        (b'code,gps\n12202,3\n"12001,4\n12002,5\n', 3, "quotes"),
        (b'code,gps\n"12202"x,3\n', 2, "quotes"),
        (b"code,gps,gps\n12202,3,4\n", 1, "two columns 'gps'"),
        (b"Number of doctors\nsource;x\ncode;gps\n12202;3\n", 1, "stand on line 3"),
        (b"code,gps\n12202,3\x000\n", 2, "not a text table"),
        (b"code,gps\n12202,\x81\n", 2, "not a text table"),
        (b"\xef\xbb\xbfcode,gps\n12202,\xe9\n", 2, "not a text table"),
        (b"PK\x03\x04rest", None, "spreadsheet"),
        # Much valid UTF-8 and one invalid byte: the error is about the line of the byte, not about Windows-1252.
        ("code,gps\nÁ,1\né,2\n".encode() + b"\xe9,3\n", 4, "not a text table in UTF-8"),
        (b"code,gps\r1,2\r2,3\x00\r", 3, "not a text table"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, content: bytes, line: int | None, words: str) -> None:
    with pytest.raises(BadInput, match=words) as caught:
        read_text_table(file(tmp_path, content), ("code", "gps"))
    assert caught.value.line == line


def test_unwanted_columns_may_have_any_name(tmp_path: Path) -> None:
    found = read_text_table(file(tmp_path, "code,x,x,,gps\n1,2,3,4,5\n"), ("code", "gps"))
    assert found.cells["code"] == ["1"]
    assert found.cells["gps"] == ["5"]
    assert len(found.cells) == 5


def test_a_comma_in_a_name_does_not_make_a_separator() -> None:
    assert separator_of("code;name, long, very long;gps", ("code", "gps")) == ";"
    assert separator_of("code") == ","


@pytest.mark.parametrize(
    ("cell", "value"),
    [("2 000", 2000), ("2\u202f000", 2000), ("1\u00a0234\u00a0567,5", 1234567.5), ("3,75", 3.75), ("0,123", 0.123),
     ("\u22121", -1), ("+4", 4), ("1 234.5", 1234.5), ("12345,678", 12345.678)],
)  # fmt: skip
def test_numbers_as_people_write_them(cell: str, value: float) -> None:
    assert number(cell, decimal_comma=False) == value


@pytest.mark.parametrize("cell", ["", "x", "1,234,567", "1.234.567", "12 34", "1 2", "3,", ",5", "1e5", "٣", "3_0"])
def test_texts_that_are_not_numbers_are_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        number(cell, decimal_comma=True)


def test_thousands_or_decimals_are_never_guessed() -> None:
    with pytest.raises(ValueError, match=r"may be 2\.345 or 2345"):
        number("2,345", decimal_comma=False)
    assert not comma_is_decimal(["2,345", "12,000", "7"])
    assert comma_is_decimal(["2,345", "0,5"])
    assert comma_is_decimal(["2,345", "3,75"])
    assert number("2,345", decimal_comma=True) == 2.345


@given(
    st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])), min_size=2, max_size=2)),
    st.sampled_from(",;\t|"),
)
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], sep: str
) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=sep, quoting=csv.QUOTE_ALL).writerows([["code", "gps"], *rows])
    found = read_text_table(file(tmp_path_factory.getbasetemp(), out.getvalue()), ("code", "gps"))
    kept = [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]
    assert [list(row) for row in zip(*found.cells.values(), strict=True)] == kept


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = file(tmp_path_factory.getbasetemp(), b"code,gps\n" + content)
    with contextlib.suppress(BadInput):
        found = read_text_table(path, ("code", "gps"))
        assert {len(column) for column in found.cells.values()} == {len(found.lines)}


def test_cells_without_a_column_name_are_ignored(tmp_path: Path) -> None:
    found = read_text_table(file(tmp_path, ",code,gps,,\n0,12202,3,a note,\n1,12145,4,,\n"), ("code", "gps"))
    assert found.cells["code"] == ["12202", "12145"]
    assert found.cells["gps"] == ["3", "4"]
    with pytest.raises(BadInput, match="4 cells where the header has 2"):
        read_text_table(file(tmp_path, "code,gps,\n12202,3,a,b\n"), ("code", "gps"))
