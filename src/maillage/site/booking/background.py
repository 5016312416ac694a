"""Tasks of the worker for appointments."""

from __future__ import annotations

from django.utils import timezone

from maillage.site.booking import notices, pace, retention, waiting_offers
from maillage.site.queues import periodic


@periodic("*/15 * * * *", "booking.remind")
def remind() -> None:
    """Send reminders of the appointments of the next two days."""
    notices.remind(timezone.now())


@periodic("*/15 * * * *", "booking.forget")
def forget() -> None:
    """Delete appointments whose retention period is over, and old booking tries."""
    retention.purge(timezone.now())
    pace.forget(timezone.now())
    waiting_offers.forget(timezone.now())


@periodic("* * * * *", "booking.offer")
def offer() -> None:
    """Offer free slots to the waiting list, and pass on what was not answered."""
    waiting_offers.run(timezone.now())
