"""What was loaded is what commands and the site measure with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pytest

import maillage
from maillage.artefacts import ArtefactStore
from maillage.cli import main
from maillage.site.measuring import Measurement
from maillage.territory import Territory

AGES = "IRIS;COM;P22_POP;P22_POP0002;P22_POP0305;P22_POP0610;P22_POP1117;P22_POP65P\n"
BPE = "GEO;GEO_OBJECT;FACILITY_TYPE;BPE_MEASURE;TIME_PERIOD;OBS_VALUE\n"


@pytest.fixture
def folder(store: ArtefactStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own, with the times of the test run."""
    (tmp_path / "artefacts").symlink_to(store.root, target_is_directory=True)
    monkeypatch.setenv("MAILLAGE_DATA_DIR", str(tmp_path))
    return tmp_path


def run(*arguments: str) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 0


def write_counts(folder: Path, territory: Territory) -> Path:
    """A doctor for each thousand inhabitants."""
    path, people = folder / "bpe.csv", zip(territory.code.tolist(), territory.population.tolist(), strict=True)
    path.write_text(BPE + "".join(f"{c};COM;D265;FACILITIES;2025;{n // 1000}\n" for c, n in people), encoding="utf-8")
    return path


def write_ages(folder: Path, territory: Territory) -> Path:
    """A fifth of the people of each commune are old."""
    path, people = folder / "ages.csv", zip(territory.code.tolist(), territory.population.tolist(), strict=True)
    path.write_text(AGES + "".join(f"0;{c};{n};0;0;0;{n / 4};{n / 5}\n" for c, n in people), encoding="utf-8")
    return path


def write_official(folder: Path, territory: Territory, figure: float) -> Path:
    """The same official figure everywhere, with a decimal comma."""
    path, book = folder / "apl.xlsx", openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("APL 2023")
    sheet.append(["Code commune INSEE", "APL aux médecins généralistes", "Population standardisée 2021"])
    for code in territory.code.tolist():
        sheet.append([code, f"{figure:.6f}".replace(".", ","), 1])
    book.save(path)
    return path


def test_loaded_figures_are_those_of_access_and_of_the_site(
    folder: Path, store: ArtefactStore, territory: Territory, capsys: pytest.CaptureFixture[str]
) -> None:
    run("data", "load", str(write_counts(folder, territory)), "--as", "bpe")
    run("data", "load", str(write_ages(folder, territory)), "--as", "population-age")
    told = capsys.readouterr().out
    assert "INSEE, 2025" in told
    assert "current for: doctors by commune" in told

    run("access", "apl", "--region", "76", "--out", str(folder / "after.csv"))
    told = capsys.readouterr().out
    assert "supply of INSEE (General practitioners" in told
    assert "ages from Population by age (census, table by IRIS), INSEE, 2022" in told
    measured = maillage.measure("76")
    assert measured.model.supply.headcount.sum() == (territory.population // 1000).sum()
    assert (measured.modelled, measured.model.demand.modelled) == (False, False)
    # Every commune has a fifth of old people: it weighs as many as it has inhabitants.
    np.testing.assert_allclose(measured.model.demand.standardised, measured.model.demand.population, rtol=0.01)

    # The counts of 2025 are the closest to the official figure of 2023, at the level of today: nothing has moved.
    level = float(np.average(measured.model.access(), weights=territory.population))
    run("data", "load", str(write_official(folder, territory, level)), "--as", "apl-gp")
    pivot = maillage.measure("76", pivot="official").study.pivot
    assert pivot is not None
    assert pivot.year == 2023
    pivoted = pivot.access(measured.model)
    here = territory.department == "12"
    np.testing.assert_allclose(pivoted[here], pivoted[here][0], rtol=1e-4)

    site = Measurement("76", ArtefactStore(folder / "artefacts"))
    np.testing.assert_allclose(site.model.with_offset(None).access(), measured.model.access())
    np.testing.assert_allclose(site.model.access(), pivoted)
    origin = site.origin
    assert (origin.kind, origin.at, origin.producer, origin.official) == ("observed", "en 2025", "INSEE", "2023")


def test_given_files_go_before_what_was_loaded(folder: Path, territory: Territory) -> None:
    run("data", "load", str(write_counts(folder, territory)), "--as", "bpe")
    given = folder / "gps.csv"
    given.write_text("code,gps\n31555,500\n", encoding="utf-8")
    assert maillage.measure("76", given).model.supply.headcount.sum() == 500
    assert maillage.measure("76").model.supply.label.startswith("INSEE")
