"""Templates become dated half-days: in the right week, at the right local hour, never on a holiday."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.schemes import (
    Activity,
    Agreement,
    Crew,
    FrenchCalendar,
    Funder,
    Half,
    Party,
    Presence,
    TourStop,
    TourTemplate,
    WeeklyTemplate,
    agreement_problems,
    session_dates,
    template_from_json,
    template_to_json,
)

MONDAY = date(2027, 1, 4)
TOUR = TourTemplate(
    vehicle="bus",
    anchor=MONDAY,
    stops=tuple(TourStop(f"8100{k}", f"Place {k}", "200000000") for k in range(3)),
    crew=(Crew(0, "dentist"), Crew(2, "gp")),
)
dates = st.dates(date(2026, 1, 1), date(2028, 12, 31))
presences = st.builds(
    Presence,
    weekday=st.integers(0, 4),
    half=st.sampled_from(Half),
    place=st.sampled_from(["chu", "ch"]),
    staff=st.just("orl"),
    activity=st.sampled_from(Activity),
)
weekly = st.builds(
    WeeklyTemplate,
    anchor=dates,
    presences=st.lists(presences, min_size=1, max_size=6, unique_by=lambda p: (p.weekday, p.half)).map(tuple),
)


def test_a_tour_goes_on_to_the_next_stop_each_week_and_starts_again() -> None:
    found = session_dates(TOUR, MONDAY, MONDAY + timedelta(weeks=4))
    wednesdays = [s.commune for s in found if s.staff == "gp" and s.half is Half.MORNING]
    assert wednesdays == ["81000", "81001", "81002", "81000"]
    assert {s.vehicle for s in found} == {"bus"}
    assert len(found) == 4 * 2 * 2


def test_holidays_are_left_out() -> None:
    easter = session_dates(TOUR, date(2027, 3, 29), date(2027, 4, 5))  # Easter Monday is 29 March
    assert {s.date for s in easter} == {date(2027, 3, 31)}


def test_alsace_keeps_its_own_holidays() -> None:
    good_friday = date(2027, 3, 26)
    assert FrenchCalendar("67").is_holiday(good_friday)
    assert not FrenchCalendar("31").is_holiday(good_friday)


@given(weekly, dates)
def test_no_session_falls_on_a_holiday_or_outside_the_range(template: WeeklyTemplate, start: date) -> None:
    end = start + timedelta(weeks=6)
    for session in session_dates(template, start, end):
        assert start <= session.date < end
        assert not FrenchCalendar().is_holiday(session.date)
        assert session.date.weekday() in {p.weekday for p in template.presences}


@given(weekly, dates)
def test_cutting_the_range_in_two_changes_nothing(template: WeeklyTemplate, start: date) -> None:
    middle, end = start + timedelta(days=17), start + timedelta(days=40)
    whole = session_dates(template, start, end)
    assert whole == session_dates(template, start, middle) + session_dates(template, middle, end)


@given(weekly, dates)
def test_sessions_start_at_nine_or_two_whatever_the_clocks_do(template: WeeklyTemplate, start: date) -> None:
    hours = {(s.starts.hour, s.half) for s in session_dates(template, start, start + timedelta(weeks=8))}
    assert hours <= {(9, Half.MORNING), (14, Half.AFTERNOON)}


def test_nine_o_clock_is_another_instant_after_the_clocks_change() -> None:
    template = WeeklyTemplate(MONDAY, (Presence(4, Half.MORNING, "ch", "orl"),))
    winter, summer = session_dates(template, date(2027, 3, 20), date(2027, 4, 3))
    assert winter.starts.astimezone(UTC) == datetime(2027, 3, 26, 8, tzinfo=UTC)
    assert summer.starts.astimezone(UTC) == datetime(2027, 4, 2, 7, tzinfo=UTC)


def test_a_presence_every_other_week() -> None:
    template = WeeklyTemplate(MONDAY, (Presence(0, Half.MORNING, "ch", "orl", every_weeks=2, first_week=1),))
    found = session_dates(template, MONDAY, MONDAY + timedelta(weeks=5))
    assert [s.date for s in found] == [date(2027, 1, 11), date(2027, 1, 25)]


def test_nobody_is_asked_to_be_in_two_places() -> None:
    twice = (Presence(0, Half.MORNING, "chu", "orl"), Presence(0, Half.MORNING, "ch", "orl", every_weeks=2))
    with pytest.raises(ValueError, match="twice"):
        WeeklyTemplate(MONDAY, twice)
    in_turn = (
        Presence(0, Half.MORNING, "chu", "orl", every_weeks=2, first_week=1),
        Presence(0, Half.MORNING, "ch", "orl", every_weeks=2),
    )
    assert WeeklyTemplate(MONDAY, in_turn).presences == in_turn


@given(weekly)
def test_a_weekly_template_survives_json(template: WeeklyTemplate) -> None:
    assert template_from_json(template_to_json(template)) == template


def test_a_tour_survives_json_and_another_shape_is_refused() -> None:
    assert template_from_json(template_to_json(TOUR)) == TOUR
    with pytest.raises(ValueError, match="shape"):
        template_from_json({**template_to_json(TOUR), "shape": "circle"})


@pytest.mark.parametrize("change", [{"stops": ()}, {"stay_weeks": 0}, {"crew": (Crew(0, "a"), Crew(0, "b"))}])
def test_a_tour_that_cannot_run_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="tour"):
        TourTemplate(**{**TOUR.__dict__, **change})  # type: ignore[arg-type]


HALVES = [(weekday, half) for weekday in range(5) for half in Half]
WEEK = WeeklyTemplate(MONDAY, tuple(Presence(w, h, "ch" if k < 5 else "chu", "orl") for k, (w, h) in enumerate(HALVES)))
PARTIES = (Party("chu", 50, 30), Party("ch", 50, 40))
FUNDERS = (Funder("ARS", 20), Funder("Region", 10))


def _agreement(**change: object) -> Agreement:
    sound = {
        "name": "ORL", "pathway": "ORL", "parties": PARTIES, "funders": FUNDERS, "template": WEEK, "starts": MONDAY,
    }  # fmt: skip
    return Agreement(**{**sound, **change})  # type: ignore[arg-type]


def test_a_sound_agreement_has_no_problem() -> None:
    assert agreement_problems(_agreement()) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"parties": (Party("chu", 60, 30), Party("ch", 50, 40))}, "shares of time make 110 %"),
        ({"parties": (Party("chu", 70, 30), Party("ch", 30, 40))}, "ch has 30 % of the time and 50 % of the week"),
        ({"funders": ()}, "shares of money make 70 %"),
        ({"parties": (Party("ch", 100, 70),)}, "at least two establishments"),
        ({"parties": (Party("chu", 50, 30), Party("other", 50, 40))}, "ch, which has not signed"),
    ],
)
def test_an_agreement_whose_shares_do_not_hold_is_refused(change: dict[str, object], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        _agreement(**change)
