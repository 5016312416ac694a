"""The pages of accounts: for coordinators only, within their territory; links are shown once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from maillage.site.accounts import services
from maillage.site.accounts.models import Invitation, Membership, User
from maillage.site.accounts.services import Invitee
from maillage.site.identity import services as identity
from tests.site import factories as make
from tests.site.www.conftest import World
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db
FILES = "maillage.site.messages.files.PrivateFiles"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def boss(world: World) -> User:
    return make.coordinator()


@pytest.fixture
def host(world: World) -> User:
    return make.user("host", make.place(commune=world.requista, name="Maison du Viaur").organisation)


@pytest.fixture
def client(boss: User) -> Client:
    return signed_in(boss)


def form(organisation: Any, /, **fields: str) -> dict[str, Any]:
    return {
        "first_name": "Rose", "last_name": "Cormier", "email": "rose@example.org", "organisation": organisation.pk,
        "role": "host", **fields,
    }  # fmt: skip


def pages(host: User, boss: User) -> list[str]:
    organisation = host.memberships.get().organisation
    offered, _ = services.invite(Invitee("a@example.org", "A", "B", "host", organisation), boss)
    return ["/coordination/comptes/", "/coordination/comptes/inviter", f"/coordination/comptes/{host.pk}",
            f"/coordination/comptes/invitations/{offered.pk}"]  # fmt: skip


@pytest.mark.parametrize("role", ["analyst", "doctor", "host", None])
def test_account_pages_are_for_coordinators_only(host: User, boss: User, role: str | None) -> None:
    other = signed_in(make.colleague(role, boss) if role else make.user())
    for path in pages(host, boss):
        assert other.get(path).status_code == 403, path
        # The list accepts no POST: 405 comes before the check of rights.
        assert other.post(path, {"acte": "fermer"}).status_code == (405 if path.endswith("comptes/") else 403), path
    host.refresh_from_db()
    assert host.is_active


def test_every_page_opens_for_the_coordinator_of_the_territory_and_no_other(
    client: Client, host: User, boss: User
) -> None:
    stranger = signed_in(make.coordinator(make.region("53", "Bretagne")))
    for path in pages(host, boss):
        assert client.get(path).status_code == 200, path
    for path in pages(host, boss)[2:]:
        assert stranger.get(path).status_code == 404, path
        for act in ("fermer", "lien", "retirer", "renvoyer"):
            assert stranger.post(path, {"acte": act}).status_code == 404, path
    assert host.email not in text_of(stranger.get("/coordination/comptes/"))


def test_only_coordinators_find_accounts_in_their_menu(client: Client, host: User, boss: User) -> None:
    assert 'href="/coordination/comptes/"' in client.get("/coordination/").content.decode()
    analyst = make.user("analyst", boss.memberships.get().organisation)
    assert 'href="/coordination/comptes/"' not in signed_in(analyst).get("/coordination/").content.decode()


def test_a_link_is_shown_once_if_the_site_sends_no_mail(client: Client, host: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = FILES
    house = host.memberships.get().organisation
    answer = client.post("/coordination/comptes/inviter", form(house), follow=True)
    shown = re.search(r'value="https://maillage.example(/compte/invitation/[^"]+)"', answer.content.decode())
    assert shown
    assert shown[1] not in client.get(answer.redirect_chain[-1][0]).content.decode()
    guest = Client()
    page = text_of(guest.get(shown[1]))
    assert "Bonjour Rose Cormier" in page
    secret = {"password": make.PASSWORD, "again": make.PASSWORD}
    assert guest.post(shown[1], secret).headers["Location"] == "/accueil"
    assert guest.get("/lieu/").status_code == 200
    assert "Rose Cormier" in text_of(client.get("/coordination/comptes/"))


def test_a_sent_link_is_not_shown(client: Client, host: User) -> None:
    answer = client.post("/coordination/comptes/inviter", form(host.memberships.get().organisation), follow=True)
    assert "L’invitation est partie à rose@example.org" in text_of(answer)
    assert "/compte/invitation/" not in answer.content.decode()


def test_an_invitation_to_a_known_address_looks_the_same(client: Client, host: User) -> None:
    known = make.user("host", make.place(commune=make.elsewhere()).organisation)
    house = host.memberships.get().organisation
    texts = {
        re.sub(r"personne\d+@|inconnu@", "", text_of(client.post("/coordination/comptes/inviter", data, follow=True)))
        for data in (form(house, email=known.email), form(house, email="inconnu@example.org"))
    }
    assert len(texts) == 1


def test_the_owner_of_a_known_address_accepts_signed_in(host: User, boss: User) -> None:
    known = make.user("host", make.organisation("practice"))
    invitee = Invitee(known.email, "Ada", "Vidal", "host", host.memberships.get().organisation)
    _, token = services.invite(invitee, boss)
    address = f"/compte/invitation/{token}"
    secret = {"password": "celui-de-quelqu-un", "again": "celui-de-quelqu-un"}
    refused = Client().post(address, secret)
    assert refused.status_code == 422
    assert "Un compte existe déjà" in text_of(refused)
    other = signed_in(boss)
    assert "pour une autre personne" in text_of(other.get(address))
    other.post(address)
    assert known.memberships.count() == 1
    owner = signed_in(known)
    assert "Un nouveau rôle vous est proposé" in text_of(owner.get(address))
    owner.post(address)
    assert known.memberships.count() == 2


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"email": ""}, "Donnez l’adresse électronique."),
        ({"email": "rose"}, "n’est pas complète"),
        ({"role": ""}, "Choisissez un rôle."),
        ({"organisation": "0"}, "Choisissez dans la liste."),
        ({"role": "coordinator"}, "lieu d’accueil, secrétariat, subventions, prescripteur"),
        ({"role": "doctor"}, "Aucun soignant sans compte ne porte ce nom"),
    ],
)
def test_a_refused_form_says_why(client: Client, host: User, fields: dict, said: str) -> None:
    answer = client.post("/coordination/comptes/inviter", form(host.memberships.get().organisation, **fields))
    assert answer.status_code == 422
    assert said in text_of(answer).replace("\u00a0", " ")
    assert not Invitation.objects.exists()


def test_an_organisation_out_of_charge_is_not_offered(client: Client, host: User) -> None:
    far = make.place(commune=make.elsewhere(), name="Au loin").organisation
    assert far.name not in client.get("/coordination/comptes/inviter").content.decode()
    assert client.post("/coordination/comptes/inviter", form(far)).status_code == 422
    assert not Invitation.objects.exists()


def test_a_doctor_is_found_by_name_and_chosen_among_namesakes(client: Client, host: User, world: World) -> None:
    house = host.memberships.get().organisation
    doctor = make.professional(home=world.requista, first_name="Hélène", last_name="Érable")
    make.professional(home=make.elsewhere(), first_name="Hélène", last_name="Érable")
    data = form(house, role="doctor", first_name="helene", last_name="ERABLE")
    client.post("/coordination/comptes/inviter", data)
    assert Invitation.objects.get().invited_professional.professional == doctor
    Invitation.objects.all().delete()
    make.professional(home=world.communes[1], first_name="Hélène", last_name="Érable")
    answer = client.post("/coordination/comptes/inviter", data)
    assert "Choisissez la fiche de ce soignant." in text_of(answer)
    client.post("/coordination/comptes/inviter", {**data, "professional": doctor.pk})
    assert Invitation.objects.get().invited_professional.professional == doctor


def test_a_doctor_whose_role_was_taken_is_invited_again(client: Client, host: User, world: World) -> None:
    house = host.memberships.get().organisation
    doctor = make.professional(make.user(None), home=world.requista, first_name="Hélène", last_name="Érable")
    data = form(house, role="doctor", first_name="Hélène", last_name="Érable")
    assert client.post("/coordination/comptes/inviter", data).status_code == 422
    client.post("/coordination/comptes/inviter", {**data, "email": doctor.user.email.upper()})
    assert Invitation.objects.get().invited_professional.professional == doctor


def test_an_account_is_closed_after_confirmation_and_opened_again(client: Client, host: User) -> None:
    path = f"/coordination/comptes/{host.pk}"
    assert "Fermer ce compte" in text_of(client.get(f"{path}?fermer=1"))
    theirs = signed_in(host)
    assert "Le compte est fermé." in text_of(client.post(path, {"acte": "fermer"}, follow=True))
    assert theirs.get("/lieu/").status_code == 302
    page = text_of(client.post(path, {"acte": "rouvrir"}, follow=True))
    assert "Compte fermé" in page
    assert "Compte rouvert" in page
    assert "par Ada Vidal" in page


def test_the_page_names_a_doctors_days_before_the_account_is_closed(client: Client, world: World) -> None:
    doctor = make.professional(make.user("doctor", make.place(commune=world.requista).organisation))
    for giver in (doctor, make.professional()):
        make.published(place=make.place(commune=world.requista), professional=giver)
    page = text_of(client.get(f"/coordination/comptes/{doctor.user.pk}?fermer=1"))
    assert "1 vacation à venir reste dans l’agenda" in page.replace("\u00a0", " ")


def test_removing_the_last_role_removes_the_user_from_the_list(client: Client, host: User) -> None:
    path, role = f"/coordination/comptes/{host.pk}", host.memberships.get()
    answer = client.post(path, {"acte": "retirer", "role": role.pk}, follow=True)
    assert answer.redirect_chain[-1][0] == "/coordination/comptes/"
    assert not Membership.objects.filter(pk=role.pk).exists()
    assert client.get(path).status_code == 404


def test_a_role_of_another_account_cannot_be_removed(client: Client, host: User, boss: User) -> None:
    role = boss.memberships.get()
    assert client.post(f"/coordination/comptes/{host.pk}", {"acte": "retirer", "role": role.pk}).status_code == 404
    assert Membership.objects.filter(pk=role.pk).exists()


def test_a_lost_link_is_replaced_and_an_invitation_withdrawn(client: Client, host: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = FILES
    client.post("/coordination/comptes/inviter", form(host.memberships.get().organisation))
    row = Invitation.objects.get()
    path = f"/coordination/comptes/invitations/{row.pk}"
    assert "/compte/invitation/" in client.post(path, {"acte": "renvoyer"}, follow=True).content.decode()
    assert bytes(Invitation.objects.get().digest) != bytes(row.digest)
    assert "est retirée" in text_of(client.post(path, {"acte": "retirer"}, follow=True))
    assert client.get(path).status_code == 404


def test_a_password_link_is_shown_to_the_coordinator(client: Client, host: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = FILES
    answer = client.post(f"/coordination/comptes/{host.pk}", {"acte": "lien"}, follow=True)
    shown = re.search(r'value="https://maillage.example(/compte/mot-de-passe/[^"]+)"', answer.content.decode())
    assert shown
    assert Client().get(shown[1]).status_code == 200
    assert "Lien pour choisir un mot de passe" in text_of(answer)


def test_a_link_is_shown_only_on_the_page_of_its_owner(client: Client, host: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = FILES
    other = make.user("host", host.memberships.get().organisation)
    path = f"/coordination/comptes/{host.pk}"
    client.post(path, {"acte": "lien"})
    assert "/compte/mot-de-passe/" not in client.get(f"/coordination/comptes/{other.pk}").content.decode()
    assert "/compte/mot-de-passe/" in client.get(path).content.decode()
    assert "/compte/mot-de-passe/" not in client.get(path).content.decode()


def test_a_coordinator_cannot_close_the_own_account(client: Client, boss: User) -> None:
    path = f"/coordination/comptes/{boss.pk}"
    client.post(path, {"acte": "fermer"})
    client.post(path, {"acte": "retirer", "role": boss.memberships.get().pk})
    boss.refresh_from_db()
    assert boss.is_active
    assert boss.memberships.count() == 1
    assert "C’est votre compte" in text_of(client.get(path))


def test_the_list_needs_few_queries(client: Client, host: User, django_assert_max_num_queries: Any) -> None:
    for _ in range(5):
        make.user("host", host.memberships.get().organisation)
    identity.current()  # read from the cache, not by every page
    with django_assert_max_num_queries(16):
        client.get("/coordination/comptes/")
