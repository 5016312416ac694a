"""The secret address of a doctor's days, and the doctor's own calendar read for its busy times only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from maillage.site.agenda import busy, feeds, fetching, services
from maillage.site.agenda.busy import busy_spans, give_address, read
from maillage.site.agenda.calendar_models import BusyTime, OwnCalendar
from maillage.site.agenda.candidates import candidates
from maillage.site.agenda.fetching import Fetched, Forbidden, Unreachable
from maillage.site.refusals import InvalidField
from tests.site import factories as make
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
EVENTS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//essai//FR
BEGIN:VEVENT
UID:1
DTSTART;TZID=Europe/Paris:20261207T100000
DTEND;TZID=Europe/Paris:20261207T110000
RRULE:FREQ=WEEKLY;COUNT=3
EXDATE;TZID=Europe/Paris:20261214T100000
SUMMARY:Cardiologue, Mme Durand
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART;VALUE=DATE:20261209
DTEND;VALUE=DATE:20261210
SUMMARY:Congrès
END:VEVENT
BEGIN:VEVENT
UID:3
DTSTART:20261210T100000Z
DTEND:20261210T110000Z
TRANSP:TRANSPARENT
SUMMARY:Anniversaire
END:VEVENT
BEGIN:VEVENT
UID:4
DTSTART:20261211T100000Z
DTEND:20261211T110000Z
STATUS:CANCELLED
END:VEVENT
BEGIN:VFREEBUSY
UID:5
DTSTAMP:20261201T000000Z
FREEBUSY;FBTYPE=BUSY:20261215T080000Z/PT2H
FREEBUSY;FBTYPE=FREE:20261216T080000Z/PT2H
END:VFREEBUSY
END:VCALENDAR
""".replace("\n", "\r\n").encode()


def days_in(client: Client, path: str) -> dict[str, tuple[str, int]]:
    """Return the status and the sequence of each entry of a feed, by its UID."""
    answer = client.get(path)
    assert answer.status_code == 200
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    return {str(one["UID"]): (str(one["STATUS"]), int(one["SEQUENCE"])) for one in events}


def test_a_feed_keeps_days_that_were_given_back_as_cancelled() -> None:
    session, _others = make.published(), make.published(professional=make.doctor())
    doctor, visitor = session.giver, Client()
    path = f"/soignant/agenda/{feeds.secret_of(feeds.renew(doctor))}.ics"
    ((uid, before),) = days_in(visitor, path).items()
    assert before == ("CONFIRMED", 0)
    services.decline(session, doctor.user)
    assert days_in(visitor, path) == {uid: ("CANCELLED", 1)}
    text = visitor.get(path).content.decode()
    assert "Consultations solidaires" in text
    assert session.commune.name in text


def test_an_address_is_renewed_revoked_and_closed_with_the_account() -> None:
    doctor, visitor = make.doctor(), Client()
    client = Client()
    client.force_login(doctor.user)
    page = "/soignant/calendrier/abonnement"
    addresses = []
    for _ in range(2):
        client.post(page, {"acte": "renouveler"})
        addresses.append(f"/soignant/agenda/{feeds.secret_of(doctor.calendar_feed)}.ics")
        doctor.refresh_from_db()
    assert addresses[1] in client.get(page).content.decode()
    assert [visitor.get(path).status_code for path in addresses] == [404, 200]
    account = doctor.user
    account.is_active = False
    account.save()
    assert visitor.get(addresses[1]).status_code == 404
    account.is_active = True
    account.save()
    client.force_login(doctor.user)
    client.post(page, {"acte": "arreter"})
    assert visitor.get(addresses[1]).status_code == 404
    assert visitor.get("/soignant/agenda/rien.ics").status_code == 404


def test_busy_times_are_read_without_titles() -> None:
    doctor = make.doctor()
    found = [(one.isoformat(), other.isoformat()) for one, other in busy_spans(EVENTS, NOW, doctor)]
    utc = [
        (datetime.fromisoformat(one).astimezone(UTC), datetime.fromisoformat(other).astimezone(UTC))
        for one, other in found
    ]
    assert utc == [
        (datetime(2026, 12, 7, 9, tzinfo=UTC), datetime(2026, 12, 7, 10, tzinfo=UTC)),
        (datetime(2026, 12, 8, 23, tzinfo=UTC), datetime(2026, 12, 9, 23, tzinfo=UTC)),
        (datetime(2026, 12, 15, 8, tzinfo=UTC), datetime(2026, 12, 15, 10, tzinfo=UTC)),
        (datetime(2026, 12, 21, 9, tzinfo=UTC), datetime(2026, 12, 21, 10, tzinfo=UTC)),
    ]
    with pytest.raises(ValueError, match="too often"):
        busy_spans(EVENTS.replace(b"FREQ=WEEKLY", b"FREQ=SECONDLY"), NOW, doctor)
    for bad in (b"<html>", b"", b"BEGIN:VEVENT"):
        with pytest.raises(ValueError):  # noqa: PT011 the library says why
            busy_spans(bad, NOW, doctor)


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/a.ics",
        "https://user:x@example.org/a",
        "https://example.org:8443/a",
        "file:///etc/passwd",
        "https://",
    ],
)
def test_only_https_addresses_are_taken(address: str) -> None:
    with pytest.raises(InvalidField, match="https://"):
        give_address(make.doctor(), address)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.3", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1", "fe80::1",
     "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "240.0.0.1"],
)  # fmt: skip
def test_no_private_network_is_reached(address: str) -> None:
    assert not fetching.is_public(address)
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(Unreachable):
        fetching.fetch(f"https://{host}/calendar.ics")


def test_a_redirect_to_a_private_network_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def ask(parts: fetching.SplitResult, *_: object) -> str:
        fetching.public_address(str(parts.hostname))
        asked.append(str(parts.hostname))
        return "https://127.0.0.1/admin"

    monkeypatch.setattr(fetching, "_ask", ask)
    with pytest.raises(Forbidden):
        fetching.fetch("https://93.184.216.34/a.ics")
    assert asked == ["93.184.216.34"]
    assert fetching.is_public("93.184.216.34")


def test_a_calendar_of_15_megabytes_is_left_unread_and_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    class Long:
        status, headers, sent = 200, dict[str, str](), 0

        def read1(self, most: int) -> bytes:
            self.sent += most
            return b"x" * most if self.sent < 15_000_000 else b""

    class Line:
        def __init__(self, *_: object) -> None:
            pass

        def request(self, *_: object, **__: object) -> None:
            pass

        def getresponse(self) -> Long:
            return answer

        def close(self) -> None:
            pass

    answer, person = Long(), make.doctor()
    monkeypatch.setattr(fetching, "_Checked", Line)
    monkeypatch.setattr(fetching, "public_address", lambda _: "93.184.216.34")
    calendar = give_address(person, "https://example.org/a.ics")
    assert not read(calendar, timezone.now())
    assert fetching.MOST_BYTES < answer.sent < fetching.MOST_BYTES + 2**17
    assert not BusyTime.objects.exists()
    client = Client()
    client.force_login(person.user)
    assert "trop gros" in text_of(client.get("/soignant/calendrier/abonnement"))


def test_a_reading_warns_and_a_failure_keeps_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    session = make.published()
    make.designated()
    make.minutes({(session.commune.pk, session.giver.home_id): 20})
    services.decline(session, session.giver.user)
    person, session = make.engaged(), make.again(session)
    calendar, now = give_address(person, "webcal://example.org/a.ics"), timezone.now()
    at = f"{session.starts.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    content = EVENTS.replace(b"20261210T100000Z", at.encode()).replace(b"20261210T110000Z", b"").replace(
        b"DTEND:\r\nTRANSP:TRANSPARENT", b"DURATION:PT1H"
    )  # fmt: skip
    told: list[dict[str, str]] = []

    def answer(_: str, **known: str) -> Fetched:
        told.append(known)
        return Fetched(None if known["etag"] else content, '"1"', "")

    monkeypatch.setattr(busy.fetching, "fetch", answer)
    assert busy.read_due(now) == 1
    assert [(one.professional, one.busy) for one in candidates(session)] == [(person, True)]
    count = BusyTime.objects.count()
    calendar.refresh_from_db()
    assert read(calendar, now)
    assert (told[1]["etag"], BusyTime.objects.count()) == ('"1"', count)
    assert busy.read_due(now + timedelta(hours=1)) == 0

    def fails(_: str, **known: str) -> Fetched:
        raise Unreachable("no")

    monkeypatch.setattr(busy.fetching, "fetch", fails)
    assert busy.read_due(now + timedelta(hours=4)) == 0
    assert BusyTime.objects.count() == count
    client = Client()
    client.force_login(person.user)
    assert "ce serveur ne répond pas" in text_of(client.get("/soignant/calendrier/abonnement"))
    client.post("/soignant/calendrier/abonnement", {"acte": "oublier"})
    assert not OwnCalendar.objects.exists()
    assert not BusyTime.objects.exists()


def test_a_month_shows_days_and_absences() -> None:
    session = make.published()
    client = Client()
    client.force_login(session.giver.user)
    page = text_of(client.get(f"/soignant/calendrier/?mois={session.starts:%Y-%m}"))
    assert session.place is not None
    assert session.place.name in page
    assert "Aucune ce mois-ci" in text_of(client.get("/soignant/calendrier/?mois=2031-01"))
    before = client.get("/soignant/calendrier/?mois=2020-01").content.decode()
    assert f'href="?mois={session.starts:%Y-%m}"' in before, "an empty month leads to the next day"
    assert client.get("/soignant/calendrier/?mois=rien").status_code == 200
