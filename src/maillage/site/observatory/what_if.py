"""Changes of a measure: by a scenario, or between two vintages; by commune and by group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.evaluation import UNCHANGED
from maillage.site.observatory.choice import Choice
from maillage.site.observatory.measurements import store_model, vintages
from maillage.site.observatory.reading import NotMeasured
from maillage.site.observatory.workbench import Group, Workbench, workbench
from maillage.territory.groups import mean, means

__all__ = ["Choice", "Group", "GroupChange", "Outcome", "Workbench", "around", "between", "evaluate", "evolution",
           "group_changes", "store_model", "vintages", "workbench"]  # fmt: skip

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Outcome:
    """A change: ``rows`` are the communes that change, ``gain`` (rows,) the change of their figure.

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
    """Return the change with ``doctors[position]`` more (or fewer) full-time practitioners."""
    change = bench.model.what_if({position: count * bench.per_doctor for position, count in doctors.items()})
    rows = change.rows
    return Outcome(change.before, change.after, rows, change.after[rows] - change.before[rows], change.unreachable)


def evolution(earlier: Workbench, later: Workbench) -> Outcome:
    """Return the change from one vintage of a measure to another. Raises ``NotMeasured`` for different communes."""
    if not np.array_equal(earlier.code, later.code):
        raise NotMeasured(f"{earlier.vintage} and {later.vintage} are of different geographies")
    return between(earlier.model.access(), later.model.access())


def between(before: Floats, after: Floats) -> Outcome:
    """Return the change from one set of figures (n,) to another."""
    gain = after - before
    rows = np.flatnonzero(np.abs(gain) > UNCHANGED)
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
    """Return the groups of ``level`` with a commune that changes, by total gain of their inhabitants, largest first."""
    group = bench.groups[level]
    touched = np.unique(group.number[outcome.rows])
    touched = touched[touched >= 0]
    before, after = (
        means(group.number, bench.population, values, len(group.codes)) for values in (outcome.before, outcome.after)
    )
    gained = group.population * (after - before)
    order = touched[np.argsort(-gained[touched], kind="stable")]
    return [
        GroupChange(str(group.codes[k]), int(group.population[k]), float(before[k]), float(after[k])) for k in order
    ]


def around(bench: Workbench, values: Floats, position: int) -> dict[str, float]:
    """Return the means of ``values`` (n,) over a commune's groups and over France, weighted by population."""
    found: dict[str, Any] = {}
    for level, group in bench.groups.items():
        k = group.number[position]
        if k >= 0:
            members = group.number == k
            found[level] = mean(bench.population[members], values[members])
    return {**found, "france": mean(bench.population, values)}
