"""Free slots as open data, by SMART Scheduling Links: a manifest, and lines of FHIR for whoever wants them.

Anybody may read them: only slots that some inhabitant may book now, never those kept for the regulation. A slot is
``free`` or ``busy``; nothing tells who took it. Source: https://github.com/smart-on-fhir/smart-scheduling-links, where
``state`` is that of a federal country; here it is the department.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from maillage.site.booking.slot_table import ListedSession, SlotTable, instant
from maillage.site.booking.slots import CLOSES_BEFORE, OPENS_BEFORE
from maillage.site.directory.models import Place
from maillage.site.fhir.finding import ANYBODY
from maillage.site.fhir.models import NationalNumber
from maillage.site.fhir.numbers import STRUCTURES, structure
from maillage.site.fhir.resources import ENCOUNTERS, OFFICE, VIDEO
from maillage.site.geography.models import Commune
from maillage.site.telephones import dialled

Resource = dict[str, Any]
DEEP_LINK, PHONE, CAPACITY = (
    f"http://fhir-registry.smarthealthit.org/StructureDefinition/{name}"
    for name in ("booking-deep-link", "booking-phone", "slot-capacity")
)
LOCATIONS, SCHEDULES, SLOTS = "lieux.ndjson", "agendas.ndjson", "creneaux-{}.ndjson"
POLLED_SECONDS = 60
"""How long an answer stays fresh: clients ask once a minute at most."""


@dataclass(frozen=True)
class Published:
    """The slots that are published: positions in the table, and the sessions they belong to."""

    found: SlotTable
    positions: list[int]

    @property
    def sessions(self) -> list[ListedSession]:
        """The sessions with published slots, each once."""
        numbers = np.unique(self.found.session[self.positions]) if self.positions else []
        return [self.found.sessions[int(number)] for number in numbers]


def published(found: SlotTable, now: datetime) -> Published:
    """Return the slots of the booking period that inhabitants may book, free or taken."""
    first, last = (now + CLOSES_BEFORE).timestamp(), (now + OPENS_BEFORE).timestamp()
    chosen = found.open_to_inhabitants(ANYBODY, now) & (found.starts > first) & (found.starts < last)
    return Published(found, np.flatnonzero(chosen).tolist())


def manifest(told: Published, request: str, address: Callable[[str], str], now: datetime) -> Resource:
    """Return the manifest: where the files are; ``address`` gives that of a file, ``request`` is its own."""
    departments = sorted({session.department for session in told.sessions} - {""})
    output: list[Resource] = [
        {"type": "Location", "url": address(LOCATIONS)},
        {"type": "Schedule", "url": address(SCHEDULES)},
    ]
    output += [
        {"type": "Slot", "url": address(SLOTS.format(code)), "extension": {"state": [code]}} for code in departments
    ]
    return {
        "transactionTime": now.isoformat(timespec="seconds"), "request": request, "output": output,
        "error": list[Resource](),
    }  # fmt: skip


def location_key(session: ListedSession) -> str:
    """Return the id of where a session is held: a place, or the stop of a vehicle in a commune."""
    return f"lieu-{session.place}" if session.place is not None else f"arret-{session.commune}"


def schedule_key(session: ListedSession) -> str:
    """Return the id of the diary of a session: one for each place, scheme and profession."""
    return f"{location_key(session)}-{session.scheme.replace('_', '-')}-{session.profession or 'soignant'}"


def locations(told: Published) -> Iterator[Resource]:
    """Return the places with slots (three queries)."""
    sessions = {location_key(session): session for session in told.sessions}
    places = Place.objects.in_bulk({one.place for one in sessions.values() if one.place is not None})
    communes = Commune.objects.in_bulk({one.commune for one in sessions.values()})
    rows = NationalNumber.objects.filter(place__in=list(places)).values_list("place", "number")
    numbers = dict(rows)
    for key, session in sessions.items():
        place = places.get(session.place) if session.place is not None else None
        commune = communes[session.commune]
        yield _location(key, session, place, commune, numbers.get(session.place))


def _location(key: str, session: ListedSession, place: Place | None, commune: Commune, number: str | None) -> Resource:
    line = (place.address if place is not None else session.stop) or commune.name
    phone = dialled(place.phone, session.department) if place is not None and place.phone else None
    made: Resource = {
        "resourceType": "Location",
        "id": key,
        "name": place.name if place is not None else session.stop or commune.name,
        "address": {
            "line": [line], "city": commune.name, "state": session.department,
            "postalCode": next(iter(commune.postcodes), ""), "country": "FR",
        },
        "position": {"longitude": commune.lon, "latitude": commune.lat},
    }  # fmt: skip
    if number is not None:
        made["identifier"] = [{"system": STRUCTURES, "value": structure(number)}]
    if phone is not None:
        made["telecom"] = [{"system": "phone", "value": phone}]
    return made


def schedules(told: Published) -> Iterator[Resource]:
    """Return the diaries with slots."""
    for key, session in {schedule_key(session): session for session in told.sessions}.items():
        yield {
            "resourceType": "Schedule",
            "id": key,
            "serviceType": [
                {
                    "coding": [{"system": ENCOUNTERS, "code": VIDEO if session.rules.at_distance else OFFICE}],
                    "text": session.rules.label,
                }
            ],
            "actor": [{"reference": f"Location/{location_key(session)}"}],
        }


def slots(told: Published, department: str, page: str, phone: str) -> Iterator[Resource]:
    """Return the slots of a department; ``page`` is where appointments are booked, ``phone`` the site's, or ""."""
    found, shared = told.found, dict[int, tuple[Resource, list[Resource]]]()
    for at in told.positions:
        number = int(found.session[at])
        session = found.sessions[number]
        if session.department != department:
            continue
        if number not in shared:
            shared[number] = _shared(session, page, phone)
        schedule, extension = shared[number]
        yield {
            "resourceType": "Slot",
            "id": str(int(found.pk[at])),
            "schedule": schedule,
            "status": "free" if found.free[at] else "busy",
            "start": instant(int(found.starts[at])).astimezone(session.zone).isoformat(),
            "end": instant(int(found.ends[at])).astimezone(session.zone).isoformat(),
            "extension": extension,
        }


def _shared(session: ListedSession, page: str, phone: str) -> tuple[Resource, list[Resource]]:
    extension: list[Resource] = [
        {"url": DEEP_LINK, "valueUrl": f"{page}?commune={session.commune}"},
        {"url": CAPACITY, "valueInteger": 1},
    ]
    if phone:
        extension.append({"url": PHONE, "valueString": phone})
    return {"reference": f"Schedule/{schedule_key(session)}"}, extension


def lines(resources: Iterable[Resource]) -> str:
    """Return resources as lines of JSON (NDJSON)."""
    return "".join(f"{json.dumps(one, ensure_ascii=False, separators=(',', ':'))}\n" for one in resources)
