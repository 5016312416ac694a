"""A small measured world for the pages: a few communes of Aveyron and Tarn, access, times, a map, a zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
import shapely

from maillage.schemes import DatedDay, DatedTemplate
from maillage.site.booking import pace
from maillage.site.cartography import KIND, build_map
from maillage.site.geography.models import Commune, Department, Intercommunality
from maillage.site.geography.services import set_current
from maillage.site.observatory import reading
from maillage.site.observatory.models import ZoneDesignation
from maillage.site.plans.models import PlanRun
from maillage.site.www import figures
from tests.site import factories as make

NAMES = ("Réquista", "Saint-Affrique", "L'Hospitalet-du-Larzac", "Les Albres", "Salles", "Albi")
ACCESS = np.array([2.3, 3.9, 0.9, 2.0, 4.4, 5.9])
STEP = 0.1


@dataclass
class World:
    """The communes, in the order of the arrays."""

    communes: list[Commune]
    zone: ZoneDesignation

    @property
    def requista(self) -> Commune:
        return self.communes[0]

    @property
    def albi(self) -> Commune:
        """Outside the priority territory."""
        return self.communes[-1]


class Land:
    """What ``build_map`` reads of a territory: squares side by side."""

    vintage = "test"

    def __init__(self, communes: list[Commune]) -> None:
        self.code = np.array([c.pk for c in communes])
        self.name = np.array([c.name for c in communes])
        self.population = np.array([c.population for c in communes])
        self.lon, self.lat = np.array([c.lon for c in communes]), np.array([c.lat for c in communes])
        self.plane = np.zeros(len(communes), dtype=np.int8)
        self.department = np.array([c.department_id for c in communes])
        self.department_region = {"12": "76", "81": "76"}
        self.region_names = {"76": "Occitanie"}

    def in_region(self, region: str) -> Any:
        assert region == "76"
        return np.arange(len(self.code))

    def outlines(self) -> dict[str, Any]:
        half = STEP / 2
        return {
            str(code): shapely.box(x - half, y - half, x + half, y + half)
            for code, x, y in zip(self.code, self.lon, self.lat, strict=True)
        }


def _communes() -> list[Commune]:
    Department.objects.create(code="12", name="Aveyron", region=make.region())
    Department.objects.create(code="81", name="Tarn", region=make.region())
    south = Intercommunality.objects.create(code="200000012", name="Communauté de communes du Réquistanais")
    north = Intercommunality.objects.create(code="200000081", name="Communauté d'agglomération de l'Albigeois")
    rows = []
    for k, name in enumerate(NAMES):
        tarn = name == "Albi"
        department = Department.objects.get(pk="81" if tarn else "12")
        rows.append(
            make.commune(
                f"{department.pk}{k:03d}", name, department=department, intercommunality=north if tarn else south,
                population=1000 * (k + 2), lon=2.4 + k % 3 * STEP, lat=44.0 + k // 3 * STEP,
                postcodes=["81000"] if tarn else ["12170"],
            )
        )  # fmt: skip
    return sorted(rows, key=lambda row: row.pk)


def measure(communes: list[Commune], access: np.ndarray, planned: np.ndarray | None = None) -> None:
    """Store access as the current measure."""
    arrays = {
        "code": np.array([c.pk for c in communes]),
        "population": np.array([c.population for c in communes], dtype=np.int64),
        "department": np.array([c.department_id for c in communes]),
        "region": np.array(["76"] * len(communes)),
        "epci": np.array([c.intercommunality_id or "" for c in communes]),
        "access": access,
    }
    if planned is not None:
        arrays["planned"] = planned
    key = reading.store().save(reading.ACCESS, arrays, {"parameters": "test", "modelled": True, "vintage": "2024"})
    set_current(reading.ACCESS, key, "2024")


@pytest.fixture
def world(db: None) -> World:
    """Communes with figures, a map and one priority territory."""
    communes = _communes()
    measure(communes, ACCESS, ACCESS + np.array([0.4, 0.0, 0.2, 0.0, -0.1, 0.0]))
    pairs = {
        (a.pk, b.pk): 600 + 60 * abs(i - j) for i, a in enumerate(communes) for j, b in enumerate(communes) if i != j
    }
    make.minutes({pair: seconds // 60 for pair, seconds in pairs.items()})
    land = Land(communes)
    key = reading.store().save(KIND, *build_map(land, land.outlines(), "76", width=300))  # type: ignore[arg-type]
    set_current(KIND, key, "test")
    zone = ZoneDesignation.objects.create(
        region=make.region(), rank=1, epci=communes[0].intercommunality, population=12_000, score=80.0,
        criteria={"gp": {"value": 2.1, "unit": "consultations", "rank": 1, "proxy": False, "label": "généralistes"},
                  "income": {"value": None, "unit": "€", "rank": None, "proxy": True, "label": "niveau de vie"}},
        reason="L'accès est faible.", modelled=True,
    )  # fmt: skip
    return World(communes, zone)


@pytest.fixture(autouse=True)
def fresh_figures() -> Any:
    """What one test kept in the process is not another's."""
    yield
    figures._figures.cache_clear()
    figures.map_document.cache_clear()


@pytest.fixture(autouse=True)
def quick_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests fill in forms at once; those of robots say otherwise."""
    monkeypatch.setattr(pace, "LEAST_AGE", timedelta(0))


@pytest.fixture
def plan(world: World) -> PlanRun:
    """A draft of two days in two weeks by one doctor who comes back."""
    place = make.place(commune=world.requista, reference="S1", name="Maison de santé")
    make.place(commune=world.communes[2], reference="S2", name="Salle communale")
    home = make.engaged(make.professional(home=world.albi, reference="D1", last_name="Tilleul"))
    monday = make.soon(14).date()
    days = [{"date": monday.isoformat(), "site": place.reference, "doctor": home.reference}]
    later = make.soon(21).date()
    days.append({"date": later.isoformat(), "site": place.reference, "doctor": home.reference})
    document = {
        "plan": days, "objective": 40.0, "bound": 40.08, "gap": 0.002, "seed": 1, "seconds": 0.1, "data_digest": "x",
        "cost_cents": 43_210, "seconds_by_stage": {}, "explanation": "",
    }  # fmt: skip
    template = DatedTemplate(
        tuple(DatedDay(date.fromisoformat(day["date"]), day["site"], day["doctor"]) for day in days)
    )
    ends = monday + timedelta(weeks=2, days=-1)
    programme = make.programme(template, starts=monday, ends=ends, state="draft", published_at=None)
    return PlanRun.objects.create(
        programme=programme, seed=1, objective=40.0, bound=40.08, gap=0.002, seconds=0.1, document=document,
        digest="digest-of-the-test-plan",
    )  # fmt: skip
