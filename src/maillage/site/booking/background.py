"""What the worker does for appointments."""

from __future__ import annotations

from django.utils import timezone

from maillage.site.booking import notices, pace, retention
from maillage.site.queues import periodic


@periodic("*/15 * * * *", "booking.remind")
def remind() -> None:
    """Remind of the appointments of the next two days."""
    notices.remind(timezone.now())


@periodic("*/15 * * * *", "booking.forget")
def forget() -> None:
    """Forget appointments whose retention is over, and from where tries to book came."""
    retention.purge(timezone.now())
    pace.forget(timezone.now())
