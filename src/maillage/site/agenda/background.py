"""Tasks of the worker for sessions."""

from __future__ import annotations

from django.utils import timezone

from maillage.site.agenda import absences, busy, day_links, leaving
from maillage.site.queues import periodic


@periodic("*/15 * * * *", "agenda.day_links")
def send_day_links() -> None:
    """Send the links of the day to those who keep a place."""
    day_links.send_links(timezone.now())


@periodic("*/15 * * * *", "agenda.own_calendars")
def read_own_calendars() -> None:
    """Read the calendars of doctors that are due."""
    busy.read_due(timezone.now())


@periodic("20 4 * * *", "agenda.forget")
def forget() -> None:
    """Delete absences that ended some months ago; close the accounts of people who left."""
    absences.purge(timezone.now())
    leaving.close_accounts(timezone.now())
