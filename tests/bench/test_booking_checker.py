"""The checker of histories: a good one has no fault, and each way to break it is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.bench.booking.checker import faults
from maillage.bench.booking.faults import Kind
from maillage.bench.booking.history import (
    Act,
    AppointmentRow,
    Entry,
    Outcome,
    Rows,
    SessionRow,
    SharedRow,
    read_entries,
)

DONE, REFUSED, UNKNOWN = Outcome.DONE, Outcome.REFUSED, Outcome.UNKNOWN
TAKEN = "Ce créneau vient d’être pris. Choisissez-en un autre."
CLOSED = "Cette consultation n’a plus lieu. Choisissez un autre créneau."
OVER = "Ce rendez-vous est annulé, il ne peut plus être déplacé."
STATUS = {DONE: 302, REFUSED: 409, UNKNOWN: 0}
MORNING, EVENING = 1, 2


@dataclass
class Story:
    """A history and its rows, for two sessions with the slots 10 to 12 and 20 to 22; each request lasts a second."""

    history: list[Entry] = field(default_factory=list)
    rows: dict[str, AppointmentRow] = field(default_factory=dict)
    sessions: dict[int, SessionRow] = field(
        default_factory=lambda: {pk: SessionRow(pk, "accepted", 3, 3, 2, 2) for pk in (MORNING, EVENING)}
    )
    overlapping: int = 0

    def ask(self, act: Act, at: float, outcome: Outcome = DONE, **fields: Any) -> Story:
        self.history.append(Entry(act, outcome, at, at + 1, STATUS[outcome], **fields))
        return self

    def book(self, key: str, slot: int, at: float, outcome: Outcome = DONE, said: str = "") -> Story:
        token = f"link {key}" if outcome is DONE else ""
        return self.ask(Act.BOOK, at, outcome, key=key, slot=slot, said=said, token=token)

    def store(self, key: str, slot: int, state: str = "booked", **fields: Any) -> Story:
        live = 2 if state == "booked" else 0
        row = AppointmentRow(key, f"link {key}", slot, state, live_keys=live)
        self.rows[key + str(fields)] = replace(row, **fields)
        return self

    def session(self, pk: int, **fields: Any) -> Story:
        self.sessions[pk] = replace(self.sessions[pk], **fields)
        return self

    def faults(self) -> list[Kind]:
        session_of = {slot: pk for pk in (MORNING, EVENING) for slot in range(10 * pk, 10 * pk + 3)}
        rows = Rows(tuple(self.rows.values()), self.sessions, session_of, self.overlapping)
        return [one.kind for one in faults(self.history, rows)]


def whole() -> Story:
    """A good history with every act and every outcome."""
    story = Story().book("ada", 10, 0).book("bob", 10, 0.5, REFUSED, TAKEN).book("bob", 11, 2)
    story.book("eve", 20, 2, UNKNOWN).book("eve", 20, 4).book("gone", 21, 4, UNKNOWN)
    story.ask(Act.MOVE, 5, key="ada", slot=12).book("cat", 10, 7)
    story.ask(Act.CANCEL, 8, key="bob").book("dan", 11, 8.5)
    story.ask(Act.RELEASE, 9, session=MORNING).book("fay", 11, 10, REFUSED, CLOSED)
    story.ask(Act.REPLACE, 11, session=MORNING).ask(Act.CALL_OFF, 13, session=EVENING)
    story.book("gus", 22, 13.5, REFUSED, CLOSED).ask(Act.MOVE, 15, REFUSED, key="eve", slot=11, said=OVER)
    story.store("ada", 12).store("bob", 11, "cancelled").store("cat", 10).store("dan", 11)
    story.store("eve", 20, "cancelled")
    return story.session(EVENING, state="cancelled", claims=0)


def test_a_good_history_has_no_fault() -> None:
    assert whole().faults() == []


LOST: dict[str, Callable[[Story], object]] = {
    "a booking that is not stored": lambda one: one.rows.pop("cat{}"),
    "a booking that is stored twice": lambda one: one.store("cat", 10, "cancelled", told=True),
    "a booking that nobody asked for": lambda one: one.store("zoe", 22, "cancelled"),
    "a booking in another slot": lambda one: one.store("cat", 22).session(EVENING, state="accepted", claims=2),
    "a move that is forgotten": lambda one: one.store("ada", 20, "cancelled"),
    "a cancellation that is forgotten": lambda one: one.ask(Act.CANCEL, 20, key="cat"),
    "a booking that somebody cancelled": lambda one: one.store("cat", 10, "cancelled"),
    "a link of somebody else": lambda one: one.store("cat", 10, token="link dan"),
    "a refusal that is stored": lambda one: one.store("fay", 12, "cancelled"),
    "a cancelled session that stands": lambda one: one.session(EVENING, state="accepted", claims=2),
    "a replacement that is forgotten": lambda one: one.session(MORNING, state="declined", claims=1),
}


@pytest.mark.parametrize("broken", LOST.values(), ids=list(LOST))
def test_what_is_lost_is_found(broken: Callable[[Story], object]) -> None:
    story = whole()
    broken(story)
    assert Kind.LOST in story.faults()


OVERLAPS: dict[str, Callable[[Story], object]] = {
    "two rows in one slot": lambda one: one.book("zoe", 10, 9).store("zoe", 10),
    "two at once, the first of whom has left since": lambda one: (
        one.book("zoe", 10, 2).ask(Act.CANCEL, 20, key="zoe").store("zoe", 10, "cancelled")
    ),
    "a resource taken twice": lambda one: setattr(one, "overlapping", 1),
}


@pytest.mark.parametrize("broken", OVERLAPS.values(), ids=list(OVERLAPS))
def test_two_winners_are_found(broken: Callable[[Story], object]) -> None:
    story = whole()
    broken(story)
    assert Kind.OVERLAP in story.faults()


UNJUSTIFIED: dict[str, Callable[[Story], object]] = {
    "taken, by nobody": lambda one: one.book("zoe", 12, 1, REFUSED, TAKEN),
    "taken, by somebody who had surely left": lambda one: one.book("zoe", 11, 20, REFUSED, TAKEN)
    .ask(Act.CANCEL, 15, key="dan").store("dan", 11, "cancelled"),
    "taken, by a booking that was never made": lambda one: one.book("zoe", 21, 6, REFUSED, TAKEN),
    "taken, by the person itself": lambda one: one.ask(Act.MOVE, 9, REFUSED, key="cat", slot=10, said=TAKEN),
    "not held, before the doctor gave it back": lambda one: one.book("zoe", 12, 6, REFUSED, CLOSED),
    "not held, after a replacement": lambda one: one.book("zoe", 10, 14, REFUSED, CLOSED),
    "over, while it stands": lambda one: one.ask(Act.MOVE, 14, REFUSED, key="cat", slot=20, said=OVER),
    "too many at the same time": lambda one: one.book("zoe", 12, 6, REFUSED, "Trop de demandes en même temps."),
}  # fmt: skip


@pytest.mark.parametrize("broken", UNJUSTIFIED.values(), ids=list(UNJUSTIFIED))
def test_a_refusal_without_reason_is_found(broken: Callable[[Story], object]) -> None:
    story = whole()
    broken(story)
    assert story.faults() == [Kind.UNJUSTIFIED]


HALF_MADE: dict[str, Callable[[Story], object]] = {
    "no person key": lambda one: one.store("cat", 10, keys=0, live_keys=0),
    "keys of a cancelled appointment that count": lambda one: one.store("bob", 11, "cancelled", live_keys=2),
    "another time than that of the slot": lambda one: one.store("cat", 10, in_time=False),
    "no confirmation": lambda one: one.store("cat", 10, told=False),
    "booked in a cancelled session": lambda one: one.store("eve", 20),
    "a session without posts": lambda one: one.session(MORNING, posts=0, claims=0),
    "a session with a part of its slots": lambda one: one.session(MORNING, slots=2),
    "a cancelled session that keeps its room": lambda one: one.session(EVENING, claims=1),
    "an open session without room": lambda one: one.session(MORNING, claims=1),
}


@pytest.mark.parametrize("broken", HALF_MADE.values(), ids=list(HALF_MADE))
def test_what_is_half_made_is_found(broken: Callable[[Story], object]) -> None:
    story = whole()
    kept = dict(story.rows)
    broken(story)
    for name in story.rows.keys() - kept.keys():  # the broken row stands in place of the good one
        story.rows.pop(f"{story.rows[name].key}{{}}")
    assert story.faults() == [Kind.HALF_MADE]


@given(st.lists(st.tuples(st.integers(10, 12), st.floats(0, 5), st.sampled_from([0.5, 2.0])), max_size=8))
def test_a_slot_given_to_one_after_the_other_is_no_fault(asked: list[tuple[int, float, float]]) -> None:
    """Requests overlap in time, and a moment inside each decides: the first one takes the slot until it leaves."""
    story = Story()
    free: dict[int, float] = dict.fromkeys((10, 11, 12), 0.0)
    clock = 0.0
    for number, (slot, pause, stays) in enumerate(asked):
        clock += pause
        key = f"patient {number}"
        if clock + 0.5 >= free[slot]:
            free[slot] = clock + stays + 2
            story.book(key, slot, clock).ask(Act.CANCEL, clock + stays + 1.5, key=key).store(key, slot, "cancelled")
        else:
            story.book(key, slot, clock, REFUSED, TAKEN)
    assert story.faults() == []


def test_entries_are_read_back_without_a_line_cut_off(tmp_path: Path) -> None:
    entries = sorted(whole().history, key=lambda one: one.began)
    first, second = tmp_path / "1", tmp_path / "2"
    first.write_text("".join(one.to_line() for one in entries[::2]) + '["book", "do', encoding="utf-8")
    second.write_text("".join(one.to_line() for one in entries[1::2]), encoding="utf-8")
    assert read_entries([first, second]) == entries


SHARED = SharedRow(9, 120, 15, ((0, 30), (45, 60)), ((30, 45), (60, 75), (75, 90), (90, 105), (105, 120)))


def visits() -> tuple[list[Entry], list[AppointmentRow], SharedRow]:
    """Three people in a session that they share: one stays, one cancels, one too late; one has half an hour."""
    refused = {"outcome": REFUSED, "status": 409, "said": "Ce créneau ne suffit plus pour ce motif."}
    base = Entry(Act.BOOK, DONE, 0, 1, 302, session=9)
    history = [
        replace(base, key="ada"), replace(base, key="bob", began=2, ended=3),
        replace(base, key="bob", act=Act.CANCEL, began=4, ended=5),
        replace(base, key="cat", began=4, ended=5, **refused),
        replace(base, key="dan", began=6, ended=7, outcome=UNKNOWN, status=0),
        replace(base, key="dan", began=8, ended=9),
    ]  # fmt: skip
    rows = [
        AppointmentRow("ada", "", 90, "booked"), AppointmentRow("bob", "", 90, "cancelled", live_keys=0),
        AppointmentRow("dan", "", 93, "booked"),
    ]  # fmt: skip
    return history, rows, SHARED


def found(history: list[Entry], rows: list[AppointmentRow], session: SharedRow) -> list[Kind]:
    return [one.kind for one in faults(history, Rows(tuple(rows), {}, {}, 0, (session,)))]


def test_a_good_history_of_shared_time_has_no_fault_and_each_fault_is_found() -> None:
    history, rows, session = visits()
    assert found(history, rows, session) == []
    assert found(history, rows[1:], session) == [Kind.LOST]
    assert found(history, [*rows, rows[0]], session) == [Kind.LOST]
    assert found(history, [*rows, AppointmentRow("cat", "", 91, "booked")], session) == [Kind.LOST]
    assert found(history, [rows[0], replace(rows[1], state="booked", live_keys=2), rows[2]], session) == [Kind.LOST]
    assert found(history, [replace(rows[0], live_keys=0), *rows[1:]], session) == [Kind.HALF_MADE]
    assert found(history, [replace(rows[0], in_time=False), *rows[1:]], session) == [Kind.HALF_MADE]
    assert found(history[3:4], [], session) == [Kind.UNJUSTIFIED]
    alone = [replace(one, said="Choisissez dans la liste.") if one.key == "cat" else one for one in history]
    assert found(alone, rows, session) == [Kind.UNJUSTIFIED]
    twice = replace(session, visits=((0, 30), (15, 60)), pieces=session.pieces[1:])
    assert found(history, rows, twice) == [Kind.OVERLAP]
    assert found(history, rows, replace(session, pieces=session.pieces[:-1])) == [Kind.HALF_MADE]
