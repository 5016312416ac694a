"""Decorators that check access to a page before anything is read; the rights are in ``accounts.rights``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.accounts.scope import Grants

View = Callable[..., HttpResponseBase]
READING = frozenset({"GET", "HEAD", "OPTIONS"})


def signed_in(request: HttpRequest) -> User:
    """Return the signed-in user. Raises ``PermissionDenied`` if nobody is signed in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


@dataclass(frozen=True)
class RouteGate:
    """The right that a page needs: to read ``reads`` as far as ``reach``, and to change ``changes`` by a form.

    A page without ``changes`` accepts no form; one without ``reads`` is a form for users who may submit it.
    """

    reach: Reach
    reads: Record | None = None
    changes: Record | None = None

    def opens_to(self, grants: Grants, method: str) -> bool:
        """Return whether a user may request the page by this method."""
        if method in READING and self.reads is not None:
            return grants.may(self.reads, Act.READ, self.reach)
        return self.changes is not None and grants.may(self.changes, Act.CHANGE, self.reach)


def gate(reach: Reach, *, reads: Record | None = None, changes: Record | None = None) -> Callable[[View], View]:
    """Open the view to signed-in users with this right (a middleware redirects others to the sign-in)."""
    asked = RouteGate(reach, reads, changes)

    def around(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not asked.opens_to(request.user.grants, request.method or ""):  # type: ignore[union-attr]
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.gate = asked  # type: ignore[attr-defined]
        return guarded

    return around
