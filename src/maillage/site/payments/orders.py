"""Payment orders: the statements paid in one go, their file, and the payer's return."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pghistory
from django.db.models import Q
from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.agenda.departure_models import Departure
from maillage.site.locks import PAYERS, in_transaction, lock_in_order
from maillage.site.payments.models import MonthlyStatement, OrderedPayment, PaymentOrder
from maillage.site.payments.payers import BankAccount, Payer
from maillage.site.payments.returns import LONGEST_REASON, ReturnedPayment
from maillage.site.refusals import AlreadyDone, InvalidField, NotAllowed, Refused, WrongState

State = OrderedPayment.State
DIED = Q(professional__departure__kind=Departure.Kind.DEATH)


@in_transaction
def make_order(payer: Payer, by: User) -> PaymentOrder:
    """Order the payment of closed statements that are neither contested nor ordered.

    For a payer other than the insurer, statements without a known bank account wait. Raises ``WrongState`` if nothing
    is left to order, ``Refused`` if the payer's own account is missing.
    """
    if not Payer.objects.changeable_by(by).filter(pk=payer.pk).exists():
        raise NotAllowed("Ce payeur ne relève pas de votre compte.")
    lock_in_order(PAYERS, [payer.pk])
    account = None if payer.is_insurer else BankAccount.objects.filter(payer=payer).first()
    if account is None and not payer.is_insurer:
        raise Refused("Donnez d’abord l’IBAN du compte qui paie.")
    statements = payable(payer)
    if not statements:
        raise WrongState("Aucun relevé n’attend de versement.")
    with pghistory.context(user=by.pk):
        order = PaymentOrder.objects.create(
            payer=payer, sealed=account.sealed if account is not None else "", made_at=timezone.now(), made_by=by
        )
        OrderedPayment.objects.bulk_create(
            OrderedPayment(
                order=order, statement=one, cents=one.total_cents,
                sealed="" if payer.is_insurer else one.professional.bank_account.sealed,
            )
            for one in statements
        )  # fmt: skip
    return order


def payable(payer: Payer) -> list[MonthlyStatement]:
    """Return the statements that the next order pays, oldest first."""
    rows = MonthlyStatement.objects.to_order().filter(closing__payer=payer).exclude(DIED)
    if not payer.is_insurer:
        rows = rows.filter(professional__bank_account__isnull=False)
    found = rows.select_related("closing", "professional__resource", "professional__bank_account")
    return list(found.order_by("closing__month", "professional__last_name", "pk"))


def without_account(payer: Payer) -> list[MonthlyStatement]:
    """Return the statements that wait for the bank account of the person who is paid."""
    if payer.is_insurer:
        return []
    rows = MonthlyStatement.objects.to_order().filter(closing__payer=payer, professional__bank_account=None)
    return list(rows.exclude(DIED).select_related("closing", "professional"))


def by_post(payer: Payer) -> list[MonthlyStatement]:
    """Return the statements of people who have died: due to their heirs, who write, and to no account on record."""
    rows = MonthlyStatement.objects.to_order().filter(DIED, closing__payer=payer)
    return list(rows.select_related("closing", "professional").order_by("closing__month", "pk"))


@in_transaction
def settle(order: PaymentOrder, returned: Sequence[ReturnedPayment], by: User) -> int:
    """Record the results of a checked return file, all or none; return how many payments it settles.

    Raises ``AlreadyDone`` if one of them is already settled.
    """
    if not PaymentOrder.objects.changeable_by(by).filter(pk=order.pk).exists():
        raise NotAllowed("Cet ordre ne relève pas de votre compte.")
    lock_in_order(PAYERS, [order.payer_id])
    payments = {one.pk: one for one in OrderedPayment.objects.select_for_update().filter(order=order)}
    with pghistory.context(user=by.pk):
        for row in returned:
            payment = payments[row.payment]
            if payment.state != State.ORDERED:
                raise AlreadyDone("Un de ces versements a déjà son retour.")
            payment.state = State.PAID if row.paid else State.REJECTED
            payment.settled_on, payment.reason = row.on, row.reason
            payment.save(update_fields=["state", "settled_on", "reason"])
    return len(returned)


@in_transaction
def settle_outside(statement: MonthlyStatement, day: date, reason: str, by: User) -> OrderedPayment:
    """Record that what is due to somebody who died was paid to the heirs or the notary, outside; once.

    ``reason`` says how and to whom. Raises ``InvalidField``, ``WrongState`` if the statement is paid, ordered or
    contested or the person lives, ``NotAllowed`` for who neither pays it nor coordinates its payer's region.
    """
    payer = statement.closing.payer
    if not Payer.objects.changeable_by(by).filter(pk=payer.pk).exists():
        raise NotAllowed("Ce payeur ne relève pas de votre compte.")
    said = " ".join(reason.split())[:LONGEST_REASON]
    if not said:
        raise InvalidField("reason", "Dites à qui et comment c’est versé, en une phrase.")
    if not statement.closing.month <= day <= timezone.localdate():
        raise InvalidField("day", "Ce jour n’est pas encore passé, ou vient avant le mois du relevé.")
    lock_in_order(PAYERS, [payer.pk])
    if statement.pk not in {one.pk for one in by_post(payer)}:
        raise WrongState("Ce relevé n’attend plus de versement par courrier.")
    with pghistory.context(user=by.pk):
        return OrderedPayment.objects.create(
            statement=statement, cents=statement.total_cents, state=State.OUTSIDE, settled_on=day, reason=said
        )


def latest_settlement(order: PaymentOrder) -> date | None:
    """Return the latest date in the returns of this order."""
    return order.payments.exclude(settled_on=None).order_by("-settled_on").values_list("settled_on", flat=True).first()
