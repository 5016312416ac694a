"""Number of slots of a session, and how many are booked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from maillage.site.agenda.models import Session, SessionQuerySet, Slot
from maillage.site.booking.models import Appointment

if TYPE_CHECKING:

    class CountedSession(Session):
        """A session as returned by ``with_counts``."""

        places: int
        booked: int


def with_counts(sessions: SessionQuerySet) -> QuerySet[CountedSession]:
    """Fetch sessions with their posts, ``places`` (slots) and ``booked``."""
    return counted(sessions.with_posts())


def counted(sessions: SessionQuerySet) -> QuerySet[CountedSession]:
    """Fetch sessions with ``places`` (slots) and ``booked``.

    Each is counted by itself, so that a page of a long list counts no others: joined and grouped, all are.
    """
    booked = Appointment.objects.filter(slot__session=OuterRef("pk"), state=Appointment.State.BOOKED)
    # Places by which a session was deliberately overbooked are counted apart.
    slots = Slot.objects.filter(session=OuterRef("pk"), rank=0)
    found: Any = sessions.annotate(places=_count(slots, "session"), booked=_count(booked, "slot__session"))
    return cast("QuerySet[CountedSession]", found)


def _count(rows: QuerySet[Any], of: str) -> Coalesce:
    """Return how many ``rows`` there are; ``of`` leads to the session that the outer query asks about."""
    return Coalesce(Subquery(rows.order_by().values(of).annotate(count=Count("pk")).values("count")), 0)
