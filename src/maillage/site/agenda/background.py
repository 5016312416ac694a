"""Tasks of the worker for sessions."""

from __future__ import annotations

from django.utils import timezone

from maillage.site.agenda import day_links
from maillage.site.queues import periodic


@periodic("*/15 * * * *", "agenda.day_links")
def send_day_links() -> None:
    """Send the links of the day to those who keep a place."""
    day_links.send_links(timezone.now())
