"""Accounts that the sign-in page of a demonstration opens with one click; a real site has none and no route to them.

The demonstration registers itself here, and only where the setting ``DEMONSTRATION`` is on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class ShownAccount:
    """An account to try: ``key`` names it in the form, ``waits`` says which work waits for it."""

    key: str
    name: str
    role: str
    waits: str


_offered: list[Callable[[], list[ShownAccount]]] = []


def offer(accounts: Callable[[], list[ShownAccount]]) -> None:
    """Let the sign-in page list ``accounts``."""
    _offered[:] = [accounts]


def offered() -> list[ShownAccount]:
    """Return the accounts of the demonstration; none on a real site."""
    return [one for accounts in _offered for one in accounts()] if settings.DEMONSTRATION else []
