"""Time zones and holidays of each department."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.schemes import PARIS, FrenchCalendar, Half, Hours, half_day, local_instant, next_month, zone_of


@pytest.mark.parametrize(
    ("department", "hours_from_utc"),
    [("31", 1), ("2A", 1), ("67", 1), ("971", -4), ("972", -4), ("973", -3), ("974", 4), ("975", -3), ("976", 3),
     ("977", -4), ("978", -4), ("986", 12), ("987", -10), ("988", 11)],
)  # fmt: skip
def test_nine_o_clock_is_that_of_the_department(department: str, hours_from_utc: int) -> None:
    starts, ends = half_day(date(2027, 1, 5), Half.MORNING, Hours(), zone_of(department))
    nine = datetime(2027, 1, 5, 9, tzinfo=UTC)
    assert (nine - starts.astimezone(UTC)).total_seconds() == 3600 * hours_from_utc
    assert (ends.hour, ends.minute) == (12, 20)
    assert FrenchCalendar(department).zone == zone_of(department)


@pytest.mark.parametrize(
    ("department", "day"),
    [
        ("57", date(2027, 3, 26)),  # Good Friday
        ("67", date(2027, 12, 26)),
        ("68", date(2027, 12, 26)),
        ("971", date(2027, 5, 27)),  # abolition of slavery, on a date of each territory
        ("972", date(2027, 5, 22)),
        ("973", date(2027, 6, 10)),
        ("974", date(2027, 12, 20)),
        ("976", date(2027, 4, 27)),
    ],
)
def test_some_departments_have_holidays_of_their_own(department: str, day: date) -> None:
    assert FrenchCalendar(department).is_holiday(day)
    assert not FrenchCalendar("31").is_holiday(day)


def test_working_days_leave_out_holidays_and_other_weekdays() -> None:
    found = FrenchCalendar("31").working_days(date(2027, 5, 3), date(2027, 5, 11), frozenset({0, 3, 5}))
    assert found == [date(2027, 5, 3), date(2027, 5, 10)]  # 6 May is Ascension Day, 8 May the end of the war


def test_local_time_is_another_instant_in_summer() -> None:
    winter, summer = (local_instant(date(2027, month, 1), time(9), PARIS) for month in (2, 7))
    assert (winter.astimezone(UTC).hour, summer.astimezone(UTC).hour) == (8, 7)


def test_the_hours_of_a_session_make_its_slots() -> None:
    hours = Hours(morning=(time(8, 30), time(12)), afternoon=(time(13), time(14, 10)), slot_minutes=30)
    assert (hours.slots_in(Half.MORNING), hours.slots_in(Half.AFTERNOON)) == (7, 2)
    assert hours.patients_per_day == 9


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_the_next_month_begins_on_the_first_day_after_this_one(day: date) -> None:
    """Also on the 31st of January, from which 31 days lead past February."""
    found = next_month(day)
    assert found.day == 1
    assert (found - timedelta(days=1)).month == day.month
    assert 0 < (found - day).days <= 31
