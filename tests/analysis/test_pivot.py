"""Access pivoted on official figures, in the Python API and in the command."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import maillage
from maillage.analysis import AccessTable
from maillage.cli import main
from maillage.errors import UnknownName


@pytest.fixture(scope="module")
def pivoted() -> AccessTable:
    return maillage.measure("Corse", pivot="official")


def test_every_figure_of_a_pivoted_measure_is_pivoted(pivoted: AccessTable) -> None:
    pivot = pivoted.study.pivot
    assert pivot is not None
    values, here = pivot.access(pivoted.model), pivoted.positions
    np.testing.assert_array_equal(pivoted.frame["apl"], values[here])
    people = pivoted.model.demand.population
    assert pivoted.facts()["mean"] == pytest.approx(np.average(values[here], weights=people[here]))
    assert pivoted.facts()["mean of France"] == pytest.approx(np.average(values, weights=people))
    assert set(pivot.notices) <= set(pivoted.notices)


def test_one_more_doctor_has_the_same_gain_in_both_measures(pivoted: AccessTable) -> None:
    scenario = pivoted.what_if({"2B049": 2})
    gain = scenario.model.access() - pivoted.model.access()
    kept = pivoted.figures > 0
    np.testing.assert_allclose((scenario.figures - pivoted.figures)[kept], gain[kept], atol=1e-12)
    np.testing.assert_array_equal(scenario.frame["apl_before"], pivoted.frame["apl"])


def test_the_command_writes_the_same(pivoted: AccessTable, tmp_path: Path) -> None:
    out = tmp_path / "apl.csv"
    with pytest.raises(SystemExit) as stop:
        main(["access", "apl", "--region", "Corse", "--pivot", "official", "--out", str(out)])
    assert not stop.value.code
    np.testing.assert_allclose(pd.read_csv(out)["apl"], pivoted.frame["apl"], atol=1e-6)


def test_an_unknown_pivot_is_refused() -> None:
    with pytest.raises(UnknownName):
        maillage.measure("Corse", pivot="other")
