"""Published worked examples, and results of other programs."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray

from maillage.access import AccessModel, Decay, Parameters, exponential_decay, step_decay
from maillage.access.indicators import balanced_fca, enhanced_two_step_fca, three_step_fca, two_step_fca, within
from maillage.travel import TravelTimes
from tests.access.cases import FAR, make_demand, make_supply, make_times, parameters_with

pytestmark = pytest.mark.reference

EXPONENTIAL = exponential_decay(0.12, 30)


def worked_example(folder: Path, table: str) -> list[dict[str, str]]:
    path = folder / "access_reference" / "irdes_dt70_worked_examples.csv"
    with path.open(encoding="utf-8") as handle:
        return [row for row in csv.DictReader(handle) if row["table"] == table]


def access_of_first(rows: list[dict[str, str]], decay: Decay) -> float:
    """Access of a commune whose neighbours have the printed ratios; each neighbour has only its own demand."""
    etp = np.array([float(row["etp"]) for row in rows])
    ratio = np.array([float(row["rj_per_100k"]) for row in rows]) / 100_000
    n = len(rows) + 1
    minutes = np.full((n, n), FAR)
    np.fill_diagonal(minutes, 0)
    minutes[0, 1:] = [float(row["minutes"]) for row in rows]
    people = np.concatenate([[0], etp / ratio])
    parameters = parameters_with(decay, "apl-gp-2010")
    model = AccessModel(make_times(minutes), make_demand(people), make_supply(np.concatenate([[0], etp])), parameters)
    return float(model.access()[0])


@pytest.mark.parametrize(
    ("table", "decay", "digits"),
    [("18", Parameters.load("apl-gp-2010").decay, 1), ("19", EXPONENTIAL, 3), ("21", EXPONENTIAL, 1)],
)
def test_weights_are_the_printed_ones(reference_data: Path, table: str, decay: Decay, digits: int) -> None:
    for row in worked_example(reference_data, table):
        assert round(float(decay(float(row["minutes"]))), digits) == float(row["printed_weight"]), row


def test_example_of_2010_is_reproduced(reference_data: Path) -> None:
    rows = worked_example(reference_data, "18")
    # Ratios are printed as integers: they give 23.6, and 23 is published.
    assert access_of_first(rows, Parameters.load("apl-gp-2010").decay) == pytest.approx(23.6)
    assert int(access_of_first(rows, Parameters.load("apl-gp-2010").decay)) == int(rows[0]["published_apl"])


@pytest.mark.parametrize("table", ["19", "21"])
def test_exponential_examples_are_reproduced(reference_data: Path, table: str) -> None:
    rows = worked_example(reference_data, table)
    assert round(access_of_first(rows, EXPONENTIAL)) == int(rows[0]["published_apl"])


def test_activity_steps_are_the_published_ones(reference_data: Path) -> None:
    parameters = Parameters.load("apl-gp-2010")
    with (reference_data / "access_reference" / "apl_gp_etp_steps_2010.csv").open(encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            assert parameters.units(float(row["acts_min"])) == float(row["etp"])
            if row["acts_max_excl"]:
                assert parameters.units(float(row["acts_max_excl"]) - 1) == float(row["etp"])


@pytest.mark.parametrize("name", ["apl-gp-2010", "apl-gp-2015"])
def test_age_weights_are_the_published_ones(reference_data: Path, name: str) -> None:
    age = Parameters.load(name).age
    with (reference_data / "access_reference" / "apl_gp_age_weights_sniiram2009.csv").open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    assert [float(row["weight"]) for row in rows] == list(age.weight)
    assert [int(row["age_class"].rstrip("+").split("-")[0]) for row in rows] == list(age.start)


def test_distance_weights_are_the_published_ones(reference_data: Path) -> None:
    decay = Parameters.load("apl-gp-2010").decay
    with (reference_data / "access_reference" / "apl_gp_distance_weights_2010.csv").open(encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            assert decay(float(row["min_minutes"])) == float(row["weight"])


@dataclass(frozen=True)
class Inverse:
    """1 / t up to 61 minutes, the decay of the hospital example of PySAL access."""

    limit: float = 61

    def __call__(self, minutes: ArrayLike) -> NDArray[np.float64]:
        t = np.asarray(minutes, dtype=np.float64)
        return np.where(t <= self.limit, 1 / np.maximum(t, 1e-9), 0)


def hospital_scenarios(folder: Path) -> tuple[dict[str, list[int]], list[tuple[TravelTimes, dict[str, list[float]]]]]:
    path = folder / "access_reference" / "pysal_access" / "hospital_example_expected.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    scenarios: list[tuple[TravelTimes, dict[str, list[float]]]] = []
    for scenario in document["scenarios"]:
        minutes = np.full((3, 3), FAR)
        cost = scenario["cost"]
        for origin, destination, value in zip(cost["origin"], cost["dest"], cost["cost"], strict=True):
            minutes[origin - 1, destination - 1] = value
        scenarios.append((make_times(minutes, 90), scenario))
    assert len(scenarios) >= 2
    return document["tracts"], scenarios


def test_hospital_example_of_pysal_access(reference_data: Path) -> None:
    tracts, scenarios = hospital_scenarios(reference_data)
    steps = step_decay((20, 40, 60), (1, 0.68, 0.22))
    for times, scenario in scenarios:
        for expected, decay in ((scenario["2sfca"], Inverse()), (scenario["e2sfca_step_20_40_60"], steps)):
            model = AccessModel(times, make_demand(tracts["pop"]), make_supply(tracts["doc"]), parameters_with(decay))
            np.testing.assert_allclose(model.access(), expected, rtol=1e-12)
            found = enhanced_two_step_fca(times, tracts["pop"], tracts["doc"], decay)
            np.testing.assert_allclose(found, expected, rtol=1e-12)
        # PySAL lets people choose among all places listed, including the one at 80 minutes, beyond the limit of 61.
        found = three_step_fca(times, tracts["pop"], tracts["doc"], Inverse(), selection=Inverse(90))
        np.testing.assert_allclose(found, scenario["3sfca"], rtol=1e-12)


def test_expectations_of_the_r_package_accessibility(reference_data: Path) -> None:
    folder = reference_data / "access_reference" / "accessibility_r"
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    with (folder / "selected_5x5_travel_matrix.csv").open(encoding="utf-8") as handle:
        pairs = list(csv.DictReader(handle))
    with (folder / "land_use_data.csv").open(encoding="utf-8") as handle:
        land = {row["id"]: row for row in csv.DictReader(handle)}
    ids = expected["ids"]
    minutes = np.full((5, 5), FAR)
    for pair in pairs:
        minutes[ids.index(pair["from_id"]), ids.index(pair["to_id"])] = float(pair["travel_time"])
    times = make_times(minutes, 200)
    people, jobs = ([float(land[one][column]) for one in ids] for column in ("population", "jobs"))
    found = two_step_fca(times, people, jobs, 45)
    assert np.round(found, 4).tolist() == expected["expected_round4"]["2sfca"]
    found = balanced_fca(times, people, jobs, within(45))
    assert np.round(found, 4).tolist() == expected["expected_round4"]["bfca"]
    for measure in (two_step_fca(times, people, jobs, 200), balanced_fca(times, people, jobs, within(200)) * 5):
        assert measure.std() == pytest.approx(0, abs=1e-12)
    assert np.round(two_step_fca(times, people, jobs, 200), 4).tolist() == expected["expected_round4"]["ones"]
