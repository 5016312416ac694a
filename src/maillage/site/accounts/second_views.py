"""Pages of the second factor: the step at sign-in, and the settings. django-allauth does the work."""

from __future__ import annotations

from typing import Any

from allauth.account.views import ReauthenticateView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator

from maillage.site.accounts import proof

_BY_KEY = "accounts/with_passkey.html"


class Refusing:
    """Mixin that answers a refused form with status 422, as all pages of the site do."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the page again with the errors."""
        answer: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if answer.status_code == 200:
            answer.status_code = 422
        return answer


class SecondStep(Refusing, base.AuthenticateView):
    """``/connexion/code``: after the password, a code of the application, a recovery code or a passkey."""

    template_name = "accounts/second_step.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the passkey challenge for the script of the page."""
        context = super().get_context_data(**kwargs)
        user = self.stage.login.user
        with_key = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists()
        errors = self.webauthn_form.errors.get("credential", []) if self.webauthn_form else []
        return {**context, "options": context["js_data"]["request_options"] if with_key else None, "key_errors": errors}


class ProveAgain(Refusing, base.ReauthenticateView):
    """``/compte/confirmer/code``: a code, asked again in an open session."""

    template_name = "accounts/prove_again.html"


class ProveAgainByKey(Refusing, webauthn.ReauthenticateWebAuthnView):
    """``/compte/confirmer/cle``: a passkey, asked again in an open session."""

    template_name = _BY_KEY

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the passkey challenge for the script of the page."""
        context = super().get_context_data(**kwargs)
        return {**context, "options": context["js_data"]["request_options"]}


class PasswordAgain(Refusing, ReauthenticateView):
    """``/compte/confirmer``: the password, asked again before a security setting changes."""

    template_name = "accounts/prove_again.html"


@method_decorator(login_not_required, name="dispatch")
class SignInByKey(webauthn.LoginWebAuthnView):
    """``/connexion/cle``: passkey challenge and answer for the script of the sign-in page; public."""


class Protection(base.IndexView):
    """``/compte/securite``: the second factors of the account."""

    template_name = "accounts/protection.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the application, the passkeys and the number of unused recovery codes."""
        context = super().get_context_data(**kwargs)
        found = context["authenticators"]
        recovery = found.get(Authenticator.Type.RECOVERY_CODES)
        return {
            **context,
            "application": found.get(Authenticator.Type.TOTP),
            "keys": found.get(Authenticator.Type.WEBAUTHN, []),
            "recovery": recovery,
            "codes_left": len(recovery.get_unused_codes()) if recovery else 0,
            "needed": proof.is_needed(self.request.user),  # type: ignore[arg-type]
        }


class AddApplication(Refusing, totp.ActivateTOTPView):
    """``/compte/securite/application``: a QR code for an authenticator application, then its first code."""

    template_name = "accounts/add_application.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Redirect if the application is already set up, for example after a double click."""
        if Authenticator.objects.filter(user=request.user.pk, type=Authenticator.Type.TOTP).exists():
            messages.info(request, "C’est déjà fait\u00a0: une application est reliée à votre compte.")
            return redirect("mfa_index")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Save the application, mark its first code as used, and count it as a shown second factor."""
        user: Any = self.request.user
        answer = super().form_valid(form)
        Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP).wrap().validate_code(
            form.cleaned_data["code"]
        )
        proof.note_factor(self.request, user, Authenticator.Type.TOTP)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the secret in groups of four characters, to be typed, and whether a factor is required."""
        context = super().get_context_data(**kwargs)
        key = context["form"].secret
        groups = " ".join(key[k : k + 4] for k in range(0, len(key), 4))
        return {**context, "key": groups, "needed": proof.is_needed(self.request.user)}  # type: ignore[arg-type]


class RemoveApplication(Refusing, totp.DeactivateTOTPView):
    """``/compte/securite/application/retirer``."""

    template_name = "accounts/remove_application.html"


class NewRecoveryCodes(codes.GenerateRecoveryCodesView):
    """``/compte/securite/codes/nouveaux``: create new recovery codes; the old ones stop working."""

    template_name = "accounts/new_recovery_codes.html"


class RecoveryCodes(codes.ViewRecoveryCodesView):
    """``/compte/securite/codes``: the recovery codes, shown once."""

    template_name = "accounts/recovery_codes.html"


class AddKey(Refusing, webauthn.AddWebAuthnView):
    """``/compte/securite/cle``: a new passkey, created by the script of the page."""

    template_name = "accounts/add_key.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Save the passkey; it has verified its user, which also counts as a shown second factor."""
        answer = super().form_valid(form)
        proof.note_factor(self.request, self.request.user, Authenticator.Type.WEBAUTHN)  # type: ignore[arg-type]
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the options of a passkey that is stored on the device and verifies its user."""
        context = super().get_context_data(**kwargs)
        options = webauthn.auth.begin_registration(self.request.user, passwordless=True)  # type: ignore[arg-type]
        return {**context, "options": options}


class RemoveKey(webauthn.RemoveWebAuthnView):
    """``/compte/securite/cle/<pk>/retirer``."""

    template_name = "accounts/remove_key.html"
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        """Remove the passkey, unless the user's role requires it."""
        if get_adapter().can_delete_authenticator(self.object):
            return super().form_valid(form)
        return self.render_to_response(self.get_context_data(), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the reason if the passkey cannot be removed."""
        adapter = get_adapter()
        kept = not adapter.can_delete_authenticator(self.object)
        refused = adapter.error_messages["cannot_delete_authenticator"] if kept else ""
        return {**super().get_context_data(**kwargs), "refused": refused}
