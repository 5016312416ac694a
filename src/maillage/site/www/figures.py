"""The stored figures that pages read: access by commune, with names. Computes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from maillage.site.geography.models import Commune, Department
from maillage.site.observatory import reading
from maillage.site.observatory.reading import NotMeasured, StoredAccess
from maillage.territory import search_key


@dataclass(frozen=True, eq=False)
class Figures:
    """Access by commune of France, (n,) arrays in the order of ``code``; ``change`` is what the published plan adds.

    ``mean`` is the national mean, weighted by population. Consultations per year and standardised inhabitant.
    """

    key: str
    code: NDArray[np.str_]
    population: NDArray[np.int64]
    department: NDArray[np.str_]
    access: NDArray[np.float64]
    change: NDArray[np.float64] | None
    mean: float
    modelled: bool
    supply_modelled: bool
    need_modelled: bool
    vintage: str
    name: NDArray[np.object_]
    sort_name: NDArray[np.str_]


@lru_cache(maxsize=2)
def _figures(measure: StoredAccess) -> Figures:
    names = dict(Commune.objects.values_list("code", "name"))
    name = np.array([names.get(str(code), str(code)) for code in measure.code], dtype=object)
    change = None if measure.planned is None else np.asarray(measure.planned) - np.asarray(measure.access)
    return Figures(
        key=measure.key,
        code=measure.code,
        population=measure.population,
        department=measure.department,
        access=measure.access,
        change=change,
        mean=measure.mean(),
        modelled=measure.modelled,
        supply_modelled=measure.supply_modelled,
        need_modelled=measure.need_modelled,
        vintage=measure.vintage,
        name=name,
        sort_name=np.array([search_key(text) for text in name], dtype=np.str_),
    )


def current() -> Figures | None:
    """Return the current measure, or None if there is none (one query)."""
    try:
        return _figures(reading.current_access())
    except NotMeasured:
        return None


def position_of(now: Figures, code: str) -> int | None:
    """Return the position of a commune in the arrays, None if unknown."""
    at = int(np.searchsorted(now.code, code))
    return at if at < len(now.code) and now.code[at] == code else None


def department_names(codes: list[str]) -> dict[str, str]:
    """Return the names of departments by code."""
    return dict(Department.objects.filter(pk__in=codes).values_list("code", "name"))
