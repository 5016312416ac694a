"""The mesh compared with official times not used in the fit, and the committed values with their stated quality."""

import tomllib
from importlib import resources

import numpy as np
import pytest

from maillage.errors import BadInput
from maillage.territory import load_outlines
from maillage.travel import MeshParameters, calibration

pytestmark = pytest.mark.reference


@pytest.fixture(scope="module")
def sample(reference_data):
    return calibration.read_sample(reference_data / "travel_times" / "gironde_pairs_sample.csv")


@pytest.fixture(scope="module")
def fit(sample, territory, store):
    near = calibration.around(sample, territory)
    land = list(load_outlines([str(code) for code in near.code], store).values())
    return calibration.Fit(sample, near, MeshParameters.load(), land)


def test_accuracy_on_districts_left_out(sample, fit, monkeypatch):
    monkeypatch.setattr(calibration, "TRIALS", 20)
    districts = calibration.folds(sample, 8)
    seen, unseen = np.concatenate(districts[::2]), np.concatenate(districts[1::2])
    minutes = fit.minutes(fit.best(seen))[unseen]
    found = calibration.quality(sample.minutes[unseen], minutes)
    line = calibration.quality(sample.minutes[unseen], calibration.straight_line(sample, districts)[unseen])
    assert found.r2 >= 0.90
    assert found.median_error <= 3.8
    assert found.median_error < 0.8 * line.median_error
    assert found.short_median_error < 0.7 * line.short_median_error


def test_the_committed_values_have_their_stated_quality(sample, fit):
    text = resources.files("maillage.travel").joinpath("parameters/mesh-car-2026.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)["quality"]
    found = calibration.quality(sample.minutes, fit.minutes(MeshParameters.load()))
    assert found.r2 == pytest.approx(told["fitted"]["r2"], abs=0.002)
    assert found.median_error == pytest.approx(told["fitted"]["median_error_minutes"], abs=0.05)
    assert told["held_out"]["r2"] >= 0.90
    assert told["held_out"]["median_error_minutes"] <= 3.8


def test_the_written_parameters_are_the_fitted_ones(sample, fit):
    minutes = fit.minutes(MeshParameters.load())
    measured = calibration.quality(sample.minutes, minutes)
    done = calibration.Calibration(MeshParameters.load(), measured, measured, measured, "pairs.csv")
    from datetime import date

    document = tomllib.loads(calibration.to_toml(done, date(2026, 1, 2)))
    again = MeshParameters.from_document(document)
    values = calibration.values_of(MeshParameters.load())
    np.testing.assert_allclose(calibration.values_of(again), values, rtol=0.01, atol=1e-3)
    assert again.steep_slowdown == MeshParameters.load().steep_slowdown
    assert document["fitted_on"] == date(2026, 1, 2)


def test_a_table_of_another_kind_is_refused(tmp_path, reference_data):
    with pytest.raises(BadInput, match="x1_l93"):
        calibration.read_sample(reference_data / "supply" / "gps_by_commune_2019.csv")
    short = tmp_path / "short.csv"
    short.write_text(",".join(calibration.COLUMNS) + "\n1,2,3,4,5\n")
    with pytest.raises(BadInput, match="only 1 journeys"):
        calibration.read_sample(short)
