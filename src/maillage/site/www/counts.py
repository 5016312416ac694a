"""Number of slots of a session, and how many are booked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.db.models import Count, Q, QuerySet

from maillage.site.agenda.models import Session, SessionQuerySet
from maillage.site.booking.models import Appointment

BOOKED = Q(slots__appointments__state=Appointment.State.BOOKED)


if TYPE_CHECKING:

    class CountedSession(Session):
        """A session as returned by ``with_counts``."""

        places: int
        booked: int


def with_counts(sessions: SessionQuerySet) -> QuerySet[CountedSession]:
    """Fetch sessions with their posts, ``places`` (slots) and ``booked``."""
    counted: Any = sessions.annotate(
        places=Count("slots", distinct=True), booked=Count("slots__appointments", filter=BOOKED, distinct=True)
    ).with_posts()
    return cast("QuerySet[CountedSession]", counted)
