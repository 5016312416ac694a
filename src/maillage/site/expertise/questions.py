"""Questions of remote opinions to the apps below, which register a function when they are loaded."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from maillage.site.accounts.scope import Scope

    PlatformsOnDuty = Callable[[Scope, datetime], QuerySet[Any, Any]]

OnDuty = Callable[[Collection[int], datetime], frozenset[int]]
ReadersOnDuty = Callable[[int, datetime], frozenset[int]]
_on_duty: list[OnDuty] = []
_platforms: list[PlatformsOnDuty] = []
_readers: list[ReadersOnDuty] = []


def answer_on_duty(answer: OnDuty) -> None:
    """Register who of some users (keys) is on duty at a moment, by a rota."""
    _on_duty.append(answer)


def on_duty(users: Collection[int], at: datetime) -> frozenset[int]:
    """Return which of these users are on duty; nobody where no rota says so."""
    return frozenset().union(*(answer(users, at) for answer in _on_duty))


def answer_platforms(platforms: PlatformsOnDuty, readers: ReadersOnDuty) -> None:
    """Register the platforms (keys, as a query) for which the user of a scope is on duty, and who is for a platform."""
    _platforms.append(platforms)
    _readers.append(readers)


def platforms_on_duty(scope: Scope, at: datetime) -> list[QuerySet[Any, Any]]:
    """Return queries of the platforms (keys) for which the user of a scope is on duty at a moment."""
    return [answer(scope, at) for answer in _platforms]


def readers_on_duty(platform: int, at: datetime) -> frozenset[int]:
    """Return the users (keys) who are on duty for a platform at a moment, by its published rotas."""
    return frozenset().union(*(answer(platform, at) for answer in _readers))
