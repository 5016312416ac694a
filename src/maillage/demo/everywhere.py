"""The demonstration of all regions: beside its own, every other one has territories, people, a plan, sessions."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from django.db import transaction

from maillage.demo import steps
from maillage.demo.directory import create_doctors, create_sites
from maillage.demo.payments import months_before
from maillage.demo.world import WEEKS, World
from maillage.errors import MaillageError
from maillage.planning import check_result
from maillage.schemes import scheme_named
from maillage.site.agenda.publishing import publish
from maillage.site.identity import services as identity
from maillage.site.plans import services
from maillage.site.refusals import Refused

AGENCY = "Coordinations régionales · France"
SHARED = ("territory", "times", "model", "figures_of_need", "official_figures")
"""What is of all of France and is read once."""


def create_other_regions(world: World) -> dict[str, Any]:
    """Make every region but that of ``world``; return days by region, and the reason where there is no plan."""
    codes = sorted(set(world.territory.region.tolist()) - {"", world.region})
    days: dict[str, int] = {}
    without: dict[str, str] = {}
    for code in codes:
        started = time.monotonic()
        try:
            with transaction.atomic():
                days[code] = create_region(world, code)
        except (MaillageError, Refused) as problem:  # too few doctors or territories, a sea between them
            without[code] = str(problem)
        world.store.report(f"         {world.territory.region_names[code]:<50} {time.monotonic() - started:5.1f} s")
    identity.change(replace(identity.current(), agency=AGENCY))
    return {"regions": {"days": days, "without": without}}


def _region_of(world: World, code: str) -> World:
    """Return the world of another region, with what is of all of France taken over."""
    there = World(code, world.store, seed=world.seed, basis=world.basis, today=world.today, prefix=f"r{code}-")
    for name in SHARED:
        there.__dict__[name] = getattr(world, name)
    return there


def create_region(world: World, code: str) -> int:
    """Designate another region, invent its people, plan and publish; return the days. Raises ``MaillageError``."""
    from django.utils import timezone

    there = _region_of(world, code)
    data, result = there.planning_data(), there.solved()
    if broken := check_result(data, result):
        raise MaillageError(f"The planner's own checker refuses its plan: {broken[0]}. Please report this fault.")
    steps.zones(there)
    create_sites(there.sites)
    create_doctors(there.doctors, scheme_named("solidarity"), starts=months_before(timezone.localdate())[0])
    run = services.store(
        result, there.region, scheme=data.rules.scheme, starts=there.start, weeks=WEEKS, problem=data
    )  # fmt: skip
    publish(run.programme)
    return len(result.plan)
