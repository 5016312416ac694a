"""Asking for work, doing it, and taking up again what was left half-way."""

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

from maillage.errors import MaillageError
from maillage.site.accounts.models import Organisation
from maillage.site.accounts.rights import Act, Reach, Record, roles_reaching
from maillage.site.jobs.models import Job
from maillage.site.jobs.registry import KINDS
from maillage.site.locks import in_transaction
from maillage.site.queues import ASKED
from maillage.site.refusals import AlreadyDone, Refused, WrongState

if TYPE_CHECKING:
    from maillage.site.accounts.models import User

logger = logging.getLogger(__name__)

# The name of the task of ``background`` that performs a job.
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
    """The worker ends: the job is taken up again by the next one."""


class NoLongerOurs(Exception):
    """Whoever asked has stopped the job, or another worker has begun it again: nothing is to be noted."""


def ask(kind: str, by: User | None, organisation: Organisation | None = None, **args: Any) -> Job:
    """Ask for work, in the caller's transaction: it begins after the commit, or never.

    ``args`` are plain values. It is for ``organisation``, by default the coordination or agency of ``by``: its members
    see how far it is. The same request for it, as long as the first is not finished, is the same job.
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
        with suppress(IntegrityError), transaction.atomic():  # somebody asks for the same in this very moment
            job.save()
            _queue(job)
            return job


def _queue(job: Job) -> None:
    job.queued = app.configure_task(RUN, queue=ASKED).defer(job=job.pk)
    job.save(update_fields=["queued"])


@in_transaction
def stop(job: Job) -> Job:
    """Stop a job: one that waits is never begun, one that runs leaves off at its next report.

    Raises ``AlreadyDone`` for one that is over.
    """
    row = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if not row.is_open:
        raise AlreadyDone("Ce travail est déjà fini.")
    row.state, row.ended_at, row.words = Job.State.STOPPED, timezone.now(), ""
    row.save(update_fields=["state", "ended_at", "words"])
    return row


def ask_again(job: Job, by: User | None) -> Job:
    """Ask anew for a job that failed or was stopped. Raises ``WrongState`` for one that is not over or is done."""
    if job.state not in Job.AGAIN_STATES:
        raise WrongState("Seul un travail échoué ou arrêté peut être relancé.")
    return ask(job.kind, by, job.organisation, **job.args)


def worker_is_there() -> bool:
    """Whether a worker has told within the last minute that it is alive (one query)."""
    heard = timezone.now() - SILENT
    return ProcrastinateWorker.objects.filter(last_heartbeat__gte=heard).exists()


def perform(pk: int, should_stop: Callable[[], bool] = lambda: False) -> None:
    """Do a job, here and now. One that is finished already is left as it is.

    Raises ``Interrupted`` where ``should_stop`` says so at a report of the work; the job then waits again.
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
        result = KINDS[job.kind].work(_Reporter(job, should_stop), **job.args)
    except Interrupted:
        # It is not the job's doing: this try does not count.
        _still_ours(job).update(state=Job.State.WAITING, attempts=job.attempts - 1)
        raise
    except NoLongerOurs:
        pass
    except Refused as refusal:
        _finish(job, Job.State.FAILED, error=str(refusal))
    except MaillageError as problem:
        _finish(job, Job.State.FAILED, error=f"Ce travail ne peut pas se faire\u00a0: {problem}")
    except Exception:
        logger.exception("Job %s (%s) failed", job.pk, job.kind)
        _finish(job, Job.State.FAILED, error=FAULT)
    else:
        _finish(job, Job.State.DONE, progress=1.0, result=dict(result or {}))


class _Reporter:
    """Writes how far a job is, not more than twice a second, and hears on that occasion that it was stopped."""

    def __init__(self, job: Job, should_stop: Callable[[], bool]) -> None:
        self._job, self._should_stop, self._last = job, should_stop, 0.0

    @property
    def by(self) -> User | None:
        return self._job.asked_by

    def __call__(self, progress: float, words: str = "") -> None:
        if self._should_stop():
            raise Interrupted
        if time.monotonic() - self._last < REPORT_SECONDS:
            return
        self._last = time.monotonic()
        if not _still_ours(self._job).update(progress=min(max(progress, 0.0), 1.0), words=words[:200]):
            raise NoLongerOurs


def _finish(job: Job, state: Job.State, **values: Any) -> None:
    _still_ours(job).update(state=state, ended_at=timezone.now(), words="", attempts=job.attempts, **values)


def _still_ours(job: Job) -> Any:
    """The row, unless another worker has begun it again meanwhile."""
    return Job.objects.open().filter(pk=job.pk, attempts__lte=job.attempts)


def ask_again_for_lost() -> int:
    """Put open jobs that the queue knows nothing of any more back into it; returns how many."""
    known = ProcrastinateJob.objects.filter(pk=OuterRef("queued"), status__in=["todo", "doing"])
    again = 0
    for pk in Job.objects.open().filter(~Exists(known)).values_list("pk", flat=True):
        with transaction.atomic():
            for job in Job.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk):
                _queue(job)
                again += 1
    return again
