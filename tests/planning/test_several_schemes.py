"""Volunteers, half-days, whole weeks, contracts over several places, several professions: one plan."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache

import numpy as np
import pytest

from maillage.errors import ImpossiblePlan
from maillage.planning import (
    Doctor,
    LivePlan,
    LiveProblem,
    PlanningData,
    Result,
    Site,
    build_data,
    calendar_of,
    check_result,
    contradictions,
    planned_days,
    problem_in,
    problem_out,
    solve,
    solve_around,
)
from maillage.planning.checking.proof_check import proven_bound
from maillage.planning.data import as_digested
from maillage.planning.document import PlanFile
from maillage.planning.result import Plan
from maillage.schemes import Profession, Status, kilometres
from tests.planning.cases import START, Areas, make_country, make_people

WEEKS = 9
COUNTRY = make_country(communes=100, priority=2, seed=3, side_km=60)
CENTRE = "salaried_centre"


def working_days() -> frozenset[date]:
    days = (START + timedelta(days=k) for k in range(7 * WEEKS))
    return frozenset(day for day in days if day.weekday() < 5)


def people() -> tuple[list[Doctor], list[Site]]:
    """Ten volunteers, two of them of mornings; a doctor under contract over two places; three who give weeks."""
    doctors, sites = make_people(COUNTRY, doctors=12, sites_per_area=2, weeks=WEEKS, seed=3, rooms=2)
    doctors = [replace(one, half="am" if k in (2, 3) else "") for k, one in enumerate(doctors)]
    every, home = working_days(), doctors[0].commune
    employed = Doctor(
        "employed", "Dr E", home, every, 0.0, 8, status=Status.SALARIED, scheme=CENTRE,
        promised=frozenset({(sites[0].id, 2), (sites[2].id, 3)}),
    )  # fmt: skip
    weekly = [
        Doctor(f"week{k}", f"Dr W{k}", home, every, 0.0, 31, status=Status.SALARIED, scheme=CENTRE, weeks=2, bed=True)
        for k in range(3)
    ]
    sites = [replace(one, beds=1 if k == 1 else 0) for k, one in enumerate(sites)]
    return [*doctors, employed, *weekly], sites


def problem(doctors: list[Doctor], sites: list[Site], **asked: object) -> PlanningData:
    return as_digested(build_data(
        COUNTRY.territory, COUNTRY.times, COUNTRY.model, Areas(COUNTRY.areas), doctors, sites,
        start=START, weeks=WEEKS, budget_cents=900_000, **asked,  # type: ignore[arg-type]
    ))  # fmt: skip


@cache
def planned() -> tuple[PlanningData, Result]:
    data = problem(*people())
    return data, solve(data)


def test_each_line_is_planned_by_the_rules_of_its_scheme() -> None:
    data, result = planned()
    assert check_result(data, result) == []
    assert result.gap < 0.01
    assert result.proof is not None
    assert proven_bound(data, result.proof) <= Fraction(result.proof.bound)
    given = Counter(a.doctor_id for a in result.plan.assignments)
    by_month = Counter((a.doctor_id, a.site_id, f"{a.date:%Y-%m}") for a in result.plan.assignments)
    _, sites = people()
    assert by_month["employed", sites[0].id, "2027-01"] >= 2
    assert by_month["employed", sites[2].id, "2027-01"] >= 3
    weeks = {(a.doctor_id, a.date.isocalendar().week) for a in result.plan.assignments if a.doctor_id[:4] == "week"}
    assert weeks
    for who, week in weeks:
        days = {a.date for a in result.plan.assignments if a.doctor_id == who and a.date.isocalendar().week == week}
        assert {day.weekday() for day in days} == {0, 1, 3}
    assert {a.site_id for a in result.plan.assignments if a.doctor_id[:4] == "week"} == {sites[1].id}
    assert {a.half for a in result.plan.assignments} == {"", "am"}
    assert given["employed"] > 0


def test_days_are_paid_and_counted_by_what_they_are() -> None:
    data, result = planned()
    days = dict(zip(result.plan.assignments, planned_days(COUNTRY.territory, data, result.plan), strict=True))
    for a, day in days.items():
        doctor = next(one for one in data.doctors if one.id == a.doctor_id)
        far = float(kilometres(COUNTRY.territory, np.array([day.home]), np.array([day.position]))[0])
        expected = 0 if doctor.scheme else (10_000 if a.half else 20_000) + round(2 * far * 60)
        assert abs(day.cost_cents - expected) <= 1
        assert day.consultations == (10 if a.half else 20)
    found = {one.staff: {half.value for half in one.halves} for one in result.plan.template().days}
    assert found["D002"] == {"morning"} or "D002" not in found
    assert calendar_of(data, result.plan).count(b"BEGIN:VEVENT") == len(result.plan)


def test_a_plan_by_hand_and_around_fixed_days_counts_the_same() -> None:
    data, result = planned()
    live = LivePlan(LiveProblem(data), result.plan.assignments)
    assert live.objective == pytest.approx(result.objective)
    half = next(a for a in result.plan.assignments if a.half)
    assert live.try_change([half], []).consultations == -10
    fixed = Plan(tuple(a for a in result.plan.assignments if a.doctor_id in ("week0", "employed") or a.half))
    again = solve_around(data, fixed, bound=result.bound)
    assert set(fixed.assignments) <= set(again.plan.assignments)
    assert check_result(data, again) == []


def test_the_file_and_the_kept_problem_hold_every_line() -> None:
    data, result = planned()
    file = PlanFile.from_document(json.loads(json.dumps(PlanFile.of(data, result, "76", ()).to_document())))
    assert (file.doctors, file.sites, file.result.plan) == (data.doctors, data.sites, result.plan)
    arrays, meta = problem_out(data, result)
    kept = problem_in(arrays, json.loads(json.dumps(meta)))
    assert check_result(replace(kept, doctors=data.doctors), result) == []


def test_each_profession_has_its_own_access_and_presence() -> None:
    doctors, sites = people()
    births = [replace(one, id=f"birth{k}", profession=Profession.MIDWIFE) for k, one in enumerate(sites[:2])]
    midwife = Doctor(
        "midwife", "M", doctors[0].commune, working_days(), 0.5, 4, Profession.MIDWIFE, Status.SALARIED, scheme=CENTRE
    )
    few = replace(COUNTRY.model, supply=COUNTRY.model.supply / 4)
    data = problem([*doctors, midwife], [*sites, *births], measures={Profession.MIDWIFE: few})
    couples = zip(data.pairs.doctor.tolist(), data.pairs.site.tolist(), strict=True)
    assert {data.sites[s].id[:5] for d, s in couples if data.doctors[d].id == "midwife"} == {"birth"}
    assert len(data.areas) == len(COUNTRY.areas) + len({data.area_of_site[k] for k, one in enumerate(data.sites)
                                                        if one.id[:5] == "birth"})  # fmt: skip
    first = np.array([not name for name in data.groups.measure])
    assert data.groups.means[first].max() > 2 * data.groups.means[~first].max()
    alone, _ = planned()
    assert data.groups.access[first] == pytest.approx(alone.groups.access)
    result = solve(data)
    assert check_result(data, result) == []
    assert result.proof is not None
    assert proven_bound(data, result.proof) <= Fraction(result.proof.bound)
    assert {a.site_id[:5] for a in result.plan.assignments if a.doctor_id == "midwife"} == {"birth"}
    assert len([a for a in result.plan.assignments if a.doctor_id == "midwife"]) > 4


def test_contracts_and_weeks_that_cannot_be_are_told_at_once() -> None:
    doctors, sites = people()
    wrong = [
        replace(one, promised=frozenset({(sites[0].id, 7), ("nowhere", 3)})) if one.id == "employed"
        else replace(one, scheme="", status=Status.RETIRED, days_apart=3) if one.id == "week0"
        else one
        for one in doctors
    ]  # fmt: skip
    data = problem(wrong, sites)
    found = [str(one) for one in contradictions(data)]
    assert any("nowhere:3: no such site" in one for one in found)
    assert any("10 days a month are promised, at most 8" in one for one in found)
    assert any("week0, days_apart" in one for one in found)
    assert any("week0, weeks: a week has 3 days, at most 2" in one for one in found)
    with pytest.raises(ImpossiblePlan, match="nowhere"):
        solve(data)
