"""Openings, pins, supervision, beds, payers, distances: beside the one-piece programme, the checker and the proof."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.errors import BadInputs, ImpossiblePlan
from maillage.planning import (
    Doctor,
    Plan,
    PlanningData,
    PlanWeights,
    Result,
    Site,
    check,
    check_result,
    contradictions,
    solve,
)
from maillage.planning.checking.proof_check import NotProven, proven_bound
from maillage.planning.data import as_digested, days_by_month
from maillage.planning.document import PlanFile
from maillage.planning.proof import Proof
from maillage.planning.solving.completion import complete
from maillage.planning.utility import objective_of
from maillage.planning.weights import read_weights
from maillage.schemes import NURSE, Post, Status
from tests.planning.cases import START, make_country, make_data, make_people
from tests.planning.one_piece import best_plan
from tests.planning.test_solve import relaxed

RULES = (
    "openings", "pins", "payers", "people", "supervision", "beds", "apart", "equipment", "fairness",
    "halves", "weeks", "promises", "lines", "schemes",
)  # fmt: skip


def problem(seed: int, *rules: str, weeks: int = 5, **change: Any) -> PlanningData:
    """A small problem with some of the rules, drawn from the seed."""
    country = make_country(communes=60, priority=1, seed=seed, side_km=35)
    rng = np.random.default_rng(seed)
    doctors, sites = make_people(country, doctors=5, sites_per_area=3, weeks=weeks, seed=seed, rooms=2)
    options: dict[str, Any] = {"weeks": weeks, "budget_euros": 4000, "scheme": relaxed(), **change}
    doctors = [replace(one, **asked(rng, k, rules, one, sites)) for k, one in enumerate(doctors)]
    sites = [replace(one, **has(rng, k, rules)) for k, one in enumerate(sites)]
    if "payers" in rules:
        options["budgets"] = {"region": 90_000, "state": 120_000}
    if "fairness" in rules:
        options["weights"] = PlanWeights(fairness=(6.0, 1.0))
    return as_digested(make_data(country=country, people=(doctors, sites), **options))


def asked(rng: np.random.Generator, k: int, rules: tuple[str, ...], one: Doctor, sites: list[Site]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "pins" in rules and k == 0:
        free = sorted(day for day in one.available if day.weekday() in sites[0].open_weekdays)
        found["pinned"] = frozenset({(sites[0].id, free[0])} if free else set())
    if "pins" in rules and k == 1:
        found["never"] = frozenset({sites[1].id})
    if "payers" in rules:
        found["payer"] = str(rng.choice(["region", "state", ""]))
    if "supervision" in rules:
        found |= {"supervised": k in (1, 2), "supervises": int(k == 3)}
    if "beds" in rules:
        found["bed"] = bool(rng.random() < 0.6)
    if "apart" in rules:
        found["days_apart"] = int(rng.choice([0, 6, 9]))
    if "halves" in rules:
        found["half"] = ("", "am", "pm", "pm", "")[k]
    if "weeks" in rules and k in (0, 4) and "apart" not in rules and "halves" not in rules:
        found |= {"weeks": 2, "max_days_per_month": 9, "pinned": frozenset()}
        found |= {"scheme": "salaried_centre", "status": Status.SALARIED}
        found["available"] = frozenset(START + timedelta(days=int(t)) for t in range(35) if rng.random() < 0.95)
    if "promises" in rules and k == 3 and not {"weeks", "people", "apart"} & set(rules):
        found["promised"] = frozenset({(sites[2].id, 1)})
    if "lines" in rules and k in (1, 2):
        found["person"] = "P"
    if "schemes" in rules and k in (0, 1):
        found |= {"scheme": "salaried_centre", "status": Status.SALARIED}
        found.setdefault("max_days_per_month", 3)
    if "equipment" in rules and k == 2:
        found["needed"] = frozenset({"ultrasound"})
    return found


def has(rng: np.random.Generator, k: int, rules: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "openings" in rules:
        found |= {"opening_cents": int(rng.choice([20_000, 60_000])), "least_days": int(rng.integers(1, 4))}
    if "payers" in rules:
        found["payer"] = ("region", "state")[k % 2]
    if "people" in rules:
        found["most_doctors"] = 1 + k % 2
    if "beds" in rules:
        found["beds"] = k % 2
    if "apart" in rules:
        found["days_apart"] = int(rng.choice([0, 3]))
    if "equipment" in rules and k == 0:
        found["equipment"] = frozenset({"ultrasound", "ecg"})
    return found


def value(data: PlanningData, plan: Plan) -> float:
    return objective_of(data, days_by_month(data, placed(data, plan)))


def placed(data: PlanningData, plan: Plan) -> np.ndarray:
    couples = enumerate(zip(data.pairs.doctor.tolist(), data.pairs.site.tolist(), strict=True))
    pairs = {(data.doctors[d].id, data.sites[s].id): k for k, (d, s) in couples}
    found = np.zeros((len(data.pairs), len(data.days)), dtype=np.bool_)
    for a in plan.assignments:
        found[pairs[a.doctor_id, a.site_id], data.days.index(a.date)] = True
    return found


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 30), st.sets(st.sampled_from(RULES), min_size=1, max_size=3))
def test_plans_keep_the_rules_and_no_plan_of_the_one_piece_programme_is_above_the_bound(
    seed: int, rules: set[str]
) -> None:
    data = problem(seed, *sorted(rules))
    best = best_plan(data)
    if best is None or not len(best) or contradictions(data):
        with pytest.raises(ImpossiblePlan):
            solve(data)
        return
    assert check(data, best) == []
    try:
        result = solve(data)
    except ImpossiblePlan:
        assert value(data, best) <= 1e-6 * max(1, len(best))
        return
    assert check_result(data, result) == []
    assert value(data, best) <= result.bound * (1 + 1e-6) + 1e-6
    assert result.objective >= value(data, best) * 0.9
    assert result.proof is not None
    assert proven_bound(data, Proof.from_document(json.loads(json.dumps(result.proof.to_document())))) >= Fraction(
        value(data, best) * (1 - 1e-9)
    )


@cache
def opened() -> tuple[PlanningData, Result]:
    country = make_country(communes=100, priority=3, seed=3, side_km=60)
    doctors, sites = make_people(country, doctors=25, sites_per_area=3, weeks=9, seed=3)
    sites = [replace(one, opening_cents=60_000, least_days=3) for one in sites]
    data = make_data(country=country, people=(doctors, sites), weeks=9, budget_euros=14_000, scheme=relaxed())
    return as_digested(data), solve(data)


def test_few_sites_open_and_keep_their_days() -> None:
    data, result = opened()
    assert check_result(data, result) == []
    assert 0 < len(result.plan.sites) < len(data.sites)
    free = replace(data, sites=tuple(replace(one, opening_cents=0, least_days=0) for one in data.sites))
    assert len(solve(free).plan.sites) > len(result.plan.sites)
    assert result.bound <= solve(free).bound * (1 + 1e-9)
    assert result.proof is not None
    assert proven_bound(data, result.proof) <= Fraction(result.proof.bound)


def test_the_proof_of_openings_does_not_hold_for_sites_that_cost_nothing() -> None:
    data, result = opened()
    free = replace(data, sites=tuple(replace(one, opening_cents=0, least_days=0) for one in data.sites))
    assert result.proof is not None
    with pytest.raises(NotProven):
        proven_bound(free, result.proof)


def test_an_opening_that_is_cheaper_than_said_is_not_proven() -> None:
    data, result = opened()
    cheaper = replace(data, sites=tuple(replace(one, opening_cents=30_000) for one in data.sites))
    assert result.proof is not None
    assert proven_bound(cheaper, result.proof) > Fraction(result.proof.bound)


def _mutated(data: PlanningData, plan: Plan, **change: Any) -> set[str]:
    return {one.rule for one in check(replace(data, **change), plan)}


def test_the_checker_names_each_broken_rule() -> None:
    data = problem(1)
    result = solve(data)
    assert "half-days" in {
        one.rule for one in check(data, Plan(tuple(replace(x, half="am") for x in result.plan.assignments)))
    }
    a = result.plan.assignments[0]
    doctor = next(k for k, one in enumerate(data.doctors) if one.id == a.doctor_id)
    site = next(k for k, one in enumerate(data.sites) if one.id == a.site_id)

    def with_doctor(**change: Any) -> set[str]:
        people = list(data.doctors)
        people[doctor] = replace(people[doctor], **change)
        return _mutated(data, result.plan, doctors=tuple(people))

    def with_site(**change: Any) -> set[str]:
        places = list(data.sites)
        places[site] = replace(places[site], **change)
        return _mutated(data, result.plan, sites=tuple(places))

    other = next(one for one in sorted(data.doctors[doctor].available) if one != a.date)
    assert "pins" in with_doctor(pinned=frozenset({(a.site_id, other + timedelta(days=400))}))
    assert "exclusions" in with_doctor(never=frozenset({a.site_id}))
    assert "equipment" in with_doctor(needed=frozenset({"x-ray"}))
    assert "supervision" in with_doctor(supervised=True)
    assert "beds" in with_doctor(bed=True)
    assert "least days" in with_site(least_days=31)
    assert "budget" in with_site(opening_cents=10_000_000)
    assert "rooms" in with_site(rooms_on=tuple((day, 1, 0) for day in range(7)))
    assert "promised days" in with_doctor(promised=frozenset((one.id, 31) for one in data.sites))
    assert "whole weeks" in with_doctor(weeks=9)
    assert "schemes" in with_site(schemes=frozenset({"salaried_centre"}))
    together = tuple(replace(one, person="one") for one in data.doctors)
    assert "one site a day" in _mutated(data, result.plan, doctors=together) or len(
        {x.date for x in result.plan.assignments}
    ) == len(result.plan)
    several = next(
        one for one in data.sites if len({b.doctor_id for b in result.plan.assignments if b.site_id == one.id}) > 1
    )
    places = tuple(replace(one, most_doctors=1) if one is several else one for one in data.sites)
    assert "doctors of a site" in _mutated(data, result.plan, sites=places)
    places = tuple(replace(one, days_apart=60) for one in data.sites)
    assert "days apart" in _mutated(data, result.plan, sites=places)
    places = tuple(replace(one, payer="town") for one in data.sites)
    poor = replace(data.rules, budgets=(("town", 1),))
    assert "payers" in _mutated(data, result.plan, sites=places, rules=poor)
    staffed = replace(data.rules, staff=("nurse",))
    assert "staff" in _mutated(data, result.plan, rules=staffed)


def test_a_scheme_that_needs_a_nurse_is_planned_on_the_days_that_she_is_there() -> None:
    scheme = relaxed()
    scheme = replace(scheme, needs=(*scheme.needs, Post(NURSE)))
    country = make_country(communes=60, priority=1, seed=1, side_km=35)
    doctors, sites = make_people(country, doctors=6, sites_per_area=3, weeks=5, seed=1)
    with pytest.raises(ImpossiblePlan):
        solve(make_data(country=country, people=(doctors, sites), weeks=5, scheme=scheme))
    sites = [replace(one, staff=frozenset({("nurse", 3)})) for one in sites]
    data = make_data(country=country, people=(doctors, sites), weeks=5, scheme=scheme)
    result = solve(data)
    assert {a.date.weekday() for a in result.plan.assignments} == {3}
    assert check_result(data, result) == []


def test_days_of_halves_need_a_room_in_both() -> None:
    site = Site("S", "S", "10000", rooms=3, rooms_on=((0, 2, 1), (1, 0, 4)))
    assert [site.rooms_of(day) for day in range(7)] == [1, 0, 3, 3, 3, 0, 0]


def test_completion_closes_a_site_that_cannot_keep_its_promise() -> None:
    data, result = opened()
    days = placed(data, result.plan)
    site = int(np.flatnonzero([one.id in result.plan.sites for one in data.sites])[0])
    month = int(np.flatnonzero(data.least_days[site] > 0)[0])
    lost = np.flatnonzero(data.pairs.site == site)
    rooms = data.rooms.copy()
    rooms[site, data.month_of_day == month] = 0
    rooms[site, np.flatnonzero(data.month_of_day == month)[:1]] = 1
    days[np.ix_(lost, np.flatnonzero(data.month_of_day == month))] = False
    nobody = data.available & ~(data.month_of_day == month)
    left = replace(data, available=nobody)
    kept = complete(left, days)
    assert not kept[lost].any()


def test_fairness_shares_days_among_doctors() -> None:
    country = make_country(communes=100, priority=2, seed=6, side_km=60)
    doctors, sites = make_people(country, doctors=16, sites_per_area=2, weeks=8, seed=6)
    doctors = [replace(one, max_days_per_month=2) for one in doctors]
    people = (doctors, sites)
    weighed = [PlanWeights(fairness=steps) for steps in ((), (40.0, 0.0))]
    plans = [
        solve(make_data(country=country, people=people, weeks=8, budget_euros=3000, weights=one)) for one in weighed
    ]
    shared, alone = ({(a.doctor_id, a.date.month) for a in result.plan.assignments} for result in (plans[1], plans[0]))
    assert len(shared) / len(plans[1].plan) > len(alone) / len(plans[0].plan)
    data = make_data(country=country, people=people, weeks=8, budget_euros=3000, weights=PlanWeights(fairness=(40.0,)))
    result = solve(data)
    assert check_result(data, result) == []
    assert result.proof is not None
    assert proven_bound(as_digested(data), result.proof) <= Fraction(result.proof.bound)


def test_weights_are_read_and_every_problem_is_told(tmp_path: Path) -> None:
    path = tmp_path / "weights.toml"
    path.write_text("minute = 0.05\nfairness = [3, 1]\n", encoding="utf-8")
    assert read_weights(path) == replace(PlanWeights(), minute=0.05, fairness=(3.0, 1.0))
    path.write_text("minute = -1\npresence = [1, 2]\nmoney = 3\n", encoding="utf-8")
    with pytest.raises(BadInputs) as refused:
        read_weights(path)
    assert all(name in str(refused.value) for name in ("minute", "presence", "money"))


def test_wishes_and_traits_survive_the_file() -> None:
    data = problem(4, *RULES)
    file = PlanFile.of(data, opened()[1], "76", [area.code for area in data.areas])
    again = PlanFile.from_document(json.loads(json.dumps(file.to_document())))
    assert again.doctors == data.doctors
    assert again.sites == data.sites
    assert again.budgets == dict(data.rules.budgets)


def test_problems_without_further_rules_keep_their_digest() -> None:
    """Plans made before these rules existed are still recognised."""
    data = make_data(seed=5, weeks=6)
    assert data.digest == "268d6c18745960737e7eb9abaf748901"
    assert replace(data, rules=replace(data.rules, staff=("nurse",))).digest != data.digest
