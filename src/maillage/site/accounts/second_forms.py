"""Forms for second-factor codes, passkeys and the password asked again; wrong tries are counted as at the sign-in."""

from __future__ import annotations

import logging
from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError

from maillage.site import sealing
from maillage.site.accounts import throttle
from maillage.site.accounts.forms import begin, secret
from maillage.site.accounts.models import User

logger = logging.getLogger("maillage.accounts")


def _code(label: str, help_text: str) -> forms.CharField:
    attributes = {
        "class": "govuk-input govuk-input--width-10",
        "autocomplete": "one-time-code",
        "inputmode": "numeric",
        "spellcheck": "false",
    }
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=20,
        widget=forms.TextInput(attrs=attributes),
        error_messages={"required": "Tapez le code."},
    )


class _Paced(forms.Form):
    """A code of ``user``; after several wrong codes each new try must wait."""

    user: User

    def clean_code(self) -> str:
        begin(throttle.SECOND_FACTOR, self.user.email, "", "second factor")
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except sealing.Unreadable as error:
            # Logs contain no exception text, so the message itself says what to do.
            logger.error(
                "The second factor of account %s was sealed with another key. Give it back in MAILLAGE_ENCRYPTION_KEY.",
                self.user.pk,
            )
            raise ValidationError("Votre second facteur n’est plus lisible. Prévenez l’exploitant du site.") from error
        throttle.SECOND_FACTOR.forget(self.user.email, "second factor")
        return code


HELP = "Le code à 6\u00a0chiffres de votre application, ou un code de secours."


class CodeForm(_Paced, AuthenticateForm):
    """The code after the password."""

    code = _code("Code", HELP)


class CodeAgainForm(_Paced, ReauthenticateForm):
    """The code asked again in an open session."""

    code = _code("Code", HELP)


class FirstCodeForm(_Paced, ActivateTOTPForm):
    """The first code of an authenticator application, which proves that it was set up correctly."""

    code = _code("Code affiché par l’application", "6\u00a0chiffres, renouvelés toutes les 30\u00a0secondes.")


NO_KEY = "La clé d’accès n’a pas été reconnue."
# Errors that the WebAuthn parser raises on a malformed answer, which no browser sends.
ODD = (KeyError, TypeError, ValueError, AttributeError)


class _Key(forms.Form):
    """The answer of a passkey."""

    credential = forms.JSONField(widget=forms.HiddenInput, error_messages={"required": NO_KEY, "invalid": NO_KEY})

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except ODD as error:
            raise ValidationError(NO_KEY) from error


class SignInKeyForm(_Key, LoginWebAuthnForm):
    """A passkey without a password."""


class SecondKeyForm(_Key, AuthenticateWebAuthnForm):
    """A passkey after the password."""


class KeyAgainForm(_Key, ReauthenticateWebAuthnForm):
    """A passkey asked again in an open session."""


class PasskeyForm(AddWebAuthnForm):
    """A new passkey that can sign in by itself: it must check a finger, a face or a PIN each time."""

    name = forms.CharField(
        label="Nom de la clé",
        help_text="Pour la reconnaître, par exemple\u00a0: téléphone, clé du cabinet.",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"class": "govuk-input", "autocomplete": "off"}),
    )
    credential = forms.JSONField(
        widget=forms.HiddenInput, error_messages={"required": "Le navigateur n’a pas donné de clé."}
    )

    def clean(self) -> dict[str, Any]:
        """Accept only passkeys that verify their user."""
        self.cleaned_data["passwordless"] = True
        try:
            return super().clean()
        except ODD as error:
            raise ValidationError(NO_KEY) from error


class PasswordAgainForm(forms.Form):
    """The password of the signed-in user, asked again before a security setting changes."""

    password = secret("Mot de passe", "current-password")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """Check the password; wrong ones are counted as at the sign-in."""
        password: str = self.cleaned_data["password"]
        begin(throttle.SIGN_IN, self.user.email, "", "signed in")
        if not self.user.check_password(password):
            raise ValidationError("Ce n’est pas votre mot de passe.")
        throttle.SIGN_IN.forget(self.user.email, "signed in")
        return password
