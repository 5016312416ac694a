"""Tasks of the worker for this application: running jobs, cleaning up the queue."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.exceptions import JobAborted
from procrastinate.jobs import Job as QueuedJob

from maillage.site.jobs import files, services
from maillage.site.jobs.models import Job
from maillage.site.queues import ASKED, QUICK, periodic

QUEUE_KEPT_HOURS = 7 * 24
JOBS_KEPT = timedelta(days=90)


class AgainAfterAStop(BaseRetryStrategy):
    """Retry strategy that requeues a job interrupted because its worker stops."""

    def get_retry_decision(self, *, exception: BaseException, job: QueuedJob) -> RetryDecision | None:
        return RetryDecision() if isinstance(exception, JobAborted) else None


@app.task(name="jobs.run", queue=ASKED, pass_context=True, retry=AgainAfterAStop())
def run(context: JobContext, *, job: int) -> None:
    """Run a job."""
    try:
        services.perform(job, context.should_abort)
    except services.Interrupted as interruption:
        raise JobAborted from interruption


@periodic("*/15 * * * *", "jobs.keep_order")
def keep_order() -> None:
    """Requeue lost jobs, delete old finished ones, remove files that no job needs."""
    services.ask_again_for_lost()
    Job.objects.filter(ended_at__lt=timezone.now() - JOBS_KEPT).delete()
    files.sweep()


@app.periodic(cron="7 * * * *")
@app.task(name="jobs.clear_queue", queue=QUICK, queueing_lock="jobs.clear_queue", pass_context=True)
async def clear_queue(context: JobContext, timestamp: int = 0) -> None:  # noqa: ARG001 the queue says which turn it is
    """Delete the queue's rows of failed tasks; those of successful tasks are deleted at once."""
    await context.app.job_manager.delete_old_jobs(
        QUEUE_KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
