"""The answers to the questions of remote opinions: who is on duty at a moment, and for which platform."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from maillage.site.accounts.scope import Scope
from maillage.site.agenda.models import Claim, Session
from maillage.site.duties.models import SCHEMES

PLATFORM = "post__session__programme__rota__platform"


def on_duty(users: Collection[int], at: datetime) -> frozenset[int]:
    """Return which of these users (keys) hold a duty at this moment."""
    held = _held(at).filter(resource__professional__user__in=list(users), post__session__programme__scheme__in=SCHEMES)
    return frozenset(held.values_list("resource__professional__user", flat=True))


def platforms_of(scope: Scope, at: datetime) -> QuerySet[Any, Any]:
    """Return the platforms (keys) for which the user of a scope holds a duty at this moment, as a query."""
    rows = _held(at).filter(scope.own("resource__professional__user"))
    return rows.filter(post__session__programme__rota__platform__isnull=False).values(PLATFORM)


def readers_of(platform: int, at: datetime) -> frozenset[int]:
    """Return the users (keys) who hold a duty of a platform (key) at this moment."""
    rows = _held(at).filter(Q(**{PLATFORM: platform}), resource__professional__user__isnull=False)
    return frozenset(rows.values_list("resource__professional__user", flat=True))


def _held(at: datetime) -> QuerySet[Claim, Claim]:
    rows = Claim.objects.filter(active=True, during__contains=at)
    return rows.exclude(post__session__state=Session.State.CANCELLED)
