from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from maillage.errors import BadInput
from maillage.tables import Columns, TableInMemory, check_output, read_columns, read_table, write_table


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_codes_stay_text_and_numbers_become_numbers(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", "code,gps,other\n01004,2,x\n2A004,,y\n")
    frame = read_table(path, ["code", "gps"], numeric=["gps"])
    assert list(frame.columns) == ["code", "gps"]
    assert list(frame["code"]) == ["01004", "2A004"]
    assert frame["gps"].iloc[0] == 2.0
    assert pd.isna(frame["gps"].iloc[1])


def test_columns_are_arrays_and_the_same_table_for_pandas(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", "code,gps,name\n01004, 2 ,Ambérieu\n2A004,,Ajaccio\n")
    columns = read_columns(path, ["code", "gps"], numeric=["gps"], optional=["name", "absent"])
    assert list(columns) == ["code", "gps", "name"]
    assert columns.rows == 2
    assert columns["code"].tolist() == ["01004", "2A004"]
    np.testing.assert_array_equal(columns["gps"], [2.0, np.nan])
    assert columns.take(columns["code"] == "2A004")["name"].tolist() == ["Ajaccio"]
    expected = read_table(path, ["code", "gps"], numeric=["gps"], optional=["name"])
    pd.testing.assert_frame_equal(columns.to_frame(), expected.reset_index(drop=True))
    empty = read_table(write(path, "code,gps,name\n"), ["code", "gps"], numeric=["gps"], optional=["name"])
    assert empty.dtypes.tolist() == expected.dtypes.tolist()


@pytest.mark.parametrize("name", ["memory", "t.parquet", "t.csv"])
def test_pandas_types_are_read_the_same_from_every_source(tmp_path: Path, name: str) -> None:
    """An integer beside an empty cell is 2.0 in pandas, and column names differ in case."""
    frame = pd.DataFrame({" CODE": [1004.0, 2001], "GPS": [2, np.nan], "Tvs": ["A", None], "Note": [0.5, 1]})
    path: Path | str = TableInMemory("given", frame) if name == "memory" else tmp_path / name
    if name == "t.csv":
        frame.astype({" CODE": int}).to_csv(path, index=False)
    elif name == "t.parquet":
        frame.to_parquet(path)
    found = read_columns(path, ["code", "gps"], numeric=["gps"], optional=["tvs"])
    assert list(found) == ["code", "gps", "tvs"]
    assert found["code"].tolist() == ["1004", "2001"]
    np.testing.assert_array_equal(found["gps"], [2.0, np.nan])
    assert found["tvs"].tolist() == ["A", ""]


def test_a_parquet_file_has_rows_and_no_lines(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pd.DataFrame({"code": ["01004", "01005"], "gps": ["1", "x"]}).to_parquet(path)
    with pytest.raises(BadInput, match=r"t\.parquet, row 1, column 'gps': 'x' is not a number"):
        read_columns(path, ["code", "gps"], numeric=["gps"])


def test_two_columns_that_differ_only_in_case_are_refused(tmp_path: Path) -> None:
    frame = pd.DataFrame({"code": ["01004"], "CODE": ["01005"]})
    frame.to_parquet(tmp_path / "t.parquet")
    for source in (TableInMemory("given", frame), tmp_path / "t.parquet"):
        with pytest.raises(BadInput, match="two columns 'code'"):
            read_columns(source, ["code"])


def test_cells_that_hold_lists_or_bytes_are_text(tmp_path: Path) -> None:
    frame = pd.DataFrame({"dates": [["2027-01-04", "2027-01-05"], [], None], "code": [b"01004", b"2A004", None]})
    frame.to_parquet(tmp_path / "t.parquet")
    for source in (TableInMemory("given", frame), tmp_path / "t.parquet"):
        found = read_columns(source, ["dates", "code"])
        assert found["dates"].tolist() == ["2027-01-04 2027-01-05", "none", ""]
        assert found["code"].tolist() == ["01004", "2A004", ""]


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="different lengths"):
        Columns({"code": ["01004"], "apl": [1.0, 2.0]})


def test_a_table_in_memory_is_read_like_its_file(tmp_path: Path) -> None:
    frame = pd.DataFrame({"code": ["01004", None], "on": pd.to_datetime(["2027-01-04", None]), "gps": [2, 3]})
    frame.to_parquet(tmp_path / "t.parquet")
    for source in (TableInMemory("given", frame), tmp_path / "t.parquet"):
        columns = read_columns(source, ["code", "on", "gps"], numeric=["gps"])
        assert columns["code"].tolist() == ["01004", ""]
        assert columns["on"].tolist() == ["2027-01-04", ""]
        assert columns["gps"].tolist() == [2.0, 3.0]


# Tables with one text column are left out: the two writers differ in quoting a cell that is empty and alone on its
# line.
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0")),
            st.integers(-(2**62), 2**62),
            st.floats(allow_infinity=False),
        )
    )
)
def test_arrays_are_written_as_pandas_writes_them(rows: list[tuple[str, int, float]]) -> None:
    import tempfile

    columns = Columns(
        {
            "name": np.array([name for name, _, _ in rows], dtype=object),
            "people": np.array([people for _, people, _ in rows], dtype=np.int64),
            "apl": np.array([value for _, _, value in rows], dtype=np.float64),
        }
    )
    with tempfile.TemporaryDirectory() as room:
        ours, theirs = Path(room) / "ours.csv", Path(room) / "theirs.csv"
        write_table(columns, ours)
        write_table(columns.to_frame(), theirs)
        assert ours.read_bytes() == theirs.read_bytes()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("code,gps\n01004,1_000\n", ("line 2", "'1_000' is not a number")),
        ("code,gps\n01004,deux\n", ("line 2", "column 'gps'", "'deux' is not a number")),
        ("code,gps\n01004,1\n01005,inf\n", ("line 3", "column 'gps'")),
        ("code\n01004\n", ("gps missing", "found: code")),
        ("code,gps\n01004\n", ("line 2", "1 cells where the header has 2")),
        ("", ("the file is empty",)),
        ("PK\x03\x04\0\0,\0\n", ("a spreadsheet", "Save it as CSV")),
    ],
)
def test_an_invalid_table_names_line_and_column(tmp_path: Path, text: str, expected: tuple[str, ...]) -> None:
    path = write(tmp_path / "bad.csv", text)
    with pytest.raises(BadInput) as caught:
        read_table(path, ["code", "gps"], numeric=["gps"])
    assert str(path) in str(caught.value)
    for part in expected:
        assert part in str(caught.value)


def test_a_file_that_does_not_match_its_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="suffix"):
        read_table(write(tmp_path / "t.parquet", "code,gps\n"), ["code"])
    with pytest.raises(BadInput, match=r"cannot read a '\.xls'"):
        read_table(write(tmp_path / "t.xls", ""), ["code"])
    with pytest.raises(BadInput, match="no such file"):
        read_table(tmp_path / "absent.csv", ["code"])
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(BadInput, match="a folder, not a file"):
        read_table(tmp_path / "folder.csv", ["code"])
    for suffix in (".csv", ".parquet"):
        with pytest.raises(BadInput, match="the file is empty"):
            read_table(write(tmp_path / f"empty{suffix}", ""), ["code"])


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_written_tables_are_read_back(tmp_path: Path, suffix: str) -> None:
    frame = pd.DataFrame({"code": ["01004", "2A004"], "apl": [2.5, 3.25]})
    path = tmp_path / f"out{suffix}"
    write_table(frame, path)
    pd.testing.assert_frame_equal(read_table(path, ["code", "apl"], numeric=["apl"]), frame.set_index(pd.Index([2, 3])))
    assert list(tmp_path.iterdir()) == [path]


def test_geojson_has_one_shape_per_row(tmp_path: Path) -> None:
    import json

    path = tmp_path / "out.geojson"
    write_table(pd.DataFrame({"code": ["01004"], "apl": [2.5]}), path, [Point(5.36, 45.96)])
    feature = json.loads(path.read_text())["features"][0]
    assert feature["properties"] == {"code": "01004", "apl": 2.5}
    assert feature["geometry"]["coordinates"] == [5.36, 45.96]


def test_an_impossible_output_is_refused_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"cannot write a '\.xlsx'"):
        check_output(tmp_path / "out.xlsx")
    with pytest.raises(BadInput, match="folder does not exist"):
        check_output(tmp_path / "absent" / "out.csv")


def test_figures_as_they_are_written_in_france(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(
        "code;apl;people\r\n01004;3,751;2 000\r\n\r\n2A004;0,5;1\u00a0234\r\n01005;s;\r\n".encode("cp1252")
    )
    found = read_columns(path, ["code"], ["apl", "people"], ["apl", "people"])
    np.testing.assert_array_equal(found["apl"], [3.751, 0.5, np.nan])
    np.testing.assert_array_equal(found["people"], [2000, 1234, np.nan])
    assert found.lines.tolist() == [2, 4, 5]
    assert read_table(path, ["code"]).index.tolist() == [2, 4, 5]
    assert found.take(found["code"] == "2A004").lines.tolist() == [4]


def test_an_ambiguous_figure_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", "code;people\n\n01004;1\n01005;2,345\n")
    with pytest.raises(BadInput, match=r"line 4, column 'people': '2,345' may be 2\.345 or 2345"):
        read_columns(path, ["code", "people"], ["people"])
    with pytest.raises(BadInput, match="too large a number"):
        read_columns(write(path, f"code,people\n1,{'9' * 400}\n"), ["code", "people"], ["people"])


def test_an_index_kept_in_parquet_is_a_column(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pd.DataFrame({"code": ["01004", None], "gps": [2.0, np.nan]}).set_index("code").to_parquet(path)
    found = read_columns(path, ["code", "gps"], ["gps"])
    assert found["code"].tolist() == ["01004", ""]
    np.testing.assert_array_equal(found["gps"], [2.0, np.nan])


def test_a_table_without_any_wanted_column_keeps_rows_and_lines(tmp_path: Path) -> None:
    found = read_columns(write(tmp_path / "t.csv", "a,b\n1,2\n3,4\n"), [], optional=["code"])
    assert (len(found), found.rows, found.lines.tolist()) == (0, 2, [2, 3])


@given(st.lists(st.sampled_from(["", "1", "-2.5", "1e3", "nan", "NA", "1_000", "inf", "1e300", "12,5", "1 000", "x"])))
def test_columns_and_single_cells_give_the_same_numbers(cells: list[str]) -> None:
    """A column of plain numbers is parsed at once; a cell in another format must not change the other numbers."""

    def read(column: list[str]) -> list[float] | str:
        frame = pd.DataFrame({"gps": pd.array(column, dtype="str")})
        try:
            return read_columns(TableInMemory("given", frame), ["gps"], numeric=["gps"])["gps"].tolist()
        except BadInput as error:
            return str(error)

    together, apart = read(cells), read([*cells, "nd"])
    assert repr(together) == repr(apart if isinstance(apart, str) else apart[:-1])
