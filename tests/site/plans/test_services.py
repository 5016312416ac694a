"""A run of the planner is stored as a programme, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from maillage.errors import BadInput
from maillage.planning import Assignment, Plan, PlanFile, PlanWeights, Rechecked, Result, Violation, read_plan
from maillage.planning.values import OtherScheme
from maillage.schemes import DatedTemplate
from maillage.site.plans import services
from maillage.site.plans.kept import problem_of_key
from maillage.site.plans.models import PlanRun
from maillage.site.refusals import NotAllowed, Refused
from tests.planning.cases import make_data
from tests.site import factories as make

pytestmark = pytest.mark.django_db

MONDAY, TUESDAY, FRIDAY = date(2027, 1, 4), date(2027, 1, 5), date(2027, 1, 8)


def result_of(*assignments: Assignment) -> Result:
    return Result(
        plan=Plan(assignments), objective=100.0, bound=100.5, gap=0.005, seed=1, seconds=1.2, data_digest="d",
        cost_cents=20000, seconds_by_stage={"quota": 1.0},
    )  # fmt: skip


def stored(*assignments: Assignment, **fields: object) -> PlanRun:
    return services.store(
        result_of(*assignments), make.region(), scheme="solidarity", starts=MONDAY, weeks=13, **fields
    )


@pytest.fixture(autouse=True)
def directory() -> None:
    make.place(rooms=2, reference="site-1")
    for k in range(3):
        make.professional(reference=f"doctor-{k}")


def day(doctor: int, on: date = MONDAY) -> Assignment:
    return Assignment(on, "site-1", f"doctor-{doctor}")


def test_the_same_result_is_stored_once() -> None:
    assert stored(day(0)) == stored(day(0))
    assert stored(day(0)) != stored(day(1))
    assert PlanRun.objects.count() == 2


def test_a_plan_is_a_programme_of_its_days() -> None:
    run = stored(day(0), day(1, date(2027, 1, 5)))
    programme = run.programme
    assert (programme.state, programme.starts, programme.ends, programme.weeks) == (
        "draft", MONDAY, date(2027, 4, 4), 13,
    )  # fmt: skip
    assert isinstance(programme.dates, DatedTemplate)
    assert [(one.date, one.place, one.staff) for one in programme.dates.days] == [
        (MONDAY, "site-1", "doctor-0"), (date(2027, 1, 5), "site-1", "doctor-1"),
    ]  # fmt: skip
    assert Result.from_document(run.document).plan.assignments


@pytest.mark.parametrize(
    ("assignment", "named"),
    [(Assignment(MONDAY, "site-1", "nobody"), "nobody"), (Assignment(MONDAY, "nowhere", "doctor-0"), "nowhere")],
)
def test_an_unknown_person_or_place_is_named(assignment: Assignment, named: str) -> None:
    with pytest.raises(Refused, match=named):
        stored(assignment)
    assert not PlanRun.objects.exists()


def test_a_coordinator_stores_plans_of_their_own_region_only() -> None:
    assert stored(day(0), by=make.coordinator()).pk
    with pytest.raises(NotAllowed):
        stored(day(1), by=make.coordinator(make.elsewhere().department.region))


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    PlanFile(
        region="76", territories=("200000001",), start=MONDAY, weeks=13, budget_cents=10, scheme="solidarity",
        max_minutes=60, weights=PlanWeights(), doctors=(), sites=(), result=result_of(day(0)),
    ).write(path)  # fmt: skip
    return path


def test_a_file_is_checked_before_it_is_stored(plan_file: Path) -> None:
    make.region()
    with pytest.raises(BadInput, match="breaks 1 rules, first budget: too much"):
        services.import_file(plan_file, lambda plan: Rechecked([Violation("budget", "too much")], None))
    assert not PlanRun.objects.exists()
    assert services.import_file(plan_file, lambda plan: Rechecked([], None)).programme.scheme == "solidarity"


def test_an_imported_plan_keeps_its_problem_and_has_a_programme_for_each_scheme(plan_file: Path) -> None:
    make.region()
    problem = make_data()
    run = services.import_file(plan_file, lambda plan: Rechecked([], problem))
    assert problem_of_key(run.problem).data.digest == problem.digest
    file, _ = read_plan(plan_file)
    volunteer, employed, half = (
        replace(problem.doctors[k], id=name, person="doctor-0") for k, name in enumerate(("x", "y", "z"))
    )
    employed, half = (replace(one, scheme="salaried_centre") for one in (employed, half))
    people = (volunteer, employed, replace(half, half="pm"))
    days = [Assignment(MONDAY, "site-1", "x"), Assignment(TUESDAY, "site-1", "y")]
    days.append(Assignment(FRIDAY, "site-1", "z", "pm"))
    replace(file, doctors=people, result=result_of(*days)).write(plan_file)
    rules = replace(problem.rules, others=(OtherScheme("salaried_centre", 600, 31, 20),))
    again = replace(problem, doctors=(*people, *problem.doctors[3:]), rules=rules)
    run = services.import_file(plan_file, lambda plan: Rechecked([], again))
    assert [row["doctor"] for row in run.document["plan"]] == [
        "doctor-0", "doctor-0~salaried_centre", "doctor-0~salaried_centre~2",
    ]  # fmt: skip
    own, centre = run.programmes
    assert (own.scheme, centre.scheme) == ("solidarity", "salaried_centre")
    assert [(one.date, one.staff, len(one.halves)) for one in own.dates.days] == [(MONDAY, "doctor-0", 2)]
    assert [(one.date, one.staff, len(one.halves)) for one in centre.dates.days] == [
        (TUESDAY, "doctor-0", 2), (FRIDAY, "doctor-0", 1),
    ]  # fmt: skip
    # A centre holds its sessions at places of its parties: those of the plan are.
    assert [party.key for party in centre.parties.all()] == ["site-1"]
    assert [one.id for one in problem_of_key(run.problem).data.doctors[:3]] == [
        "doctor-0", "doctor-0~salaried_centre", "doctor-0~salaried_centre~2",
    ]  # fmt: skip


def test_a_file_that_was_changed_is_not_stored(plan_file: Path) -> None:
    plan_file.write_text(plan_file.read_text().replace("doctor-0", "doctor-1"))
    with pytest.raises(BadInput, match="changed after it was written"):
        services.import_file(plan_file, lambda plan: Rechecked([], None))
