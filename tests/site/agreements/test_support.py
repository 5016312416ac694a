"""The plan of the network: who could support whom, within limits; a service keeps what it needs itself."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from maillage.site.accounts.models import Organisation
from maillage.site.agreements import support
from maillage.site.agreements.boards import BoardMonth, PathwayBoard
from maillage.site.agreements.support import Limits
from maillage.site.directory.models import Professional
from maillage.site.geography.models import Commune
from tests.site import factories as make
from tests.site.agreements.hospitals import network, practitioner

pytestmark = pytest.mark.django_db


def board(hospital: Organisation, people: tuple[Professional, ...], half_days: float, wait: int | None) -> PathwayBoard:
    months = (BoardMonth(date(2031, 1, 1), 0, 0, wait, {}), BoardMonth(date(2031, 2, 1), 0, 0, None, {}))
    return PathwayBoard("ORL", hospital, date(2031, 1, 6), people, half_days, None, 0, 0, 0, months, ())


def test_a_service_lends_what_it_can_spare_and_no_more() -> None:
    hospitals = network()
    two = hospitals.doctor, practitioner(hospitals.toulouse, "Tilleul")
    cahors, toulouse = hospitals.cahors.organisation, hospitals.toulouse.organisation
    make.minutes({("31555", "46042"): 70, ("46042", "31555"): 70})
    weak = board(cahors, (hospitals.doctor,), 3, 300)
    strong = board(toulouse, two, 16, 10)
    found = support.states([weak, strong], Limits())
    assert [(one.spare, one.lack) for one in found] == [(0, 7), (6, 0)]
    (one,) = support.proposals(found, Limits())
    assert (one.giver, one.receiver, one.half_days, one.minutes) == (strong, weak, 6, 70)
    assert support.proposals(found, Limits(minutes=60)) == []
    make.minutes({("31555", "31555"): 0})
    for code, lon, lat in (("31555", 1.444, 43.605), ("46042", 1.441, 44.447)):
        Commune.objects.filter(pk=code).update(lon=lon, lat=lat)
    (far,) = support.proposals(found, Limits(minutes=180))
    assert (far.half_days, far.estimated, one.estimated) == (6, True, False)
    assert far.minutes == pytest.approx(94 * 1.2, abs=2), "Toulouse to Cahors, 94 km in a straight line"
    late, alone = board(toulouse, two, 16, 90), board(toulouse, two[:1], 16, 10)
    assert [(one.spare, one.lack) for one in support.states([late, alone], Limits())] == [(0, 1), (0, 0)]


def test_the_page_proposes_and_decides_nothing(client: Client) -> None:
    hospitals = network()
    hospitals.signed()
    client.force_login(make.user("head_of_pathway", hospitals.cahors.organisation))
    page = reverse("own-agreement-support")
    shown = client.get(page).content.decode()
    assert "sous l’effectif souhaité" in shown
    assert "Rédiger une convention" not in shown
    wrong = client.get(page, {"minutes": "1", "keeps": "10", "wanted": "10", "longest_wait_days": "60"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["minutes"])
