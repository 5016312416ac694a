"""What has to be done every so often, by one process at a time: reminders, forgetting, closed sign-ins."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta

from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections, connection
from django.utils import timezone

from maillage.site.accounts import services, throttle
from maillage.site.booking import notices, retention
from maillage.site.messages import delivery, forgetting

logger = logging.getLogger(__name__)

LOCK = 0x6D656E61
EVERY, DELIVERED_EVERY = timedelta(minutes=15), timedelta(seconds=5)


def run_once(now: datetime) -> dict[str, int] | None:
    """Do all of it; None where another process is at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return None
        try:
            done = {
                "reminders": notices.remind(now),
                "forgotten": retention.purge(now),
                "messages": forgetting.forget(now),
                "failures": throttle.purge(),
                "links": services.purge(now),
            }
            SessionStore.clear_expired()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    return done


def run_for_ever(stop: threading.Event) -> None:
    """Until ``stop`` is set; a failure is logged and the next turn tries again."""
    next_turn = timezone.now()
    while not stop.is_set():
        try:
            close_old_connections()
            if timezone.now() >= next_turn:
                next_turn = timezone.now() + EVERY
                run_once(timezone.now())
            delivery.deliver()
        except Exception:
            logger.exception("Housekeeping failed; it goes on in %s", DELIVERED_EVERY)
        stop.wait(DELIVERED_EVERY.total_seconds())
    connection.close()
