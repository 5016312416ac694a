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
    assert "current for: practitioners by commune" in told

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


def write_practitioners(folder: Path, territory: Territory) -> tuple[Path, Path]:
    """A doctor in each commune of the Aveyron; those of even communes take no extra fee."""
    here = [(k, code) for k, code in enumerate(territory.code.tolist()) if code.startswith("12")]
    head = ("Identification nationale PP", "Nom d'exercice", "Prénom d'exercice", "Code profession",
            "Code savoir-faire", "Libellé savoir-faire", "Code mode exercice",
            "Code commune (coord. structure)")  # fmt: skip
    lines = ["|".join(head) + "|"]
    lines += [f"8{k}|NOM{k}|ANA|10|SM54|Médecine générale|L|{code}|" for k, code in here]
    lines += ["9|YEUX|ANA|10|SM38|Ophtalmologie|L|12202|"]
    extract = folder / "PS_LibreAcces_Personne_activite_202601010800.txt"
    extract.write_text("\n".join([*lines, ""]), encoding="utf-8")
    told = [f"F;NOM{k};ANA;;;;;12000;X;;45;1;2;{'c2' if k % 2 else 'c1'};N;O;1;2;;;" for k, _ in here]
    directory = folder / "ps-infospratiques.csv"
    directory.write_text("\n".join([*told, ""]), encoding="cp1252")
    return extract, directory


def test_loaded_practitioners_are_those_of_coverage_and_of_the_map_by_fee(
    folder: Path, store: ArtefactStore, territory: Territory, capsys: pytest.CaptureFixture[str]
) -> None:
    extract, directory = write_practitioners(folder, territory)
    totals, listed = folder / "totals.csv", folder / "list.csv"
    run("data", "load", str(extract), "--as", "rpps", "--with", str(directory), "--totals", str(totals), "--list",
        str(listed))  # fmt: skip
    told = capsys.readouterr().out
    assert "people of the insurer's directory found in the RPPS extract" in told
    aveyron = int((territory.department == "12").sum())
    assert f"gp: {aveyron} counted" in told
    assert "12,gp," in totals.read_text(encoding="utf-8")
    assert len(listed.read_text(encoding="utf-8").splitlines()) == aveyron + 2

    out = folder / "coverage.csv"
    run("access", "coverage", "--region", "76", "--fee", "none", "--out", str(out))
    assert "Agence du numérique en santé, 2026" in capsys.readouterr().out
    free, everyone = (maillage.coverage("76", fee=fee) for fee in ("none", "all"))
    assert not free.modelled
    assert free.column("per_100k").sum() < everyone.column("per_100k").sum()
    eyes = maillage.indicator("nearest", "76", profession="ophthalmologist")
    assert (eyes.modelled, eyes.frame["nearest"].loc[lambda one: one != ""].unique().tolist()) == (False, ["12202"])
    assert maillage.indicator("nearest", "76", profession="midwife").modelled  # none was loaded

    site = Measurement("76", ArtefactStore(folder / "artefacts"))
    providers = site.gps_by_fee
    assert providers is not None
    np.testing.assert_allclose(providers.total(), site.model.supply.headcount)
    here = np.flatnonzero(territory.department == "12")
    np.testing.assert_allclose(providers.by_fee["sector1"][here], (here + 1) % 2)

    # Counts of another file are no longer those of which the fees are known.
    run("data", "load", str(write_counts(folder, territory)), "--as", "bpe", "--older")
    assert Measurement("76", ArtefactStore(folder / "artefacts")).gps_by_fee is None
    assert not maillage.indicator("nearest", "76", profession="ophthalmologist").modelled


def test_given_files_go_before_what_was_loaded(folder: Path, territory: Territory) -> None:
    run("data", "load", str(write_counts(folder, territory)), "--as", "bpe")
    given = folder / "gps.csv"
    given.write_text("code,gps\n31555,500\n", encoding="utf-8")
    assert maillage.measure("76", given).model.supply.headcount.sum() == 500
    assert maillage.measure("76").model.supply.label.startswith("INSEE")
