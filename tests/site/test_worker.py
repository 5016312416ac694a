"""The worker: runs jobs, continues those of a killed worker, requeues those that do not end in time."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from maillage.site import worker as workers
from maillage.site.booking import services as booking
from maillage.site.booking.models import Appointment
from maillage.site.jobs import services
from maillage.site.messages.models import Message
from maillage.site.queues import app
from tests.conftest import ROOT
from tests.site import environment
from tests.site import factories as make
from tests.site.jobs import kinds  # noqa: F401

WORKER = """
from tests.site.jobs import kinds
from maillage.site import processes
{}
processes.work(say=print, tied=True)
"""


def wait_for(found: Callable[[], object], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.02)


def a_worker(before: str = "", data_dir: Path | None = None) -> subprocess.Popen[str]:
    """Run a real worker process on the test database; it executes ``before`` after opening."""
    folder, server = environment.prepare()
    if data_dir is not None:  # the database knows the key that its addresses are encrypted with
        shutil.copy(folder / "encryption-key", data_dir)
    values = {
        "DATABASE_URL": server.url.replace("/maillage?", f"/{connection.settings_dict['NAME']}?"),
        "MAILLAGE_DATA_DIR": str(data_dir or folder),
        "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),
    }
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return subprocess.Popen(
        [sys.executable, "-c", WORKER.format(before)],
        env=kept | values,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_message_is_sent_when_it_is_posted(worker: Callable[[], None], mailoutbox: list) -> None:
    booking.book(make.published().slots.first().pk, make.patient(), make.key())
    assert not mailoutbox
    worker()
    assert len(mailoutbox) == 1
    # One delivery sends everything posted meanwhile.
    for slot in make.published().slots.all()[:3]:
        booking.book(slot.pk, make.patient(), make.key())
    assert ProcrastinateJob.objects.count() == 1
    worker()
    assert len(mailoutbox) == 4


def test_all_periodic_tasks_run(worker: Callable[[], None], mailoutbox: list) -> None:
    for entry in app.periodic_registry.periodic_tasks.values():
        entry.task.configure().defer(timestamp=0)
    soon = make.published()
    appointment = booking.book(soon.slots.first().pk, make.patient(), make.key()).appointment
    begin = timezone.now() + timedelta(hours=20)
    soon.slots.filter(pk=appointment.slot_id).update(starts=begin, ends=begin + timedelta(minutes=20))
    Appointment.objects.update(booked_at=timezone.now() - timedelta(days=1))
    Message.objects.all().delete()
    worker()
    appointment.refresh_from_db()
    assert appointment.reminded_at is not None
    worker()
    assert ["Nous vous attendons" in message.body for message in mailoutbox] == [True]
    assert not ProcrastinateJob.objects.exists()


def test_a_job_left_by_a_killed_worker_is_finished_by_the_next(worker: Callable[[], None], tmp_path: Path) -> None:
    job = services.ask("test-wait", None, folder=str(tmp_path))
    with a_worker() as process:
        try:
            wait_for((tmp_path / "begun").exists)
        finally:
            process.send_signal(signal.SIGKILL)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("running", 1)
    (tmp_path / "go").touch()
    worker()
    job.refresh_from_db()
    assert job.state == "running", "its worker may still be alive"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '31 seconds'")
    worker()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.result) == ("done", 2, {"seen": "go"})


def test_a_stopped_worker_interrupts_its_job_and_removes_its_row(worker: Callable[[], None], tmp_path: Path) -> None:
    job = services.ask("test-wait", None, folder=str(tmp_path))
    with a_worker() as process:
        wait_for((tmp_path / "begun").exists)
        assert ProcrastinateWorker.objects.count() == len(workers.AT_ONCE)
        # Close the other end of the worker's standard input, as the death of its parent would.
        process.stdin.close()
        wait_for(lambda: process.poll() is not None)
    assert process.returncode == 0
    assert not ProcrastinateWorker.objects.exists()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("waiting", 0)
    (tmp_path / "go").touch()
    worker()
    job.refresh_from_db()
    assert job.state == "done"


def test_a_job_that_does_not_stop_in_time_is_requeued(worker: Callable[[], None], tmp_path: Path) -> None:
    job = services.ask("test-deaf", None, folder=str(tmp_path))
    with a_worker("processes.GRACE_SECONDS = processes.WAY_SECONDS = 0.1") as process:
        wait_for((tmp_path / "begun").exists)
        process.terminate()
        wait_for(lambda: process.poll() is not None)
    assert process.returncode == 0
    job.refresh_from_db()
    assert (ProcrastinateJob.objects.get(pk=job.queued).status, job.state, job.attempts) == ("todo", "waiting", 0)
    (tmp_path / "go").touch()
    worker()
    job.refresh_from_db()
    assert job.state == "done"


def test_a_worker_after_sleep_does_not_requeue_its_own_jobs(worker: Callable[[], None]) -> None:
    async def taken(mine: frozenset[int]) -> int:
        found = workers.worker_app()
        async with found.open_async():
            await found.job_manager.fetch_job(["asked"], await found.job_manager.register_worker())
            return await workers.rescue(found, mine)

    job = services.ask("test-count", None, to=1)
    assert asyncio.run(taken(frozenset({job.queued}))) == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
    assert asyncio.run(taken(frozenset({job.queued}))) == 0
    assert asyncio.run(taken(frozenset())) == 1
