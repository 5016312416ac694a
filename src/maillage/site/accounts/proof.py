"""How sure a session is of its user: who needs a second factor, and whether one was shown."""

from __future__ import annotations

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from maillage.site.accounts.models import User
from maillage.site.accounts.roles import held

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
PASSWORD, LINK, PRO_SANTE_CONNECT = "password", "link", "pro-sante-connect"
STRONG = frozenset({"mfa", PRO_SANTE_CONNECT})
"""Ways of signing in that are a second factor, or have one of their own."""


def sign_in(request: HttpRequest, user: User, method: str, to: str = "") -> HttpResponse:
    """Sign ``user`` in, who has just shown who they are by ``method``; through the second step where they have one.

    ``to`` is where it leads, an address of the site; empty for the pages of the role.
    """
    record_authentication(request, user, method)
    return perform_login(request, user, redirect_url=to or reverse("home-of-user"))


class SecondStep(AuthenticateStage):
    """The step after the password: skipped for whoever came with a health professional's card."""

    def _should_handle(self, request: HttpRequest) -> bool:
        records = get_authentication_records(request, self.login.user)
        return all(row["method"] != PRO_SANTE_CONNECT for row in records) and super()._should_handle(request)


def note_factor(request: HttpRequest, user: User, kind: str) -> None:
    """A second factor was set up, and shown with it."""
    record_authentication(request, user, "mfa", type=kind)


def is_needed(user: User) -> bool:
    """Whether this site asks a second factor of the user's roles."""
    return bool(settings.SECOND_FACTOR) and any(role.second_factor for role in held(user.grants.roles))


def was_shown(request: HttpRequest) -> bool:
    """Whether this session has seen a second factor."""
    records: list[dict[str, Any]] = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return any(row["method"] in STRONG for row in records)


def has_factor(user: User) -> bool:
    """Whether the user has set a second factor up."""
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()
