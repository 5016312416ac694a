from __future__ import annotations

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import Scope, ScopedQuerySet
from maillage.site.geography.models import Region


class PlanRunQuerySet(ScopedQuerySet, models.QuerySet["PlanRun"]):
    record = Record.PLAN

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        return scope.in_regions("region")


class PlanRun(models.Model):
    """One run of the planner: what it promised (``bound``), what it found, and the plan itself as JSON."""

    class State(models.TextChoices):
        DRAFT = "draft", "Brouillon"
        PUBLISHED = "published", "Publié"

    region = models.ForeignKey(Region, models.PROTECT, related_name="plans", verbose_name="région")
    scheme = models.CharField("dispositif", max_length=40)
    seed = models.PositiveIntegerField("graine")
    weeks = models.PositiveSmallIntegerField("semaines")
    starts = models.DateField("début")
    objective = models.FloatField("objectif")
    bound = models.FloatField("borne")
    gap = models.FloatField("écart à la borne")
    seconds = models.FloatField("durée du calcul (s)")
    state = models.CharField("état", max_length=20, choices=State, default=State.DRAFT)
    document = models.JSONField("plan", encoder=DjangoJSONEncoder)
    effect = models.JSONField("bilan", encoder=DjangoJSONEncoder, null=True, blank=True)
    digest = models.CharField("empreinte", max_length=64, unique=True)
    created = models.DateTimeField("créé", auto_now_add=True)
    published_at = models.DateTimeField("publié le", null=True, blank=True)

    objects: ClassVar = PlanRunQuerySet.as_manager()

    class Meta:
        verbose_name = "plan"
        ordering = ["-created"]
        constraints = [
            models.CheckConstraint(condition=Q(weeks__gte=1, weeks__lte=53), name="plan_1_to_53_weeks"),
            models.CheckConstraint(condition=Q(gap__gte=0, seconds__gte=0), name="plan_gap_not_negative"),
            # A solver's figures agree to about nine digits.
            models.CheckConstraint(
                condition=Q(bound__gte=F("objective") * 0.999999 - 0.000001), name="plan_within_its_bound"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at=None) | Q(state="published", published_at__isnull=False),
                name="plan_published_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region} · {self.starts:%d/%m/%Y} · {self.weeks} semaines"
