"""Opening rules: rhythms, ends, changed days, holidays of school and public ones, clocks that change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.schemes import (
    PARIS,
    SCHEMES,
    DiaryTemplate,
    FrenchCalendar,
    OpeningRule,
    School,
    SessionDate,
    school_zone,
    template_from_json,
    zone_of,
)
from maillage.schemes.templates.diary import exists

MONDAY = date(2027, 1, 4)
AVEYRON = FrenchCalendar("12")
RULE = OpeningRule(
    key="7", place="lieu-1", staff="soignant-1", weekday=0, hours=(time(9), time(12)), first=MONDAY,
    motives=(("short", 15), ("long", 30)), takes={"room": ("cabinet-1",)},
)  # fmt: skip


def days(rule: OpeningRule, calendar: FrenchCalendar = AVEYRON, start: date = MONDAY, count: int = 120) -> list[date]:
    found = DiaryTemplate((rule,)).half_days(start, start + timedelta(days=count), calendar, SCHEMES["practice"].hours)
    return [one.date for one in found]


def on(rule: OpeningRule, day: date, department: str) -> SessionDate:
    found = rule.session_on(day, FrenchCalendar(department))
    assert found is not None
    return found


def test_every_third_week_until_a_day() -> None:
    rule = replace(RULE, every_weeks=3, last=date(2027, 2, 15))
    assert days(rule) == [date(2027, 1, 4), date(2027, 1, 25), date(2027, 2, 15)]


def test_the_second_and_the_last_monday_of_a_month() -> None:
    assert days(replace(RULE, of_month=2), count=90) == [date(2027, 1, 11), date(2027, 2, 8), date(2027, 3, 8)]
    # The last Monday of March is Easter Monday's eve week: 29 March 2027 is Easter Monday itself.
    assert days(replace(RULE, of_month=-1), count=90) == [date(2027, 1, 25), date(2027, 2, 22)]
    assert days(replace(RULE, of_month=-1, on_holidays=True), count=90)[-1] == date(2027, 3, 29)


def test_a_day_is_closed_has_other_hours_or_is_added() -> None:
    tuesday = date(2027, 1, 12)
    rule = replace(
        RULE, changed={date(2027, 1, 11): None, date(2027, 1, 18): (time(14), time(16)), tuesday: RULE.hours}
    )
    assert days(rule, count=15) == [MONDAY, tuesday, date(2027, 1, 18)]
    assert rule.hours_on(date(2027, 1, 18), AVEYRON) == (time(14), time(16))


def test_outside_of_and_in_the_school_holidays_of_the_zone() -> None:
    """Winter 2027: zone A from 13 to 28 February, B from 20 February to 7 March, C from 6 to 21 February."""
    mondays = [date(2027, 2, 1) + timedelta(weeks=k) for k in range(6)]
    closed = {"69": {2, 3}, "35": {3, 4}, "31": {1, 2}}
    for department, weeks in closed.items():
        calendar = FrenchCalendar(department)
        outside = days(replace(RULE, school=School.OUTSIDE), calendar, mondays[0], 42)
        only = days(replace(RULE, school=School.ONLY), calendar, mondays[0], 42)
        assert [k for k, day in enumerate(mondays) if day not in outside] == sorted(weeks)
        assert only == [mondays[k] for k in sorted(weeks)]


def test_every_department_has_a_zone_and_those_without_dates_say_so() -> None:
    mainland = [f"{k:02d}" for k in range(1, 96) if k != 20]
    zones = {code: school_zone(code) for code in [*mainland, "2A", "2B", "971", "972", "973", "974", "976"]}
    assert all(zones.values())
    unknown = {code for code, zone in zones.items() if zone is not None and zone.known_until is None}
    assert unknown == {"2A", "2B", "971", "972", "973", "976"}
    reunion = school_zone("974")
    assert reunion is not None
    assert (reunion.knows(date(2027, 5, 18)), reunion.knows(date(2027, 5, 19))) == (True, False)
    assert days(replace(RULE, school=School.OUTSIDE), FrenchCalendar("974"), date(2026, 12, 7), 70)[:2] == [
        date(2027, 2, 1), date(2027, 2, 8),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("department", "holiday"),
    [("57", date(2027, 3, 26)), ("67", date(2027, 12, 26)), ("972", date(2027, 5, 22)), ("974", date(2027, 12, 20))],
)
def test_holidays_of_the_place_only(department: str, holiday: date) -> None:
    """Good Friday and Saint Stephen's Day in Alsace-Moselle, the abolition of slavery overseas."""
    rule = replace(RULE, weekday=holiday.weekday())
    assert holiday not in days(rule, FrenchCalendar(department), holiday, 1)
    assert days(rule, AVEYRON, holiday, 1) == [holiday]


@given(
    st.dates(date(2026, 6, 1), date(2028, 12, 31)), st.sampled_from(["12", "971", "973", "974", "975", "987", "988"])
)
def test_clocks_show_the_same_hours_on_every_day(day: date, department: str) -> None:
    rule = replace(RULE, weekday=day.weekday(), first=day, on_holidays=True)
    found, zone = on(rule, day, department), zone_of(department)
    assert found.starts.astimezone(zone).timetz().replace(tzinfo=None) == time(9)
    assert found.ends - found.starts == timedelta(hours=3)


def test_hours_on_the_days_when_clocks_change() -> None:
    spring, autumn = date(2027, 3, 28), date(2027, 10, 31)
    assert not exists(spring, time(2, 30), PARIS)
    assert exists(spring, time(2, 30), ZoneInfo("America/Cayenne"))
    assert exists(autumn, time(2, 30), PARIS)
    night = replace(RULE, weekday=6, hours=(time(1), time(4)), first=spring)
    # Two hours in spring and four in autumn are between one and four o'clock.
    assert on(night, spring, "12").ends - on(night, spring, "12").starts == timedelta(hours=2)
    assert on(night, autumn, "12").ends - on(night, autumn, "12").starts == timedelta(hours=4)
    assert on(night, spring, "12").starts == datetime(2027, 3, 28, 0, tzinfo=UTC)


def test_a_session_has_another_name_when_anything_of_it_changes() -> None:
    name = on(RULE, MONDAY, "12").name
    assert on(replace(RULE, last=date(2028, 1, 1)), MONDAY, "12").name == name
    others = [
        replace(RULE, hours=(time(9), time(11))), replace(RULE, pause=5), replace(RULE, motives=(("short", 15),)),
        replace(RULE, takes={"room": ("cabinet-2",)}), replace(RULE, motives=(("short", 15),), seats=6),
    ]  # fmt: skip
    assert len({name, *(on(one, MONDAY, "12").name for one in others)}) == len(others) + 1


def test_a_template_is_read_as_it_was_written() -> None:
    changed = {MONDAY: None, date(2027, 1, 12): (time(14), time(16))}
    rule = replace(RULE, of_month=-1, school=School.OUTSIDE, pause=5, last=date(2027, 9, 1), changed=changed)
    template = DiaryTemplate((rule, replace(RULE, key="8", motives=(("group", 60),), seats=6)))
    assert template_from_json(template.to_json()) == template
    assert template_from_json(template.to_json()).to_json() == template.to_json()


@pytest.mark.parametrize(
    "change",
    [
        {"hours": (time(12), time(9))}, {"seats": 0}, {"seats": 2}, {"motives": ()}, {"every_weeks": 0},
        {"of_month": 6}, {"every_weeks": 2, "of_month": 1}, {"changed": {MONDAY: (time(9), time(9))}},
    ],
)  # fmt: skip
def test_impossible_rules_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"a rule|a presence|a group"):
        replace(RULE, **change)
