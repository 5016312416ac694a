"""Tasks of the worker for files."""

from __future__ import annotations

from django.utils import timezone

from maillage.site.files import uploads, vault
from maillage.site.queues import periodic


@periodic("17 * * * *", "files.sweep")
def sweep() -> None:
    """Forget broken uploads, and files that no row names."""
    now = timezone.now()
    uploads.sweep(now)
    vault.sweep(now)
