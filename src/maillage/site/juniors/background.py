"""Tasks of the worker for years of junior doctors: erasing years long over."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from maillage.site.juniors import forgetting
from maillage.site.queues import periodic

KEPT = timedelta(days=365)
"""How long a year is kept after its last day: an assignment may be contested until then (decision of this project)."""


@periodic("40 3 * * *", "juniors.forget")
def forget() -> None:
    """Erase the years that have been over for a year, with people, wishes, messages and history."""
    forgetting.purge(timezone.localdate() - KEPT, timezone.now())
