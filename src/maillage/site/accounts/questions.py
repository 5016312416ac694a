"""What accounts ask of the directory, which stands above them: it answers by registering itself when it is loaded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.dispatch import Signal

if TYPE_CHECKING:
    from maillage.site.accounts.models import Invitation, User

invitations_forgotten = Signal()
"""Sent with ``keys`` when unanswered invitations are forgotten: what names their people goes too."""


@dataclass(frozen=True)
class DirectoryEntry:
    """An entry of the directory of professionals, for which an account may stand.

    ``commune`` is where the person practises; ``owner`` the account that stands for it already.
    """

    key: int
    commune: str
    owner: User | None


class Directory(Protocol):
    """What the directory knows of accounts and their organisations."""

    def places(self) -> Iterable[tuple[int, str]]:
        """Organisation and commune of every place."""
        ...

    def entry(self, key: int) -> DirectoryEntry | None:
        """One entry."""
        ...

    def entry_of(self, account: User) -> DirectoryEntry | None:
        """The entry that an account stands for."""
        ...

    def account_of_rpps(self, number: str) -> User | None:
        """The account that stands for the professional with this RPPS number."""
        ...

    def entry_invited(self, invitation: Invitation) -> DirectoryEntry | None:
        """The entry for which an invitation offers an account."""
        ...

    def note_invited(self, invitation: Invitation, entry: DirectoryEntry) -> None:
        """Keep with an invitation the entry that it is for."""
        ...

    def give_entry(self, entry: DirectoryEntry, account: User) -> bool:
        """Let an account stand for an entry; False where another one does."""
        ...


_directories: list[Directory] = []


def register(directory: Directory) -> None:
    """Name who answers; the last one named does."""
    _directories.append(directory)


def directory() -> Directory:
    """Who answers."""
    return _directories[-1]
