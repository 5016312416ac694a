"""Where a centre balances, and which of its assumptions carries that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from maillage.evaluation.centres.assumptions import ASSUMPTIONS
from maillage.evaluation.centres.model import budget

FURTHEST = 1000.0
HALF_DAYS_OF_A_ROOM, HALF_DAYS_A_WEEK = 10, 9


@dataclass(frozen=True)
class Swing:
    """How far the balance of a month moves when one assumption goes from its low to its high end, in euros."""

    code: str
    low: float
    high: float
    at_low: float
    at_high: float

    @property
    def width(self) -> float:
        """Euros a month between the two ends."""
        return abs(self.at_high - self.at_low)


def break_even(code: str, changes: Mapping[str, float]) -> float | None:
    """Return the value of one assumption at which the centre balances, all others equal.

    The balance is a straight line of each assumption of the model but the shares of visits, and of those too while the
    others stay: two points give it. None if no value between 0 and 1000 balances.
    """
    bounds = ASSUMPTIONS[code]
    first, second = bounds.least, max(bounds.default, bounds.least + 1.0 if bounds.most > 1 else bounds.most)
    at_first, at_second = (budget({**changes, code: value}).balance for value in (first, second))
    if at_first == at_second:
        return None
    found = first - at_first * (second - first) / (at_second - at_first)
    return found if 0 <= found <= FURTHEST else None


def seats(changes: Mapping[str, float]) -> float:
    """Return the doctors, in full-time equivalents, whom the rooms seat by turns.

    A room has ten half-days a week; a doctor at full time works nine and sits in a room while not on visits.
    """
    values = budget(changes).assumptions
    in_rooms = HALF_DAYS_A_WEEK * (1 - values["home_share"])
    return values["rooms"] * HALF_DAYS_OF_A_ROOM / in_rooms if in_rooms > 0 else FURTHEST


def sensitivity(changes: Mapping[str, float]) -> list[Swing]:
    """Return the swing of every assumption that moves the balance, the widest first (a tornado).

    An assumption varies over the distances of its own range, around the value that it has in ``changes``. What was
    computed last is kept: 8 ms for each scenario.
    """
    return list(_sensitivity(tuple(sorted(changes.items()))))


@lru_cache(maxsize=64)
def _sensitivity(items: tuple[tuple[str, float], ...]) -> tuple[Swing, ...]:
    changes = dict(items)
    base = budget(changes).assumptions
    found: list[Swing] = []
    for code, one in ASSUMPTIONS.items():
        low, high = one.around(base[code])
        ends = [budget({**changes, code: value}).balance for value in (low, high)]
        if abs(ends[1] - ends[0]) >= 0.5:
            found.append(Swing(code, low, high, *ends))
    return tuple(sorted(found, key=lambda swing: -swing.width))
