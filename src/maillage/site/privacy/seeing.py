"""Who saw what: every closed page that a signed-in user reads is noted.

A page writes nothing itself: its line waits in memory for a second at most, and a thread of each web process writes
what waits with a connection of its own. A process that is killed loses that second of lines. Changes lose nothing:
they are in the history, which triggers write in the transaction of the change.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime

from dateutil.relativedelta import relativedelta
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.privacy import rules
from maillage.site.privacy.models import PageSeen

logger = logging.getLogger(__name__)

EVERY_SECONDS = 1.0
MOST_WAITING = 20_000
_waiting: deque[PageSeen] = deque(maxlen=MOST_WAITING)


class Seen:
    """Middleware that notes the closed pages of signed-in users."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        note(request, response.status_code)
        return response


def note(request: HttpRequest, status: int) -> None:
    """Queue a line about a page with a gate that a signed-in user asked for."""
    found = request.resolver_match
    gate = getattr(getattr(found, "func", None), "gate", None)
    user = getattr(request, "user", None)
    if gate is None or found is None or not isinstance(user, User):
        return
    keys = ",".join(str(value) for value in found.kwargs.values() if isinstance(value, int))
    record = str(gate.reads or gate.changes or "")
    line = PageSeen(
        at=timezone.now(), user_id=user.pk, route=str(found.url_name)[:60], record=record, row=keys[:60],
        method=str(request.method)[:7], status=status,
    )  # fmt: skip
    _waiting.append(line)


def write() -> int:
    """Write the lines that wait; return how many."""
    rows: list[PageSeen] = []
    while _waiting:
        rows.append(_waiting.popleft())
    PageSeen.objects.bulk_create(rows)
    return len(rows)


class Writer:
    """A thread that writes what waits, until ``stop``, which writes the rest."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="pages-seen", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Write the rest and end."""
        self._over.set()
        self._thread.join(EVERY_SECONDS * 5)

    def _keep(self) -> None:
        while not self._over.wait(EVERY_SECONDS):
            self._write()
        self._write()
        connection.close()

    def _write(self) -> None:
        if not _waiting:
            return
        kept = list(_waiting)
        try:
            write()
        except DatabaseError as error:
            # The database restarts: what was not written waits for the next turn.
            _waiting.extendleft(reversed(kept))
            connection.close()
            logger.warning("Lines about pages seen wait for the database: %s", type(error).__name__)


def forget(now: datetime) -> int:
    """Delete lines older than the journal is kept; return how many."""
    return PageSeen.objects.filter(at__lt=now - relativedelta(months=rules.journal_months())).delete()[0]
