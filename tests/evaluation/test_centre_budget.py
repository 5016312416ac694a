"""The budget of a centre: public cases within 5 %, straight lines, break-even, the widest swing first."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from maillage.cli.plan import app
from maillage.errors import UnknownName
from maillage.evaluation.centres import (
    ASSUMPTIONS,
    LINES,
    Budget,
    Kind,
    Status,
    break_even,
    budget,
    preset,
    preset_names,
    seats,
    sensitivity,
)

WITHIN = 0.05
FIGURES: dict[str, Callable[[Budget], float]] = {
    "missing_a_year": lambda found: found.missing_a_year,
    "cost_a_year": lambda found: found.cost * 12,
    "visits_a_year": lambda found: found["visits"] * 12,
}


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("revel-2024", {"missing_a_year": 85_000}),
        ("revel-2025", {"missing_a_year": 43_000}),
        ("regional-2025", {"visits_a_year": 200_000 / 24, "cost_a_year": 14e6 / 24, "missing_a_year": 14e6 / 24 / 4}),
    ],
)
def test_the_public_cases_are_found_within_five_percent(name: str, published: dict[str, float]) -> None:
    case = preset(name)
    assert case.expected == pytest.approx(published, abs=1)
    found = budget(case.changes)
    for code, value in published.items():
        assert FIGURES[code](found) == pytest.approx(value, rel=WITHIN), code


def test_one_assumption_meets_both_years_of_revel() -> None:
    both = [preset("revel-2024"), preset("revel-2025")]
    assumed = [{c: case.changes[c] for c, s in case.statuses.items() if s is Status.ASSUMED} for case in both]
    assert assumed[0] == assumed[1] == {"fixed_costs": 27_000}


def test_a_case_says_what_is_assumed_and_why() -> None:
    for name in preset_names():
        case = preset(name)
        assert case.source
        assert set(case.changes) <= set(ASSUMPTIONS)
        assert all(len(case.reasons[code]) > 10 for code in case.changes)
    assert all(
        one.source and one.least <= one.low <= one.default <= one.high <= one.most for one in ASSUMPTIONS.values()
    )


def test_a_hand_computed_month() -> None:
    found = budget({"doctors": 2, "filled": 1.0, "home_share": 0, "child_share": 0, "unpaid_share": 0})
    assert found["visits"] == pytest.approx(2 * 205 * 20 / 12)
    assert found["consultations"] == pytest.approx(2 * 205 * 20 * 30 / 12)
    assert found["doctors_pay"] == pytest.approx(2 * 80_808 * 1.42 / 12)
    assert found.balance == pytest.approx(sum(
        line.amount * {Kind.INCOME: 1, Kind.COST: -1, Kind.QUANTITY: 0}[line.rule.kind] for line in found.lines
    ))  # fmt: skip
    assert found.lines[-1].cents == round(18_000 / 12 * 100)


@given(st.sampled_from(sorted(ASSUMPTIONS)), st.floats(0, 1))
def test_the_balance_is_a_straight_line_of_each_assumption(code: str, at: float) -> None:
    one = ASSUMPTIONS[code]
    balances = [budget({code: one.low + part * (one.high - one.low)}).balance for part in (0, at, 1)]
    assert balances[1] == pytest.approx(balances[0] + at * (balances[2] - balances[0]), abs=1e-6)


def test_a_centre_balances_at_its_break_even() -> None:
    found = {(n, c): break_even(c, preset(n).changes) for n in preset_names() for c in ("doctors", "patients_per_day")}
    # With slots filled so little, each doctor more costs more than the visits bring: no number of doctors balances.
    assert [key for key, value in found.items() if value is None] == [("regional-2025", "doctors")]
    for (name, code), value in found.items():
        if value is not None:
            assert budget({**preset(name).changes, code: value}).balance == pytest.approx(0, abs=1e-6)
    assert break_even("doctors", {"patients_per_day": 5}) is None


def test_the_tornado_has_its_widest_swing_first_and_nothing_that_moves_nothing() -> None:
    swings = sensitivity(preset("revel-2025").changes)
    assert [one.width for one in swings] == sorted((one.width for one in swings), reverse=True)
    assert swings[0].code == "patients_per_day"
    assert "nurse_pay" not in {one.code for one in swings}


def test_three_rooms_seat_nearly_four_doctors_of_whom_a_tenth_is_on_visits() -> None:
    assert seats({"rooms": 3, "home_share": 0.1}) == pytest.approx(30 / 8.1)


def test_every_line_is_used_once_and_every_assumption_moves_something() -> None:
    assert len({rule.code for rule in LINES}) == len(LINES)
    used = " ".join(rule.formula for rule in LINES)
    assert all(code in used for code in ASSUMPTIONS)


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"filled": 3}, "from 0 to 1"), ({"home_share": 0.7, "child_share": 0.7}, "more than all visits")],
)
def test_an_impossible_assumption_is_refused(changes: dict[str, float], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        budget(changes)


def test_an_unknown_assumption_or_case_suggests_names() -> None:
    with pytest.raises(UnknownName, match="doctors"):
        budget({"doctrs": 1})
    with pytest.raises(UnknownName, match="revel-2024"):
        preset("revel-2023")


def test_the_command_prints_what_carries_the_balance() -> None:
    answer = json.loads(CliRunner().invoke(app, ["budget", "--case", "revel-2024", "--json"]).output)
    assert answer["missing_a_year"] == pytest.approx(85_000, rel=WITHIN)
    assert answer["carried_by"] == answer["sensitivity"][0]["assumption"] == "patients_per_day"
    assert list(answer["assumed"]) == ["fixed_costs"]
    changed = json.loads(
        CliRunner().invoke(app, ["budget", "--case", "revel-2024", "--set", "doctors=3", "--json"]).output
    )
    assert changed["assumptions"]["doctors"] == 3
