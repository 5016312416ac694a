"""The day of a place and the waiting list, in the browser on a phone."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from tests.journeys.conftest import PHONE

if TYPE_CHECKING:
    from maillage.site.agenda.models import Session
    from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
HOST = "lieu@maillage.example"
Result = TypeVar("Result")


def sound(visitor: Visitor) -> None:
    assert visitor.violations() == []
    assert visitor.sideways() <= 0
    assert visitor.complaints == []


def committed(act: Callable[[], Result]) -> Result:
    """Do something in another thread, outside the transaction of the test, so that the served site sees it."""
    from django.db import connections

    def alone() -> Result:
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(alone).result()


def in_progress() -> Session:
    """A session of the host, moved so that it began an hour ago, with a patient in its first slot."""
    from django.utils import timezone

    from maillage.site.accounts.models import User
    from maillage.site.agenda.models import Session, Slot
    from maillage.site.booking.services import book
    from tests.site import factories as make

    host = User.objects.get(email=HOST)
    rows = Session.objects.visible_to(host).filter(state__in=Session.OPEN_STATES, starts__gt=timezone.now())
    session = rows.order_by("-starts")[0]
    slot = session.slots.filter(kept_for=[], appointments=None).order_by("starts")[0]
    who = make.patient(first_name="Paule", last_name="Marty", commune=session.commune_id)
    book(slot.pk, who, make.key(), now=slot.starts - timedelta(days=1))
    earlier = datetime.now(session.zone).replace(hour=0, minute=1) - session.starts
    for one in (session, *Slot.objects.filter(session=session)):
        type(one).objects.filter(pk=one.pk).update(starts=one.starts + earlier, ends=one.ends + earlier)
    return session


def test_a_host_confirms_the_doctor_and_notes_who_came(visit: Any) -> None:
    session = committed(in_progress)
    host = visit(PHONE)
    host.sign_in(HOST)
    page = host.go(f"/lieu/journees/{session.pk}")
    for paper in ("Affiche de la porte (PDF)", "Liste du comptoir (PDF)"):
        path = page.get_by_role("link", name=paper).get_attribute("href")
        answer = page.request.get(f"{host.site.address}{path}")
        assert answer.headers["content-type"] == "application/pdf"
    person = page.get_by_role("listitem").filter(has_text="Paule Marty")
    button = person.get_by_role("button", name="Venu")
    assert button.bounding_box()["height"] >= 44
    page.get_by_role("button", name="est là").first.click()
    page.get_by_text("Venue confirmée par").first.wait_for()
    button.click()
    person.get_by_text("A trouvé un médecin traitant ?").click()
    person.get_by_role("checkbox").check()
    person.get_by_role("button", name="Noter").click()
    person.get_by_text("a trouvé un médecin traitant").wait_for()
    person.get_by_role("button", name="Corriger").click()
    button.wait_for()
    sound(host)


def test_somebody_waits_is_offered_a_slot_and_takes_it(visit: Any) -> None:
    from django.utils import timezone

    from maillage.site.accounts.models import User
    from maillage.site.agenda.models import Session
    from maillage.site.booking import waiting_offers
    from tests.site import factories as make

    host = User.objects.get(email=HOST)
    session = Session.objects.visible_to(host).filter(state__in=Session.OPEN_STATES).order_by("starts").last()
    patient = visit(PHONE)
    page = patient.go(f"/liste-d-attente?commune={session.commune_id}&pour=moi&medecin=non&soignant=gp")
    page.get_by_label("À moins d’une heure").check()
    page.get_by_label("Prénom").fill("Léa")
    page.get_by_label("Nom", exact=True).fill("Garrigue")
    page.get_by_label("Année de naissance").fill("1961")
    page.get_by_label("Adresse électronique").fill("lea.garrigue@example.org")
    page.get_by_role("button", name="M’inscrire sur la liste d’attente").click()
    page.get_by_role("alert").wait_for()
    page.get_by_label("J’accepte que ces réponses").check()
    sound_but_refused(patient)
    page.get_by_role("button", name="M’inscrire sur la liste d’attente").click()
    page.get_by_role("heading", name="Vous êtes sur la liste d’attente").wait_for()
    noon = make.soon(1, 12)
    assert committed(lambda: waiting_offers.run(noon)) >= 1
    assert noon > timezone.now()
    page.reload()
    page.get_by_role("button", name="Prendre cette place").click()
    page.get_by_role("heading", name="est réservé").wait_for()


def sound_but_refused(visitor: Visitor) -> None:
    """A form that is refused answers 422, which the browser tells of."""
    visitor.complaints[:] = [text for text in visitor.complaints if "422" not in text]
    sound(visitor)
