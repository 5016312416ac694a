"""Checks a recorded history against the rows that the database holds afterwards.

A request takes effect at one moment between its beginning and its end; one without an answer may take effect at any
moment after its beginning, or never. So each appointment holds its slot *surely* during one stretch of time and
*possibly* during a longer one. A fault is what no choice of these moments explains.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from maillage.bench.booking import shared
from maillage.bench.booking.faults import Fault, Kind
from maillage.bench.booking.history import Act, AppointmentRow, Entry, Outcome, Rows

TAKEN, NOT_HELD, ENDED = "vient d’être pris", "n’a plus lieu", "ne peut plus être"
"""Words of the refusals that a history can explain: a slot taken, a session without doctor or cancelled, an appointment
that is over.
"""


@dataclass(frozen=True)
class Hold:
    """One appointment in one slot: possibly from ``since`` until ``until``, surely from ``sure`` until ``left``."""

    key: str
    slot: int
    since: float
    sure: float
    left: float
    until: float


def faults(history: Sequence[Entry], rows: Rows) -> list[Fault]:
    """Return everything that is wrong; an empty list if the history and the rows agree."""
    there = {session.pk for session in rows.shared}
    keys = {one.key for one in history if one.act == Act.BOOK and one.session in there}
    visits = [one for one in history if one.key in keys]
    of_visits = {key: [row for row in rows.appointments if row.key == key] for key in keys}
    others = replace(rows, appointments=tuple(row for row in rows.appointments if row.key not in keys))
    return [
        *_faults_of_slots([one for one in history if one.key not in keys], others),
        *shared.faults(visits, of_visits, rows.shared),
    ]


def _faults_of_slots(history: Sequence[Entry], rows: Rows) -> list[Fault]:
    """Return what is wrong about slots that stay as they are."""
    stories = _stories(history)
    stored: defaultdict[str, list[AppointmentRow]] = defaultdict(list)
    for row in rows.appointments:
        stored[row.key].append(row)
    called_off = _called_off(history)
    holds = [hold for key, story in stories.items() for hold in _holds(key, story, bool(stored[key]), rows, called_off)]
    return [
        *_taken_twice(rows, holds),
        *_lost(stories, stored, rows, called_off),
        *_lost_sessions(history, rows),
        *_unjustified(history, rows, holds),
        *_half_made(rows),
    ]


def _stories(history: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Return the requests about each appointment, in order; one client makes them, one after the other."""
    stories: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in sorted(history, key=lambda one: one.began):
        if entry.act in (Act.BOOK, Act.MOVE, Act.CANCEL):
            stories[entry.key].append(entry)
    return dict(stories)


def _called_off(history: Iterable[Entry]) -> dict[int, tuple[float, float]]:
    """Return, by session, from when it is possibly cancelled, and from when surely."""
    found: dict[int, tuple[float, float]] = {}
    for entry in history:
        if entry.act == Act.CALL_OFF and entry.outcome != Outcome.REFUSED:
            possibly, surely = found.get(entry.session, (math.inf, math.inf))
            done = entry.ended if entry.outcome == Outcome.DONE else math.inf
            found[entry.session] = (min(possibly, entry.began), min(surely, done))
    return found


def _holds(
    key: str, story: Sequence[Entry], stored: bool, rows: Rows, called_off: dict[int, tuple[float, float]]
) -> Iterator[Hold]:
    """Yield the slots that one appointment holds, one after the other."""
    taking = [one for one in story if one.act in (Act.BOOK, Act.MOVE) and one.outcome != Outcome.REFUSED]
    if not stored and not any(one.outcome == Outcome.DONE for one in taking):
        return  # never made: an appointment that is made keeps its row for ever
    for slot in sorted({one.slot for one in taking}):
        tries = [one for one in taking if one.slot == slot]
        since = min(one.began for one in tries)
        sure = min((one.ended for one in tries if one.outcome == Outcome.DONE), default=math.inf)
        leaving = [
            one for one in story
            if one.outcome != Outcome.REFUSED and one.began >= min(sure, since)
            and (one.act == Act.CANCEL or (one.act == Act.MOVE and one.slot != slot))
        ]  # fmt: skip
        left = min((one.began for one in leaving), default=math.inf)
        until = min((one.ended for one in leaving if one.outcome == Outcome.DONE), default=math.inf)
        possibly, surely = called_off.get(rows.session_of.get(slot, 0), (math.inf, math.inf))
        yield Hold(key, slot, since, sure, min(left, possibly), max(min(until, surely), since))


def _taken_twice(rows: Rows, holds: Iterable[Hold]) -> Iterator[Fault]:
    """Find slots with two winners: in the rows, and at some moment of the history."""
    for slot, count in Counter(row.slot for row in rows.appointments if row.active).items():
        if count > 1:
            yield Fault(Kind.OVERLAP, f"slot {slot} is taken by {count} appointments")
    by_slot: defaultdict[int, list[Hold]] = defaultdict(list)
    for hold in holds:
        if hold.sure < hold.left:
            by_slot[hold.slot].append(hold)
    for slot, there in by_slot.items():
        for one, other in combinations(there, 2):
            if one.key != other.key and max(one.sure, other.sure) < min(one.left, other.left):
                yield Fault(Kind.OVERLAP, f"slot {slot} was given to {_short(one.key)} and {_short(other.key)} at once")
    if rows.overlapping_claims:
        yield Fault(Kind.OVERLAP, f"{rows.overlapping_claims} pairs of claims take one resource at one time")


def _lost(
    stories: dict[str, list[Entry]],
    stored: dict[str, list[AppointmentRow]],
    rows: Rows,
    called_off: dict[int, tuple[float, float]],
) -> Iterator[Fault]:
    """Find appointments that are not there once, that nobody was told of, or that are not as the last answer says."""
    for key in stored.keys() - stories.keys():
        if stored[key]:
            yield Fault(Kind.LOST, f"appointment {_short(key)} was asked for by nobody")
    for key, story in stories.items():
        found, booked = stored.get(key, []), [one for one in story if one.act == Act.BOOK]
        done = [one for one in booked if one.outcome == Outcome.DONE]
        if len(found) > 1 or (done and not found):
            yield Fault(Kind.LOST, f"appointment {_short(key)}, booked, is stored {len(found)} times")
        elif found and all(one.outcome == Outcome.REFUSED for one in booked):
            yield Fault(Kind.LOST, f"appointment {_short(key)} was refused and is stored")
        elif found:
            yield from _changed(found[0], story, rows, called_off)


def _changed(
    row: AppointmentRow, story: Sequence[Entry], rows: Rows, called_off: dict[int, tuple[float, float]]
) -> Iterator[Fault]:
    """Compare a stored appointment with the answers about it."""
    slots: set[int] = set()
    for one in story:
        if one.act in (Act.BOOK, Act.MOVE) and one.outcome != Outcome.REFUSED:
            slots = {one.slot} if one.outcome == Outcome.DONE else slots | {one.slot}
    if row.slot not in slots:
        yield Fault(Kind.LOST, f"appointment {_short(row.key)} is in slot {row.slot}, not in {sorted(slots)}")
    if any(one.token and one.token != row.token for one in story):
        yield Fault(Kind.LOST, f"a link of appointment {_short(row.key)} opens another one")
    cancels = [one.outcome for one in story if one.act == Act.CANCEL]
    session = rows.session_of.get(row.slot, 0)
    if row.active and Outcome.DONE in cancels:
        yield Fault(Kind.LOST, f"appointment {_short(row.key)} was cancelled and is {row.state}")
    no_reason = all(one == Outcome.REFUSED for one in cancels) and session not in called_off
    if not row.active and no_reason:
        yield Fault(Kind.LOST, f"appointment {_short(row.key)} is {row.state}, and nobody cancelled it")


def _lost_sessions(history: Sequence[Entry], rows: Rows) -> Iterator[Fault]:
    """Find cancelled sessions that are open, and sessions without doctor that were given to another one."""
    for session, (_, surely) in _called_off(history).items():
        if surely < math.inf and rows.sessions[session].state != "cancelled":
            yield Fault(Kind.LOST, f"session {session} was cancelled and is {rows.sessions[session].state}")
    for row in rows.sessions.values():
        if row.state == "declined" and not any(ended == math.inf for _, ended in _without_doctor(history, row.pk)):
            yield Fault(Kind.LOST, f"session {row.pk} has no doctor, and one was found last")


def _without_doctor(history: Iterable[Entry], session: int) -> list[tuple[float, float]]:
    """Return when a session possibly has no doctor: from each release until a replacement has surely come."""
    acts = [one for one in history if one.session == session and one.outcome != Outcome.REFUSED]
    found = [one for one in acts if one.act == Act.REPLACE and one.outcome == Outcome.DONE]
    return [
        (one.began, min((after.ended for after in found if after.began >= one.ended), default=math.inf))
        for one in acts
        if one.act == Act.RELEASE
    ]


def _unjustified(history: Sequence[Entry], rows: Rows, holds: Iterable[Hold]) -> Iterator[Fault]:
    """Find refusals of a booking or a move that nothing in the history explains."""
    by_slot: defaultdict[int, list[Hold]] = defaultdict(list)
    for hold in holds:
        by_slot[hold.slot].append(hold)
    closed: defaultdict[int, list[tuple[float, float]]] = defaultdict(list)
    for session in {one.session for one in history if one.act == Act.RELEASE}:
        closed[session] += _without_doctor(history, session)
    for session, (possibly, _) in _called_off(history).items():
        closed[session].append((possibly, math.inf))

    def over(session: int, refused: Entry) -> bool:
        return any(began <= refused.ended and refused.began <= ended for began, ended in closed[session])

    for entry in history:
        if entry.act not in (Act.BOOK, Act.MOVE, Act.CANCEL) or entry.outcome != Outcome.REFUSED:
            continue
        if TAKEN in entry.said:
            there = [one for one in by_slot[entry.slot] if one.key != entry.key]
            good = any(one.since <= entry.ended and entry.began <= one.until for one in there)
        elif NOT_HELD in entry.said:
            good = over(rows.session_of.get(entry.slot, 0), entry)
        elif ENDED in entry.said:
            own = {rows.session_of.get(slot, 0) for slot, there in by_slot.items() for one in there
                   if one.key == entry.key}  # fmt: skip
            good = any(over(session, entry) for session in own)
        else:
            good = False
        if not good:
            yield Fault(
                Kind.UNJUSTIFIED,
                f"{entry.act} of {_short(entry.key)} in slot {entry.slot} was refused ({entry.status}): {entry.said}",
            )


def _half_made(rows: Rows) -> Iterator[Fault]:
    """Find appointments and sessions of which a part is missing, or is left over."""
    for row in rows.appointments:
        session = rows.sessions[rows.session_of[row.slot]]
        problems = {
            "has no person key": not row.keys,
            "has person keys that do not follow its state": row.live_keys != (row.keys if row.active else 0),
            "has not the time of its slot": not row.in_time,
            "was confirmed to nobody": not row.told,
            "is booked in a cancelled session": row.active and session.state == "cancelled",
        }
        for problem in (text for text, there in problems.items() if there):
            yield Fault(Kind.HALF_MADE, f"appointment {_short(row.key)} {problem}")
    for row in rows.sessions.values():
        filled = {"cancelled": 0, "declined": row.posts - 1}.get(row.state, row.posts)
        if not row.posts or row.slots != row.fitting or row.claims != filled:
            yield Fault(
                Kind.HALF_MADE,
                f"session {row.pk}, {row.state}, has {row.slots} slots of {row.fitting} and {row.claims} claims for "
                f"{row.posts} posts",
            )


def _short(key: str) -> str:
    return key[:8]
