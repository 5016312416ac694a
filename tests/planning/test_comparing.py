"""Plans side by side."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.cli import main
from maillage.planning import Assignment, Plan, PlanFile, Result, TerritoryDays, compare_plans, solve
from tests.planning.cases import START, make_country, make_data

days = st.builds(
    Assignment, st.integers(0, 9).map(lambda k: START + timedelta(days=k)), st.sampled_from("XYZ"),
    st.sampled_from("ABC"),
)  # fmt: skip
plans = st.frozensets(days, max_size=12).map(lambda found: Plan(tuple(found)))


def result(plan: Plan, *territories: TerritoryDays) -> Result:
    return Result(plan, 1.0, 2.0, 0.5, 1, 0.0, "", 100 * len(plan), {}, "", territories)


@given(plans, plans, plans)
def test_what_differs_leads_from_one_plan_to_the_other(first: Plan, second: Plan, third: Plan) -> None:
    found = compare_plans([result(first), result(second), result(third)])
    for other, (ours, theirs) in zip((second, third), found.only, strict=True):
        assert Plan((*set(first.assignments).difference(ours), *theirs)) == other
    told = {one.id: one.days for one in found.doctors}
    for name in "ABC":
        counts = tuple(sum(one.doctor_id == name for one in plan.assignments) for plan in (first, second, third))
        assert told.get(name, counts) == counts
        assert (name in told) is (len(set(counts)) > 1)


def test_territories_on_one_list_only_are_shown_as_such() -> None:
    plan = Plan(())
    found = compare_plans(
        [result(plan, TerritoryDays("1", "One", 3, 2), TerritoryDays("2", "Two", 1, 1)),
         result(plan, TerritoryDays("1", "One", 4, 2))]
    )  # fmt: skip
    assert [(one.name, one.days) for one in found.territories] == [("One", (3, 4)), ("Two", (1, None))]


def test_the_command_shows_plans_side_by_side(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = make_data(country=make_country(seed=2), doctors=8, weeks=4, seed=2)
    poor = replace(data, rules=replace(data.rules, budget_cents=100_000))
    paths = [tmp_path / "rich.json", tmp_path / "poor.json"]
    for path, problem in zip(paths, (data, poor), strict=True):
        PlanFile.of(problem, solve(problem), "76", ()).write(path)
    with pytest.raises(SystemExit) as ended:
        main(["plan", "compare", *map(str, paths)])
    told = capsys.readouterr().out
    assert ended.value.code == 0
    assert "rich.json  poor.json" in told
    assert "only in poor.json" in told
    assert "Doctors whose days differ:" in told
    paths[1].write_text(paths[1].read_text("utf-8").replace('"weeks": 4', '"weeks": 5'), "utf-8")
    for wrong, why in ((paths, "was changed"), (paths[:1], "Compare two or three")):
        with pytest.raises(SystemExit):
            main(["plan", "compare", *map(str, wrong)])
        assert why in capsys.readouterr().err
