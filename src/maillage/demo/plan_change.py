"""A change of the published plan that is ready to choose from: volunteers leave, one of them with patients booked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from maillage.planning import Result
from maillage.site.accounts.models import User
from maillage.site.jobs import services as jobs
from maillage.site.plans import background, replacing
from maillage.site.plans.changed import Changed
from maillage.site.plans.models import PlanRun

LEAVING, PART = 12, 6
"""Volunteers who leave, but no more than one of six."""
WITH_PATIENTS = (1, 2, 0)
"""How many of them have patients booked: tried in turn until moving days gains something at several points."""
WANTED_POINTS = 3


def create_change(region: str, coordinator: User) -> dict[str, int]:
    """Ask what each move would gain after such a departure, and have it computed; nothing where no move gains.

    Returns the points of the frontier and the days that cannot stand.
    """
    published = PlanRun.objects.filter(replaces=None, programme__region=region, programme__state="published")
    run = published.exclude(problem="").first()
    if run is None:
        return {"points": 0, "lost": 0}
    for changed in _departures(run):
        job = background.ask_replan(run, changed, coordinator)
        jobs.perform(job.pk)
        job.refresh_from_db()
        points = len(job.result.get("frontier", []))
        if points >= WANTED_POINTS:
            return {"points": points, "lost": job.result["lost"]}
        job.delete()  # there would be nothing to choose from
    return {"points": 0, "lost": 0}


def _departures(run: PlanRun) -> Iterator[Changed]:
    """Yield departures of those with most days to come, and of some of those with most patients."""
    since = max(run.programme.starts, timezone.localdate() + timedelta(days=1))
    days = Counter(one.doctor_id for one in Result.from_document(run.document).plan.assignments if one.date >= since)
    most = [who for who, _ in sorted(days.items(), key=lambda pair: (-pair[1], pair[0]))]
    booked = sorted(replacing.booked_days(run).items(), key=lambda pair: (-pair[1], pair[0]))
    patients = list(dict.fromkeys(one.doctor_id for one, _ in booked if one.date >= since))
    size = min(LEAVING, max(2, len(days) // PART))
    for count in WITH_PATIENTS:
        first = patients[:count]
        others = [who for who in most if who not in first][: size - len(first)]
        yield Changed(since=since, left=tuple(sorted([*first, *others])))
