"""Closing the months of an agreement: what was shared then is what is owed, whatever is noted later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone

from maillage.schemes import next_month
from maillage.site.accounts.models import Organisation, User
from maillage.site.agenda.services import author
from maillage.site.agreements import parties
from maillage.site.agreements.closing_models import ClosedMonth
from maillage.site.agreements.models import Agreement, AgreementVersion
from maillage.site.agreements.recharges import AgreementMonth, Cost, Part, Presence, month_of
from maillage.site.directory.models import Professional
from maillage.site.locks import constraint_of, in_transaction
from maillage.site.refusals import AlreadyDone, WrongState

CLOSED = "Ce mois est déjà clos."


def closed(agreement: Agreement, month: date) -> ClosedMonth | None:
    """Return the month as it was closed; None while it is open."""
    return ClosedMonth.objects.filter(agreement=agreement, month=month).select_related("closed_by").first()


def money_of(agreement: Agreement, month: date) -> AgreementMonth:
    """Return the money of a month: as it was closed, else as it stands today."""
    row = closed(agreement, month)
    return month_of(agreement, month) if row is None else _read(agreement, month, row.document)


def reason_open(found: AgreementMonth, today: date) -> str:
    """Return why a month cannot be closed yet; "" if it can."""
    if found.open:
        noted = "Des demi-journées ne sont pas encore notées\u00a0: dites d’abord lesquelles ont eu lieu."
    else:
        noted = "" if found.costs else "La convention ne court pas ce mois-ci\u00a0: il n’y a rien à clore."
    return not_over(found.month, today) or noted


@in_transaction
def close(agreement: Agreement, month: date, by: User | None, today: date | None = None) -> ClosedMonth:
    """Close a month that is over and wholly noted. Raises ``WrongState`` saying why not, ``AlreadyDone``."""
    row = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    return close_with(row, month, by, lambda: _document(row, month, today or timezone.localdate()))


def _document(agreement: Agreement, month: date, today: date) -> dict[str, Any]:
    found = month_of(agreement, month)
    why = reason_open(found, today)
    if why:
        raise WrongState(why)
    return _written(found)


def not_over(month: date, today: date) -> str:
    """Return that a month is not over; "" if it is."""
    return "" if next_month(month) <= today else "Ce mois n’est pas fini\u00a0: il se clôt à partir du mois suivant."


def close_with(row: Agreement, month: date, by: User | None, document: Callable[[], dict[str, Any]]) -> ClosedMonth:
    """Close a month with what ``document`` gives or refuses; ``row`` is locked.

    Raises ``NotAllowed`` for somebody of no party, ``AlreadyDone`` for a month that is closed.
    """
    parties.check_party(row, by)
    if closed(row, month) is not None:
        raise AlreadyDone(CLOSED)
    found = document()
    with author(by):
        try:
            with transaction.atomic():
                return ClosedMonth.objects.create(agreement=row, month=month, document=found, closed_by=by)
        except DatabaseError as error:
            if constraint_of(error) == "agreement_month_closed_once":
                raise AlreadyDone(CLOSED) from error
            raise


def _written(found: AgreementMonth) -> dict[str, Any]:
    return {
        "costs": [
            {
                "version": one.version.pk, "person": one.person.pk, "employer": one.employer.pk, "what": one.what,
                "first": one.first.isoformat(), "last": one.last.isoformat(), "cents": one.cents,
                "parts": [[part.organisation.pk, part.percent, part.cents] for part in one.parts],
            }
            for one in found.costs
        ],
        "presences": [
            [one.person.pk, one.organisation.pk, one.promised, one.held, one.open] for one in found.presences
        ],
    }  # fmt: skip


def _read(agreement: Agreement, month: date, document: dict[str, Any]) -> AgreementMonth:
    """Return a closed month (three queries): amounts as closed, names as they are today."""
    costs, presences = document["costs"], document["presences"]
    versions = AgreementVersion.objects.in_bulk({one["version"] for one in costs})
    people = Professional.objects.in_bulk({one["person"] for one in costs} | {one[0] for one in presences})
    keys = {one["employer"] for one in costs} | {part[0] for one in costs for part in one["parts"]}
    organisations = Organisation.objects.in_bulk(keys | {one[1] for one in presences})
    return AgreementMonth(
        agreement,
        month,
        tuple(
            Cost(
                versions[one["version"]], people[one["person"]], organisations[one["employer"]], one["what"],
                date.fromisoformat(one["first"]), date.fromisoformat(one["last"]), one["cents"],
                tuple(Part(organisations[who], percent, cents) for who, percent, cents in one["parts"]),
            )
            for one in costs
        ),
        tuple(
            Presence(people[who], organisations[where], promised, held, left)
            for who, where, promised, held, left in presences
        ),
    )  # fmt: skip
