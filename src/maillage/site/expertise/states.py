"""The life of a request for an opinion: one table says who may do what, from which state, and what it becomes.

Services, buttons of the pages and the trigger of the database read this table; nothing else decides a state. Being late
is no state: a request that is late is still sent, taken or waiting for information.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a request stands."""

    DRAFT = "draft"
    SENT = "sent"
    PASSED_ON = "passed_on"
    TAKEN = "taken"
    ASKED = "asked"
    ANSWERED = "answered"
    READ = "read"
    CLOSED = "closed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Side(StrEnum):
    """Who acts: the requesting organisation, any reader of the pool, or the reader who took the request."""

    REQUESTER = "requester"
    POOL = "pool"
    TAKER = "taker"


class Act(StrEnum):
    """What somebody does with a request."""

    SEND = "send"
    WITHDRAW = "withdraw"
    TAKE = "take"
    GIVE_BACK = "give_back"
    PASS_ON = "pass_on"  # noqa: S105 not a password
    DECLINE = "decline"
    ASK_MORE = "ask_more"
    GIVE_MORE = "give_more"
    ANSWER = "answer"
    CORRECT = "correct"
    READ = "read"
    CLOSE = "close"


@dataclass(frozen=True)
class Step:
    """Who may act, from which states, and the state that follows."""

    side: Side
    leads_from: frozenset[State]
    to: State


WAITING = frozenset({State.SENT, State.PASSED_ON})
"""A reader may take it."""
HELD = frozenset({State.TAKEN, State.ASKED})
"""A reader has it and owes an answer."""
OPEN = WAITING | HELD
ANSWERED = frozenset({State.ANSWERED, State.READ, State.CLOSED})
ENDED = frozenset({State.CLOSED, State.WITHDRAWN})

STEPS: dict[Act, Step] = {
    Act.SEND: Step(Side.REQUESTER, frozenset({State.DRAFT, State.DECLINED}), State.SENT),
    Act.WITHDRAW: Step(Side.REQUESTER, OPEN | {State.DRAFT, State.DECLINED}, State.WITHDRAWN),
    Act.TAKE: Step(Side.POOL, WAITING, State.TAKEN),
    Act.PASS_ON: Step(Side.POOL, WAITING, State.PASSED_ON),
    Act.DECLINE: Step(Side.POOL, WAITING, State.DECLINED),
    Act.GIVE_BACK: Step(Side.TAKER, HELD, State.SENT),
    Act.ASK_MORE: Step(Side.TAKER, frozenset({State.TAKEN}), State.ASKED),
    Act.GIVE_MORE: Step(Side.REQUESTER, frozenset({State.ASKED}), State.TAKEN),
    Act.ANSWER: Step(Side.TAKER, frozenset({State.TAKEN}), State.ANSWERED),
    Act.CORRECT: Step(Side.TAKER, ANSWERED, State.ANSWERED),
    Act.READ: Step(Side.REQUESTER, frozenset({State.ANSWERED}), State.READ),
    Act.CLOSE: Step(Side.REQUESTER, frozenset({State.READ}), State.CLOSED),
}

LABELS: dict[State, str] = {
    State.DRAFT: "brouillon",
    State.SENT: "envoyée",
    State.PASSED_ON: "passée à un autre groupe",
    State.TAKEN: "prise en charge",
    State.ASKED: "complément demandé",
    State.ANSWERED: "réponse à lire",
    State.READ: "réponse lue",
    State.CLOSED: "close",
    State.DECLINED: "déclinée",
    State.WITHDRAWN: "retirée",
}


def pairs() -> frozenset[tuple[State, State]]:
    """Return each change of state that some act makes."""
    return frozenset((state, step.to) for step in STEPS.values() for state in step.leads_from)


def acts_of(side: Side, state: State) -> frozenset[Act]:
    """Return what a side may do from a state; the reader who took a request is of its pool too."""
    sides = {side, Side.POOL} if side is Side.TAKER else {side}
    return frozenset(act for act, step in STEPS.items() if step.side in sides and state in step.leads_from)
