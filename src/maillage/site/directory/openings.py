"""When places and their things are open: stated hours of rooms, closures. What states nothing is always open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

from maillage.site.directory.models import Place, PlaceClosure, Resource, RoomOpening

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
Hours = tuple[int, time, time]
"""A weekday (0 is Monday), from when to when, in the local time of the place."""
MORNING, AFTERNOON = (time(8, 30), time(12, 30)), (time(13, 30), time(18, 30))
"""Usual hours of a half-day, where only half-days are given."""


class Openings:
    """Hours and closures of some places, read with two queries."""

    def __init__(self, places: Iterable[int]) -> None:
        keys = set(places)
        self._closures: defaultdict[int, list[PlaceClosure]] = defaultdict(list)
        for closure in PlaceClosure.objects.filter(place__in=keys).select_related("room"):
            self._closures[closure.place_id].append(closure)
        self._hours: defaultdict[int, list[Hours]] = defaultdict(list)
        for opening in RoomOpening.objects.filter(room__place__in=keys):
            self._hours[opening.room_id].append(opening.hours)

    def reason_against(self, place: Place, thing: Resource | None, starts: datetime, ends: datetime) -> str | None:
        """Return why ``place`` (with ``thing``, a room or a bed of it) is not open then; None if it is.

        The sentence ends with what to do.
        """
        zone = place.commune.zone
        return self.reason_on(place, thing, starts.astimezone(zone).date(), _clocks(starts, ends, zone))

    def reason_on(self, place: Place, thing: Resource | None, day: date, hours: tuple[time, time]) -> str | None:
        """Return the same for a day and hours in the local time of the place."""
        for closure in self._closures[place.pk]:
            if closure.holds(day) and closure.room_id in (None, None if thing is None else thing.pk):
                what = place.name if closure.room_id is None else f"{place.name}, {thing}"
                return f"{what}\u00a0: fermé {_span(closure)}. Choisissez un autre jour, ou un autre lieu."
        if thing is None or not self._hours[thing.pk]:
            return None
        if _covered(self._hours[thing.pk], day.weekday(), *hours):
            return None
        opened = opening_words(self._hours[thing.pk])
        return (
            f"{place.name}, {thing.name}\u00a0: pas ouvert le {DAYS[day.weekday()]} de {clock(hours[0])} à "
            f"{clock(hours[1])}, mais {opened}. Choisissez une autre heure, ou changez ses heures sur la fiche du lieu."
        )


def _clocks(starts: datetime, ends: datetime, zone: ZoneInfo) -> tuple[time, time]:
    return starts.astimezone(zone).time(), ends.astimezone(zone).time()


def _covered(opened: Sequence[Hours], weekday: int, starts: time, ends: time) -> bool:
    """Whether stretches that touch or overlap cover the time from ``starts`` to ``ends``."""
    reached = starts
    for _, first, last in sorted(one for one in opened if one[0] == weekday):
        if first <= reached < last:
            reached = last
    return ends <= reached


def _span(closure: PlaceClosure) -> str:
    if closure.ends is None:
        return f"définitivement à partir du {date_format(closure.starts, 'j F Y')}"
    if closure.ends == closure.starts:
        return f"le {date_format(closure.starts, 'j F Y')}"
    return f"du {date_format(closure.starts, 'j F Y')} au {date_format(closure.ends, 'j F Y')}"


def closure_words(closure: PlaceClosure) -> str:
    """Return « du 3 août 2027 au 14 août 2027 (congés) », with the room if it is one."""
    room = "" if closure.room is None else f"{closure.room.name}\u00a0: "
    return f"{room}{_span(closure)}{f' ({closure.reason})' if closure.reason else ''}"


def opening_words(hours: Iterable[Hours]) -> str:
    """Return « lundi et jeudi de 8 h 30 à 12 h 30 et de 14 h à 18 h, mardi de 9 h à 12 h »."""
    by_day: defaultdict[int, list[str]] = defaultdict(list)
    for weekday, starts, ends in sorted(hours):
        by_day[weekday].append(f"de {clock(starts)} à {clock(ends)}")
    days_of: defaultdict[str, list[str]] = defaultdict(list)
    for weekday, said in by_day.items():
        days_of[" et ".join(said)].append(DAYS[weekday])
    return ", ".join(f"{_listed(days)} {said}" for said, days in days_of.items())


def _listed(days: Sequence[str]) -> str:
    return days[0] if len(days) == 1 else f"{', '.join(days[:-1])} et {days[-1]}"


def clock(at: time) -> str:
    """Return « 8 h 30 », « 14 h »."""
    return f"{at.hour}\u00a0h" + (f"\u00a0{at.minute:02d}" if at.minute else "")
