"""Tasks of the worker for requests."""

from __future__ import annotations

from django.utils import timezone

from maillage.site.expertise import escalating, retention, sharing
from maillage.site.queues import periodic


@periodic("* * * * *", "expertise.escalate")
def escalate() -> None:
    """Tell of requests that will be late, or are; an urgent one is due within the hour."""
    escalating.escalate()


@periodic("* * * * *", "expertise.share")
def share() -> None:
    """Give what waits to those on duty of a platform as their duty begins, and back as it ends."""
    sharing.share_out()


@periodic("47 3 * * *", "expertise.forget")
def forget() -> None:
    """Empty requests whose retention period is over."""
    retention.purge(timezone.now())
