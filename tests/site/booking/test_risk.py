"""The risk of absence follows the place, the delay and the hour; overbooking stays within its bound."""

from __future__ import annotations

import inspect
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.site.booking.risk import History, absent, crowded, rules

counts = st.integers(0, 500)
risks = st.lists(st.floats(0.0, 1.0), max_size=8)


def test_nothing_about_a_person_enters() -> None:
    assert list(inspect.signature(type(rules()).risk).parameters) == ["self", "scheme", "delay_days", "hour", "history"]


@given(counts, counts, st.floats(0, 90), st.floats(0, 90), st.integers(0, 23))
def test_a_longer_delay_and_a_worse_history_raise_the_risk(
    seen: int, missed: int, one: float, other: float, hour: int
) -> None:
    near, far = sorted((one, other))
    history, worse = History(seen, missed), History(seen, missed + 10)
    found = [rules().risk("medical_bus", near, hour, history), rules().risk("medical_bus", far, hour, history),
             rules().risk("medical_bus", far, hour, worse)]  # fmt: skip
    assert 0 < found[0] <= found[1] <= found[2] < 1


def test_an_unknown_place_has_the_general_share_and_a_known_one_its_own() -> None:
    assert rules().risk("medical_bus", rules().middle_delay_days, 12, History()) == pytest.approx(0.23)
    assert rules().of_place(History(16900, 13500)) == pytest.approx(135 / 304, abs=0.001)


@given(risks)
def test_absences_are_counted_as_by_going_through_all_cases(found: list[float]) -> None:
    dense = [0.0] * (len(found) + 1)
    for case in product((False, True), repeat=len(found)):
        chance = 1.0
        for misses, risk in zip(case, found, strict=True):
            chance *= risk if misses else 1 - risk
        dense[sum(case)] += chance
    assert absent(found) == pytest.approx(dense, abs=1e-12)
    assert sum(absent(found)) == pytest.approx(1)


@given(risks)
def test_overbooking_is_the_most_within_the_accepted_risk(found: list[float]) -> None:
    told = rules().overbooking(found)
    chance = absent(found)
    assert told.risk == pytest.approx(crowded(chance, told.extra))
    assert told.risk <= rules().most_risk
    assert told.extra == rules().most or told.risk_of_one_more > rules().most_risk
    assert told.expected_absent == pytest.approx(sum(found))


def test_who_booked_long_before_is_asked_to_confirm() -> None:
    assert rules().asks_to_confirm(timedelta(days=10))
    assert not rules().asks_to_confirm(timedelta(days=9, hours=23))
