"""The secret addresses of places and rooms: made, renewed and stopped by who keeps them, without patients."""

from __future__ import annotations

import pytest
from django.test import Client
from icalendar import Calendar

from maillage.site.agenda import feeds, services
from maillage.site.agenda.calendar_models import ThingFeed
from maillage.site.agenda.models import Slot
from maillage.site.agenda.moving import move
from maillage.site.booking.services import book
from tests.site import factories as make

pytestmark = pytest.mark.django_db
PAGE = "/agenda/abonnements"


def read(secret: str) -> dict[str, tuple[str, int]]:
    """Return the status and the number of each entry, by its UID."""
    answer = Client().get(f"/agenda/lieux/{secret}.ics")
    assert answer.status_code == 200
    assert max(len(line) for line in answer.content.split(b"\r\n")) <= 75
    return {
        str(one["UID"]): (str(one["STATUS"]), int(one["SEQUENCE"]))
        for one in Calendar.from_ical(answer.content).walk("VEVENT")
    }


def test_a_keeper_makes_renews_and_stops_an_address() -> None:
    place, other = make.place(), make.place()
    client = Client()
    client.force_login(make.user("secretary", place.organisation))
    client.post(PAGE, {"lieu": place.pk, "acte": "renouveler"})
    first = feeds.secret_of_thing(ThingFeed.objects.get())
    assert first in client.get(PAGE).content.decode()
    assert read(first) == {}
    client.post(PAGE, {"lieu": place.pk, "acte": "renouveler"})
    second = feeds.secret_of_thing(ThingFeed.objects.get())
    assert Client().get(f"/agenda/lieux/{first}.ics").status_code == 404
    client.post(PAGE, {"lieu": place.pk, "acte": "arreter"})
    assert Client().get(f"/agenda/lieux/{second}.ics").status_code == 404
    assert client.post(PAGE, {"lieu": other.pk, "acte": "renouveler"}).status_code == 404
    room = other.resources.get()
    assert client.post(PAGE, {"lieu": place.pk, "cabinet": room.pk, "acte": "renouveler"}).status_code == 404
    assert not ThingFeed.objects.exists()


def test_a_place_and_a_room_show_their_days_and_no_patient() -> None:
    place = make.place(2)
    session = make.published(place=place)
    book(Slot.objects.filter(session=session).last().pk, make.patient(last_name="Castelnau"), make.key())
    rooms = list(place.resources.order_by("name"))
    whole, taken, empty = (feeds.secret_of_thing(feeds.renew_thing(place, room)) for room in (None, *rooms))
    ((uid, state),) = read(whole).items()
    assert state == ("CONFIRMED", 0)
    assert read(taken) == read(whole)
    assert read(empty) == {}
    text = Client().get(f"/agenda/lieux/{whole}.ics").content.decode()
    assert "Castelnau" not in text.replace("\r\n ", "")
    services.cancel(session, make.coordinator())
    assert read(whole) == {uid: ("CANCELLED", 1)}


def test_a_session_that_leaves_a_room_is_cancelled_there_and_goes_on_elsewhere() -> None:
    place, other = make.place(1, opening_weekdays=list(range(7))), make.place(1, opening_weekdays=list(range(7)))
    coordinator, session = make.coordinator(), make.published(place=place, professional=make.engaged())
    room = feeds.secret_of_thing(feeds.renew_thing(place, place.resources.get()))
    make.designated()
    make.minutes({("12089", "31555"): 50})
    ((uid, before),) = read(room).items()
    assert before[0] == "CONFIRMED"
    move(session, other, coordinator)
    assert read(room) == {uid: ("CANCELLED", 3)}
    there = feeds.secret_of_thing(feeds.renew_thing(other, None))
    assert read(there) == {uid: ("CONFIRMED", 2)}
