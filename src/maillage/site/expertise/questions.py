"""Questions of remote opinions to the apps below, which register a function when they are loaded."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

OnDuty = Callable[[Collection[int], datetime], frozenset[int]]
_on_duty: list[OnDuty] = []


def answer_on_duty(answer: OnDuty) -> None:
    """Register who of some users (keys) is on duty at a moment, by a rota."""
    _on_duty.append(answer)


def on_duty(users: Collection[int], at: datetime) -> frozenset[int]:
    """Return which of these users are on duty; nobody where no rota says so."""
    return frozenset().union(*(answer(users, at) for answer in _on_duty))
