"""Payments: whole cents, the sum of their lines, computed day by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.schemes import (
    Allowance,
    PaidDay,
    Scheme,
    kilometres,
    payment,
    scheme_named,
    shared_by_weight,
    total_cents,
)
from maillage.schemes.kilometres import detour
from maillage.territory import Territory

SOLIDARITY = scheme_named("solidarity")
cents, halves = st.integers(0, 100_000), st.sampled_from([1, 2])
schemes = st.builds(Allowance, cents, cents, st.integers(0, 200), cents).map(lambda a: replace(SOLIDARITY, allowance=a))
paid_days = st.lists(
    st.builds(PaidDay, st.dates(date(2026, 1, 1), date(2028, 1, 1)), halves, st.floats(0, 500), st.booleans()),
    max_size=8,
)


def test_solidarity_pays_days_half_days_and_journeys_both_ways() -> None:
    monday, tuesday = date(2027, 1, 4), date(2027, 1, 5)
    lines = payment(SOLIDARITY, [PaidDay(monday, 2, 10.0), PaidDay(tuesday, 1)])
    assert [(line.date, line.what, line.quantity, line.unit_cents, line.cents) for line in lines] == [
        (monday, "day", 1, 20_000, 20_000),
        (monday, "journey", 20.0, 60, 1_200),
        (tuesday, "half_day", 1, 10_000, 10_000),
    ]
    assert total_cents(lines) == 31_200


@given(schemes, paid_days, paid_days)
def test_days_are_paid_one_by_one(scheme: Scheme, some: list[PaidDay], others: list[PaidDay]) -> None:
    assert payment(scheme, some) + payment(scheme, others) == payment(scheme, [*some, *others])


@given(schemes, paid_days)
def test_a_line_is_its_quantity_at_its_price_in_whole_cents(scheme: Scheme, days: list[PaidDay]) -> None:
    lines = payment(scheme, days)
    assert all(type(line.cents) is int and line.cents == round(line.quantity * line.unit_cents) > 0 for line in lines)
    assert total_cents(lines) == sum(line.cents for line in lines)


def test_a_day_with_a_locum_at_home_is_paid_for_them_where_the_scheme_says_so() -> None:
    monday = date(2027, 1, 4)
    days = [PaidDay(monday, 2, replaced=True), PaidDay(monday, 1)]
    assert {line.what for line in payment(SOLIDARITY, days)} == {"day", "half_day"}
    paying = replace(SOLIDARITY, allowance=replace(SOLIDARITY.allowance, per_replaced_day_cents=15_000))
    assert [(line.what, line.cents) for line in payment(paying, days)] == [
        ("day", 20_000), ("replacement", 15_000), ("half_day", 10_000),
    ]  # fmt: skip


def test_a_scheme_without_allowance_pays_nothing() -> None:
    assert payment(scheme_named("medical_bus"), [PaidDay(date(2027, 1, 4), 2, 50.0)]) == ()


@pytest.mark.parametrize("bad", [{"halves": 0}, {"halves": 3}, {"kilometres": -1.0}, {"kilometres": float("inf")}])
def test_an_impossible_day_is_refused(bad: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"a (day|journey) has"):
        PaidDay(**{"date": date(2027, 1, 4), "halves": 2, "kilometres": 1.0, **bad})  # type: ignore[arg-type]


def test_kilometres_are_the_straight_line_times_the_detour(territory: Territory) -> None:
    cahors, toulouse = territory.index_of("46042"), territory.index_of("31555")
    assert float(kilometres(territory, cahors, toulouse)) == pytest.approx(detour() * 92.0, abs=detour() * 2)
    both = kilometres(territory, np.array([cahors, toulouse]), np.array([toulouse, cahors]))
    assert both[0] == both[1] == kilometres(territory, cahors, toulouse)
    assert float(kilometres(territory, cahors, cahors)) == 0.0


def test_no_road_leads_over_the_sea(territory: Territory) -> None:
    assert kilometres(territory, territory.index_of("97411"), territory.index_of("31555")) == float("inf")


@given(
    st.integers(0, 10**9),
    st.lists(st.integers(0, 10_000), min_size=1, max_size=9).filter(any),
)
def test_shares_sum_to_the_amount_and_miss_their_proportion_by_less_than_a_cent(cents: int, weights: list[int]) -> None:
    shares = shared_by_weight(cents, weights)
    assert sum(shares) == cents
    total = sum(weights)
    assert all(abs(share * total - cents * weight) < total for share, weight in zip(shares, weights, strict=True))
    assert all(share == 0 for share, weight in zip(shares, weights, strict=True) if weight == 0)


@pytest.mark.parametrize(("cents", "weights"), [(-1, [1]), (5, [0, 0]), (5, [2, -1]), (5, [])])
def test_an_amount_below_nothing_or_no_weight_is_refused(cents: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="cannot be shared"):
        shared_by_weight(cents, weights)
