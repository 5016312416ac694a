"""Stores a measure with the figures of a test: a real access model, with an offset that yields them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.access import AccessModel
from maillage.site.geography.models import Commune, Department, Region
from maillage.site.observatory import measurements
from maillage.site.observatory.origin import MODELLED, OBSERVED, Origin
from tests.access.cases import make_model

Floats = NDArray[np.float64]


class Land:
    """Communes in the form of the engine, in the order of their codes."""

    vintage = "test"

    def __init__(self, communes: Sequence[Commune]) -> None:
        self.code = np.array([one.pk for one in communes])
        self.name = np.array([one.name for one in communes])
        self.population = np.array([one.population for one in communes], dtype=np.int64)
        self.lon, self.lat = (np.array([getattr(one, name) for one in communes]) for name in ("lon", "lat"))
        self.plane = np.zeros(len(communes), dtype=np.int8)
        self.department = np.array([one.department_id or "" for one in communes])
        self.region = np.array([_region(one) for one in communes])
        self.epci = np.array([one.intercommunality_id or "" for one in communes])

    def __len__(self) -> int:
        return len(self.code)

    @property
    def region_names(self) -> dict[str, str]:
        return dict(Region.objects.values_list("code", "name"))

    @property
    def department_names(self) -> dict[str, str]:
        return dict(Department.objects.values_list("code", "name"))

    @property
    def part_of(self) -> dict[str, str]:
        return {}

    def locate(self, codes: Iterable[str]) -> tuple[NDArray[np.int64], dict[str, str]]:
        place = {str(code): at for at, code in enumerate(self.code)}
        return np.array([place.get(str(code), -1) for code in codes], dtype=np.int64), {}

    def resolve_region(self, code: str) -> str:
        return code

    def resolve_department(self, code: str) -> str:
        return code

    def in_region(self, region: str) -> NDArray[np.int64]:
        return np.flatnonzero(self.region == region)

    def in_department(self, department: str) -> NDArray[np.int64]:
        return np.flatnonzero(self.department == department)


def _region(commune: Commune) -> str:
    return (commune.department.region_id or "") if commune.department is not None else ""


def keep(
    land: Any,
    access: Floats,
    planned: Floats | None = None,
    *,
    supply: bool = True,
    need: bool = True,
    origin: Origin | None = None,
) -> None:
    """Store ``access`` (n,) as current access and ``planned`` (n,) as planned access.

    ``supply`` and ``need`` say what is modelled. ``land`` has codes, people and groupings of the communes.
    """
    count = len(land.code)
    minutes = 10.0 + np.abs(np.subtract.outer(np.arange(count), np.arange(count)))
    np.fill_diagonal(minutes, 0.0)
    made = make_model(minutes, np.maximum(land.population, 1), np.full(count, 3000.0))
    model = AccessModel(
        replace(made.times, code=land.code),
        replace(made.demand, modelled=need),
        replace(made.supply, headcount=np.ones(count)),
        made.parameters,
    )
    model = model.with_offset(access - model.access())
    told = origin or Origin(MODELLED if supply else OBSERVED)
    kept = measurements.store_model(land, model, vintage="2024", origin=told)
    measurements.store_planned(planned, kept.key, "2024")
