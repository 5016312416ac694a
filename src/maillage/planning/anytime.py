"""Planning that can be watched and stopped: the best plan so far, with a bound that holds, at any time."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from maillage.planning.result import gap_of


class StopPlanning(Exception):
    """Raise it in ``watch`` or ``progress``: planning ends, and the best plan so far is the result."""


@dataclass(frozen=True)
class Progress:
    """How far planning is: seconds since it began, its stage, the best objective and the lowest bound so far.

    ``objective`` is None as long as there is no plan, ``bound`` as long as nothing is proven.
    """

    seconds: float
    stage: str
    objective: float | None
    bound: float | None

    @property
    def gap(self) -> float | None:
        """(bound - objective) / bound, or None."""
        if self.objective is None or self.bound is None:
            return None
        return gap_of(self.objective, max(self.bound, self.objective))


@dataclass(frozen=True)
class Until:
    """When planning may end before it has tried everything: after ``seconds``, or at a relative ``gap``."""

    seconds: float | None = None
    gap: float | None = None


Watch = Callable[[str], None]
"""Called often with the current stage ("quota", "calendar", "completion", "search").

An exception that it raises ends the planning without a plan, ``StopPlanning`` with the best one so far.
"""
Report = Callable[[Progress], None]


class Course:
    """The course of one planning: its clock, when it is to end, and who is told."""

    def __init__(self, until: Until | None, watch: Watch | None, report: Report | None) -> None:
        self.until, self.watch, self.report = until or Until(), watch, report
        self.start = time.perf_counter()
        self.objective: float | None = None
        self.bound: float | None = None
        self.stopped = False

    @property
    def asked(self) -> bool:
        """Whether somebody watches, or set an end: then a first plan is wanted at once."""
        return self.report is not None or self.until != Until()

    @property
    def seconds(self) -> float:
        """Seconds since the beginning."""
        return time.perf_counter() - self.start

    def left(self, otherwise: float) -> float:
        """Seconds until the end, a tenth of them kept for dates; ``otherwise`` if none is set."""
        if self.stopped:
            return 0.0
        if self.until.seconds is None:
            return otherwise
        return min(otherwise, max(0.9 * self.until.seconds - self.seconds, 0.0))

    def half_over(self) -> bool:
        """Whether half of the time has passed: what comes first leaves the rest to the search."""
        return self.until.seconds is not None and self.seconds >= self.until.seconds / 2

    def look(self, stage: str) -> None:
        """Ask whether to go on. Raises ``StopPlanning`` if not, while the number of days is chosen.

        Dates and completion are short, and without them there is no plan: they go on.
        """
        if not self.stopped:
            try:
                if self.watch is not None:
                    self.watch(stage)
            except StopPlanning:
                self.stopped = True
        over = self.until.seconds is not None and self.seconds >= 0.9 * self.until.seconds
        if (self.stopped or over) and stage in ("quota", "search"):
            self.stopped = True
            raise StopPlanning

    def tell(self, stage: str, objective: float | None = None, bound: float | None = None) -> None:
        """Tell a better plan or a lower bound, whichever it is."""
        better = objective is not None and (self.objective is None or objective > self.objective)
        lower = bound is not None and (self.bound is None or bound < self.bound)
        self.objective = objective if better else self.objective
        self.bound = bound if lower else self.bound
        if not (better or lower):
            return
        if self.report is not None:
            try:
                self.report(Progress(self.seconds, stage, self.objective, self.bound))
            except StopPlanning:
                self.stopped = True
        self.stopped = self.stopped or self.reached

    @property
    def reached(self) -> bool:
        """Whether the gap asked for is reached."""
        gap = Progress(0.0, "", self.objective, self.bound).gap
        return self.until.gap is not None and gap is not None and gap <= self.until.gap
