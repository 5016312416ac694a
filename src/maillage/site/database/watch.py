"""Restarts the embedded server if it ends while a process uses it."""

from __future__ import annotations

import logging
import threading
import time

from maillage.errors import MaillageError
from maillage.site.database.server import DatabaseServer

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
LONGEST_PAUSE = 30.0


class DatabaseWatch:
    """A thread that watches the server; call :meth:`stop` before the server is stopped."""

    def __init__(self, server: DatabaseServer) -> None:
        self._server, self._over = server, threading.Event()
        self._thread = threading.Thread(target=self._keep, name="database-watch", daemon=True)
        self._thread.start()

    def _keep(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            if not self._server.is_running():
                self._bring_back()

    def _bring_back(self) -> None:
        """Try until the server runs again; log each new reason for a failure once."""
        since, pause, reason = time.monotonic(), LOOK_SECONDS, ""
        while not self._over.is_set():
            try:
                self._server.bring_up()
            except (MaillageError, OSError) as problem:
                if str(problem) != reason:
                    reason = str(problem)
                    logger.error("The database ended and does not start again: %s", reason)
                self._over.wait(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            else:
                logger.warning("The database ended and was started again in %.1f s.", time.monotonic() - since)
                return

    def stop(self) -> None:
        """Stop watching."""
        self._over.set()
        self._thread.join()
