"""Posting a message, taking it back, trying again what was given up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from maillage.site.messages.background import wake
from maillage.site.messages.models import Message

GIVEN_UP_AFTER = timedelta(days=3)


def post(
    *,
    to: str,
    subject: str,
    body: str,
    about: str,
    key: str,
    channel: str = Message.Channel.EMAIL,
    send_after: datetime | None = None,
    useless_after: datetime | None = None,
    secret: bool = False,
) -> Message:
    """Write a message into the outbox, in the caller's transaction: it leaves after the commit, or never.

    ``about`` names the row it is about (``appointment:12``). The same ``key`` again changes nothing and gives the
    message that is there. Nobody tries to send it before ``send_after`` (default: at once) nor after
    ``useless_after`` (default: three days later; that time of an appointment, of a link). ``secret`` says that the
    text holds a link which opens an account.
    """
    now = timezone.now()
    first = send_after or now
    message = Message(
        key=key,
        about=about,
        channel=channel,
        to=to,
        subject=subject,
        body=body,
        secret=secret,
        created=now,
        send_after=first,
        useless_after=useless_after or max(first, now) + GIVEN_UP_AFTER,
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)
    if first <= now:
        transaction.on_commit(wake, robust=True)
    return Message.objects.get(key=key)


def withdraw(about: str) -> int:
    """Take back every message about something that has not left yet; returns how many."""
    return Message.objects.filter(about=about, state__in=Message.OPEN_STATES).update(
        state=Message.State.WITHDRAWN, ended_at=timezone.now(), to="", subject="", body=""
    )


def forget(abouts: Iterable[str]) -> int:
    """Delete every message about something that is itself forgotten; returns how many."""
    return Message.objects.filter(about__in=list(abouts)).delete()[0]


def retry() -> int:
    """Put what was given up, and is neither forgotten nor useless by now, back into the queue; returns how many."""
    now = timezone.now()
    return (
        Message.objects.filter(state=Message.State.FAILED, useless_after__gt=now)
        .exclude(body="")
        .update(state=Message.State.WAITING, attempts=0, send_after=now, ended_at=None)
    )
