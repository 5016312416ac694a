"""The proof of a bound: it holds for every plan, an exact check confirms it, and a false one is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.planning import PlanningData, Result, check_result, solve
from maillage.planning.checking.proof_check import NotProven, proven_bound
from maillage.planning.data import as_digested, days_by_month
from maillage.planning.proof import Proof
from maillage.planning.solving.covers import covers
from maillage.planning.solving.multipliers import Frame
from maillage.planning.solving.quota import QuotaSearch
from maillage.planning.utility import objective_of
from tests.planning.cases import make_country, make_data, make_people


def problem(seed: int, doctors: int = 14, weeks: int = 9) -> PlanningData:
    country = make_country(communes=80, priority=2, seed=seed, side_km=50)
    people = make_people(country, doctors=doctors, sites_per_area=2, weeks=weeks, seed=seed)
    return as_digested(make_data(country=country, people=people, weeks=weeks, budget_euros=6000))


@cache
def solved(seed: int) -> Result:
    return solve(problem(seed))


@cache
def relaxed(seed: int) -> QuotaSearch:
    return search_of(problem(seed))


def search_of(data: PlanningData) -> QuotaSearch:
    return QuotaSearch(data, seed=1, node_limit=100, time_limit=lambda: 60.0)


def read_back(proof: Proof) -> Proof:
    return Proof.from_document(json.loads(json.dumps(proof.to_document())))


@pytest.mark.parametrize("seed", range(3))
def test_the_exact_bound_is_that_of_the_relaxation_and_no_plan_is_above_it(seed: int) -> None:
    data, search = problem(seed), relaxed(seed)
    exact = proven_bound(data, read_back(search.proof))
    assert exact <= Fraction(search.proof.bound)
    assert float(exact) == pytest.approx(search.proof.bound, rel=1e-7)
    assert float(exact) >= search.proven * (1 - 1e-9)
    whole = search.branches[0]
    if not whole.refine.within:
        assert float(exact) == pytest.approx(whole.solved.objective, rel=1e-5)
    assert solved(seed).objective <= exact


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2), st.data())
def test_any_prices_bound_any_plan(seed: int, draw: st.DataObject) -> None:
    """Weak duality, which is all that the proof rests on: prices need not be those of a relaxation."""
    data, branch = problem(seed), relaxed(seed).branches[0]
    rng = np.random.default_rng(draw.draw(st.integers(0, 10_000)))
    prices = replace(
        branch.prices,
        access=branch.prices.access * rng.uniform(0.7, 1.3),
        budget=branch.prices.budget * float(rng.uniform(0, 2)),
        doctor=branch.prices.doctor * rng.uniform(0, 2, branch.prices.doctor.shape),
        room=branch.prices.room * rng.uniform(0, 2, branch.prices.room.shape),
    )
    assert Frame(data).bounded(prices).bound >= solved(seed).objective - 1e-6


@pytest.mark.parametrize("seed", range(3))
def test_every_plan_satisfies_the_covers_that_the_relaxation_violates(seed: int) -> None:
    data = problem(seed, doctors=30)
    search = search_of(data)
    branch = search.branches[0]
    model = branch.refine.model
    found = covers(model, branch.solved.values)
    result = solve(data)
    visits = placed(data, result.plan.assignments)
    days = days_by_month(data, visits)
    first = (days.sum(axis=1) > 0).astype(int)
    for cover in found:
        twice = branch.refine.chosen[cover.twice]
        once = branch.refine.chosen[cover.once]
        left = int((days[twice, cover.month] - first[twice]).sum() + days[once, cover.month].sum())
        beyond = 0
        if cover.kind >= 0:
            total = int(model.presence[cover.kind].term.days(days)[cover.place, cover.month])
            beyond = max(total - cover.limit, 0)
        assert left <= cover.most + beyond
    assert objective_of(data, days) == pytest.approx(result.objective)


def placed(data: PlanningData, assignments: Any) -> Any:
    pairs = {
        (data.doctors[d].id, data.sites[s].id): k
        for k, (d, s) in enumerate(zip(data.pairs.doctor.tolist(), data.pairs.site.tolist(), strict=True))
    }
    day = {when: t for t, when in enumerate(data.days)}
    visits = np.zeros((len(data.pairs), len(data.days)), dtype=np.bool_)
    for a in assignments:
        visits[pairs[a.doctor_id, a.site_id], day[a.date]] = True
    return visits


def test_few_pairs_of_a_large_problem_give_the_bound_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    data = problem(2, doctors=25)
    full = search_of(data)
    monkeypatch.setattr("maillage.planning.solving.quota.MANY_COLUMNS", 10)
    rough = search_of(data)
    assert full.proven * (1 - 1e-3) <= rough.proven <= full.proven * (1 + 1e-2)
    assert proven_bound(data, rough.proof) <= Fraction(rough.proof.bound)
    monkeypatch.setattr("maillage.planning.solving.quota.PRICED", 1e-6)
    few = search_of(data)
    assert few.proven == pytest.approx(full.proven, rel=1e-4)
    assert len(few.branches[0].refine.chosen) <= len(data.pairs)
    assert proven_bound(data, few.proof) <= Fraction(few.proof.bound)


def test_a_country_keeps_whole_numbers_and_is_nearly_as_good(monkeypatch: pytest.MonkeyPatch) -> None:
    data = problem(3, doctors=25)
    best = solve(data)
    for name in ("quota.MANY_COLUMNS", "quota.SMALL", "refinement.SMALL"):
        monkeypatch.setattr(f"maillage.planning.solving.{name}", 10)
    rough = solve(data)
    assert check_result(data, rough) == []
    assert best.objective * 0.995 <= rough.objective <= best.bound * (1 + 1e-9)
    assert rough.proof is not None
    assert proven_bound(data, rough.proof) <= Fraction(rough.proof.bound)


FALSE: list[Callable[[dict[str, Any]], object]] = [
    lambda branch: branch.update(budget=-1.0),
    lambda branch: branch["doctors"].append([*branch["doctors"][0][:-1], -5.0]),
    lambda branch: branch["doctors"].append(["nobody", "2027-01", 1.0]),
    lambda branch: branch["access"].clear(),
    lambda branch: branch["access"][0].__setitem__(1, float("inf")),
    lambda branch: branch.update(total=1.0, days=[0, None]),
    lambda branch: branch.update(days=[3, None]),
    lambda branch: branch.update(days=[0, 10**6]),
    lambda branch: branch["calendar"].append({"month": "1999-01", "price": 1.0, "rooms": [], "doctors": []}),
    lambda branch: branch["covers"].append(
        {"kind": "site", "place": "nowhere", "month": "2027-01", "limit": 1, "price": 1.0, "twice": [], "once": []}
    ),
]


@pytest.mark.parametrize("change", FALSE)
def test_a_false_proof_is_refused(change: Callable[[dict[str, Any]], object]) -> None:
    data = problem(0)
    document = relaxed(0).proof.to_document()
    for branch in document["branches"]:
        change(branch)
    with pytest.raises(NotProven):
        proven_bound(data, Proof.from_document(document))


def test_the_proof_is_as_its_schema_says() -> None:
    schema = json.loads((Path(__file__).parents[2] / "docs" / "schemas" / "plan-proof.json").read_text())
    for seed in range(3):
        jsonschema.validate(json.loads(json.dumps(relaxed(seed).proof.to_document())), schema)


def test_a_price_taken_away_raises_what_is_proven() -> None:
    """The check reads every price: without those of doctors nothing as low is proven."""
    data = problem(1)
    proof = relaxed(1).proof
    bare = Proof(proof.bound, tuple(replace(branch, doctors=()) for branch in proof.branches))
    assert proven_bound(data, bare) > Fraction(proof.bound)
