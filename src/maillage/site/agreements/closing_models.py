from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.agreements import invariants
from maillage.site.agreements.models import Agreement


@pghistory.track(exclude=["document"])
class ClosedMonth(models.Model):
    """The money of an agreement in a month that is over, as it was closed: it never changes.

    ``document`` holds every cost with its parts, and the half-days promised and held.
    """

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="closed_months", verbose_name="convention"
    )  # fmt: skip
    month = models.DateField("mois")
    document = models.JSONField("montants", encoder=DjangoJSONEncoder)
    closed_at = models.DateTimeField("clos le", default=timezone.now)
    closed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="clos par")

    if TYPE_CHECKING:  # made by Django
        agreement_id: int

    class Meta:
        verbose_name = "mois clos d’une convention"
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "month"], name="agreement_month_closed_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="agreement_month_first_day"),
        ]
        triggers = [invariants.closed_month_stays()]

    def __str__(self) -> str:
        return f"{self.agreement_id} · {self.month:%Y-%m}"
