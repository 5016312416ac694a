"""Tasks of the worker for requests."""

from __future__ import annotations

from django.utils import timezone

from maillage.site.expertise import escalating, retention
from maillage.site.queues import periodic


@periodic("* * * * *", "expertise.escalate")
def escalate() -> None:
    """Tell of requests that will be late, or are; an urgent one is due within the hour."""
    escalating.escalate()


@periodic("47 3 * * *", "expertise.forget")
def forget() -> None:
    """Empty requests whose retention period is over."""
    retention.purge(timezone.now())
