"""Tasks of the worker for applications."""

from __future__ import annotations

from django.utils import timezone

from maillage.site.applications import reminding, services
from maillage.site.queues import periodic


@periodic("*/15 * * * *", "applications.forget")
def forget() -> None:
    """Delete abandoned drafts, and applications withdrawn or refused long ago."""
    services.purge(timezone.now())


@periodic("7 6-16 * * 1-5", "applications.remind")
def remind() -> None:
    """Write to the desks about waiting checks, on working days."""
    reminding.remind(timezone.localdate())
