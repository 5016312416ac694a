"""The designation of Occitanie from the two public files, compared with the designation of 2025."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from maillage.access import gp_model, load_need
from maillage.territory import Territory, load_outlines
from maillage.travel import TravelTimes
from maillage.zoning import Designation, EmergencySites, designate, presumed_sites, read_hospitals

pytestmark = pytest.mark.reference

# Named in the regional press of June 2025 among the 28 of Occitanie (Occitanie Tribune 27/06/2025, Azinat, ATD 31).
# Used to check the method, never to fit it.
OFFICIAL = (
    r"Lomagne Gersoise|Artagnan de Fezensac|Armagnac Adour|Bastides et Vallons du Gers|Trie et du Magnoac|"
    r"Causse de Labastide-Murat|Cazals-Salviac|Cordais et du Causse|Serres en Quercy|Centre Tarn|Bas Ségala Viaur|"
    r"Réquistanais|Coteaux du Comminges|Haut Allier|Causses Aigoual|communes de la Montagne Noire|Haut Vallespir|"
    r"Pays de Mirepoix"
)


@pytest.fixture(scope="module")
def found(territory: Territory, times: TravelTimes, reference_data: Path) -> Designation:
    supply = reference_data / "supply" / "gps_by_commune_2019.csv"
    need = reference_data / "need" / "need_by_commune.csv"
    model = gp_model(territory, times, supply, need)
    towns = EmergencySites(presumed_sites(territory), observed=False)
    return designate(territory, model, load_need(territory, need), 28, "76", hospitals=towns)


def official(found: Designation, first: int = 28) -> int:
    return len([row for row in found.candidates if row.rank <= first and re.search(OFFICIAL, row.name)])


def test_all_named_territories_exist(found: Designation) -> None:
    assert len([row for row in found.candidates if re.search(OFFICIAL, row.name)]) == 18


def test_most_of_the_territories_known_are_found(found: Designation) -> None:
    assert official(found) >= 11
    assert official(found, first=36) >= 13


def test_the_list_has_the_shape_of_the_official_one(found: Designation) -> None:
    assert len(found.rows) == 28
    assert len({row.department for row in found.rows}) == 13
    assert 220_000 < found.population < 430_000
    assert max(row.population for row in found.rows) < 60_000


def test_figures_are_plausible(found: Designation) -> None:
    apl = np.array([row.criteria["apl"].value for row in found.rows])
    everyone = np.array([row.criteria["apl"].value for row in found.candidates])
    assert apl.mean() < 0.8 * everyone.mean()
    assert all(0 < row.criteria["apl_younger"].value < row.criteria["apl"].value for row in found.candidates)
    assert len({row.reason for row in found.rows}) == 28


def test_the_authorised_emergency_departments_change_little(
    territory: Territory, times: TravelTimes, reference_data: Path, found: Designation
) -> None:
    need = reference_data / "need" / "need_by_commune.csv"
    model = gp_model(territory, times, reference_data / "supply" / "gps_by_commune_2019.csv", need)
    other = designate(territory, model, load_need(territory, need), 28, "76")
    assert "minutes_to_emergency" in found.proxies
    assert "minutes_to_emergency" not in other.proxies
    assert len(set(found.codes) & set(other.codes)) >= 20
    assert official(other) >= 11
    assert official(other, first=36) >= 12


def test_hospitals_from_a_file_change_little(
    territory: Territory, times: TravelTimes, reference_data: Path, found: Designation
) -> None:
    need = reference_data / "need" / "need_by_commune.csv"
    model = gp_model(territory, times, reference_data / "supply" / "gps_by_commune_2019.csv", need)
    hospitals = read_hospitals(reference_data / "facilities" / "hospitals_2020.csv", territory, load_outlines)
    other = designate(territory, model, load_need(territory, need), 28, "76", hospitals=hospitals)
    assert len(set(found.codes) & set(other.codes)) >= 20
    assert official(other) >= 12
