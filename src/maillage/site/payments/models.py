from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from maillage.schemes import Scheme, scheme_named
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import NOTHING, Scope, ScopedQuerySet, manager_of
from maillage.site.agenda.models import Session
from maillage.site.directory.models import Professional
from maillage.site.geography.models import Commune
from maillage.site.payments import invariants
from maillage.site.payments.payers import Payer

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models.fields.related_descriptors import RelatedManager


class HeldConfirmation(models.Model):
    """Somebody other than who gave a session says that it took place; ``by`` is None for what was noted before.

    ``name`` is who told them on the spot, or their own name.
    """

    session = models.OneToOneField(Session, models.PROTECT, related_name="held_confirmation", verbose_name="vacation")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="par")
    name = models.CharField("selon", max_length=100, blank=True)
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "confirmation"
        triggers: ClassVar = [invariants.confirmation_of_paid_session()]

    def __str__(self) -> str:
        return f"{self.session} · {self.at:%Y-%m-%d}"


class MonthClosing(models.Model):
    """A payer's month, closed: ``month`` is its first day. Written once with its statements, it never changes."""

    payer = models.ForeignKey(Payer, models.PROTECT, related_name="closings", verbose_name="payeur")
    month = models.DateField("mois")
    closed_at = models.DateTimeField("clos le")
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="clos par")
    total_cents = models.BigIntegerField("total (centimes)")

    if TYPE_CHECKING:  # made by Django
        payer_id: int
        statements: RelatedManager[MonthlyStatement]

    class Meta:
        verbose_name = "mois clos"
        ordering = ["-month", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["payer", "month"], name="month_closed_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="month_is_its_first_day"),
            models.CheckConstraint(condition=Q(total_cents__gte=0), name="closing_not_negative"),
        ]
        triggers = [
            invariants.never_changes("closing"),
            invariants.month_is_over(),
            invariants.totals_add_up("closing"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class MonthlyStatementQuerySet(ScopedQuerySet, models.QuerySet["MonthlyStatement"]):
    record = Record.PAYMENT

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """One's own, those of the organisation that pays, those with a line in the user's territory."""
        inside = scope.in_territory("commune")
        near = NOTHING if inside == NOTHING else Q(pk__in=StatementLine.objects.filter(inside).values("statement"))
        return near | scope.hosted("closing__payer__organisation") | scope.own("professional__user")

    def with_state(self) -> MonthlyStatementQuerySet:
        """With where each stands: ``stands`` is a value of ``MonthlyStatement.Standing``."""
        contested = Contest.objects.filter(line__statement=OuterRef("pk"), answered_at=None)
        payments = OrderedPayment.objects.filter(statement=OuterRef("pk"))
        standing = MonthlyStatement.Standing
        return self.annotate(
            stands=Case(
                When(Exists(payments.filter(state__in=OrderedPayment.DONE_STATES)), then=Value(standing.PAID)),
                When(Exists(payments.filter(state=OrderedPayment.State.ORDERED)), then=Value(standing.ORDERED)),
                When(total_cents=0, then=Value(standing.NOTHING)),
                When(Exists(contested), then=Value(standing.CONTESTED)),
                default=Value(standing.CLOSED),
                output_field=models.CharField(),
            )
        )

    def to_order(self) -> MonthlyStatementQuerySet:
        """Those that the next payment order pays: closed, not contested, not ordered."""
        return self.with_state().filter(stands=MonthlyStatement.Standing.CLOSED)


class MonthlyStatement(models.Model):
    """What a payer owes somebody for a closed month. Written once with its lines, it never changes."""

    class Standing(models.TextChoices):
        CLOSED = "closed", "à verser"
        CONTESTED = "contested", "contesté"
        ORDERED = "ordered", "virement demandé"
        PAID = "paid", "versé"
        NOTHING = "nothing", "rien à verser"

    closing = models.ForeignKey(MonthClosing, models.PROTECT, related_name="statements", verbose_name="mois clos")
    professional = models.ForeignKey(Professional, models.PROTECT, related_name="statements", verbose_name="soignant")
    total_cents = models.BigIntegerField("total (centimes)")
    line_count = models.PositiveIntegerField("lignes")

    if TYPE_CHECKING:  # made by Django
        closing_id: int
        professional_id: int
        lines: RelatedManager[StatementLine]
        payments: RelatedManager[OrderedPayment]
        stands: str

    objects: ClassVar = manager_of(MonthlyStatementQuerySet)

    class Meta:
        verbose_name = "relevé mensuel"
        ordering = ["-closing__month", "professional__last_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["closing", "professional"], name="statement_once_in_closing"),
            models.CheckConstraint(condition=Q(total_cents__gte=0), name="statement_not_negative"),
        ]
        triggers = [invariants.never_changes("statement"), invariants.totals_add_up("statement")]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How payers and doctors name it: "IND-2026-10-000042"."""
        return f"IND-{self.closing.month:%Y-%m}-{self.pk:06d}"


class StatementLineQuerySet(ScopedQuerySet, models.QuerySet["StatementLine"]):
    record = Record.PAYMENT

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Lines of the user's territory, of the organisation that pays, one's own."""
        return (
            scope.in_territory("commune")
            | scope.hosted("statement__closing__payer__organisation")
            | scope.own("statement__professional__user")
        )


class StatementLine(models.Model):
    """One amount of a statement. ``corrects`` is the earlier line that it corrects, for the ``reason`` given."""

    class What(models.TextChoices):
        DAY = "day", "journée"
        HALF_DAY = "half_day", "demi-journée"
        JOURNEY = "journey", "trajet"
        REPLACEMENT = "replacement", "remplacement au cabinet"
        CORRECTION = "correction", "correction"

    statement = models.ForeignKey(MonthlyStatement, models.PROTECT, related_name="lines", verbose_name="relevé")
    scheme = models.CharField("dispositif", max_length=50)
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+", verbose_name="commune")
    date = models.DateField("date")
    what = models.CharField("quoi", max_length=20, choices=What)
    quantity = models.FloatField("quantité")
    unit_cents = models.IntegerField("prix (centimes)")
    cents = models.IntegerField("montant (centimes)")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrected_by", verbose_name="corrige")
    correction = models.OneToOneField(
        "LineCorrection", models.PROTECT, null=True, related_name="line_made", verbose_name="correction décidée"
    )
    reason = models.CharField("motif", max_length=300, blank=True)

    if TYPE_CHECKING:  # made by Django
        statement_id: int
        commune_id: str
        contest: Contest
        get_what_display: Callable[[], str]

    objects: ClassVar = manager_of(StatementLineQuerySet)

    class Meta:
        verbose_name = "ligne de relevé"
        ordering = ["date", "pk"]
        indexes = [models.Index(fields=["commune", "date"], name="line_commune_date")]
        constraints = [
            models.CheckConstraint(
                condition=Q(what="correction", corrects__isnull=False) & ~Q(reason="")
                | ~Q(what="correction") & Q(corrects=None, correction=None, reason=""),
                name="line_correction_names_line_and_reason",
            ),
            models.CheckConstraint(
                condition=Q(what="correction")
                | Q(cents__gt=0)
                & Q(cents__lte=F("quantity") * F("unit_cents") + 0.51)
                & Q(cents__gte=F("quantity") * F("unit_cents") - 0.51),
                name="line_is_quantity_by_price",
            ),
            models.CheckConstraint(condition=~Q(cents=0), name="line_not_zero"),
        ]
        triggers = [
            invariants.never_changes("line"),
            invariants.totals_add_up("line"),
            invariants.line_of_its_month(),
        ]

    def __str__(self) -> str:
        return f"{self.date} · {self.what} · {self.cents}"

    @property
    def rules(self) -> Scheme:
        """The rules by which it is paid."""
        return scheme_named(self.scheme)


class PaidSession(models.Model):
    """Which session a line pays, of whom and for what: each once, and never again."""

    class Paid(models.TextChoices):
        ALLOWANCE = "allowance", "indemnité"
        JOURNEY = "journey", "trajet"
        REPLACEMENT = "replacement", "remplacement au cabinet"

    line = models.ForeignKey(StatementLine, models.PROTECT, related_name="paid_sessions", verbose_name="ligne")
    session = models.ForeignKey(Session, models.PROTECT, related_name="paid_by", verbose_name="vacation")
    professional = models.ForeignKey(Professional, models.PROTECT, related_name="+", verbose_name="soignant")
    paid = models.CharField("quoi", max_length=20, choices=Paid)

    if TYPE_CHECKING:  # made by Django
        line_id: int
        session_id: int

    class Meta:
        verbose_name = "vacation payée"
        constraints = [
            models.UniqueConstraint(fields=["session", "professional", "paid"], name="session_paid_once"),
            models.CheckConstraint(
                condition=Q(paid__in=["allowance", "journey", "replacement"]), name="paid_session_known_kind"
            ),
        ]
        triggers = [invariants.never_changes("payment_of_session"), invariants.session_held_and_confirmed()]

    def __str__(self) -> str:
        return f"{self.session} · {self.paid}"


class LineCorrection(models.Model):
    """A difference decided for a line of a closed month; a line of the next month that is closed carries it."""

    corrects = models.ForeignKey(
        StatementLine, models.PROTECT, related_name="corrections", verbose_name="ligne corrigée"
    )
    cents = models.IntegerField("différence (centimes)")
    reason = models.CharField("motif", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="décidée par")
    at = models.DateTimeField("décidée le")

    class Meta:
        verbose_name = "correction"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(cents=0) & ~Q(reason=""), name="correction_of_something_with_reason"),
        ]
        triggers = [invariants.never_changes("correction")]

    def __str__(self) -> str:
        return f"{self.corrects} · {self.cents:+d}"


@pghistory.track()
class Contest(models.Model):
    """A doctor says that a line is wrong, somebody answers; ``correction`` where the answer is yes."""

    line = models.OneToOneField(StatementLine, models.PROTECT, related_name="contest", verbose_name="ligne")
    reason = models.CharField("motif", max_length=300)
    at = models.DateTimeField("contestée le")
    answer = models.CharField("réponse", max_length=300, blank=True)
    answered_at = models.DateTimeField("répondu le", null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="répondu par")
    correction = models.OneToOneField(
        LineCorrection, models.PROTECT, null=True, related_name="contest", verbose_name="correction"
    )

    class Meta:
        verbose_name = "contestation"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="contest_with_reason"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, correction=None, answer="")
                | Q(answered_at__gte=F("at"), answered_by__isnull=False) & ~Q(answer=""),
                name="contest_answered_whole",
            ),
        ]
        triggers = [
            invariants.contest_before_payment(),
            invariants.changes_once("contest", pgtrigger.Q(old__answered_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.line} · {self.at:%Y-%m-%d}"


class PaymentOrderQuerySet(ScopedQuerySet, models.QuerySet["PaymentOrder"]):
    record = Record.PAYMENT

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Orders of the payers of the user's region, and of the one they work for."""
        return scope.in_regions("payer__region") | scope.hosted("payer__organisation")


class PaymentOrder(models.Model):
    """What a payer is asked to pay in one go: a file, the same at each download. Its rows never change."""

    payer = models.ForeignKey(Payer, models.PROTECT, related_name="orders", verbose_name="payeur")
    sealed = models.TextField("IBAN du payeur, scellé", blank=True)
    made_at = models.DateTimeField("fait le")
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="fait par")

    if TYPE_CHECKING:  # made by Django
        payer_id: int
        payments: RelatedManager[OrderedPayment]

    objects: ClassVar = manager_of(PaymentOrderQuerySet)

    class Meta:
        verbose_name = "ordre de versement"
        ordering = ["-made_at", "-pk"]
        triggers = [invariants.never_changes("order")]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How payers name it: "VIR-000007"."""
        return f"VIR-{self.pk:06d}"


@pghistory.track(exclude=["sealed"])
class OrderedPayment(models.Model):
    """The payment of one statement by one order. A rejected one may be ordered anew, no other may.

    One to the heirs of somebody who died is made outside, without an order; ``reason`` says how and to whom.
    ``sealed`` is the account to pay into as it was when ordered; empty where an insurer pays into the one it knows.
    """

    class State(models.TextChoices):
        ORDERED = "ordered", "demandé"
        PAID = "paid", "versé"
        REJECTED = "rejected", "rejeté"
        OUTSIDE = "outside", "versé hors du site"

    DONE_STATES = (State.PAID, State.OUTSIDE)

    order = models.ForeignKey(PaymentOrder, models.PROTECT, null=True, related_name="payments", verbose_name="ordre")
    statement = models.ForeignKey(MonthlyStatement, models.PROTECT, related_name="payments", verbose_name="relevé")
    cents = models.BigIntegerField("montant (centimes)")
    sealed = models.TextField("IBAN, scellé", blank=True)
    state = models.CharField("état", max_length=20, choices=State, default=State.ORDERED)
    settled_on = models.DateField("versé ou rejeté le", null=True)
    reason = models.CharField("motif du rejet, ou comment il est versé", max_length=300, blank=True)

    if TYPE_CHECKING:  # made by Django
        statement_id: int
        order_id: int | None
        get_state_display: Callable[[], str]

    class Meta:
        verbose_name = "versement"
        ordering = ["statement"]
        constraints = [
            models.UniqueConstraint(fields=["statement"], condition=~Q(state="rejected"), name="statement_paid_once"),
            models.CheckConstraint(condition=Q(cents__gt=0), name="payment_of_something"),
            models.CheckConstraint(
                condition=Q(state="ordered", settled_on=None, reason="")
                | Q(state="paid", settled_on__isnull=False, reason="")
                | Q(state__in=["rejected", "outside"], settled_on__isnull=False) & ~Q(reason=""),
                name="payment_settled_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="outside", order=None) | ~Q(state="outside") & Q(order__isnull=False),
                name="payment_outside_without_order",
            ),
        ]
        triggers = [
            invariants.payment_of_statement(),
            invariants.changes_once("payment", pgtrigger.Q(old__state__in=["paid", "rejected", "outside"])),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} · {self.state}"
