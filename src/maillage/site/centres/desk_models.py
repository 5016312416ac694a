from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import Scope, ScopedQuerySet, manager_of
from maillage.site.booking.contacts import search_terms
from maillage.site.centres import desk_invariants as invariants
from maillage.site.sealed_fields import SealedText, SearchKeys

if TYPE_CHECKING:
    from collections.abc import Callable


class DeskTaskQuerySet(ScopedQuerySet, models.QuerySet["DeskTask"]):
    record = Record.CENTRE_DESK

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Calls and tasks of all centres that the user works for: who answers for several has one queue."""
        return scope.hosted("centre")


@pghistory.track(exclude=["name", "phone", "note", "last_word", "search_keys"])
class DeskTask(models.Model):
    """A call or a task of a secretariat; nothing medical is written. Somebody takes it, does it or passes it on."""

    class Kind(models.TextChoices):
        CALL_BACK = "call_back", "Rappeler quelqu’un"
        APPOINTMENT = "appointment", "Rendez-vous à donner ou à changer"
        VISIT = "visit", "Visite à domicile demandée"
        DOCUMENT = "document", "Papier à envoyer ou à demander"
        MESSAGE = "message", "Message pour un soignant"
        OTHER = "other", "Autre tâche"

    centre = models.ForeignKey(Organisation, models.PROTECT, related_name="desk_tasks", verbose_name="centre")
    kind = models.CharField("nature", max_length=20, choices=Kind)
    name = SealedText("nom", blank=True)
    phone = SealedText("téléphone", blank=True)
    note = SealedText("à faire", blank=True)
    search_keys = SearchKeys(verbose_name="empreintes pour la recherche")
    due = models.DateField("pour le", null=True)
    created_at = models.DateTimeField("noté le", default=timezone.now)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="noté par")
    taken_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="desk_tasks", verbose_name="pris par"
    )  # fmt: skip
    taken_at = models.DateTimeField("pris le", null=True)
    passed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="passé par")
    last_word = SealedText("mot de qui passe", blank=True)
    done_at = models.DateTimeField("fait le", null=True)
    done_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="fait par")

    if TYPE_CHECKING:  # made by Django
        centre_id: int
        taken_by_id: int | None
        get_kind_display: Callable[[], str]

    objects: ClassVar = manager_of(DeskTaskQuerySet)

    class Meta:
        verbose_name = "appel ou tâche"
        ordering = [F("due").asc(nulls_last=True), "created_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["centre", "done_at"], name="desk_task_centre_done"),
            GinIndex(fields=["search_keys"], name="desk_task_search"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["call_back", "appointment", "visit", "document", "message", "other"]),
                name="desk_task_kind",
            ),
            models.CheckConstraint(condition=~Q(name="", note=""), name="desk_task_says_something"),
            models.CheckConstraint(condition=~Q(kind="call_back", phone=""), name="desk_task_call_has_a_number"),
        ]
        triggers = [invariants.done_stays()]

    def __str__(self) -> str:
        return f"{self.centre_id} · {self.get_kind_display()}"

    def search_terms(self) -> list[str]:
        """Return the terms by which the person whom it is about is found."""
        return search_terms(phone=self.phone, name=self.name)

    def age(self, now: datetime) -> timedelta:
        """Return how long it has waited."""
        return (self.done_at or now) - self.created_at
