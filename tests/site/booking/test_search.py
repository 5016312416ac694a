"""Free slots for one person: by the rules of the schemes, nearest first, and exactly those that can be booked."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from maillage.site.agenda.models import Slot
from maillage.site.booking import search, services
from maillage.site.geography.models import Commune
from maillage.site.refusals import Refused
from tests.site import factories as make

pytestmark = pytest.mark.django_db


def test_nearest_first_then_soonest(django_assert_max_num_queries) -> None:
    home = make.commune()
    near = make.commune("12300", "Villefranche")
    far = make.commune("12202", "Rodez")
    make.minutes({(home.pk, near.pk): 20, (home.pk, far.pk): 40})
    late = make.published(place=make.place(commune=near), starts=make.soon(30))
    soon = make.published(place=make.place(commune=near), starts=make.soon(5))
    away = make.published(place=make.place(commune=far), starts=make.soon(2))
    with django_assert_max_num_queries(3):
        offers = search.nearest(home, has_treating_doctor=False)
    assert [(o.session, o.minutes, o.free) for o in offers] == [(soon, 20, 10), (late, 20, 10), (away, 40, 10)]
    assert [o.session for o in search.nearest(home, has_treating_doctor=False, minutes=30)] == [soon, late]


def test_what_is_offered_is_what_can_be_booked() -> None:
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
    for commune, treating, referred in itertools.product((home, other), (True, False), (True, False)):
        offered = set(
            search.open_to(commune, has_treating_doctor=treating, referred=referred).values_list("pk", flat=True)
        )
        allowed = {slot.pk for slot in everything if bookable(slot, commune, treating, referred)}
        assert offered == allowed
        assert offered


def bookable(slot: Slot, commune: Commune, treating: bool, referred: bool) -> bool:
    """Whether the booking itself goes through; it is undone at once."""
    patient = make.patient(commune=commune.pk, has_treating_doctor=treating, referred=referred)
    try:
        services.cancel(services.book(slot.pk, patient, make.key()).token)
    except Refused:
        return False
    return True


def test_taken_slots_and_sessions_without_doctor_are_not_offered() -> None:
    from maillage.site.agenda import services as agenda

    home, session, declined = make.commune(), make.published(), make.published()
    agenda.decline(declined, declined.professional.user)
    taken = session.slots.first()
    services.book(taken.pk, make.patient(), make.key())
    offered = search.open_to(home, has_treating_doctor=False)
    assert set(offered) == set(session.slots.exclude(pk=taken.pk))
