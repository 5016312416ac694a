"""A small country measured by the engine, with volunteers and places for a plan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from django.utils import timezone

from maillage.access import AccessModel
from maillage.planning import solve
from maillage.schemes import scheme_named
from maillage.site.accounts.models import User
from maillage.site.directory.models import Place, Professional
from maillage.site.geography import services as geography
from maillage.site.geography.models import Commune, Intercommunality, Region
from maillage.site.geography.travel import store_times
from maillage.site.observatory import measurements
from maillage.site.observatory import workbench as opening
from maillage.site.plans import services
from maillage.site.plans.models import PlanRun
from maillage.site.plans.problem import problem_of
from maillage.site.plans.request import AskedScheme, PlanRequest
from maillage.territory import Territory
from tests.access.cases import make_model
from tests.planning.cases import make_country
from tests.site import factories as make


@dataclass
class Measured:
    """The objects on the site; the codes of the two designated territories come first."""

    territory: Territory
    model: AccessModel
    zones: list[str]
    doctors: list[Professional]
    places: list[Place]
    boss: User

    def asked(self, **change: object) -> PlanRequest:
        """Return a request for three weeks of solidarity days from a Monday of next month."""
        values = {
            "region": "76", "schemes": (AskedScheme(scheme=scheme_named("solidarity")),), "starts": monday(),
            "weeks": 3, "budget_cents": 1_000_000, "seconds": 30.0,
        }  # fmt: skip
        return PlanRequest(**(values | change))  # type: ignore[arg-type]

    def planned(self) -> PlanRun:
        """Return the stored plan of the usual request, with its problem."""
        asked = self.asked()
        data = problem_of(asked)
        return services.store(
            solve(data), asked.region, scheme=asked.scheme.code, starts=asked.starts, weeks=asked.weeks, problem=data
        )


def monday() -> date:
    """Return a Monday of next month, not too near its end."""
    first = (timezone.localdate().replace(day=1) + timedelta(days=32)).replace(day=1)
    return first + timedelta(days=(-first.weekday()) % 7)


def build() -> Measured:
    """Load, measure and designate the country; create its people and places."""
    country = make_country(communes=80, side_km=30)
    while make.number() < len(country.territory.code):  # communes that a test makes stand behind those of the country
        pass
    territory, people = country.territory, country.territory.population.astype(float)
    geography.load(territory)
    made = make_model(country.times.minutes, people, np.where(np.arange(80) % 3, 9000.0, 0.0))
    times = replace(made.times, code=territory.code)
    model = AccessModel(times, made.demand, made.supply, made.parameters)
    opening.forget()
    measurements.store_model(territory, model)
    store_times(times)
    region = Region.objects.get(pk="76")
    zones = sorted({area.code for area in country.areas})
    for code in zones:
        make.designated(Intercommunality.objects.get(pk=code), region)
    inside = Commune.objects.filter(intercommunality__in=zones).order_by("-population")
    outside = Commune.objects.exclude(intercommunality__in=zones).order_by("pk")
    return Measured(
        territory=territory,
        model=model,
        zones=zones,
        doctors=[make.engaged(make.professional(home=home)) for home in outside[:6]],
        places=[make.place(commune=commune, reference=f"lieu-essai-{commune.pk}") for commune in inside[:4]],
        boss=make.coordinator(region),
    )
