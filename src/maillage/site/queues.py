"""Two queues, so that a plan of ten minutes holds up no message, and what is done every so often.

``QUICK`` is for what takes moments (messages, reminders, forgetting), ``ASKED`` for work that somebody asked for, one
at a time in a worker. An application declares what is done for it in its module ``background``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from procrastinate.contrib.django import app

QUICK, ASKED = "quick", "asked"


def periodic(cron: str, name: str) -> Callable[[Callable[[], object]], Any]:
    """Have a function called at the turns of ``cron``, by one worker at a time; the result can be deferred too.

    A turn that nobody could take for an hour is left out. What fails is logged, and done at the next turn.
    """

    def declare(work: Callable[[], object]) -> Any:
        def turn(timestamp: int = 0) -> None:  # noqa: ARG001 the queue says which turn it is
            work()

        return app.periodic(cron=cron)(app.task(name=name, queue=QUICK, lock=name, queueing_lock=name)(turn))

    return declare
