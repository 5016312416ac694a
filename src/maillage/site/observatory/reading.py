"""Reading measured access: arrays on disk, memory-mapped once per process and artefact key.

Pages show access from the model that scenarios use, and beside it access with the running programmes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from maillage.site.geography.current import key_of
from maillage.site.geography.models import Commune
from maillage.site.geography.travel import NotMeasured, current_key, load, store
from maillage.site.observatory.origin import Origin
from maillage.territory.groups import mean

__all__ = [
    "ACCESS_MODEL",
    "PLANNED_ACCESS",
    "MeansAround",
    "NotMeasured",
    "StoredAccess",
    "comparison",
    "current_access",
    "store",
]

ACCESS_MODEL, PLANNED_ACCESS = "access-model", "planned-access"
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class MeansAround:
    """Access of a commune and the means around it, consultations per year and inhabitant.

    Means are weighted by population. ``better_served`` is the share (0..1) of French communes with more access;
    ``planned`` the commune's access while the published programmes run, None without any.
    """

    commune: float
    planned: float | None
    intercommunality: float
    department: float
    region: float
    france: float
    better_served: float


@dataclass(frozen=True, eq=False)
class StoredAccess:
    """Access by commune, (n,) arrays in the order of ``code``; ``planned`` is None without a published programme.

    ``key`` changes when the figures change.
    """

    key: str
    code: NDArray[np.str_]
    population: NDArray[np.int64]
    department: NDArray[np.str_]
    region: NDArray[np.str_]
    epci: NDArray[np.str_]
    access: Floats
    planned: Floats | None
    supply_modelled: bool
    need_modelled: bool
    origin: Origin
    vintage: str
    sorted_access: Floats

    @property
    def modelled(self) -> bool:
        """Whether supply or need is modelled."""
        return self.supply_modelled or self.need_modelled

    def position(self, code: str) -> int:
        """Return the position of a commune in the arrays. Raises ``NotMeasured`` if it is not part of the measure."""
        at = int(np.searchsorted(self.code, code))
        if at == len(self.code) or self.code[at] != code:
            raise NotMeasured(f"commune {code} has no measure of {self.vintage}")
        return at

    def mean(self, chosen: NDArray[np.bool_] | slice = slice(None), values: Floats | None = None) -> float:
        """Return the population-weighted mean over the chosen communes; 0 without any."""
        return mean(self.population[chosen], (self.access if values is None else values)[chosen])


def current_access() -> StoredAccess:
    """Return the access that pages show (at most two queries a request). Raises ``NotMeasured``."""
    return _access(current_key(ACCESS_MODEL), key_of(PLANNED_ACCESS) or "")


@lru_cache(maxsize=4)
def _access(model: str, planned: str) -> StoredAccess:
    kept = load(ACCESS_MODEL, model)
    arrays, meta = kept.arrays, kept.meta
    supply_modelled = bool(meta["supply"]["modelled"])
    return StoredAccess(
        key=f"{model[:12]}{planned[:12]}",
        **{name: arrays[name] for name in ("code", "population", "department", "region", "epci", "access")},
        planned=_planned(model, planned) if planned else None,
        supply_modelled=supply_modelled,
        need_modelled=bool(meta["demand"]["modelled"]),
        origin=Origin.of(meta, supply_modelled),
        vintage=str(meta["vintage"]),
        sorted_access=np.sort(arrays["access"]),
    )


def _planned(model: str, key: str) -> Floats | None:
    """Return access with the running programmes; None if it was computed with another model than the current one."""
    kept = load(PLANNED_ACCESS, key)
    return np.asarray(kept.arrays["access"]) if kept.meta["model"] == model else None


@lru_cache(maxsize=4096)
def _mean_of(measure: StoredAccess, level: str, code: str) -> float:
    """Return the mean of a group of communes, which its communes share; of France for the level ""."""
    return measure.mean(getattr(measure, level) == code if level else slice(None))


def comparison(commune: Commune) -> MeansAround:
    """Compare a commune with its intercommunality, department, region and France (one query)."""
    measure = current_access()
    at = measure.position(commune.pk)
    value = float(measure.access[at])
    above = len(measure.code) - int(np.searchsorted(measure.sorted_access, value, side="right"))

    def around(level: str) -> float:
        code = str(getattr(measure, level)[at])
        return _mean_of(measure, level, code) if code else value

    return MeansAround(
        commune=value,
        planned=None if measure.planned is None else float(measure.planned[at]),
        intercommunality=around("epci"),
        department=around("department"),
        region=around("region"),
        france=_mean_of(measure, "", ""),
        better_served=above / len(measure.code),
    )
