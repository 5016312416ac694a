from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from maillage.site.accounts.models import Organisation, User

if TYPE_CHECKING:
    from collections.abc import Callable


class PageSeen(models.Model):
    """A closed page that a signed-in user read or sent: its route and the keys of the rows in its address, no name."""

    at = models.DateTimeField("quand")
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="qui")
    route = models.CharField("page", max_length=60)
    record = models.CharField("ce qui y est lu", max_length=20, blank=True)
    row = models.CharField("ligne", max_length=60, blank=True)
    method = models.CharField("façon", max_length=7)
    status = models.PositiveSmallIntegerField("réponse")

    if TYPE_CHECKING:  # made by Django
        user_id: int | None

    class Meta:
        verbose_name = "page vue"
        indexes: ClassVar = [
            models.Index(fields=["-at"], name="page_seen_at"),
            models.Index(fields=["record", "row"], condition=~Q(row=""), name="page_seen_row"),
        ]

    def __str__(self) -> str:
        return f"{self.route} {self.row}".strip()


class PrivacyAct(models.Model):
    """What a data protection officer did about somebody or about a delay; it does not say about whom."""

    class Kind(models.TextChoices):
        EXPORTED = "exported", "Données remises"
        ERASED = "erased", "Données effacées"
        RETENTION = "retention", "Délai de conservation changé"

    at = models.DateTimeField("quand")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="qui")
    kind = models.CharField("quoi", max_length=10, choices=Kind)
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, related_name="+", verbose_name="organisation"
    )
    count = models.PositiveIntegerField("lignes, ou mois")

    if TYPE_CHECKING:  # made by Django
        get_kind_display: Callable[[], str]

    class Meta:
        verbose_name = "acte de protection des données"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["exported", "erased", "retention"]), name="privacy_act_known"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
