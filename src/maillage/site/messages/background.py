"""Tasks of the worker for the outbox."""

from __future__ import annotations

import contextlib

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from maillage.site.messages import delivery, forgetting
from maillage.site.queues import periodic


# Every minute, for retries; posting a message starts the task at once.
@periodic("* * * * *", "messages.deliver")
def deliver() -> None:
    """Send the messages that are due."""
    delivery.deliver()


@periodic("*/15 * * * *", "messages.forget")
def forget() -> None:
    """Delete old messages."""
    forgetting.forget(timezone.now())


def wake() -> None:
    """Queue a delivery, unless one is already queued."""
    if not ProcrastinateJob.objects.filter(task_name=deliver.name, status="todo").exists():
        with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
            deliver.defer()
