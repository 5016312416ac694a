"""The table of states and the arithmetic beside it, without a database."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from maillage.site.expertise import states, tariffs
from maillage.site.expertise.load import classes, quantile
from maillage.site.expertise.pathways import pathways
from maillage.site.expertise.states import STEPS, Act, Side, State

TIMES = st.lists(st.integers(0, 10**6).map(lambda seconds: timedelta(seconds=seconds)), min_size=1)


def test_every_state_is_reached_from_a_draft_and_leads_to_an_end() -> None:
    def reached(start: State) -> set[State]:
        found, left = {start}, [start]
        while left:
            here = left.pop()
            new = {step.to for step in STEPS.values() if here in step.leads_from} - found
            found |= new
            left += new
        return found

    assert reached(State.DRAFT) == set(State)
    assert [one for one in State if not reached(one) & states.ENDED] == []


def test_nothing_is_answered_after_withdrawal_and_nothing_withdrawn_after_the_answer() -> None:
    assert all(State.WITHDRAWN not in step.leads_from for step in STEPS.values())
    assert not states.ANSWERED & STEPS[Act.WITHDRAW].leads_from


def test_a_reader_answers_only_what_they_took() -> None:
    assert Act.ANSWER not in states.acts_of(Side.POOL, State.TAKEN)
    assert Act.ANSWER in states.acts_of(Side.TAKER, State.TAKEN)
    assert Act.ANSWER not in states.acts_of(Side.TAKER, State.ASKED)


def test_templates_and_answers_use_the_codes_of_their_pathway() -> None:
    for path in pathways().values():
        fields = {field.code: field for field in path.answer}
        for template in path.templates:
            for code, value in template.values.items():
                assert fields[code].kind == "text" or fields[code].written(value) != str(value) or not value


@given(TIMES)
def test_classes_count_each_time_once_and_quantiles_are_times_that_enough_lie_within(times: list[timedelta]) -> None:
    assert sum(classes(times)) == len(times)
    for share in (0.5, 0.9):
        found = quantile(sorted(times), share)
        assert found is not None
        assert sum(one <= found for one in times) >= share * len(times)
        assert sum(one < found for one in times) < share * len(times)


def test_fees_follow_the_date_and_the_count_of_the_year() -> None:
    on = date(2026, 5, 1)
    assert {one.code: one.cents for one in tariffs.due(on, inpatient=False, paid_this_year={})} == {
        "TE2": 2300, "RQD": 1000,
    }  # fmt: skip
    assert [one.code for one in tariffs.due(on, inpatient=False, paid_this_year={"RQD": 4, "TE2": 9})] == ["TE2"]
    assert [one.code for one in tariffs.due(date(2025, 12, 31), inpatient=False, paid_this_year={})] == ["RQD"]
    assert tariffs.due(on, inpatient=True, paid_this_year={}) == []
    assert all(one.source for one in tariffs.tariffs())
