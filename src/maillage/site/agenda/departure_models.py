"""The table of people who have left: who withdrew, who died."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.db import models
from django.db.models import Q

from maillage.site.directory.models import Professional

if TYPE_CHECKING:
    from collections.abc import Callable


@pghistory.track()
class Departure(models.Model):
    """A professional gives no session after ``last_day``; ``account_closed`` once the account is closed."""

    class Kind(models.TextChoices):
        WITHDRAWAL = "withdrawal", "Retrait"
        DEATH = "death", "Décès"

    professional = models.OneToOneField(Professional, models.CASCADE, related_name="departure", verbose_name="soignant")
    kind = models.CharField("nature", max_length=12, choices=Kind)
    last_day = models.DateField("dernier jour")
    noted_at = models.DateTimeField("noté le")
    account_closed = models.BooleanField("compte fermé", default=False)

    if TYPE_CHECKING:  # made by Django
        professional_id: int
        get_kind_display: Callable[[], str]

    class Meta:
        verbose_name = "départ"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=["withdrawal", "death"]), name="departure_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.professional_id} · {self.kind}"
