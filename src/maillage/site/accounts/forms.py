from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError

from maillage.site.accounts import throttle


class SignInForm(AuthenticationForm):
    """E-mail and password; a run of wrong ones is answered by a pause, whether the account exists or not."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": "L’adresse électronique ou le mot de passe ne convient pas.",
        "inactive": "Ce compte est fermé.",
    }

    def clean(self) -> dict[str, Any]:
        account = self.cleaned_data.get("username") or ""
        address = self.request.META.get("REMOTE_ADDR", "") if self.request else ""
        if throttle.is_closed(account, address):
            raise ValidationError("Trop d’essais. Attendez un quart d’heure avant de recommencer.", code="throttled")
        try:
            cleaned = super().clean()
        except ValidationError:
            throttle.note_failure(account, address)
            raise
        throttle.forget(account)
        return cleaned
