"""The days of a plan as a calendar that people take with them."""

from __future__ import annotations

from datetime import UTC, datetime, time

from icalendar import Calendar, Event

from maillage.planning.data import PlanningData
from maillage.planning.result import Plan
from maillage.schemes import Half, half_day, scheme_named, zone_of_commune


def calendar_of(data: PlanningData, plan: Plan) -> bytes:
    """All days as iCalendar, one event each from its first slot to its last.

    The identifier of a day is made of its date, its site and its doctor, so that it stays the same in a later plan.
    """
    doctors, sites = {one.id: one for one in data.doctors}, {one.id: one for one in data.sites}
    calendar = Calendar()
    calendar.add("prodid", "-//Maillage//plan//FR")
    calendar.add("version", "2.0")
    for one in plan.assignments:
        site, doctor = sites[one.site_id], doctors[one.doctor_id]
        zone, scheme = zone_of_commune(site.commune), scheme_named(doctor.scheme or data.rules.scheme)
        first = Half.AFTERNOON if one.half == "pm" else Half.MORNING
        last = Half.MORNING if one.half == "am" else Half.AFTERNOON
        starts, _ = half_day(one.date, first, scheme.hours, zone)
        _, ends = half_day(one.date, last, scheme.hours, zone)
        event = Event()
        event.add("uid", f"{one.date.isoformat()}/{site.id}/{doctor.id}@plan.maillage")
        event.add("dtstamp", datetime.combine(data.start, time(0), UTC))
        event.add("dtstart", starts.astimezone(UTC))
        event.add("dtend", ends.astimezone(UTC))
        event.add("summary", f"{scheme.label} : {doctor.name}")
        event.add("location", site.name)
        calendar.add_component(event)
    return calendar.to_ical()
