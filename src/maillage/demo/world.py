"""What the demonstration computes: each result once, from the cache of artefacts where it is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maillage.access import AccessModel
    from maillage.artefacts import ArtefactStore
    from maillage.demo.people import DemoDoctor, DemoSite
    from maillage.planning import PlanningData
    from maillage.territory import Territory
    from maillage.travel import TravelTimes
    from maillage.zoning import Designation

# The engine is imported by what asks for it: a second run asks for nothing and answers at once.

PRIORITY_TERRITORIES = 28  # designated in Occitanie in 2025 (regional health agency)
WEEKS = 13
BUDGET_CENTS = 247_500_00


@dataclass
class World:
    """A region, a seed, a first day, and every result of the engine, computed when first asked for."""

    asked_region: str
    store: ArtefactStore
    data_dir: Path
    seed: int = 1
    today: date | None = None

    @cached_property
    def start(self) -> date:
        """First day of the plan: a Monday at least a week away, so that people can answer.

        The last days of a month are passed over: a month's quota would be spent on them all at once.
        """
        from django.utils import timezone

        today = self.today or timezone.localdate()
        monday = today + timedelta(days=7 + (-today.weekday()) % 7)
        return monday if (monday + timedelta(days=6)).month == monday.month else monday + timedelta(weeks=1)

    @cached_property
    def region(self) -> str:
        """Code of the region asked for by code or name. Raises ``UnknownName``."""
        return self.territory.resolve_region(self.asked_region)

    @cached_property
    def territory(self) -> Territory:
        """All communes of France."""
        from maillage.territory import load_territory

        return load_territory(self.store)

    @cached_property
    def times(self) -> TravelTimes:
        """Travel times between all communes of France, within 60 minutes."""
        from maillage.travel import mesh_times

        return mesh_times(self.territory, store=self.store)

    @cached_property
    def model(self) -> AccessModel:
        """Access to general practitioners in all of France: no edge at the region's border."""
        from maillage.access import gp_model

        return gp_model(self.territory, self.times)

    @cached_property
    def designation(self) -> Designation:
        """The territories of the region most in need."""
        from maillage.access import load_need
        from maillage.zoning import designate

        need = load_need(self.territory, None)
        candidates = designate(self.territory, self.model, need, 1, self.region).candidates
        count = min(PRIORITY_TERRITORIES, max(1, len(candidates) // 4))
        return designate(self.territory, self.model, need, count, self.region)

    @cached_property
    def sites(self) -> list[DemoSite]:
        """Invented places in the priority territories."""
        from maillage.demo.people import demo_sites

        return demo_sites(self.territory, self.designation, seed=self.seed)

    @cached_property
    def doctors(self) -> list[DemoDoctor]:
        """Invented volunteers from outside the priority territories."""
        from maillage.demo.people import demo_doctors

        return demo_doctors(
            self.territory,
            self.model.supply,
            self.designation,
            self.times,
            self.sites,
            region=self.region,
            start=self.start,
            weeks=WEEKS,
            seed=self.seed,
        )

    def planning_data(self) -> PlanningData:
        """The problem of who goes where and when."""
        from maillage.planning import build_data

        return build_data(
            self.territory,
            self.times,
            self.model,
            self.designation,
            [doctor.to_planning() for doctor in self.doctors],
            [site.to_planning() for site in self.sites],
            start=self.start,
            weeks=WEEKS,
            budget_cents=BUDGET_CENTS,
        )
