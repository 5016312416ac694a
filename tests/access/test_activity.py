from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.access import AccessModel, Parameters
from maillage.access.activity import with_activity_by_scarcity
from tests.access.cases import make_demand, make_supply, make_times

FAR = 50.0


def two_towns(doctors: tuple[float, float], scarcity: float = 0.2) -> AccessModel:
    parameters = replace(Parameters.load(), scarcity=scarcity)
    times = make_times([[0, FAR], [FAR, 0]])
    supply = make_supply(np.array(doctors) * parameters.units_per_gp)
    return AccessModel(times, make_demand([1000, 1000]), supply, parameters)


def test_a_doctor_does_more_where_doctors_are_scarce() -> None:
    plain = two_towns((1, 2))
    scarce = with_activity_by_scarcity(plain)
    activity = scarce.supply.activity
    assert activity is not None
    assert activity[0] / activity[1] == pytest.approx(2**0.2)


@given(st.floats(0.5, 5), st.floats(0.5, 5), st.floats(0, 0.6))
def test_total_acts_are_unchanged(one: float, other: float, scarcity: float) -> None:
    plain = two_towns((one, other), scarcity)
    scarce = with_activity_by_scarcity(plain)
    assert scarce.supply.amount.sum() == pytest.approx(plain.supply.amount.sum())
    assert scarce.demand.standardised @ scarce.access() == pytest.approx(scarce.supply.amount.sum())


def test_activity_stays_near_floor_and_cap() -> None:
    scarce = with_activity_by_scarcity(two_towns((1, 40), 3.0))
    activity = scarce.supply.activity
    assert activity is not None
    parameters = scarce.parameters
    assert activity[0] == pytest.approx(parameters.cap, rel=0.02)
    assert activity[1] >= float(parameters.floor or 0)


def test_without_scarcity_all_doctors_are_equal() -> None:
    plain = two_towns((1, 2), 0.0)
    assert with_activity_by_scarcity(plain) is plain


def test_the_operator_stays_exact_and_the_younger_are_as_active_as_their_colleagues() -> None:
    plain = two_towns((1, 2))
    plain = plain.with_supply(replace(plain.supply, younger=np.array([1.0, 1.0])))
    scarce = with_activity_by_scarcity(plain)
    changed = scarce.what_if({0: 500.0})
    again = scarce.with_supply(replace(scarce.supply, amount=scarce.supply.amount + np.array([500.0, 0.0])))
    np.testing.assert_allclose(changed.after, again.access(), rtol=1e-12)
    younger = scarce.supply.only_younger(scarce.parameters)
    assert younger is not None
    assert scarce.supply.activity is not None
    np.testing.assert_allclose(younger.amount, scarce.supply.activity)
