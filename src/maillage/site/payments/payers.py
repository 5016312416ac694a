"""Models of those who pay: for which scheme, in which departments, and the bank accounts of both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.db import models
from django.db.models import Q

from maillage.site.accounts.models import Organisation
from maillage.site.accounts.rights import Record
from maillage.site.accounts.roles import INSURER
from maillage.site.accounts.scope import Scope, ScopedQuerySet, manager_of
from maillage.site.directory.models import Professional
from maillage.site.geography.models import Department, Region

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


SEPA = (
    "AD", "AL", "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GI", "GR", "HR",
    "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MC", "MD", "ME", "MK", "MT", "NL", "NO", "PL", "PT", "RO",
    "RS", "SE", "SI", "SK", "SM", "VA",
)  # fmt: skip
"""Countries whose accounts take transfers in euros (European Payments Council, EPC409-09)."""


class PayerQuerySet(ScopedQuerySet, models.QuerySet["Payer"]):
    record = Record.PAYMENT

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Payers of the user's region, and the one they work for. A month is closed for a payer as a whole."""
        return scope.in_regions("region") | scope.hosted("organisation")


class Payer(models.Model):
    """An organisation that pays what schemes promise in departments of a region."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="payers", verbose_name="organisation")
    region = models.ForeignKey(Region, models.PROTECT, related_name="payers", verbose_name="région")

    if TYPE_CHECKING:  # made by Django
        region_id: str
        mandates: RelatedManager[PaymentMandate]

    objects: ClassVar = manager_of(PayerQuerySet)

    class Meta:
        verbose_name = "payeur"
        ordering = ["organisation__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "region"], name="payer_once_in_region")]

    def __str__(self) -> str:
        return self.organisation.name

    @property
    def is_insurer(self) -> bool:
        """Whether it knows the bank accounts of those it pays: it gets a table, others a file for their bank."""
        return self.organisation.kind == INSURER.code


@pghistory.track()
class PaymentMandate(models.Model):
    """Who pays for a scheme in a department: one payer."""

    payer = models.ForeignKey(Payer, models.CASCADE, related_name="mandates", verbose_name="payeur")
    scheme = models.CharField("dispositif", max_length=50)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name="département")

    if TYPE_CHECKING:  # made by Django
        payer_id: int
        department_id: str

    class Meta:
        verbose_name = "mandat de paiement"
        ordering = ["scheme", "department"]
        constraints = [models.UniqueConstraint(fields=["scheme", "department"], name="mandate_one_payer")]

    def __str__(self) -> str:
        return f"{self.scheme} · {self.department_id}"


@pghistory.track(exclude=["sealed"])
class BankAccount(models.Model):
    """The account of a professional who is paid, or of a payer who pays: sealed at rest, four digits to know it by.

    ``country`` is None for accounts that were given before it was kept.
    """

    professional = models.OneToOneField(
        Professional, models.CASCADE, null=True, related_name="bank_account", verbose_name="soignant"
    )
    payer = models.OneToOneField(Payer, models.CASCADE, null=True, related_name="bank_account", verbose_name="payeur")
    sealed = models.TextField("IBAN, scellé")
    country = models.CharField("pays", max_length=2, null=True)
    last_four = models.CharField("derniers chiffres", max_length=4)
    changed_at = models.DateTimeField("donné le")

    class Meta:
        verbose_name = "compte bancaire"
        constraints = [
            models.CheckConstraint(
                condition=Q(professional=None, payer__isnull=False) | Q(professional__isnull=False, payer=None),
                name="account_of_one",
            ),
            models.CheckConstraint(condition=Q(country=None) | Q(country__in=SEPA), name="account_in_sepa"),
            models.CheckConstraint(condition=Q(last_four__regex=r"^[0-9A-Z]{4}$"), name="account_last_four"),
        ]

    def __str__(self) -> str:
        return f"… {self.last_four}"
