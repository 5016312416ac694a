"""Authentication of the current session: whether a second factor is required, set up, and was shown."""

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
"""Sign-in methods that are a second factor or include one."""


def sign_in(request: HttpRequest, user: User, method: str, to: str = "") -> HttpResponse:
    """Sign in ``user``, who has just proved their identity by ``method``; ask for the second factor if there is one.

    ``to`` is the path of the page to open next; empty for the home page of the user's role.
    """
    record_authentication(request, user, method)
    return perform_login(request, user, redirect_url=to or reverse("home-of-user"))


class SecondStep(AuthenticateStage):
    """Stage that asks for the second factor; skipped after a sign-in with a health professional's card."""

    def _should_handle(self, request: HttpRequest) -> bool:
        records = get_authentication_records(request, self.login.user)
        return all(row["method"] != PRO_SANTE_CONNECT for row in records) and super()._should_handle(request)


def note_factor(request: HttpRequest, user: User, kind: str) -> None:
    """Record that the user set up a second factor in this session, which also counts as having shown it."""
    record_authentication(request, user, "mfa", type=kind)


def is_needed(user: User) -> bool:
    """Return whether this site requires a second factor for one of the user's roles."""
    return bool(settings.SECOND_FACTOR) and any(role.second_factor for role in held(user.grants.roles))


def was_shown(request: HttpRequest) -> bool:
    """Return whether a second factor was used in this session."""
    records: list[dict[str, Any]] = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return any(row["method"] in STRONG for row in records)


def has_factor(user: User) -> bool:
    """Return whether the user has set up a second factor."""
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()
