"""Who may open a page: decorators asked before anything is read. What they ask is in the matrix of rights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.accounts.scope import Grants

View = Callable[..., HttpResponse]
READING = frozenset({"GET", "HEAD", "OPTIONS"})


def signed_in(request: HttpRequest) -> User:
    """Who asks. Raises ``PermissionDenied`` for somebody not signed in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


@dataclass(frozen=True)
class RouteGate:
    """The right that a page asks for: to read ``reads`` as far as ``reach``, and to change ``changes`` by a form.

    A page without ``changes`` takes no form; one without ``reads`` is a form, for those who may send it.
    """

    reach: Reach
    reads: Record | None = None
    changes: Record | None = None

    def opens_to(self, grants: Grants, method: str) -> bool:
        """Whether somebody may ask the page by this method."""
        if method in READING and self.reads is not None:
            return grants.may(self.reads, Act.READ, self.reach)
        return self.changes is not None and grants.may(self.changes, Act.CHANGE, self.reach)


def gate(reach: Reach, *, reads: Record | None = None, changes: Record | None = None) -> Callable[[View], View]:
    """Open the view to signed-in users with this right (those not signed in never come this far)."""
    asked = RouteGate(reach, reads, changes)

    def around(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not asked.opens_to(request.user.grants, request.method or ""):  # type: ignore[union-attr]
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.gate = asked  # type: ignore[attr-defined]
        return guarded

    return around
