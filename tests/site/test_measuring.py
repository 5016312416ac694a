"""Figures a site is measured with if no files are given: the public ones of the package."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from maillage.access import gp_model
from maillage.artefacts import ArtefactStore
from maillage.site.measuring import Measurement
from maillage.sources.catalogue.in_force import COUNTS, NEED
from maillage.sources.official import official_apl
from maillage.sources.published import table_path
from maillage.territory import Territory
from maillage.travel import TravelTimes


def test_a_site_is_measured_on_observed_figures_and_starts_from_the_official_ones(
    store: ArtefactStore, territory: Territory, times: TravelTimes
) -> None:
    measured = Measurement("76", store)
    independent = gp_model(territory, times, table_path(COUNTS), table_path(NEED), supply_year=2019)
    np.testing.assert_allclose(measured.model.with_offset(None).access(), independent.access())
    assert not measured.model.demand.modelled
    known = ~np.isnan(official := official_apl(territory).values)
    near = np.corrcoef(measured.model.access()[known], official[known])[0, 1]
    assert near > 0.95 > np.corrcoef(independent.access()[known], official[known])[0, 1]
    origin = measured.origin
    assert (origin.kind, origin.counted, origin.totals) == ("brought forward", "31/12/2019", "2024")
    assert (origin.official, "CNAM" in origin.producer, "INSEE" in origin.need) == ("2018", True, True)


def test_given_files_replace_those_of_the_package(store: ArtefactStore, tmp_path: Path) -> None:
    path = tmp_path / "gps.csv"
    path.write_text("code,gps\n31555,500\n", encoding="utf-8")
    measured = Measurement("76", store, supply=path, pivoted=False)
    assert measured.model.supply.headcount.sum() == 500
    assert (measured.origin.kind, measured.origin.counted, measured.origin.official) == ("observed", "", "")
