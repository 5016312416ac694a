"""The second factor: codes that work once, secrets encrypted, required by role, no way around it."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.apps import apps
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from maillage.site import sealing
from maillage.site.accounts import services, throttle
from maillage.site.accounts.models import CacheEntry, User
from maillage.site.accounts.roles import ROLES
from maillage.site.accounts.services import Invitee
from tests.site import factories as make
from tests.site.accounts.codes import Application, key_on, set_up
from tests.site.accounts.test_invitations import deliver_mail
from tests.site.races import race

pytestmark = pytest.mark.django_db
CODE = "/connexion/code"


def sign_in(client: Client, user: User, to: str = "") -> str:
    answer = client.post(
        f"/connexion{f'?next={to}' if to else ''}", {"username": user.email, "password": make.PASSWORD}
    )
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def protected(role: str = "host") -> tuple[User, Application]:
    """Return a user with an authenticator application, and the application."""
    user, client = make.user(role), Client()
    sign_in(client, user)
    return user, set_up(client)


def is_in(client: Client) -> bool:
    return client.get("/compte").status_code == 200


def recovery_codes(page: str) -> list[str]:
    return re.findall(r'<li class="mg-code">(\d+)</li>', page)


def test_the_password_alone_does_not_open_the_account(client: Client) -> None:
    user, application = protected()
    assert sign_in(client, user) == CODE
    assert not is_in(client)
    wrong = client.post(CODE, {"code": "000000"})
    assert wrong.status_code == 422
    assert "Ce code ne convient pas" in wrong.content.decode()
    assert not is_in(client)
    assert client.post(CODE, {"code": application.next()}).headers["Location"] == "/accueil"
    assert is_in(client)


def test_the_second_factor_redirects_to_the_requested_page(client: Client) -> None:
    user, application = protected()
    assert sign_in(client, user, to="/compte") == CODE
    assert client.post(CODE, {"code": application.next()}).headers["Location"] == "/compte"


def test_the_second_step_needs_the_first(client: Client) -> None:
    _, application = protected()
    assert client.get(CODE).headers["Location"] == "/connexion"
    assert client.post(CODE, {"code": application.next()}).headers["Location"] == "/connexion"


def test_a_code_is_valid_once(client: Client) -> None:
    user, application = protected()
    code = application.next()
    sign_in(client, user)
    assert client.post(CODE, {"code": code}).status_code == 302
    other = Client()
    sign_in(other, user)
    assert other.post(CODE, {"code": code}).status_code == 422
    assert not is_in(other)


def test_the_code_that_linked_the_application_is_not_valid_again(client: Client) -> None:
    user, enrolling = make.user("host"), Client()
    sign_in(enrolling, user)
    page = enrolling.get("/compte/securite/application").content.decode()
    code = Application(key_on(page)).next()
    enrolling.post("/compte/securite/application", {"code": code})
    sign_in(client, user)
    assert client.post(CODE, {"code": code}).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_simultaneous_uses_of_a_code_succeed_once() -> None:
    user, application = protected()
    code, clients = application.next(), [Client() for _ in range(4)]
    for one in clients:
        sign_in(one, user)
    done: list[int] = []
    race([lambda one=one: done.append(one.post(CODE, {"code": code}).status_code) for one in clients])
    assert sorted(done) == [302, 422, 422, 422]


def test_used_codes_are_shared_rows_that_expire(client: Client) -> None:
    protected()
    assert CacheEntry.objects.filter(cache_key__contains="totp.used").exists()
    cache.set("kept", 1, timeout=300)
    CacheEntry.objects.exclude(cache_key__contains="kept").update(expires=timezone.now())
    throttle.purge()
    assert list(CacheEntry.objects.values_list("cache_key", flat=True)) == [":1:kept"]


def test_a_recovery_code_is_valid_once_and_shown_once(client: Client) -> None:
    user, enrolling = make.user("host"), Client()
    sign_in(enrolling, user)
    set_up(enrolling)
    codes = recovery_codes(enrolling.get("/compte/securite/codes").content.decode())
    assert len(codes) == 10
    assert not recovery_codes(enrolling.get("/compte/securite/codes").content.decode())
    sign_in(client, user)
    assert client.post(CODE, {"code": codes[0]}).status_code == 302
    other = Client()
    sign_in(other, user)
    assert other.post(CODE, {"code": codes[0]}).status_code == 422
    client.post("/compte/securite/codes/nouveaux")
    assert other.post(CODE, {"code": codes[1]}).status_code == 422
    fresh = recovery_codes(client.get("/compte/securite/codes").content.decode())
    assert other.post(CODE, {"code": fresh[0]}).status_code == 302


def test_wrong_codes_slow_down_further_tries(client: Client) -> None:
    user, application = protected()
    sign_in(client, user)
    for _ in range(throttle.SECOND_FACTOR.free):
        client.post(CODE, {"code": "000000"})
    answer = client.post(CODE, {"code": application.next()})
    assert "Trop d’essais" in answer.content.decode()
    assert not is_in(client)
    assert sign_in(Client(), user) == CODE


def test_links_and_new_passwords_still_need_the_second_factor(client: Client) -> None:
    user, _ = protected()
    token = services.new_password_link(user, None)
    new = {"password": "douze-chevaux-au-pre", "again": "douze-chevaux-au-pre"}
    assert client.post(f"/compte/mot-de-passe/{token}", new).headers["Location"] == CODE
    assert not is_in(client)


def test_secrets_are_encrypted_in_the_database() -> None:
    user, application = protected()
    for row in Authenticator.objects.filter(user=user):
        kept = json.dumps(row.data)
        assert "gAAAA" in kept
        assert base64.b32encode(application.key).decode() not in kept
    secret = sealing.unseal(Authenticator.objects.get(user=user, type="totp").data["secret"])
    assert Application(secret).key == application.key


def test_encryption_keys_are_rotated_and_old_ones_still_decrypt(client: Client, settings: Any) -> None:
    user, application = protected()
    former = settings.ENCRYPTION_KEYS
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode(), *former]
    sign_in(client, user)
    assert client.post(CODE, {"code": application.next()}).status_code == 302


def test_a_lost_encryption_key_is_reported(client: Client, caplog: Any) -> None:
    user, application = protected()
    sign_in(client, user)
    factor = Authenticator.objects.get(user=user, type="totp")
    other = Fernet(Fernet.generate_key()).encrypt(b"S").decode()
    Authenticator.objects.filter(pk=factor.pk).update(data={"secret": other})
    answer = client.post(CODE, {"code": application.next()})
    assert "n’est plus lisible" in answer.content.decode()
    assert "MAILLAGE_ENCRYPTION_KEY" in caplog.text


def test_changes_are_sent_to_the_owner_and_kept_in_the_history(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        user, _ = protected()
    deliver_mail(1)
    assert "Une application a été reliée" in mail.outbox[0].body
    services.forget_second_factor(user)
    deliver_mail(2)
    events = apps.get_model("accounts", "SecondFactorEvent").objects.filter(user=user, type="totp")
    assert list(events.order_by("pgh_id").values_list("pgh_label", flat=True)) == ["insert", "delete"]
    assert not any("secret" in column for column in events.values()[0])
    assert sign_in(client, user) == "/accueil"


def test_an_old_session_needs_the_password_again(client: Client) -> None:
    user = make.user("host")
    client.force_login(user)
    to = "/compte/confirmer?next=/compte/securite/application"
    assert client.get("/compte/securite/application").headers["Location"].replace("%2F", "/") == to
    wrong = client.post(to, {"password": "autre"})
    assert wrong.status_code == 422
    assert "pas votre mot de passe" in wrong.content.decode()
    assert client.post(to, {"password": make.PASSWORD}).headers["Location"] == "/compte/securite/application"
    assert set_up(client)


@pytest.mark.parametrize("role", ["coordinator", "doctor", "administrator"])
def test_a_site_that_requires_the_factor_opens_no_page_without_it(client: Client, settings: Any, role: str) -> None:
    settings.SECOND_FACTOR = True
    user = make.user(role)
    sign_in(client, user)
    for path in ("/accueil", "/compte", "/compte/securite", f"/{'soignant' if role == 'doctor' else 'coordination'}/"):
        assert client.get(path).headers["Location"] == "/compte/securite/application", path
    assert client.get("/communes/").status_code == 200
    set_up(client)
    assert client.get("/compte").status_code == 200


def test_an_earlier_session_must_show_the_factor(client: Client, settings: Any) -> None:
    user, application = protected("coordinator")
    client.force_login(user)
    settings.SECOND_FACTOR = True
    assert client.get("/coordination/").headers["Location"] == "/compte/confirmer/code"
    answer = client.post("/compte/confirmer/code", {"code": application.next()})
    assert answer.headers["Location"] == "/accueil"
    assert client.get("/coordination/").status_code == 200


def test_the_last_factor_of_a_role_that_needs_one_stays(client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR = True
    user = make.user("coordinator")
    sign_in(client, user)
    set_up(client)
    remove = "/compte/securite/application/retirer"
    assert "demande un second facteur" in client.get(remove).content.decode()
    assert client.post(remove).status_code == 422
    settings.SECOND_FACTOR = False
    assert client.post(remove).status_code == 302
    assert not Authenticator.objects.filter(user=user).exists()


def test_roles_without_second_factor_sign_in_with_one_step(client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR = True
    assert not ROLES["host"].second_factor
    sign_in(client, make.user("host"))
    assert client.get("/lieu/").status_code == 200


def test_without_the_setting_one_step_is_enough(client: Client) -> None:
    user = make.user("coordinator")
    assert sign_in(client, user) == "/accueil"
    assert client.get("/coordination/").status_code == 200


def test_an_invitation_leads_to_the_set_up_of_the_factor(client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR = True
    offer = Invitee("rose@example.org", "Rose", "C", "coordinator", make.organisation("agency"))
    _, token = services.invite(offer, None)
    new = {"password": "douze-chevaux-au-pre", "again": "douze-chevaux-au-pre"}
    client.post(f"/compte/invitation/{token}", new)
    assert client.get("/accueil").headers["Location"] == "/compte/securite/application"


def test_nobody_removes_the_key_of_another(client: Client) -> None:
    user, other = make.user("host"), make.user("host")
    key = Authenticator.objects.create(user=other, type="webauthn", data={"name": "Clé", "credential": {}})
    sign_in(client, user)
    remove = f"/compte/securite/cle/{key.pk}/retirer"
    assert client.get(remove).status_code == client.post(remove).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


@pytest.mark.parametrize("needed", [True, False])
def test_a_password_alone_cannot_change_a_factor(client: Client, settings: Any, needed: bool) -> None:
    """A session opened before the factor was set up cannot add another one with the password alone."""
    settings.SECOND_FACTOR = needed
    user, application = protected("coordinator")
    client.force_login(user)
    for path in ("/compte/securite/cle", "/compte/securite/application/retirer", "/compte/securite/codes/nouveaux"):
        assert client.get(path).headers["Location"].startswith("/compte/confirmer/code"), path
    answer = client.post("/compte/confirmer?next=/compte/securite/cle", {"password": make.PASSWORD})
    assert answer.headers["Location"].startswith("/compte/confirmer/code")
    assert client.get("/compte/securite/cle").status_code == 302
    assert client.post("/compte/confirmer/code", {"code": application.next()}).status_code == 302
    assert client.get("/compte/securite/cle").status_code == 200


def test_linking_an_application_twice_is_reported(client: Client) -> None:
    sign_in(client, make.user("host"))
    application = set_up(client)
    answer = client.post("/compte/securite/application", {"code": application.next()}, follow=True)
    assert "déjà fait" in answer.content.decode()


@pytest.mark.parametrize(
    "credential", ["", "1", "null", "[]", "{}", "x", '{"response": 1}', '{"id": "a", "response": {"userHandle": "x"}}']
)
def test_a_malformed_passkey_answer_is_refused(client: Client, credential: str) -> None:
    for _ in range(2):
        assert client.post("/connexion/cle", {"credential": credential}).headers["Location"] == "/connexion"
        options = client.get("/connexion/cle", headers={"X-Requested-With": "XMLHttpRequest"}).json()
        assert options["request_options"]["publicKey"]["userVerification"] == "required"
    user, _ = protected()
    sign_in(client, user)
    assert client.post(CODE, {"credential": credential}).status_code == 422
    assert not is_in(client)
    sign_in(other := Client(), make.user("host"))
    other.get("/compte/securite/cle")
    assert other.post("/compte/securite/cle", {"credential": credential, "name": "x"}).status_code == 422
