from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone

from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import Scope, ScopedQuerySet, manager_of
from maillage.site.geography.models import Region

if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 2000
"""More beds or slots of a pathway in a hospital are a slip of the pen."""


class MeansNoteQuerySet(ScopedQuerySet, models.QuerySet["MeansNote"]):
    record = Record.PATHWAY

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition for notes about hospitals of the user's region, or about the user's own."""
        return scope.in_regions("region") | scope.hosted("organisation")


@pghistory.track()
class MeansNote(models.Model):
    """What a hospital says of the means of a pathway in a month, which no agenda knows, and who says so (``source``).

    A promise holds from its month on, until another one, as does the number of its own doctors; beds that
    are open are those of the month alone.
    """

    class Kind(models.TextChoices):
        BEDS_PROMISED = "beds_promised", "Lits promis, à partir de ce mois"
        BEDS_OPEN = "beds_open", "Lits ouverts, ce mois-là"
        EMERGENCY_PROMISED = "emergency_promised", "Créneaux d’urgence promis par mois, à partir de ce mois"
        STAFF = "staff", "Praticiens de l’hôpital hors convention, en demi-journées par semaine, à partir de ce mois"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="means_notes", verbose_name="hôpital")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="région")
    pathway = models.CharField("filière", max_length=100)
    kind = models.CharField("de quoi", max_length=20, choices=Kind)
    month = models.DateField("mois")
    count = models.PositiveSmallIntegerField("combien")
    source = models.CharField("source", max_length=200)
    noted_at = models.DateTimeField("noté le", default=timezone.now)
    noted_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="noté par")

    if TYPE_CHECKING:  # made by Django
        organisation_id: int
        region_id: str
        get_kind_display: Callable[[], str]

    objects: ClassVar = manager_of(MeansNoteQuerySet)

    class Meta:
        verbose_name = "moyens d’une filière"
        ordering = ["pathway", "organisation", "kind", "-month"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "pathway", "kind", "month"], name="means_note_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="means_note_first_day"),
            models.CheckConstraint(condition=Q(count__lte=MOST), name="means_note_count"),
            models.CheckConstraint(condition=~Q(source="") & ~Q(pathway=""), name="means_note_source"),
            models.CheckConstraint(
                condition=Q(kind__in=["beds_promised", "beds_open", "emergency_promised", "staff"]),
                name="means_note_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pathway} · {self.organisation_id} · {self.kind} · {self.month:%Y-%m}"
