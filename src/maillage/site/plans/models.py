from __future__ import annotations

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import Scope, ScopedQuerySet, manager_of
from maillage.site.engagements.models import Programme


class PlanRunQuerySet(ScopedQuerySet, models.QuerySet["PlanRun"]):
    record = Record.PLAN

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition for plans of the user's regions."""
        return scope.in_regions("programme__region")


class PlanRun(models.Model):
    """One run of the planner: its ``bound``, its result, and the plan itself as JSON.

    Its days are the template of ``programme``, whose state says where it stands: draft, published, ended.
    """

    programme = models.OneToOneField(Programme, models.PROTECT, related_name="plan", verbose_name="programme")
    seed = models.PositiveIntegerField("graine")
    objective = models.FloatField("objectif")
    bound = models.FloatField("borne")
    gap = models.FloatField("écart à la borne")
    seconds = models.FloatField("durée du calcul (s)")
    document = models.JSONField("plan", encoder=DjangoJSONEncoder)
    digest = models.CharField("empreinte", max_length=64, unique=True)
    created = models.DateTimeField("créé", auto_now_add=True)

    objects: ClassVar = manager_of(PlanRunQuerySet)

    class Meta:
        verbose_name = "plan"
        ordering = ["-created"]
        constraints = [
            models.CheckConstraint(condition=Q(gap__gte=0, seconds__gte=0), name="plan_gap_not_negative"),
            # The solver's figures agree to about nine digits.
            models.CheckConstraint(
                condition=Q(bound__gte=F("objective") * 0.999999 - 0.000001), name="plan_within_its_bound"
            ),
        ]

    def __str__(self) -> str:
        return str(self.programme)

    @property
    def weeks(self) -> int:
        """Weeks of the plan."""
        return self.programme.weeks or 1
