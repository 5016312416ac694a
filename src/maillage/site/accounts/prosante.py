"""Pro Santé Connect: health professionals sign in with their card, by OpenID Connect (code flow with PKCE).

Authlib checks the signature of the ID token against the provider's keys, its nonce and its expiry; this module asks for
the issuer, the audience and the authentication level. The RPPS number in the answer identifies the professional, and
the account is the one linked to the directory entry with this number. An unknown number creates no account.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from authlib.integrations.base_client import OAuthError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from joserfc.errors import JoseError
from requests import RequestException

SCOPE = "openid scope_all"
TIMEOUT = 10
LEEWAY = 60
"""Seconds: the timeout of a request, and the accepted difference between clocks."""
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
USED = "id_token_signing_alg_values_supported"
IDNPS = re.compile(r"8([0-9]{11})")
"""National identifier of a person registered in the RPPS: the digit 8, then the number."""


class NotConfirmed(Exception):
    """The provider did not confirm the identity; the message is for the log and names nobody."""


def is_configured() -> bool:
    """Return whether this site is a client of Pro Santé Connect."""
    return bool(settings.PRO_SANTE_CONNECT)


def leave_for_it(request: HttpRequest, back: str) -> HttpResponse:
    """Redirect the browser to the provider, which redirects it to ``back``. Raises ``NotConfirmed`` if unreachable."""
    named = settings.PRO_SANTE_CONNECT
    try:
        return _client().authorize_redirect(request, back, acr_values=named["acr"])
    except (RequestException, ValueError, RuntimeError) as error:
        raise NotConfirmed(f"the provider is not reached: {type(error).__name__}") from error


def rpps_of_answer(request: HttpRequest) -> str:
    """Return the RPPS number of the person whom the provider redirected here. Raises ``NotConfirmed``."""
    named, client = settings.PRO_SANTE_CONNECT, _client()
    asked = {
        "iss": {"essential": True, "value": named["issuer"]},
        "aud": {"essential": True, "value": named["client_id"]},
        "acr": {"essential": True, "value": named["acr"]},
    }
    try:
        told = client.load_server_metadata()
        # Accept asymmetric signature algorithms only, even if the provider announces "none" or a shared key.
        told[USED] = [name for name in told.get(USED, ALGORITHMS) if name in ALGORITHMS]
        token: dict[str, Any] = client.authorize_access_token(request, claims_options=asked, leeway=LEEWAY)
        claims = token.get("userinfo")
        if not claims:
            raise NotConfirmed("the answer has no ID token")
        person = client.userinfo(token=token)
    except (OAuthError, JoseError, RequestException, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise NotConfirmed(f"{type(error).__name__}: {getattr(error, 'error', '')}") from error
    if person.get("sub") != claims["sub"]:
        raise NotConfirmed("the ID token and the user information are about two people")
    return rpps_in(person)


def rpps_in(person: dict[str, Any]) -> str:
    """Return the RPPS number in the user information. Raises ``NotConfirmed`` unless there is exactly one."""
    named = [person.get("SubjectNameID")]
    others = person.get("otherIds")
    if isinstance(others, list):
        rows = [row for row in others if isinstance(row, dict) and row.get("origine") == "RPPS"]
        named += [row.get("identifiant") for row in rows]
    found = {match[1] for match in map(IDNPS.fullmatch, map(str, named)) if match}
    if len(found) != 1:
        raise NotConfirmed(f"the user information names {len(found)} RPPS numbers")
    return found.pop()


def _client() -> Any:
    return _made(tuple(sorted(settings.PRO_SANTE_CONNECT.items())))


@lru_cache(maxsize=4)
def _made(items: tuple[tuple[str, str], ...]) -> Any:
    """Return one client per configuration, which caches the provider's metadata."""
    named = dict(items)
    return OAuth().register(
        "pro-sante-connect",
        client_id=named["client_id"],
        client_secret=named["client_secret"],
        server_metadata_url=named["discovery"],
        client_kwargs={"scope": SCOPE, "code_challenge_method": "S256", "default_timeout": TIMEOUT},
    )
