"""How many slots a session has, and how many of them are taken."""

from __future__ import annotations

from django.db.models import Count, Q

from maillage.site.agenda.models import SessionQuerySet
from maillage.site.booking.models import Appointment

BOOKED = Q(slots__appointments__state=Appointment.State.BOOKED)


def with_counts(sessions: SessionQuerySet) -> SessionQuerySet:
    """Sessions with their posts, ``places`` (slots) and ``booked``."""
    return sessions.annotate(
        places=Count("slots", distinct=True), booked=Count("slots__appointments", filter=BOOKED, distinct=True)
    ).with_posts()
