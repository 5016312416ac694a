"""What a scenario changes, and what has changed between two vintages: a column per gesture, sums by group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.site.observatory.choice import Choice
from maillage.site.observatory.keeping import store_model, vintages
from maillage.site.observatory.reading import NotMeasured
from maillage.site.observatory.workbench import Group, Workbench, workbench

__all__ = ["Choice", "Group", "GroupChange", "Outcome", "Workbench", "around", "evaluate", "evolution", "group_changes",
           "store_model", "vintages", "workbench"]  # fmt: skip

Floats = NDArray[np.float64]
STILL = 1e-9  # a figure that moves by less has not moved


@dataclass(frozen=True, eq=False)
class Outcome:
    """What changes: ``rows`` are the communes that do, ``gain`` (rows,) by how much their figure moves.

    ``before`` and ``after`` are (n,), in the unit of the measure.
    """

    before: Floats
    after: Floats
    rows: NDArray[np.int64]
    gain: Floats
    unreachable: tuple[int, ...]

    @property
    def changes(self) -> bool:
        """Whether any commune changes."""
        return len(self.rows) > 0


def evaluate(bench: Workbench, doctors: Mapping[int, float]) -> Outcome:
    """The measure with ``doctors[position]`` more (or fewer) full-time practitioners."""
    change = bench.model.what_if({position: count * bench.per_doctor for position, count in doctors.items()})
    rows = change.rows
    return Outcome(change.before, change.after, rows, change.after[rows] - change.before[rows], change.unreachable)


def evolution(earlier: Workbench, later: Workbench) -> Outcome:
    """What has changed from one vintage of a measure to another. Raises ``NotMeasured`` for different communes."""
    if not np.array_equal(earlier.code, later.code):
        raise NotMeasured(f"{earlier.vintage} and {later.vintage} are of different geographies")
    before, after = earlier.model.access(), later.model.access()
    gain = after - before
    rows = np.flatnonzero(np.abs(gain) > STILL)
    return Outcome(before, after, rows, gain[rows], ())


@dataclass(frozen=True)
class GroupChange:
    """A group that changes: its means before and after, weighted by population."""

    code: str
    population: int
    before: float
    after: float

    @property
    def gain(self) -> float:
        """After minus before."""
        return self.after - self.before


def group_changes(bench: Workbench, outcome: Outcome, level: str) -> list[GroupChange]:
    """Groups of ``level`` with a commune that changes, by what their people gain together, the most first."""
    group = bench.groups[level]
    number = group.number[outcome.rows]
    inside = number >= 0
    gained = np.bincount(
        number[inside], (bench.population[outcome.rows] * outcome.gain)[inside], minlength=len(group.codes)
    )
    touched = np.unique(number[inside])
    order = touched[np.argsort(-gained[touched], kind="stable")]
    people, counted = group.population, group.number >= 0
    weighed = (bench.population * outcome.before)[counted]
    before = np.bincount(group.number[counted], weighed, minlength=len(group.codes)) / np.maximum(people, 1.0)
    return [
        GroupChange(
            str(group.codes[k]), int(people[k]), float(before[k]), float(before[k] + gained[k] / max(people[k], 1.0))
        )
        for k in order
    ]


def around(bench: Workbench, values: Floats, position: int) -> dict[str, float]:
    """Means over the groups of a commune and over France of ``values`` (n,), weighted by population."""
    found: dict[str, Any] = {}
    for level, group in bench.groups.items():
        k = group.number[position]
        if k >= 0:
            members = group.number == k
            found[level] = float(bench.population[members] @ values[members] / max(group.population[k], 1.0))
    total = bench.population.sum()
    return {**found, "france": float(bench.population @ values / total) if total else 0.0}
