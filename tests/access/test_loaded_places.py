"""What is loaded of places, times and illness is what commands and the site compute with."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import maillage
from maillage.artefacts import ArtefactStore
from maillage.errors import MaillageError
from maillage.evaluation.centres import loaded_tariffs
from maillage.site.cartography.areas import drawn_from
from maillage.site.measuring import Measurement
from maillage.sources.catalogue import default_holdings
from maillage.territory import Territory, load_outlines
from maillage.travel.loading import current_times
from tests.access.test_loaded import BPE, folder, run
from tests.travel.test_blend import lozere_roads

__all__ = ["folder"]


def loaded(folder: Path, name: str, file: str, text: str | bytes) -> None:
    path = folder / file
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    run("data", "load", str(path), "--as", name)


def test_living_areas_and_classes_of_the_agencies_are_those_of_the_zoning(folder: Path, territory: Territory) -> None:
    before = maillage.regulation("76", pivot="none")
    assert set(before.frame["kind"]) == {"estimated"}
    codes = territory.code.tolist()
    rows = [f"{code};T{code[:2]};Aire {code[:2]}" for code in codes]
    head = "Code commune;Code du territoire de vie-santé;Libellé du territoire de vie-santé\n"
    loaded(folder, "tvs", "tvs_2025.csv", head + "\n".join(rows))
    loaded(folder, "zoning-gp", "zonage_2026.csv", "Code;Zonage\n" + "\n".join(f"{code};1_ZIP" for code in codes))
    found = maillage.regulation("76", pivot="none")
    assert set(found.frame["kind"]) == {"computed"}
    departments = np.unique(territory.department[territory.region == "76"]).tolist()
    assert set(found.frame["name"]) == {f"Aire {code}" for code in departments}
    assert set(found.frame["agency_zone"]) == {"ZIP"}
    assert any("living areas: Living areas of health" in line for line in found.notices)
    assert len(found.access.by("tvs")) == 13


def test_emergency_departments_and_illness_are_those_of_the_criteria(folder: Path, territory: Territory) -> None:
    with pytest.raises(MaillageError, match="Pharmacies are not in the package"):
        maillage.indicator("nearest", "76", profession="pharmacy")
    by_default = maillage.designate("76", 5).designation.candidates[0].criteria
    assert "share_75_plus" in by_default
    rows = "".join(f"{code};COM;D265;FACILITIES;2025;1\n" for code in territory.code.tolist()[::50])
    loaded(folder, "bpe", "bpe.csv", f"{BPE}{rows}12202;COM;D106;FACILITIES;2025;1\n"
           "12145;COM;D307;FACILITIES;2025;2\n")  # fmt: skip
    near = maillage.indicator("nearest", "76", profession="pharmacy").frame
    assert set(near["nearest"]) == {"12145", ""}
    people = zip(territory.code.tolist(), territory.population.tolist(), strict=True)
    ill = "".join(f"{code};{count // 10 + (code == '12202') * (count // 2)}\n" for code, count in people)
    loaded(folder, "ald", "ald_2023.csv", "CODGEO;NB_ALD\n" + ill)
    site = Measurement("76", ArtefactStore(folder / "artefacts"), pivoted=False).designation
    one = maillage.designate("76", 5).designation
    assert [row.code for row in site.candidates[:5]] == [row.code for row in one.candidates[:5]]
    minutes = {row.code: row.criteria["minutes_to_emergency"].value for row in one.candidates}
    rodez = str(territory.epci[territory.index_of("12202")])
    assert min(minutes, key=lambda code: minutes[code]) == rodez  # the only emergency department is in Rodez
    worst = min(one.candidates, key=lambda row: row.criteria["share_ald"].rank)
    assert (worst.code, worst.criteria["share_ald"].proxy) == (rodez, False)
    assert "share_ald" not in one.proxies


def test_official_times_and_roads_go_before_the_mesh(folder: Path, territory: Territory, tmp_path: Path) -> None:
    store = ArtefactStore(folder / "artefacts")
    mesh = current_times(territory, store)
    extract = tmp_path / "lozere-2026.osm"
    lozere_roads(territory, extract)
    run("data", "load", str(extract), "--as", "osm")
    by_road = current_times(territory, store)
    assert by_road.source.startswith("roads")
    a, b = "12202", "12176"
    official = (mesh.minutes(a, b) or 0.0) + 7.0
    loaded(folder, "distances", "metric_2026.csv", f"idSrc;idDst;duree;distance\n{a};{b};{official:.2f};6\n")
    now = current_times(territory, store)
    assert now.minutes(a, b) == pytest.approx(official, abs=0.01)
    assert now.minutes(b, a) == by_road.minutes(b, a)
    assert now.pairs == by_road.pairs
    assert maillage.measure("76").model.times.minutes(a, b) == pytest.approx(official, abs=0.01)
    assert Measurement("76", store).times.minutes(a, b) == pytest.approx(official, abs=0.01)


def test_loaded_outlines_are_drawn(folder: Path, territory: Territory) -> None:
    ring = [[2.5, 44.3], [2.6, 44.3], [2.6, 44.4], [2.5, 44.4], [2.5, 44.3]]
    shape: dict[str, Any] = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"code": "12202", "nom": "Rodez"}, "geometry": shape}
    content = gzip.compress(json.dumps({"type": "FeatureCollection", "features": [feature]}).encode())
    store = ArtefactStore(folder / "artefacts")
    before = load_outlines(["12202", "12145"], store)
    loaded(folder, "contours", "communes-5m-2026.geojson.gz", content)
    after = load_outlines(["12202", "12145"], store)
    assert after["12202"].bounds == (2.5, 44.3, 2.6, 44.4)
    assert after["12145"].equals(before["12145"])
    assert drawn_from(store) != ()


def test_loaded_tariffs_are_those_of_budgets(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert loaded_tariffs(default_holdings()) == ({}, "")
    loaded(folder, "tariffs", "tarifs_2027.csv", "Code;Libellé;Tarif\nG;Consultation;33 €\nMEG;Enfant;5,00\nMD;x;10\n")
    euros, source = loaded_tariffs(default_holdings())
    assert (euros, source) == ({"consultation_fee": 33, "child_fee": 38, "home_fee": 43}, "CNAM, 2027")
    capsys.readouterr()
    run("plan", "budget", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["assumptions"]["consultation_fee"], told["tariffs"]) == (33, "CNAM, 2027")
