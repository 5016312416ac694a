"""Sending what waits in the outbox: at least once, later again where it could not leave, given up in the end.

A message is claimed before it is handed over and marked after it: no lock is held while a mail server thinks. What a
killed process had claimed is taken up again when nobody can be sending it any more, so that a message may leave twice,
and none is lost. One withdrawn meanwhile stays withdrawn.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.dispatch import Signal
from django.utils import timezone

from maillage.site.messages import signals
from maillage.site.messages.models import Message
from maillage.site.messages.providers import PROVIDERS, RefusedByProvider, Unreachable, told

logger = logging.getLogger(__name__)

# Pauses after the first try and those that follow, two days in all.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 3 * 60, 8 * 60, 12 * 60, 24 * 60))
# A mail server that stays silent is left after some ten seconds; nobody sends one message for this long.
CLAIM_LASTS = timedelta(minutes=5)
TOO_LATE = "too late"

Clock = Callable[[], datetime]


def deliver(clock: Clock = timezone.now) -> int:
    """Send everything that is due, each message at most once more; returns how many have left."""
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
    """The next message of the round, taken in a transaction of its own; None where nothing else is due."""
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
    """Try again after a pause, unless it was the last try or would be of no use by then."""
    if message.attempts > len(PAUSES) or now + PAUSES[message.attempts - 1] >= message.useless_after:
        _give_up(message, problem, now)
        return
    _still_ours(message).update(
        state=Message.State.WAITING, send_after=now + PAUSES[message.attempts - 1], last_error=problem
    )


def _give_up(message: Message, problem: str, now: datetime) -> None:
    # No name, no address: what failed and for which row is enough to look into it.
    logger.warning("Message %s about %s is given up: %s", message.pk, message.about, problem)
    _over(message, Message.State.FAILED, now, problem)


def _over(message: Message, state: Message.State, now: datetime, problem: str = "") -> None:
    """Mark what became of a message and tell whoever posted it, in one transaction."""
    sent = state == Message.State.SENT
    forgotten = {"to": "", "subject": "", "body": ""} if sent or message.secret else {}
    with transaction.atomic():
        marked = _still_ours(message).update(
            state=state, ended_at=now, sent_at=now if sent else None, last_error=problem, **forgotten
        )
        if marked:
            message.refresh_from_db()
            _tell(signals.sent if sent else signals.failed, message)


def _still_ours(message: Message) -> QuerySet[Message]:
    """The row, unless it was withdrawn meanwhile or is another process's by now."""
    return Message.objects.filter(
        pk=message.pk, state=message.state, attempts=message.attempts, claimed_at=message.claimed_at
    )


def _tell(signal: Signal, message: Message) -> None:
    """A receiver that fails must not have the message sent again."""
    try:
        with transaction.atomic():
            signal.send(Message, message=message)
    except Exception:
        logger.exception("What became of message %s could not be noted", message.pk)
