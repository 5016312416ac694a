"""Who asks: an organisation, by its key. The page of an organisation's keys is *Interface du SAS*."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from ninja.security import HttpBearer

from maillage.site.accounts.models import Organisation
from maillage.site.accounts.scope import Scope
from maillage.site.fhir import services


@dataclass(frozen=True)
class Caller:
    """The organisation whose key a request carries, and its territory."""

    organisation: Organisation
    territory: Scope


class KeyOfOrganisation(HttpBearer):
    """``Authorization: Bearer KEY``; 401 without a valid key."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """Return who asks; None for a key that opens nothing."""
        del request
        holder = services.holder(token.strip()) if token.strip() else None
        return None if holder is None else Caller(holder, services.reach_of(holder))
