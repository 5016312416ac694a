"""The addresses of the CalDAV server: principal, home, the calendars "journées" and "absences", their files.

Signing in is by the e-mail address of the account and a password of the application (HTTP Basic). Days are read only:
nothing of them tells about patients. An event written into "absences" is an absence.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from urllib.parse import unquote, urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.agenda import calendar_access as access
from maillage.site.agenda import feeds
from maillage.site.directory.models import Professional
from maillage.site.refusals import Refused, WrongState
from maillage.site.www import words
from maillage.site.www.caldav import xml
from maillage.site.www.caldav.xml import cal, dav, server
from maillage.site.www.calendars import CalendarEntry, file_of

DAYS, ABSENCES = "journees", "absences"
NAMES = {DAYS: "Mes journées", ABSENCES: "Mes absences"}
METHODS = "OPTIONS, GET, HEAD, PROPFIND, REPORT, PUT, DELETE"
MULTISTATUS = 207


@dataclass(frozen=True)
class File:
    """A file of a calendar: its name, its text, from when to when, and its version."""

    name: str
    text: bytes
    starts: datetime
    ends: datetime
    etag: str


View = Callable[..., HttpResponse]


def signed(view: View) -> View:
    """Open an address to whoever signs in by an application's password; the view gets the professional."""

    @login_not_required
    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, **parts: str) -> HttpResponse:
        if request.method == "OPTIONS":
            return _options()
        person = _person(request)
        if person is None:
            answer = HttpResponse(status=401)
            answer["WWW-Authenticate"] = 'Basic realm="Maillage", charset="UTF-8"'
            return answer
        try:
            answer = view(request, person, **parts)
        except xml.BadRequest:
            answer = HttpResponse(status=400)
        answer["DAV"], answer["Cache-Control"] = "1, calendar-access", "private, no-store"
        return answer

    return guarded


def _options() -> HttpResponse:
    answer = HttpResponse()
    answer["DAV"], answer["Allow"] = "1, calendar-access", METHODS
    return answer


def _person(request: HttpRequest) -> Professional | None:
    kind, _, rest = request.headers.get("Authorization", "").partition(" ")
    try:
        email, _, secret = base64.b64decode(rest, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    person = access.owner_of(email, secret) if kind.casefold() == "basic" else None
    user = None if person is None else person.user
    return person if user is not None and user.grants.may(Record.SESSION, Act.READ, Reach.OWN) else None


@login_not_required
@csrf_exempt
def well_known(_: HttpRequest) -> HttpResponse:
    """Lead to the server, whatever the method."""
    answer = HttpResponse(status=301)
    answer["Location"] = reverse("caldav")
    return answer


@signed
def root(request: HttpRequest, person: Professional) -> HttpResponse:
    """Tell who is signed in; the principal, and the home of the calendars."""
    if request.method != "PROPFIND":
        return _not_here()
    wanted = xml.asked(request.body)
    rows: list[tuple[str, xml.Values | None]] = [(reverse("caldav"), _principal())]
    if request.headers.get("Depth", "0") != "0":
        rows += [(reverse("caldav-calendar", args=[name]), _calendar(person, name)) for name in NAMES]
    return _multistatus(rows, wanted.properties)


@signed
def calendar(request: HttpRequest, person: Professional, calendar: str) -> HttpResponse:
    """Tell about a calendar, list its files, answer reports about them."""
    if calendar not in NAMES:
        return HttpResponse(status=404)
    home = reverse("caldav-calendar", args=[calendar])
    if request.method == "PROPFIND":
        rows: list[tuple[str, xml.Values | None]] = [(home, _calendar(person, calendar))]
        if request.headers.get("Depth", "0") != "0":
            rows += [(home + one.name, _values(one)) for one in _files(person, calendar)]
        return _multistatus(rows, xml.asked(request.body).properties)
    if request.method == "REPORT":
        return _report(request, person, calendar, home)
    return _not_here()


def _report(request: HttpRequest, person: Professional, calendar: str, home: str) -> HttpResponse:
    wanted, files = xml.asked(request.body), _files(person, calendar)
    if wanted.report == cal("calendar-multiget"):
        by_name = {one.name: one for one in files}
        names = [unquote(urlsplit(href).path).rpartition("/")[2] for href in wanted.hrefs]
        rows = [(home + name, _values(by_name[name]) if name in by_name else None) for name in names]
        return _multistatus(rows, wanted.properties)
    if wanted.report == cal("calendar-query"):
        found = [
            one
            for one in files
            if (wanted.starts is None or one.ends > wanted.starts) and (wanted.ends is None or one.starts < wanted.ends)
        ]
        return _multistatus([(home + one.name, _values(one)) for one in found], wanted.properties)
    return HttpResponse(status=501)


@signed
def one_file(request: HttpRequest, person: Professional, calendar: str, name: str) -> HttpResponse:
    """Give, write or delete a file of a calendar; only absences are written."""
    found = next((one for one in _files(person, calendar) if one.name == name), None)
    if request.method in ("GET", "HEAD"):
        return HttpResponse(status=404) if found is None else _sent(found)
    if request.method == "PROPFIND":
        wanted = xml.asked(request.body).properties
        href = reverse("caldav-file", args=[calendar, name])
        return _multistatus([(href, None if found is None else _values(found))], wanted)
    if request.method not in ("PUT", "DELETE"):
        return _not_here()
    user = person.user
    if calendar != ABSENCES or user is None or not user.grants.may(Record.SESSION, Act.CHANGE, Reach.OWN):
        return HttpResponse(status=403)
    if not _matches(request, found):
        return HttpResponse(status=412)
    return _write(request, person, name, user) if request.method == "PUT" else _delete(person, name, user)


def _write(request: HttpRequest, person: Professional, name: str, user: User) -> HttpResponse:
    """Write an absence. No ETag is sent: what is kept are half-days, not the file itself (RFC 4791, 5.3.4)."""
    if len(request.body) > xml.MOST_BYTES:
        return HttpResponse(status=413)
    try:
        _, new = access.write_absence(person, name, request.body, user)
    except WrongState as refusal:
        return _refused(refusal, 409)
    except Refused as refusal:
        return _refused(refusal, 403)
    return HttpResponse(status=201 if new else 204)


def _delete(person: Professional, name: str, user: User) -> HttpResponse:
    try:
        return HttpResponse(status=204 if access.remove_absence(person, name, user) else 404)
    except Refused as refusal:
        return _refused(refusal, 409)


def _refused(refusal: Refused, status: int) -> HttpResponse:
    return HttpResponse(xml.refusal(str(refusal)), status=status, content_type="application/xml; charset=utf-8")


def _matches(request: HttpRequest, found: File | None) -> bool:
    """Return whether the version that the client knows is the one that is there."""
    known, none = request.headers.get("If-Match"), request.headers.get("If-None-Match")
    if none == "*" and found is not None:
        return False
    return known is None or (found is not None and known in ("*", found.etag))


def _files(person: Professional, calendar: str) -> list[File]:
    """Return the files of a calendar, in order."""
    if calendar == DAYS:
        return [
            _file(
                f"session-{one.session.pk}.ics",
                CalendarEntry(
                    f"session-{one.session.pk}", one.session.starts, one.session.ends, one.session.rules.label,
                    words.where(one.session), sequence=one.sequence, cancelled=one.cancelled,
                ),
            )
            for one in feeds.days_of(person, timezone.now())
        ]  # fmt: skip
    return [
        _file(
            access.name_of(one),
            CalendarEntry(f"absence-{one.pk}", one.starts, one.ends, "Absence", "", uid=access.uid_of(one)),
        )
        for one in access.all_absences(person)
    ]


def _file(name: str, entry: CalendarEntry) -> File:
    """Return the file of an entry; its version follows from what it says, not from when it was asked for."""
    digest = hashlib.sha256(repr(entry).encode()).hexdigest()[:32]
    return File(name, file_of([entry], method=""), entry.starts, entry.ends, f'"{digest}"')


def _values(file: File) -> xml.Values:
    return {
        dav("getetag"): file.etag,
        dav("getcontenttype"): "text/calendar; charset=utf-8; component=VEVENT",
        dav("resourcetype"): "",
        cal("calendar-data"): file.text.decode(),
    }


def _principal() -> xml.Values:
    here = reverse("caldav")
    return {
        dav("resourcetype"): xml.inside(dav("resourcetype"), (dav("collection"), ""), (dav("principal"), "")),
        dav("current-user-principal"): xml.inside(dav("current-user-principal"), (dav("href"), here)),
        dav("principal-URL"): xml.inside(dav("principal-URL"), (dav("href"), here)),
        cal("calendar-home-set"): xml.inside(cal("calendar-home-set"), (dav("href"), here)),
        dav("displayname"): "Maillage",
    }


def _calendar(person: Professional, name: str) -> xml.Values:
    files = _files(person, name)
    version = hashlib.sha256("".join(f"{one.name}{one.etag}" for one in files).encode()).hexdigest()[:32]
    rights = [dav("read"), *([dav("write-content"), dav("bind"), dav("unbind")] if name == ABSENCES else [])]
    privileges = xml.inside(dav("current-user-privilege-set"))
    for right in rights:
        privileges.append(xml.inside(dav("privilege"), (right, "")))
    components = xml.inside(cal("supported-calendar-component-set"))
    component = xml.inside(cal("comp"))
    component.set("name", "VEVENT")
    components.append(component)
    here = reverse("caldav")
    return {
        dav("resourcetype"): xml.inside(dav("resourcetype"), (dav("collection"), ""), (cal("calendar"), "")),
        dav("displayname"): NAMES[name],
        dav("current-user-principal"): xml.inside(dav("current-user-principal"), (dav("href"), here)),
        dav("owner"): xml.inside(dav("owner"), (dav("href"), here)),
        dav("current-user-privilege-set"): privileges,
        cal("supported-calendar-component-set"): components,
        server("getctag"): version,
        dav("getetag"): f'"{version}"',
    }


def _multistatus(rows: list[tuple[str, xml.Values | None]], wanted: tuple[str, ...]) -> HttpResponse:
    body = xml.multistatus(rows, wanted)
    return HttpResponse(body, status=MULTISTATUS, content_type="application/xml; charset=utf-8")


def _sent(file: File) -> HttpResponse:
    answer = HttpResponse(file.text, content_type="text/calendar; charset=utf-8")
    answer["ETag"] = file.etag
    return answer


def _not_here() -> HttpResponse:
    answer = HttpResponse(status=405)
    answer["Allow"] = METHODS
    return answer
