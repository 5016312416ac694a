"""Messages to the desks: at most one a day to each member, if a check is new or waits too long."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from maillage.site.accounts.models import User
from maillage.site.applications import notices
from maillage.site.applications.desks import ROLE_OF, RUNNING, DeskRow, queue_of
from maillage.site.applications.models import Application
from maillage.site.engagements.models import Authorisation
from maillage.site.locks import in_transaction
from maillage.site.messages.models import Message
from maillage.site.refusals import AlreadyDone, NotAllowed, Refused, WrongState

REQUESTED = Authorisation.State.REQUESTED


def remind(today: date) -> int:
    """Write to members of desks about checks that are new, or last mentioned as long ago as the scheme's interval.

    A member gets one message a day at most, with numbers and no names. Returns the number of messages.
    """
    told: set[int] = set()
    count = 0
    for member in members():
        with transaction.atomic():
            waiting = queue_of(member, today)
            due = [row for row in waiting if row.authorisation.pk in told or _is_due(row, today)]
            if not due or _written_to(member, today):
                continue
            notices.digest(member, today, len(waiting), sum(row.late for row in waiting))
            keys = {row.authorisation.pk for row in due}
            Authorisation.objects.filter(pk__in=keys).update(told_on=today)
            told |= keys
            count += 1
    return count


@in_transaction
def remind_desks_of(application: Application, by: User, today: date) -> int:
    """Write now to the desks that an application waits for; return the number of messages.

    Raises ``NotAllowed`` outside the territory of ``by``, ``WrongState`` if it waits for no desk, ``AlreadyDone`` if
    all of their members were written to today, ``Refused`` if none of them has an account.
    """
    if not Application.objects.changeable_by(by).filter(pk=application.pk).exists():
        raise NotAllowed("Cette candidature ne relève pas de votre territoire.")
    asked = Authorisation.objects.filter(RUNNING, check_of__application=application, state=REQUESTED)
    waiting = set(asked.filter(desk__in=[desk.value for desk in ROLE_OF]).values_list("pk", flat=True))
    if not waiting:
        raise WrongState("Cette candidature n’attend plus la réponse d’un service.")
    found, written = 0, 0
    for member in members():
        queue = queue_of(member, today)
        if not waiting & {row.authorisation.pk for row in queue}:
            continue
        found += 1
        if _written_to(member, today):
            continue
        notices.digest(member, today, len(queue), sum(row.late for row in queue))
        written += 1
    if not found:
        raise Refused("Aucune personne de ce service n’a de compte : appelez-le, et répondez à sa place.")
    if not written:
        raise AlreadyDone("Ce service a déjà reçu un message aujourd’hui.")
    Authorisation.objects.filter(pk__in=waiting).update(told_on=today)
    return written


def _written_to(member: User, today: date) -> bool:
    return Message.objects.filter(key=f"desk:{member.pk}:{today.isoformat()}").exists()


def members() -> QuerySet[User]:
    """Return all members of desks."""
    return User.objects.filter(is_active=True, memberships__role__in=ROLE_OF.values()).distinct().order_by("pk")


def _is_due(row: DeskRow, today: date) -> bool:
    told = row.authorisation.told_on
    return told is None or today - told >= timedelta(days=row.wanted.reminder_days)
