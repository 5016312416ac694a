"""Dates for people's own calendars (iCalendar)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.http import HttpResponse
from django.utils import timezone
from icalendar import Calendar, Event

Entry = tuple[str, dt.datetime, dt.datetime, str, str, str]
"""Stable name, start, end, title, place, link."""


def calendar_of(entries: Iterable[Entry], filename: str) -> HttpResponse:
    """A file of events, all times in UTC."""
    calendar = Calendar()
    calendar.add("prodid", "-//Maillage//FR")
    calendar.add("version", "2.0")
    for name, starts, ends, title, place, link in entries:
        event = Event()
        event.add("uid", f"{name}@maillage")
        event.add("dtstamp", timezone.now())
        event.add("dtstart", starts.astimezone(dt.UTC))
        event.add("dtend", ends.astimezone(dt.UTC))
        event.add("summary", title)
        event.add("location", place)
        if link:
            event.add("url", link)
        calendar.add_component(event)
    answer = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{filename}"'
    return answer
