"""Reading measured access: arrays on disk, memory-mapped once per process and artefact key."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from maillage.site.geography.models import Commune
from maillage.site.geography.travel import NotMeasured, current_key, load, store
from maillage.site.observatory.origin import Origin
from maillage.territory.groups import mean

__all__ = ["ACCESS", "Access", "Comparison", "NotMeasured", "comparison", "current_access", "planned_for",
           "store"]  # fmt: skip

ACCESS = "access"
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Comparison:
    """Access of a commune beside the means around it, consultations per year and inhabitant.

    Means are weighted by population. ``better_served`` is the share (0..1) of the communes of France with more.
    """

    commune: float
    intercommunality: float
    department: float
    region: float
    france: float
    better_served: float


@dataclass(frozen=True, eq=False)
class Access:
    """Access by commune, (n,) arrays in the order of ``code``; ``planned`` is None without a published programme."""

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
        """Whether supply or need is."""
        return self.supply_modelled or self.need_modelled

    def position(self, code: str) -> int:
        """Place of a commune in the arrays. Raises ``NotMeasured`` for one that was not there then."""
        at = int(np.searchsorted(self.code, code))
        if at == len(self.code) or self.code[at] != code:
            raise NotMeasured(f"commune {code} has no measure of {self.vintage}")
        return at

    def mean(self, chosen: NDArray[np.bool_] | slice = slice(None), values: Floats | None = None) -> float:
        """Population-weighted mean over the communes chosen; 0 without any."""
        return mean(self.population[chosen], (self.access if values is None else values)[chosen])


def current_access() -> Access:
    """The measure the pages show (one query). Raises ``NotMeasured``."""
    return _access(current_key(ACCESS))


@lru_cache(maxsize=4)
def _access(key: str) -> Access:
    artefact = load(ACCESS, key)
    arrays = artefact.arrays
    return Access(
        **{name: arrays[name] for name in ("code", "population", "department", "region", "epci", "access")},
        planned=arrays.get("planned"),
        # Older measures speak of the supply only: need of unknown origin counts as modelled.
        supply_modelled=bool(artefact.meta.get("supply_modelled", artefact.meta["modelled"])),
        need_modelled=bool(artefact.meta.get("need_modelled", True)),
        origin=Origin.of(artefact.meta, bool(artefact.meta.get("supply_modelled", artefact.meta["modelled"]))),
        vintage=str(artefact.meta["vintage"]),
        sorted_access=np.sort(arrays["access"]),
    )


def planned_for(commune: Commune) -> float | None:
    """Access of a commune while the published programmes run; None without one."""
    measure = current_access()
    return None if measure.planned is None else float(measure.planned[measure.position(commune.pk)])


def comparison(commune: Commune) -> Comparison:
    """A commune beside its intercommunality, department, region and France (one query)."""
    measure = current_access()
    at = measure.position(commune.pk)
    value = float(measure.access[at])
    above = len(measure.code) - int(np.searchsorted(measure.sorted_access, value, side="right"))

    def around(groups: NDArray[np.str_]) -> float:
        return measure.mean(groups == groups[at]) if groups[at] else value

    return Comparison(
        commune=value,
        intercommunality=around(measure.epci),
        department=around(measure.department),
        region=around(measure.region),
        france=measure.mean(),
        better_served=above / len(measure.code),
    )
