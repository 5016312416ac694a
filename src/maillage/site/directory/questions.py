"""What the directory asks of the apps above it: they answer by registering a function when they are loaded."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q

from maillage.site.accounts.scope import NOTHING, Scope

AtWork = Callable[[Scope], Q]
_at_work: list[AtWork] = []


def answer_at_work(answer: AtWork) -> None:
    """Register which professionals something engages in a user's territory, as a condition on their rows."""
    _at_work.append(answer)


def at_work(scope: Scope) -> Q:
    """Professionals whom something engages in the territory of ``scope``; nobody where nothing is registered."""
    rule = NOTHING
    for answer in _at_work:
        rule |= answer(scope)
    return rule
