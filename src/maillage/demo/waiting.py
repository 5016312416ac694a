"""People on the waiting list, some of them without an e-mail address, and the first places offered to them."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from maillage.demo.people import Names
from maillage.schemes import Profession
from maillage.site.agenda.models import Session
from maillage.site.booking import waiting, waiting_offers
from maillage.site.booking.patients import PatientData
from maillage.site.booking.tokens import new_key
from maillage.site.booking.waiting import WaitingWish
from maillage.site.booking.waiting_models import SlotOffer
from maillage.site.booking.waiting_rules import rules

PEOPLE, HERE_ONLY = 6, 3
"""People who wait, and how many of them for one place only; every second one has only a telephone."""


def create_waiting(region: str, seed: int) -> int:
    """Put people on the list of the place of the first accepted session, and around it; return the offers made."""
    rows = Session.objects.filter(
        commune__department__region=region, state=Session.State.ACCEPTED, starts__gt=timezone.now(), place__isnull=False
    )
    session = rows.with_posts().order_by("starts", "pk").first()
    if session is None or session.giver is None:
        return 0
    names = Names(seed + 9000, "patients.example", first_number=6000)
    now = _awake(timezone.now(), session.zone)
    profession = Profession(session.giver.profession).value
    for rank in range(PEOPLE):
        person = names.person()
        patient = PatientData(
            first_name=person.first_name, last_name=person.last_name, birth_year=1940 + 9 * rank,
            commune=session.commune_id, has_treating_doctor=False, phone=person.phone,
            email="" if rank % 2 == 0 else person.email,
        )  # fmt: skip
        wish = WaitingWish(profession, session.place if rank < HERE_ONLY else None, 60)
        waiting.join(patient, wish, new_key(), consent=True, now=now - timedelta(days=PEOPLE - rank))
    waiting_offers.run(now)
    return SlotOffer.objects.count()


def _awake(now: datetime, zone: ZoneInfo) -> datetime:
    """Return ``now``, or the last hour before the quiet ones, in which no place is offered."""
    here = now.astimezone(zone)
    if rules().quiet_until <= here.time() < rules().quiet_from:
        return now
    evening = here.replace(hour=rules().quiet_from.hour - 1, minute=0)
    return evening if evening <= here else evening - timedelta(days=1)
