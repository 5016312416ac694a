"""Scenarios in URLs: parsed, written, refused with a French sentence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.site.observatory.scenario import (
    MOST_STEPS,
    BadScenario,
    Movement,
    Scenario,
    check_removals,
    count_of,
    parse,
    positions_of,
)

CODES = st.sampled_from(["12197", "31555", "2A004", "97411", "75056"])
COUNTS = st.integers(10, 5000).map(lambda hundredths: hundredths / 100)
STEPS = st.one_of(
    st.builds(lambda n, code: Movement(n, to=code), COUNTS, CODES),
    st.builds(lambda n, code: Movement(n, origin=code), COUNTS, CODES),
    st.builds(Movement, COUNTS, st.just("81004"), CODES),
)


@given(st.lists(STEPS, max_size=MOST_STEPS).map(tuple).map(Scenario))
def test_a_written_scenario_is_parsed_back(scenario: Scenario) -> None:
    assert parse(str(scenario)) == scenario
    # A URL decodes + as a space.
    assert parse(str(scenario).replace("+", " ")) == scenario


def test_all_forms_of_a_step_are_parsed() -> None:
    read = parse("+12197:2,-31555:1,81004~12197:0.5, 12089")
    assert read.steps == (
        Movement(2.0, to="12197"),
        Movement(1.0, origin="31555"),
        Movement(0.5, "81004", "12197"),
        Movement(1.0, to="12089"),
    )
    assert [step.kind for step in read.steps] == ["add", "remove", "move", "add"]
    assert read.doctors() == {"12197": 2.5, "31555": -1.0, "81004": -0.5, "12089": 1.0}


def test_steps_that_cancel_out_change_nothing() -> None:
    assert parse("+12197:2,12197~31555:1,31555~12197:1,-12197:2").doctors() == {}


def test_any_step_can_be_undone() -> None:
    assert str(parse("+12197:2,-31555:1,+12089:3").without(1)) == "+12197:2,+12089:3"


def test_an_empty_text_is_an_empty_scenario() -> None:
    assert not parse("")
    assert not parse(",, ,")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("bonjour", "«\u00a0bonjour\u00a0» ne se lit pas"),
        ("+12197:2;+31555:1", "ne se lit pas"),
        ("+1219:2", "ne se lit pas"),
        ("-81004~12197:1", "ne se lit pas"),
        ("+12197:0", "de 0,1 à 50"),
        ("+12197:51", "de 0,1 à 50"),
        ("+12197:1.2.3", "de 0,1 à 50"),
        ("81004~81004:1", "L’arrivée est la commune de départ"),
        (",".join(["+12197:1"] * (MOST_STEPS + 1)), "au plus 20 changements"),
    ],
)
def test_an_invalid_scenario_is_refused_in_french(text: str, words: str) -> None:
    with pytest.raises(BadScenario, match=words):
        parse(text)


@pytest.mark.parametrize(("text", "count"), [("2", 2.0), ("0,5", 0.5), (" 0.2 ", 0.2)])
def test_numbers_of_doctors_are_parsed(text: str, count: float) -> None:
    assert count_of(text) == count


@pytest.mark.parametrize("text", ["", "deux", "-1", "1e3", "100", "nan", "0"])
def test_invalid_numbers_of_doctors_are_refused(text: str) -> None:
    with pytest.raises(BadScenario, match="de 0,1 à 50"):
        count_of(text)


def test_unknown_communes_are_named() -> None:
    codes = np.array(["12197", "31555"])
    assert positions_of(parse("+31555:1,-12197:1"), codes) == {"31555": 1, "12197": 0}
    with pytest.raises(BadScenario, match="Aucune commune n’a le code 99999"):
        positions_of(parse("+12197:1,+99999:1"), codes)


def test_no_more_doctors_leave_than_there_are() -> None:
    there, places = {"12197": 1.25, "31555": 0.0}, {"12197": "à Réquista", "31555": "à Toulouse"}
    check_removals(parse("-12197:1.25"), there, places)
    check_removals(parse("-12197:2,+12197:1"), there, places)
    with pytest.raises(BadScenario, match="On compte 1,25\u00a0médecin à Réquista\u00a0: on ne peut pas en retirer 2"):
        check_removals(parse("-12197:1,-12197:1"), there, places)
    with pytest.raises(BadScenario, match="On ne compte aucun médecin à Toulouse"):
        check_removals(parse("31555~12197:1"), there, places)
