"""Tasks of the worker for proposals."""

from __future__ import annotations

from django.utils import timezone

from maillage.site.proposals import services
from maillage.site.queues import periodic


@periodic("*/15 * * * *", "proposals.forget")
def forget() -> None:
    """Delete abandoned drafts and proposals withdrawn or refused long ago, then the files of their photos."""
    services.purge(timezone.now())
    services.sweep_photos()
