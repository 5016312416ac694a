"""Templates of presence, and the dated half-days they stand for.

Two shapes: a week that repeats itself (``WeeklyTemplate``) and a vehicle that goes from stop to stop
(``TourTemplate``). ``session_dates`` turns either into dated half-days and leaves public holidays out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from maillage.schemes.calendar import FrenchCalendar, Hours, half_day
from maillage.schemes.words import Activity, Half

WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Presence:
    """One half-day a week (0 = Monday) at ``place`` by ``staff``; every ``every_weeks`` weeks from the anchor week."""

    weekday: int
    half: Half
    place: str
    staff: str
    activity: Activity = Activity.CONSULTATIONS
    every_weeks: int = 1
    first_week: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6 or not 0 <= self.first_week < self.every_weeks:
            raise ValueError("a presence needs a weekday in 0..6 and a first week below its period")


@dataclass(frozen=True)
class WeeklyTemplate:
    """Presences repeated week after week, counted from the week of ``anchor``."""

    anchor: date
    presences: tuple[Presence, ...]

    def __post_init__(self) -> None:
        taken: set[tuple[str, int, Half, int]] = set()
        for presence in self.presences:
            for week in range(12):
                if week % presence.every_weeks != presence.first_week:
                    continue
                key = (presence.staff, presence.weekday, presence.half, week)
                if key in taken:
                    raise ValueError(f"{presence.staff} is asked twice on weekday {presence.weekday}, {presence.half}")
                taken.add(key)


@dataclass(frozen=True)
class TourStop:
    """A place where the vehicle stands: commune code, name of the place, code of the grouping it belongs to."""

    commune: str
    place: str
    epci: str


@dataclass(frozen=True)
class Crew:
    """Who is aboard on a weekday (0 = Monday), for both half-days."""

    weekday: int
    staff: str


@dataclass(frozen=True)
class TourTemplate:
    """A vehicle that spends ``stay_weeks`` weeks at each of ``stops`` in turn, then starts again."""

    vehicle: str
    anchor: date
    stops: tuple[TourStop, ...]
    crew: tuple[Crew, ...]
    stay_weeks: int = 1

    def __post_init__(self) -> None:
        weekdays = [member.weekday for member in self.crew]
        if not self.stops or self.stay_weeks < 1 or len(set(weekdays)) != len(weekdays):
            raise ValueError("a tour needs stops, a stay of at least one week and one crew a weekday")

    def stop_of(self, day: date) -> TourStop:
        """The stop of the week of ``day``."""
        weeks = (_monday(day) - _monday(self.anchor)) // WEEK
        return self.stops[weeks // self.stay_weeks % len(self.stops)]


Template = WeeklyTemplate | TourTemplate


@dataclass(frozen=True)
class SessionDate:
    """A dated half-day: place, who gives it, what for, and its two instants (zone Europe/Paris)."""

    date: date
    half: Half
    place: str
    staff: str
    activity: Activity
    starts: datetime
    ends: datetime
    vehicle: str | None = None
    commune: str | None = None


def session_dates(
    template: Template, start: date, end: date, calendar: FrenchCalendar | None = None, hours: Hours | None = None
) -> list[SessionDate]:
    """Dated half-days of ``template`` from ``start`` to the day before ``end``, in order of time.

    Public holidays of ``calendar`` (those of the whole country by default) are left out. A weekly template keeps its
    hours in local time across the change of clocks.
    """
    calendar, hours = calendar or FrenchCalendar(), hours or Hours()
    days = calendar.working_days(start, end, weekdays=frozenset(range(7)))
    found = [session for day in days for session in _expand(template, day, hours)]
    return sorted(found, key=lambda session: (session.starts, session.place, session.staff))


def _expand(template: Template, day: date, hours: Hours) -> list[SessionDate]:
    return _weekly(template, day, hours) if isinstance(template, WeeklyTemplate) else _tour(template, day, hours)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _weekly(template: WeeklyTemplate, day: date, hours: Hours) -> list[SessionDate]:
    week = (_monday(day) - _monday(template.anchor)) // WEEK
    return [
        SessionDate(day, p.half, p.place, p.staff, p.activity, *half_day(day, p.half, hours))
        for p in template.presences
        if p.weekday == day.weekday() and week % p.every_weeks == p.first_week
    ]


def _tour(template: TourTemplate, day: date, hours: Hours) -> list[SessionDate]:
    stop = template.stop_of(day)
    return [
        SessionDate(
            day, half, stop.place, member.staff, Activity.CONSULTATIONS, *half_day(day, half, hours),
            vehicle=template.vehicle, commune=stop.commune,
        )
        for member in template.crew if member.weekday == day.weekday()
        for half in Half
    ]  # fmt: skip


def template_to_json(template: Template) -> dict[str, Any]:
    """Plain values (strings, numbers, lists) that :func:`template_from_json` reads back."""
    if isinstance(template, WeeklyTemplate):
        rows = [
            {
                "weekday": p.weekday, "half": p.half.value, "place": p.place, "staff": p.staff,
                "activity": p.activity.value, "every_weeks": p.every_weeks, "first_week": p.first_week,
            }
            for p in template.presences
        ]  # fmt: skip
        return {"shape": "weekly", "anchor": template.anchor.isoformat(), "presences": rows}
    return {
        "shape": "tour",
        "vehicle": template.vehicle,
        "anchor": template.anchor.isoformat(),
        "stay_weeks": template.stay_weeks,
        "stops": [{"commune": s.commune, "place": s.place, "epci": s.epci} for s in template.stops],
        "crew": [{"weekday": c.weekday, "staff": c.staff} for c in template.crew],
    }


def template_from_json(document: Mapping[str, Any]) -> Template:
    """Read what :func:`template_to_json` wrote. Raises ``ValueError`` for another shape."""
    anchor = date.fromisoformat(document["anchor"])
    if document["shape"] == "weekly":
        presences = tuple(
            Presence(
                int(row["weekday"]), Half(row["half"]), row["place"], row["staff"], Activity(row["activity"]),
                int(row["every_weeks"]), int(row["first_week"]),
            )
            for row in document["presences"]
        )  # fmt: skip
        return WeeklyTemplate(anchor, presences)
    if document["shape"] == "tour":
        return TourTemplate(
            vehicle=document["vehicle"],
            anchor=anchor,
            stops=tuple(TourStop(row["commune"], row["place"], row["epci"]) for row in document["stops"]),
            crew=tuple(Crew(int(row["weekday"]), row["staff"]) for row in document["crew"]),
            stay_weeks=int(document["stay_weeks"]),
        )
    raise ValueError(f"unknown shape of template '{document['shape']}'")
