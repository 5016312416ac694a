"""What people take from a rota: counts and pay of each person, and a calendar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time

from icalendar import Calendar, Event

from maillage.planning.rota.data import Count, Duty, RotaProblem
from maillage.schemes import PaidDay, Scheme, payment, total_cents


@dataclass(frozen=True)
class Part:
    """What a rota asks of a person: ``numbers`` by count, the fair ``targets`` of the rota, and the pay in cents."""

    person: str
    name: str
    numbers: dict[Count, int]
    targets: dict[Count, float]
    cents: int


def parts(problem: RotaProblem, filled: Iterable[tuple[str, str]], scheme: Scheme | None = None) -> list[Part]:
    """The part of each person; paid by the ``scheme``, a duty of more than six hours as two half-days, others as one.

    Targets are what is left of the fair share of the year.
    """
    own = held_by(problem, filled)
    found: list[Part] = []
    for person in problem.people:
        there = own[person.id]
        numbers = {count: sum(count in duty.counts for duty in there) for count in Count}
        left = {count: problem.targets[person.id, count] - person.history.get(count, 0) for count in Count}
        lines = () if scheme is None else payment(scheme, [PaidDay(duty.date, duty.halves) for duty in there])
        found.append(Part(person.id, person.name, numbers, left, total_cents(lines)))
    return found


def held_by(problem: RotaProblem, filled: Iterable[tuple[str, str]]) -> dict[str, list[Duty]]:
    """The duties of each person, by start."""
    who = dict(filled)
    own: dict[str, list[Duty]] = {person.id: [] for person in problem.people}
    for duty in problem.duties:
        if duty.id in who:
            own[who[duty.id]].append(duty)
    return own


def calendar_of(problem: RotaProblem, filled: Iterable[tuple[str, str]], person: str | None = None) -> bytes:
    """The duties of a person, or of everybody, as iCalendar; the identifier of a duty never changes."""
    names = {one.id: one.name for one in problem.people}
    calendar = Calendar()
    calendar.add("prodid", "-//Maillage//rota//FR")
    calendar.add("version", "2.0")
    for who, duties in held_by(problem, filled).items():
        for duty in duties if person in (None, who) else ():
            event = Event()
            event.add("uid", f"{duty.id}@rota.maillage")
            event.add("dtstamp", datetime.combine(problem.start, time(0), UTC))
            event.add("dtstart", duty.starts.astimezone(UTC))
            event.add("dtend", duty.ends.astimezone(UTC))
            role = "régulation" if duty.pattern.role == "regulator" else "effection"
            place = f"secteur {duty.pattern.sector}, " if duty.pattern.sector else ""
            event.add("summary", f"Garde : {place}ligne {duty.pattern.line}, {role} ({names[who]})")
            calendar.add_component(event)
    return calendar.to_ical()
