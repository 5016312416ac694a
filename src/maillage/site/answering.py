"""Several processes that answer one listening socket: one process answers with one processor only.

They are forked from the process that opened and warmed the site, so that what it has read is in memory once; that
process answers nothing itself. It watches the database and the worker, starts again a process that ends by itself, and
stops them all. What counts across requests (tries, pace, bookings) is in the database; what one process limits
(threads, connections, downloads at a time) is divided, so that all together allow what one would.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess
from types import FrameType

logger = logging.getLogger(__name__)

MOST = 2
"""Processes of a site that names no number; the database and the worker need processors too."""
END_SECONDS = 20.0
FIRST_PAUSE, LONGEST_PAUSE, STEADY_SECONDS = 0.5, 30.0, 60.0
STOPPING = (signal.SIGTERM, signal.SIGINT)

Answer = Callable[[int], object]
"""Answers as one of the processes, given its number from 0, until SystemExit."""


def usual_count() -> int:
    """Return how many processes answer: one for each processor, at most :data:`MOST`; one where forking is not safe."""
    if not sys.platform.startswith("linux"):
        return 1
    return min(MOST, len(os.sched_getaffinity(0)))


def leave(_number: int, _frame: FrameType | None) -> None:
    """Handle a signal that asks to stop; further ones must not interrupt the stopping."""
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)
    raise SystemExit(0)


def answer_in_processes(answer: Answer, count: int) -> None:
    """Keep ``count`` processes answering until SystemExit or KeyboardInterrupt; then stop them."""
    running: dict[int, _Running] = {}
    pauses = dict.fromkeys(range(count), FIRST_PAUSE)
    gc.collect()
    gc.freeze()  # a later collection would write to, and so copy, every page of memory that the processes share
    try:
        while True:
            for number in range(count):
                if number not in running:
                    with _undisturbed():
                        running[number] = _Running(answer, number)
            wait([one.process.sentinel for one in running.values()])
            for number, one in list(running.items()):
                if not one.process.is_alive():
                    pauses[number] = FIRST_PAUSE if one.lasted() > STEADY_SECONDS else pauses[number]
                    logger.warning(
                        "A process that answers pages ended (code %s) and is started again in %g s; the others go on.",
                        one.process.exitcode, pauses[number],
                    )  # fmt: skip
                    del running[number]
                    time.sleep(pauses[number])
                    pauses[number] = min(2 * pauses[number], LONGEST_PAUSE)
    finally:
        with _undisturbed():
            _stop([one.process for one in running.values()])


class _Running:
    """A process that answers, and since when."""

    def __init__(self, answer: Answer, number: int) -> None:
        self.process = multiprocessing.get_context("fork").Process(
            target=_answer_alone, args=(answer, number), name=f"pages-{number}"
        )
        self._since = time.monotonic()
        self.process.start()

    def lasted(self) -> float:
        """Return for how many seconds it has run."""
        return time.monotonic() - self._since


@contextmanager
def _undisturbed() -> Generator[None]:
    """Let signals that ask to stop wait, so that no process is started or left without being known.

    Another thread may take a signal that this one blocks, and its handler runs here all the same, where an exception
    may be lost: such a signal is noted, and raised again afterwards.
    """
    noted: list[int] = []
    handlers = {number: signal.signal(number, lambda taken, _: noted.append(taken)) for number in STOPPING}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        for number in noted:
            signal.raise_signal(number)


def _answer_alone(answer: Answer, number: int) -> None:
    """Run in the new process. Ctrl-C reaches all processes of a terminal; the first one then stops the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, leave)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
    threading.Thread(target=_end_with_parent, name="parent-watch", daemon=True).start()
    answer(number)


def _end_with_parent() -> None:
    """Stop this process when the first one is gone, for any reason: a restarted site must find the port free."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _stop(processes: list[ForkProcess]) -> None:
    """Stop the processes: they finish the requests that they are answering."""
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + END_SECONDS
    for process in processes:
        process.join(max(0.0, deadline - time.monotonic()))
        if process.is_alive():
            process.kill()
            process.join()
