"""Names planted in every field of every journey of a person: after the delays, and after an erasure, none is left.

Looked at: every row of every table with what is encrypted in clear, the history, the outbox, the queue, the log, and
every file of the data folder (artefacts, mail, uploads).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.test import Client
from django.utils import timezone

from maillage.site.booking import moving, notices, retention, services, waiting, waiting_offers
from maillage.site.booking.models import WaitingEntry
from maillage.site.booking.patients import PatientData
from maillage.site.booking.waiting import WaitingWish
from maillage.site.centres import desk, registration, rounds
from maillage.site.centres.desk import TaskData
from maillage.site.centres.models import HomeVisit, RegistrationRequest
from maillage.site.centres.registration import Wish
from maillage.site.centres.rounds import VisitData
from maillage.site.messages import delivery, forgetting
from maillage.site.messages.models import Message
from maillage.site.privacy import people, seeing
from maillage.site.privacy.people import Asked
from tests.site import centre_factories as centres
from tests.site import everything
from tests.site import factories as make

pytestmark = pytest.mark.django_db
FIRST, LAST, EMAIL, PHONE = "Zorbaline", "Quevauvilliers", "zorbaline@planted.example", "+33639980077"
NOTE, ADDRESS = "Rappeler la dame au chat gris", "7 impasse du Vieux-Lavoir"
TRACES = (FIRST, LAST, "zorbaline", PHONE, NOTE, ADDRESS)


@pytest.fixture
def planted(settings: Any, tmp_path_factory: pytest.TempPathFactory, caplog: pytest.LogCaptureFixture) -> PatientData:
    """A person with unique words, who books, moves, cancels, waits, registers, calls, is visited and written to."""
    caplog.set_level(logging.DEBUG)
    folder = tmp_path_factory.mktemp("data")
    settings.DATA_DIR, settings.EMAIL_FILE_PATH = folder, str(folder / "mail")
    settings.EMAIL_BACKEND = "maillage.site.messages.files.PrivateFiles"
    person = make.patient(first_name=FIRST, last_name=LAST, email=EMAIL, phone=PHONE)
    session = make.published(starts=make.soon(10))
    slots = list(session.slots.filter(kept_for=[]))
    kept = services.book(slots[0].pk, person, make.key())
    moving.move(kept.token, slots[4].pk)
    again = make.published(starts=make.soon(12)).slots.last()
    gone = services.book(again.pk, person, make.key())
    notices.link_again(gone.appointment, timezone.now())
    services.cancel(gone.token)
    Client().get(f"/rendez-vous/{kept.token}")
    waiting.join(person, WaitingWish("gp", None, 30), make.key(), consent=True)
    house = centres.centre()
    registration.set_list(house, None, 3, 0, None)
    registration.ask(house, replace(person, birth_year=1950), Wish("never"), make.key(), consent=True)
    desk.note(house, TaskData("call_back", name=f"{FIRST} {LAST}", phone=PHONE, note=NOTE), None)
    rounds.ask(house, VisitData("home", f"{FIRST} {LAST}", ADDRESS, session.commune_id, phone=PHONE), None)
    delivery.deliver()
    assert Message.objects.exists()
    for trace in TRACES:
        assert trace in everything.rows() + everything.files(), trace
    return person


def left(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the planted words that are somewhere."""
    held = everything.rows() + everything.files() + caplog.text
    return [trace for trace in TRACES if trace in held]


def forget(now: datetime) -> None:
    """Do what the worker does at night."""
    works: tuple[Callable[[datetime], object], ...] = (
        retention.purge, waiting_offers.forget, registration.purge, desk.purge, rounds.purge, forgetting.forget,
        seeing.forget,
    )  # fmt: skip
    for work in works:
        work(now)


def test_after_the_delays_nothing_is_left(planted: PatientData, caplog: pytest.LogCaptureFixture) -> None:
    del planted
    now = timezone.now()
    WaitingEntry.objects.update(state="left", ended_at=now)
    RegistrationRequest.objects.update(state="left", ended_at=now)
    for task in desk.DeskTask.objects.all():
        desk.do(task, make.user("secretary", task.centre))
    HomeVisit.objects.update(ended_at=now)
    forget(now + timedelta(days=20))
    assert left(caplog), "the delays are not over"
    later = now + relativedelta(months=25, days=20)
    forget(later)
    assert left(caplog) == []


def test_after_an_erasure_nothing_is_left(planted: PatientData, caplog: pytest.LogCaptureFixture) -> None:
    officer = make.user("data_protection_officer", make.organisation("operator"))
    found = people.search(Asked(email=EMAIL), officer) + people.search(Asked(name=f"{LAST} {FIRST}"), officer)
    assert {one.key.partition("-")[0] for one in found} == {"patient", "inscription", "appel", "visite"}
    told = people.hand_over(found, officer)
    for trace in (FIRST, LAST, EMAIL, PHONE, NOTE, ADDRESS):
        assert trace in str(told), trace
    erased, kept = people.erase(found, officer)
    assert (erased, kept) == (len({one.key for one in found}), [])
    forgetting.forget(timezone.now() + timedelta(days=31))
    assert left(caplog) == []
    del planted
