"""The table of moves by itself: every path ends, and nobody does what is not theirs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.site.remote.course import (
    ENDED,
    MOVES,
    RUNNING,
    TOGETHER,
    Act,
    Impossible,
    Party,
    State,
    acts_of,
    after,
    patient_is_in,
)

USUAL = (
    (Act.CHECK, Party.PATIENT, State.CHECKED),
    (Act.INSTALL, Party.NURSE, State.INSTALLING),
    (Act.LEAVE, Party.NURSE, State.NURSE_LEFT),
    (Act.LET_IN, Party.DOCTOR, State.WITH_DOCTOR),
    (Act.RECALL, Party.DOCTOR, State.RECALLED),
    (Act.COME_BACK, Party.NURSE, State.DEBRIEFING),
    (Act.CLOSE, Party.DOCTOR, State.CLOSED),
)


def walked(choices: list[int]) -> list[State]:
    """Walk the table: each number chooses one of the moves that anybody may make."""
    passed = [State.BOOKED]
    for choice in choices:
        possible = [(act, party) for party in Party for act in acts_of(party, passed[-1])]
        if possible:
            passed.append(after(*possible[choice % len(possible)], passed))
    return passed


def test_the_usual_course_has_three_phases() -> None:
    passed = [State.BOOKED]
    for act, party, state in USUAL:
        assert after(act, party, passed) is state
        passed.append(state)


@given(st.lists(st.integers(0, 50), max_size=12))
def test_from_every_state_the_consultation_can_end(choices: list[int]) -> None:
    passed = walked(choices)
    if passed[-1] not in ENDED:
        ways = {Act.CLOSE: Party.DOCTOR, Act.NO_SHOW: Party.NURSE, Act.TELEPHONE: Party.DOCTOR}
        assert any(act in acts_of(party, passed[-1]) for act, party in ways.items())


@pytest.mark.parametrize("state", sorted(RUNNING))
def test_a_link_that_falls_in_any_state_leads_back_to_it(state: State) -> None:
    passed = [State.BOOKED, state]
    for party in Party:
        assert after(Act.INTERRUPT, party, passed) is State.INTERRUPTED
    cut = [*passed, State.INTERRUPTED]
    assert after(Act.RESUME, Party.NURSE, cut) is state
    assert patient_is_in(cut) == (state in TOGETHER)
    assert after(Act.TELEPHONE, Party.DOCTOR, cut) is State.TELEPHONE


def test_a_closed_consultation_stays_closed_and_a_late_patient_is_installed() -> None:
    assert [acts_of(party, State.CLOSED) for party in Party] == [(), (), ()]
    assert after(Act.INSTALL, Party.NURSE, [State.BOOKED, State.NO_SHOW]) is State.INSTALLING


def test_only_the_doctor_lets_the_patient_in_and_closes() -> None:
    for act in (Act.LET_IN, Act.CLOSE, Act.RECALL, Act.TELEPHONE):
        assert MOVES[act].by == {Party.DOCTOR}
    with pytest.raises(Impossible, match="patient cannot let_in while nurse_left"):
        after(Act.LET_IN, Party.PATIENT, [State.BOOKED, State.NURSE_LEFT])
    assert not patient_is_in([State.BOOKED, State.NURSE_LEFT])
