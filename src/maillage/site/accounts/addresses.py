"""Target of the redirect after sign-in: the requested page, if it is on this site and the user may open it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from maillage.site.accounts.models import User
from maillage.site.accounts.scope import NOBODY

NOT_TO_COME_BACK_TO = frozenset({"login", "account_login", "logout"})
CONTROL = frozenset(map(chr, (*range(0x20), 0x7F)))


def page_to_open(request: HttpRequest, user: User | AnonymousUser, wanted: str) -> str:
    """Return ``wanted`` if it is the path of a page that ``user`` may read, else an empty string.

    On an empty string the caller redirects to the user's own pages.
    """
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    parts = _parts(wanted) if safe and not CONTROL & set(wanted) else None
    if parts is None or not parts.path.startswith("/") or parts.path.startswith("//"):
        return ""
    try:
        found = resolve(parts.path)
    except Resolver404:
        return ""
    if found.url_name in NOT_TO_COME_BACK_TO:
        return ""
    # Closed pages carry a gate that says which roles may open them (www.gates); pages without a gate are public.
    gate: Any = getattr(found.func, "gate", None)
    if gate is not None and (gate.reads is None or not gate.opens_to(getattr(user, "grants", NOBODY), "GET")):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _parts(address: str) -> Any:
    try:
        return urlsplit(address)
    except ValueError:
        return None
