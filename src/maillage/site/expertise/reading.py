"""What the reading side does: take a request, ask for more, answer, correct, give back, pass on, decline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Max
from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.expertise import acting, notices, platforms, reports, sharing, tariffs, words
from maillage.site.expertise.models import Answer, ExpertiseRequest, FeeLine, ReaderPool, RequestNote
from maillage.site.expertise.pathways import pathway, reasons
from maillage.site.expertise.states import ANSWERED, Act, Side, State
from maillage.site.locks import in_transaction
from maillage.site.refusals import InvalidField


@in_transaction
def take(request: ExpertiseRequest, by: User) -> ExpertiseRequest:
    """Take a request: of two readers at once, one has it and the other is told who.

    Taken on duty for a platform, it counts there for the hospital of the reader.
    """
    now = timezone.now()
    acting.check(request, by, Side.POOL)
    row = ExpertiseRequest.objects.select_related("pool__organisation", "platform").get(pk=request.pk)
    shared = row.platform if row.platform is not None and by.pk in platforms.on_duty(row.platform, now) else None
    house = row.pool.organisation if shared is None else platforms.readers_of(shared)[by.pk]
    return acting.move(
        request, Act.TAKE, by, now, taken_by=by, taken_at=now, proposed_to=None, platform=shared, read_for=house
    )


@in_transaction
def give_back(request: ExpertiseRequest, by: User) -> ExpertiseRequest:
    """Give a request back to its pool: it is proposed to the reader on duty, or present, with the least open work."""
    now = timezone.now()
    held = ExpertiseRequest.objects.select_related("pool").get(pk=request.pk)
    waited = held.waited + (now - held.asked_at) if held.asked_at is not None else held.waited
    proposed, platform = sharing.proposal(held, held.pool, now)
    row = acting.move(
        request, Act.GIVE_BACK, by, now, taken_by=None, taken_at=None, asked_at=None, waited=waited,
        proposed_to=proposed, platform=platform, read_for=None,
    )  # fmt: skip
    notices.sent(row)
    return row


@in_transaction
def pass_on(request: ExpertiseRequest, pool: ReaderPool, by: User) -> ExpertiseRequest:
    """Pass a request that waits on to another pool of its pathway; its due time stays."""
    acting.check(request, by, Side.POOL)
    row = ExpertiseRequest.objects.get(pk=request.pk)
    if pool.pathway != row.pathway or not pool.is_open or pool.pk == row.pool_id:
        raise InvalidField("pool", "Choisissez un autre groupe ouvert de la même filière.")
    now = timezone.now()
    proposed, platform = sharing.proposal(row, pool, now)
    moved = acting.move(
        request, Act.PASS_ON, by, now, about_pool=pool, pool=pool, proposed_to=proposed, platform=platform
    )
    notices.sent(moved)
    return moved


@in_transaction
def decline(request: ExpertiseRequest, reason: str, by: User) -> ExpertiseRequest:
    """Decline a request for one of the reasons of ``pathways.reasons``; the requester may send it elsewhere."""
    acting.check(request, by, Side.POOL)
    if reason not in reasons():
        raise InvalidField("reason", "Choisissez le motif.")
    row = acting.move(request, Act.DECLINE, by, timezone.now(), reason=reason, proposed_to=None, platform=None)
    notices.declined(row)
    return row


@in_transaction
def ask_more(request: ExpertiseRequest, text: str, by: User) -> ExpertiseRequest:
    """Ask the requester for more: the time until they give it does not count as response time."""
    acting.check(request, by, Side.TAKER)
    clean = text.strip()[: words.LONGEST_TEXT]
    if not clean:
        raise InvalidField("text", "Dites ce qui vous manque.")
    now = timezone.now()
    row = acting.move(request, Act.ASK_MORE, by, now, asked_at=now)
    RequestNote.objects.create(request=row, sealed=words.sealed(clean), by=by, at=now)
    notices.asked(row)
    return row


@in_transaction
def answer(request: ExpertiseRequest, values: Mapping[str, Any], by: User, *, why: str = "") -> Answer:
    """Sign an answer, or with ``why`` the correction of one as its next version; the report is a signed PDF.

    Raises ``InvalidField``, ``NotAllowed``, and ``WrongState`` for a request that was withdrawn or is another's.
    """
    current = ExpertiseRequest.objects.get(pk=request.pk)
    corrects = State(current.state) in ANSWERED
    acting.check(request, by, Side.TAKER)
    kept = words.checked(pathway(current.pathway).answer, values)
    if corrects and not why.strip():
        raise InvalidField("why", "Dites pourquoi vous corrigez votre réponse\u00a0: le demandeur le lira.")
    now = timezone.now()
    done: dict[str, Any] = {"ended_at": None} if corrects else {"answered_at": now}
    row = acting.move(request, Act.CORRECT if corrects else Act.ANSWER, by, now, **done)
    version = 1 + (row.answers.aggregate(last=Max("version"))["last"] or 0)
    content = {"values": kept, "why": why.strip()[: words.LONGEST_TEXT] if corrects else ""}
    made = Answer.objects.create(
        request=row, version=version, sealed=words.sealed(content), by=by, at=now,
        report=reports.make(row, content, version, by, now),
    )  # fmt: skip
    if not corrects:
        _add_fees(row)
    notices.answered(row, corrected=corrects)
    return made


def _add_fees(request: ExpertiseRequest) -> None:
    """Write the fee lines of an answered request."""
    assert request.answered_at is not None
    day = timezone.localdate(request.answered_at)
    same = FeeLine.objects.filter(request__patient=request.patient, on__year=day.year)
    counts: dict[str, int] = {}
    for code in same.values_list("code", flat=True):
        counts[code] = counts.get(code, 0) + 1
    FeeLine.objects.bulk_create(
        FeeLine(request=request, code=one.code, side=one.side, on=day, cents=one.cents, source=one.source)
        for one in tariffs.due(day, inpatient=request.inpatient, paid_this_year=counts)
    )
