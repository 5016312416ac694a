"""Tasks of the worker for grants."""

from __future__ import annotations

from maillage.site.grants import files, importing, services
from maillage.site.queues import periodic


@periodic("*/15 * * * *", "grants.keep_order")
def keep_order() -> None:
    """Link organisations that are new, leave imports that nobody confirmed in time, remove files that no row names."""
    services.link_organisations()
    importing.leave_forgotten()
    files.sweep()
