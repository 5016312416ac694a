"""The course of a planning as a page draws it: how far the best plan so far was, at most, from any other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from maillage.planning.result import gap_of
from maillage.site.www import french

WIDTH, HEIGHT = 600, 160
LEAST = 1e-5
"""Gap at the foot of the drawing, which is logarithmic."""
ROWS = 8


@dataclass(frozen=True)
class Step:
    """A better plan or a lower bound: when, its gap in words, the most that another plan could add."""

    seconds: str
    gap: str
    missing: int


@dataclass(frozen=True)
class Course:
    """The last steps, the newest first, and the line of the gap in a drawing of ``WIDTH`` by ``HEIGHT``."""

    steps: tuple[Step, ...]
    line: str
    seconds: str
    first: str
    width: int = WIDTH
    height: int = HEIGHT


def course_of(steps: Sequence[Sequence[float | None]]) -> Course | None:
    """Return the course of (seconds, objective, bound); None before there is both a plan and a bound."""
    known = [(at, value, bound) for at, value, bound in steps if at is not None and value is not None and bound]
    if not known:
        return None
    gaps = [(at, max(gap_of(value, max(value, bound)), 0.0)) for at, value, bound in known]
    last, top = max(gaps[-1][0], 0.1), max(max(gap for _, gap in gaps), 10 * LEAST)

    def y(gap: float) -> float:
        return HEIGHT * (1 - math.log(max(gap, LEAST) / LEAST) / math.log(top / LEAST))

    points: list[tuple[float, float]] = []
    for at, gap in gaps:
        x = WIDTH * at / last
        points += [(x, points[-1][1])] if points else []
        points.append((x, y(gap)))
    told = [
        Step(f"{french.number(at, 1)}\u00a0s", _percent(gap), max(0, round(bound - value)))
        for (at, gap), (_, value, bound) in zip(gaps, known, strict=True)
    ]
    line = " ".join(f"{x:.1f},{y_:.1f}" for x, y_ in points)
    return Course(tuple(told[: -ROWS - 1 : -1]), line, f"{french.number(last, 1)}\u00a0s", _percent(gaps[0][1]))


def _percent(gap: float) -> str:
    return french.percent(100 * gap, 1 if gap >= 0.001 else 3)
