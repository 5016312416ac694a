"""A treating doctor: who comes first, lists that are never over-full, consent, the link, deletion."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from maillage.site.accounts.models import Organisation
from maillage.site.booking.patients import InvalidPatient
from maillage.site.booking.tokens import new_key
from maillage.site.centres import registration
from maillage.site.centres.models import PatientList, RegistrationRequest
from maillage.site.centres.registration import Wish
from maillage.site.messages.models import Message
from maillage.site.refusals import AlreadyDone, InvalidField, Refused, WrongState
from tests.site import centre_factories as centres
from tests.site import factories as make

pytestmark = pytest.mark.django_db
State = RegistrationRequest.State


@pytest.fixture
def centre() -> Organisation:
    made = centres.centre()
    registration.set_list(made, None, 1, 0, None)
    return made


def asked(centre: Organisation, *, wish: Wish | None = None, days: int = 0, **fields: Any) -> RegistrationRequest:
    token = registration.ask(centre, make.patient(**fields), wish or Wish("never"), make.key(), consent=True)
    row = registration.find(token)
    assert row is not None
    RegistrationRequest.objects.filter(pk=row.pk).update(asked_at=timezone.now() - timedelta(days=days))
    row.refresh_from_db()
    return row


def test_need_comes_first_then_the_age_of_the_request(centre: Organisation) -> None:
    young = asked(centre, birth_year=1990, days=10)
    older = asked(centre, birth_year=1990, days=20)
    waited = asked(centre, birth_year=1990, days=190)
    home = asked(centre, birth_year=1940, wish=Wish("left", home_visits=True))
    found = registration.queue(centre, timezone.now())
    assert [one.request for one in found] == [home, waited, older, young]
    assert [one.points for one in found] == [5, 1, 0, 0]
    assert found[1].why == ("attend depuis plus de 6\u00a0mois",)


def test_a_place_is_offered_accepted_and_never_given_twice(centre: Organisation) -> None:
    first, second = asked(centre), asked(centre)
    wanted = PatientList.objects.get()
    registration.offer(first, wanted, None)
    assert "medecin-traitant/demande/" in Message.objects.get(about=f"registration:{first.pk}").body
    with pytest.raises(Refused, match="complète"):
        registration.offer(second, wanted, None)
    with pytest.raises(IntegrityError, match="more patients"), transaction.atomic():
        RegistrationRequest.objects.filter(pk=second.pk).update(
            state="offered", patient_list=wanted, offered_until=timezone.localdate()
        )
    with pytest.raises(WrongState, match="peut répondre jusqu’au"):
        registration.take_back(first, None)
    assert registration.answer(first, accepts=True) == State.REGISTERED
    assert registration.answer(first, accepts=True) == State.REGISTERED
    with pytest.raises(InvalidField, match="déjà inscrites"):
        registration.set_list(centre, None, 0, 0, None)
    with pytest.raises(WrongState):
        registration.answer(second, accepts=True)
    assert registration.counter("76") == registration.RegionCounter(waiting=1, registered=1)
    (state,) = registration.lists_of(centre)
    assert (state.registered, state.offered, state.left) == (1, 0, 0)


def test_who_is_registered_or_left_is_deleted_in_time_and_stays_counted(centre: Organisation) -> None:
    first, second = asked(centre), asked(centre)
    registration.offer(first, PatientList.objects.get(), None)
    registration.answer(first, accepts=True)
    registration.leave(second)
    now = timezone.now()
    assert registration.purge(now) == 0
    assert registration.purge(now + timedelta(days=31)) == 1
    assert registration.purge(now + timedelta(days=36 * 31)) == 1
    (state,) = registration.lists_of(centre)
    assert (RegistrationRequest.objects.count(), state.registered) == (0, 1)


def test_what_is_wrong_is_said_and_nothing_is_written(centre: Organisation) -> None:
    who = make.patient()
    for data, wish, consent, problem in (
        (who, Wish("no"), True, InvalidField), (who, Wish("left"), False, InvalidField),
        (make.patient(birth_year=1700), Wish("left"), True, InvalidPatient),
    ):  # fmt: skip
        with pytest.raises(problem):
            registration.ask(centre, data, wish, make.key(), consent=consent)
    assert not RegistrationRequest.objects.exists()
    key = make.key()
    token = registration.ask(centre, who, Wish("left"), key, consent=True)
    assert registration.ask(centre, who, Wish("left"), key, consent=True) == token
    with pytest.raises(AlreadyDone):
        registration.ask(centre, who, Wish("left"), make.key(), consent=True)
    assert registration.find("1-0000") is None
    assert registration.find("²-0") is None


def test_an_inhabitant_asks_without_an_account_and_the_secretariat_offers_a_place(
    client: Client, centre: Organisation
) -> None:
    make.commune()
    assert centre.name in client.get(reverse("treating-doctor")).content.decode()
    page = reverse("treating-doctor-ask", args=[centre.pk])
    form = {
        "cle": new_key(timezone.now() - timedelta(seconds=5)), "first_name": "Rose", "last_name": "Blanc",
        "birth_year": "1950", "commune": "12089", "phone": "06 39 98 00 11", "email": "", "reason": "left",
        "accord": "oui",
    }  # fmt: skip
    answer = client.post(page, {**form, "phone": "12"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["phone"])
    answer = client.post(page, {**form, "accord": ""})
    assert list(answer.context["form"].errors) == ["accord"]
    status = client.post(page, form)["Location"]
    assert "rang 1" in client.get(status).content.decode()
    desk = Client()
    desk.force_login(make.user("secretary", centre))
    work = reverse("centre-registrations")
    assert "Rose Blanc" in desk.get(work).content.decode()
    row = RegistrationRequest.objects.get()
    desk.post(work, {"acte": "proposer", "demande": row.pk, "liste": PatientList.objects.get().pk})
    assert "Une place vous est proposée" in client.get(status).content.decode()
    client.post(status, {"acte": "oui"})
    assert "Vous avez un médecin traitant" in client.get(status).content.decode()
    answer = desk.post(work, {"acte": "liste", "professional": "", "capacity": "0", "others": "0"})
    assert list(answer.context["form"].errors) == ["capacity"]
    assert client.get(reverse("treating-doctor-request", args=["1-12"])).status_code == 404
