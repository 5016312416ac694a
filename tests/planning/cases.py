"""Small planning problems on an invented country: communes on a plane, twenty to an intercommunality."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from maillage.cli import main
from maillage.planning import Doctor, PlanningData, PlanWeights, Site, build_data
from maillage.schemes import Scheme
from maillage.territory import Territory

START = date(2027, 1, 4)


@dataclass(frozen=True)
class Times:
    minutes: NDArray[np.float64]
    limit_seconds: int = 3600

    def row(self, i: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        near = np.flatnonzero(self.minutes[i] <= self.limit_seconds / 60)
        return near, self.minutes[i, near]


@dataclass(frozen=True)
class DenseModel:
    """Access computed with dense arrays and no shortcuts, as the reference for the operator."""

    minutes: NDArray[np.float64]
    population: NDArray[np.float64]
    supply: NDArray[np.float64]

    @property
    def column(self) -> NDArray[np.float64]:
        weights = np.where(self.minutes <= 30, np.exp(-self.minutes / 15), 0.0)
        demand = weights.T @ self.population
        return weights / demand

    def access(self) -> NDArray[np.float64]:
        return self.column @ self.supply

    def effects(self, groups: Any, positions: Any) -> NDArray[np.float64]:
        return groups @ self.column[:, positions]


@dataclass(frozen=True)
class Area:
    code: str
    name: str
    positions: tuple[int, ...]


@dataclass(frozen=True)
class Areas:
    rows: tuple[Area, ...]


@dataclass(frozen=True)
class Country:
    territory: Territory
    times: Times
    model: DenseModel
    areas: tuple[Area, ...]


def make_country(*, communes: int = 120, priority: int = 2, seed: int = 0, side_km: float = 90.0) -> Country:
    rng = np.random.default_rng(seed)
    count = max(communes // 20, 2)
    centres = rng.uniform(0, side_km, (count, 2))
    epci = np.arange(communes) % count
    place = centres[epci] + rng.normal(0, 6, (communes, 2))
    population = rng.integers(200, 6000, communes)
    territory = _territory(place * 1000, population, epci)
    minutes = 5 + np.hypot(*(place[:, None] - place[None]).transpose(2, 0, 1)) * 1.1
    np.fill_diagonal(minutes, 0.0)
    gps = rng.binomial(6, 0.45, communes) * 5000.0
    gps[epci < priority] *= 0.3
    model = DenseModel(minutes, population.astype(float), gps)
    areas = tuple(
        Area(f"2000000{k:02d}", f"Pays {k}", tuple(np.flatnonzero(epci == k).tolist())) for k in range(priority)
    )
    return Country(territory, Times(minutes), model, areas)


def _territory(metres: NDArray[np.float64], population: NDArray[np.int64], epci: NDArray[np.int64]) -> Territory:
    n = len(population)
    codes = [f"2000000{k:02d}" for k in epci]
    zero = np.zeros(n)
    return Territory(
        code=np.array([f"{10000 + i}" for i in range(n)]),
        name=np.array([f"Commune {i}" for i in range(n)]),
        population=population.astype(np.int64),
        lon=zero,
        lat=zero,
        x=metres[:, 0],
        y=metres[:, 1],
        plane=np.zeros(n, dtype=np.int8),
        point_kind=np.zeros(n, dtype=np.int8),
        department=np.full(n, "10"),
        region=np.full(n, "76"),
        epci=np.array(codes),
        department_names={"10": "Aube"},
        region_names={"76": "Occitanie"},
        epci_names={code: f"Pays {code[-2:]}" for code in codes},
        department_region={"10": "76"},
        postcodes=tuple(() for _ in range(n)),
        vintage="invented",
    )


def make_people(
    country: Country, *, doctors: int, sites_per_area: int, weeks: int, seed: int = 0, rooms: int = 1
) -> tuple[list[Doctor], list[Site]]:
    rng = np.random.default_rng(seed + 1)
    inside = {i for area in country.areas for i in area.positions}
    homes = [i for i in range(len(country.territory)) if i not in inside and country.model.supply[i] > 0]
    code = country.territory.code
    days = [START + timedelta(days=k) for k in range(7 * weeks)]
    volunteers = [
        Doctor(
            id=f"D{k:03d}",
            name=f"Dr {k}",
            commune=str(code[homes[rng.integers(len(homes))]]),
            available=frozenset(day for day in days if rng.random() < 0.3),
            home_share=float(rng.choice([0.0, 0.5, 1.0])),
            max_days_per_month=int(rng.integers(1, 3)),
        )
        for k in range(doctors)
    ]
    sites = [
        Site(f"S{area.code[-2:]}{rank}", f"Place {rank}", str(code[i]), rooms, frozenset({0, 1, 3}))
        for area in country.areas
        for rank, i in enumerate(
            sorted(area.positions, key=lambda i: -country.territory.population[i])[:sites_per_area]
        )
    ]
    return volunteers, sites


def make_data(
    *,
    doctors: int = 12,
    sites_per_area: int = 2,
    weeks: int = 8,
    budget_euros: int = 10_000,
    seed: int = 0,
    rooms: int = 1,
    country: Country | None = None,
    people: tuple[Sequence[Doctor], Sequence[Site]] | None = None,
    weights: PlanWeights | None = None,
    scheme: Scheme | None = None,
    budgets: dict[str, int] | None = None,
    **size: Any,
) -> PlanningData:
    country = country or make_country(seed=seed, **size)
    chosen = people or make_people(
        country, doctors=doctors, sites_per_area=sites_per_area, weeks=weeks, seed=seed, rooms=rooms
    )
    return build_data(
        country.territory, country.times, country.model, Areas(country.areas), *chosen,
        start=START, weeks=weeks, budget_cents=budget_euros * 100, weights=weights, scheme=scheme,
        budgets=budgets,
    )  # fmt: skip


def run_plan(*told: object) -> int:
    """Exit code of a ``maillage plan`` command."""
    with pytest.raises(SystemExit) as ended:
        main(["plan", *(str(one) for one in told)])
    assert isinstance(ended.value.code, int)
    return ended.value.code
