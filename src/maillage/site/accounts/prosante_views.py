"""``/connexion/pro-sante-connect``: redirect to the provider, and its redirect back."""

from __future__ import annotations

import logging

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from maillage.site.accounts import proof, prosante
from maillage.site.accounts.questions import directory

logger = logging.getLogger("maillage.accounts")


@login_not_required
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Redirect to the provider, where the professional shows the card."""
    if not prosante.is_configured():
        raise Http404
    if request.user.is_authenticated:
        return redirect("home-of-user")
    try:
        return prosante.leave_for_it(request, _back(request))
    except prosante.NotConfirmed as error:
        return _refused(request, error)


@login_not_required
@require_safe
def come_back(request: HttpRequest) -> HttpResponse:
    """Sign in the account of the professional with this RPPS number; create nothing if there is none."""
    if not prosante.is_configured():
        raise Http404
    try:
        account = directory().account_of_rpps(prosante.rpps_of_answer(request))
    except prosante.NotConfirmed as error:
        return _refused(request, error)
    if account is None or not account.is_active:
        return render(request, "accounts/psc_unknown.html", status=403)
    return proof.sign_in(request, account, proof.PRO_SANTE_CONNECT)


def _back(request: HttpRequest) -> str:
    """Return the callback address registered at the provider: on the public host, whatever host the request named."""
    path = reverse("psc-back")
    return f"{settings.PUBLIC_ADDRESS}{path}" if settings.PUBLIC_ADDRESS else request.build_absolute_uri(path)


def _refused(request: HttpRequest, error: prosante.NotConfirmed) -> HttpResponse:
    logger.warning("Pro Santé Connect: %s", error)
    return render(request, "accounts/psc_refused.html", status=403)
