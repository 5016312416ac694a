"""The effect of days is linear, conserves supply, and equals a full computation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.access import AccessModel, Demand, Parameters, Supply
from maillage.errors import MaillageError
from maillage.evaluation import evaluate, supply_change
from maillage.planning import planned_days, solve
from tests.access.cases import make_times
from tests.planning.cases import Areas, make_country, make_data

COUNTRY = make_country(communes=80, priority=2, seed=6, side_km=60)
DESIGNATION = Areas(COUNTRY.areas)
PEOPLE = COUNTRY.model.population


def _model() -> AccessModel:
    times = make_times(COUNTRY.times.minutes)
    supply = Supply(COUNTRY.model.supply + 6000.0, COUNTRY.model.supply / 5000, "test", "test", False)
    demand = Demand(PEOPLE, PEOPLE, "test", "test", False)
    return AccessModel(times, demand, supply, Parameters.load("apl-gp-2015"))


MODEL = _model()


@dataclass(frozen=True)
class Day:
    position: int
    home: int | None = None
    home_share: float = 0.0
    consultations: float = 20.0
    cost_cents: int = 20_000


days = st.builds(
    Day,
    position=st.integers(0, 79),
    home=st.none() | st.integers(0, 79),
    home_share=st.sampled_from([0.0, 0.5, 1.0]),
    cost_cents=st.integers(20_000, 30_000),
)
lists = st.lists(days, min_size=1, max_size=20)


@given(lists)
def test_the_effect_is_that_of_a_full_computation(given_days: list[Day]) -> None:
    effect = evaluate(COUNTRY.territory, MODEL, DESIGNATION, given_days, weeks=13)
    amount = MODEL.supply.amount.copy()
    for position, more in supply_change(given_days, 13).items():
        amount[position] += more
    after = MODEL.with_supply(Supply(amount, MODEL.supply.headcount, "", "", False)).access()
    codes, average = COUNTRY.territory.group_matrix("epci")
    expected = dict(zip(codes, average @ after, strict=True))
    for territory in effect.territories:
        assert territory.after == pytest.approx(expected[territory.code], abs=1e-9)


@given(lists)
def test_days_entirely_taken_from_home_conserve_care(given_days: list[Day]) -> None:
    moved = [Day(d.position, 7, 1.0) for d in given_days]
    effect = evaluate(COUNTRY.territory, MODEL, DESIGNATION, moved, weeks=13)
    assert sum(t.population * t.gain for t in effect.territories) == pytest.approx(0.0, abs=1e-6)


@given(lists)
def test_days_without_a_home_add_their_consultations(given_days: list[Day]) -> None:
    added = [Day(d.position) for d in given_days]
    effect = evaluate(COUNTRY.territory, MODEL, DESIGNATION, added, weeks=13)
    assert sum(t.population * t.gain for t in effect.territories) == pytest.approx(20 * len(added) * 4)
    assert effect.losers == 0
    assert effect.worst_loss_percent == 0.0


@given(lists, st.integers(1, 52))
@settings(max_examples=30)
def test_twice_the_days_are_twice_the_gain(given_days: list[Day], weeks: int) -> None:
    added = [Day(d.position) for d in given_days]
    one, two = (evaluate(COUNTRY.territory, MODEL, DESIGNATION, d, weeks=weeks) for d in (added, added * 2))
    assert two.mean_gain == pytest.approx(2 * one.mean_gain)
    assert two.cost_cents == 2 * one.cost_cents


def test_money_and_people() -> None:
    place = COUNTRY.areas[0].positions[0]
    effect = evaluate(COUNTRY.territory, MODEL, DESIGNATION, [Day(place, home=79, home_share=1.0)] * 10, weeks=13)
    assert (effect.days, effect.consultations, effect.cost_cents) == (10, 200.0, 200_000)
    assert effect.cents_per_consultation == 1000
    assert effect.priority[0].code == COUNTRY.areas[0].code
    assert effect.gainers > 0
    assert effect.homes[0].loss_percent == effect.worst_loss_percent > 0


def test_no_day_changes_nothing_and_costs_nothing() -> None:
    effect = evaluate(COUNTRY.territory, MODEL, DESIGNATION, [], weeks=13)
    assert [t.gain for t in effect.priority] == [0.0, 0.0]
    assert effect.cents_per_consultation is None


def test_less_than_a_week_and_excessive_losses_are_refused() -> None:
    with pytest.raises(ValueError, match="week"):
        evaluate(COUNTRY.territory, MODEL, DESIGNATION, [], weeks=0)
    with pytest.raises(MaillageError, match="Cannot remove"):
        evaluate(COUNTRY.territory, MODEL, DESIGNATION, [Day(0, home=79, home_share=1.0)] * 2000, weeks=13)


def test_the_planner_and_the_evaluation_agree() -> None:
    data = make_data(country=COUNTRY, weeks=8, seed=6)
    plan = solve(data).plan
    effect = {
        t.code: t.gain
        for t in evaluate(
            COUNTRY.territory, _same_operator(), DESIGNATION, planned_days(COUNTRY.territory, data, plan), weeks=8
        ).territories
    }
    doctors = {d.id: k for k, d in enumerate(data.doctors)}
    sites = {s.id: k for k, s in enumerate(data.sites)}
    change = np.zeros(len(data.groups.code))
    for a in plan.assignments:
        d = doctors[a.doctor_id]
        change += data.site_gain[:, sites[a.site_id]] - data.home_share[d] * data.home_loss[:, data.home_of_doctor[d]]
    assert change == pytest.approx([effect.get(code, 0.0) for code in data.groups.code], abs=1e-9)


def _same_operator() -> AccessModel:
    """The dense operator of the invented country with the interface of the real one."""

    class Behind(AccessModel):
        def __init__(self) -> None:
            self.dense = COUNTRY.model

        def what_if(self, changes: object) -> object:  # type: ignore[override]
            from maillage.access import Change

            supply = self.dense.supply.copy()
            for position, more in dict(changes).items():  # type: ignore[call-overload]
                supply[position] += more
            return Change(self.dense.access(), self.dense.column @ supply, np.arange(len(supply)))

    return Behind()
