"""Jobs: queued once, visible to their organisation, run by a worker, errors in French, never left half done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from maillage.site.accounts.models import Membership
from maillage.site.jobs import background, services
from maillage.site.jobs.models import Job
from maillage.site.jobs.registry import kind
from tests.site import factories as make
from tests.site.jobs import kinds  # noqa: F401

pytestmark = pytest.mark.django_db


def fresh(job: Job) -> Job:
    job.refresh_from_db()
    return job


def test_a_job_is_done_by_the_worker_and_keeps_what_was_found(worker: Callable[[], None]) -> None:
    user = make.coordinator()
    job = services.ask("test-count", user, to=3)
    assert (job.state, job.label, job.is_open, job.percent) == ("waiting", "Compter", True, 0)
    worker()
    fresh(job)
    assert (job.state, job.result, job.percent, job.error) == ("done", {"counted": 3}, 100, "")
    assert job.started_at is not None
    assert job.ended_at is not None
    # The queue deletes its row after success, so that it stays small.
    assert not ProcrastinateJob.objects.exists()


def test_a_request_that_is_rolled_back_queues_nothing(worker: Callable[[], None]) -> None:
    with transaction.atomic():
        services.ask("test-count", None, to=3)
        transaction.set_rollback(True)
    worker()
    assert not Job.objects.exists()
    assert not ProcrastinateJob.objects.exists()


def test_the_same_request_is_one_job_until_it_is_done() -> None:
    first, other = services.ask("test-count", None, to=3), services.ask("test-count", None, to=4)
    assert services.ask("test-count", None, to=3) == first != other
    services.perform(first.pk)
    assert services.ask("test-count", None, to=3) != first


def test_unknown_and_duplicate_kinds_are_refused() -> None:
    with pytest.raises(ValueError, match="No kind of work is called 'counting'"):
        services.ask("counting", None)
    with pytest.raises(ValueError, match="Two kinds of work are called 'test-count'"):
        kind("test-count", label="Compter")(lambda report: None)


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("refused", "Choisissez une autre région."),
        ("input", "plan.json\u00a0: ce fichier ne peut pas être utilisé (no such file)"),
        ("fault", "Une faute du programme"),
    ],
)
def test_errors_of_a_job_are_shown(how: str, told: str) -> None:
    job = services.ask("test-refuse", None, how=how)
    services.perform(job.pk)
    assert fresh(job).state == "failed"
    assert told in job.error
    assert "example.org" not in job.error


def test_progress_is_kept_while_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "REPORT_SECONDS", 0.0)
    job, seen = services.ask("test-count", None, to=4), []

    def look() -> bool:
        row = Job.objects.get(pk=job.pk)
        seen.append((row.state, row.percent, row.words))
        return False

    services.perform(job.pk, look)
    assert seen[0] == ("running", 0, "")
    assert seen[3] == ("running", 50, "2 sur 4")
    assert fresh(job).words == ""


def test_an_interrupted_job_waits_for_the_next_worker() -> None:
    job = services.ask("test-count", None, to=4)
    with pytest.raises(services.Interrupted):
        services.perform(job.pk, lambda: True)
    assert (fresh(job).state, job.attempts) == ("waiting", 0)
    services.perform(job.pk)
    assert fresh(job).state == "done"


def test_a_job_that_always_kills_its_worker_fails() -> None:
    job = services.ask("test-count", None, to=4)
    Job.objects.filter(pk=job.pk).update(state="running", attempts=services.MOST_ATTEMPTS)
    services.perform(job.pk)
    assert fresh(job).state == "failed"
    assert "interrompu trois fois" in job.error


def test_a_finished_job_is_not_run_again() -> None:
    job = services.ask("test-count", None, to=4)
    services.perform(job.pk)
    ended = fresh(job).ended_at
    services.perform(job.pk)
    assert fresh(job).ended_at == ended


def test_a_job_taken_over_by_another_worker_belongs_to_it() -> None:
    job = services.ask("test-count", None, to=4)

    def begun_again() -> bool:
        Job.objects.filter(pk=job.pk).update(attempts=2)
        return False

    services.perform(job.pk, begun_again)
    assert (fresh(job).state, job.attempts) == ("running", 2)


def test_a_job_lost_by_the_queue_is_requeued(worker: Callable[[], None]) -> None:
    job = services.ask("test-count", None, to=3)
    kept = services.ask("test-count", None, to=4)
    Job.objects.filter(pk=job.pk).update(queued=0)
    assert services.ask_again_for_lost() == 1
    assert fresh(kept).queued == kept.queued
    worker()
    assert {fresh(job).state, fresh(kept).state} == {"done"}


def test_members_see_the_jobs_of_their_organisation_only() -> None:
    mine, stranger = make.coordinator(), make.coordinator(make.elsewhere().department.region)
    colleague = make.user()
    Membership.objects.create(user=colleague, organisation=mine.memberships.get().organisation, role="analyst")
    job = services.ask("test-count", mine, to=3)
    services.ask("test-count", None, to=4)
    assert list(Job.objects.visible_to(mine)) == list(Job.objects.visible_to(colleague)) == [job]
    assert not Job.objects.visible_to(stranger)
    assert not Job.objects.visible_to(make.user("host"))


def test_finished_jobs_are_deleted_after_some_months() -> None:
    old, recent = services.ask("test-count", None, to=3), services.ask("test-count", None, to=4)
    for job in (old, recent):
        services.perform(job.pk)
    Job.objects.filter(pk=old.pk).update(ended_at=timezone.now() - background.JOBS_KEPT - timedelta(hours=1))
    background.keep_order()
    assert list(Job.objects.all()) == [recent]
