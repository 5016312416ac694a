"""The worker process: how it starts and ends, alone or as a child of the web process that restarts it.

It is a process and not a thread, so that computing a plan does not slow down pages and a worker that runs out of memory
does not stop them. A worker whose web process has died finishes its current job and exits, so that a restarted site has
one worker and not two.
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
from collections.abc import Callable, Sequence
from pathlib import Path

from maillage.site.runtime import open_site

logger = logging.getLogger(__name__)

DATABASE_SECONDS = 30.0
# Seconds at shutdown: time for running jobs to finish, then time to stop at a progress report; after that they are
# requeued. The last number is the limit for the whole shutdown.
GRACE_SECONDS, WAY_SECONDS, END_SECONDS = 8.0, 4.0, 20.0
FIRST_PAUSE, LONGEST_PAUSE, STEADY_SECONDS = 1.0, 60.0, 60.0


def work(data_dir: Path | None = None, *, say: Callable[[str], object], tied: bool = False) -> int:
    """Open the site and work until SIGTERM or Ctrl-C; return the exit code, 1 if the database connection was lost.

    With ``tied``, the worker also ends when its standard input is closed, that is when its parent process is gone.
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
        # Threads cannot be killed; their jobs are back in the queue.
        leave()
        os._exit(0)
    return 0


class SideProcess:
    """A process beside this one, restarted whenever it ends by itself; call :meth:`stop` when done.

    ``command`` is what Python is given; ``name`` says in the log what it is. Its standard input is held open by this
    process: it ends by itself when that closes.
    """

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self._name, self._command = name, command
        self._process: subprocess.Popen[bytes] | None = None
        self._lock, self._stopped = threading.Lock(), threading.Event()
        self._watch = threading.Thread(target=self._keep, name=f"{name}-watch", daemon=True)
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
            logger.warning("The %s ended (code %s) and is started again in %g s; pages go on.", self._name, code, pause)
            self._stopped.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _begin(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._stopped.is_set():
                return None
            # A session of its own: Ctrl-C reaches only this process, which then stops the other. This process holds
            # the other end of its standard input, which closes when this process dies, for any reason.
            self._process = subprocess.Popen(
                [sys.executable, *self._command], stdin=subprocess.PIPE, start_new_session=True
            )
            return self._process

    def stop(self) -> None:
        """Stop it: a worker finishes or requeues its current jobs."""
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


class WorkerProcess(SideProcess):
    """A worker beside the process that answers pages."""

    def __init__(self) -> None:
        super().__init__("worker", ["-m", "maillage.site.processes"])


if __name__ == "__main__":
    sys.exit(work(say=lambda _: None, tied=True))
