"""The board of a pathway in a hospital: what was promised beside what was held, the wait, what is fragile."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from maillage.schemes import Activity, Half, Presence
from maillage.site.agenda.models import Session
from maillage.site.agreements import boards
from maillage.site.agreements.boards import PathwayBoard
from maillage.site.agreements.models import Agreement
from maillage.site.booking import services as booking
from tests.site import factories as make
from tests.site.agreements.hospitals import (
    MONDAY,
    MONDAY_MORNING,
    TODAY,
    TUESDAY_MORNING,
    WEDNESDAY_MORNING,
    Network,
    network,
    practitioner,
)

pytestmark = pytest.mark.django_db
FEBRUARY_3 = date(2031, 2, 3)


@pytest.fixture
def hospitals() -> Network:
    return network()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    def set_to(day: date) -> None:
        moment = make.at(day.isoformat(), 8)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_to


def board(pathway: str, hospital: str, today: date) -> PathwayBoard:
    [found] = [one for one in boards.boards(list(Agreement.objects.all()), today)
               if (one.pathway, one.hospital.name) == (pathway, hospital)]  # fmt: skip
    return found


def test_a_month_shows_what_was_held_beside_what_was_promised(hospitals: Network, clock: Any) -> None:
    hospitals.in_agenda(weeks=8)
    held = Session.objects.from_day(MONDAY).filter(place=hospitals.cahors.place).order_by("starts")[:2]
    Session.objects.filter(pk__in=[one.pk for one in held]).update(state=Session.State.HELD)
    clock(FEBRUARY_3)
    found = board("ORL", "CH de Cahors", FEBRUARY_3)
    assert [one.month.month for one in found.months] == [8, 9, 10, 11, 12, 1, 2]
    assert [(one.promised, one.held) for one in found.months] == [(0, 0)] * 5 + [(4, 2), (1, 0)]
    assert (found.half_days, found.full_time, found.fragile) == (1, 0.1, True)
    assert found.first_free == date(2031, 2, 3)


def test_the_wait_is_the_median_of_the_appointments_made_in_the_month(hospitals: Network, clock: Any) -> None:
    hospitals.in_agenda(weeks=8)
    slots = [
        Session.objects.from_day(day).filter(place=hospitals.cahors.place).earliest("starts").slots.last()
        for day in (date(2031, 1, 13), date(2031, 1, 20), date(2031, 2, 3))
    ]
    for slot in slots:
        booking.book(slot.pk, make.patient(), make.key(), now=make.at("2031-01-08", slot.starts.hour))
    clock(FEBRUARY_3)
    january = board("ORL", "CH de Cahors", FEBRUARY_3).months[-2]
    assert january.wait_days == 12
    client = Client()
    client.force_login(hospitals.cahors.desk)
    assert "12\u00a0jours" in client.get(reverse("own-agreement-boards")).text


def test_two_people_in_two_agreements_of_a_pathway_are_one_board_that_is_not_fragile(
    hospitals: Network, clock: Any
) -> None:
    hospitals.signed()
    other = practitioner(hospitals.toulouse, "Tremble")
    week = [
        hospitals.presence(hospitals.cahors, WEDNESDAY_MORNING, other),
        Presence(*TUESDAY_MORNING, hospitals.cahors.key, other.reference, every_weeks=2, activity=Activity.THEATRE),
        hospitals.presence(hospitals.toulouse, MONDAY_MORNING, other),
        Presence(3, Half.MORNING, hospitals.toulouse.key, other.reference, every_weeks=2),
    ]
    hospitals.signed(hospitals.drafted("ORL, second poste", week, doctor=other))
    clock(FEBRUARY_3)
    found = board("ORL", "CH de Cahors", FEBRUARY_3)
    assert [one.last_name for one in found.people] == ["Orme", "Tremble"]
    assert (found.half_days, found.fragile) == (2.5, False)


def test_an_agreement_to_come_is_told_with_its_first_day_and_one_that_is_over_is_not(hospitals: Network) -> None:
    version = hospitals.signed()
    assert board("ORL", "CH de Cahors", TODAY).starts == MONDAY
    Agreement.objects.update(
        last_day=date(2031, 6, 30), notice_on=MONDAY, notice_by=hospitals.cahors.organisation, notice_reason="Fin."
    )
    version.agreement.refresh_from_db()
    assert board("ORL", "CH de Cahors", date(2031, 6, 30)).people
    assert not boards.boards([version.agreement], date(2031, 7, 1))


def test_the_page_tells_the_public_cases_apart_from_the_figures_of_the_site(hospitals: Network) -> None:
    client = Client()
    client.force_login(hospitals.cahors.desk)
    page = client.get(reverse("own-agreement-boards")).text
    assert "Aucune convention n’est signée" in page
    assert "Faits publics" in page
    assert "d’un an à deux mois" in page
