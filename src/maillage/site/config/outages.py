"""Database outages: answers 503 with Retry-After at once, and logs one line a minute.

The outage is not logged as a program error; the process that serves restarts the embedded server
(:mod:`maillage.site.database.watch`).
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from mmap import mmap

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

from maillage.site.database.trouble import is_outage

RETRY_SECONDS = 5
SILENCE_SECONDS = 60.0


def handler500(request: HttpRequest) -> HttpResponse:
    """Show the error page; during a database outage it says "come back in a moment"."""
    if not is_outage(sys.exc_info()[1]):
        return server_error(request)
    page = render_to_string("503.html")
    headers = {"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"}
    return HttpResponse(page, status=503, headers=headers)


class OneLine(logging.Filter):
    """Log filter that lets one line a minute through during an outage, without traceback.

    Processes forked from this one share when it was told.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lock, self._told = threading.Lock(), memoryview(mmap(-1, 8)).cast("d")
        self._told[0] = -SILENCE_SECONDS

    def filter(self, record: logging.LogRecord) -> bool:
        """Return False if an outage was logged within the last minute."""
        if not record.exc_info or not is_outage(record.exc_info[1]):
            return True
        with self._lock:
            now = time.monotonic()
            if now - self._told[0] < SILENCE_SECONDS:
                return False
            self._told[0] = now
        record.msg, record.args, record.exc_info = (
            "The database does not answer; pages say so and ask to wait.",
            (),
            None,
        )
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True
