"""Requests that will be late, or are: those who can act are told once before the due time, and once after it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from maillage.site.expertise import acting, notices, states
from maillage.site.expertise.models import ExpertiseRequest, RequestEvent
from maillage.site.expertise.pathways import pathway
from maillage.site.locks import in_transaction

Kind = RequestEvent.Kind
Tell = Callable[[ExpertiseRequest], None]
OWED = sorted(states.WAITING | {states.State.TAKEN})
"""States in which the readers owe something; while information is asked for, the clock stands."""
SHARE_LEFT = 4
"""The warning leaves one part in so many of the time allowed."""


def warn_from(request: ExpertiseRequest) -> datetime:
    """Return from when on a request is about to be late."""
    assert request.due_at is not None
    allowed: timedelta = pathway(request.pathway).urgency(request.urgency).within
    return request.due_at - allowed / SHARE_LEFT


def escalate(now: datetime | None = None) -> tuple[int, int]:
    """Warn of requests about to be late and note those that are; return how many of each."""
    at = now or timezone.now()
    owed = ExpertiseRequest.objects.filter(state__in=OWED)
    late = [
        one for one in owed.filter(due_at__lte=at, overdue_at=None)
        if _note_once(one, at, "overdue_at", Kind.OVERDUE, notices.overdue)
    ]  # fmt: skip
    soon = [one for one in owed.filter(due_at__gt=at, warned_at=None) if warn_from(one) <= at]
    warned = [one for one in soon if _note_once(one, at, "warned_at", Kind.WARNED, notices.due_soon)]
    return len(warned), len(late)


@in_transaction
def _note_once(request: ExpertiseRequest, at: datetime, when: str, kind: Kind, tell: Tell) -> bool:
    """Set the time ``when`` of an open request that has none, note the event and post its message."""
    row = ExpertiseRequest.objects.filter(pk=request.pk, state__in=OWED, **{when: None})
    if not row.update(**{when: at}):
        return False
    acting.note(request, kind, None, at)
    tell(request)
    return True
