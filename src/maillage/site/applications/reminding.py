"""Messages to the desks: at most one a day to each member, if a check is new or waits too long."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from maillage.site.accounts.models import User
from maillage.site.applications import notices
from maillage.site.applications.desks import ROLE_OF, DeskRow, queue_of
from maillage.site.engagements.models import Authorisation
from maillage.site.messages.models import Message


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
            if not due or Message.objects.filter(key=f"desk:{member.pk}:{today.isoformat()}").exists():
                continue
            notices.digest(member, today, len(waiting), sum(row.late for row in waiting))
            keys = {row.authorisation.pk for row in due}
            Authorisation.objects.filter(pk__in=keys).update(told_on=today)
            told |= keys
            count += 1
    return count


def members() -> QuerySet[User]:
    """Return all members of desks."""
    return User.objects.filter(is_active=True, memberships__role__in=ROLE_OF.values()).distinct().order_by("pk")


def _is_due(row: DeskRow, today: date) -> bool:
    told = row.authorisation.told_on
    return told is None or today - told >= timedelta(days=row.wanted.reminder_days)
