from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone

from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import Scope, ScopedQuerySet, manager_of
from maillage.site.booking.contacts import search_terms
from maillage.site.centres import registration_invariants as invariants
from maillage.site.directory.models import Professional
from maillage.site.geography.models import Commune
from maillage.site.sealed_fields import SealedText, SearchKeys

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models.fields.related_descriptors import RelatedManager


class PatientListQuerySet(ScopedQuerySet, models.QuerySet["PatientList"]):
    record = Record.CENTRE_DESK

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Lists of the user's own centre."""
        return scope.hosted("centre")


@pghistory.track()
class PatientList(models.Model):
    """The patients whom a treating doctor, or the team (``professional`` is None), can follow.

    ``others`` are those registered outside this site, and those whose request was deleted since.
    """

    centre = models.ForeignKey(Organisation, models.PROTECT, related_name="patient_lists", verbose_name="centre")
    professional = models.ForeignKey(
        Professional, models.PROTECT, null=True, related_name="+", verbose_name="médecin traitant"
    )
    capacity = models.PositiveSmallIntegerField("capacité")
    others = models.PositiveSmallIntegerField("déjà inscrits", default=0)

    if TYPE_CHECKING:  # made by Django
        centre_id: int
        professional_id: int | None
        requests: RelatedManager[RegistrationRequest]

    objects: ClassVar = manager_of(PatientListQuerySet)

    class Meta:
        verbose_name = "liste de patients"
        ordering = ["professional__last_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "professional"], name="patient_list_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(capacity__lte=5000), name="patient_list_capacity"),
        ]  # fmt: skip
        triggers = [invariants.list_holds_its_patients()]

    def __str__(self) -> str:
        return str(self.professional) if self.professional is not None else "Équipe traitante"


class RegistrationRequestQuerySet(ScopedQuerySet, models.QuerySet["RegistrationRequest"]):
    record = Record.CENTRE_DESK

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Requests to the user's own centre."""
        return scope.hosted("centre")


class RegistrationRequest(models.Model):
    """Somebody who asks a centre for a treating doctor; no medical reason is asked.

    A place of a ``patient_list`` is offered until ``offered_until``, and then accepted or declined. ``accepted_at`` is
    when the person agreed to the treating doctor. ``identity`` is a keyed digest: one open request a person and centre.
    """

    class Reason(models.TextChoices):
        LEFT = "left", "Mon médecin a cessé ou a déménagé"
        MOVED = "moved", "Je viens d’emménager"
        NEVER = "never", "Je n’en ai pas trouvé jusqu’ici"

    class State(models.TextChoices):
        WAITING = "waiting", "En attente"
        OFFERED = "offered", "Place proposée"
        REGISTERED = "registered", "Inscrit"
        LEFT = "left", "A quitté la liste"

    OPEN = (State.WAITING, State.OFFERED)

    centre = models.ForeignKey(
        Organisation, models.PROTECT, related_name="registration_requests", verbose_name="centre"
    )  # fmt: skip
    first_name = SealedText("prénom")
    last_name = SealedText("nom")
    birth_year = models.PositiveSmallIntegerField("année de naissance")
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+", verbose_name="commune")
    email = SealedText("adresse électronique", blank=True)
    phone = SealedText("téléphone", blank=True)
    search_keys = SearchKeys(verbose_name="empreintes pour la recherche")
    reason = models.CharField("pourquoi", max_length=10, choices=Reason)
    home_visits = models.BooleanField("doit être vu à domicile", default=False)
    asked_at = models.DateTimeField("demandé le", default=timezone.now)
    consent_at = models.DateTimeField("accord donné le")
    state = models.CharField("état", max_length=10, choices=State, default=State.WAITING)
    patient_list = models.ForeignKey(
        PatientList, models.PROTECT, null=True, related_name="requests", verbose_name="liste"
    )  # fmt: skip
    offered_until = models.DateField("réponse jusqu’au", null=True)
    accepted_at = models.DateTimeField("accepté le", null=True)
    ended_at = models.DateTimeField("fini le", null=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="par")
    identity = models.BigIntegerField("empreinte de la personne")
    key = models.BinaryField("empreinte du formulaire", unique=True)

    if TYPE_CHECKING:  # made by Django
        centre_id: int
        commune_id: str
        patient_list_id: int | None
        get_reason_display: Callable[[], str]
        get_state_display: Callable[[], str]

    objects: ClassVar = manager_of(RegistrationRequestQuerySet)

    class Meta:
        verbose_name = "demande de médecin traitant"
        ordering = ["asked_at", "pk"]
        indexes: ClassVar = [GinIndex(fields=["search_keys"], name="registration_search")]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "identity"], condition=Q(state__in=["waiting", "offered"]), name="registration_once"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", patient_list=None, offered_until=None)
                | Q(state="offered", patient_list__isnull=False, offered_until__isnull=False)
                | Q(state="registered", patient_list__isnull=False, accepted_at__isnull=False)
                | Q(state="left", patient_list=None, ended_at__isnull=False),
                name="registration_state_whole",
            ),
            models.CheckConstraint(condition=~Q(email="", phone=""), name="registration_reachable"),
        ]
        triggers = [invariants.list_is_not_full()]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def search_terms(self) -> list[str]:
        """Return the terms by which this person is found."""
        return search_terms(email=self.email, phone=self.phone, name=str(self))

    def has_waited(self, now: dt.datetime) -> dt.timedelta:
        """Return how long the person has waited."""
        return now - self.asked_at
