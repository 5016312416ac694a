"""Tasks of the worker for grants."""

from __future__ import annotations

from maillage.site.grants import files, importing
from maillage.site.queues import periodic


@periodic("*/15 * * * *", "grants.sweep")
def sweep() -> None:
    """Leave imports that nobody confirmed in time, then remove the files that no row names."""
    importing.leave_forgotten()
    files.sweep()
