"""Randomly changed files: every command ends with a complete table or with one sentence that names the file."""

from __future__ import annotations

import contextlib
import io
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.cli import main
from maillage.errors import BadInput
from maillage.sources.codes import read_living_areas
from maillage.sources.hospitals import read_hospitals
from maillage.sources.need import read_need
from maillage.sources.supply import read_counts
from maillage.sources.supply_by_fee import read_providers
from maillage.territory import Territory

CODES = ["2A004", "2B033", "2A041", "2B096", "01053", "75101", "75056", "25282", "12202"]
# Cells that people, spreadsheets and statistical offices leave in files.
ODD = ["", "nan", "NaN", "inf", "-1", "-0", "1e309", "1e308", "2,5", "2,500", "2 000", "2\u202f000", "Total", "France",
       "\x00", '"', '""', "é", "９", "9" * 400, "12999", "1053", "2a004", "01053.0", "True", "None", "NA", "s", "=1+1",
       "99999", "1000001", "-", "\ufeff", "\n", "\r", ";", ",", "mon tue", "\u00a0", "nurse", "sector1"]  # fmt: skip
HEADERS = {
    "counts": (["code", "gps", "gps_60_plus"], ["4", "1"]),
    "fees": (["code", "count", "fee"], ["4", "sector1"]),
    "need": (["code", "under_18_2016", "aged_65_plus_2016", "population_2016", "median_income_2016", "poverty_rate"],
             ["10", "20", "100", "20000", "12"]),
    "areas": (["code", "tvs", "tvs_name"], ["A", "a"]),
    "hospitals": (["name", "lat", "lon", "facility_type"], ["42.0", "9.0", "Centre Hospitalier (C.H.)"]),
    "figures": (["code", "population", "apl"], ["100", "2.5"]),
}  # fmt: skip


def changed(kind: str, seed: int) -> bytes:
    """A file of that kind with up to three faults, in the format of some program on some system."""
    chance = random.Random(seed)
    header, cells = HEADERS[kind]
    rows = [list(header), *([code, *cells] for code in chance.sample(CODES, chance.randint(1, 6)))]
    for _ in range(chance.choice([0, 1, 1, 1, 2, 3])):
        row = rows[chance.randrange(len(rows))]
        fault = chance.randrange(8)
        if fault < 4 and row:
            row[chance.randrange(len(row))] = chance.choice(ODD)
        elif fault == 4:
            rows.append(list(row))
        elif fault == 5 and len(rows) > 1:
            rows.remove(row)
        elif fault == 6 and row:
            del row[chance.randrange(len(row))]
        else:
            rows.insert(chance.randrange(len(rows) + 1), [])
    separator = chance.choice([",", ",", ";", "\t"])
    quoted = [separator.join(f'"{c}"' if separator in c and chance.random() < 0.8 else c for c in row) for row in rows]
    text = chance.choice(["\n", "\r\n"]).join(quoted)
    raw = text.encode(chance.choice(["utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16"]), errors="replace")
    if raw and chance.random() < 0.1:
        at = chance.randrange(len(raw))
        raw = raw[:at] + bytes([chance.randrange(256)]) + raw[at + 1 :]
    return raw


READERS: dict[str, Callable[[Path, Territory], object]] = {
    "counts": read_counts,
    "fees": read_providers,
    "need": read_need,
    "areas": read_living_areas,
    "hospitals": read_hospitals,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("changed")


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(sorted(READERS)), seed=st.integers(0, 10**9))
def test_a_changed_file_is_read_or_refused_by_name(kind: str, seed: int, folder: Path, territory: Territory) -> None:
    path = folder / f"{kind}.csv"
    path.write_bytes(changed(kind, seed))
    try:
        found = READERS[kind](path, territory)
    except BadInput as refusal:
        said = str(refusal)
        assert said.startswith(str(path)), said
        assert said.endswith(".")
        return
    arrays = (
        [value for value in vars(found).values() if isinstance(value, np.ndarray)] if hasattr(found, "__dict__") else []
    )
    for values in arrays:
        assert values.dtype.kind != "f" or np.isfinite(values).all()


COMMANDS: dict[str, tuple[list[str], dict[str, str]]] = {
    "apl": (["access", "apl", "--region", "94"], {"--supply": "counts"}),
    "apl with need": (["access", "apl", "--region", "94", "--level", "epci"], {"--need": "need"}),
    "apl by tvs": (["access", "apl", "--region", "94", "--level", "tvs"], {"--living-areas": "areas"}),
    "nearest": (["access", "indicator", "nearest", "--region", "94", "--level", "department"], {"--supply": "fees"}),
    "coverage": (["access", "coverage", "--region", "94", "--fee", "none"], {"--supply": "fees"}),
    "inequality": (["access", "inequality", "--level", "department", "--rank", "income"], {"--need": "need"}),
    "compare": (["access", "compare"], {"BEFORE": "figures", "AFTER": "figures"}),
    "zones": (["zones", "designate", "--region", "94", "--count", "3"], {"--hospitals": "hospitals"}),
}


def ended(arguments: list[str]) -> tuple[object, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as stop:
        main(arguments)
    return stop.value.code, out.getvalue(), err.getvalue()


def arguments_of(name: str, folder: Path, seed: int) -> Iterator[str]:
    words, files = COMMANDS[name]
    yield from words
    for number, (option, kind) in enumerate(files.items()):
        path = folder / f"{number}.csv"
        path.write_bytes(changed(kind, seed + number))
        yield from ([option] if option.startswith("--") else [])
        yield str(path)


@pytest.mark.usefixtures("stored_data")
@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_ends_with_a_table_or_a_sentence(name: str, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    ends: set[object] = set()
    for seed in range(0, 400, 10):
        if seed >= 100 and ends == {0, 2}:
            break
        out.unlink(missing_ok=True)
        code, said, noted = ended([*arguments_of(name, tmp_path, seed), "--out", str(out)])
        ends.add(code)
        assert code in (0, 2), noted
        if code == 2:
            sentence = noted.splitlines()[-1]
            assert sentence.startswith("maillage: "), noted
            assert str(tmp_path) in sentence
            assert not out.exists()
            continue
        frame = pd.read_csv(out, dtype={"code": str, "name": str, "nearest": str}).select_dtypes("number")
        assert not np.isinf(frame.to_numpy()).any()
        empty = set(frame.columns[frame.isna().any()]) - {"change_percent"}
        assert not empty or noted, f"{empty} are empty and nobody says so"
        assert " nan" not in said
    assert ends == {0, 2}


@pytest.mark.usefixtures("stored_data")
def test_an_existing_output_is_kept_after_a_refusal(tmp_path: Path) -> None:
    out, supply = tmp_path / "out.csv", tmp_path / "supply.csv"
    supply.write_text("code,gps\n2A004,80\n", encoding="utf-8")
    command = ["access", "apl", "--region", "94", "--supply", str(supply), "--out", str(out)]
    assert ended(command)[0] == 0
    before = out.read_bytes()
    supply.write_text("code,gps\n2A004,-80\n", encoding="utf-8")
    assert ended(command)[0] == 2
    assert out.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "supply.csv"]


@pytest.mark.usefixtures("stored_data")
def test_pairs_are_read_as_a_spreadsheet_saves_them(tmp_path: Path) -> None:
    """With their other columns, and with the line of the file in messages."""
    path, out = tmp_path / "pairs.csv", tmp_path / "out.csv"
    path.write_bytes("Nom;lon1;lat1;lon2;lat2\r\n\r\nAlbé;1,44;43,60;2,57;44,35\r\n".encode("cp1252"))
    command = ["travel", "pairs", "--from-csv", str(path), "--out", str(out)]
    assert ended(command)[0] == 0
    frame = pd.read_csv(out)
    assert frame["Nom"].tolist() == ["Albé"]
    assert frame["lat2"].tolist() == [44.35]
    assert 60 < frame["minutes"].iloc[0] < 200
    path.write_text("lon1,lat1,lon2,lat2\n\n\n1,2,3,94\n", encoding="utf-8")
    code, _, said = ended(command)
    assert code == 2
    assert "line 4, column 'lat2'" in said
