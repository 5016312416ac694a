"""Tasks of the worker for the directory."""

from __future__ import annotations

from django.utils import timezone

from maillage.site.directory import services
from maillage.site.queues import periodic


@periodic("3 * * * *", "directory.handovers")
def carry_out_handovers() -> None:
    """Let places pass to the next organisation on their day."""
    services.carry_out_handovers(timezone.now())
