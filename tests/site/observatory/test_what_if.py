"""Scenarios computed from the stored model equal those of a new model; sums by group agree."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from maillage.access import AccessModel, step_decay
from maillage.site.geography import services as geography
from maillage.site.geography.models import CurrentArtefact
from maillage.site.geography.travel import TRAVEL_TIMES
from maillage.site.observatory import measurements, reading, what_if
from maillage.site.observatory import workbench as opening
from maillage.site.observatory.what_if import Workbench
from maillage.territory import Territory
from tests.access.cases import make_demand, make_model, make_supply, make_times
from tests.site.geography.test_services import tiny_territory

pytestmark = pytest.mark.django_db
MINUTES = np.array([[0.0, 8.0, 30.0], [9.0, 0.0, 14.0], [30.0, 13.0, 0.0]])
PEOPLE, AMOUNT = np.array([1000.0, 4000.0, 2500.0]), np.array([5000.0, 12_000.0, 9_000.0])


@pytest.fixture
def territory() -> Territory:
    loaded = tiny_territory()
    geography.load(loaded)
    return loaded


@pytest.fixture
def model(territory: Territory) -> AccessModel:
    made = make_model(MINUTES, PEOPLE, AMOUNT)
    times = replace(made.times, code=territory.code)
    return AccessModel(times, made.demand, made.supply, made.parameters)


@pytest.fixture
def bench(territory: Territory, model: AccessModel) -> Workbench:
    opening.forget()
    what_if.store_model(territory, model)
    return what_if.workbench()


def test_nothing_is_opened_before_a_model_is_kept() -> None:
    opening.forget()
    with pytest.raises(reading.NotMeasured):
        what_if.workbench()


def test_the_opened_model_is_the_stored_one(bench: Workbench, model: AccessModel) -> None:
    assert np.array_equal(bench.model.access(), model.access())
    assert np.array_equal(bench.model.D, model.D)
    assert bench.doctors(1) == pytest.approx(AMOUNT[1] / model.parameters.units_per_gp)
    assert bench.mean == pytest.approx(np.average(model.access(), weights=bench.population))
    assert what_if.vintages() == ["test"]


@pytest.mark.parametrize("doctors", [{0: 2.0}, {1: -1.5}, {0: 1.0, 2: -1.0}, {0: 0.2, 1: 3.0, 2: -0.5}])
def test_a_scenario_equals_a_new_model(bench: Workbench, model: AccessModel, doctors: dict[int, float]) -> None:
    outcome = what_if.evaluate(bench, doctors)
    amount = AMOUNT.copy()
    for position, count in doctors.items():
        amount[position] += count * model.parameters.units_per_gp
    anew = AccessModel(make_times(MINUTES), make_demand(PEOPLE), make_supply(amount), model.parameters)
    assert outcome.after == pytest.approx(anew.access(), rel=1e-12)
    assert outcome.gain == pytest.approx((anew.access() - model.access())[outcome.rows], abs=1e-12)


def test_sums_by_group_equal_those_of_the_communes(bench: Workbench) -> None:
    outcome = what_if.evaluate(bench, {0: 2.0, 2: -1.0})
    for level, group in bench.groups.items():
        for change in what_if.group_changes(bench, outcome, level):
            members = group.number == np.searchsorted(group.codes, change.code)
            people = bench.population[members]
            assert change.population == people.sum()
            assert change.before == pytest.approx(np.average(outcome.before[members], weights=people))
            assert change.after == pytest.approx(np.average(outcome.after[members], weights=people))


def test_means_around_a_commune(bench: Workbench, territory: Territory) -> None:
    values = bench.model.access()
    found = what_if.around(bench, values, 0)
    members = territory.department == territory.department[0]
    assert found["department"] == pytest.approx(np.average(values[members], weights=territory.population[members]))
    assert found["france"] == pytest.approx(np.average(values, weights=territory.population))


def test_stored_arrays_are_not_written_twice(territory: Territory, bench: Workbench) -> None:
    kinds = (TRAVEL_TIMES, measurements.WEIGHTS)
    before = {kind: sorted((reading.store().root / kind).iterdir()) for kind in kinds}
    assert all(before.values())
    what_if.store_model(territory, bench.model)
    assert {kind: sorted((reading.store().root / kind).iterdir()) for kind in kinds} == before


def test_a_stored_model_keeps_its_parameters(territory: Territory, model: AccessModel) -> None:
    """It keeps the weights it was made with, even if its parameter set changes later."""
    slow = replace(model.parameters, decay=step_decay((20.0,), (1.0,)), consultations_per_gp=4000.0)
    other = AccessModel(model.times, model.demand, model.supply, slow)
    opening.forget()
    what_if.store_model(territory, other)
    bench = what_if.workbench()
    anew = AccessModel(model.times, model.demand, make_supply(AMOUNT + np.array([slow.units_per_gp, 0.0, 0.0])), slow)
    assert what_if.evaluate(bench, {0: 1.0}).after == pytest.approx(anew.access(), rel=1e-12)


def test_a_damaged_model_is_reported(bench: Workbench) -> None:
    key = CurrentArtefact.objects.get(kind=measurements.ACCESS_MODEL).key
    folder = reading.store().root / measurements.ACCESS_MODEL / key
    (folder / "reach.npy").unlink()
    opening.forget()
    with pytest.raises(reading.NotMeasured):
        what_if.workbench()
