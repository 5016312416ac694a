"""Checks what happened in sessions that visits of different length share, where rows of free time come and go.

A visit is known by the key of its form, since its slot is cut out of free time and grows back into it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from maillage.bench.booking.faults import Fault, Kind
from maillage.bench.booking.history import Act, AppointmentRow, Entry, Outcome, SharedRow

GONE, TOO_SHORT, TAKEN = "n’est plus là", "ne suffit plus", "vient d’être pris"
"""Words of a refusal: the piece of free time has gone, is too short by now, has been taken."""
Stored = Mapping[str, Sequence[AppointmentRow]]


def faults(history: Iterable[Entry], stored: Stored, sessions: Iterable[SharedRow]) -> Iterator[Fault]:
    """Yield what is wrong; ``history`` holds the requests about visits of these sessions, ``stored`` rows by key."""
    stories: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in sorted(history, key=lambda one: one.began):
        stories[entry.key].append(entry)
    for key, story in stories.items():
        yield from _lost(key[:8], story, stored.get(key, ()))
    yield from _unjustified(stories)
    for session in sessions:
        yield from _cut_wrong(session)


def _lost(name: str, story: Sequence[Entry], found: Sequence[AppointmentRow]) -> Iterator[Fault]:
    booked = [one.outcome for one in story if one.act == Act.BOOK]
    cancels = [one.outcome for one in story if one.act == Act.CANCEL]
    if len(found) > 1 or (Outcome.DONE in booked and not found):
        yield Fault(Kind.LOST, f"visit {name}, booked, is stored {len(found)} times")
    elif found:
        row = found[0]
        if all(one == Outcome.REFUSED for one in booked):
            yield Fault(Kind.LOST, f"visit {name} was refused and is stored")
        if row.active and Outcome.DONE in cancels:
            yield Fault(Kind.LOST, f"visit {name} was cancelled and is {row.state}")
        if not row.active and all(one == Outcome.REFUSED for one in cancels):
            yield Fault(Kind.LOST, f"visit {name} is {row.state}, and nobody cancelled it")
        if not row.keys or row.live_keys != (row.keys if row.active else 0) or not row.told:
            yield Fault(Kind.HALF_MADE, f"visit {name} has a part that is missing or left over")
        if row.active and not row.in_time:
            yield Fault(Kind.HALF_MADE, f"visit {name} has not the time of its slot")


def _unjustified(stories: Mapping[str, Sequence[Entry]]) -> Iterator[Fault]:
    """Find refusals in a session where nobody else can have had a visit until then."""
    begun: defaultdict[int, list[tuple[float, str]]] = defaultdict(list)
    for key, story in stories.items():
        for entry in story:
            if entry.act == Act.BOOK and entry.outcome != Outcome.REFUSED:
                begun[entry.session].append((entry.began, key))
    for key, story in stories.items():
        for entry in story:
            if entry.outcome != Outcome.REFUSED:
                continue
            said = entry.act == Act.BOOK and any(words in entry.said for words in (GONE, TOO_SHORT, TAKEN))
            if not said or all(other == key or at > entry.ended for at, other in begun[entry.session]):
                yield Fault(Kind.UNJUSTIFIED, f"{entry.act} of visit {key[:8]} was refused: {entry.said}")


def _cut_wrong(session: SharedRow) -> Iterator[Fault]:
    """Find visits that overlap, and free time that is not cut into pieces of the shortest visit, all of it."""
    spans = sorted([*session.visits, *session.pieces])
    if any(after[0] < before[1] for before, after in pairwise(spans)):
        yield Fault(Kind.OVERLAP, f"session {session.pk}: {spans} overlap")
        return
    at, wanted = 0, list[tuple[int, int]]()
    for first, last in [*sorted(session.visits), (session.minutes, session.minutes)]:
        count = (first - at) // session.shortest
        ends = [at + (k + 1) * session.shortest for k in range(count - 1)] + ([first] if count else [])
        wanted += zip([at, *ends[:-1]], ends, strict=True) if count else []
        at = last
    if wanted != sorted(session.pieces):
        yield Fault(Kind.HALF_MADE, f"session {session.pk} has free {sorted(session.pieces)} in place of {wanted}")
