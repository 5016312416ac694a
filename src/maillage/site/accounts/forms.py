from __future__ import annotations

import math
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from maillage.site.accounts import browsers, throttle
from maillage.site.accounts.models import User


class SignInForm(AuthenticationForm):
    """E-mail and password; after several wrong passwords each new try must wait, whether or not the account exists."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": "L’adresse électronique ou le mot de passe ne convient pas.",
        "inactive": "Ce compte est fermé.",
    }

    def clean(self) -> dict[str, Any]:
        account = self.cleaned_data.get("username") or ""
        if not account or not self.cleaned_data.get("password"):
            return super().clean()
        address = self.request.META.get("REMOTE_ADDR", "") if self.request else ""
        browser = browsers.known_as(self.request, account)
        begin(throttle.SIGN_IN, account, address, browser)
        cleaned = super().clean()
        throttle.SIGN_IN.forget(account, browser)
        return cleaned


def begin(pace: throttle.Pace, account: str, address: str, browser: str) -> None:
    """Record a try before checking it. Raises ``ValidationError`` if the user must still wait."""
    wait = pace.begin(account, address, browser)
    if wait:
        later = f"{wait}\u00a0s" if wait < 90 else f"{math.ceil(wait / 60)}\u00a0minutes"
        raise ValidationError(f"Trop d’essais. Réessayez dans {later}.", code="throttled")


def secret(label: str, autocomplete: str, help_text: str = "") -> forms.CharField:
    """Return a password field."""
    attributes = {"class": "govuk-input", "autocomplete": autocomplete}
    return forms.CharField(
        label=label,
        help_text=help_text,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs=attributes),
        error_messages={"required": "Tapez le mot de passe."},
    )


class PasswordForm(forms.Form):
    """A new password for ``user``, typed twice."""

    password = secret(
        "Nouveau mot de passe",
        "new-password",
        "Au moins 12\u00a0caractères. Quelques mots sans lien entre eux se retiennent bien.",
    )
    again = secret("Le même, encore une fois", "new-password")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """Check the password against the site's password rules."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        """Check that both passwords are equal."""
        cleaned = super().clean() or {}
        if "password" in cleaned and "again" in cleaned and cleaned["password"] != cleaned["again"]:
            self.add_error("again", "Les deux mots de passe ne sont pas les mêmes.")
        return cleaned


class ChangePasswordForm(PasswordForm):
    """Change of one's own password; asks for the current one."""

    current = secret("Mot de passe actuel", "current-password")
    field_order = ("current", "password", "again")

    def clean_current(self) -> str:
        """Check the current password; wrong ones are counted as at the sign-in."""
        current: str = self.cleaned_data["current"]
        # The tries of a signed-in user have a counter of their own: strangers' tries do not block the user, and the
        # other way round.
        begin(throttle.SIGN_IN, self.user.email, "", "signed in")
        if not self.user.check_password(current):
            raise ValidationError("Ce n’est pas votre mot de passe actuel.")
        throttle.SIGN_IN.forget(self.user.email, "signed in")
        return current


class AddressForm(forms.Form):
    """The e-mail address to which a link is sent."""

    email = forms.EmailField(
        label="Adresse électronique",
        max_length=254,
        widget=forms.EmailInput(
            attrs={"class": "govuk-input", "autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={
            "required": "Tapez votre adresse électronique.",
            "invalid": "Cette adresse n’est pas complète. Exemple\u00a0: prenom.nom@exemple.fr.",
        },
    )
