"""The independent check of a rotation: every hard rule, from the seats alone."""

from __future__ import annotations

from collections import Counter

from maillage.planning.rooms.problem import RoomProblem, RoomWeek


def check_week(problem: RoomProblem, week: RoomWeek) -> list[str]:
    """Return what a rotation breaks: nobody at two seats, no room held twice, no hours above the contract."""
    people = {person.id: person for person in problem.people}
    broken = [f"{seat.person} is unknown" for seat in week.seats if seat.person not in people]
    if broken:
        return broken
    for (person, half), count in Counter((one.person, one.half_day) for one in week.seats).items():
        if count > 1:
            broken.append(f"{person} sits {count} times in half-day {half}")
        if half in people[person].never:
            broken.append(f"{person} never works in half-day {half}")
    held = Counter((one.room, one.half_day) for one in week.seats if one.room is not None)
    for (room, half), count in held.items():
        if count > 1:
            broken.append(f"{room} is held {count} times in half-day {half}")
        if room not in problem.rooms.get(half, ()):
            broken.append(f"{room} is not open in half-day {half}")
    for person, count in Counter(one.person for one in week.seats).items():
        if count > people[person].half_days:
            broken.append(f"{person} works {count} half-days of {people[person].half_days}")
    return broken
