"""When the database does not answer: a page with 503 and Retry-After at once, and one line of log a minute.

What a visitor asks meanwhile is not lost and not an error of the program; the embedded server is started again by the
process that serves (:mod:`maillage.site.database.watch`).
"""

from __future__ import annotations

import logging
import sys
import threading
import time

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

from maillage.site.database.trouble import is_outage

RETRY_SECONDS = 5
SILENCE_SECONDS = 60.0


def handler500(request: HttpRequest) -> HttpResponse:
    """The page for what went wrong: "come back in a moment" where the database does not answer."""
    if not is_outage(sys.exc_info()[1]):
        return server_error(request)
    page = render_to_string("503.html")
    headers = {"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"}
    return HttpResponse(page, status=503, headers=headers)


class OneLine(logging.Filter):
    """Lets one line through of all that is logged because the database does not answer, and no traceback."""

    def __init__(self) -> None:
        super().__init__()
        self._lock, self._told = threading.Lock(), -SILENCE_SECONDS

    def filter(self, record: logging.LogRecord) -> bool:
        """False for what was told within the last minute."""
        if not record.exc_info or not is_outage(record.exc_info[1]):
            return True
        with self._lock:
            now = time.monotonic()
            if now - self._told < SILENCE_SECONDS:
                return False
            self._told = now
        record.msg, record.args, record.exc_info = (
            "The database does not answer; pages say so and ask to wait.",
            (),
            None,
        )
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True
