"""A signed cookie that marks browsers in which an account has been signed in, for the throttle.

The throttle counts wrong passwords from such a browser apart from those of other browsers. The cookie gives no access
to the account. It holds a digest of each e-mail address and a random number, no name and no address.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from maillage.site.accounts.models import User

COOKIE = "__Host-known" if settings.HTTPS else "known"
SALT = "maillage.known-browser"
LASTS = 365 * 24 * 3600
MOST_ACCOUNTS = 5


def known_as(request: HttpRequest | None, email: str) -> str:
    """Return this browser's random number for the account ``email``; empty if it never signed in here."""
    return _accounts(request).get(_digest(email), "") if request is not None else ""


def remember(request: HttpRequest, response: HttpResponse, user: User) -> HttpResponse:
    """Add ``user`` to the accounts in the browser's cookie; keep the most recent ``MOST_ACCOUNTS`` of them."""
    mark = _digest(user.email)
    others = {key: name for key, name in _accounts(request).items() if key != mark}
    kept = dict(list(others.items())[1 - MOST_ACCOUNTS :])
    kept[mark] = known_as(request, user.email) or secrets.token_urlsafe(12)
    response.set_cookie(
        COOKIE,
        signing.dumps(kept, salt=SALT),
        max_age=LASTS,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response


def _accounts(request: HttpRequest) -> dict[str, str]:
    try:
        found: Any = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return {}
    return found


def _digest(email: str) -> str:
    return salted_hmac(SALT, User.objects.normalise(email), algorithm="sha256").hexdigest()[:32]
