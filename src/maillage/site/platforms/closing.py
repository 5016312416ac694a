"""Closing the months of a platform: what was shared then is what is owed, whatever is noted later."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from maillage.site.accounts.models import Organisation, User
from maillage.site.agreements.closing import close_with, closed, not_over
from maillage.site.agreements.closing_models import ClosedMonth
from maillage.site.agreements.models import Agreement
from maillage.site.agreements.recharges import Part
from maillage.site.expertise.models import ReadingPlatform
from maillage.site.locks import in_transaction
from maillage.site.platforms.load import HospitalLoad
from maillage.site.platforms.money import Amount, PlatformMonth, month_of
from maillage.site.refusals import WrongState


def agreement_of(platform: ReadingPlatform) -> Agreement | None:
    """Return the agreement of a platform."""
    return Agreement.objects.filter(platform=platform).first()


def closed_of(platform: ReadingPlatform, month: date) -> ClosedMonth | None:
    """Return the month as it was closed; None while it is open."""
    agreement = agreement_of(platform)
    return closed(agreement, month) if agreement is not None else None


def money_of(platform: ReadingPlatform, month: date) -> tuple[PlatformMonth, ClosedMonth | None]:
    """Return the load and the money of a month as it was closed, with that; else as it stands today, with None."""
    row = closed_of(platform, month)
    return (month_of(platform, month) if row is None else _read(platform, month, row.document)), row


def reason_open(found: PlatformMonth, today: date) -> str:
    """Return why a month cannot be closed yet; "" if it can."""
    if found.open:
        noted = "Des gardes ne sont pas encore notées\u00a0: dites d’abord lesquelles ont eu lieu."
    else:
        noted = "" if found.amounts else "Rien n’a été payé ni reçu ce mois-ci\u00a0: il n’y a rien à clore."
    return not_over(found.month, today) or noted


@in_transaction
def close(platform: ReadingPlatform, month: date, by: User | None, today: date | None = None) -> ClosedMonth:
    """Close a month that is over and wholly noted, in the name of a party of the agreement.

    Raises ``WrongState`` saying why not, ``AlreadyDone``, ``NotAllowed`` for somebody of no party.
    """
    row = Agreement.objects.select_for_update(of=("self",)).filter(platform=platform).first()
    if row is None:
        raise WrongState("Cette plateforme n’a pas encore de convention\u00a0: rien ne dit comment partager.")
    return close_with(row, month, by, lambda: _document(platform, month, today or timezone.localdate()))


def _document(platform: ReadingPlatform, month: date, today: date) -> dict[str, Any]:
    found = month_of(platform, month)
    why = reason_open(found, today)
    if why:
        raise WrongState(why)
    return _written(found)


def _written(found: PlatformMonth) -> dict[str, Any]:
    return {
        "amounts": [
            {
                "kind": one.kind, "day": one.day.isoformat(), "hospital": one.hospital.pk, "who": one.who,
                "number": one.number, "code": one.code, "cents": one.cents,
                "parts": [[part.organisation.pk, part.percent, part.cents] for part in one.parts],
            }
            for one in found.amounts
        ],
        "loads": [
            [one.hospital.pk, one.promised, one.planned, one.held, one.readings_promised, one.readings]
            for one in found.loads
        ],
        "outside": found.outside,
    }  # fmt: skip


def _read(platform: ReadingPlatform, month: date, document: dict[str, Any]) -> PlatformMonth:
    """Return a closed month (one query): amounts as closed, names of hospitals as they are today."""
    amounts, kept = document["amounts"], document["loads"]
    keys = {one["hospital"] for one in amounts} | {part[0] for one in amounts for part in one["parts"]}
    hospitals = Organisation.objects.in_bulk(keys | {one[0] for one in kept})
    return PlatformMonth(
        platform,
        month,
        tuple(
            Amount(
                one["kind"], date.fromisoformat(one["day"]), hospitals[one["hospital"]], one["who"], one["number"],
                one["code"], one["cents"],
                tuple(Part(hospitals[who], percent, cents) for who, percent, cents in one["parts"]),
            )
            for one in amounts
        ),
        tuple(HospitalLoad(hospitals[one[0]], *one[1:]) for one in kept),
        open=0,
        outside=document["outside"],
    )  # fmt: skip
