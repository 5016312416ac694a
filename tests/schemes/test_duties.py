"""The list of duties as a template: own hours, across midnight and holidays, holes, its JSON form."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.schemes import (
    Activity,
    DutyDate,
    DutyTemplate,
    FrenchCalendar,
    Hours,
    halves_of,
    scheme_named,
    template_from_json,
)

FIRST = date(2027, 1, 4)
hours = st.sampled_from([time(0), time(8), time(12), time(20)])
duties = st.lists(
    st.builds(
        DutyDate,
        st.text("abcdef", min_size=1),
        st.dates(FIRST, FIRST + timedelta(days=400)),
        hours,
        hours,
        st.just("12089"),
        st.just("Maison"),
        st.sampled_from(["", "d1", "d2"]),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda one: one.name,
).map(lambda found: DutyTemplate(tuple(found)))


@given(duties)
def test_each_duty_is_one_session_by_its_own_hours(template: DutyTemplate) -> None:
    found = template.half_days(FIRST, FIRST + timedelta(days=401), FrenchCalendar("12"), Hours())
    assert sorted(one.name for one in found) == sorted(one.name for one in template.duties)
    named = {one.name: one for one in template.duties}
    for one in found:
        asked = named[one.name]
        assert (one.date, one.starts.time(), one.ends.time()) == (asked.date, asked.starts, asked.ends)
        assert timedelta(0) < one.ends - one.starts <= timedelta(hours=25)
        assert (one.giver, one.activity) == (asked.staff, Activity.DUTY)
    assert template_from_json(template.to_json()) == template


def test_names_are_unique_and_some_duty_there_is() -> None:
    one = DutyDate("a", FIRST, time(20), time(0), "12089", "Maison")
    for wrong in ((), (one, one)):
        with pytest.raises(ValueError, match="name of its own"):
            DutyTemplate(wrong)


def test_a_duty_needs_a_doctor_and_a_long_one_counts_two_half_days() -> None:
    template = DutyTemplate((DutyDate("a", FIRST, time(20), time(0), "12089", "Maison", "d1"),))
    (dated,) = template.half_days(FIRST, FIRST + timedelta(days=1), FrenchCalendar(), Hours())
    (post,) = scheme_named("duty_rota").posts(dated.starts, dated.ends, dated.takes)
    assert (post.giver, post.reference) == (True, "d1")
    assert [halves_of(minutes) for minutes in (200, 360, 361, 720)] == [1, 1, 2, 2]
