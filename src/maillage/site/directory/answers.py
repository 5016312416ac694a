"""Answers of the directory to accounts: places of organisations, entries linked to accounts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import Q

from maillage.site.accounts.models import Invitation, User
from maillage.site.accounts.questions import DirectoryEntry
from maillage.site.directory.models import InvitedProfessional, Place, PlaceHandover, Professional


def _as_entry(person: Professional | None) -> DirectoryEntry | None:
    return None if person is None else DirectoryEntry(person.pk, person.home_id, person.user)


class DirectoryOfProfessionals:
    """The rows of this app in the form that ``accounts.questions.Directory`` asks for."""

    def places(self) -> Iterable[tuple[int, str]]:
        """Return the organisation and the commune of every place, also of those that it kept before (one query)."""
        before = PlaceHandover.objects.exclude(done_at=None).order_by().values_list("before", "place__commune")
        return Place.objects.order_by().values_list("organisation", "commune").union(before)

    def communes_of(self, organisations: Iterable[int]) -> Iterable[str]:
        """Return the communes of the places of these organisations."""
        rows = Place.objects.filter(organisation__in=list(organisations)).order_by()
        return rows.values_list("commune", flat=True).distinct()

    def entry(self, key: int) -> DirectoryEntry | None:
        """Return one professional."""
        return _as_entry(Professional.objects.select_related("user").filter(pk=key).first())

    def entry_of(self, account: User) -> DirectoryEntry | None:
        """Return the professional of an account."""
        return _as_entry(Professional.objects.select_related("user").filter(user=account).first())

    def commune_of(self, account: User) -> str | None:
        """Return where the professional of an account practises, without reading what is encrypted about them."""
        return Professional.objects.filter(user=account).values_list("home_id", flat=True).first()

    def account_of_rpps(self, number: str) -> User | None:
        """Return the account of the professional with this RPPS number."""
        person = Professional.objects.select_related("user").filter(rpps=number).exclude(user=None).first()
        return None if person is None else person.user

    def entry_invited(self, invitation: Invitation) -> DirectoryEntry | None:
        """Return the professional to whom an invitation offers an account."""
        rows = InvitedProfessional.objects.select_related("professional__user")
        row = rows.filter(invitation=invitation).first()
        return _as_entry(row.professional if row is not None else None)

    def note_invited(self, invitation: Invitation, entry: DirectoryEntry) -> None:
        """Store the professional of an invitation."""
        InvitedProfessional.objects.update_or_create(invitation=invitation, defaults={"professional_id": entry.key})

    def give_entry(self, entry: DirectoryEntry, account: User) -> bool:
        """Link an account to a professional; return False if another account is linked."""
        free = Professional.objects.filter(Q(user=None) | Q(user=account), pk=entry.key)
        return free.update(user=account) == 1


def forget_invited(*, keys: Iterable[int], **_: Any) -> None:
    """Delete the history of invited professionals together with that of the invitations."""
    apps.get_model("directory", "InvitedProfessionalEvent").objects.filter(invitation_id__in=list(keys)).delete()
