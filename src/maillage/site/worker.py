"""The worker: runs the jobs of the queues, and those that another worker left unfinished.

It is a process of its own, so that computation does not slow down pages and a crash does not stop them; ``maillage
serve`` starts and restarts it. A worker writes a heartbeat to the database every few seconds; the jobs of a worker
without a recent heartbeat are requeued. On shutdown it takes no new job, gives running jobs a moment to finish or to
stop at a progress report, and requeues the rest.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Container
from typing import Any

from django.db.models import F
from procrastinate import App, JobContext, exceptions, jobs
from procrastinate.contrib.django import app as site_app
from procrastinate.contrib.django.db_cleanup import DjangoApp
from procrastinate.contrib.django.utils import connector_params
from procrastinate.periodic import PeriodicRegistry
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.worker import Worker

from maillage.site.jobs.models import Job
from maillage.site.queues import ASKED, QUICK

logger = logging.getLogger(__name__)

Running = dict[int, jobs.Job]

# Number of jobs of each queue that a worker runs at the same time.
AT_ONCE = {QUICK: 2, ASKED: 1}
HEARTBEAT_SECONDS, SILENT_SECONDS, RESCUE_SECONDS = 5.0, 30.0, 20.0
# A new job wakes the worker at once; this polling interval is for jobs scheduled for later.
LOOK_SECONDS = 15.0


def worker_app() -> App:
    """Return procrastinate's app with connections of its own; the code of a job uses Django's connection."""
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4)
    found = DjangoApp(connector=connector, periodic_defaults=site_app.periodic_defaults)
    found.tasks, found.periodic_registry = site_app.tasks, site_app.periodic_registry
    return found


async def rescue(app: App, mine: Container[int] = ()) -> int:
    """Requeue the jobs of workers without a recent heartbeat, except ``mine``; return how many.

    After the machine has slept, a worker may find its own heartbeat too old.
    """
    again = 0
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        if job.id is not None and job.id not in mine and await _put_back(app, job):
            logger.warning("Job %s (%s) was left half-way and is taken up again", job.id, job.task_name)
            again += 1
    return again


async def _put_back(app: App, job: jobs.Job) -> bool:
    """Requeue a job; return False if another process already did."""
    try:
        await app.job_manager.retry_job(job)
    except exceptions.ConnectorException:
        return False
    return True


async def work_until(stop: asyncio.Event, *, grace: float, way: float) -> bool:
    """Work until ``stop`` is set; return whether all running jobs came to an end.

    They have ``grace`` seconds to finish, then ``way`` seconds to stop at a progress report. The others are requeued,
    and the caller must exit at once. Raises ``ConnectorException`` or ``Ended`` if the worker cannot go on.
    """
    app, running = worker_app(), Running()
    async with app.open_async():
        await rescue(app)
        parts = [asyncio.create_task(_work(app, queue, running, grace=grace), name=queue) for queue in AT_ONCE]
        parts.append(asyncio.create_task(_rescue_for_ever(app, running), name="rescue"))
        asked = asyncio.create_task(stop.wait())
        await asyncio.wait([asked, *parts], return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
        for part in parts:
            part.cancel()
        ended, late = await asyncio.wait(parts, timeout=grace + way)
        if late:
            await _put_all_back(app, running)
        if not stop.is_set():
            raise next(filter(None, (part.exception() for part in ended if not part.cancelled())), Ended())
    return not late


async def work_once() -> None:
    """Run the jobs waiting in the queues and return; run no periodic task."""
    app = worker_app()
    app.periodic_registry = PeriodicRegistry()
    async with app.open_async():
        await rescue(app)
        for queue in AT_ONCE:
            await _work(app, queue, Running(), wait=False)


class Ended(Exception):
    """A part of the worker ended unexpectedly."""


async def _put_all_back(app: App, running: Running) -> None:
    for job in running.values():
        if await _put_back(app, job):
            # The job is interrupted without knowing it: do not count this attempt.
            asked = Job.objects.open().filter(queued=job.id, attempts__gt=0)
            await asked.aupdate(state=Job.State.WAITING, attempts=F("attempts") - 1)


async def _work(app: App, queue: str, running: Running, *, wait: bool = True, grace: float = 0.0) -> None:
    async def note(call_next: Callable[[], Awaitable[Any]], context: JobContext, _: Worker) -> Any:
        assert context.job.id is not None
        running[context.job.id] = context.job
        try:
            return await call_next()
        finally:
            running.pop(context.job.id, None)

    await app.run_worker_async(
        name=queue,
        queues=[queue],
        concurrency=AT_ONCE[queue],
        wait=wait,
        listen_notify=wait,
        fetch_job_polling_interval=LOOK_SECONDS,
        update_heartbeat_interval=HEARTBEAT_SECONDS,
        stalled_worker_timeout=SILENT_SECONDS,
        shutdown_graceful_timeout=grace,
        install_signal_handlers=False,
        delete_jobs="successful",
        worker_middleware=[note],
    )


async def _rescue_for_ever(app: App, running: Running) -> None:
    while True:
        await asyncio.sleep(RESCUE_SECONDS)
        await rescue(app, running)
