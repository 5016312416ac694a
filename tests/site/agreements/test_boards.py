"""The board of a pathway in a hospital: what was promised beside what was held, the wait, what is fragile."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from maillage.schemes import Activity, Half, Presence
from maillage.site.agenda.models import Session, Slot
from maillage.site.agreements import boards, taking_effect
from maillage.site.agreements.boards import PathwayBoard
from maillage.site.agreements.means import Means, MeansOfMonth
from maillage.site.agreements.means_models import MeansNote
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
        Session.objects.from_day(day)
        .filter(place=hospitals.cahors.place)
        .earliest("starts")
        .slots.filter(kept_for=[])
        .last()
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
    hospitals: Network, clock: Any, django_assert_num_queries: Any
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
    one, two = Agreement.objects.order_by("pk")
    with CaptureQueriesContext(connection) as asked:
        boards.boards([one], FEBRUARY_3)
    assert len(asked) < 20
    with django_assert_num_queries(len(asked)):
        boards.boards([one, two], FEBRUARY_3)


def test_an_agreement_to_come_is_told_with_its_first_day_and_one_that_is_over_is_not(hospitals: Network) -> None:
    version = hospitals.signed()
    assert board("ORL", "CH de Cahors", TODAY).starts == MONDAY
    Agreement.objects.update(
        last_day=date(2031, 6, 30), notice_on=MONDAY, notice_by=hospitals.cahors.organisation, notice_reason="Fin."
    )
    version.agreement.refresh_from_db()
    assert board("ORL", "CH de Cahors", date(2031, 6, 30)).people
    assert not boards.boards([version.agreement], date(2031, 7, 1))


def test_beds_theatre_and_emergency_slots_are_told_apart_promised_beside_what_there_was(
    hospitals: Network, clock: Any, client: Client
) -> None:
    theatre = Presence(*WEDNESDAY_MORNING, hospitals.cahors.key, hospitals.doctor.reference, activity=Activity.THEATRE)
    week = [
        hospitals.presence(hospitals.cahors, MONDAY_MORNING), theatre,
        hospitals.presence(hospitals.toulouse, TUESDAY_MORNING),
        Presence(3, Half.MORNING, hospitals.toulouse.key, hospitals.doctor.reference),
    ]  # fmt: skip
    version = hospitals.signed(hospitals.drafted(week=week))
    taking_effect.put_in_agenda(version, 8, by=hospitals.toulouse.desk)
    in_cahors = Session.objects.filter(place=hospitals.cahors.place).order_by("starts")
    surgery = in_cahors.filter(activity=Session.Activity.THEATRE)
    assert (surgery.count(), Slot.objects.filter(session__in=surgery).count()) == (8, 0)
    Session.objects.filter(pk__in=[surgery[0].pk, in_cahors.exclude(pk__in=surgery)[0].pk]).update(
        state=Session.State.HELD
    )
    clock(FEBRUARY_3)
    client.force_login(hospitals.cahors.desk)
    page, service = reverse("own-agreement-means"), f"{hospitals.cahors.organisation.pk} ORL"
    form = {"service": service, "kind": "beds_promised", "month": "2030-12-01", "count": "6", "source": "Convention"}
    for wrong in ({"source": ""}, {"count": "-1"}, {"kind": "beds_open", "month": "2031-03-01"}, {"service": "0 ORL"}):
        answer = client.post(page, {**form, **wrong})
        assert (answer.status_code, MeansNote.objects.count()) == (422, 0), wrong
        assert next(iter(answer.context["form"].errors)) in wrong
    for more in ({}, {"kind": "beds_open", "month": "2031-01-01", "count": "4"},
                 {"kind": "emergency_promised", "count": "9"}):  # fmt: skip
        assert client.post(page, {**form, **more}).status_code == 302
    found = board("ORL", "CH de Cahors", FEBRUARY_3)
    november, january = found.months[3].means, found.months[-2].means
    assert january == {
        Means.BEDS: MeansOfMonth(6, 4), Means.THEATRE: MeansOfMonth(4, 1), Means.EMERGENCY: MeansOfMonth(9, 1)
    }  # fmt: skip
    assert november[Means.BEDS] == MeansOfMonth(None, None)
    assert (found.theatre_sessions, found.emergency_slots > 0, found.referred_slots > found.emergency_slots) == (
        4, True, True
    )  # fmt: skip
    shown = client.get(reverse("own-agreement-boards")).text
    short = "2 demi-journées tenues sur 8, 4 lits ouverts sur 6, 1 créneau d’urgence tenu sur 9."
    assert f"Janvier 2031 : {short}" in shown.replace("\u00a0", " ")
    assert "Source\u00a0: Convention" in shown
    assert "Urgences\u00a0: créneaux promis" in shown
    note = MeansNote.objects.get(kind="beds_open")
    assert client.post(page, {"acte": "retirer", "note": note.pk}).status_code == 302
    assert board("ORL", "CH de Cahors", FEBRUARY_3).months[-2].means[Means.BEDS] == MeansOfMonth(6, None)
    client.force_login(make.user("medical_affairs", make.organisation("establishment")))
    assert client.post(page, form).status_code == 422
    assert client.post(page, {"acte": "retirer", "note": MeansNote.objects.earliest("pk").pk}).status_code == 404


def test_the_page_tells_the_public_cases_apart_from_the_figures_of_the_site(hospitals: Network) -> None:
    client = Client()
    client.force_login(hospitals.cahors.desk)
    page = client.get(reverse("own-agreement-boards")).text
    assert "Aucune convention n’est signée" in page
    assert "Faits publics" in page
    assert "d’un an à deux mois" in page
