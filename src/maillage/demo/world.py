"""Results computed by the demonstration, each once, or read from the cache of artefacts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from maillage import __version__
from maillage.artefacts import recipe_of
from maillage.site.measuring import Measurement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from maillage.demo.people import DemoDoctor, DemoSite
    from maillage.planning import PlanningData, Result
    from maillage.zoning import Designation

PLAN = "demonstration-plan"
WEEKS = 13
BUDGET_CENTS = 247_500_00


@dataclass
class World(Measurement):
    """A measured region with a seed, a first day, and the people invented for it.

    ``prefix`` tells these people from those of other regions on the same site.
    """

    seed: int = 1
    prefix: str = ""
    basis: str | None = "completed"
    today: date | None = None

    @cached_property
    def start(self) -> date:
        """First day of the plan: a Monday at least a week away, so that people can answer.

        The last days of a month are skipped, because a month's whole quota would be used on them.
        """
        from maillage.schemes import zone_of_region

        today = self.today or datetime.now(zone_of_region(self.region)).date()
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

        return demo_sites(self.territory, self.listed, seed=self.seed, prefix=self.prefix)

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
            prefix=self.prefix,
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

    def solved(self) -> Result:
        """The plan of the demonstration: solved once by one of its two processes, read by the other."""
        from maillage.planning import Result, solve

        data = self.planning_data()

        def solve_now() -> tuple[Mapping[str, NDArray[Any]], Mapping[str, Any]]:
            return {}, {"result": solve(data, seed=self.seed).to_document()}

        recipe = recipe_of(__version__, data.digest, self.seed)
        return Result.from_document(self.store.cached(PLAN, recipe, solve_now).meta["result"])
