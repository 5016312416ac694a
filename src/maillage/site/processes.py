"""The worker as a process: how it begins and ends, alone or beside the web process that starts it again.

A process rather than a thread: a plan being computed takes no turn from the pages, and a worker that runs out of memory
takes no page with it. The other way round, a worker whose web process is gone finishes what it has begun and leaves, so
that a site started again has one worker and not two.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from maillage.site.runtime import open_site

logger = logging.getLogger(__name__)

DATABASE_SECONDS = 30.0
# What is under way when the worker is to end has this long to finish, then this long to make way. After that its work
# is put back, and the whole is over before the last of these.
GRACE_SECONDS, WAY_SECONDS, END_SECONDS = 8.0, 4.0, 20.0
FIRST_PAUSE, LONGEST_PAUSE, STEADY_SECONDS = 1.0, 60.0, 60.0


def work(data_dir: Path | None = None, *, say: Callable[[str], object], tied: bool = False) -> int:
    """Open the site and work until SIGTERM or Ctrl-C; the exit code, 1 where the database went away.

    ``tied`` to another process, it ends too when its standard input is closed.
    """
    server = open_site(data_dir, patience=DATABASE_SECONDS)
    try:
        return asyncio.run(_work(say, tied, server.stop if server is not None else lambda: None))
    finally:
        if server is not None:
            server.stop()


async def _work(say: Callable[[str], object], tied: bool, leave: Callable[[], None]) -> int:
    from procrastinate.exceptions import ConnectorException

    from maillage.site.worker import Ended, work_until

    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if tied:
        loop.add_reader(sys.stdin.fileno(), lambda: os.read(sys.stdin.fileno(), 1) or stop.set())
    say("Maillage works on what is asked for (Ctrl-C to stop).")
    try:
        whole = await work_until(stop, grace=GRACE_SECONDS, way=WAY_SECONDS)
    except (ConnectorException, Ended) as problem:
        logger.error("The worker cannot go on: %s", str(problem).strip() or "the database does not answer")
        return 1
    if not whole:
        # Threads cannot be ended; what they do is back in the queue.
        leave()
        os._exit(0)
    return 0


class WorkerProcess:
    """A worker beside this process, started again whenever it ends by itself; leave it with :meth:`stop`."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock, self._stopped = threading.Lock(), threading.Event()
        self._watch = threading.Thread(target=self._keep, name="worker-watch", daemon=True)
        self._watch.start()

    def _keep(self) -> None:
        pause = FIRST_PAUSE
        while (process := self._begin()) is not None:
            started = time.monotonic()
            code = process.wait()
            if self._stopped.is_set():
                return
            if time.monotonic() - started > STEADY_SECONDS:
                pause = FIRST_PAUSE
            logger.warning("The worker ended (code %s) and is started again in %g s; pages go on.", code, pause)
            self._stopped.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _begin(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._stopped.is_set():
                return None
            # A session of its own: Ctrl-C is for this process, which then ends the worker. It holds the other end of
            # the worker's standard input: that closes when this process is gone, however it went.
            self._process = subprocess.Popen(
                [sys.executable, "-m", "maillage.site.processes"], stdin=subprocess.PIPE, start_new_session=True
            )
            return self._process

    def stop(self) -> None:
        """End the worker: it finishes or puts back what it has begun."""
        with self._lock:
            self._stopped.set()
        process = self._process
        if process is not None:
            process.terminate()
            try:
                process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdin is not None:
                process.stdin.close()
        self._watch.join()


if __name__ == "__main__":
    sys.exit(work(say=lambda _: None, tied=True))
