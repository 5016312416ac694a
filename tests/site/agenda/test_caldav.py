"""The CalDAV server, by a real client library over HTTP and by requests that no good client makes."""

from __future__ import annotations

import base64
import gzip
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import caldav
import pytest
import requests
from django.test import Client
from django.urls import reverse
from requests.adapters import BaseAdapter

from maillage.site.agenda import calendar_access, feeds
from maillage.site.agenda.absences import AbsenceDates, declare
from maillage.site.agenda.calendar_models import CalendarPassword
from maillage.site.agenda.models import Absence, Session
from maillage.site.directory.models import Professional
from tests.site import factories as make

PARIS = ZoneInfo("Europe/Paris")


def day(days: int = 30) -> date:
    return make.soon(days).date()


def event(starts: str, ends: str, uid: str = "essai-1", more: str = "") -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//essai//FR", "BEGIN:VEVENT", f"UID:{uid}",
             "DTSTAMP:20261201T080000Z", f"DTSTART{starts}", f"DTEND{ends}", "SUMMARY:Vacances", *filter(None, [more]),
             "END:VEVENT", "END:VCALENDAR", ""]  # fmt: skip
    return "\r\n".join(lines).encode()


class Application:
    """An application of a doctor, with its password."""

    def __init__(self, person: Professional | None = None) -> None:
        self.person = person or make.doctor()
        self.secret = calendar_access.add_password(self.person, "Téléphone")

    def ask(self, method: str, path: str, body: bytes = b"", secret: str = "", **headers: str) -> Any:
        assert self.person.user is not None
        said = base64.b64encode(f"{self.person.user.email}:{secret or self.secret}".encode()).decode()
        given = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        return Client(enforce_csrf_checks=True).generic(
            method, path, body, content_type="text/calendar", HTTP_AUTHORIZATION=f"Basic {said}", **given
        )

    def put(self, content: bytes, name: str = "a.ics", **headers: str) -> Any:
        return self.ask("PUT", f"/caldav/absences/{name}", content, **headers)


class Within(BaseAdapter):
    """Carries the requests of the client library to the site within the test, as bytes; nothing else is changed."""

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:  # type: ignore[override]
        given = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in request.headers.items()}
        kind = given.pop("HTTP_CONTENT_TYPE", "text/plain")
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        found = Client().generic(request.method or "", request.path_url, body, content_type=kind, **given)
        answer = requests.Response()
        packed = found.headers.get("Content-Encoding") == "gzip"
        answer.status_code, answer.url = found.status_code, request.url or ""
        answer._content = gzip.decompress(found.content) if packed else found.content
        answer.reason = found.reason_phrase
        answer.headers.update(found.headers)
        answer.request = request
        return answer

    def close(self) -> None:
        """Nothing is open."""


@pytest.mark.django_db
def test_a_client_library_reads_days_and_writes_absences() -> None:
    session = make.published()
    own = Application(session.giver)
    assert own.person.user is not None
    client = caldav.DAVClient(url="http://testserver/caldav/", username=own.person.user.email, password=own.secret)
    client.session.mount("http://", Within())
    calendars = {one.get_display_name(): one for one in client.principal().calendars()}
    assert set(calendars) == {"Mes journées", "Mes absences"}
    days = calendars["Mes journées"].search(start=session.starts - timedelta(days=1), end=session.ends, event=True)
    assert [one.icalendar_component["SUMMARY"] for one in days] == ["Consultations solidaires"]
    later = calendars["Mes journées"].search(start=session.ends, end=session.ends + timedelta(days=9), event=True)
    assert later == []
    absences = calendars["Mes absences"]
    first = day()
    last = first + timedelta(days=3)
    absences.save_event(event(f";VALUE=DATE:{first:%Y%m%d}", f";VALUE=DATE:{last:%Y%m%d}", "mien-1").decode())
    row = Absence.objects.get(professional=own.person)
    assert (row.starts.date(), row.ends.date()) == (first, last)
    found = absences.event_by_uid("mien-1")
    assert found.icalendar_component["SUMMARY"] == "Absence"
    found.delete()
    assert not Absence.objects.exists()


@pytest.mark.django_db
def test_hours_are_widened_to_half_days_of_the_place() -> None:
    own, at = Application(), day()
    text = f"{at:%Y%m%d}"
    assert own.put(event(f";TZID=Europe/Paris:{text}T143000", f";TZID=Europe/Paris:{text}T153000")).status_code == 201
    row = Absence.objects.get()
    midnight = datetime.combine(at + timedelta(days=1), datetime.min.time(), PARIS)
    assert (row.starts, row.ends) == (datetime(at.year, at.month, at.day, 13, tzinfo=PARIS), midnight)
    assert own.put(event(f";VALUE=DATE:{text}", f";VALUE=DATE:{at + timedelta(days=1):%Y%m%d}")).status_code == 204
    assert Absence.objects.get().starts.hour == 0
    assert own.ask("DELETE", "/caldav/absences/a.ics").status_code == 204
    assert own.ask("DELETE", "/caldav/absences/a.ics").status_code == 404


@pytest.mark.django_db
def test_an_absence_over_a_day_is_refused_and_says_why() -> None:
    session = make.published()
    own = Application(session.giver)
    text = f"{session.day:%Y%m%d}"
    answer = own.put(event(f";VALUE=DATE:{text}", f";VALUE=DATE:{session.day + timedelta(days=1):%Y%m%d}"))
    assert answer.status_code == 409
    assert "rendez-les ou échangez-les" in answer.content.decode()
    assert not Absence.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "status"),
    [(b"", 403), (b"<html>", 403), (event(":20200101T080000Z", ":20200102T080000Z"), 403), (b"x" * 200_000, 413),
     (event(":20300101T080000Z", ":20300102T080000Z", more="RRULE:FREQ=DAILY"), 403),
     (event(":20300102T080000Z", ":20300101T080000Z"), 403)],
)  # fmt: skip
def test_what_is_no_absence_is_refused(content: bytes, status: int) -> None:
    assert Application().put(content).status_code == status
    assert not Absence.objects.exists()


@pytest.mark.django_db
def test_days_are_read_only_and_others_days_are_not_there() -> None:
    session, other = make.published(), make.published()
    own = Application(session.giver)
    path = f"/caldav/journees/session-{session.pk}.ics"
    assert own.ask("GET", path).status_code == 200
    assert own.ask("PUT", path, event(":20300101T080000Z", ":20300102T080000Z")).status_code == 403
    assert own.ask("DELETE", path).status_code == 403
    assert own.ask("GET", f"/caldav/journees/session-{other.pk}.ics").status_code == 404
    assert Session.objects.count() == 2


@pytest.mark.django_db
def test_a_password_opens_until_it_is_revoked_or_the_account_closes() -> None:
    own, other = Application(), Application()
    assert Client().generic("PROPFIND", "/caldav/").status_code == 401
    assert own.ask("PROPFIND", "/caldav/", secret="faux").status_code == 401
    assert own.ask("PROPFIND", "/caldav/", secret=other.secret).status_code == 401
    assert own.ask("PROPFIND", "/caldav/").status_code == 207
    assert own.secret not in str(list(CalendarPassword.objects.values()))
    user = own.person.user
    assert user is not None
    user.is_active = False
    user.save()
    assert own.ask("PROPFIND", "/caldav/").status_code == 401
    client = Client()
    assert other.person.user is not None
    client.force_login(other.person.user)
    page = reverse("doctor-subscriptions")
    made = client.post(page, {"acte": "motdepasse", "label": "Ordinateur"})
    assert 'id="secret"' in made.content.decode()
    assert 'id="secret"' not in client.get(page).content.decode()
    for row in other.person.calendar_passwords.all():
        client.post(page, {"acte": "retirer", "cle": row.pk})
    assert other.ask("PROPFIND", "/caldav/").status_code == 401


@pytest.mark.django_db
def test_an_absence_that_changed_meanwhile_is_not_overwritten() -> None:
    own = Application()
    declare(own.person, AbsenceDates(day(), day()), None)
    name = f"absence-{Absence.objects.get().pk}.ics"
    version = own.ask("GET", f"/caldav/absences/{name}")["ETag"]
    content = event(f";VALUE=DATE:{day(40):%Y%m%d}", f";VALUE=DATE:{day(41):%Y%m%d}")
    assert own.put(content, name, if_match='"autre"').status_code == 412
    assert own.put(content, name, if_none_match="*").status_code == 412
    assert own.put(content, name, if_match=version).status_code == 204
    assert Absence.objects.get().starts.date() == day(40)


@pytest.mark.django_db
@pytest.mark.parametrize("body", [b"<a", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"<x" + b" " * 200_000 + b"/>"])
def test_bodies_that_are_no_good_xml_are_refused(body: bytes) -> None:
    assert Application().ask("PROPFIND", "/caldav/journees/", body).status_code in (207, 400)


@pytest.mark.django_db
def test_a_moved_session_has_a_higher_number() -> None:
    session = make.published()
    before = feeds.days_of(session.giver, datetime.now(UTC))[0].sequence
    Session.objects.filter(pk=session.pk).update(ends=session.ends + timedelta(minutes=20))
    assert feeds.days_of(session.giver, datetime.now(UTC))[0].sequence == before + 1
