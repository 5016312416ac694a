"""Communes grouped by intercommunality, department and region, with the figures of portraits; once per process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from maillage.site.observatory import reading
from maillage.site.observatory.reading import NotMeasured, StoredAccess
from maillage.site.observatory.workbench import workbench
from maillage.site.www.public.people import LOW, Spread
from maillage.site.www.public.territory.subjects import WHOLE, Subject
from maillage.territory.groups import means

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class TerritoryGroups:
    """Groups of one level, (g,) arrays by ``code``; ``number`` (n,) is the group of each commune, -1 without one.

    ``access`` is weighted by population; ``rank`` counts from 1, the best served; ``low`` counts people under the
    threshold; ``doctors`` full-time practitioners, None without a model.
    """

    code: NDArray[np.str_]
    number: NDArray[np.int64]
    communes: NDArray[np.int64]
    population: NDArray[np.int64]
    access: Floats
    rank: NDArray[np.int64]
    low: NDArray[np.int64]
    doctors: Floats | None

    def at(self, code: str) -> int | None:
        """Return the index of a group, None for one without communes."""
        place = int(np.searchsorted(self.code, code))
        return place if place < len(self.code) and self.code[place] == code else None


@dataclass(frozen=True, eq=False)
class Gathered:
    """A measure with its groupings by level; ``practitioners`` (n,) are full-time, None without a model."""

    measure: StoredAccess
    levels: dict[str, TerritoryGroups]
    practitioners: Floats | None
    spread: Spread | None

    def members(self, subject: Subject) -> NDArray[np.int64]:
        """Return the positions of the communes of a territory; empty if it is not measured."""
        group = self.levels[subject.level]
        place = group.at(subject.code)
        return np.flatnonzero(group.number == place) if place is not None else np.empty(0, dtype=np.int64)


def gathered() -> Gathered:
    """Return the current measure, grouped (three queries). Raises ``NotMeasured``."""
    measure = reading.current_access()
    return _gathered(measure, _Doctors.of(measure))


@dataclass(frozen=True)
class _Doctors:
    """The counted practitioners; compared by the key of their model, so that they can be cached."""

    key: str
    counted: Floats | None

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Doctors) and self.key == other.key

    @classmethod
    def of(cls, measure: StoredAccess) -> _Doctors:
        try:
            bench = workbench()
        except NotMeasured:
            return cls("", None)
        return cls(bench.key, bench.practitioners) if np.array_equal(bench.code, measure.code) else cls("", None)


@lru_cache(maxsize=2)
def _gathered(measure: StoredAccess, doctors: _Doctors) -> Gathered:
    whole = np.full(len(measure.code), WHOLE)
    labels = {"epci": measure.epci, "department": measure.department, "region": measure.region, "france": whole}
    found = {level: _grouping(measure, label, doctors.counted) for level, label in labels.items()}
    spread = Spread.of(measure.access, measure.population) if measure.population.any() else None
    return Gathered(measure, found, doctors.counted, spread)


def _grouping(measure: StoredAccess, label: NDArray[np.str_], doctors: Floats | None) -> TerritoryGroups:
    codes, number = np.unique(label, return_inverse=True)
    if len(codes) and codes[0] == "":
        codes, number = codes[1:], number - 1
    inside, count = number >= 0, len(codes)

    def total(values: NDArray[np.generic]) -> Floats:
        weights = np.asarray(values, dtype=np.float64)[inside]
        return np.bincount(number[inside], weights, minlength=count).astype(np.float64)

    people = measure.population
    population = total(people)
    access = means(number, people, measure.access, count)
    lived = np.where(population > 0, access, -1.0)
    return TerritoryGroups(
        code=codes,
        number=number,
        communes=total(np.ones(len(number))).astype(np.int64),
        population=population.astype(np.int64),
        access=access,
        rank=np.argsort(np.argsort(-lived, kind="stable")) + 1,
        low=total(people * (measure.access < LOW)).astype(np.int64),
        doctors=total(doctors) if doctors is not None else None,
    )
