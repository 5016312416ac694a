"""Seats: ranking, offers by rank with a deadline, the next in line on a refusal or an expiry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from maillage.site.accounts.models import User
from maillage.site.calls import notices, submissions
from maillage.site.calls.assigning import Rank, assign
from maillage.site.calls.clock import db_now, paris_words
from maillage.site.calls.models import Call, CallOption, Submission
from maillage.site.calls.seat_models import SeatOffer
from maillage.site.calls.services import checked
from maillage.site.history import authored_by
from maillage.site.locks import CALLS, in_transaction, lock_in_order
from maillage.site.refusals import Refused, WrongState

State, Offered = Submission.State, SeatOffer.State


@dataclass(frozen=True)
class Ranked:
    """A candidate in the ranking: place, points with their reasons, and the offer that runs or was last answered."""

    rank: int
    submission: Submission
    points: int
    reasons: list[tuple[str, int]]
    offer: SeatOffer | None


def ranking(call: Call) -> list[Ranked]:
    """Return the admitted candidates by points, then by receipt. Points of an option's department are not in it."""
    rows = Submission.objects.filter(call=call, state__in=[State.ADMITTED, State.SELECTED])
    rows = rows.select_related("applicant").prefetch_related("offers__option")
    kind = call.of_kind
    found = [(one, kind.score(one.answers)) for one in rows]
    found.sort(key=_standing)
    return [
        Ranked(rank, one, _sum(reasons), reasons, max(one.offers.all(), key=lambda offer: offer.pk, default=None))
        for rank, (one, reasons) in enumerate(found, start=1)
    ]


def _standing(pair: tuple[Submission, list[tuple[str, int]]]) -> tuple[int, int]:
    submission, reasons = pair
    return -_sum(reasons), submission.number or 0


def _sum(reasons: list[tuple[str, int]]) -> int:
    return sum(points for _, points in reasons)


@in_transaction
def offer_seats(call: Call, *, by: User | None) -> int:
    """Offer the free seats by rank, once the call is closed and everything received is answered; return how many.

    Raises ``Refused`` before that, ``NotAllowed``.
    """
    found = checked(call, by)
    if not found.is_over(db_now()):
        raise Refused(f"Cet appel est ouvert jusqu’au {paris_words(found.closes_at)}\u00a0: attendez sa clôture.")
    if found.submissions.filter(state=State.SENT).exists():
        raise Refused("Des candidatures attendent votre réponse\u00a0: dites d’abord si elles sont recevables.")
    with authored_by(by):
        return _fill(found)


@in_transaction
def answer(offer: SeatOffer, *, accepts: bool) -> SeatOffer:
    """Note the answer of a candidate; a refused seat goes to the next in line. Raises ``Refused`` once it is late."""
    lock_in_order(CALLS, [offer.submission.call_id])
    row = SeatOffer.objects.select_for_update(of=("self",)).select_related("option").get(pk=offer.pk)
    wanted = Offered.ACCEPTED if accepts else Offered.REFUSED
    if row.state == wanted:
        return row
    if row.state != Offered.WAITING:
        raise WrongState("Cette place n’attend plus de réponse.")
    now = db_now()
    if now > row.expires_at:
        raise Refused(f"Le délai pour répondre est passé depuis le {paris_words(row.expires_at)}.")
    row.state, row.answered_at = wanted, now
    row.save()
    submission = submissions.locked(offer.submission)
    if accepts:
        submissions.end(submission, State.SELECTED)
        notices.tell(
            submission, "accepted", "votre place est réservée", f"Votre place est réservée\u00a0: {row.option}."
        )
    else:
        _fill(submission.call)
    return row


@in_transaction
def expire(call: Call) -> int:
    """Close the offers of a call that nobody answered in time, and offer their seats to the next; return how many."""
    lock_in_order(CALLS, [call.pk])
    now = db_now()
    late = SeatOffer.objects.filter(submission__call=call, state=Offered.WAITING, expires_at__lt=now)
    rows = list(late.select_for_update(of=("self",)))
    for row in rows:
        row.state, row.answered_at = Offered.EXPIRED, now
        row.save()
    if rows:
        _fill(call)
    return len(rows)


def expire_all() -> int:
    """Do so for every call; return how many offers expired."""
    late = Q(submissions__offers__state=Offered.WAITING, submissions__offers__expires_at__lt=db_now())
    return sum(expire(call) for call in Call.objects.filter(late).distinct())


def free_seats(call: Call) -> dict[CallOption, int]:
    """Return the free seats by option."""
    taken = Count("offers", filter=Q(offers__state__in=SeatOffer.ACTIVE))
    return {one: one.seats - one.taken for one in call.options.annotate(taken=taken)}  # type: ignore[attr-defined]


def _fill(call: Call) -> int:
    """Offer every free seat to the next in line who wishes it."""
    lock_in_order(CALLS, [call.pk])
    options = {one.pk: one for one in call.options.all()}
    seats = {one.pk: count for one, count in free_seats(call).items()}
    waiting = {one.submission.pk: one.submission for one in ranking(call) if _is_in_line(one.submission)}
    order = {one: number for number, one in enumerate(waiting)}
    kind = call.of_kind

    def rank(candidate: int, option: int) -> Rank:
        department = options[option].department_id or ""
        return (-_sum(kind.score(waiting[candidate].answers, department)), order[candidate])

    wishes = {pk: _wishes(row) for pk, row in waiting.items()}
    made = assign(seats, wishes, rank)
    until = db_now().replace(microsecond=0) + timedelta(days=call.offer_days)
    for candidate, option in made.items():
        _offer(waiting[candidate], options[option], until)
    return len(made)


def _is_in_line(row: Submission) -> bool:
    """Whether a candidate has no seat and has let none go by without an answer."""
    gone = {Offered.WAITING, Offered.ACCEPTED, Offered.EXPIRED}
    return row.state == State.ADMITTED and not any(one.state in gone for one in row.offers.all())


def _wishes(row: Submission) -> list[int]:
    refused = {one.option_id for one in row.offers.all()}
    return [one for one in row.answers.get("wishes", []) if one not in refused]


def _offer(row: Submission, option: CallOption, until: datetime) -> SeatOffer:
    made = SeatOffer.objects.create(submission=row, option=option, expires_at=until, made_at=db_now())
    notices.tell(
        row,
        f"seat-{made.pk}",
        "une place vous est proposée",
        f"Une place vous est proposée\u00a0: {option}. Acceptez-la ou refusez-la avant le {paris_words(until)}\u00a0; "
        "sans réponse, elle va à la personne suivante.",
    )
    return made


def offer_of(row: Submission) -> SeatOffer | None:
    """Return the last offer to a candidate."""
    return row.offers.select_related("option", "submission__call").order_by("-pk").first()
