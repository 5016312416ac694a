"""The second factor before every closed page, for the roles that need one where the site asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from maillage.site.accounts import proof

Answer = Callable[[HttpRequest], HttpResponse]
OPEN_WITHOUT = frozenset(
    {"mfa_activate_totp", "mfa_add_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
     "account_reauthenticate"}
)  # fmt: skip
"""Pages on which a second factor is set up or shown."""


class SecondFactor:
    """Leads who has not shown a second factor to where it is shown, or set up."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: object, _kwargs: object) -> HttpResponse | None:
        """Before the view of a closed page."""
        if not settings.SECOND_FACTOR or not request.user.is_authenticated:
            return None
        open_to_all = not getattr(view, "login_required", True)
        name = request.resolver_match.url_name if request.resolver_match else ""
        if open_to_all or name in OPEN_WITHOUT:
            return None
        user: Any = request.user
        if proof.was_shown(request) or not proof.is_needed(user):
            return None
        return redirect("mfa_reauthenticate" if proof.has_factor(user) else "mfa_activate_totp")
