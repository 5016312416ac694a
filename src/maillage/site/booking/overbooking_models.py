from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.db import models
from django.db.models import Q

from maillage.site.accounts.models import User
from maillage.site.agenda.models import Session

MOST_EXTRA = 6
LEAST_REASON = 10


@pghistory.track()
class OverbookedSession(models.Model):
    """A session in which somebody has decided to book more people than it has slots: by how many, why, at which risk.

    ``risk`` is the probability (0 to 1), at the moment of the decision, that somebody has to wait. The author is None
    for the command line and for closed accounts.
    """

    session = models.OneToOneField(Session, models.CASCADE, related_name="overbooked", verbose_name="vacation")
    extra = models.PositiveSmallIntegerField("places en surnombre")
    reason = models.CharField("raison", max_length=200)
    risk = models.FloatField("risque d’attente")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="décidé par")
    at = models.DateTimeField("décidé le")

    if TYPE_CHECKING:  # made by Django
        session_id: int

    class Meta:
        verbose_name = "vacation en surnombre"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(extra__gte=1, extra__lte=MOST_EXTRA), name="overbooked_by_a_stated_number"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="overbooked_with_a_reason"),
            models.CheckConstraint(condition=Q(risk__gte=0, risk__lte=1), name="overbooked_risk_is_a_probability"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} · {self.extra}"
