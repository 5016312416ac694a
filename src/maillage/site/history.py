"""What is left of a history once its rows are forgotten: the notes of who was at work, which nothing points at."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.apps import apps
from django.db.models import Exists, OuterRef
from pghistory.models import Context, Event

SETTLED = timedelta(hours=1)
"""A request may write several events under one context: younger ones are left alone."""


def forget_contexts(now: datetime) -> int:
    """Remove contexts without any event; returns how many."""
    left = Context.objects.filter(updated_at__lt=now - SETTLED)
    for model in apps.get_models():
        if issubclass(model, Event):
            left = left.exclude(Exists(model._default_manager.filter(pgh_context=OuterRef("pk"))))
    return left.delete()[0]
