"""Questions of the directory to the apps above it, which register a function when they are loaded."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q

from maillage.site.accounts.scope import NOTHING, Scope

AtWork = Callable[[Scope], Q]
_at_work: list[AtWork] = []


def answer_at_work(answer: AtWork) -> None:
    """Register the condition for professionals who have sessions in a user's territory."""
    _at_work.append(answer)


def at_work(scope: Scope) -> Q:
    """Return the condition for professionals with sessions in the territory of ``scope``; nobody if unregistered."""
    rule = NOTHING
    for answer in _at_work:
        rule |= answer(scope)
    return rule
