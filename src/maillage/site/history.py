"""The history of changes: naming their author; clean-up of contexts that no event refers to any more."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pghistory
from django.apps import apps
from django.db.models import Exists, OuterRef
from pghistory.models import Context, Event

if TYPE_CHECKING:
    from maillage.site.accounts.models import User

SETTLED = timedelta(hours=1)
"""A request may write several events with one context, so younger contexts are left alone."""


def authored_by(by: User | None) -> pghistory.context:
    """Return a context in which the history names ``by`` as author; None keeps the author already named."""
    return pghistory.context(**({} if by is None else {"user": by.pk}))


def forget_contexts(now: datetime) -> int:
    """Delete contexts without events; return how many."""
    left = Context.objects.filter(updated_at__lt=now - SETTLED)
    for model in apps.get_models():
        if issubclass(model, Event):
            left = left.exclude(Exists(model._default_manager.filter(pgh_context=OuterRef("pk"))))
    return left.delete()[0]
