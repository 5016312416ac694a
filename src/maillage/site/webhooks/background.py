"""Tasks of the worker for addresses that are told what happens."""

from __future__ import annotations

from django.utils import timezone

from maillage.site.queues import periodic
from maillage.site.webhooks import telling


@periodic("* * * * *", "webhooks.tell")
def tell() -> None:
    """Tell the addresses of organisations what happened."""
    telling.run()


@periodic("*/15 * * * *", "webhooks.forget")
def forget() -> None:
    """Delete what was told a month ago."""
    telling.forget(timezone.now())
