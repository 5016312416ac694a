"""A change of the published plan that is ready to choose from: volunteers who come to one territory leave it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from maillage.errors import MaillageError
from maillage.planning import Result
from maillage.site.accounts.models import User
from maillage.site.jobs import services as jobs
from maillage.site.plans import background, kept, replanning
from maillage.site.plans.changed import Changed
from maillage.site.plans.models import PlanRun

LEAVING = 8
"""Volunteers who leave, at most."""
TRIED = 3
"""Territories that are tried until moving days gains something at several points."""
WANTED_POINTS = 3


def create_change(region: str, coordinator: User) -> dict[str, int]:
    """Ask what each move would gain after such a departure, and have it computed; nothing where no move gains.

    Returns the points of the frontier and the days that cannot stand.
    """
    run = PlanRun.objects.filter(
        replaces=None, programme__region=region, programme__state="published"
    ).exclude(problem="").first()  # fmt: skip
    for changed in () if run is None else _departures(run):
        try:
            _, again = replanning.replanned(run, changed, None, coordinator)
        except MaillageError:  # a small region may have no plan without them
            continue
        if len(again.frontier) >= WANTED_POINTS:
            jobs.perform(background.ask_replan(run, changed, coordinator).pk)
            return {"points": len(again.frontier), "lost": len(again.lost)}
    return {"points": 0, "lost": 0}


def _departures(run: PlanRun) -> Iterator[Changed]:
    """Yield departures of all who come to a territory, those with most days first, in the second week of the plan."""
    since = max(run.programme.starts + timedelta(weeks=1), timezone.localdate() + timedelta(days=1))
    data = kept.problem_of_key(run.problem).data
    area = {site.id: int(at) for site, at in zip(data.sites, data.area_of_site, strict=True)}
    days = Counter[int]()
    people = defaultdict[int, Counter[str]](Counter)
    for one in Result.from_document(run.document).plan.assignments:
        if one.date >= since:
            days[area[one.site_id]] += 1
            people[area[one.site_id]][one.doctor_id] += 1
    for at, _ in days.most_common(TRIED):
        leaving = [who for who, _ in people[at].most_common(LEAVING)]
        yield Changed(since=since, left=tuple(sorted(leaving)))
