"""The answer to the question of remote opinions: which readers are on duty at a moment, by a published rota."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from maillage.site.agenda.models import Claim, Session
from maillage.site.duties.problem import SCHEME


def on_duty(users: Collection[int], at: datetime) -> frozenset[int]:
    """Return which of these users (keys) hold a duty at this moment."""
    held = Claim.objects.filter(
        active=True, resource__professional__user__in=list(users), during__contains=at,
        post__session__programme__scheme=SCHEME,
    )  # fmt: skip
    running = held.exclude(post__session__state=Session.State.CANCELLED)
    return frozenset(running.values_list("resource__professional__user", flat=True))
