"""What the worker does for applications."""

from __future__ import annotations

from django.utils import timezone

from maillage.site.applications import reminding, services
from maillage.site.queues import periodic


@periodic("*/15 * * * *", "applications.forget")
def forget() -> None:
    """Forget drafts left alone, and what was withdrawn or refused long ago."""
    services.purge(timezone.now())


@periodic("7 6-16 * * 1-5", "applications.remind")
def remind() -> None:
    """Tell the desks what waits, on working days."""
    reminding.remind(timezone.localdate())
