"""Tasks of the worker for the protection of data."""

from __future__ import annotations

from django.utils import timezone

from maillage.site.privacy import seeing
from maillage.site.queues import periodic


@periodic("7 3 * * *", "privacy.forget")
def forget() -> None:
    """Delete old lines about pages seen."""
    seeing.forget(timezone.now())
