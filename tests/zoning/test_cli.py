from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from maillage.cli import main
from maillage.territory import Territory

COLUMNS = ["rank", "code", "name", "population", "score", "apl", "apl_younger", "share_75_plus"]


pytestmark = pytest.mark.usefixtures("stored_data")


def run(code: int, *arguments: str) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["zones", "designate", *arguments])
    assert stop.value.code == code


def test_the_list_of_a_region(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "zones.csv"
    run(0, "--region", "76", "--count", "28", "--out", str(out))
    frame = pd.read_csv(out, dtype={"code": str})
    assert list(frame.columns) == [*COLUMNS, "minutes_to_emergency", "living_standard"]
    assert frame["rank"].tolist() == list(range(1, 29))
    assert frame["score"].is_monotonic_decreasing
    assert frame["code"].str.fullmatch(r"\d{9}").all()
    said = capsys.readouterr().out
    assert "28 territories" in said
    assert "13 departments" in said
    assert "brought forward" in said
    assert "share_75_plus" in said


def test_counts_of_an_earlier_year_are_brought_forward(
    tmp_path: Path, territory: Territory, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = tmp_path / "gps.csv"
    people = zip(territory.code, territory.population, strict=True)
    counts.write_text("code,gps\n" + "".join(f"{code},{n // 2000}\n" for code, n in people), encoding="utf-8")
    for name, year in (("then", ()), ("now", ("--supply-year", "2019"))):
        run(0, "--count", "5", "--supply", str(counts), *year, "--out", str(tmp_path / f"{name}.csv"))
    then, now = (pd.read_csv(tmp_path / f"{name}.csv")["apl"].sum() for name in ("then", "now"))
    assert then != now
    assert "brought forward to 2024" in capsys.readouterr().err


def test_the_list_as_shapes(tmp_path: Path) -> None:
    out = tmp_path / "zones.geojson"
    run(0, "--count", "3", "--out", str(out))
    features = json.loads(out.read_text(encoding="utf-8"))["features"]
    assert len(features) == 3
    assert all("Polygon" in feature["geometry"]["type"] for feature in features)


def test_too_many_and_unknown_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "zones.csv"
    run(2, "--count", "800", "--out", str(out))
    assert "Ask for 1 to" in capsys.readouterr().err
    run(2, "--region", "Bretagn", "--out", str(out))
    assert "Bretagne" in capsys.readouterr().err
    assert not out.exists()
