from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

import pghistory
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import Scope, ScopedQuerySet, manager_of
from maillage.site.engagements.models import Programme
from maillage.site.geography.models import Department, Intercommunality, Region

if TYPE_CHECKING:
    from collections.abc import Callable


class IndicatorRun(models.Model):
    """One computation of an indicator: its numbers are in the artefact ``key``, its parameters here."""

    kind = models.CharField("indicateur", max_length=50)
    key = models.CharField("clé", max_length=64)
    parameters = models.CharField("paramètres", max_length=100)
    modelled = models.BooleanField("offre ou besoin modélisés")
    vintage = models.CharField("millésime", max_length=50)
    created = models.DateTimeField("calculé le", auto_now_add=True)

    class Meta:
        verbose_name = "calcul d’indicateur"
        ordering = ["-created"]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="indicator_run_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.vintage}"


Row = TypeVar("Row", bound=models.Model)


class ZoneQuerySet(ScopedQuerySet, models.QuerySet[Row]):
    record = Record.ZONE

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        return scope.in_regions("region") | scope.in_intercommunalities("epci")


class ListQuerySet(ScopedQuerySet, models.QuerySet["TerritoryList"]):
    record = Record.ZONE

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition for lists of the user's regions."""
        return scope.in_regions("region")


class ZoneDesignation(models.Model):
    """A designated territory, with its figures and the reason in one sentence."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="zones", verbose_name="région")
    rank = models.PositiveSmallIntegerField("rang")
    epci = models.ForeignKey(
        Intercommunality, models.PROTECT, related_name="designations", verbose_name="intercommunalité"
    )
    population = models.PositiveIntegerField("population")
    score = models.FloatField("score")
    criteria = models.JSONField("critères")
    reason = models.TextField("motif")
    modelled = models.BooleanField("données modélisées")
    official = models.BooleanField("dans la liste de l’État", default=False)

    if TYPE_CHECKING:  # made by Django
        epci_id: str

    objects: ClassVar = manager_of(ZoneQuerySet["ZoneDesignation"])

    class Meta:
        verbose_name = "territoire prioritaire"
        ordering = ["region", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["region", "rank"], name="zone_one_per_rank"),
            models.UniqueConstraint(fields=["region", "epci"], name="zone_once"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="zone_rank_from_1"),
            models.CheckConstraint(condition=~Q(reason=""), name="zone_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.epci}"


class ZoneCandidate(models.Model):
    """A territory that was compared with the others of its region, designated or not: its rank and the reason.

    ``computed`` marks the territories of the computed list, ``official`` those of the State's list. ``criteria`` is
    empty for territories compared by a version that did not store them.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="candidates", verbose_name="région")
    rank = models.PositiveSmallIntegerField("rang")
    epci = models.ForeignKey(
        Intercommunality, models.PROTECT, related_name="candidacies", verbose_name="intercommunalité"
    )
    reason = models.TextField("motif")
    population = models.PositiveIntegerField("population", default=0)
    score = models.FloatField("score", default=0.0)
    criteria = models.JSONField("critères", default=dict)
    computed = models.BooleanField("dans la liste calculée", default=False)
    official = models.BooleanField("dans la liste de l’État", default=False)

    if TYPE_CHECKING:  # made by Django
        epci_id: str

    objects: ClassVar = manager_of(ZoneQuerySet["ZoneCandidate"])

    class Meta:
        verbose_name = "territoire comparé"
        ordering = ["region", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["region", "rank"], name="candidate_one_per_rank"),
            models.UniqueConstraint(fields=["region", "epci"], name="candidate_once"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="candidate_rank_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.epci}"


@pghistory.track()
class TerritoryList(models.Model):
    """The list of priority territories in force in a region, and facts about the State's list.

    ``published`` is how many territories the State counts, 0 where no list of the region is known. ``chosen_by`` is
    None for the list that a command put in force.
    """

    class Basis(models.TextChoices):
        COMPUTED = "computed", "La liste calculée"
        OFFICIAL = "official", "La liste de l’État"
        COMPLETED = "completed", "La liste de l’État, complétée par le calcul"

    region = models.OneToOneField(
        Region, models.PROTECT, primary_key=True, related_name="territory_list", verbose_name="région"
    )
    basis = models.CharField("liste en vigueur", max_length=10, choices=Basis, default=Basis.COMPUTED)
    published = models.PositiveSmallIntegerField("territoires publiés par l’État", default=0)
    vintage = models.CharField("millésime de la liste de l’État", max_length=10, default="", blank=True)
    source = models.CharField("source de la liste de l’État", max_length=200, default="", blank=True)
    modelled = models.BooleanField("données modélisées", default=False)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="choisie par"
    )
    chosen_at = models.DateTimeField("choisie le", null=True, blank=True)

    if TYPE_CHECKING:  # made by Django
        region_id: str
        get_basis_display: Callable[[], str]

    objects: ClassVar = manager_of(ListQuerySet)

    class Meta:
        verbose_name = "liste des territoires prioritaires"
        constraints = [
            models.CheckConstraint(
                condition=Q(basis__in=["computed", "official", "completed"]), name="territory_list_known_basis"
            ),
            models.CheckConstraint(
                condition=Q(basis="computed") | Q(published__gte=1), name="territory_list_official_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region} · {self.get_basis_display()}"


@pghistory.track()
class ZoneAdjustment(models.Model):
    """A territory added or removed by hand: by whom, when, why."""

    class Kind(models.TextChoices):
        ADD = "add", "Ajout"
        REMOVE = "remove", "Retrait"

    region = models.ForeignKey(Region, models.PROTECT, related_name="adjustments", verbose_name="région")
    epci = models.ForeignKey(
        Intercommunality, models.PROTECT, related_name="adjustments", verbose_name="intercommunalité"
    )
    kind = models.CharField("nature", max_length=10, choices=Kind)
    reason = models.CharField("motif", max_length=500)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="adjustments", verbose_name="auteur"
    )
    at = models.DateTimeField("le", auto_now_add=True)

    if TYPE_CHECKING:  # made by Django
        epci_id: str
        get_kind_display: Callable[[], str]

    objects: ClassVar = manager_of(ZoneQuerySet["ZoneAdjustment"])

    class Meta:
        verbose_name = "ajustement"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason__regex=r"^\s*$"), name="adjustment_has_reason"),
            models.CheckConstraint(condition=Q(kind__in=["add", "remove"]), name="adjustment_known_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.epci}"


class ReportQuerySet(ScopedQuerySet, models.QuerySet["MonthlyReport"]):
    record = Record.PLAN

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition for reports of the user's territory, and of parts of it."""
        inside = scope.in_regions("region") | scope.in_departments("department")
        return inside | scope.in_intercommunalities("intercommunality")


class MonthlyReport(models.Model):
    """The report of a month on paper, as it was when made: ``key`` is its file in the data folder.

    It is about a region, or about the department or the intercommunality of it that is given.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="reports", verbose_name="région")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="reports", verbose_name="département"
    )
    intercommunality = models.ForeignKey(
        Intercommunality, models.PROTECT, null=True, blank=True, related_name="reports",
        verbose_name="intercommunalité",
    )  # fmt: skip
    month = models.DateField("mois")
    key = models.CharField("fichier", max_length=150)
    made_at = models.DateTimeField("fait le")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="demandé par"
    )

    if TYPE_CHECKING:  # made by Django
        region_id: str

    objects: ClassVar = manager_of(ReportQuerySet)

    class Meta:
        verbose_name = "rapport du mois"
        ordering = ["-month", "region"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "department", "intercommunality", "month"],
                name="report_once_a_month",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(department=None) | Q(intercommunality=None), name="report_of_one_area"),
            models.CheckConstraint(condition=Q(month__day=1), name="report_month_is_its_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.region} · {self.month:%Y-%m}"


class EffectQuerySet(ScopedQuerySet, models.QuerySet["ProgrammeEffect"]):
    record = Record.PLAN

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition for effects of programmes that the user may see."""
        return Q(programme__in=Programme.objects.filter(Programme.objects.scope_rule(scope)).values("pk"))


class ProgrammeEffect(models.Model):
    """The effect of a programme on access and its cost, computed from its sessions in the agenda.

    ``figures`` are those of ``maillage.evaluation.Effect``, and ``given``: days by intercommunality of the givers'
    homes.
    """

    programme = models.OneToOneField(Programme, models.CASCADE, related_name="effect", verbose_name="programme")
    figures = models.JSONField("bilan", encoder=DjangoJSONEncoder)
    computed_at = models.DateTimeField("calculé le", auto_now=True)

    objects: ClassVar = manager_of(EffectQuerySet)

    class Meta:
        verbose_name = "bilan d’un programme"
        ordering = ["programme"]

    def __str__(self) -> str:
        return str(self.programme)
