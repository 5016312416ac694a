"""Settings of django-allauth for this site: when to ask for a new sign-in, what to say, how to encrypt secrets."""

from __future__ import annotations

import time
from typing import Any, cast

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from maillage.site import sealing
from maillage.site.accounts import browsers, proof
from maillage.site.accounts import messages as mail
from maillage.site.accounts.addresses import page_to_open
from maillage.site.accounts.models import User
from maillage.site.messages.signature import sender

SAID = {
    "mfa/messages/totp_activated.txt": "L’application est reliée à votre compte.",
    "mfa/messages/totp_deactivated.txt": "L’application n’est plus reliée à votre compte.",
    "mfa/messages/recovery_codes_generated.txt": "Vos codes de secours sont prêts\u00a0: notez-les maintenant.",
    "mfa/messages/webauthn_added.txt": "La clé d’accès est enregistrée.",
    "mfa/messages/webauthn_removed.txt": "La clé d’accès est retirée.",
}
WRITTEN = {
    "mfa/email/totp_activated": "Une application a été reliée à votre compte pour confirmer la connexion.",
    "mfa/email/totp_deactivated": "L’application qui confirmait la connexion n’est plus reliée à votre compte.",
    "mfa/email/recovery_codes_generated": "De nouveaux codes de secours ont été faits. Les anciens ne servent plus.",
    "mfa/email/webauthn_added": "Une clé d’accès a été ajoutée à votre compte.",
    "mfa/email/webauthn_removed": "Une clé d’accès a été retirée de votre compte.",
}


class Accounts(DefaultAccountAdapter):
    """Sign-in rules of the site: no open registration, notifications sent through the outbox."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: accounts are created by invitation only."""
        return False

    def get_login_stages(self) -> list[str]:
        """Return the second factor as the only stage after the password: invitations already verify addresses."""
        return ["maillage.site.accounts.proof.SecondStep"]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Return whether the user must prove their identity again before a sensitive change.

        False for some minutes after a sign-in. A user with a second factor must have used that factor, not the password
        alone.
        """
        request = _answered()
        user: Any = request.user
        ways = proof.STRONG if proof.has_factor(user) else None
        records = get_authentication_records(request, user)
        last = max((row["at"] for row in records if ways is None or row["method"] in ways), default=0)
        return time.time() - last >= app_settings.REAUTHENTICATION_TIMEOUT

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Return the second factors of the user if there are any: the password alone may not change them."""
        methods = super().get_reauthentication_methods(user)
        return [way for way in methods if way["id"].startswith("mfa_")] or methods

    def is_safe_url(self, url: str) -> bool:
        """Return whether ``url`` is a safe redirect after sign-in: a page of this site that the user may open."""
        request = _answered()
        return bool(page_to_open(request, cast(User | AnonymousUser, request.user), url))

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        """Set the cookie by which the throttle recognises this browser for this account."""
        return browsers.remember(request, super().post_login(request, user, **kwargs), user)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """Answer a sign-in to a closed account with an error message on the sign-in page."""
        messages.error(request, "Ce compte est fermé.")
        return HttpResponseRedirect(reverse("login"))

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Show the site's own French text for an allauth message; ignore messages that have none."""
        said = message or SAID.get(message_template or "")
        if said:
            messages.add_message(request, level, said, extra_tags=extra_tags)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Write to the owner what changed on the account, through the outbox."""
        mail.second_factor_changed(user, WRITTEN[template_prefix])


def _answered() -> HttpRequest:
    """Return the current request from allauth's context; allauth calls these methods only during a request."""
    request = context.request
    assert request is not None
    return request


class SecondFactors(DefaultMFAAdapter):
    """Settings of the second factors of the site's accounts."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "Ce code ne convient pas, ou il a déjà servi.",
        "cannot_delete_authenticator": "Votre rôle demande un second facteur\u00a0: ajoutez-en un autre d’abord.",
    }

    def encrypt(self, text: str) -> str:
        """Encrypt a secret before it is stored."""
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt a stored secret. Raises ``sealing.Unreadable``."""
        return sealing.unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Return False for the last factor of a user whose role requires one."""
        others = Authenticator.objects.filter(user=authenticator.user, type__in=proof.FACTORS)
        return not proof.is_needed(authenticator.user) or others.exclude(pk=authenticator.pk).exists()

    def _get_site_name(self) -> str:
        """Return the site name that authenticator applications and passkeys show beside the account."""
        return sender().name
