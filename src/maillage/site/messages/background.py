"""What the worker does for the outbox."""

from __future__ import annotations

import contextlib

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from maillage.site.messages import delivery, forgetting
from maillage.site.queues import periodic


# Every minute for what is tried again; what is posted wakes it at once.
@periodic("* * * * *", "messages.deliver")
def deliver() -> None:
    """Send what is due."""
    delivery.deliver()


@periodic("*/15 * * * *", "messages.forget")
def forget() -> None:
    """Forget old messages."""
    forgetting.forget(timezone.now())


def wake() -> None:
    """Have what is due sent now, unless that is about to happen anyway."""
    if not ProcrastinateJob.objects.filter(task_name=deliver.name, status="todo").exists():
        with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
            deliver.defer()
