"""The end of a training: attendance by half-day, what the participant thinks of it, the certificate and its check."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach
from maillage.site.calls import notices
from maillage.site.calls.clock import PARIS
from maillage.site.calls.seat_models import Attendance, Certificate, SeatOffer, TrainingEvaluation
from maillage.site.documents import render
from maillage.site.history import authored_by
from maillage.site.locks import in_transaction
from maillage.site.messages.signature import sender
from maillage.site.refusals import InvalidField, NotAllowed, Refused, WrongState

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without those that are read as others."""
GROUPS, IN_GROUP = 3, 4
MARKS = ("1", "2", "3", "4", "5")
HalfDay = tuple[date, str]


@in_transaction
def note_attendance(offer: SeatOffer, present: Collection[HalfDay], *, by: User | None) -> int:
    """Note who was there on the half-days that have come: all of them at once; return how many were attended.

    Raises ``InvalidField`` for a half-day that is not of the seat or has not come, ``WrongState``, ``NotAllowed``.
    """
    row = _own(offer, by)
    today = timezone.localdate(timezone=PARIS)
    come = [one for one in row.half_days() if one[0] <= today]
    if set(present) - set(come):
        raise InvalidField("present", "Cette demi-journée n’est pas de cette place, ou n’est pas encore venue.")
    if Certificate.objects.filter(offer=row).exists():
        raise WrongState("L’attestation est délivrée\u00a0: les présences ne changent plus.")
    with authored_by(by):
        for day, half in come:
            values = {"present": (day, half) in present}
            Attendance.objects.update_or_create(offer=row, date=day, half=half, defaults=values)
    return attended(row)


@in_transaction
def evaluate(offer: SeatOffer, marks: Mapping[str, str], word: str = "") -> TrainingEvaluation:
    """Keep what a participant thinks, then their certificate if it is due. Raises ``InvalidField``, ``Refused``."""
    row = SeatOffer.objects.select_related("submission__call", "option").get(pk=offer.pk)
    if timezone.localdate(timezone=PARIS) < row.option.ends:
        raise Refused("La formation n’est pas finie\u00a0: revenez le dernier jour.")
    asked = row.submission.call.of_kind.evaluation
    for one in asked:
        if marks.get(one.code) not in MARKS:
            raise InvalidField(one.code, "Donnez une note de 1 à 5.")
    values = {"marks": {one.code: int(marks[one.code]) for one in asked}, "word": word.strip()[:1500]}
    made, _ = TrainingEvaluation.objects.update_or_create(offer=row, defaults=values)
    return made


def attended(offer: SeatOffer) -> int:
    """Return the half-days attended."""
    return offer.attendances.filter(present=True).count()


def reason_against(offer: SeatOffer) -> str:
    """Return why there is no certificate yet; "" if it is due."""
    needed, count = offer.submission.call.of_kind.needed_half_days, attended(offer)
    if count < needed:
        return f"Il faut {needed} demi-journées suivies\u00a0: {count} sont notées."
    if not TrainingEvaluation.objects.filter(offer=offer).exists():
        return "Il manque l’avis du participant sur la formation."
    return ""


@in_transaction
def certify(offer: SeatOffer, *, by: User | None) -> Certificate:
    """Issue the certificate; repeating it changes nothing. Raises ``Refused`` while it is not due, ``NotAllowed``."""
    row = _own(offer, by)
    made = Certificate.objects.filter(offer=row).first()
    if made is not None:
        return made
    against = reason_against(row)
    if against:
        raise Refused(against)
    with authored_by(by):
        made = Certificate.objects.create(offer=row, code=_code(), half_days=attended(row))
    notices.tell(
        row.submission,
        "certificate",
        "votre attestation",
        "Votre attestation est prête, sur votre page.",
    )
    return made


def _code() -> str:
    groups = ("".join(secrets.choice(LETTERS) for _ in range(IN_GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def find(code: str) -> Certificate | None:
    """Return the certificate of a code, however it is typed."""
    plain = "".join(sign for sign in code.upper() if sign in LETTERS)
    typed = "-".join(plain[start : start + IN_GROUP] for start in range(0, len(plain), IN_GROUP))
    rows = Certificate.objects.select_related(
        "offer__submission__applicant", "offer__submission__call", "offer__option"
    )
    return rows.filter(code=typed).first()


def paper(certificate: Certificate, address: str) -> bytes:
    """Return the certificate as a PDF; ``address`` is where it is checked."""
    offer = certificate.offer
    call, who = offer.submission.call, offer.submission.applicant
    data = {
        "title": "Attestation de formation", "site": sender().name, "name": who.full_name, "call": call.title,
        "organisation": call.organisation.name, "host": call.host or call.organisation.name,
        "half_days": certificate.half_days, "starts": date_format(offer.option.starts, "j F Y"),
        "ends": date_format(offer.option.ends, "j F Y"), "code": certificate.code, "address": address,
        "issued": date_format(certificate.issued_at.astimezone(PARIS).date(), "j F Y"),
    }  # fmt: skip
    return render("certificate", data, certificate.issued_at)


def _own(offer: SeatOffer, user: User | None) -> SeatOffer:
    """Return the accepted seat, locked. Raises ``NotAllowed``, ``WrongState``."""
    mine = SeatOffer.objects.changeable_by(user, Reach.ORGANISATION) if user is not None else None
    if mine is not None and not mine.filter(pk=offer.pk).exists():
        raise NotAllowed("Cette place n’est pas d’un appel de votre organisation.")
    rows = SeatOffer.objects.select_for_update(of=("self",))
    row = rows.select_related("option", "submission__applicant", "submission__call__organisation").get(pk=offer.pk)
    if row.state != SeatOffer.State.ACCEPTED:
        raise WrongState("Cette place n’est pas acceptée.")
    return row
