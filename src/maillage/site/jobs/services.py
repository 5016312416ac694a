"""Asking for a job, running it, and requeueing jobs that were lost."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from maillage.errors import BadInput, MaillageError
from maillage.site.accounts.clocks import zone_of_user
from maillage.site.accounts.models import Organisation
from maillage.site.accounts.rights import Act, Reach, Record, roles_reaching
from maillage.site.jobs import files
from maillage.site.jobs.models import Job
from maillage.site.jobs.registry import KINDS
from maillage.site.locks import in_transaction
from maillage.site.queues import ASKED
from maillage.site.refusals import AlreadyDone, Refused, WrongState

if TYPE_CHECKING:
    from maillage.site.accounts.models import User

logger = logging.getLogger(__name__)

# Name of the task in ``background`` that runs a job.
RUN = "jobs.run"
MOST_ATTEMPTS = 3
REPORT_SECONDS = 0.5
SILENT = timedelta(minutes=1)
INTERRUPTED = (
    "Le travail a été interrompu trois fois. La machine manque peut-être de mémoire\u00a0: prévenez la personne qui "
    "l’exploite, puis demandez-le de nouveau."
)
FAULT = "Une faute du programme a arrêté ce travail. Elle est notée dans le journal du site\u00a0: signalez-la."


class Interrupted(Exception):
    """The worker is stopping: the next worker runs the job again."""


class NoLongerOurs(Exception):
    """The job was stopped by a user or taken over by another worker: write nothing about it."""


def ask(kind: str, by: User | None, organisation: Organisation | None = None, **args: Any) -> Job:
    """Create a job in the caller's transaction: it is queued at the commit.

    ``args`` are plain values. The job belongs to ``organisation``, by default the coordination or agency of ``by``,
    whose members see its progress. While an equal job of the same organisation is unfinished, that job is returned.
    """
    if kind not in KINDS:
        raise ValueError(f"No kind of work is called '{kind}'. Known: {', '.join(sorted(KINDS))}.")
    if organisation is None and by is not None:
        asking = roles_reaching(Record.JOB, Act.CHANGE, Reach.ORGANISATION)
        told = Organisation.objects.filter(memberships__user=by, memberships__role__in=asking)
        organisation = told.order_by("pk").first()
    while True:
        same = Job.objects.open().filter(kind=kind, args=args, organisation=organisation).first()
        if same is not None:
            return same
        job = Job(kind=kind, args=args, asked_by=by, organisation=organisation, asked_at=timezone.now())
        with suppress(IntegrityError), transaction.atomic():  # another request has just created the same job
            job.save()
            _queue(job)
            return job


def _queue(job: Job) -> None:
    job.queued = app.configure_task(RUN, queue=ASKED).defer(job=job.pk)
    job.save(update_fields=["queued"])


@in_transaction
def stop(job: Job) -> Job:
    """Stop a job: a waiting one never begins, a running one ends at its next progress report.

    Raises ``AlreadyDone`` if it is already finished.
    """
    row = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if not row.is_open:
        raise AlreadyDone("Ce travail est déjà fini.")
    row.state, row.ended_at, row.words = Job.State.STOPPED, timezone.now(), ""
    row.save(update_fields=["state", "ended_at", "words"])
    return row


@in_transaction
def conclude(job: Job) -> Job:
    """Ask a running job to end with the best that it has so far.

    Raises ``AlreadyDone`` if it is finished, ``WrongState`` if it has not begun or has nothing to keep before its end.
    """
    row = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if not row.is_open:
        raise AlreadyDone("Ce travail est déjà fini.")
    if not (row.may_conclude or row.concluding):
        raise WrongState("Ce travail n’a encore rien à garder\u00a0: attendez qu’il commence, ou arrêtez-le.")
    row.concluding = True
    row.save(update_fields=["concluding"])
    return row


def ask_again(job: Job, by: User | None) -> Job:
    """Ask again for a job that failed or was stopped. Raises ``WrongState`` for a job in any other state."""
    if job.state not in Job.AGAIN_STATES:
        raise WrongState("Seul un travail échoué ou arrêté peut être relancé.")
    return ask(job.kind, by, job.organisation, **job.args)


def worker_is_there() -> bool:
    """Return whether a worker has sent a heartbeat within the last minute (one query)."""
    heard = timezone.now() - SILENT
    return ProcrastinateWorker.objects.filter(last_heartbeat__gte=heard).exists()


def perform(pk: int, should_stop: Callable[[], bool] = lambda: False) -> None:
    """Run a job in this process, unless it is finished.

    Raises ``Interrupted`` if ``should_stop`` is true at a progress report; the job then waits again.
    """
    job = Job.objects.open().filter(pk=pk).first()
    if job is None:
        return
    job.attempts += 1
    if job.attempts > MOST_ATTEMPTS:
        _finish(job, Job.State.FAILED, error=INTERRUPTED)
        return
    job.state, job.started_at = Job.State.RUNNING, job.started_at or timezone.now()
    job.save(update_fields=["state", "started_at", "attempts"])
    try:
        with timezone.override(zone_of_user(job.asked_by) if job.asked_by is not None else None):
            result = KINDS[job.kind].work(_Reporter(job, should_stop), **job.args)
    except Interrupted:
        # The worker stopped, the job did not fail: do not count this attempt.
        _still_ours(job).update(state=Job.State.WAITING, attempts=job.attempts - 1)
        raise
    except NoLongerOurs:
        pass
    except Refused as refusal:
        _finish(job, Job.State.FAILED, error=str(refusal))
    except BadInput as problem:
        _finish(job, Job.State.FAILED, error=files.told(problem))
    except MaillageError as problem:
        said = files.without_folders(str(problem))
        _finish(job, Job.State.FAILED, error=f"Ce travail ne peut pas se faire\u00a0: {said}")
    except Exception:
        logger.exception("Job %s (%s) failed", job.pk, job.kind)
        _finish(job, Job.State.FAILED, error=FAULT)
    else:
        _finish(job, Job.State.DONE, progress=1.0, result=dict(result or {}))
        files.forget(job)


class _Reporter:
    """Saves the progress of a job, at most twice a second, and raises if the job must stop."""

    def __init__(self, job: Job, should_stop: Callable[[], bool]) -> None:
        self._job, self._should_stop, self._last = job, should_stop, 0.0
        self._noted: dict[str, Any] = {}
        self.concluding = job.concluding

    @property
    def by(self) -> User | None:
        return self._job.asked_by

    def note(self, **values: Any) -> None:
        self._noted |= values

    def __call__(self, progress: float, words: str = "") -> None:
        if self._should_stop():
            raise Interrupted
        if time.monotonic() - self._last < REPORT_SECONDS:
            return
        self._last = time.monotonic()
        ours, noted = _still_ours(self._job), {"result": self._noted} if self._noted else {}
        if not ours.update(progress=min(max(progress, 0.0), 1.0), words=words[:200], **noted):
            raise NoLongerOurs
        if KINDS[self._job.kind].keeps:
            self.concluding = ours.filter(concluding=True).exists()


def _finish(job: Job, state: Job.State, **values: Any) -> None:
    _still_ours(job).update(state=state, ended_at=timezone.now(), words="", attempts=job.attempts, **values)


def _still_ours(job: Job) -> Any:
    """Return the row if the job is unfinished and no other worker has started it since."""
    return Job.objects.open().filter(pk=job.pk, attempts__lte=job.attempts)


def ask_again_for_lost() -> int:
    """Requeue unfinished jobs that are missing from the queue; return how many."""
    known = ProcrastinateJob.objects.filter(pk=OuterRef("queued"), status__in=["todo", "doing"])
    again = 0
    for pk in Job.objects.open().filter(~Exists(known)).values_list("pk", flat=True):
        with transaction.atomic():
            for job in Job.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk):
                _queue(job)
                again += 1
    return again
