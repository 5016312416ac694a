"""Establishments, emergency departments, living areas, zones, outlines, illness, tariffs and times, as published."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from pyproj import Transformer

from maillage.errors import BadInput
from maillage.sources.catalogue import Holdings, source_named
from maillage.sources.catalogue.current import (
    current_emergency,
    current_living_areas,
    current_need,
    current_providers,
    current_zoning,
)
from maillage.sources.catalogue.finess import establishments
from maillage.sources.catalogue.load import load
from maillage.sources.catalogue.shapes import outlines_of
from maillage.sources.catalogue.tariffs import tariffs_held
from maillage.sources.need import read_need
from maillage.tables import read_columns
from maillage.travel.loading import LOADERS
from tests.sources.conftest import TERRITORY, Load
from tests.sources.test_load import bpe, workbook, zipped

HERE = Transformer.from_crs(4326, 2154, always_xy=True).transform(1.0, 44.0)


def establishment(number: str, commune: str, department: str, name: str = "CENTRE HOSPITALIER") -> str:
    """A line of 32 cells, as the extract of 12/05/2026 has them."""
    return (
        f"structureet;{number};010780054;CH;{name};;;900;RTE;DE PARIS;;;{commune};{department};AIN;"
        "01440 VIRIAT;0474454647;0474454114;355;Centre Hospitalier (C.H.);1102;Centres Hospitaliers;26010004500012;"
        "8610Z;03;ARS;1;Etablissement public de santé;1979-02-13;1979-02-13;2020-02-04;"
    )


def finess(*lines: str) -> bytes:
    return "\n".join(["finess;etalab;111;2026-05-12", *lines, ""]).encode()


POINTS = (
    f"geolocalisation;010000024;{HERE[0]:.1f};{HERE[1]:.1f};1,ATLASANTE,111,BAN,L93_METROPOLE;2026-05-12",
    "geolocalisation;310000001;120000,5;6000000,5;1,ATLASANTE,111,BAN,L93_METROPOLE;2026-05-12",
)
HOSPITALS = (
    establishment("010000024", "053", "01", '"CENTRE HOSPITALIER ""FLEYRIAT"""'), establishment("2A0000014", "4", "2A"),
    establishment("310000001", "555", "31"), establishment("980500003", "608", "9F"),
    establishment("980600027", "613", "9J"), establishment("690000001", "381", "69"),
)  # fmt: skip
ACTIVITIES = (
    "nofinessej;rsej;activite;libactivite;modalite;libmodalite;forme;libforme;noautor;dateautor;nofinesset;rset;datefin\n"
    "1;EJ;14;Médecine d'urgence;23;SU Structure des urgences;1;Non saisonnier;9;2007;010000024;CH FLEYRIAT;2022-12-26\n"
    "1;EJ;14;Médecine d'urgence;26;SMUR Structure mobile d'urgence;1;x;9;2007;2A0000014;CH;2027-12-26\n"
    "1;EJ;04;Psychiatrie;23;SU Structure des urgences;1;x;9;2007;310000001;CH;2027-12-26\n"
    "1;EJ;14;Médecine d'urgence;23;SU Structure des urgences;1;x;9;2007;10000024;CH FLEYRIAT;2022-12-26\n"
)


def test_establishments_and_their_emergency_departments(loaded: Load, holdings: Holdings) -> None:
    """A number without its zero, departments 9F and 9J, a point far from its department, an expired authorisation."""
    one = loaded("finess", "etalab-cs1100507-stock-20260512.csv", finess(*HOSPITALS, *POINTS))
    assert one.year == 2026
    found = {one.finess: one for one in establishments(holdings)}
    assert {number: one.code for number, one in found.items()} == {
        "010000024": "01053", "2A0000014": "2A004", "310000001": "31555", "980500003": "97608", "690000001": "69123",
    }  # fmt: skip
    assert found["010000024"].name == 'CENTRE HOSPITALIER "FLEYRIAT"'
    table = read_columns(one.path, ("lon",), numeric=("lon",))
    np.testing.assert_allclose(table["lon"], [1.0, np.nan, np.nan, np.nan, np.nan], atol=1e-5)
    assert any("far from the department of their address: 310000001" in line for line in one.report)
    two = loaded("finess-activities", "activites_2026.csv", ACTIVITIES.encode())
    assert (two.rows, two.year) == (1, 2026)
    assert any("1 have an authorisation whose date of end has passed" in line for line in two.report)
    sites = current_emergency(holdings, TERRITORY)
    assert sites is not None
    assert (sites.positions.tolist(), sites.observed) == ([0], True)


def test_emergency_departments_without_a_known_commune_ask_for_the_establishments(
    tmp_path: Path, holdings: Holdings
) -> None:
    path = tmp_path / "activites_2026.csv"
    path.write_text(ACTIVITIES.replace("10000024", "99999999").replace("2A0000014;CH;2027", "2A0000014;CH;2027")
                    .replace("26;SMUR Structure mobile d'urgence", "23;SU x"), encoding="utf-8")  # fmt: skip
    with pytest.raises(BadInput, match=r"line 2.*'nofinesset'.*2 of 2 emergency.*--as finess"):
        load(path, source_named("finess-activities"), TERRITORY, holdings)


def test_living_areas_below_notes_with_arrondissements_and_former_communes(loaded: Load, holdings: Holdings) -> None:
    head = ["Code commune", "Libellé de la commune", "Code du territoire de vie-santé",
            "Libellé du territoire de vie-santé"]  # fmt: skip
    rows: list[list[object]] = [
        ["Territoires de vie-santé"], [], list(head), [1053, "Bourg", "01053", "Bourg-en-Bresse"],
        ["01901", "Part", "01999", "Autre"], ["2A004", "Ajaccio", "2A004", "Ajaccio"], ["75056", "Paris", "", ""],
        ["75101", "Paris 1er", "75101", "Paris 1er"], ["75102", "Paris 2e", "75102", "Paris 2e"],
    ]  # fmt: skip
    one = loaded("tvs", "Correspondance_communes_tvs_2019.xlsx", workbook(TVS=rows))
    areas = current_living_areas(holdings)
    assert areas is not None
    assert areas.of(TERRITORY.code).tolist() == ["01053", "2A004", "", "", "75101", ""]
    assert areas.names["01053"] == "Bourg-en-Bresse"
    assert one.year == 2019
    assert any("parts of 2 communes differ" in line for line in one.report)
    assert any("1 communes without a living area" in line for line in one.report)


def test_zones_of_the_agencies_from_both_exports(loaded: Load, holdings: Holdings) -> None:
    text = '"com_code","com_lib","niveau","zmed_niveau","zmed_date_arrete","tvs_lib"\n'
    text += '"01053","Bourg","COM","2_ZAC","30/10/2025","Bourg"\n"01","Ain","DEP","NC","",""\n'
    text += '"2A004","Ajaccio","COM","NC - Commune non classée","","Ajaccio"\n'
    one = loaded("zoning-gp", "zonage.csv", text.encode())
    found = current_zoning(holdings, TERRITORY.code)
    assert found is not None
    assert (found[0].tolist(), one.year) == (["ZAC", "", "", "", "", ""], 2025)
    other = (
        "\ufeffCartoSanté; ; \r\nRéférentiel géographique : France par commune; ; \r\nCode;Libellé;Zonage médecins\r\n"
    )
    other += "01053;Bourg;1_ZIP\r\n31555;Toulouse;3_HZ\r\n69123;Lyon;N/A - résultat non disponible\r\n"
    two = loaded("zoning-gp", "zonage_2026.csv", other.encode())
    found = current_zoning(holdings, TERRITORY.code)
    assert found is not None
    assert (found[0].tolist(), two.year) == (["ZIP", "", "HZ", "", "", ""], 2026)


def square(west: float, code: str, **more: object) -> dict[str, object]:
    ring = [[west, 44.0], [west + 0.1, 44.0], [west + 0.1, 44.1], [west, 44.1], [west, 44.0]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"code": code, "nom": "x"}, "geometry": shape, **more}


def features(*found: dict[str, object]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(found)}).encode()


def test_outlines_compressed_with_parts_of_a_city(loaded: Load) -> None:
    content = features(square(1.0, "01053"), square(2.0, "75101"), square(2.1, "75102"))
    one = loaded("contours", "communes-5m-2026.geojson.gz", gzip.compress(content))
    found = outlines_of(one)
    assert set(found) == {"01053", "75056"}
    assert found["75056"].area == pytest.approx(0.02)
    assert any("1 communes are joined" in line for line in one.report)
    assert any("4 communes without an outline keep" in line for line in one.report)


def test_illness_by_department_is_shared_out_by_people_of_75_and_marked(loaded: Load, holdings: Holdings) -> None:
    text = "annee;Département;Effectif ALD;Population\n2022;1;40;200\n2022;2A;1 000,0;5000\n2022;31;2;20\n2022;69;9;9\n"
    text += "2022;75;7000;40000\n2022;976;6;3000\n2022;Total;9999;1\n"
    one = loaded("ald", "ald_2022.csv", text.encode("cp1252"))
    assert one.year == 2022
    assert any("so estimated" in line for line in one.report)
    assert any("'Total', left out" in line for line in one.report)
    held = current_need(holdings)
    assert held is not None
    need = read_need(held.path, TERRITORY)
    assert need.ill is not None
    assert need.ill[:3].tolist() == pytest.approx([40 / 200, 1000 / 5000, 2 / 20])
    assert need.from_department["ill"].all()


def test_illness_by_commune_with_secrets_is_observed_where_it_is_told(loaded: Load, holdings: Holdings) -> None:
    text = "CODGEO;LIBGEO;NB_ALD\n01053;Bourg;50\n2A004;Ajaccio;nd\n75101;Paris;10\n75102;Paris;20\n"
    one = loaded("ald", "ald_communes_2023.csv", text.encode())
    held = current_need(holdings)
    assert held is not None
    need = read_need(held.path, TERRITORY)
    assert need.ill is not None
    assert (need.ill[0], need.ill[4]) == (pytest.approx(50 / 200), pytest.approx(30 / 40_000))
    assert need.from_department["ill"].tolist() == [False, True, True, True, False, True]
    assert any("1 figures are secret" in line for line in one.report)


PAGE = (
    "<!DOCTYPE html><html><body><table><tr><td>menu</td></tr></table><table><tr><th>Acte</th><th>Code</th>"
    "<th>Tarif secteur 1</th></tr><tr><td>Consultation</td><td>G (1)</td><td>31,50&nbsp;€</td></tr>"
    "<tr><td>Enfant</td><td>MEG</td><td>5 €</td></tr><tr><td>Déplacement</td><td>MD</td><td>10 €</td></tr>"
    "<tr><td colspan=3>Outre-mer</td></tr><tr><td>Consultation</td><td>G</td><td>37,80 €</td></tr></table>"
    "</body></html>"
)


def test_tariffs_from_the_page_for_people(loaded: Load, holdings: Holdings) -> None:
    one = loaded("tariffs", "tarifs_2026.html", PAGE.encode())
    found = tariffs_held(holdings)
    assert found is not None
    assert (found[0], found[1].year) == ({"G": 31.5, "MD": 10.0, "MEG": 5.0}, 2026)
    assert any("1 codes are given again" in line for line in one.report)


def test_equipment_counts_every_profession_pharmacies_and_emergency_departments(
    loaded: Load, holdings: Holdings
) -> None:
    loaded("bpe", "bpe.zip", bpe(("01053", "D265", 3), ("01053", "D281", 7), ("75056", "D281", 2), ("2A004", "D307", 4),
                                 ("31555", "D106", 1), ("01053", "D281", 1), ("01053", "C101", 9)))  # fmt: skip

    def counted(profession: str) -> dict[str, float]:
        path = current_providers(holdings, profession)
        assert path is not None
        rows = read_columns(path, ("code", "count"), numeric=("count",))
        return dict(zip(rows["code"].tolist(), rows["count"].tolist(), strict=True))

    assert counted("nurse") == {"01053": 8, "75056": 2}
    assert counted("pharmacy") == {"2A004": 4}
    sites = current_emergency(holdings, TERRITORY)
    assert sites is not None
    assert sites.positions.tolist() == [2]


def test_official_times_in_seconds_and_minutes(loaded: Load) -> None:
    text = '"idSrc";"lonSrc";"latSrc";"idDst";"lonDst";"latDst";"duree";"distance"\n'
    text += "1053;1;44;2A004;1;44;600;9000\n1053;1;44;75101;1;44;1200;20000\n01053;1;44;75102;1;44;1800;30000\n"
    text += "2A004;1;44;01053;1;44;NA;NA\n".replace("NA", "")
    one = loaded("distances", "metric_2026.csv", text.encode())
    rows = read_columns(one.path, ("origin", "destination", "minutes"), numeric=("minutes",))
    pairs = zip(rows["origin"].tolist(), rows["destination"].tolist(), rows["minutes"].tolist(), strict=True)
    assert sorted(pairs) == [("01053", "2A004", 10.0), ("01053", "75056", 25.0)]
    assert any("times are seconds" in line for line in one.report)
    assert any("1 pairs without a time" in line for line in one.report)
    minutes = loaded("distances", "metric_2027.csv", b"idSrc,idDst,duree,distance\n01053,2A004,12.5,10.2\n")
    assert any("times are minutes" in line for line in minutes.report)


@pytest.mark.parametrize(
    ("name", "file", "content", "words"),
    [
        ("finess", "etalab.csv", b"<!doctype html><html>Maintenance</html>", "web page"),
        ("finess", "etalab.csv", finess("structureet;010000024;1;CH"), "line 2: 4 cells where an establishment has 32"),
        ("finess", "etalab.csv", finess(HOSPITALS[0], HOSPITALS[0]), "line 3, column 'nofinesset'.*given twice"),
        ("finess", "etalab.csv", finess(establishment("1", "053", "01")), "line 2.*'1' is no FINESS number"),
        ("finess", "etalab.csv", finess("autre;x"), "line 2: 'autre' where a line begins with structureet"),
        ("finess-activities", "a_2026.csv", b"nofinesset;activite;libmodalites\n1;14;x\n",
         "line 1.*libmodalite is missing, the nearest is 'libmodalites'"),
        ("tvs", "tvs_2019.csv", b"Code commune;Code du TVS\n01053;1\n", "territoire de vie-sant.*is missing"),
        ("tvs", "tvs_2019.csv", "Code commune;Code du territoire de vie-santé\n01053;A\n1053;B\n".encode(),
         "line 3.*given twice, first on line 2"),
        ("zoning-gp", "zonage_2025.csv", b"Code;Zonage\n01053;1_ZUP\n", "line 2, column 'Zonage'.*'1_ZUP' is no class"),
        # Without a time: the workers of a test run name tests by their values.
        ("contours", "communes-2026.geojson.gz", gzip.compress(features(square(1.0, "01053")), mtime=0)[:60],
         "truncated"),
        ("contours", "communes-2026.geojson", features(square(1.0, "01053", properties={"insee": "x"})),
         r"no column code or INSEE_COM \(found: insee"),
        ("contours", "communes-2026.geojson", features(square(1.0, "01053", geometry=None)),
         "outline of 01053 is missing"),
        ("ald", "ald_2022.csv", b"CODGEO;NB_ALD\n01053;201\n", "more people are ill in 01053 than live there"),
        ("ald", "ald_2022.csv", b"dept;NB_ALD\n01;<5\n", "line 2, column 'NB_ALD'.*'<5' hides"),
        ("tariffs", "tarifs_2026.html", b"<!doctype html><html><body>Maintenance</body></html>", "without a table"),
        ("tariffs", "tarifs_2026.csv", b"Code;Tarif\nG;gratuit\n", "line 2, column 'Tarif'.*'gratuit' is no amount"),
        ("distances", "metric_2026.csv", b"idSrc;idDst;duree\n01053;Lyon;3\n", "line 2, column 'idDst'.*'Lyon' is not"),
        ("distances", "metric_2026.csv", b"idSrc;idDst;duree\n01053;2A004;-3\n",
         "line 2, column 'duree'.*-3 is not a time"),
        ("osm", "france.osm.pbf", b"not an extract", "osm.pbf"),
        ("bpe", "bpe.zip", zipped(**{"bpe.csv": "GEO;FACILITY_TYPE\nTotal;D265\n"}),
         "line 2.*'Total' is not a commune"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_and_what_was_before_stays(
    tmp_path: Path, holdings: Holdings, name: str, file: str, content: bytes, words: str
) -> None:
    good = tmp_path / "tvs_2019.csv"
    good.write_text("Code commune;Code du territoire de vie-santé\n01053;A\n", encoding="utf-8")
    load(good, source_named("tvs"), TERRITORY, holdings)
    state = {path: path.read_bytes() for path in holdings.root.rglob("*") if path.is_file()}
    path = tmp_path / file
    path.write_bytes(content)
    with pytest.raises(BadInput, match=words) as caught:
        load(path, source_named(name), TERRITORY, holdings, loaders=LOADERS)
    assert str(caught.value).startswith(str(path))
    assert {path: path.read_bytes() for path in holdings.root.rglob("*") if path.is_file()} == state
