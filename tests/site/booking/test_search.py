"""The free slots shown to a person are exactly those that the person can book."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.schemes import PatientFacts
from maillage.site.agenda.models import Slot
from maillage.site.booking import search, services, slot_table
from maillage.site.geography.models import Commune
from maillage.site.refusals import Refused
from tests.site import factories as make

pytestmark = pytest.mark.django_db


def test_listed_slots_are_exactly_the_bookable_ones() -> None:
    home, other = make.commune(), make.elsewhere()
    bus = make.vehicle()
    bus_stop = {"scheme": "medical_bus", "vehicle": bus, "commune": home, "stop": "Place"}
    hours: tuple[dict, ...] = (
        {"starts": make.soon(10)},
        {"starts": make.soon(12), "scheme": "shared_post"},
        {"starts": make.soon(14), **bus_stop},
        {"starts": make.soon(1, hour=16)},
    )
    for fields in hours:
        make.published(ends=fields["starts"] + timedelta(hours=1), **fields)
    everything = list(Slot.objects.select_related("session"))
    assert len(everything) == 12
    for commune, treating, referred, years in itertools.product((home, other), (True, False), (True, False), (0, 2)):
        facts = PatientFacts(treating, not_seen_for_years=years, referred=referred)
        offered = open_to(commune, facts)
        assert offered == {slot.pk for slot in everything if bookable(slot, commune, facts)}
        assert offered


def open_to(commune: Commune, facts: PatientFacts) -> set[int]:
    found = slot_table.current()
    return set(found.pk[found.open_to(commune, facts, timezone.now())].tolist())


def bookable(slot: Slot, commune: Commune, facts: PatientFacts) -> bool:
    """Return whether the booking succeeds; roll it back at once."""
    told = {name: getattr(facts, name) for name in ("has_treating_doctor", "referred", "not_seen_for_years")}
    patient = make.patient(commune=commune.pk, **told)
    try:
        services.cancel(services.book(slot.pk, patient, make.key()).token)
    except Refused:
        return False
    return True


def test_taken_slots_and_sessions_without_doctor_are_not_listed() -> None:
    from maillage.site.agenda import services as agenda

    home, session, declined = make.commune(), make.published(), make.published()
    agenda.decline(declined, declined.giver.user)
    taken = session.slots.first()
    services.book(taken.pk, make.patient(), make.key())
    offered = open_to(home, PatientFacts(has_treating_doctor=False))
    assert offered == set(session.slots.exclude(pk=taken.pk).values_list("pk", flat=True))


def test_schemes_nearby_are_those_with_bookable_slots() -> None:
    home = make.commune()
    make.published(scheme="medical_bus", vehicle=make.vehicle(), commune=home, stop="Place")
    make.published(place=make.place(commune=make.elsewhere()))
    assert [scheme.code for scheme in search.schemes_near([home.pk])] == ["medical_bus"]
    assert search.schemes_near([]) == []


def test_schemes_of_a_profession_are_those_in_which_somebody_of_it_has_slots() -> None:
    home, giver = make.commune(), make.doctor()
    giver.profession = "dentist"
    giver.save()
    make.published(scheme="medical_bus", vehicle=make.vehicle(), commune=home, stop="Place", professional=giver)
    make.published(place=make.place(commune=home))
    assert [scheme.code for scheme in search.schemes_of("dentist", [home.pk])] == ["medical_bus"]
    assert [scheme.code for scheme in search.schemes_of("gp", [home.pk])] == ["solidarity"]
    assert search.schemes_of("midwife", [home.pk]) == search.schemes_of("gp", []) == []
