"""The day of a place on paper: the sheet for the door, which names no patient, and the list for the counter."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.http import HttpResponse

from maillage.site import documents
from maillage.site.booking.models import Appointment
from maillage.site.identity import services as identities
from maillage.site.www import contact, french, toponyms
from maillage.site.www.host.days import HostDay

LIST_HEAD = ("Heure", "Nom", "Venu", "Absent", "Excusé")


def door_sheet(day: HostDay, booking: str) -> bytes:
    """Return the PDF for the door: place, date, who consults at which hours, how to book (``booking``, an address)."""
    phone = contact.phone()
    hours: defaultdict[str, list[str]] = defaultdict(list)
    for one in day.open:
        hours[one.doctor].append(f"de {one.hours}")
    return documents.render(
        "door_sheet",
        {
            "title": f"Consultations du {french.date_text(day.date, year=True)}, {toponyms.curly(day.place.name)}",
            "site": identities.current().name,
            "place": toponyms.curly(day.place.name),
            "date": french.date_text(day.date),
            "sessions": [{"doctor": doctor, "hours": french.joined(spans)} for doctor, spans in hours.items()],
            "crowded": any(one.overbooked for one in day.open),
            "address": booking.partition("://")[2],
            "phone": phone["written"] if phone else "",
        },
        _dated(day),
    )


def day_list(day: HostDay) -> bytes:
    """Return the PDF for the counter: hours, and names as far as needed to receive people."""
    return documents.render(
        "day_list",
        {
            "title": f"Liste du {french.date_text(day.date, year=True)}, {toponyms.curly(day.place.name)}",
            "site": identities.current().name,
            "head": LIST_HEAD,
            "sessions": [
                {
                    "name": f"{one.doctor}, {one.hours}",
                    "people": [[french.clock(row.slot.starts, one.session.zone), _name(row)] for row in expected],
                }
                for one in day.open
                for expected in [[row for row in one.appointments if row.state != Appointment.State.EXCUSED]]
            ],
        },
        _dated(day),
    )


def _dated(day: HostDay) -> dt.datetime:
    """Return the date of the file: the day itself, so that the same day gives the same file."""
    return dt.datetime.combine(day.date, dt.time(), day.place.commune.zone)


def _name(appointment: Appointment) -> str:
    """Return "Marty P.": enough to call somebody in a waiting room."""
    extra = " (en surnombre)" if appointment.slot.rank else ""
    return f"{appointment.patient.last_name} {appointment.patient.first_name[:1]}.{extra}"


def answer(content: bytes, name: str) -> HttpResponse:
    """Return a PDF shown in the browser, from where it is printed."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
