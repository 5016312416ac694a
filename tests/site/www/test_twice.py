"""Every form submitted twice says that it is already done: a double click, the back button, two windows."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from maillage.site.accounts import services as accounts
from maillage.site.accounts.models import Membership, User
from maillage.site.accounts.services import Invitee
from maillage.site.agenda import services as agenda
from maillage.site.agenda.models import Session
from maillage.site.booking.models import Appointment
from maillage.site.booking.services import book
from maillage.site.observatory.models import ZoneAdjustment
from maillage.site.plans.models import PlanRun
from maillage.site.refusals import AlreadyDone, NotAllowed, WrongState
from tests.site import factories as make
from tests.site.www.conftest import World
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db
DONE = "C’est déjà fait"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sent(client: Client, path: str, /, **fields: Any) -> str:
    """Return the text of the page after redirects; check that it is no error page."""
    answer = client.post(path, fields, follow=True)
    assert answer.status_code == 200, (path, fields, answer.status_code)
    return text_of(answer)


@pytest.fixture
def coordinator(world: World) -> Client:
    return signed_in(make.coordinator())


@pytest.fixture
def session(world: World) -> Session:
    doctor = make.engaged(make.professional(make.user("doctor"), home=world.albi))
    return make.published(place=make.place(commune=world.requista), professional=doctor)


@pytest.mark.parametrize("second", ["refuser", "accepter", ""])
def test_a_day_is_released_once(session: Session, second: str) -> None:
    client, path = signed_in(session.giver.user), f"/soignant/journees/{session.pk}"
    assert "rendue" in sent(client, path, acte="refuser")
    assert DONE in sent(client, path, acte=second)
    assert DONE in text_of(client.get(path, follow=True))
    session.refresh_from_db()
    assert session.state == Session.State.DECLINED


def test_a_released_day_taken_by_another_doctor_stays_theirs(session: Session, world: World) -> None:
    first = session.giver.user
    client, path = signed_in(first), f"/soignant/journees/{session.pk}"
    sent(client, path, acte="refuser")
    other = make.engaged(make.professional(make.user("doctor"), home=world.albi))
    agenda.assign(session, other, make.coordinator())
    assert DONE in sent(client, path, acte="refuser")
    with pytest.raises(AlreadyDone):
        agenda.decline(session, first)
    session.refresh_from_db()
    assert session.giver == other
    assert signed_in(make.user("doctor")).get(path).status_code == 404


def test_two_simultaneous_refusals_count_once(session: Session) -> None:
    doctor = session.giver.user
    agenda.decline(session, doctor)
    assert agenda.decline(session, doctor).state == Session.State.DECLINED
    with pytest.raises(WrongState):
        agenda.accept(session, doctor)
    with pytest.raises(NotAllowed):
        agenda.decline(session, make.user("doctor"))


def test_a_day_is_accepted_twice(session: Session) -> None:
    client, path = signed_in(session.giver.user), f"/soignant/journees/{session.pk}"
    for _ in range(2):
        assert "C’est noté" in sent(client, path, acte="accepter")


def test_a_session_is_cancelled_twice(coordinator: Client, session: Session) -> None:
    for _ in range(2):
        assert "annulée" in sent(coordinator, f"/coordination/vacations/{session.pk}", acte="annuler")


def test_a_doctor_is_proposed_twice(coordinator: Client, session: Session, world: World) -> None:
    agenda.decline(session, session.giver.user)
    near = make.engaged(make.professional(make.user("doctor"), home=world.albi))
    for _ in range(2):
        page = sent(coordinator, f"/coordination/vacations/{session.pk}", acte="proposer", medecin=near.pk)
        assert "est proposée" in page


def test_a_patient_is_told_twice(coordinator: Client, session: Session) -> None:
    book(session.slots.first().pk, make.patient(email="", phone="+33639980001"), make.key())
    sent(coordinator, f"/coordination/vacations/{session.pk}", acte="annuler")
    for _ in range(2):
        assert "est prévenue" in sent(
            coordinator, "/coordination/prevenus", **{"rendez-vous": Appointment.objects.get().pk}
        )


def test_a_plan_is_published_twice(coordinator: Client, plan: PlanRun) -> None:
    assert "vacations publiées" in sent(coordinator, f"/coordination/plan/{plan.pk}/publier")
    page = sent(coordinator, f"/coordination/plan/{plan.pk}/publier")
    assert DONE in page
    assert "0 vacation" not in page


def test_a_territory_is_adjusted_twice(coordinator: Client, world: World) -> None:
    form = {"epci": world.zone.epci_id, "reason": "Un centre de santé vient d’y ouvrir.", "acte": "remove"}
    assert "retiré" in sent(coordinator, "/coordination/territoires", **form)
    assert DONE in sent(coordinator, "/coordination/territoires", **form)
    assert ZoneAdjustment.objects.count() == 1
    form |= {"acte": "add", "reason": "Ce centre a fermé ses portes."}
    assert "ajouté" in sent(coordinator, "/coordination/territoires", **form)
    assert DONE in sent(coordinator, "/coordination/territoires", **form)
    assert ZoneAdjustment.objects.count() == 2


def test_a_role_is_taken_away_twice(coordinator: Client, world: World) -> None:
    host = make.user("host", make.place(commune=world.requista).organisation)
    second = Membership.objects.create(
        user=host, organisation=make.place(commune=world.requista).organisation, role="host"
    )
    page, first = f"/coordination/comptes/{host.pk}", host.memberships.exclude(pk=second.pk).get()
    for row in (second, first):
        assert "Le rôle est retiré" in sent(coordinator, page, acte="retirer", role=row.pk)
        assert DONE in sent(coordinator, page, acte="retirer", role=row.pk)
    stranger = make.user("host", make.organisation())
    assert coordinator.post(f"/coordination/comptes/{stranger.pk}", {"acte": "retirer"}).status_code == 404


def test_an_account_is_closed_twice(coordinator: Client, world: World) -> None:
    host = make.user("host", make.place(commune=world.requista).organisation)
    for _ in range(2):
        assert "Le compte est fermé" in sent(coordinator, f"/coordination/comptes/{host.pk}", acte="fermer")
    for _ in range(2):
        assert "Le compte est rouvert" in sent(coordinator, f"/coordination/comptes/{host.pk}", acte="rouvrir")


def test_an_invitation_is_withdrawn_twice(coordinator: Client, world: World) -> None:
    organisation = make.place(commune=world.requista).organisation
    offer, _ = accounts.invite(Invitee("rose@example.org", "Rose", "Cormier", "host", organisation), None)
    page = f"/coordination/comptes/invitations/{offer.pk}"
    assert "est retirée" in sent(coordinator, page, acte="retirer")
    assert DONE in sent(coordinator, page, acte="retirer")
    assert DONE in sent(coordinator, page, acte="renvoyer")
    elsewhere, _ = accounts.invite(
        Invitee("ada@example.org", "Ada", "Vidal", "host", make.organisation("practice")), None
    )
    assert coordinator.post(f"/coordination/comptes/invitations/{elsewhere.pk}").status_code == 404


def test_an_invitation_is_accepted_twice(client: Client, world: World) -> None:
    organisation = make.place(commune=world.requista).organisation
    _, token = accounts.invite(Invitee("rose@example.org", "Rose", "Cormier", "host", organisation), None)
    path, form = f"/compte/invitation/{token}", {"password": make.PASSWORD, "again": make.PASSWORD}
    second = Client()
    assert "Bienvenue" in sent(client, path, **form)
    assert DONE in sent(client, path, **form)
    # A double click: the second request was sent before the first had signed in.
    assert DONE in sent(second, path, **form)
    assert User.objects.filter(email="rose@example.org").count() == 1


def test_a_password_is_set_twice_by_one_link(client: Client) -> None:
    token = accounts.new_password_link(make.user("host"), None)
    path, form = f"/compte/mot-de-passe/{token}", {"password": make.PASSWORD, "again": make.PASSWORD}
    assert "Votre mot de passe est changé" in sent(client, path, **form)
    assert DONE in sent(Client(), path, **form)
    with pytest.raises(AlreadyDone):
        accounts.set_password(token, make.PASSWORD)


def test_a_user_signs_out_twice(client: Client) -> None:
    client.force_login(make.user("host"))
    for _ in range(2):
        answer = client.post("/deconnexion")
        assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_user_signs_in_again_from_an_older_page(world: World) -> None:
    """A second window: its CSRF token was replaced by the sign-in in the first."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(make.user("host"))
    answer = client.post("/connexion", {"username": "a@example.org", "password": "x"})
    assert (answer.status_code, answer["Location"]) == (302, "/accueil")
    assert Client(enforce_csrf_checks=True).post("/connexion", {"username": "a@example.org"}).status_code == 403


def test_an_appointment_is_cancelled_twice(client: Client, session: Session) -> None:
    token = book(session.slots.first().pk, make.patient(), make.key()).token
    for _ in range(2):
        assert "annulé" in sent(client, f"/rendez-vous/{token}/annuler")
    asked = client.get(f"/rendez-vous/{token}/annuler")
    assert (asked.status_code, asked["Location"]) == (302, f"/rendez-vous/{token}")
