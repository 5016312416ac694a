"""How many slots a session has, and how many of them are taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.db.models import Count, Q, QuerySet

from maillage.site.agenda.models import Session, SessionQuerySet
from maillage.site.booking.models import Appointment

BOOKED = Q(slots__appointments__state=Appointment.State.BOOKED)


if TYPE_CHECKING:

    class CountedSession(Session):
        """A session as ``with_counts`` reads it."""

        places: int
        booked: int


def with_counts(sessions: SessionQuerySet) -> QuerySet[CountedSession]:
    """Sessions with their posts, ``places`` (slots) and ``booked``."""
    counted: Any = sessions.annotate(
        places=Count("slots", distinct=True), booked=Count("slots__appointments", filter=BOOKED, distinct=True)
    ).with_posts()
    return cast("QuerySet[CountedSession]", counted)
