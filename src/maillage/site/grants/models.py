from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Lower

from maillage.site.accounts.models import Organisation
from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import NOTHING, Scope, ScopedQuerySet, manager_of
from maillage.site.geography.models import Commune, Intercommunality, Region
from maillage.site.grants import invariants
from maillage.site.grants.objects import object_label

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

FIRST_YEAR, LAST_YEAR = 1990, 2100
MOST_CENTS = 10_000_000_000_00
"""Larger amounts are typing errors: no grant for care comes near."""


class GrantQuerySet(ScopedQuerySet, models.QuerySet["AwardedGrant"]):
    record = Record.GRANT

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Grants in the user's territory, or given or received by the user's organisation.

        Those for a whole region are of the region.
        """
        return (
            scope.hosted("giver")
            | scope.hosted("beneficiary")
            | scope.in_regions("region")
            | scope.in_intercommunalities("intercommunality")
            | scope.in_intercommunalities("commune__intercommunality")
        )

    def with_sums(self) -> GrantQuerySet:
        """With ``granted`` and ``paid`` (cents), and ``territory``, the code of the intercommunality or None."""
        return self.annotate(
            granted=_sum_of(GrantYear),
            paid=_sum_of(GrantPayment),
            territory=Coalesce("commune__intercommunality", "intercommunality"),
        )


def _sum_of(model: type[models.Model]) -> Coalesce:
    rows = model._default_manager.filter(grant=OuterRef("pk")).order_by().values("grant")
    return Coalesce(Subquery(rows.annotate(cents_sum=Sum("cents")).values("cents_sum")), 0)


@pghistory.track()
class AwardedGrant(models.Model):
    """A grant: who gives what to whom, for which territory, by which decision.

    ``giver`` and ``beneficiary`` are organisations of the site where they are known, and always names. ``object`` is a
    code of ``objects``. Without commune and intercommunality it is for the whole region.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="région")
    reference = models.CharField("référence de la décision", max_length=100)
    giver = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+", verbose_name="donneur")
    giver_name = models.CharField("qui donne", max_length=200)
    beneficiary = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="bénéficiaire"
    )
    beneficiary_name = models.CharField("qui reçoit", max_length=200)
    object = models.CharField("objet", max_length=40)
    title = models.CharField("intitulé", max_length=300, blank=True)
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, related_name="+", verbose_name="commune")
    intercommunality = models.ForeignKey(
        Intercommunality, models.PROTECT, null=True, related_name="+", verbose_name="intercommunalité"
    )
    decided_on = models.DateField("décidée le")

    if TYPE_CHECKING:  # made by Django
        region_id: str
        giver_id: int | None
        beneficiary_id: int | None
        commune_id: str | None
        intercommunality_id: str | None
        years: RelatedManager[GrantYear]
        payments: RelatedManager[GrantPayment]
        conditions: RelatedManager[GrantCondition]
        documents: RelatedManager[GrantDocument]
        granted: int
        paid: int
        territory: str | None

    objects: ClassVar = manager_of(GrantQuerySet)

    class Meta:
        verbose_name = "subvention"
        ordering = ["-decided_on", "reference", "pk"]
        indexes = [models.Index(fields=["region", "-decided_on"], name="grant_region_decided")]
        constraints = [
            models.UniqueConstraint("region", Lower("giver_name"), Lower("reference"), name="grant_reference_once"),
            models.CheckConstraint(
                condition=~Q(reference="") & ~Q(giver_name="") & ~Q(beneficiary_name="") & ~Q(object=""),
                name="grant_named_whole",
            ),
            models.CheckConstraint(condition=Q(commune=None) | Q(intercommunality=None), name="grant_one_territory"),
        ]
        triggers = [invariants.grant_in_its_region(), invariants.paid_within_granted("grant")]

    def __str__(self) -> str:
        return f"{self.giver_name} · {self.reference}"

    @property
    def object_label(self) -> str:
        """What it is for, in French."""
        return object_label(self.object)

    @property
    def where(self) -> str:
        """The territory that it is for."""
        found = self.commune or self.intercommunality or self.region
        return found.name


@pghistory.track()
class GrantYear(models.Model):
    """The amount of a grant for one year."""

    grant = models.ForeignKey(AwardedGrant, models.CASCADE, related_name="years", verbose_name="subvention")
    year = models.PositiveSmallIntegerField("année")
    cents = models.BigIntegerField("montant (centimes)")

    class Meta:
        verbose_name = "montant d’une année"
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(fields=["grant", "year"], name="grant_year_once"),
            models.CheckConstraint(condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR), name="grant_year_plausible"),
            models.CheckConstraint(condition=Q(cents__gt=0, cents__lte=MOST_CENTS), name="grant_year_of_something"),
        ]
        triggers = [invariants.paid_within_granted("year")]

    def __str__(self) -> str:
        return f"{self.year} · {self.cents}"


class GrantPayment(models.Model):
    """What was paid of a grant. A row with ``corrects`` takes back or adds to that payment, for ``reason``."""

    grant = models.ForeignKey(AwardedGrant, models.PROTECT, related_name="payments", verbose_name="subvention")
    date = models.DateField("versé le")
    cents = models.BigIntegerField("montant (centimes)")
    reference = models.CharField("référence", max_length=100, blank=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections", verbose_name="corrige")
    reason = models.CharField("motif", max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="noté par"
    )
    at = models.DateTimeField("noté le", auto_now_add=True)

    if TYPE_CHECKING:  # made by Django
        grant_id: int
        corrects_id: int | None
        by_id: int | None
        corrections: RelatedManager[GrantPayment]

    class Meta:
        verbose_name = "versement d’une subvention"
        ordering = ["date", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(corrects=None, reason="", cents__gt=0)
                | Q(corrects__isnull=False) & ~Q(reason="") & ~Q(cents=0),
                name="grant_payment_or_correction",
            ),
            models.CheckConstraint(
                condition=Q(cents__lte=MOST_CENTS, cents__gte=-MOST_CENTS), name="grant_payment_plausible"
            ),
        ]
        triggers = [
            invariants.payment_never_changes(),
            invariants.payment_of_one_grant(),
            invariants.paid_within_granted("payment"),
        ]

    def __str__(self) -> str:
        return f"{self.date} · {self.cents}"


@pghistory.track()
class GrantCondition(models.Model):
    """What the beneficiary promised: until when, and since when it is met."""

    grant = models.ForeignKey(AwardedGrant, models.CASCADE, related_name="conditions", verbose_name="subvention")
    text = models.CharField("condition", max_length=300)
    due = models.DateField("à remplir avant le", null=True)
    met_on = models.DateField("remplie le", null=True)

    if TYPE_CHECKING:  # made by Django
        grant_id: int

    class Meta:
        verbose_name = "condition"
        ordering = ["due", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="grant_condition_says_what")]

    def __str__(self) -> str:
        return self.text


@pghistory.track()
class GrantDocument(models.Model):
    """A document of a grant; ``key`` says where its file is in the data folder, ``name`` how its sender called it."""

    grant = models.ForeignKey(AwardedGrant, models.CASCADE, related_name="documents", verbose_name="subvention")
    name = models.CharField("nom du fichier", max_length=100)
    key = models.CharField("fichier", max_length=150)
    media_type = models.CharField("nature du fichier", max_length=100)
    bytes = models.PositiveIntegerField("taille (octets)")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="envoyé par"
    )
    at = models.DateTimeField("envoyé le", auto_now_add=True)

    if TYPE_CHECKING:  # made by Django
        grant_id: int

    class Meta:
        verbose_name = "document"
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["grant", "key"], name="grant_document_once")]

    def __str__(self) -> str:
        return self.name


class GrantImportQuerySet(ScopedQuerySet, models.QuerySet["GrantImport"]):
    record = Record.GRANT

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Imports for the user's regions, and of organisations in charge of one of their intercommunalities."""
        inside = scope.in_intercommunalities("intercommunalities")
        near = NOTHING if inside == NOTHING else Q(organisation__in=Organisation.objects.filter(inside).values("pk"))
        return scope.in_regions("region") | near


class GrantImport(models.Model):
    """A spreadsheet sent to be imported: where its file is, how its columns are read, what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting", "à vérifier"
        DONE = "done", "importé"
        LEFT = "left", "abandonné"

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="région")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name="pour")
    name = models.CharField("nom du fichier", max_length=100)
    key = models.CharField("fichier", max_length=150)
    reading = models.JSONField("lecture", default=dict)
    state = models.CharField("état", max_length=10, choices=State, default=State.WAITING)
    figures = models.JSONField("chiffres", default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="envoyé par"
    )
    at = models.DateTimeField("envoyé le", auto_now_add=True)
    ended_at = models.DateTimeField("fini le", null=True)

    if TYPE_CHECKING:  # made by Django
        region_id: str

    objects: ClassVar = manager_of(GrantImportQuerySet)

    class Meta:
        verbose_name = "import de subventions"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", ended_at=None) | Q(state__in=["done", "left"], ended_at__isnull=False),
                name="grant_import_ended_when",
            ),
        ]

    def __str__(self) -> str:
        return self.name
