"""The course of an assisted teleconsultation: its states, and who may lead from one to the next.

A nurse installs the patient, leaves, and is called back for the debriefing; the doctor lets the patient in and closes.
Nothing ends because somebody's picture is lost: an interruption is a state of its own, from which the consultation goes
on where it was, or by telephone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Party(StrEnum):
    """Who takes part in a consultation."""

    DOCTOR = "doctor"
    NURSE = "nurse"
    PATIENT = "patient"


class State(StrEnum):
    """Where a consultation stands."""

    BOOKED = "booked"
    CHECKED = "checked"
    INSTALLING = "installing"
    NURSE_LEFT = "nurse_left"
    WITH_DOCTOR = "with_doctor"
    RECALLED = "recalled"
    DEBRIEFING = "debriefing"
    CLOSED = "closed"
    INTERRUPTED = "interrupted"
    TELEPHONE = "telephone"
    NO_SHOW = "no_show"


class Act(StrEnum):
    """What somebody does; each act is a step."""

    CHECK = "check"
    INSTALL = "install"
    LEAVE = "leave"
    LET_IN = "let_in"
    RECALL = "recall"
    COME_BACK = "come_back"
    CLOSE = "close"
    INTERRUPT = "interrupt"
    RESUME = "resume"
    TELEPHONE = "telephone"
    NO_SHOW = "no_show"


class Problem(StrEnum):
    """What went wrong, technically; never anything about health."""

    CAMERA = "camera"
    MICROPHONE = "microphone"
    NO_SOUND = "no_sound"
    NO_PICTURE = "no_picture"
    SLOW_LINK = "slow_link"
    LOST_LINK = "lost_link"
    KIT = "kit"
    POWER = "power"
    OTHER = "other"


TOGETHER = frozenset({State.WITH_DOCTOR, State.RECALLED, State.DEBRIEFING})
"""The doctor has let the patient in."""
RUNNING = TOGETHER | {State.CHECKED, State.INSTALLING, State.NURSE_LEFT}
"""Begun, and neither interrupted nor ended."""
ENDED = frozenset({State.CLOSED, State.NO_SHOW})


@dataclass(frozen=True)
class Move:
    """An act that leads from one of ``before`` to ``after`` (None: to where it was before the interruption).

    ``says_why``: it names a problem.
    """

    act: Act
    by: frozenset[Party]
    before: frozenset[State]
    after: State | None
    says_why: bool = False


_DOCTOR, _NURSE = frozenset({Party.DOCTOR}), frozenset({Party.NURSE})
_TEAM, _ALL = _DOCTOR | _NURSE, frozenset(Party)
_WAITING = frozenset({State.CHECKED, State.INSTALLING, State.NURSE_LEFT})

MOVES: Mapping[Act, Move] = MappingProxyType(
    {
        move.act: move
        for move in (
            Move(Act.CHECK, frozenset({Party.NURSE, Party.PATIENT}), frozenset({State.BOOKED}), State.CHECKED),
            # A patient noted as absent may still come.
            Move(Act.INSTALL, _NURSE, frozenset({State.BOOKED, State.CHECKED, State.NO_SHOW}), State.INSTALLING),
            Move(Act.LEAVE, _NURSE, frozenset({State.INSTALLING}), State.NURSE_LEFT),
            Move(Act.LET_IN, _DOCTOR, _WAITING, State.WITH_DOCTOR),
            Move(Act.RECALL, _DOCTOR, frozenset({State.WITH_DOCTOR}), State.RECALLED),
            Move(Act.COME_BACK, _NURSE, frozenset({State.WITH_DOCTOR, State.RECALLED}), State.DEBRIEFING),
            Move(Act.CLOSE, _DOCTOR, TOGETHER | {State.TELEPHONE}, State.CLOSED),
            Move(Act.INTERRUPT, _ALL, RUNNING, State.INTERRUPTED, says_why=True),
            Move(Act.RESUME, _TEAM, frozenset({State.INTERRUPTED}), None),
            Move(Act.TELEPHONE, _DOCTOR, RUNNING | {State.INTERRUPTED}, State.TELEPHONE, says_why=True),
            Move(Act.NO_SHOW, _TEAM, frozenset({State.BOOKED, State.CHECKED}), State.NO_SHOW),
        )
    }
)


class Impossible(ValueError):
    """The act is not possible here, or not by this party; ``str(error)`` is English, for logs."""


def after(act: Act, party: Party, passed: Sequence[State]) -> State:
    """Return the state to which ``act`` leads; ``passed`` are the states so far, the present one last.

    Raises ``Impossible`` if this party cannot do it now.
    """
    move, now = MOVES[act], passed[-1]
    if party not in move.by or now not in move.before:
        raise Impossible(f"{party} cannot {act} while {now}")
    return move.after if move.after is not None else before_interruption(passed)


def before_interruption(passed: Sequence[State]) -> State:
    """Return the last state that was not an interruption."""
    return next((state for state in reversed(passed) if state is not State.INTERRUPTED), State.BOOKED)


def acts_of(party: Party, now: State) -> tuple[Act, ...]:
    """Return what a party may do now, in the order of the table."""
    return tuple(move.act for move in MOVES.values() if party in move.by and now in move.before)


def patient_is_in(passed: Iterable[State]) -> bool:
    """Return whether the doctor has let the patient in; an interruption does not put the patient out."""
    states = list(passed)
    return bool(states) and before_interruption(states) in TOGETHER
