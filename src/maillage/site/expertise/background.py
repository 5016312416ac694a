"""Tasks of the worker for requests."""

from __future__ import annotations

from maillage.site.expertise import escalating
from maillage.site.queues import periodic


@periodic("* * * * *", "expertise.escalate")
def escalate() -> None:
    """Tell of requests that will be late, or are; an urgent one is due within the hour."""
    escalating.escalate()
