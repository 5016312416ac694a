"""The duties of the demonstration: a published quarter with a swap and a hole, and wishes for the next."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from django.db import connection
from django.test import Client

from maillage.demo import run
from maillage.demo.accounts import DUTY_COLLEAGUE_EMAIL, DUTY_ORGANISER_EMAIL
from maillage.demo.duties import create_duties
from maillage.site.accounts.models import User
from maillage.site.agenda.models import Session
from maillage.site.agenda.swap_models import SwapOffer
from maillage.site.duties.models import DutyWish, Rota
from tests.site import factories as make

if TYPE_CHECKING:
    from maillage.demo.run import StepWork
    from maillage.demo.world import World


@pytest.mark.django_db
def test_the_demonstration_has_a_swap_a_hole_and_open_wishes(client: Client) -> None:
    make.coordinator()
    doctor = make.professional(make.user("doctor"), home=make.commune(population=3000))
    count = create_duties("76", 1)
    rotas = {one.is_published: one for one in Rota.objects.all()}
    assert Session.objects.filter(programme=rotas[True].programme).count() == count
    assert Session.objects.filter(state="declined").count() == 1
    offer = SwapOffer.objects.get(state="open")
    assert offer.professional.user is not None
    assert offer.professional.user.email == DUTY_COLLEAGUE_EMAIL
    assert DutyWish.objects.filter(member__rota=rotas[False]).exists()
    client.force_login(User.objects.get(email=DUTY_ORGANISER_EMAIL))
    assert client.get("/gardes/").status_code == 200
    assert "1\u00a0garde sans médecin" in client.get(f"/gardes/{rotas[True].pk}").content.decode()
    client.force_login(doctor.user)
    assert "Donner mes vœux" in client.get("/gardes/miennes/").content.decode()
    assert client.get(f"/soignant/echanges/{offer.pk}").status_code == 200


@pytest.mark.django_db
def test_a_step_may_compute_for_longer_than_a_request_between_two_statements() -> None:
    seen: list[str] = []

    def work(_: World) -> dict[str, int]:
        with connection.cursor() as cursor:
            cursor.execute("SHOW idle_in_transaction_session_timeout")
            seen.extend(cursor.fetchone())
        return {}

    run._run(cast("World", SimpleNamespace(region="76")), cast("StepWork", SimpleNamespace(name="long", work=work)))
    assert seen == ["0"]
