"""Questions to the directory app, which this app may not import: the directory registers itself to answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.dispatch import Signal

if TYPE_CHECKING:
    from maillage.site.accounts.models import Invitation, User

invitations_forgotten = Signal()
"""Sent with ``keys`` when unanswered invitations are deleted, so that other apps delete the personal data too."""


@dataclass(frozen=True)
class DirectoryEntry:
    """An entry of the directory of professionals that can be linked to an account.

    ``commune`` is where the person practises; ``owner`` the account already linked to it.
    """

    key: int
    commune: str
    owner: User | None


class Directory(Protocol):
    """What the directory answers about accounts and their organisations."""

    def places(self) -> Iterable[tuple[int, str]]:
        """Return the organisation and the commune of every place, also of those that it kept before."""
        ...

    def communes_of(self, organisations: Iterable[int]) -> Iterable[str]:
        """Return the communes of the places of these organisations."""
        ...

    def entry(self, key: int) -> DirectoryEntry | None:
        """Return the entry with this key."""
        ...

    def entry_of(self, account: User) -> DirectoryEntry | None:
        """Return the entry linked to an account."""
        ...

    def commune_of(self, account: User) -> str | None:
        """Return where the professional of an account practises: asked at each of their pages."""
        ...

    def account_of_rpps(self, number: str) -> User | None:
        """Return the account of the professional with this RPPS number."""
        ...

    def entry_invited(self, invitation: Invitation) -> DirectoryEntry | None:
        """Return the entry to which an invitation will link the account."""
        ...

    def note_invited(self, invitation: Invitation, entry: DirectoryEntry) -> None:
        """Store with an invitation the entry to which it will link the account."""
        ...

    def give_entry(self, entry: DirectoryEntry, account: User) -> bool:
        """Link an account to an entry; return False if another account is linked to it."""
        ...


_directories: list[Directory] = []


def register(directory: Directory) -> None:
    """Register the implementation that answers; the last one registered is used."""
    _directories.append(directory)


def directory() -> Directory:
    """Return the registered implementation."""
    return _directories[-1]
