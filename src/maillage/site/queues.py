"""The two queues of the worker, and its periodic tasks.

``QUICK`` is for short tasks (messages, reminders, deletion), ``ASKED`` for work that users ask for, one job at a time
per worker: a plan that takes ten minutes must not delay messages. An application declares its tasks in its module
``background``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from procrastinate.contrib.django import app

QUICK, ASKED = "quick", "asked"


def periodic(cron: str, name: str) -> Callable[[Callable[[], object]], Any]:
    """Run a function at the times of ``cron``, by one worker at a time; return the task, which can also be deferred.

    A run that no worker could start within an hour is skipped. An error is logged, and the next run tries again.
    """

    def declare(work: Callable[[], object]) -> Any:
        def turn(timestamp: int = 0) -> None:  # noqa: ARG001 the queue says which turn it is
            work()

        return app.periodic(cron=cron)(app.task(name=name, queue=QUICK, lock=name, queueing_lock=name)(turn))

    return declare
