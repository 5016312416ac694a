"""Who asks: an organisation, by its key. The page of an organisation's keys is *Interface du SAS*."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer

from maillage.site.accounts.models import Organisation
from maillage.site.accounts.scope import Scope
from maillage.site.fhir import services
from maillage.site.fhir.models import InterfaceKey, KeyScope


@dataclass(frozen=True)
class Caller:
    """The organisation whose key a request carries, its territory, and the key."""

    organisation: Organisation
    territory: Scope
    key: InterfaceKey


class KeyOfOrganisation(HttpBearer):
    """``Authorization: Bearer KEY``; 401 without a valid key."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """Return who asks; None for a key that opens nothing."""
        del request
        key = services.key_of(token.strip()) if token.strip() else None
        return None if key is None else Caller(key.organisation, services.reach_of(key.organisation), key)


def caller(request: HttpRequest, scope: KeyScope) -> Caller:
    """Return who asks. Raises ``HttpError`` 403 for a key that does not open this."""
    found: Any = request
    asks: Caller = found.auth
    if scope not in asks.key.scopes:
        raise HttpError(403, f"This key does not open '{scope.value}'. The coordination gives another one.")
    return asks
