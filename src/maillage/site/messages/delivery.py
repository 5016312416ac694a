"""Sending the outbox: at-least-once delivery, with retries up to a limit.

A message is claimed in one transaction, sent, and marked in another: no lock is held while a mail server answers. A
claim left by a killed process expires and another process sends the message again: a message may be sent twice, none is
lost. A message withdrawn in the meantime stays withdrawn.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.dispatch import Signal
from django.utils import timezone

from maillage.site.messages import signals, sms, sms_counts
from maillage.site.messages.models import Message
from maillage.site.messages.providers import PROVIDERS, told
from maillage.site.messages.refusing import RefusedByProvider, Unreachable

logger = logging.getLogger(__name__)

# Pauses before each retry, about two days in all.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 3 * 60, 8 * 60, 12 * 60, 24 * 60))
# A silent mail server times out after some ten seconds, so no process still sends a message claimed this long ago.
CLAIM_LASTS = timedelta(minutes=5)
TOO_LATE = "too late"

Clock = Callable[[], datetime]


def deliver(clock: Clock = timezone.now) -> int:
    """Send all messages that are due, each at most once in this round; return how many were sent."""
    started, sent = clock(), 0
    _give_up_the_useless(started)
    for channel, provider in PROVIDERS.items():
        with provider() as out:
            while (message := _claim(channel, started, clock())) is not None:
                try:
                    out.send(message)
                except RefusedByProvider as refusal:
                    _give_up(message, str(refusal), clock())
                except Unreachable as problem:
                    _later(message, str(problem), clock())
                    break
                except Exception as error:
                    logger.warning("Message %s could not be sent: %s", message.pk, told(error))
                    _later(message, told(error), clock())
                else:
                    sent += 1
                    _over(message, Message.State.SENT, clock())
    return sent


def _due(now: datetime) -> Q:
    return Q(state=Message.State.WAITING, send_after__lte=now) | Q(
        state=Message.State.SENDING, claimed_at__lte=now - CLAIM_LASTS
    )


def _claim(channel: str, started: datetime, now: datetime) -> Message | None:
    """Claim the next message of the round in a transaction of its own; None if no other is due."""
    with transaction.atomic():
        due = Message.objects.select_for_update(skip_locked=True).filter(_due(started), channel=channel)
        message = due.order_by("send_after", "pk").first()
        if message is not None:
            message.state, message.claimed_at = Message.State.SENDING, now
            message.attempts += 1
            message.save(update_fields=["state", "claimed_at", "attempts"])
    return message


def _give_up_the_useless(now: datetime) -> None:
    for message in Message.objects.filter(_due(now), useless_after__lte=now):
        _give_up(message, message.last_error or TOO_LATE, now)


def _later(message: Message, problem: str, now: datetime) -> None:
    """Schedule a retry, unless this was the last try or the message will be useless by then."""
    if message.attempts > len(PAUSES) or now + PAUSES[message.attempts - 1] >= message.useless_after:
        _give_up(message, problem, now)
        return
    _still_ours(message).update(
        state=Message.State.WAITING, send_after=now + PAUSES[message.attempts - 1], last_error=problem
    )


def _give_up(message: Message, problem: str, now: datetime) -> None:
    # Log no name and no address: the error and the row are enough to investigate.
    logger.warning("Message %s about %s is given up: %s", message.pk, message.about, problem)
    _over(message, Message.State.FAILED, now, problem)


def _over(message: Message, state: Message.State, now: datetime, problem: str = "") -> None:
    """Save the outcome of a message and send its signal, in one transaction."""
    sent = state == Message.State.SENT
    forgotten = {"to": "", "subject": "", "body": ""} if sent or message.secret else {}
    with transaction.atomic():
        marked = _still_ours(message).update(
            state=state, ended_at=now, sent_at=now if sent else None, last_error=problem, **forgotten
        )
        if marked:
            if sent and message.channel == Message.Channel.SMS:
                # Those posted before segments were counted have none.
                sms_counts.add(message.segments or sms.measured(message.body).segments, now)
            message.refresh_from_db()
            _tell(signals.sent if sent else signals.failed, message)


def _still_ours(message: Message) -> QuerySet[Message]:
    """Return the row, unless it was withdrawn or claimed by another process."""
    return Message.objects.filter(
        pk=message.pk, state=message.state, attempts=message.attempts, claimed_at=message.claimed_at
    )


def _tell(signal: Signal, message: Message) -> None:
    """Send a signal; log the error of a failing receiver, so that the message is not sent again."""
    try:
        with transaction.atomic():
            signal.send(Message, message=message)
    except Exception:
        logger.exception("What became of message %s could not be noted", message.pk)
