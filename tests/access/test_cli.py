from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from maillage.artefacts import ArtefactStore
from maillage.cli import main
from maillage.territory import Territory

pytestmark = pytest.mark.usefixtures("stored_data")


def run(*arguments: str) -> None:
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    assert stop.value.code == 0


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    assert stop.value.code == 2
    return capsys.readouterr().err


def test_apl_of_a_region(tmp_path: Path, territory: Territory, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "apl.csv"
    run("access", "apl", "--region", "76", "--profession", "gp", "--out", str(out))
    frame = pd.read_csv(out, dtype={"code": str})
    assert list(frame.columns) == ["code", "name", "population", "apl"]
    assert len(frame) == 4446
    assert frame["population"].sum() == territory.population[territory.in_region("76")].sum()
    assert frame["apl"].between(0, 60).all()
    said = capsys.readouterr().out
    assert "Occitanie: 4446 communes" in said
    assert "supply of CartoSanté (CNAM) of 2019" in said
    assert "brought forward" in said


def test_words_in_place_of_files_ask_for_the_model(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("access", "apl", "--supply", "modelled", "--need", "departmental", "--out", str(tmp_path / "apl.csv"))
    said = capsys.readouterr().out
    assert "modelled supply" in said
    assert "departmental figures" in said


@pytest.mark.parametrize("files", [False, True])
def test_unneeded_modules_are_not_imported(tmp_path: Path, store: ArtefactStore, files: bool) -> None:
    """With cached times and weights, the command takes less time than the import of one of these modules."""
    (tmp_path / "artefacts").symlink_to(store.root, target_is_directory=True)
    (tmp_path / "gps.csv").write_text("code,gps,gps_60_plus\n31555,500,120\n", encoding="utf-8")
    (tmp_path / "need.csv").write_text("code,poverty_rate\n31555,20\n", encoding="utf-8")
    given = ["--supply", str(tmp_path / "gps.csv"), "--need", str(tmp_path / "need.csv")] if files else []
    arguments = ["access", "apl", "--region", "all", "--out", str(tmp_path / "apl.csv"), *given]
    code = "import sys, maillage.cli.entry as m\ntry: m.main(sys.argv[1:])\nexcept SystemExit: pass\n"
    code += "print(sorted({'pandas', 'pyarrow', 'scipy', 'shapely', 'numba', 'django'} & set(sys.modules)))"
    environment = {**os.environ, "MAILLAGE_DATA_DIR": str(tmp_path)}
    for _ in range(2):  # the first run may have to compute the weights
        answer = subprocess.run(
            [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True, env=environment
        )
    assert answer.stdout.rstrip().endswith("[]")
    assert len((tmp_path / "apl.csv").read_text(encoding="utf-8").splitlines()) == 34_876


def test_apl_of_france_by_suffix(tmp_path: Path, territory: Territory) -> None:
    out = tmp_path / "apl.parquet"
    run("access", "apl", "--region", "all", "--out", str(out))
    frame = pd.read_parquet(out)
    assert frame["code"].tolist() == territory.code.tolist()
    assert np.isfinite(frame["apl"]).all()


def test_care_across_the_border_counts(tmp_path: Path, territory: Territory) -> None:
    alone, whole = tmp_path / "one.csv", tmp_path / "all.csv"
    run("access", "apl", "--region", "76", "--out", str(alone))
    run("access", "apl", "--region", "all", "--out", str(whole))
    one = pd.read_csv(alone, dtype={"code": str}).set_index("code")["apl"]
    everywhere = pd.read_csv(whole, dtype={"code": str}).set_index("code")["apl"]
    np.testing.assert_array_equal(one, everywhere[one.index])


def test_what_if(tmp_path: Path, territory: Territory, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "what.csv"
    run("access", "what-if", "--add", "12202:2", "--add", "46042:1", "--remove", "31555:5", "--out", str(out))
    frame = pd.read_csv(out, dtype={"code": str}).set_index("code")
    assert list(frame.columns) == ["name", "population", "apl", "apl_before"]
    assert frame.loc["12202", "apl"] > frame.loc["12202", "apl_before"]
    assert frame.loc["31555", "apl"] < frame.loc["31555", "apl_before"]
    assert (frame["apl"] == frame["apl_before"]).sum() > 3500
    assert "inhabitants gain access" in capsys.readouterr().out


def test_what_if_maps_a_former_commune_to_the_current_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    run("access", "what-if", "--add", "12114:1", "--add", "1053:1", "--out", str(one))
    told = capsys.readouterr().err
    assert "12114 is taken as 12218 (Conques-en-Rouergue)" in told
    assert "1053 is taken as 01053 (Bourg-en-Bresse)" in told
    run("access", "what-if", "--add", "12218:1", "--add", "01053:1", "--out", str(other))
    assert one.read_bytes() == other.read_bytes()


def test_what_if_as_geojson_has_outlines(tmp_path: Path) -> None:
    out = tmp_path / "what.geojson"
    run("access", "what-if", "--add", "12202:1", "--out", str(out))
    features = json.loads(out.read_text(encoding="utf-8"))["features"]
    assert len(features) == 4446
    assert set(features[0]["properties"]) == {"code", "name", "population", "apl", "apl_before"}
    assert all("Polygon" in feature["geometry"]["type"] for feature in features)


def test_supply_from_a_file_replaces_that_of_the_package(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    doctors, out = tmp_path / "doctors.csv", tmp_path / "apl.csv"
    doctors.write_text("code,gps\n31555,10\n75101,1\n", encoding="utf-8")
    run("access", "apl", "--supply", str(doctors), "--out", str(out))
    frame = pd.read_csv(out, dtype={"code": str}).set_index("code")
    assert frame.loc["31555", "apl"] > 0
    assert frame.loc["12202", "apl"] == 0
    told = capsys.readouterr()
    assert "modelled supply" not in told.out
    assert "former communes" in told.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("apl", "--region", "Occitani"), ("Unknown region 'Occitani'", "Occitanie")),
        (("apl", "--profession", "nurse"), ("'nurse'", "Documented: gp")),
        (("apl", "--parameters", "apl-gp-2016"), ("apl-gp-2015",)),
        (("what-if", "--add", "12202"), ("'12202'", "12202:2")),
        (("what-if", "--add", "12202:-1"), ("'12202:-1'",)),
        (("what-if", "--add", "12202:nan"), ("'12202:nan'",)),
        (("what-if", "--add", "12999:1"), ("Unknown commune '12999'", "Did you mean 12")),
        (("what-if", "--add", "Rodes:1"), ("Unknown commune 'Rodes'", "66165 (Rodès)")),
        (("what-if", "--remove", "12202:500"), ("Cannot remove 500 doctors from 12202 (Rodez)", "at most")),
        (("what-if",), ("--add CODE:N",)),
    ],
)
def test_impossible_requests_are_refused_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    out = tmp_path / "out.csv"
    message = refused(capsys, "access", *arguments, "--out", str(out))
    for word in words:
        assert word in message
    assert message.count("\n") == 1
    assert not out.exists()


def test_an_unwritable_output_is_refused_before_any_work(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ".xlsx" in refused(capsys, "access", "apl", "--out", str(tmp_path / "apl.xlsx"))
    assert "folder" in refused(capsys, "access", "apl", "--out", str(tmp_path / "none" / "apl.csv"))
