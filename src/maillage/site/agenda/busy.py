"""When a person's own calendar is not free: read at an address that they give; only the intervals are kept.

A busy time warns who proposes a day, and the planner plans none then; it forbids nothing, because only the person knows
what may be moved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import recurring_ical_events
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from icalendar import Calendar

from maillage.site import sealing
from maillage.site.agenda import fetching
from maillage.site.agenda.calendar_models import BusyTime, OwnCalendar
from maillage.site.agenda.posts import stretch
from maillage.site.directory.models import Professional
from maillage.site.refusals import InvalidField

EVERY = timedelta(hours=3)
AHEAD = timedelta(days=200)
MOST = 3000
"""Most intervals of one calendar."""
MOST_RULES = 500
"""Most repeated events of one calendar."""
AT_ONCE = 50
"""Most calendars read in one turn of the worker."""
Problem = OwnCalendar.Problem
Span = tuple[datetime, datetime]


@transaction.atomic
def give_address(person: Professional, text: str) -> OwnCalendar:
    """Keep the address of a person's own calendar; the worker reads it. Raises ``InvalidField`` on ``address``."""
    address = text.strip().replace("webcal://", "https://", 1)
    try:
        fetching.checked_address(address)
    except fetching.Forbidden as error:
        raise InvalidField(
            "address",
            "Donnez une adresse qui commence par https://\u00a0: votre agenda la montre sous «\u00a0partager\u00a0» ou "
            "«\u00a0publier\u00a0», au format iCal.",
        ) from error
    kept = {
        "sealed": sealing.seal(address), "given_at": timezone.now(), "tried_at": None, "read_at": None, "problem": "",
        "etag": "", "modified": "",
    }  # fmt: skip
    calendar, _ = OwnCalendar.objects.update_or_create(professional=person, defaults=kept)
    BusyTime.objects.filter(calendar=calendar).delete()
    return calendar


def forget_address(person: Professional) -> None:
    """Delete the address with all that was read there."""
    OwnCalendar.objects.filter(professional=person).delete()


def read_due(now: datetime) -> int:
    """Read the calendars that were not tried for some hours; return how many were read."""
    due = OwnCalendar.objects.filter(Q(tried_at=None) | Q(tried_at__lt=now - EVERY)).order_by("tried_at", "pk")
    return sum(read(one, now) for one in due.select_related("professional__home")[:AT_ONCE])


def read(calendar: OwnCalendar, now: datetime) -> bool:
    """Read a calendar and keep its busy intervals; after a failure, keep those known and note the problem."""
    calendar.tried_at = now
    try:
        found = fetching.fetch(sealing.unseal(calendar.sealed), etag=calendar.etag, modified=calendar.modified)
        spans = None if found.content is None else busy_spans(found.content, now, calendar.professional)
    except sealing.Unreadable:
        return _failed(calendar, Problem.LOST)
    except fetching.Forbidden:
        return _failed(calendar, Problem.FORBIDDEN)
    except fetching.TooBig:
        return _failed(calendar, Problem.TOO_BIG)
    except fetching.NotGiven:
        return _failed(calendar, Problem.REFUSED)
    except fetching.Unreachable:
        return _failed(calendar, Problem.UNREACHABLE)
    except ValueError:
        return _failed(calendar, Problem.NOT_A_CALENDAR)
    calendar.read_at, calendar.problem, calendar.etag, calendar.modified = now, "", found.etag, found.modified
    with transaction.atomic():
        # The person may have given another address, or none, while this one was read.
        same = OwnCalendar.objects.select_for_update().filter(pk=calendar.pk, sealed=calendar.sealed)
        if same.exists():
            same.update(tried_at=now, read_at=now, problem="", etag=found.etag, modified=found.modified)
            if spans is not None:
                BusyTime.objects.filter(calendar=calendar).delete()
                BusyTime.objects.bulk_create(BusyTime(calendar=calendar, during=stretch(*span)) for span in spans)
    return True


def _failed(calendar: OwnCalendar, problem: str) -> bool:
    calendar.problem = problem
    same = OwnCalendar.objects.filter(pk=calendar.pk, sealed=calendar.sealed)
    same.update(tried_at=calendar.tried_at, problem=problem)
    return False


def busy_spans(content: bytes, now: datetime, person: Professional) -> list[Span]:
    """Return the busy intervals of a calendar file from now on, merged and in order, without anything else.

    Events count unless they are transparent or cancelled; whole days are those of the place of practice. Raises
    ``ValueError`` for what is no calendar.
    """
    calendar: Any = Calendar.from_ical(content)
    if calendar.name != "VCALENDAR":
        raise ValueError("no VCALENDAR")
    until = now + AHEAD
    _refuse_endless(calendar)
    spans = [*_events(calendar, now, until, person), *_periods(calendar)]
    cut = sorted((max(starts, now), min(ends, until)) for starts, ends in spans if starts < until and ends > now)
    return _merged(cut)[:MOST]


def _refuse_endless(calendar: Any) -> None:
    """Refuse rules that would repeat an event for hours of computation."""
    rules = [event["RRULE"] for event in calendar.walk("VEVENT") if "RRULE" in event]
    each = [str(part).upper() for rule in rules if not isinstance(rule, list) for part in rule.get("FREQ", [])]
    if len(rules) > MOST_RULES or len(each) < len(rules) or {"SECONDLY", "MINUTELY", "HOURLY"} & set(each):
        raise ValueError("rules that repeat too often")


def _events(calendar: Any, now: datetime, until: datetime, person: Professional) -> Iterable[Span]:
    found: list[Any] = list(recurring_ical_events.of(calendar).between(now, until))
    for event in found[:MOST]:
        if str(event.get("TRANSP", "")).upper() == "TRANSPARENT" or str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        starts = _moment(event.start, person)
        ends = _moment(event.end, person)
        if ends > starts:
            yield starts, ends


def _periods(calendar: Any) -> Iterable[Span]:
    for part in calendar.walk("VFREEBUSY"):
        found = part.get("FREEBUSY", [])
        for group in found if isinstance(found, list) else [found]:
            if str(group.params.get("FBTYPE", "BUSY")).upper() == "FREE":
                continue
            starts, end = group.dt
            ends = starts + end if isinstance(end, timedelta) else end
            yield starts.astimezone(UTC), ends.astimezone(UTC)


def _moment(value: date | datetime, person: Professional) -> datetime:
    """Return an instant; a whole day and a floating time are those of the place of practice."""
    zone = person.home.zone
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), zone)
    return value.replace(tzinfo=zone) if value.tzinfo is None else value.astimezone(UTC)


def _merged(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for starts, ends in spans:
        if found and starts <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((starts, ends))
    return found


def busy_times(people: Collection[int], starts: datetime, ends: datetime) -> Mapping[int, list[Span]]:
    """Return the busy intervals of each professional, by key, between two instants (one query)."""
    rows = BusyTime.objects.filter(calendar__professional__in=people, during__overlap=stretch(starts, ends))
    found: defaultdict[int, list[Span]] = defaultdict(list)
    for person, during in rows.values_list("calendar__professional", "during"):
        found[person].append((during.lower, during.upper))
    return found
