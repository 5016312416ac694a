"""The checker shares no code with the solver, and refuses every changed plan."""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.planning import (
    Assignment,
    Plan,
    PlanFile,
    PlanningData,
    Result,
    check,
    check_result,
    checking,
    read_plan,
    solve,
)
from maillage.planning.checking.violation import Violation
from maillage.planning.document import Attachment
from tests.planning.cases import make_country, make_data, make_people

CHECKING = Path(checking.__file__).parent
# What reads a problem for a plan to be made, or values one, outside of the room ``solving``.
VALUES = {"maillage.planning.utility", "maillage.planning.presence", "maillage.planning.explanations"}


@functools.cache
def solved() -> tuple[PlanningData, Result]:
    data = make_data(seed=3, doctors=20, communes=160, priority=3, budget_euros=20_000)
    return data, solve(data)


@pytest.mark.parametrize("path", sorted(CHECKING.glob("*.py")), ids=lambda path: path.stem)
def test_the_checks_import_no_module_of_the_solver(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    names |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert not names & VALUES
    assert not any(name.startswith("maillage.planning.solving") or "highspy" in name for name in names)


def test_the_room_of_the_checks_is_found() -> None:
    assert {"checker", "checker_rules", "proof_check", "proof_rules"} <= {path.stem for path in CHECKING.glob("*.py")}


def test_a_valid_plan_is_accepted() -> None:
    data, result = solved()
    assert len(result.plan) > 10
    assert check_result(data, result) == []


def _rules(violations: list[Violation]) -> set[str]:
    return {violation.rule for violation in violations}


def _with(plan: Plan, old: Assignment, **change: object) -> Plan:
    kept = [a for a in plan.assignments if a != old]
    return Plan((*kept, replace(old, **change)))  # type: ignore[arg-type]


def _holiday(data: PlanningData, plan: Plan) -> Plan:
    return _with(plan, plan.assignments[0], date=data.start - timedelta(days=1))


def _unavailable(data: PlanningData, plan: Plan) -> Plan:
    first = plan.assignments[0]
    doctor = next(d for d in data.doctors if d.id == first.doctor_id)
    return _with(plan, first, date=next(day for day in data.days if day not in doctor.available))


def _closed(data: PlanningData, plan: Plan) -> Plan:
    return _with(plan, plan.assignments[0], date=next(day for day in data.days if day.weekday() == 2))


def _stranger(data: PlanningData, plan: Plan) -> Plan:
    return _with(plan, plan.assignments[0], doctor_id="nobody")


def _too_far(data: PlanningData, plan: Plan) -> Plan:
    couples = {(data.doctors[d].id, data.sites[s].id) for d, s in zip(data.pairs.doctor, data.pairs.site, strict=True)}
    far = next(a for a in plan.assignments if any((a.doctor_id, s.id) not in couples for s in data.sites))
    site = next(s.id for s in data.sites if (far.doctor_id, s.id) not in couples)
    return _with(plan, far, site_id=site)


def _twice(data: PlanningData, plan: Plan) -> Plan:
    return Plan((*plan.assignments, plan.assignments[0]))


def _crowd(data: PlanningData, plan: Plan) -> Plan:
    first = plan.assignments[0]
    couples = zip(data.pairs.doctor.tolist(), data.pairs.site.tolist(), strict=True)
    others = [data.doctors[d].id for d, s in couples if data.sites[s].id == first.site_id]
    return Plan((*plan.assignments, *(Assignment(first.date, first.site_id, d) for d in others)))


def _too_often(data: PlanningData, plan: Plan) -> Plan:
    first = plan.assignments[0]
    month = [day for day in data.days if (day.year, day.month) == (first.date.year, first.date.month)]
    return Plan((*plan.assignments, *(Assignment(day, first.site_id, first.doctor_id) for day in month)))


@pytest.mark.parametrize(
    ("mutate", "rule"),
    [
        (_holiday, "dates"),
        (_unavailable, "availability"),
        (_closed, "opening days"),
        (_stranger, "people"),
        (_too_far, "journey"),
        (_twice, "one site a day"),
        (_crowd, "rooms"),
        (_too_often, "days a month"),
    ],
)
def test_each_rule_broken_is_named(mutate: Callable[[PlanningData, Plan], Plan], rule: str) -> None:
    data, result = solved()
    assert rule in _rules(check(data, mutate(data, result.plan)))


def test_a_day_on_an_absence_and_a_doctor_without_any_date_are_refused() -> None:
    data, result = solved()
    first = result.plan.assignments[0]

    def with_doctor(**change: object) -> PlanningData:
        doctors = tuple(replace(d, **change) if d.id == first.doctor_id else d for d in data.doctors)  # type: ignore[arg-type]
        return replace(data, doctors=doctors)

    assert _rules(check(with_doctor(absent=frozenset({first.date})), result.plan)) == {"absences"}
    assert _rules(check(with_doctor(available=frozenset()), result.plan)) == {"availability"}


def test_an_absence_is_never_planned_and_is_kept_with_the_plan(tmp_path: Path) -> None:
    country = make_country(communes=160, priority=3, seed=3)
    doctors, sites = make_people(country, doctors=20, sites_per_area=2, weeks=8, seed=3)
    absent = [replace(d, absent=frozenset(sorted(d.available)[::2])) for d in doctors]
    absent[0] = replace(doctors[0], absent=doctors[0].available)
    data = make_data(country=country, people=(absent, sites), budget_euros=20_000)
    result = solve(data)
    assert len(result.plan) > 5
    away = {(d.id, day) for d in absent for day in d.absent}
    assert data.notes == (f"{absent[0].id} offers no day",)
    assert not away & {(a.doctor_id, a.date) for a in result.plan.assignments}
    path = tmp_path / "plan.json"
    PlanFile.of(data, result, "76", [area.code for area in data.areas], (None, None), "invented; invented").write(path)
    kept, whole = read_plan(path)
    assert whole
    assert {d.id: d.absent for d in kept.doctors} == {d.id: d.absent for d in data.doctors}


def test_a_smaller_budget_and_a_higher_floor_are_named() -> None:
    data, result = solved()
    poor = replace(data, rules=replace(data.rules, budget_cents=100))
    assert _rules(check(poor, result.plan)) == {"budget"}
    strict = replace(data, rules=replace(data.rules, floor=1000.0))
    assert _rules(check(strict, result.plan)) == {"home territory"}


def test_a_plan_for_other_data_is_refused() -> None:
    data, result = solved()
    other = replace(data, weights=replace(data.weights, minute=0.5))
    assert "data" in _rules(check_result(other, result))


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"objective": 1.01}, "objective"),
        ({"bound": 0.5}, "bound"),
        ({"gap": 0.5}, "gap"),
        ({"cost_cents": 2}, "cost"),
        ({"objective": float("nan")}, "objective"),
        ({"bound": float("nan")}, "bound"),
    ],
)
def test_a_false_statement_is_refused(change: dict[str, float], rule: str) -> None:
    data, result = solved()
    false = {
        name: getattr(result, name) * factor if factor != 0.5 or name != "gap" else 0.5
        for name, factor in change.items()
    }
    assert rule in _rules(check_result(data, replace(result, **false)))  # type: ignore[arg-type]


def test_wrong_days_of_a_territory_are_refused() -> None:
    data, result = solved()
    first, *others = result.territories
    for told in ((replace(first, days=first.days + 1), *others), (replace(first, weeks=0), *others), tuple(others), ()):
        assert _rules(check_result(data, replace(result, territories=told))) == {"territories"}


@given(st.data())
@settings(max_examples=60)
def test_any_mutation_of_a_plan_is_refused(draw: st.DataObject) -> None:
    """Days removed, added, moved to another doctor or site: either a rule is broken or the value changes."""
    data, result = solved()
    plan = result.plan
    victim = draw.draw(st.sampled_from(plan.assignments))
    kind = draw.draw(st.sampled_from(["drop", "double", "doctor", "site"]))
    if kind == "drop":
        mutated = Plan(tuple(a for a in plan.assignments if a != victim))
    elif kind == "double":
        mutated = Plan((*plan.assignments, victim))
    elif kind == "doctor":
        ids = [d.id for d in data.doctors if d.id != victim.doctor_id]
        mutated = _with(plan, victim, doctor_id=draw.draw(st.sampled_from(ids)))
    else:
        ids = [s.id for s in data.sites if s.id != victim.site_id]
        mutated = _with(plan, victim, site_id=draw.draw(st.sampled_from(ids)))
    assert check_result(data, replace(result, plan=mutated)) != []


@pytest.mark.parametrize(("name", "suffix"), [("gps.2019.csv.xz", ".csv.xz"), ("gps.2019.csv", ".csv"), ("gps", "")])
def test_an_attached_table_keeps_its_suffix(tmp_path: Path, name: str, suffix: str) -> None:
    unpacked = Attachment(name, b"code,gps\n").unpack(tmp_path / "supply")
    assert unpacked.name == f"supply{suffix}"
    assert unpacked.read_bytes() == b"code,gps\n"
