"""The calibration on journeys whose speeds are known, because the mesh itself made them."""

import tomllib
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from maillage.cli.travel import app
from maillage.errors import BadInput
from maillage.travel import MeshParameters, calibration
from maillage.travel.calibration import Fit, quality, with_values
from maillage.travel.motorways import Motorways
from tests.territory.cases import square_territory

SPEEDS = MeshParameters.load()
# A start some way from what is looked for: the installed slowdown is next to nothing.
START = replace(SPEEDS, slowdown=0.05)


@pytest.fixture(scope="module", autouse=True)
def motorways():
    """Two roads across the made-up territory, so that there is a motorway speed to find."""
    codes = square_territory(14, 7).code.reshape(14, 14)
    across = Motorways({"A": codes[3, ::3].tolist(), "B": codes[::3, 10].tolist()})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Motorways, "load", classmethod(lambda _cls: across))
        yield


@pytest.fixture(scope="module")
def sample(motorways):
    territory = square_territory(14, 7)
    rng = np.random.default_rng(3)
    corner, opposite = territory.x.min(), territory.x.max()
    x = rng.uniform(corner, opposite, (2, 120))
    y = rng.uniform(territory.y.min(), territory.y.max(), (2, 120))
    points = [calibration._lambert_93(x[k], y[k]) for k in (0, 1)]
    blank = calibration.Sample(points[0], points[1], np.zeros(120), np.arange(2, 122))
    made = with_values(SPEEDS, np.array([50.0, 80.0, 40.0, 0.1, 200.0, 30.0]))
    return territory, replace(blank, minutes=Fit(blank, territory, SPEEDS, None).minutes(made))


def test_known_speeds_are_found_again(sample, monkeypatch):
    monkeypatch.setattr(calibration, "TRIALS", 200)
    territory, journeys = sample
    fit = Fit(journeys, territory, START, None)
    before = quality(journeys.minutes, fit.minutes(START))
    after = quality(journeys.minutes, fit.minutes(fit.best(np.arange(len(journeys)))))
    assert before.median_error > 2
    assert after.median_error < 0.5
    assert after.r2 > 0.99


def test_quality_of_a_perfect_and_of_a_mean_answer():
    observed = np.array([10.0, 20.0, 40.0, 50.0])
    perfect, mean = quality(observed, observed), quality(observed, np.full(4, 30.0))
    assert (perfect.r2, perfect.median_error, perfect.short_pairs) == (1.0, 0.0, 2)
    assert (mean.r2, mean.median_error, mean.bias, mean.short_median_error) == (0.0, 15.0, 0.0, 15.0)


def test_folds_are_districts_that_share_no_pair(sample):
    _, journeys = sample
    parts = calibration.folds(journeys)
    assert sorted(np.concatenate(parts)) == list(range(len(journeys)))
    spread = np.mean([np.ptp(journeys.origin.x[part]) * np.ptp(journeys.origin.y[part]) for part in parts])
    assert spread < 0.7 * np.ptp(journeys.origin.x) * np.ptp(journeys.origin.y)


def test_the_command_writes_what_it_fitted(sample, tmp_path, monkeypatch, stored_data):
    _, journeys = sample
    ends = (journeys.origin.x, journeys.origin.y, journeys.destination.x, journeys.destination.y, journeys.minutes)
    given, out = tmp_path / "pairs.csv", tmp_path / "mesh.toml"
    pd.DataFrame(dict(zip(calibration.COLUMNS, ends, strict=True))).to_csv(given, index=False)
    monkeypatch.setattr(calibration, "TRIALS", 10)
    arguments = ["calibrate-mesh", "--pairs", str(given), "--out", str(out), "--source", "made up"]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    document = tomllib.loads(out.read_text())
    assert document["source"] == "made up"
    assert document["quality"]["held_out"]["pairs"] == 120
    assert MeshParameters.read(out).longest_metres == SPEEDS.longest_metres
    assert "district 5 of 5" in done.stderr


def test_journeys_outside_france_are_named(territory):
    far = calibration._lambert_93(np.full(60, 2_000_000.0), np.full(60, 6_600_000.0))
    with pytest.raises(BadInput, match="pairs, line 4: a point far from France"):
        calibration.calibrate(calibration.Sample(far, far, np.ones(60), np.arange(4, 64)), territory, SPEEDS, "pairs")
