"""A professional's calendar for their own applications: passwords that can be revoked, absences written from there."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from icalendar import Calendar

from maillage.site.accounts.models import User
from maillage.site.agenda import absences
from maillage.site.agenda.absences import NOON, AbsenceDates
from maillage.site.agenda.calendar_models import CalendarAbsence, CalendarPassword
from maillage.site.agenda.models import Absence
from maillage.site.agenda.services import author
from maillage.site.directory.models import Professional
from maillage.site.locks import in_transaction
from maillage.site.refusals import InvalidField, Refused

MOST = 10
"""Most passwords of one person."""
NOTED = timedelta(minutes=10)
"""How exactly the last use of a password is noted."""


@in_transaction
def add_password(person: Professional, label: str) -> str:
    """Make a password for an application called ``label``, and return it: it is not shown again.

    Raises ``InvalidField`` on ``label``.
    """
    name = " ".join(label.split())[:60]
    if not name:
        raise InvalidField("label", "Donnez le nom de l’application, par exemple «\u00a0Téléphone\u00a0».")
    if CalendarPassword.objects.filter(professional=person).count() >= MOST:
        raise InvalidField("label", f"Vous avez déjà {MOST} mots de passe\u00a0: retirez-en un qui ne sert plus.")
    secret = "-".join(secrets.token_hex(4) for _ in range(4))
    CalendarPassword.objects.create(professional=person, label=name, digest=_digest(secret), made_at=timezone.now())
    return secret


def revoke_password(person: Professional, key: int) -> bool:
    """Delete a password, which stops working at once; return whether there was one."""
    return CalendarPassword.objects.filter(professional=person, pk=key).delete()[0] > 0


def owner_of(email: str, secret: str) -> Professional | None:
    """Return whose calendar a name and a password open; nobody's once the account is closed."""
    found = CalendarPassword.objects.select_related("professional__user", "professional__home__department").filter(
        digest=_digest(secret)
    )
    row = found.first()
    user = None if row is None else row.professional.user
    if row is None or user is None or not user.is_active or user.email.casefold() != email.strip().casefold():
        return None
    now = timezone.now()
    if row.used_at is None or row.used_at < now - NOTED:
        CalendarPassword.objects.filter(pk=row.pk).update(used_at=now)
    return row.professional


def dates_of(content: bytes, person: Professional) -> tuple[AbsenceDates, str]:
    """Return the half-days that the one event of a calendar file takes, and its UID.

    Hours are widened to half-days of the place of practice. Raises ``Refused`` for what is no single event.
    """
    try:
        calendar: Any = Calendar.from_ical(content)
        events: list[Any] = calendar.walk("VEVENT")
        if len(events) != 1 or "RRULE" in events[0] or "RDATE" in events[0]:
            raise Refused("Une absence est un seul événement, sans répétition.")
        starts, ends, uid = events[0].start, events[0].end, str(events[0].get("UID", ""))
    except Refused:
        raise
    except Exception as error:  # the library raises what its parts raise
        raise Refused("Ce fichier n’est pas un événement au format iCalendar.") from error
    first, last = _local(starts, person), _local(ends, person)
    if last <= first:
        raise Refused("L’absence finit avant d’avoir commencé.")
    end = last - timedelta(microseconds=1)
    dates = AbsenceDates(first.date(), end.date(), first.time() >= NOON, end.time() < NOON)
    return dates, uid[:255]


@in_transaction
def write_absence(person: Professional, name: str, content: bytes, by: User) -> tuple[Absence, bool]:
    """Write an absence from an application under the ``name`` of its file; return it, and whether it is new.

    Raises ``WrongState`` if the person has sessions then, ``InvalidField`` for impossible dates, ``Refused`` for what
    is no single event, or another absence at that time.
    """
    dates, uid = dates_of(content, person)
    with author(by):
        before = absence_named(person, name)
        if before is not None:
            absences.remove(before, by)
        made = absences.declare(person, dates, by)
        CalendarAbsence.objects.create(absence=made, professional=person, name=name, uid=uid)
    return made, before is None


def remove_absence(person: Professional, name: str, by: User) -> bool:
    """Remove an absence by the name of its file; return whether there was one. Raises ``WrongState`` for a past one."""
    found = absence_named(person, name)
    if found is not None:
        absences.remove(found, by)
    return found is not None


def absence_named(person: Professional, name: str) -> Absence | None:
    """Return the absence of a file: by the name that an application gave it, or by our own."""
    rows = Absence.objects.filter(professional=person).select_related("professional__home", "entry")
    written = rows.filter(entry__name=name).first()
    if written is not None:
        return written
    key = name.removeprefix("absence-").removesuffix(".ics")
    return rows.filter(entry=None, pk=int(key)).first() if name.startswith("absence-") and key.isdecimal() else None


def all_absences(person: Professional) -> list[Absence]:
    """Return the absences of a person that are kept, in order."""
    rows = Absence.objects.filter(professional=person).select_related("professional__home", "entry")
    return list(rows.order_by("during", "pk"))


def name_of(absence: Absence) -> str:
    """Return the name of the file of an absence."""
    entry = getattr(absence, "entry", None)
    return entry.name if entry is not None else f"absence-{absence.pk}.ics"


def uid_of(absence: Absence) -> str:
    """Return the UID that an application gave an absence, "" for one that it did not write."""
    entry = getattr(absence, "entry", None)
    return entry.uid if entry is not None else ""


def _local(value: date | datetime, person: Professional) -> datetime:
    zone = person.home.zone
    if not isinstance(value, datetime):
        return datetime.combine(value, time())
    return (value if value.tzinfo is None else value.astimezone(zone)).replace(tzinfo=None)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(f"caldav:{secret.strip()}".encode()).digest()
