"""Tasks of the worker for centres."""

from __future__ import annotations

from django.utils import timezone

from maillage.site.centres import desk, registration, rounds
from maillage.site.queues import periodic


@periodic("20 3 * * *", "centres.forget")
def forget() -> None:
    """Delete what was done a month ago, and registrations whose retention is over."""
    now = timezone.now()
    registration.purge(now)
    desk.purge(now)
    rounds.purge(now)
