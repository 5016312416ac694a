"""Cutting free time into visits of different length, so that none of it is lost to a visit that could use it.

A stretch of free time, its *room*, is cut from its beginning. A visit begins where what is left before and after it
still holds as many minutes of visits as any other place would leave. The beginning of the room always does: the minutes
that visits fill of two parts never exceed those that they fill of the whole (:func:`usable`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

LONGEST_ROOM = 24 * 60


@lru_cache(maxsize=4096)
def usable(room: int, lengths: tuple[int, ...]) -> int:
    """Return the most minutes that visits of these ``lengths`` (minutes, any number of each) fill of ``room`` minutes.

    Raises ``ValueError`` for a length below one minute or more than a day of room.
    """
    if not lengths or min(lengths) < 1 or room > LONGEST_ROOM:
        raise ValueError("visits last a minute at least, and a room a day at most")
    reached = [True, *([False] * max(0, room))]
    for minutes in range(1, room + 1):
        reached[minutes] = any(minutes >= one and reached[minutes - one] for one in lengths)
    return max(minutes for minutes, there in enumerate(reached) if there)


def cut(room: int, shortest: int, pause: int = 0) -> list[tuple[int, int]]:
    """Cut ``room`` minutes into pieces of the ``shortest`` visit with ``pause`` minutes between them: (start, end).

    The last piece takes what is left, so that a longer visit may use it.
    """
    count = (room + pause) // (shortest + pause)
    found = [(k * (shortest + pause), k * (shortest + pause) + shortest) for k in range(count)]
    return [*found[:-1], (found[-1][0], room)] if found else []


def fits(room: int, start: int, length: int, lengths: Sequence[int], pause: int = 0) -> bool:
    """Return whether a visit of ``length`` minutes may begin at minute ``start`` of a free ``room``.

    It fits, and what is left before and after holds as many minutes of visits as if it began with the room. ``pause``
    minutes are kept between visits.
    """
    if start < 0 or start + length > room:
        return False
    padded = tuple(sorted({one + pause for one in lengths}))
    after = usable(room - start - length, padded) if room - start - length > 0 else 0
    # What follows begins after a pause, and needs none at its end: the room is the same.
    return usable(start, padded) + after >= usable(room - length, padded)
