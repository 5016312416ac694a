"""Services of payments: naming payers, closing a month, contesting a line, answering, correcting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

import pghistory
from django.db.models import QuerySet
from django.utils import timezone

from maillage.schemes import SCHEMES, next_month
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.agenda.models import Session
from maillage.site.geography.models import Department, Region
from maillage.site.locks import PAYERS, in_transaction, lock_in_order
from maillage.site.payments.dues import DueLine, dues
from maillage.site.payments.models import (
    Contest,
    HeldConfirmation,
    LineCorrection,
    MonthClosing,
    MonthlyStatement,
    OrderedPayment,
    PaidSession,
    StatementLine,
)
from maillage.site.payments.payers import Payer, PaymentMandate
from maillage.site.refusals import AlreadyDone, InvalidField, NotAllowed, WrongState

LONGEST_REASON = 300
MOST_CENTS = 1_000_000_00
"""Larger amounts are typing errors: no allowance comes near."""


def on_session_held(session: Session, by: User, name: str = "", **_: Any) -> None:
    """Record who confirms that a session took place, if it is not the person who gave it."""
    givers = session.posts.filter(giver=True, claims__active=True, claims__resource__professional__user=by)
    if not givers.exists():
        said = {"by": by, "name": name or by.get_full_name()[:100], "at": timezone.now()}
        HeldConfirmation.objects.get_or_create(session=session, defaults=said)


def on_session_unheld(session: Session, by: User, **_: Any) -> None:  # noqa: ARG001 the signal says who
    """Delete the confirmation of a session. Raises ``WrongState`` if a closed month pays it."""
    if PaidSession.objects.filter(session=session).exists():
        raise WrongState("Cette vacation est déjà sur un relevé. Demandez une correction à la coordination.")
    HeldConfirmation.objects.filter(session=session).delete()


@in_transaction
def name_payer(
    organisation: Organisation, region: Region, schemes: Collection[str], departments: Collection[Department], by: User
) -> Payer:
    """Let an organisation pay for ``schemes`` (codes) in ``departments`` of a region, in place of former payers."""
    if region.pk not in by.grants.scope(Record.PAYMENT, Act.CHANGE).regions:
        raise NotAllowed("Cette région ne relève pas de votre compte.")
    if not schemes or any(code not in SCHEMES for code in schemes):
        raise InvalidField("schemes", "Choisissez au moins un dispositif.")
    if not departments or any(one.region != region for one in departments):
        raise InvalidField("departments", "Choisissez au moins un département de la région.")
    with pghistory.context(user=by.pk):
        payer, _ = Payer.objects.get_or_create(organisation=organisation, region=region)
        for scheme in schemes:
            for department in departments:
                PaymentMandate.objects.update_or_create(scheme=scheme, department=department, defaults={"payer": payer})
    return payer


@in_transaction
def close(payer: Payer, month: date, by: User | None, *, now: datetime | None = None) -> MonthClosing:
    """Close a payer's month: create one statement for each person with an amount due.

    ``month`` is its first day; ``by`` is None for the demonstration. Raises ``AlreadyDone`` if it is closed,
    ``WrongState`` if it is not over, a later month is closed, or nothing is due.
    """
    now = now or timezone.now()
    _may_change(payer, by)
    lock_in_order(PAYERS, [payer.pk])
    _may_be_closed(payer, month, now)
    found = dues(payer, next_month(month))
    if not found:
        raise WrongState("Rien n’est dû pour ce mois\u00a0: il n’y a rien à clore.")
    closing = MonthClosing.objects.create(
        payer=payer, month=month, closed_at=now, closed_by=by, total_cents=sum(line.cents for line in found)
    )
    by_person: defaultdict[int, list[DueLine]] = defaultdict(list)
    for line in found:
        by_person[line.person.pk].append(line)
    for lines in by_person.values():
        _write(closing, lines)
    return closing


def _may_be_closed(payer: Payer, month: date, now: datetime) -> None:
    if month.day != 1:
        raise InvalidField("month", "Un mois se nomme par son premier jour.")
    if timezone.localtime(now).date() < next_month(month):
        raise WrongState("Ce mois n’est pas fini\u00a0: attendez son dernier jour pour le clore.")
    closed = MonthClosing.objects.filter(payer=payer)
    if closed.filter(month=month).exists():
        raise AlreadyDone("Ce mois est déjà clos. Ce qui vient après lui entre dans le mois suivant.")
    if closed.filter(month__gt=month).exists():
        raise WrongState("Un mois plus récent est déjà clos\u00a0: ce qui reste dû entrera dans le suivant.")


def _write(closing: MonthClosing, lines: Sequence[DueLine]) -> None:
    """Write a person's statement, its lines, and the sessions that they pay."""
    statement = MonthlyStatement.objects.create(
        closing=closing, professional=lines[0].person, total_cents=sum(line.cents for line in lines),
        line_count=len(lines),
    )  # fmt: skip
    rows = StatementLine.objects.bulk_create(
        StatementLine(
            statement=statement, scheme=line.scheme, commune=line.commune, date=line.date, what=line.what,
            quantity=line.quantity, unit_cents=line.unit_cents, cents=line.cents, corrects_id=line.corrects,
            correction_id=line.correction, reason=line.reason,
        )
        for line in lines
    )  # fmt: skip
    PaidSession.objects.bulk_create(
        PaidSession(line=row, session=session, professional=line.person, paid=paid)
        for row, line in zip(rows, lines, strict=True)
        for session, paid in line.pays
    )


@in_transaction
def contest(line: StatementLine, reason: str, by: User) -> Contest:
    """Contest a line of one's own statement with a reason; the statement is not paid before the answer.

    Raises ``AlreadyDone`` if it is contested, ``WrongState`` if the statement is paid.
    """
    if not StatementLine.objects.changeable_by(by, Reach.OWN).filter(pk=line.pk).exists():
        raise NotAllowed("Cette ligne n’est pas de vos relevés.")
    lock_in_order(PAYERS, [line.statement.closing.payer_id])
    if Contest.objects.filter(line=line).exists():
        raise AlreadyDone("Vous avez déjà contesté cette ligne.")
    if line.statement.payments.filter(state__in=OrderedPayment.DONE_STATES).exists():
        raise WrongState("Ce relevé est versé\u00a0: écrivez à la coordination, qui peut corriger sur le mois suivant.")
    with pghistory.context(user=by.pk):
        return Contest.objects.create(line=line, reason=_reason(reason), at=timezone.now())


@in_transaction
def answer_contest(found: Contest, answer: str, by: User, *, cents: int | None = None) -> Contest:
    """Answer a contest: keep the line, or correct it to ``cents`` in total by a line of the next closed month.

    Raises ``AlreadyDone`` if it was answered.
    """
    line = found.line
    _may_answer(line, by)
    lock_in_order(PAYERS, [line.statement.closing.payer_id])
    found = Contest.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if found.answered_at is not None:
        raise AlreadyDone("Cette contestation a déjà sa réponse.")
    with pghistory.context(user=by.pk):
        found.answer = _reason(answer, field="answer")
        found.correction = None if cents is None else _corrected(line, cents, answer, by)
        found.answered_at, found.answered_by = timezone.now(), by
        found.save()
    return found


@in_transaction
def correct(line: StatementLine, cents: int, reason: str, by: User) -> LineCorrection:
    """Correct a line of a closed month to ``cents`` in total, by a line of the next closed month."""
    _may_answer(line, by)
    lock_in_order(PAYERS, [line.statement.closing.payer_id])
    return _corrected(line, cents, reason, by)


def _corrected(line: StatementLine, cents: int, reason: str, by: User) -> LineCorrection:
    if not 0 <= cents <= MOST_CENTS:
        raise InvalidField("cents", "Donnez un montant entre zéro et un million d’euros.")
    now = corrected_cents(line)
    if cents == now:
        raise InvalidField("cents", "C’est déjà le montant de la ligne\u00a0: gardez-la, ou donnez-en un autre.")
    return LineCorrection.objects.create(
        corrects=line, cents=cents - now, reason=_reason(reason), by=by, at=timezone.now()
    )


def corrected_cents(line: StatementLine) -> int:
    """Return a line's amount with all corrections decided since."""
    return line.cents + sum(LineCorrection.objects.filter(corrects=line).values_list("cents", flat=True))


def _reason(text: str, field: str = "reason") -> str:
    text = " ".join(text.split())
    if not text:
        raise InvalidField(field, "Dites pourquoi, en une phrase.")
    if len(text) > LONGEST_REASON:
        raise InvalidField(field, f"Dites-le en {LONGEST_REASON} caractères au plus.")
    return text


def _may_change(payer: Payer, by: User | None) -> None:
    if by is not None and not Payer.objects.changeable_by(by).filter(pk=payer.pk).exists():
        raise NotAllowed("Ce payeur ne relève pas de votre compte.")


def _may_answer(line: StatementLine, by: User) -> None:
    """Check that ``by`` is a coordinator of the territory or the payer, and not the person who is paid."""
    rows: QuerySet[StatementLine] = StatementLine.objects.filter(pk=line.pk)
    near = StatementLine.objects.changeable_by(by, Reach.TERRITORY) | StatementLine.objects.changeable_by(
        by, Reach.ORGANISATION
    )
    if not (rows & near).exists() or line.statement.professional.user_id == by.pk:
        raise NotAllowed("Cette ligne ne relève pas de votre compte.")
