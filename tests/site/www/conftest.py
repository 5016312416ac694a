"""A small measured world for page tests: a few communes of Aveyron and Tarn, access, travel times, a map, a zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
import shapely

from maillage.schemes import DatedDay, DatedTemplate
from maillage.site.booking import pace
from maillage.site.cartography import MapArea
from maillage.site.cartography import areas as cartography
from maillage.site.geography.models import Commune, Department, Intercommunality
from maillage.site.geography.services import HOME_MAP, set_current
from maillage.site.observatory import reading, workbench
from maillage.site.observatory.models import ZoneDesignation
from maillage.site.plans.models import PlanRun
from maillage.site.www import figures
from maillage.site.www.public.explorer import areas as explorer
from tests.site import factories as make
from tests.site import measures

NAMES = ("Réquista", "Saint-Affrique", "L'Hospitalet-du-Larzac", "Les Albres", "Salles", "Albi")
ACCESS = np.array([2.3, 3.9, 0.9, 2.0, 4.4, 5.9])
STEP = 0.1
AREAS = (
    MapArea("region", "76", "Occitanie"),
    MapArea("department", "12", "Aveyron"),
    MapArea("department", "81", "Tarn"),
)


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
        """A commune outside the priority territory."""
        return self.communes[-1]


def squares(communes: list[Commune]) -> dict[str, Any]:
    """Return outlines of the communes: squares side by side."""
    half = STEP / 2
    return {c.pk: shapely.box(c.lon - half, c.lat - half, c.lon + half, c.lat + half) for c in communes}


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
    measures.keep(measures.Land(communes), access, planned)


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """Create communes with figures, a map and one priority territory."""
    communes = _communes()
    measure(communes, ACCESS, ACCESS + np.array([0.4, 0.0, 0.2, 0.0, -0.1, 0.0]))
    pairs = {
        (a.pk, b.pk): 600 + 60 * abs(i - j) for i, a in enumerate(communes) for j, b in enumerate(communes) if i != j
    }
    make.minutes({pair: seconds // 60 for pair, seconds in pairs.items()})
    land, outlines = measures.Land(communes), squares(communes)
    monkeypatch.setattr(explorer, "territory", lambda: land)
    monkeypatch.setattr(cartography, "WIDTHS", {"region": 300, "department": 200})
    drawn = [cartography.save_area(reading.store(), land, outlines, area) for area in AREAS]  # type: ignore[arg-type]
    set_current(HOME_MAP, f"{cartography.KIND}/{drawn[0].key}", "test")
    zone = ZoneDesignation.objects.create(
        region=make.region(), rank=1, epci=communes[0].intercommunality, population=12_000, score=80.0,
        criteria={"gp": {"value": 2.1, "unit": "consultations", "rank": 1, "proxy": False, "label": "généralistes"},
                  "income": {"value": None, "unit": "€", "rank": None, "proxy": True, "label": "niveau de vie"}},
        reason="L'accès est faible.", modelled=True,
    )  # fmt: skip
    return World(communes, zone)


@pytest.fixture(autouse=True)
def fresh_figures() -> Any:
    """Clear the caches of figures between tests, and what tests of other folders left there."""

    def clear() -> None:
        figures._figures.cache_clear()
        workbench.forget()
        explorer.map_of.cache_clear()

    clear()
    yield
    clear()


@pytest.fixture(autouse=True)
def quick_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Accept forms submitted at once; the tests about robots set the limit again."""
    monkeypatch.setattr(pace, "LEAST_AGE", timedelta(0))


@pytest.fixture
def plan(world: World) -> PlanRun:
    """A draft plan of two days in two weeks by one doctor."""
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
