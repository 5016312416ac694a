"""Rational agent access model: people choose the place where travel plus crowding costs them least."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maillage.access.decay import Closed, Decay
from maillage.access.indicators.catchment import Floats, checked, within
from maillage.access.weights import check_limit
from maillage.errors import MaillageError

if TYPE_CHECKING:
    from maillage.travel import TravelTimes

Ints = NDArray[np.int64]
CROWDED_CYCLES = 20  # first cycles, in which a place accepts at once no more new people than it can serve


def raam_cost(
    times: TravelTimes,
    demand: ArrayLike,
    supply: ArrayLike,
    minutes: float | None = None,
    closed: Closed = "right",
    *,
    tau: float = 60.0,
    rho: float | None = None,
    cycles: int = 150,
    first_step: float = 0.2,
    least_step: float = 0.005,
    half_life: float = 50.0,
) -> Floats:
    """RAAM, (n,): mean cost of the people of each commune at equilibrium; lower is better.

    The cost of a place is (minutes to it / ``tau``) + (people assigned to it / its supply) / ``rho``: 1 is ``tau``
    minutes of travel, or the crowding of the mean place. ``rho`` is by default all people over all supply. People start
    at the nearest place and move, in whole persons, from the most costly place they use to the cheapest in reach: at
    most the share ``first_step`` of a commune per cycle, halved every ``half_life`` cycles down to ``least_step``.
    Saxon and Snow, Annals of the American Association of Geographers 110 (2020); the same as ``raam`` of PySAL
    ``access``, on sparse times. Places within ``minutes`` (default: the limit of the times) count, those at exactly
    ``minutes`` if ``closed`` is "right".

    A commune where nobody lives has the cost of the cheapest place, one with no place in reach an infinite cost; the
    caller must report it. Not linear in supply: no what-if by columns. Raises ``MaillageError`` for figures that are
    negative or not finite, no supply at all, times shorter than ``minutes``, and parameters that are not above 0.
    """
    steps = (("first_step", first_step), ("least_step", least_step), ("half_life", half_life))
    for name, value in (("tau", tau), ("rho", rho), ("cycles", cycles), *steps):
        if value is not None and not 0 < value < np.inf:
            raise MaillageError(f"RAAM needs a {name} above 0, not {value:g}. Leave it out for the usual one.")
    people, care = checked(times, "demand", demand), checked(times, "supply", supply)
    if care.sum() <= 0:
        raise MaillageError("There is no supply at all, so nobody can settle. Give a supply above 0 somewhere.")
    if minutes is not None:
        check_limit(times, minutes)
    share = people.sum() / care.sum() if rho is None else float(rho)
    reach = None if minutes is None else within(minutes, closed)
    settling = _Settling.of(times, people, care * share, tau, reach)
    for cycle in range(cycles):
        step = max(first_step * 0.5 ** (cycle / half_life), least_step)
        settling.move(step, careful=cycle < CROWDED_CYCLES)
    return settling.cost()


class _Settling:
    """People of n communes assigned to the m pairs in reach: ``held`` (m,) of them use the place of each pair."""

    def __init__(self, start: Ints, place: NDArray[np.int32], travel: Floats, people: Floats, room: Floats) -> None:
        """``start`` (n + 1,) bounds the pairs of each commune, ``place`` and ``travel`` (m,) are their places and
        travel costs.
        """
        self.start, self.place, self.travel, self.people, self.room = start, place, travel, people, room
        self.held, self.used = np.zeros(len(place)), np.zeros(len(room))
        self.total = travel
        self.rows = np.flatnonzero((np.diff(start) > 0) & (people > 0))
        best, _ = self._ends()
        self.held[best] = people[self.rows]
        np.add.at(self.used, place[best], people[self.rows])

    @classmethod
    def of(cls, times: TravelTimes, people: Floats, room: Floats, tau: float, reach: Decay | None) -> _Settling:
        """Keep the pairs to places with ``room`` (n,) above 0 and within ``reach``, an all-or-nothing decay."""
        seconds, indices = np.asarray(times.seconds), np.asarray(times.indices)
        kept = room[indices] > 0
        if reach is not None:
            kept &= (reach(np.arange(times.limit_seconds + 1) / 60.0) > 0)[seconds]
        count = np.concatenate([[0], np.cumsum(kept)])
        start = count[np.asarray(times.indptr)].astype(np.int64)
        return cls(start, indices[kept].astype(np.int32), seconds[kept] / 60.0 / tau, people, room)

    def move(self, step: float, *, careful: bool) -> None:
        """Move part of each commune from the most costly place it uses to the cheapest in reach."""
        self.total = self._total()
        best, worst = self._ends()
        near, far = self.place[best], self.place[worst]
        room_near, room_far = self.room[near], self.room[far]
        here, there = self.held[best], self.held[worst]
        # Number of people whose move makes both places equally costly if nobody else moves.
        even = (room_near * room_far / (room_near + room_far)) * (
            (self.travel[worst] - self.travel[best])
            + (here + there + (self.used[far] - there)) / room_far
            - (self.used[near] - here) / room_near
        )
        moving = np.minimum(even - here, there)
        moving = np.where(best == worst, 0.0, moving)
        moving = np.trunc(np.minimum(moving, step * self.people[self.rows]))
        if careful:
            asked = np.bincount(near, weights=moving, minlength=len(self.room))
            crowd = np.divide(asked, self.room, out=np.ones_like(asked), where=self.room > 0)
            moving = np.round(moving / np.maximum(crowd, 1.0)[near])
        self.held[best] += moving
        self.held[worst] -= moving
        self.used += np.bincount(near, weights=moving, minlength=len(self.room))
        self.used -= np.bincount(far, weights=moving, minlength=len(self.room))

    def cost(self) -> Floats:
        """Mean cost of each commune at the costs compared in the last cycle, (n,)."""
        n = len(self.people)
        row = np.repeat(np.arange(n), np.diff(self.start))
        some = np.diff(self.start) > 0
        cheapest = np.full(n, np.inf)
        cheapest[some] = np.minimum.reduceat(self.total, self.start[:-1][some]) if some.any() else np.inf
        spent = np.bincount(row, weights=self.total * self.held, minlength=n)
        living = np.bincount(row, weights=self.held, minlength=n)
        return np.where(living > 0, np.divide(spent, living, out=np.zeros(n), where=living > 0), cheapest)

    def _total(self) -> Floats:
        crowding = np.divide(self.used, self.room, out=np.zeros_like(self.used), where=self.room > 0)
        return crowding[self.place] + self.travel

    def _ends(self) -> tuple[Ints, Ints]:
        """For each commune that moves, the pair of the cheapest place and that of the most costly place in use."""
        from maillage.access.kernels import ends

        best = np.zeros(len(self.rows), dtype=np.int64)
        worst = np.zeros(len(self.rows), dtype=np.int64)
        ends(self.start, self.total, self.held, self.rows, best, worst)
        return best, worst
