"""Which of several processes takes the next connection: the one that holds few.

A browser keeps its connection, so whoever accepts it answers all its pages. Left to chance, one process takes most of
those that come at once, since it is awake already, while another has nothing to do.
"""

from __future__ import annotations

import time
from multiprocessing.sharedctypes import RawArray

SLACK = 1
"""Connections that a process may hold more than the one that holds fewest, and still take the next."""
SILENT_SECONDS = 1.5
"""A process that has not told anything for so long has ended or is stuck: the others take what comes."""


class Balance:
    """The connections that each of ``count`` processes holds, in memory that they share.

    It is made before they are forked.
    """

    def __init__(self, count: int) -> None:
        self._held = RawArray("i", count)
        self._told = RawArray("d", count)

    def may_take(self, number: int, held: int, now: float | None = None) -> bool:
        """Tell that process ``number`` holds so many; return whether it may take one more."""
        now = time.monotonic() if now is None else now
        self._held[number], self._told[number] = held, now
        others = [
            self._held[other]
            for other in range(len(self._held))
            if other != number and now - self._told[other] < SILENT_SECONDS
        ]
        return not others or held <= min(others) + SLACK
