"""A session at a distance today: doctor, nurse, kit and room at one place, and a patient with a link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from maillage.schemes import PARIS
from maillage.site.accounts.models import User
from maillage.site.agenda.models import Session
from maillage.site.agenda.opening import Draft
from maillage.site.booking import services as booking
from maillage.site.booking.models import Appointment
from maillage.site.directory.models import Place, Professional, Resource
from tests.site import factories as make


@dataclass(frozen=True)
class Remote:
    """The accounts of doctor and nurse, the session, and its first patient with the secret of the link."""

    doctor: User
    nurse: User
    session: Session
    appointment: Appointment
    token: str


def remote(doctor: User | None = None, nurse: User | None = None, at: time = time(0, 0)) -> Remote:
    """Open a session of two hours that begins today at ``at``, and book its first slot."""
    place = make.place()
    doctor, nurse = doctor or make.user("doctor"), nurse or make.user("nurse")
    given, assisted = (_known(doctor, "gp"), _known(nurse, "nurse"))
    session = open_today(place, given, assisted, make.thing("kit", place=place), at)
    slot = session.slots.order_by("starts")[0]
    booked = booking.book(slot.pk, make.patient(), make.key(), now=slot.starts - timedelta(days=1))
    appointment = Appointment.objects.with_sessions().get(pk=booked.appointment.pk)
    return Remote(doctor, nurse, make.again(session), appointment, booked.token)


def _known(user: User, profession: str) -> Professional:
    return Professional.objects.filter(user=user).first() or make.professional(user, profession=profession)


def open_today(
    place: Place, doctor: Professional, nurse: Professional, kit: Resource, at: time = time(0, 0), **programme: Any
) -> Session:
    """Open a session at a distance of two hours, today from ``at`` on."""
    starts = datetime.combine(datetime.now(PARIS).date(), at, PARIS)
    session = Session(
        programme=make.programme(scheme="teleconsultation", **programme), commune=place.commune, place=place,
        starts=starts, ends=starts + timedelta(hours=2), slot_minutes=30, key=f"a-distance-{make.number()}",
    )  # fmt: skip
    filled = {
        "doctor": doctor.resource, "nurse": nurse.resource, "room": place.resources.filter(kind="room")[0], "kit": kit
    }  # fmt: skip
    posts = session.rules.posts(session.starts, session.ends)
    make.open_sessions([Draft(session, [(post, filled[post.role.code]) for post in posts])])
    return session
