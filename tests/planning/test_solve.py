"""The solver compared with enumeration, and properties that hold for any result."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.errors import ImpossiblePlan
from maillage.planning import (
    Assignment,
    Doctor,
    Plan,
    PlanningData,
    PlanWeights,
    Result,
    Site,
    SolveParams,
    check,
    check_result,
    solve,
)
from maillage.planning.data import as_digested
from maillage.planning.solving.quota import solve_quota
from maillage.planning.solving.quota_model import monthly_limits
from maillage.planning.solving.refinement import starting_points
from maillage.planning.utility import objective_of
from maillage.planning.values import Floats
from maillage.schemes import AtMost, KeepAccessAbove, Scheme, scheme_named
from tests.planning.cases import START, make_country, make_data, make_people

EXACT = SolveParams(quota_gap=1e-9, nodes=100_000)
seeds = st.integers(0, 40)


def relaxed(floor: float = 0.0, loss: float = 50.0) -> Scheme:
    return replace(scheme_named("solidarity"), home=KeepAccessAbove(floor, loss))


def tiny(seed: int, **change: object) -> PlanningData:
    """At most three doctors, two sites, and few enough days to try every plan."""
    country = make_country(communes=60, priority=1, seed=seed, side_km=40)
    rng = np.random.default_rng(seed)
    doctors, sites = make_people(country, doctors=3, sites_per_area=2, weeks=2, seed=seed)
    open_days = [START + timedelta(days=k) for k in (0, 1)]
    doctors = [replace(d, available=frozenset(x for x in open_days if rng.random() < 0.6)) for d in doctors]
    settings_ = {"weeks": 2, "budget_euros": 900, "scheme": relaxed(), **change}
    return make_data(country=country, people=(doctors, sites), **settings_)  # type: ignore[arg-type]


def best_by_enumeration(data: PlanningData) -> float:
    """Value of the best plan among all plans that the checker accepts."""
    options = [
        (p, Assignment(data.days[t], data.sites[data.pairs.site[p]].id, data.doctors[data.pairs.doctor[p]].id))
        for p, t in zip(*np.nonzero(data.pair_dates), strict=True)
    ]
    best = 0.0
    for size in range(1, min(len(options), 4) + 1):
        for chosen in itertools.combinations(options, size):
            if not check(data, Plan(tuple(a for _, a in chosen))):
                days = np.zeros((len(data.pairs), len(data.months)), dtype=np.int64)
                np.add.at(days, ([p for p, _ in chosen], [data.months.index(f"{a.date:%Y-%m}") for _, a in chosen]), 1)
                best = max(best, objective_of(data, days))
    return best


@given(seeds)
@settings(max_examples=15)
def test_tiny_problems_are_solved_to_optimality_below_the_bound(seed: int) -> None:
    data = tiny(seed)
    best = best_by_enumeration(data)
    try:
        result = solve(data, params=EXACT)
    except ImpossiblePlan:
        assert best <= 1e-6
        return
    assert result.bound >= best - 1e-6 * max(1.0, best)
    assert result.objective == pytest.approx(best, rel=1e-6)
    assert check_result(data, result) == []


@given(seeds)
@settings(max_examples=10)
def test_a_result_satisfies_the_rules_and_its_own_statements(seed: int) -> None:
    data = make_data(seed=seed)
    try:
        result = solve(data)
    except ImpossiblePlan:
        return
    assert check_result(data, result) == []
    assert 0 <= result.gap < 0.05
    assert Result.from_json(result.to_json()) == result


def bound_of(data: PlanningData) -> float:
    quota = solve_quota(data, gap=1e-9, enough=1e-9, seed=1, node_limit=100_000, time_limit=60)
    return quota.bound


@given(seeds)
@settings(max_examples=8)
def test_more_of_anything_never_lowers_the_bound(seed: int) -> None:
    country = make_country(communes=60, priority=1, seed=seed, side_km=50)
    doctors, sites = make_people(country, doctors=5, sites_per_area=2, weeks=4, seed=seed)
    common = {"country": country, "weeks": 4, "scheme": relaxed(2.0, 10.0)}
    base = bound_of(make_data(people=(doctors[:4], sites), budget_euros=1500, **common))  # type: ignore[arg-type]
    roomier = [replace(site, rooms=2) for site in sites]
    for people, budget in (((doctors, sites), 1500), ((doctors[:4], roomier), 1500), ((doctors[:4], sites), 3000)):
        more = bound_of(make_data(people=people, budget_euros=budget, **common))  # type: ignore[arg-type]
        assert more >= base - 1e-5 * max(1.0, base)


@given(seeds)
@settings(max_examples=6)
def test_names_do_not_matter(seed: int) -> None:
    country = make_country(communes=60, priority=1, seed=seed, side_km=50)
    doctors, sites = make_people(country, doctors=5, sites_per_area=2, weeks=4, seed=seed)
    renamed = (
        [replace(d, id=f"Z{9 - k}") for k, d in enumerate(doctors)],
        [replace(s, id=f"Y{9 - k}") for k, s in enumerate(sites)],
    )
    one, other = (
        bound_of(make_data(country=country, people=people, weeks=4, budget_euros=2000, scheme=relaxed()))
        for people in ((doctors, sites), renamed)
    )
    assert other == pytest.approx(one, rel=1e-6)


def test_the_same_seed_gives_the_same_plan() -> None:
    data = make_data(seed=5, doctors=30, communes=200, priority=3, budget_euros=30_000)
    one, two = solve(data, seed=7), solve(data, seed=7)
    assert one.plan == two.plan
    assert (one.objective, one.bound) == (two.objective, two.bound)
    assert one.seed == 7


def test_the_last_bits_of_figures_change_no_plan() -> None:
    """Sums of many figures end differently with another number of threads; the solver must not see it."""
    data = make_data(seed=5, doctors=30, communes=200, priority=3, budget_euros=30_000)

    def other_end(values: Floats) -> Floats:
        return values * (1 + np.random.default_rng(2).choice([-3e-16, 0, 3e-16], np.shape(values)))

    may_lose = other_end(data.groups.may_lose)
    other = replace(data, groups=replace(data.groups, may_lose=may_lose), site_gain=other_end(data.site_gain))
    assert not np.array_equal(other.site_gain, data.site_gain)
    assert other.digest == data.digest
    one, two = solve(data, seed=7), solve(other, seed=7)
    assert one.plan == two.plan
    assert (one.objective, one.bound) == (two.objective, two.bound)


def test_the_first_tangents_do_not_depend_on_the_last_bits_of_a_product() -> None:
    data = as_digested(make_data(seed=5, weeks=6))
    limits = monthly_limits(data)
    again = starting_points(replace(data, site_gain=data.site_gain * (1 + 4e-16)), limits)
    assert np.array_equal(starting_points(data, limits), again)


def test_doctors_who_return_are_preferred() -> None:
    """The nearer site opens only on Mondays; because of the bonus the doctor goes twice to the other one."""
    country = make_country(communes=60, priority=1, seed=2, side_km=40)
    (doctor, *_), (one, other) = make_people(country, doctors=1, sites_per_area=2, weeks=1, seed=2)
    doctor = replace(
        doctor, available=frozenset({START, START + timedelta(days=1)}), max_days_per_month=2, home_share=0.0
    )
    at = country.territory.index_of
    minutes = country.times.minutes[at(doctor.commune)]
    near, far = sorted((one, other), key=lambda site: minutes[at(site.commune)])
    sites = [replace(near, open_weekdays=frozenset({0})), replace(far, open_weekdays=frozenset({0, 1}))]
    found = []
    for bonus in (0.0, 50.0):
        weights = PlanWeights(returning_visit=bonus, minute=0.3)
        data = make_data(country=country, people=([doctor], sites), weeks=1, weights=weights, scheme=relaxed())
        found.append([a.site_id for a in solve(data, params=EXACT).plan.assignments])
    assert found == [[near.id, far.id], [far.id, far.id]]


def test_no_territory_goes_below_its_floor() -> None:
    country = make_country(communes=120, priority=1, seed=4, side_km=50)
    doctors, sites = make_people(country, doctors=40, sites_per_area=3, weeks=8, seed=4, rooms=3)
    doctors = [replace(d, home_share=1.0) for d in doctors]
    data = make_data(country=country, people=(doctors, sites), weeks=8, budget_euros=60_000, scheme=relaxed(0.0, 0.1))
    result = solve(data)
    loose = make_data(country=country, people=(doctors, sites), weeks=8, budget_euros=60_000, scheme=relaxed())
    assert check(data, result.plan) == []
    assert any(v.rule == "home territory" for v in check(data, solve(loose).plan))


# Impossible plans name the rule ---------------------------------------------------------------------------------


def _impossible(people: tuple[list[Doctor], list[Site]], **change: object) -> str:
    country = make_country(communes=60, priority=1, seed=1, side_km=40)
    with pytest.raises(ImpossiblePlan) as caught:
        solve(make_data(country=country, people=people, weeks=4, **change))  # type: ignore[arg-type]
    return str(caught.value)


def _people() -> tuple[list[Doctor], list[Site]]:
    return make_people(
        make_country(communes=60, priority=1, seed=1, side_km=40), doctors=4, sites_per_area=2, weeks=4, seed=1
    )


def test_without_budget_the_budget_is_named() -> None:
    assert _impossible(_people(), budget_euros=0).startswith("Rule 'budget'")


def test_without_doctors_or_sites_they_are_named() -> None:
    doctors, sites = _people()
    assert _impossible(([], sites)).startswith("Rule 'volunteers'")
    assert _impossible((doctors, [])).startswith("Rule 'sites'")


def test_without_opening_days_they_are_named() -> None:
    doctors, sites = _people()
    closed = [replace(site, open_weekdays=frozenset()) for site in sites]
    assert _impossible((doctors, closed)).startswith("Rule 'opening days'")


def test_without_common_dates_availability_is_named() -> None:
    doctors, sites = _people()
    away = [replace(doctor, available=frozenset()) for doctor in doctors]
    assert _impossible((away, sites)).startswith("Rule 'availability'")


def test_without_days_a_month_the_quota_is_named() -> None:
    doctors, sites = _people()
    assert _impossible(([replace(d, max_days_per_month=0) for d in doctors], sites)).startswith("Rule 'days a month'")


def test_too_far_names_the_journey() -> None:
    near = replace(scheme_named("solidarity"), travel=AtMost(1))
    assert _impossible(_people(), scheme=near).startswith("Rule 'journey'")


def test_a_floor_already_broken_is_named() -> None:
    doctors, sites = _people()
    taken = [replace(d, home_share=1.0) for d in doctors]
    message = _impossible((taken, sites), scheme=relaxed(floor=1000.0))
    assert message.startswith("Rule 'home territory'")


def test_a_plan_that_gains_nothing_says_so() -> None:
    assert "gains more than it costs" in _impossible(_people(), weights=PlanWeights(minute=1000.0, returning_visit=0))


def test_people_and_sites_excluded_by_the_rules_are_reported() -> None:
    country = make_country(communes=60, priority=1, seed=1, side_km=40)
    doctors, sites = _people()
    inside = str(country.territory.code[country.areas[0].positions[0]])
    data = make_data(
        country=country,
        people=(
            [replace(doctors[0], commune=inside), *doctors[1:]],
            [*sites, replace(sites[0], id="X", commune="10001")],
        ),
        weeks=4,
    )
    assert len(data.doctors) == len(doctors) - 1
    assert len(data.sites) == len(sites)
    assert len(data.notes) == 2


def test_a_budget_for_a_fraction_of_a_day_leaves_no_gap() -> None:
    """Eight hundred euros pay three days of these volunteers and part of a fourth, which a relaxation would use."""
    size = {"doctors": 80, "sites_per_area": 5, "communes": 240, "priority": 6, "weeks": 4, "side_km": 60}
    data = make_data(budget_euros=800, scheme=relaxed(), **size)
    result = solve(data, params=SolveParams(nodes=20))
    assert len(result.plan) == 3
    assert result.gap < 1e-3
    assert check_result(data, result) == []


def test_a_watched_plan_is_the_same_and_its_stages_are_reported() -> None:
    data, told = make_data(), []
    watched = solve(data, watch=told.append)
    assert watched.plan == solve(data).plan
    assert list(dict.fromkeys(told)) == ["quota", "calendar", "completion"]


def test_the_watch_callback_may_end_the_planning_at_any_moment() -> None:
    class Enough(Exception):
        pass

    for moment in (1, 5, 20):
        calls = iter(range(moment))

        def watch(_: str, calls: Iterator[int] = calls) -> None:
            if next(calls, None) is None:
                raise Enough

        with pytest.raises(Enough):
            solve(make_data(), watch=watch)
