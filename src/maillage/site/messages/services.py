"""Posting messages, withdrawing them, retrying failed ones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from maillage.site.messages import sms
from maillage.site.messages.background import wake
from maillage.site.messages.models import Message
from maillage.site.messages.signature import signed
from maillage.site.messages.sms_settings import provider

GIVEN_UP_AFTER = timedelta(days=3)
GIVEN_UP_SHOWN = 50


def post(
    *,
    to: str,
    subject: str,
    body: str,
    about: str,
    key: str,
    send_after: datetime | None = None,
    useless_after: datetime | None = None,
    secret: bool = False,
) -> Message:
    """Add a message to the outbox in the caller's transaction: it is sent after the commit.

    The name and the telephone of the site are added below ``body``. ``about`` names the row it is about
    (``appointment:12``). A second call with the same ``key`` changes nothing and returns the existing message. It is
    not sent before ``send_after`` (default: at once) nor after ``useless_after`` (default: three days later), such as
    the time of an appointment or the expiry of a link. ``secret`` says that the text holds a link which opens an
    account.
    """
    now = timezone.now()
    first = send_after or now
    message = Message(
        key=key,
        about=about,
        to=to,
        subject=subject,
        body=signed(body),
        secret=secret,
        created=now,
        send_after=first,
        useless_after=useless_after or max(first, now) + GIVEN_UP_AFTER,
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)
    if first <= now:
        transaction.on_commit(wake, robust=True)
    return Message.objects.get(key=key)


def post_sms(*, to: str, text: str, about: str, key: str, useless_after: datetime | None = None) -> Message:
    """Add an SMS to the outbox, as :func:`post`; nothing is added below its text, which is paid by segment.

    Raises ``ValueError`` for a text that is longer than the site pays for.
    """
    length = sms.measured(text)
    if length.segments > provider().most_segments:
        raise ValueError(f"This SMS has {length.segments} segments, {provider().most_segments} at most are paid for.")
    now = timezone.now()
    message = Message(
        key=key, about=about, channel=Message.Channel.SMS, to=to, body=text, segments=length.segments, created=now,
        send_after=now, useless_after=useless_after or now + GIVEN_UP_AFTER,
    )  # fmt: skip
    Message.objects.bulk_create([message], ignore_conflicts=True)
    transaction.on_commit(wake, robust=True)
    return Message.objects.get(key=key)


def withdraw(about: str) -> int:
    """Withdraw the unsent messages about something; return how many."""
    return Message.objects.filter(about=about, state__in=Message.OPEN_STATES).update(
        state=Message.State.WITHDRAWN, ended_at=timezone.now(), to="", subject="", body=""
    )


def withdraw_all(beginning: str) -> int:
    """Withdraw the messages that wait about anything whose name begins so; return how many."""
    return Message.objects.filter(about__startswith=beginning, state=Message.State.WAITING).update(
        state=Message.State.WITHDRAWN, ended_at=timezone.now(), to="", subject="", body=""
    )


def forget(abouts: Iterable[str]) -> int:
    """Delete all messages about something whose own data are deleted; return how many."""
    return Message.objects.filter(about__in=list(abouts)).delete()[0]


@transaction.atomic
def retry() -> int:
    """Requeue failed messages whose text still exists and is still useful; return how many."""
    now = timezone.now()
    again = (
        Message.objects.filter(state=Message.State.FAILED, useless_after__gt=now)
        .exclude(body="")
        .update(state=Message.State.WAITING, attempts=0, send_after=now, ended_at=None)
    )
    if again:
        transaction.on_commit(wake, robust=True)
    return again


def status() -> dict[str, Any]:
    """Return message counts by state, the seconds that the oldest due one has waited (or None), and failed ones.

    Plain values, without addresses and texts.
    """
    now = timezone.now()
    counts = dict(Message.objects.order_by().values_list("state").annotate(Count("pk")))
    due = Message.objects.filter(state__in=Message.OPEN_STATES, send_after__lte=now).order_by("created").first()
    given_up = Message.objects.filter(state=Message.State.FAILED).order_by("-ended_at", "-pk")[:GIVEN_UP_SHOWN]
    return {
        "states": {state: counts.get(state, 0) for state in Message.State.values},
        "oldest_waits_seconds": None if due is None else int((now - due.created).total_seconds()),
        "given_up": [
            {
                "about": one.about,
                "channel": one.channel,
                "attempts": one.attempts,
                "last_error": one.last_error,
                "ended_at": one.ended_at.isoformat(timespec="seconds"),
                "can_be_retried": bool(one.body) and one.useless_after > now,
            }
            for one in given_up
        ],
    }
