"""Tasks of the worker for calls."""

from __future__ import annotations

from django.utils import timezone

from maillage.site.calls import files, submissions
from maillage.site.queues import periodic


@periodic("20 * * * *", "calls.forget")
def forget() -> None:
    """Delete abandoned and withdrawn submissions after thirty days, then the files that nothing names."""
    submissions.purge(timezone.now())
    files.sweep()
