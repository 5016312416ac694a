"""The two doors to the agreements: of those who answer for a party, and of the coordination; the pages are the same."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Reach
from maillage.site.agreements import parties
from maillage.site.agreements.models import Agreement, AgreementVersion, AgreementVersionQuerySet
from maillage.site.www.gates import signed_in


@dataclass(frozen=True)
class Door:
    """How far a right goes, and how the addresses of its pages are named."""

    reach: Reach
    prefix: str = ""

    @property
    def names(self) -> dict[str, str]:
        """URL names of the pages by what they show, for templates."""
        pages = (
            "terms", "people", "week", "paper", "agenda", "end", "add", "boards", "means", "support", "money",
            "money-csv", "money-paper", "groups", "group-add", "group",
        )  # fmt: skip
        return {"all": self.name("agreements"), "one": self.name("agreement")} | {
            page.replace("-", "_"): self.name(f"agreement-{page}") for page in pages
        }

    def name(self, page: str) -> str:
        """URL name of a page."""
        return f"{self.prefix}{page}"


PARTY = Door(Reach.ORGANISATION, "own-")
COORDINATION = Door(Reach.TERRITORY)


def agreement_of(request: HttpRequest, door: Door, pk: int) -> Agreement:
    """Return an agreement that the user may read by this door; for a POST, change."""
    rows = Agreement.objects.changeable_by if request.method == "POST" else Agreement.objects.visible_to
    return get_object_or_404(rows(request.user, door.reach).select_related("region"), pk=pk)


def versions_of(request: HttpRequest, door: Door) -> AgreementVersionQuerySet:
    """Return the versions that the user may read by this door; for a POST, change."""
    rows = AgreementVersion.objects.changeable_by if request.method == "POST" else AgreementVersion.objects.visible_to
    return rows(request.user, door.reach).with_terms()


def draft_of(request: HttpRequest, door: Door, pk: int) -> AgreementVersion:
    """Return a draft whose author the user acts for; 404 for any other version."""
    rows = AgreementVersion.objects.changeable_by(request.user, door.reach).with_terms()
    row = get_object_or_404(rows, pk=pk, state=AgreementVersion.State.DRAFT)
    if row.author not in parties.acts_for(row, signed_in(request)):
        raise Http404
    return row


def acting(version: AgreementVersion, user: User) -> list[Organisation]:
    """Return the parties for which the user acts, by name."""
    return sorted(parties.acts_for(version, user), key=attrgetter("name"))
