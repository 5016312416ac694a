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


_lists: list[Callable[[], list[ShownAccount]]] = []


def show(accounts: Callable[[], list[ShownAccount]]) -> None:
    """Let the sign-in page list ``accounts``."""
    _lists[:] = [accounts]


def shown_accounts() -> list[ShownAccount]:
    """Return the accounts of the demonstration; none on a real site."""
    return [one for accounts in _lists for one in accounts()] if settings.DEMONSTRATION else []
