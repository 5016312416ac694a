"""Results computed by the demonstration, each once, or read from the cache of artefacts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from maillage.site.measuring import Measurement

if TYPE_CHECKING:
    from maillage.demo.people import DemoDoctor, DemoSite
    from maillage.planning import PlanningData
    from maillage.zoning import Designation

WEEKS = 13
BUDGET_CENTS = 247_500_00


@dataclass
class World(Measurement):
    """A measured region with a seed, a first day, and the people invented for it."""

    seed: int = 1
    basis: str | None = "completed"
    today: date | None = None

    @cached_property
    def start(self) -> date:
        """First day of the plan: a Monday at least a week away, so that people can answer.

        The last days of a month are skipped, because a month's whole quota would be used on them.
        """
        from django.utils import timezone

        from maillage.schemes import zone_of_region

        today = self.today or timezone.localdate(timezone=zone_of_region(self.region))
        monday = today + timedelta(days=7 + (-today.weekday()) % 7)
        return monday if (monday + timedelta(days=6)).month == monday.month else monday + timedelta(weeks=1)

    @cached_property
    def listed(self) -> Designation:
        """The priority territories: the State's as far as they are known, then those most in need by the figures."""
        from maillage.zoning.official import Basis, put_in_force

        return put_in_force(self.designation, self.official, Basis(self.basis or Basis.COMPUTED))

    @cached_property
    def sites(self) -> list[DemoSite]:
        """Invented places in the priority territories."""
        from maillage.demo.people import demo_sites

        return demo_sites(self.territory, self.listed, seed=self.seed)

    @cached_property
    def doctors(self) -> list[DemoDoctor]:
        """Invented volunteers from outside the priority territories."""
        from maillage.demo.people import demo_doctors

        return demo_doctors(
            self.territory,
            self.model.supply,
            self.listed,
            self.times,
            self.sites,
            region=self.region,
            start=self.start,
            weeks=WEEKS,
            seed=self.seed,
        )

    def planning_data(self) -> PlanningData:
        """The planning problem: who goes where and when."""
        from maillage.planning import build_data

        return build_data(
            self.territory,
            self.times,
            self.model,
            self.listed,
            [doctor.to_planning() for doctor in self.doctors],
            [site.to_planning() for site in self.sites],
            start=self.start,
            weeks=WEEKS,
            budget_cents=BUDGET_CENTS,
        )
