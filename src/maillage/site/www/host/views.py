"""The sessions of a place, for its host."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from maillage.schemes import ResourceKind
from maillage.site.accounts.rights import Reach, Record
from maillage.site.agenda.models import Session
from maillage.site.directory.models import Place
from maillage.site.www import contact, french, words
from maillage.site.www.counts import with_counts
from maillage.site.www.gates import gate

AHEAD_DAYS = 92
NEAR_ROWS = 24
"""Number of half-days shown first: about three weeks of a busy place."""


def _row(session: Session) -> dict[str, Any]:
    return {
        "session": session,
        "half": words.half_of(session),
        "doctor": words.called(session.giver),
        "room": ", ".join(thing.name for thing in session.things(ResourceKind.ROOM)),
        "percent": round(100 * session.booked / session.places) if session.places else 0,  # type: ignore[attr-defined]
        "sure": session.state in (Session.State.ACCEPTED, Session.State.HELD),
        "uncovered": session.state == Session.State.DECLINED,
    }


@require_safe
@gate(Reach.ORGANISATION, reads=Record.PLACE)
def place(request: HttpRequest) -> HttpResponse:
    """Show the user's places and their sessions in the next three months."""
    now = timezone.now()
    mine = Place.objects.visible_to(request.user, Reach.ORGANISATION)
    places = list(mine.select_related("commune").prefetch_related("resources"))
    rows = Session.objects.visible_to(request.user, Reach.ORGANISATION).filter(
        place__in=places, ends__gt=now, starts__lt=now + dt.timedelta(days=AHEAD_DAYS)
    )
    rows = rows.exclude(state__in=[Session.State.DRAFT, Session.State.CANCELLED])
    sessions = [_row(session) for session in with_counts(rows).order_by("starts")]
    days = {french.day_of(row["session"].starts, row["session"].zone) for row in sessions}
    shown = None if request.GET.get("tout") else NEAR_ROWS
    context = {
        "places": [
            {
                "place": item,
                "rooms": [thing.name for thing in item.resources.all() if thing.kind == ResourceKind.ROOM],
                "open": french.weekdays(item.opening_weekdays),
                "rows": [row for row in sessions if row["session"].place_id == item.pk][:shown],
                "more": max(0, sum(row["session"].place_id == item.pk for row in sessions) - NEAR_ROWS) if shown else 0,
            }
            for item in places
        ],
        "days": len(days),
        "phone": contact.phone(),
    }
    return render(request, "host/place.html", context)
