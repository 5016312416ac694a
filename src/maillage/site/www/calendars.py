"""iCalendar files for personal calendars: an entry that is moved or cancelled replaces the earlier one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from icalendar import Calendar, Event

SALT = "maillage.calendar"


@dataclass(frozen=True)
class CalendarEntry:
    """A calendar entry. ``name`` stays the same when it is moved; ``sequence`` grows with each change.

    ``uid`` is that of an application that has written it, "" for our own.
    """

    name: str
    starts: dt.datetime
    ends: dt.datetime
    title: str
    place: str
    link: str = ""
    sequence: int = 0
    cancelled: bool = False
    uid: str = ""


def uid_of(name: str) -> str:
    """Return the UID of an entry: stable, and unique to this installation (it hashes the site's secret)."""
    return f"{salted_hmac(SALT, name, algorithm='sha256').hexdigest()[:32]}@maillage"


def calendar_of(entries: Iterable[CalendarEntry], filename: str) -> HttpResponse:
    """Return a file of events, all times in UTC."""
    answer = HttpResponse(file_of(entries), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{filename}"'
    return answer


def file_of(entries: Iterable[CalendarEntry], method: str = "PUBLISH") -> bytes:
    """Return the text of a file of events; a file of a CalDAV server has no ``method``."""
    calendar = Calendar()
    calendar.add("prodid", "-//Maillage//FR")
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    for entry in entries:
        calendar.add_component(_event(entry))
    return calendar.to_ical()


def _event(entry: CalendarEntry) -> Event:
    event = Event()
    event.add("uid", entry.uid or uid_of(entry.name))
    event.add("dtstamp", timezone.now())
    event.add("dtstart", entry.starts.astimezone(dt.UTC))
    event.add("dtend", entry.ends.astimezone(dt.UTC))
    event.add("summary", entry.title)
    if entry.place:
        event.add("location", entry.place)
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if entry.link:
        event.add("url", entry.link)
    return event
