"""A rule of settlement tried over years: doctors are conserved, no place takes more than it may, the rule is data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import maillage
from maillage.errors import BadInput, ImpossiblePlan
from maillage.parameters import load_toml
from maillage.planning.settlement import (
    RANGES,
    RULE,
    Population,
    Scenario,
    SettlementRule,
    allowed,
    figures_of,
    load_rule,
    reach_of,
    regulated_territories,
    settle,
    start_of,
    with_duty,
)
from tests.access.cases import make_model
from tests.planning.cases import run_plan

CENTRAL = load_rule()["central"]


def country(seed: int, rule: SettlementRule = CENTRAL) -> tuple[object, Population]:
    """Twenty communes in five territories on a line, the doctors mostly at one end."""
    rng = np.random.default_rng(seed)
    place = np.sort(rng.random(20)) * 80
    minutes = np.abs(place[:, None] - place[None, :])
    people = rng.integers(500, 20_000, 20).astype(float)
    supply = people * rng.random(20) * np.linspace(0.2, 6.0, 20)
    model = make_model(minutes, people, supply)
    old = rng.random(20) * 0.6
    return model, start_of(model, np.arange(20) // 4, people, old, rule)


@given(seed=st.integers(0, 200), scenario=st.sampled_from(list(Scenario)))
@settings(max_examples=40, deadline=None)
def test_doctors_are_those_of_before_without_those_who_left_and_with_those_who_came(
    seed: int, scenario: Scenario
) -> None:
    model, start = country(seed)
    course = settle(model, start, CENTRAL, scenario, 4)  # type: ignore[arg-type]
    for before, after in zip(course.years, course.years[1:], strict=False):
        assert after.doctors == pytest.approx(before.doctors - after.left + after.came)
        assert (after.doctors >= 0).all()
        assert np.isfinite(after.access).all()


@given(seed=st.integers(0, 200))
@settings(max_examples=40, deadline=None)
def test_a_regulated_territory_takes_no_more_than_leave_it(seed: int) -> None:
    model, start = country(seed)
    for year in settle(model, start, CENTRAL, Scenario.RULE, 4).years[1:]:  # type: ignore[arg-type]
        for k in np.flatnonzero(year.regulated):
            inside = start.territory == k
            assert year.came[inside].sum() <= year.left[inside].sum() + 1e-9


@given(seed=st.integers(0, 200), elsewhere=st.sampled_from([0.0, 0.5, 1.0]))
@settings(max_examples=40, deadline=None)
def test_those_refused_go_elsewhere_or_do_not_settle(seed: int, elsewhere: float) -> None:
    rule = replace(CENTRAL, elsewhere=elsewhere)
    model, start = country(seed)
    rng = np.random.default_rng(seed)
    came, left = rng.random(20), rng.random(20) / 4
    regulated, _ = regulated_territories(model.access(), start, replace(rule, regulated_share=0.5))  # type: ignore[attr-defined]
    found = allowed(came, left, start, regulated, rule)
    dense = came.copy()
    for k in np.flatnonzero(regulated):
        inside = start.territory == k
        dense[inside] *= min(1.0, left[inside].sum() / came[inside].sum())
    refused = came.sum() - dense.sum()
    free = ~regulated[start.territory]
    dense[free] += elsewhere * refused * came[free] / came[free].sum()
    assert found == pytest.approx(dense)


def test_regulated_territories_are_those_with_most_access_within_their_share() -> None:
    model, start = country(3)
    regulated, bar = regulated_territories(model.access(), start, replace(CENTRAL, regulated_share=0.4))  # type: ignore[attr-defined]
    people = np.bincount(start.territory, start.people)
    mean = np.bincount(start.territory, start.people * model.access()) / people  # type: ignore[attr-defined]
    assert 0 < people[regulated].sum() <= 0.4 * people.sum()
    assert mean[regulated].min() == pytest.approx(bar)
    assert mean[regulated].min() >= mean[~regulated].max()
    nobody, none = regulated_territories(model.access(), start, replace(CENTRAL, regulated_share=0.0))  # type: ignore[attr-defined]
    assert not nobody.any()
    assert none == np.inf


@given(seed=st.integers(0, 100))
@settings(max_examples=20, deadline=None)
def test_the_duty_moves_care_and_neither_makes_nor_loses_any(seed: int) -> None:
    rule = replace(CENTRAL, takes_part=1.0, regulated_share=0.6)
    model, start = country(seed, rule)
    with_rule, with_duty = (settle(model, start, rule, one, 2) for one in (Scenario.RULE, Scenario.DUTY))  # type: ignore[arg-type]
    first, other = with_rule.years[1], with_duty.years[1]
    assert first.doctors == pytest.approx(other.doctors)
    demand = model.demand.standardised  # type: ignore[attr-defined]
    assert float(demand @ other.access) == pytest.approx(float(demand @ first.access), rel=1e-6)


@given(seed=st.integers(0, 100))
@settings(max_examples=20, deadline=None)
def test_only_regulated_territories_give_days_and_only_communes_in_need_receive(seed: int) -> None:
    rule = replace(CENTRAL, takes_part=1.0, regulated_share=0.6)
    model, start = country(seed, rule)
    access = model.access()  # type: ignore[attr-defined]
    regulated, _ = regulated_territories(access, start, rule)
    doctors = start.younger + start.older
    offered = with_duty(doctors, access, start, regulated, reach_of(model, rule), rule)  # type: ignore[arg-type]
    assert offered.sum() == pytest.approx(doctors.sum())
    gives, needs = regulated[start.territory], access < rule.needs_below
    assert (offered[~gives] >= doctors[~gives] - 1e-9).all()
    assert (offered[~needs] <= doctors[~needs] + 1e-9).all()
    assert (offered >= doctors * (1 - rule.duty_share) - 1e-9).all()


def test_with_nothing_regulated_the_rule_is_no_rule() -> None:
    rule = replace(CENTRAL, regulated_share=0.0)
    model, start = country(5, rule)
    free, ruled = (settle(model, start, rule, one, 3) for one in (Scenario.FREE, Scenario.RULE))  # type: ignore[arg-type]
    assert free.years[-1].doctors == pytest.approx(ruled.years[-1].doctors)
    assert figures_of(free.years[-1], start.people, rule) == figures_of(ruled.years[-1], start.people, rule)


def test_assumptions_are_data_with_ranges_and_sources() -> None:
    rules, table = load_rule(), load_toml("maillage.planning", RULE)
    for name in RANGES:
        values = sorted(getattr(rules[which], name) for which in ("low", "central", "high"))
        assert values == sorted({**table["flows"], **table["duty"]}[name])
        assert any(told == f"{name}_source" for told, _ in rules["central"].sources)


def test_a_wrong_rule_is_refused_by_name(tmp_path: Path) -> None:
    text = (Path(maillage.__file__).parent / "planning" / "parameters" / f"{RULE}.toml").read_text(encoding="utf-8")
    path = tmp_path / "rule.toml"
    path.write_text(text.replace("leaving = [0.11, 0.15, 0.20]", "leaving = [0.3, 0.2, 0.1]"), encoding="utf-8")
    with pytest.raises(BadInput, match="leaving"):
        load_rule(path)
    with pytest.raises(BadInput):
        load_rule(tmp_path / "missing.toml")
    model, start = country(0)
    with pytest.raises(ImpossiblePlan):
        settle(model, start, CENTRAL, Scenario.FREE, 0)  # type: ignore[arg-type]


@pytest.mark.usefixtures("stored_data")
def test_the_command_writes_a_row_for_each_territory(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "settle.csv"
    assert run_plan("settle", "--region", "94", "--years", "2", "--out", out) == 0
    printed = capsys.readouterr().out
    assert "rule and duty" in printed
    lines = out.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("code,name,population,status,places_a_year,access_today,")
    assert len(lines) > 10
