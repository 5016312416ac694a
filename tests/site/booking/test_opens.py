"""When a slot opens to a person: the page tells the moment from which booking it succeeds, and not a second earlier."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone

from maillage.schemes import PatientFacts
from maillage.site.agenda.models import Session
from maillage.site.booking import services, slot_table
from maillage.site.booking.slot_table import NEVER
from maillage.site.booking.slots import CLOSES_BEFORE
from tests.site import factories as make

pytestmark = pytest.mark.django_db
SEEN = {"has_treating_doctor": True}


def opens_of(session: Session, commune: Any, **facts: Any) -> dict[int, datetime | None]:
    """Return when each slot opens; None for never, the epoch for now."""
    found = slot_table.current()
    everything = np.ones(len(found.pk), dtype=np.bool_)
    told = found.opens(commune, PatientFacts(**facts), everything, timezone.now())
    mine = set(session.slots.values_list("pk", flat=True))
    pairs = zip(found.pk.tolist(), told.tolist(), strict=True)
    return {pk: None if at == NEVER else datetime.fromtimestamp(at, UTC) for pk, at in pairs if pk in mine}


@pytest.mark.parametrize("scheme", ["solidarity", "salaried_centre", "shared_post"])
@pytest.mark.parametrize("near", [True, False])
def test_a_slot_is_booked_from_the_moment_that_is_told_on(scheme: str, near: bool) -> None:
    place = make.place(organisation=make.organisation("centre"))
    session = make.published(
        scheme=scheme, place=place, professional=make.professional(status="salaried"), starts=make.soon(20)
    )
    home = place.commune if near else make.elsewhere()
    told = opens_of(session, home, **SEEN)
    assert len(told) == session.slots.count()
    assert any(at is not None and at > timezone.now() for at in told.values())
    for pk, at in list(told.items())[:6]:
        starts = session.slots.get(pk=pk).starts
        last = starts - CLOSES_BEFORE - timedelta(minutes=1)
        first = max(at or last, timezone.now())
        patient = make.patient(commune=home.pk, **SEEN)
        if at is not None and first > timezone.now():
            with pytest.raises(services.NotEligible):
                services.book(pk, patient, make.key(), now=first - timedelta(seconds=1))
        if at is None:
            with pytest.raises(services.NotEligible):
                services.book(pk, patient, make.key(), now=last)
        elif first <= last:
            assert services.book(pk, patient, make.key(), now=first).new


def test_the_page_says_how_many_times_open_later_and_when() -> None:
    session = make.published(starts=make.soon(10))
    make.minutes({(session.commune_id, "31001"): 20})
    asked = {"commune": session.commune_id, "pour": "moi", "soignant": "gp"}
    page = Client().get("/rendez-vous", {**asked, "medecin": "oui"}).content.decode()
    kept = session.slots.exclude(kept_for=[]).count()
    assert f"{kept}\u00a0autres horaires s’ouvrent à vous" in page
    assert "s’ouvrent à vous" not in Client().get("/rendez-vous", {**asked, "medecin": "non"}).content.decode()


def test_where_nothing_is_open_yet_the_page_says_when_to_come_back() -> None:
    session = make.published(starts=make.soon(10))
    stranger = make.elsewhere()
    make.minutes({(session.commune_id, stranger.pk): 20})
    asked = {"commune": stranger.pk, "pour": "moi", "soignant": "gp", "medecin": "oui"}
    page = Client().get("/rendez-vous", asked).content.decode()
    assert "Revenez le" in page
    assert "les premiers horaires s’ouvrent à vous" in page
