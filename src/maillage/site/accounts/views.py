"""Signing in and out, and the page each user starts from."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from maillage.site.accounts.forms import SignInForm

# The first role that fits decides where a user lands.
STARTING_PAGES = (
    ("coordinator", "/coordination/"),
    ("analyst", "/coordination/"),
    ("doctor", "/soignant/"),
    ("host", "/lieu/"),
)


class SignIn(LoginView):
    """``/connexion``; open to everybody, as Django marks it."""

    template_name = "accounts/connexion.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


class SignOut(LogoutView):
    """``/deconnexion``, by POST only."""

    http_method_names = ["post", "options"]


def home_of_user(request: HttpRequest, *_: Any) -> HttpResponse:
    """Send the user to the pages of their role, the public ones where they have none."""
    roles = request.user.scope.roles  # type: ignore[union-attr]
    return redirect(next((page for role, page in STARTING_PAGES if role in roles), "/"))
