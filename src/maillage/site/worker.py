"""The worker: takes what waits in the queues and does it, and takes up what another worker left half-way.

It is a process of its own. What is computed there holds up no page, and what kills it stops none; ``maillage serve``
starts it and starts it again. A worker tells the database every few seconds that it is alive; the jobs of one that has
fallen silent go back into the queue. Asked to end, it takes nothing more, gives what is under way a moment to finish or
to make way, and puts the rest back.
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

# How many things of each queue a worker does at the same time.
AT_ONCE = {QUICK: 2, ASKED: 1}
HEARTBEAT_SECONDS, SILENT_SECONDS, RESCUE_SECONDS = 5.0, 30.0, 20.0
# A new job wakes the worker at once; this is for those that were to wait.
LOOK_SECONDS = 15.0


def worker_app() -> App:
    """The application of the queue on connections of the worker's own; what a job asks for goes by Django's."""
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4)
    found = DjangoApp(connector=connector, periodic_defaults=site_app.periodic_defaults)
    found.tasks, found.periodic_registry = site_app.tasks, site_app.periodic_registry
    return found


async def rescue(app: App, mine: Container[int] = ()) -> int:
    """Put the jobs of workers that have fallen silent back into the queue, but for ``mine``; returns how many.

    After a machine has slept a worker may find itself silent.
    """
    again = 0
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        if job.id is not None and job.id not in mine and await _put_back(app, job):
            logger.warning("Job %s (%s) was left half-way and is taken up again", job.id, job.task_name)
            again += 1
    return again


async def _put_back(app: App, job: jobs.Job) -> bool:
    """False where somebody else was quicker."""
    try:
        await app.job_manager.retry_job(job)
    except exceptions.ConnectorException:
        return False
    return True


async def work_until(stop: asyncio.Event, *, grace: float, way: float) -> bool:
    """Work until ``stop`` is set; returns whether everything that was under way came to an end.

    It has ``grace`` seconds to finish, then ``way`` seconds to make way at a report. What did neither is back in the
    queue: the process is to end at once. Raises ``ConnectorException`` or ``Ended`` where the worker cannot go on.
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
    """Do what waits in the queues now, and return; nothing periodic is begun."""
    app = worker_app()
    app.periodic_registry = PeriodicRegistry()
    async with app.open_async():
        await rescue(app)
        for queue in AT_ONCE:
            await _work(app, queue, Running(), wait=False)


class Ended(Exception):
    """A part of the worker ended by itself."""


async def _put_all_back(app: App, running: Running) -> None:
    for job in running.values():
        if await _put_back(app, job):
            # It was asked to make way, and does not know: this try does not count.
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
