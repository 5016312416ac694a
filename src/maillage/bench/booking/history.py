"""What clients asked and were answered, one entry a request, and the rows that the database holds afterwards.

A client writes its entries to a file of its own, one JSON array a line. Times are those of the machine's monotonic
clock, which all its processes share.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from enum import StrEnum
from pathlib import Path


class Act(StrEnum):
    """What a request asks for."""

    BOOK = "book"
    MOVE = "move"
    CANCEL = "cancel"
    CALL_OFF = "call off"
    """The coordination cancels a session."""
    RELEASE = "release"
    """Its doctor gives a session back."""
    REPLACE = "replace"
    """The coordination finds another doctor."""
    PUBLISH = "publish"


class Outcome(StrEnum):
    """What the answer says about the request; unknown if there was none, or a failure (5xx)."""

    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Entry:
    """One request of one client, from when it was sent to when its answer had come.

    ``key`` is the digest of the form's key, as the database stores it, and names the appointment; ``token`` is the
    digest of its link. ``slot`` is the one asked for, ``session`` that of an act on a session or of a visit in one that
    visits of different length share; 0 for none. ``status``
    is that of HTTP, 0 for no answer; ``said`` is the sentence of a refusal.
    """

    act: Act
    outcome: Outcome
    began: float
    ended: float
    status: int
    key: str = ""
    token: str = ""
    slot: int = 0
    session: int = 0
    said: str = ""
    client: int = 0

    def to_line(self) -> str:
        """Return one line of a file of entries."""
        return json.dumps(astuple(self), ensure_ascii=False) + "\n"

    @classmethod
    def of_line(cls, line: str) -> Entry:
        """Read one line of a file of entries."""
        act, outcome, *rest = json.loads(line)
        return cls(Act(act), Outcome(outcome), *rest)


def read_entries(files: Iterable[Path]) -> list[Entry]:
    """Return the entries of all files, in the order in which they were sent.

    A last line without its end is left out: its client was killed while it wrote.
    """
    lines = (line for file in files for line in file.read_text(encoding="utf-8").splitlines(keepends=True))
    return sorted((Entry.of_line(line) for line in lines if line.endswith("\n")), key=lambda one: one.began)


@dataclass(frozen=True)
class AppointmentRow:
    """An appointment as stored: its digests, slot and state.

    ``keys`` counts its person keys, ``live_keys`` those that count; ``in_time``: it and its keys have the time of its
    slot; ``told``: its booking was confirmed by the outbox, or there is no e-mail address.
    """

    key: str
    token: str
    slot: int
    state: str
    keys: int = 2
    live_keys: int = 2
    in_time: bool = True
    told: bool = True

    @property
    def active(self) -> bool:
        """Whether it takes its slot."""
        return self.state in ("booked", "seen", "missed")


@dataclass(frozen=True)
class SessionRow:
    """A session as stored: its state, how many slots it has and holds in its length, its posts and active claims."""

    pk: int
    state: str
    slots: int
    fitting: int
    posts: int
    claims: int


@dataclass(frozen=True)
class SharedRow:
    """A session that visits of different length share: its length and that of the shortest visit, in minutes.

    ``visits`` and ``pieces`` of free time are from minute to minute of the session.
    """

    pk: int
    minutes: int
    shortest: int
    visits: tuple[tuple[int, int], ...]
    pieces: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Rows:
    """What the database holds at the end; ``session_of`` gives the session of each slot.

    ``overlapping_claims`` are pairs of active claims of one resource at one time. ``sessions`` are those whose slots
    stay as they are.
    """

    appointments: tuple[AppointmentRow, ...]
    sessions: Mapping[int, SessionRow]
    session_of: Mapping[int, int]
    overlapping_claims: int = 0
    shared: tuple[SharedRow, ...] = ()
