from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from maillage.schemes import Scheme
from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import Scope, ScopedQuerySet, manager_of
from maillage.site.engagements.models import Programme

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class PlanRunQuerySet(ScopedQuerySet, models.QuerySet["PlanRun"]):
    record = Record.PLAN

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition for plans of the user's regions."""
        return scope.in_regions("programme__region")


class PlanRun(models.Model):
    """One run of the planner: its ``bound``, its result, and the plan itself as JSON.

    Its days are the template of ``programme``, whose state says where it stands: draft, published, ended; those under
    other schemes than its own are the templates of ``parts``. ``problem``
    is the key of the artefact of its problem, "" for a plan made elsewhere; ``replaces`` the plan that it came from by
    hand or after a change.
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
    problem = models.CharField("problème conservé", max_length=64, blank=True, default="")
    replaces = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="replacements", verbose_name="plan qu’il reprend"
    )

    if TYPE_CHECKING:  # made by Django
        programme_id: int
        replaces_id: int | None
        changes: RelatedManager[PlanChange]
        parts: RelatedManager[PlanPart]

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
    def scheme(self) -> str:
        """Code of the plan's own scheme."""
        return self.programme.scheme

    @cached_property
    def programmes(self) -> list[Programme]:
        """The programmes of the plan, that of its own scheme first (one query for the others)."""
        known = "parts" in getattr(self, "_prefetched_objects_cache", {})
        parts = self.parts.all() if known else self.parts.select_related("programme")
        return [self.programme, *(part.programme for part in parts)]

    @property
    def rules_of(self) -> dict[str, Scheme]:
        """The rules of each scheme of the plan, its own first, by code."""
        return {one.scheme: one.rules for one in self.programmes}

    @property
    def label(self) -> str:
        """The schemes of the plan, in words."""
        return ", ".join(one.label for one in self.rules_of.values())

    @property
    def weeks(self) -> int:
        """Weeks of the plan."""
        return self.programme.weeks or 1

    @property
    def gap_percent(self) -> float:
        """Gap to the bound in per cent."""
        return 100 * self.gap


class PlanPart(models.Model):
    """The days of a plan under another scheme than its own, as a programme: its sessions have the rules of theirs."""

    run = models.ForeignKey(PlanRun, models.CASCADE, related_name="parts", verbose_name="plan")
    programme = models.OneToOneField(
        Programme, models.PROTECT, related_name="plan_part", verbose_name="programme"
    )  # fmt: skip

    class Meta:
        verbose_name = "part d’un plan"
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.programme)


class PlanChange(models.Model):
    """A change on the board of a plan: days that go and come, days that are fixed and freed. Undone ones may be redone.

    Days are ``[date, site, doctor]``, by reference, with the half of the day where one is given. The days of the board
    are those of the run after all changes that are not undone, in the order of ``number``.
    """

    class Kind(models.TextChoices):
        DAY = "day", "Journée changée"
        PINS = "pins", "Journées fixées ou libérées"
        REST = "rest", "Reste complété"

    run = models.ForeignKey(PlanRun, models.CASCADE, related_name="changes", verbose_name="plan")
    number = models.PositiveIntegerField("rang")
    kind = models.CharField("nature", max_length=10, choices=Kind)
    gone = models.JSONField("journées retirées", default=list)
    come = models.JSONField("journées ajoutées", default=list)
    fixed = models.JSONField("journées fixées", default=list)
    freed = models.JSONField("journées libérées", default=list)
    undone = models.BooleanField("annulé", default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="fait par"
    )
    at = models.DateTimeField("fait le", auto_now_add=True)

    class Meta:
        verbose_name = "changement d’un plan"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="plan_change_once")]

    def __str__(self) -> str:
        return f"{self.run_id} · {self.number}"  # type: ignore[attr-defined]
