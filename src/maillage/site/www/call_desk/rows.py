"""What the pages of an organiser say of calls and of what is sent to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from maillage.site.calls.clock import paris_words
from maillage.site.calls.models import Call, CallQuerySet, Submission

State = Submission.State
TONES = {State.ADMITTED: "good", State.SELECTED: "good", State.REFUSED: "bad", State.RETURNED: "bad"}


@dataclass(frozen=True)
class CallRow:
    """A call in the list: what state it is in, how many were sent, and how many wait for a first answer."""

    call: Call
    standing: str
    sent: int
    waiting: int


def counted(calls: CallQuerySet) -> CallQuerySet:
    """Return the calls with ``sent`` and ``waiting``."""
    sent = ~Q(submissions__sent_at=None) & ~Q(submissions__state=State.WITHDRAWN)
    return calls.annotate(
        sent=Count("submissions", filter=sent), waiting=Count("submissions", filter=Q(submissions__state=State.SENT))
    )


def call_rows(calls: Iterable[Call], now: datetime) -> list[CallRow]:
    """Return the rows of the list."""
    return [CallRow(one, standing(one, now), getattr(one, "sent", 0), getattr(one, "waiting", 0)) for one in calls]


def standing(call: Call, now: datetime) -> str:
    """Say in which state a call is."""
    if call.published_at is None:
        return "brouillon, personne ne le voit"
    if now < call.opens_at:
        return f"ouvre le {paris_words(call.opens_at)}"
    return f"{'clos le' if call.is_over(now) else 'ouvert jusqu’au'} {paris_words(call.closes_at)}"
