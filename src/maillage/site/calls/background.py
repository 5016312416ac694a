"""Tasks of the worker for calls."""

from __future__ import annotations

from django.utils import timezone

from maillage.site.calls import files, seats, submissions
from maillage.site.queues import periodic


@periodic("20 * * * *", "calls.forget")
def forget() -> None:
    """Delete abandoned and withdrawn submissions after thirty days, then the files that nothing names."""
    submissions.purge(timezone.now())
    files.sweep()


@periodic("*/5 * * * *", "calls.expire")
def expire() -> None:
    """Close the seats that nobody answered in time, and offer them to the next in line."""
    seats.expire_all()
