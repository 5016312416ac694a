"""What the worker does for accounts."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from maillage.site.accounts import services, throttle
from maillage.site.queues import periodic


@periodic("*/15 * * * *", "accounts.forget")
def forget() -> None:
    """Forget refused sign-ins, links and invitations, and closed sessions that have had their time."""
    throttle.purge()
    services.purge(timezone.now())
    SessionStore.clear_expired()
