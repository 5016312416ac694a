"""Pro Santé Connect: signs in a professional with a card, and refuses any answer not signed by the provider."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client
from joserfc.jwk import RSAKey

from maillage.errors import MaillageError
from maillage.site.accounts import prosante
from maillage.site.accounts.models import User
from maillage.site.config import environment
from tests.site import factories as make
from tests.site.accounts.provider import CLIENT, Provider, running
from tests.site.accounts.test_second_factor import protected

pytestmark = pytest.mark.django_db
RPPS = "10001234565"
PERSON = {
    "sub": "f:550dc1c8-d97b-4b1e-ac8c-8eb4471cf9dd:810001234567",
    "SubjectNameID": f"8{RPPS}",
    "otherIds": [{"identifiant": f"8{RPPS}", "origine": "RPPS", "qualite": 1}],
    "family_name": "VIDAL",
}
LEAVE = "/connexion/pro-sante-connect"


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    with running(dict(PERSON)) as found:
        settings.PRO_SANTE_CONNECT = found.settings()
        yield found


@pytest.fixture
def doctor() -> User:
    person = make.professional()
    person.rpps, person.user = RPPS, make.user("doctor")
    person.save()
    return person.user


def walk(client: Client) -> str:
    """Go to the provider and follow its redirect; return the path of the callback."""
    leaving = client.get(LEAVE)
    assert leaving.status_code == 302
    answer = requests.get(leaving.headers["Location"], allow_redirects=False, timeout=10)
    back = answer.headers["Location"]
    assert back.startswith("https://maillage.example/connexion/pro-sante-connect/retour?")
    return back.removeprefix("https://maillage.example")


def is_in(client: Client) -> bool:
    return client.get("/compte").status_code == 200


def test_a_professional_is_signed_in_by_the_rpps_number(client: Client, provider: Provider, doctor: User) -> None:
    assert "Pro Santé Connect" in client.get("/connexion").content.decode()
    back = client.get(walk(client))
    assert back.headers["Location"] == "/accueil"
    assert client.get("/accueil").headers["Location"] == "/soignant/"
    assert provider.asked["acr_values"] == "eidas1"
    assert provider.asked["scope"] == "openid scope_all"


def test_the_card_is_a_second_factor(client: Client, provider: Provider, settings: Any) -> None:
    user, _ = protected("doctor")
    person = make.professional()
    person.rpps, person.user = RPPS, user
    person.save()
    settings.SECOND_FACTOR = True
    assert client.get(walk(client)).headers["Location"] == "/accueil"
    assert client.get("/soignant/").status_code == 200


LIES: dict[str, Callable[[Provider], object]] = {
    "signed by another key": lambda p: setattr(p, "signing", RSAKey.generate_key(2048, {"kid": "1"}, private=True)),
    "not signed": Provider.lie_without_signature,
    "signed with the public key": Provider.lie_with_its_public_key,
    "another nonce": lambda p: p.claims.update(nonce="autre"),
    "no nonce": lambda p: p.claims.update(nonce=None),
    "for another site": lambda p: p.claims.update(aud="autre"),
    "for another site, asked by this one": lambda p: p.claims.update(aud="autre", azp=CLIENT),
    "for nobody": lambda p: p.claims.update(aud=None),
    "of another provider": lambda p: p.claims.update(iss="https://autre.example"),
    "over": lambda p: p.claims.update(exp=int(time.time()) - prosante.LEEWAY - 5),
    "without end": lambda p: p.claims.update(exp=None),
    "of a lower level": lambda p: p.claims.update(acr="eidas0"),
    "without level": lambda p: p.claims.update(acr=None),
    "about another person": lambda p: p.information.update(sub="autre"),
    "no ID token": lambda p: setattr(p, "without_token", True),
    "no RPPS number": lambda p: p.information.update(SubjectNameID="012345678", otherIds=[]),
    "two RPPS numbers": lambda p: p.information.update(SubjectNameID="810009999999"),
}


@pytest.mark.parametrize("lie", LIES)
def test_an_answer_not_from_the_provider_is_refused(
    client: Client, provider: Provider, doctor: User, lie: str, caplog: Any
) -> None:
    LIES[lie](provider)
    answer = client.get(walk(client))
    assert answer.status_code == 403
    assert "n’a pas confirmé" in answer.content.decode()
    assert not is_in(client)
    assert "Pro Santé Connect" in caplog.text
    assert RPPS not in caplog.text


def test_an_unknown_number_creates_no_account(client: Client, provider: Provider) -> None:
    before = User.objects.count()
    answer = client.get(walk(client))
    assert answer.status_code == 403
    assert "aucun compte" in answer.content.decode().lower()
    assert User.objects.count() == before
    assert not is_in(client)


def test_a_closed_account_stays_closed(client: Client, provider: Provider, doctor: User) -> None:
    doctor.is_active = False
    doctor.save()
    assert client.get(walk(client)).status_code == 403
    assert not is_in(client)


def test_an_answer_is_valid_once_and_in_its_own_browser(client: Client, provider: Provider, doctor: User) -> None:
    other = Client()
    back = walk(client)
    assert other.get(back).status_code == 403
    assert not is_in(other)
    assert client.get(back).status_code == 302
    client.post("/deconnexion")
    assert client.get(back).status_code == 403
    assert not is_in(client)


def test_a_forged_state_is_refused(client: Client, provider: Provider, doctor: User) -> None:
    path = urlsplit(walk(client))
    code = parse_qs(path.query)["code"][0]
    assert client.get(f"{path.path}?code={code}&state=autre").status_code == 403
    assert client.get(f"{path.path}?error=access_denied").status_code == 403
    assert client.get(path.path).status_code == 403


def test_a_silent_provider_is_reported(client: Client, settings: Any) -> None:
    settings.PRO_SANTE_CONNECT = {
        "client_id": "a", "client_secret": "b", "issuer": "http://127.0.0.1:9", "acr": "eidas1",
        "discovery": "http://127.0.0.1:9/x",
    }  # fmt: skip
    assert client.get(LEAVE).status_code == 403


def test_without_configuration_the_page_does_not_exist(client: Client) -> None:
    assert "Pro Santé Connect" not in client.get("/connexion").content.decode()
    assert client.get(LEAVE).status_code == client.get(f"{LEAVE}/retour").status_code == 404


def test_the_configuration_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.pro_sante_connect() == {}
    monkeypatch.setenv("MAILLAGE_PSC_CLIENT_ID", "maillage")
    with pytest.raises(MaillageError, match="MAILLAGE_PSC_CLIENT_SECRET"):
        environment.pro_sante_connect()
    monkeypatch.setenv("MAILLAGE_PSC_CLIENT_SECRET", "secret")
    monkeypatch.setenv("MAILLAGE_PSC_ISSUER", "https://psc.example/realms/x/")
    found = environment.pro_sante_connect()
    assert found["issuer"] == "https://psc.example/realms/x"
    assert found["discovery"] == "https://psc.example/realms/x/.well-known/wallet-openid-configuration"
    assert found["acr"] == "eidas1"
