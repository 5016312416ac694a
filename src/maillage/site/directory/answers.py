"""What the directory answers to accounts: places of organisations, and the entries that accounts stand for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import Q

from maillage.site.accounts.models import Invitation, User
from maillage.site.accounts.questions import DirectoryEntry
from maillage.site.directory.models import InvitedProfessional, Place, Professional


def _as_entry(person: Professional | None) -> DirectoryEntry | None:
    return None if person is None else DirectoryEntry(person.pk, person.home_id, person.user)


class DirectoryOfProfessionals:
    """The rows of this app, as ``accounts.questions.Directory`` asks for them."""

    def places(self) -> Iterable[tuple[int, str]]:
        """Organisation and commune of every place."""
        return Place.objects.values_list("organisation", "commune")

    def entry(self, key: int) -> DirectoryEntry | None:
        """One professional."""
        return _as_entry(Professional.objects.select_related("user").filter(pk=key).first())

    def entry_of(self, account: User) -> DirectoryEntry | None:
        """The professional whose account this is."""
        return _as_entry(Professional.objects.select_related("user").filter(user=account).first())

    def account_of_rpps(self, number: str) -> User | None:
        """The account of the professional with this RPPS number."""
        person = Professional.objects.select_related("user").filter(rpps=number).exclude(user=None).first()
        return None if person is None else person.user

    def entry_invited(self, invitation: Invitation) -> DirectoryEntry | None:
        """The professional to whom an invitation offers an account."""
        rows = InvitedProfessional.objects.select_related("professional__user")
        row = rows.filter(invitation=invitation).first()
        return _as_entry(row.professional if row is not None else None)

    def note_invited(self, invitation: Invitation, entry: DirectoryEntry) -> None:
        """Keep who is invited."""
        InvitedProfessional.objects.update_or_create(invitation=invitation, defaults={"professional_id": entry.key})

    def give_entry(self, entry: DirectoryEntry, account: User) -> bool:
        """The account stands for the professional from now on; False where another one does."""
        free = Professional.objects.filter(Q(user=None) | Q(user=account), pk=entry.key)
        return free.update(user=account) == 1


def forget_invited(*, keys: Iterable[int], **_: Any) -> None:
    """The history of who was invited goes with that of the invitation."""
    apps.get_model("directory", "InvitedProfessionalEvent").objects.filter(invitation_id__in=list(keys)).delete()
