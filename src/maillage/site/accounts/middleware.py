"""Middleware for closed pages: the second factor for roles that require one, and the reader's time zone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from maillage.site.accounts import proof
from maillage.site.accounts.clocks import zone_of_user

Answer = Callable[[HttpRequest], HttpResponse]
SET_UP = frozenset({"mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"})
SHOWN = frozenset({"mfa_reauthenticate", "mfa_reauthenticate_webauthn"})
"""Pages that stay open without a second factor: those that set one up, and those that ask for it."""


class SecondFactorFirst:
    """Redirects a user who has not shown the required second factor to the page that asks for it or sets it up."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: object, _kwargs: object) -> HttpResponse | None:
        """Redirect before the view of a closed page runs; return None to let it run."""
        if not settings.SECOND_FACTOR or not request.user.is_authenticated:
            return None
        user: Any = request.user
        if not getattr(view, "login_required", True) or proof.was_shown(request) or not proof.is_needed(user):
            return None
        has_one = proof.has_factor(user)
        if request.resolver_match and request.resolver_match.url_name in (SHOWN if has_one else SET_UP):
            return None
        return redirect("mfa_reauthenticate" if has_one else "mfa_activate_totp")


class ClocksOfReader:
    """Closed pages say "today" and the hour by the clocks of the territory of who reads; open ones by those of Paris,
    until a view knows the place that it is about."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(None):  # the clocks of one request are not those of the next
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: object, _kwargs: object) -> None:
        """Before the view of a closed page; one that tells no time (``tells_time``) needs no clocks."""
        if not getattr(view, "tells_time", True):
            return
        if getattr(view, "login_required", True) and request.user.is_authenticated:
            user: Any = request.user
            timezone.activate(zone_of_user(user))
