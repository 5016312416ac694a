"""Periodic clean-up of accounts, run by the worker."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from maillage.site.accounts import moves, services, throttle
from maillage.site.queues import periodic


@periodic("*/15 * * * *", "accounts.forget")
def forget() -> None:
    """Delete refused sign-ins, links, invitations and closed sessions that have passed their retention period."""
    throttle.purge()
    services.purge(timezone.now())
    SessionStore.clear_expired()


@periodic("3 * * * *", "accounts.moves")
def carry_out_moves() -> None:
    """Let roles pass to the next organisation on their day."""
    moves.carry_out(timezone.now())
