from __future__ import annotations

import uuid
from datetime import date, time
from typing import TYPE_CHECKING, Any, ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from maillage.site.accounts import roles
from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import Scope, ScopedQuerySet, manager_of
from maillage.site.directory.checklists import REQUIRED_AT_VISIT, VISIT
from maillage.site.directory.models import Place
from maillage.site.directory.promises import Photo, Promise
from maillage.site.directory.services import RoomData
from maillage.site.geography.models import Commune
from maillage.site.sealed_fields import SealedText, SearchKeys, email_term

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models.fields.related_descriptors import RelatedManager

MOST_ROOMS = 10
_WHOLE = Q(
    ~Q(first_name=""), ~Q(last_name=""), ~Q(proposer=""), ~Q(organisation_name=""), ~Q(place_name=""),
    ~Q(place_kind=""), ~Q(address=""), ~Q(rooms=[]), ~Q(secretariat=""), ~Q(parking=""), ~Q(lodging=""),
    commune__isnull=False, consented_at__isnull=False,
)  # fmt: skip


class PlaceProposalQuerySet(ScopedQuerySet, models.QuerySet["PlaceProposal"]):
    record = Record.PROPOSAL

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition for proposals that were sent, of places in the territory."""
        return scope.in_territory("commune") & ~Q(sent_at=None)

    def waiting(self) -> PlaceProposalQuerySet:
        """Return the proposals that wait for the coordination."""
        return self.filter(state=PlaceProposal.State.SENT)


@pghistory.track(exclude=["email", "phone", "search_keys"])
class PlaceProposal(Promise):
    """A place that somebody proposes: answers saved one by one, then sent, visited, approved or sent back.

    ``rooms`` is a list of names with hours (see :meth:`room_data`), ``closed_days`` of first day, last day and reason;
    ``answered`` names the questions answered. ``reason`` is what is missing, or why it was refused
    or withdrawn.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Commencée"
        SENT = "sent", "Envoyée"
        RETURNED = "returned", "À compléter"
        APPROVED = "approved", "Approuvée"
        REFUSED = "refused", "Refusée"
        WITHDRAWN = "withdrawn", "Retirée"

    class Proposer(models.TextChoices):
        TOWN_HALL = roles.COMMUNE.code, "Une mairie ou une intercommunalité"
        PRACTICE_HOUSE = roles.PRACTICE.code, "Une maison de santé ou un cabinet"
        HEALTH_CENTRE = roles.CENTRE.code, "Un centre de santé"
        HOSPITAL = roles.ESTABLISHMENT.code, "Un hôpital ou un Ehpad"
        LANDLORD = roles.LANDLORD.code, "Le propriétaire des locaux"

    OPEN_STATES = (State.DRAFT, State.SENT, State.RETURNED)
    OWN_STATES = (State.DRAFT, State.RETURNED)
    """States in which the proposer may change the answers."""

    key = models.UUIDField("clé", unique=True, default=uuid.uuid4, editable=False)
    state = models.CharField("état", max_length=20, choices=State, default=State.DRAFT)
    begun_at = models.DateTimeField("commencée le", default=timezone.now)
    saved_at = models.DateTimeField("enregistrée le", default=timezone.now)
    sent_at = models.DateTimeField("envoyée le", null=True)
    ended_at = models.DateTimeField("close le", null=True)
    first_name = models.CharField("prénom", max_length=100, blank=True)
    last_name = models.CharField("nom", max_length=100, blank=True)
    email = SealedText("adresse électronique")
    phone = SealedText("téléphone", blank=True)
    search_keys = SearchKeys(verbose_name="empreintes pour la recherche")
    proposer = models.CharField("qui propose", max_length=20, choices=Proposer, blank=True)
    organisation_name = models.CharField("organisation", max_length=200, blank=True)
    place_name = models.CharField("nom du lieu", max_length=200, blank=True)
    place_kind = models.CharField("nature du lieu", max_length=20, choices=Place.Kind, blank=True)
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, related_name="+", verbose_name="commune")
    address = models.CharField("adresse", max_length=300, blank=True)
    rooms = models.JSONField("cabinets", default=list)
    closed_days = models.JSONField("fermetures", default=list)
    answered = ArrayField(models.CharField(max_length=40), default=list, verbose_name="questions répondues")
    word = models.TextField("mot", max_length=1000, blank=True)
    consented_at = models.DateTimeField("consentement", null=True)
    visit_on = models.DateField("visite le", null=True)
    visitor = models.CharField("qui visite", max_length=200, blank=True)
    visit_checked = ArrayField(models.CharField(max_length=40), default=list, verbose_name="vu à la visite")
    visit_note = models.TextField("note de visite", max_length=1000, blank=True)
    decided_by = models.CharField("qui a répondu", max_length=200, blank=True)
    reason = models.CharField("motif", max_length=500, blank=True)
    place = models.OneToOneField(Place, models.PROTECT, null=True, related_name="proposal", verbose_name="lieu")

    if TYPE_CHECKING:  # made by Django
        commune_id: str | None
        place_id: int | None
        photos: RelatedManager[ProposalPhoto]
        get_state_display: Callable[[], str]
        get_proposer_display: Callable[[], str]
        get_place_kind_display: Callable[[], str]

    objects: ClassVar = manager_of(PlaceProposalQuerySet)

    class Meta(Promise.Meta):
        verbose_name = "proposition de lieu"
        ordering = ["-sent_at", "-pk"]
        constraints = [
            *Promise.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state__in=["draft", "sent", "returned", "approved", "refused", "withdrawn"]),
                name="proposal_state",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", sent_at=None)
                | Q(state="withdrawn")
                | ~Q(state__in=["draft", "withdrawn"]) & Q(sent_at__isnull=False),
                name="proposal_sent_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "sent", "returned"], ended_at=None)
                | ~Q(state__in=["draft", "sent", "returned"]) & Q(ended_at__isnull=False),
                name="proposal_ended_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "approved"]) | _WHOLE, name="proposal_sent_is_whole"
            ),
            models.CheckConstraint(condition=~Q(email=""), name="proposal_has_email"),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "refused"]) | ~Q(reason="") & ~Q(decided_by=""),
                name="proposal_answered_why",
            ),
            models.CheckConstraint(
                condition=Q(visit_on=None, visitor="") | Q(visit_on__isnull=False) & ~Q(visitor=""),
                name="proposal_visited_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(visit_checked__contained_by=list(VISIT)), name="proposal_visit_known_points"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") & Q(place=None)
                | Q(state="approved", place__isnull=False, visit_on__isnull=False)
                & Q(visit_checked__contains=list(REQUIRED_AT_VISIT))
                & ~Q(decided_by=""),
                name="proposal_approved_after_visit",
            ),
            models.UniqueConstraint(
                fields=["place_name", "commune"], condition=Q(state="sent"), name="proposal_one_running"
            ),
        ]
        indexes = [models.Index(fields=["state", "sent_at"], name="proposal_state_sent")]

    def __str__(self) -> str:
        return self.place_name or self.email

    def search_terms(self) -> list[str]:
        """Return the terms by which it is found."""
        return [email_term(self.email)]

    @property
    def is_open(self) -> bool:
        """Whether it may still be withdrawn."""
        return self.state in PlaceProposal.OPEN_STATES

    @property
    def is_own(self) -> bool:
        """Whether the proposer may change the answers."""
        return self.state in PlaceProposal.OWN_STATES

    @property
    def room_data(self) -> list[RoomData]:
        """The rooms with their hours."""
        return [RoomData(room["name"], [_hours(one) for one in room["hours"] or ()]) for room in self.rooms]

    @property
    def closure_days(self) -> list[tuple[date, date, str]]:
        """First day, last day and reason of each closure."""
        return [(date.fromisoformat(first), date.fromisoformat(last), why) for first, last, why in self.closed_days]


def _hours(kept: list[Any]) -> tuple[int, time, time]:
    return int(kept[0]), time.fromisoformat(kept[1]), time.fromisoformat(kept[2])


class ProposalPhoto(Photo):
    """A photo of a proposed place."""

    proposal = models.ForeignKey(PlaceProposal, models.CASCADE, related_name="photos", verbose_name="proposition")

    if TYPE_CHECKING:  # made by Django
        proposal_id: int

    class Meta(Photo.Meta):
        verbose_name = "photo d’une proposition"

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.digest[:8]}"
