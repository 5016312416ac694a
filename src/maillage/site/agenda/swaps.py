"""Swaps of days: one doctor offers a day, another takes it or gives one in return.

The rules are checked for both before either can say yes, and again in the transaction of the yes, which moves all
sessions or none. Patients keep their appointments.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from operator import attrgetter

from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.agenda import notices, posts
from maillage.site.agenda.arrangements import beds_of, settle
from maillage.site.agenda.models import Claim, Session
from maillage.site.agenda.services import author, locked
from maillage.site.agenda.signals import giver_changed
from maillage.site.agenda.swap_models import SwapOffer, SwapReply, SwapSession, end_offers, end_replies
from maillage.site.directory.models import Professional
from maillage.site.engagements.models import Engagement
from maillage.site.engagements.rules import reason_against
from maillage.site.locks import RESOURCES, constraint_of, in_transaction, lock_in_order
from maillage.site.refusals import AlreadyDone, NotAllowed, Refused, WrongState

OFFERED_ALREADY = "Cette journée est déjà proposée à l’échange."
GONE = "Cet échange n’est plus possible\u00a0: la journée a été prise, rendue ou retirée."


@in_transaction
def offer(sessions: Sequence[Session], by: User) -> SwapOffer:
    """Offer the sessions of one's day to colleagues; the day stays one's own until somebody takes it.

    Raises ``AlreadyDone`` if it is offered, ``WrongState`` once it has begun or if somebody else gives it,
    ``NotAllowed`` for a user who gives no sessions.
    """
    person = _person(by)
    rows = _locked(sessions)
    _still_theirs(person, rows)
    made = SwapOffer(professional=person, made_at=timezone.now())
    with author(by):
        made.save()
        try:
            with transaction.atomic():
                SwapSession.objects.bulk_create(SwapSession(offer=made, session=row) for row in rows)
        except IntegrityError as error:
            raise AlreadyDone(OFFERED_ALREADY) from error
    return made


@in_transaction
def withdraw(swap: SwapOffer, by: User) -> None:
    """Take one's offer back: the day stays one's own. Raises ``NotAllowed`` for somebody else's, ``WrongState``."""
    row = _open(swap)
    if row.professional_id != _person(by).pk:
        raise NotAllowed("Cette journée n’est pas la vôtre.")
    with author(by):
        end_offers([row.pk], SwapOffer.State.WITHDRAWN)


@in_transaction
def take(swap: SwapOffer, by: User) -> SwapReply:
    """Take an offered day without giving one in return. Raises ``Refused`` with the rule that forbids it."""
    row, person = _open(swap), _person(by)
    if row.professional_id == person.pk:
        raise NotAllowed("Cette journée est déjà la vôtre.")
    with author(by):
        reply = SwapReply.objects.create(offer=row, professional=person, made_at=timezone.now())
        _swap(row, reply, by)
    return reply


@in_transaction
def answer(swap: SwapOffer, sessions: Sequence[Session], by: User) -> SwapReply:
    """Offer one's own day in return for an offered one; the other doctor then says yes or no.

    Raises ``Refused`` with the rule that forbids the swap to one of the two, ``AlreadyDone`` for a second answer.
    """
    row, person = _open(swap), _person(by)
    if row.professional_id == person.pk:
        raise NotAllowed("Cette journée est déjà la vôtre.")
    rows = _locked(sessions)
    _still_theirs(person, rows)
    _refuse(reason_against_swap(row.professional, _sessions(row), person, rows))
    with author(by):
        try:
            with transaction.atomic():
                reply = SwapReply.objects.create(offer=row, professional=person, made_at=timezone.now())
        except IntegrityError as error:
            raise AlreadyDone("Vous avez déjà proposé une journée en retour.") from error
        SwapSession.objects.bulk_create(SwapSession(reply=reply, session=one) for one in rows)
    reply.offer = row
    notices.answered(reply, _sessions(row), rows)
    return reply


@in_transaction
def agree(reply: SwapReply, by: User) -> SwapReply:
    """Say yes to the day that a colleague gives in return: both days change hands, or none."""
    row = _open(reply.offer)
    if row.professional_id != _person(by).pk:
        raise NotAllowed("Cette journée n’est pas la vôtre.")
    with author(by):
        return _swap(row, _waiting(reply), by)


@in_transaction
def refuse(reply: SwapReply, by: User) -> SwapReply:
    """Say no to the day that a colleague gives in return, or take back the one that one has given in return oneself."""
    row, person = _open(reply.offer), _person(by)
    theirs = row.professional_id == person.pk
    found = _waiting(reply)
    if not theirs and found.professional_id != person.pk:
        raise NotAllowed("Cet échange n’est pas le vôtre.")
    with author(by):
        found.state = SwapReply.State.REFUSED if theirs else SwapReply.State.WITHDRAWN
        end_replies([found.pk], found.state)
    if theirs:
        found.offer = row
        notices.refused(found, _sessions(row))
    return found


def reason_against_swap(
    one: Professional, given: Sequence[Session], other: Professional, returned: Sequence[Session] = ()
) -> str | None:
    """Return why ``one`` cannot swap ``given`` for ``returned`` of ``other``; None if the rules allow it."""
    against = _reason_to_take(other, given, returned)
    if against is not None or not returned:
        return against
    against = _reason_to_take(one, returned, given)
    return None if against is None else f"Pour {one}\u00a0: {against[0].lower()}{against[1:]}"


def may_answer(one: Professional, given: Sequence[Session], other: Professional) -> bool:
    """Return whether ``other`` may take a day, as it is or for one of their own days of the same month in return."""
    if reason_against_swap(one, given, other) is None:
        return True
    months = {(session.starts.year, session.starts.month) for session in given}
    own = Claim.objects.filter(
        active=True,
        resource=other.resource_id,
        post__giver=True,
        post__session__starts__gt=timezone.now(),
        post__session__state__in=Session.OPEN_STATES,
    )
    theirs = [
        pk
        for pk, starts in own.values_list("post__session", "post__session__starts")
        if (starts.year, starts.month) in months
    ]
    return bool(theirs) and _reason_to_take(other, given, list(Session.objects.filter(pk__in=theirs))) is None


def _reason_to_take(person: Professional, gained: Sequence[Session], given: Sequence[Session]) -> str | None:
    """Return why a person who gives some sessions away cannot take others, in one sentence."""
    without = [session.pk for session in given]
    for session in gained:
        taken = Claim.objects.filter(
            active=True, resource=person.resource_id, during__overlap=posts.stretch(session.starts, session.ends)
        )
        if taken.exclude(post__session__in=without).exists():
            return posts.TAKEN_THEN
        against = reason_against(
            session.rules, person, session.place or session.commune, [session.day],
            session.programme, times=[(session.starts, session.ends)], standing=True, without=without,
            sessions=[session.pk],
        )  # fmt: skip
        if against is not None:
            return against
    return None


def _swap(swap: SwapOffer, reply: SwapReply, by: User) -> SwapReply:
    """Give the sessions of both sides to the other one, after all checks; others who waited are told it is over."""
    given, returned = _locked(_sessions(swap)), _locked(_sessions(reply))
    one, other = swap.professional, reply.professional
    # Lock both people before counting the days of the month: two swaps at once wait for each other.
    lock_in_order(RESOURCES, [one.resource_id, other.resource_id, *beds_of([*given, *returned])])
    _still_theirs(one, given)
    _still_theirs(other, returned)
    _refuse(reason_against_swap(one, given, other, returned))
    reply.state = SwapReply.State.AGREED
    try:
        with transaction.atomic():
            reply.save(update_fields=["state"])
    except IntegrityError as error:
        if constraint_of(error) == "swap_agreed_once":
            raise WrongState(GONE) from error
        raise
    end_offers([swap.pk], SwapOffer.State.DONE)
    _hand_over(one, given, other, returned)
    for session, before, after in [*((s, one, other) for s in given), *((s, other, one) for s in returned)]:
        giver_changed.send(Session, session=session, before=before, after=after, by=by)
    reply.offer = swap
    notices.agreed(reply, given, returned)
    return reply


def _hand_over(one: Professional, given: Sequence[Session], other: Professional, returned: Sequence[Session]) -> None:
    """Release the claims of both sides, then fill the same posts with the other person, who has said yes."""
    released = [*_givers_claims(one, given), *_givers_claims(other, returned)]
    after = {one.resource_id: other.resource, other.resource_id: one.resource}
    posts.give_back(released, Claim.Reason.SWAPPED)
    wanted = [(claim.post, after[claim.resource_id]) for claim in released]
    posts.fill_all(wanted, accepted_at=timezone.now())
    posts.refresh_states([*given, *returned])
    settle([*given, *returned])


def _givers_claims(person: Professional, sessions: Iterable[Session]) -> list[Claim]:
    rows = Claim.objects.filter(active=True, resource=person.resource_id, post__giver=True, post__session__in=sessions)
    return list(rows.select_related("post"))


def _still_theirs(person: Professional, sessions: Sequence[Session]) -> None:
    now = timezone.now()
    if any(session.starts <= now for session in sessions):
        raise WrongState("Cette journée a déjà commencé.")
    open_ = all(session.state in Session.OPEN_STATES for session in sessions)
    if not open_ or len(_givers_claims(person, sessions)) != len(sessions):
        raise WrongState(GONE)


def offered_to(person: Professional, now: datetime, limit: int) -> list[SwapOffer]:
    """Return the open offers of others in the schemes in which the person is engaged, the soonest day first."""
    schemes = Engagement.objects.running().filter(professional=person).values("scheme")
    rows = SwapSession.objects.filter(
        active=True, offer__state=SwapOffer.State.OPEN, session__starts__gt=now, session__programme__scheme__in=schemes
    ).exclude(offer__professional=person)
    keys = list(dict.fromkeys(rows.order_by("session__starts").values_list("offer", flat=True)))[:limit]
    found = SwapOffer.objects.select_related("professional__home", "professional__resource").in_bulk(keys)
    return [found[key] for key in keys]


def own_offers(person: Professional, now: datetime) -> list[SwapOffer]:
    """Return the person's open offers of days to come."""
    rows = SwapOffer.objects.filter(professional=person, state=SwapOffer.State.OPEN, sessions__session__starts__gt=now)
    return list(rows.select_related("professional__home", "professional__resource").distinct())


def sessions_of_side(side: SwapOffer | SwapReply) -> list[Session]:
    """Return the sessions that an offer or a reply is about, in order, with their posts."""
    return list(Session.objects.filter(swaps__in=side.sessions.all()).with_posts().order_by("starts"))


def _sessions(side: SwapOffer | SwapReply) -> list[Session]:
    return sessions_of_side(side) if side.pk else []


def _locked(sessions: Collection[Session]) -> list[Session]:
    rows = [locked(one) for one in sorted(sessions, key=attrgetter("pk"))]
    return sorted(rows, key=attrgetter("starts"))


def _open(swap: SwapOffer) -> SwapOffer:
    rows = SwapOffer.objects.select_for_update(of=("self",))
    row = rows.select_related("professional__home", "professional__resource").get(pk=swap.pk)
    if row.state != SwapOffer.State.OPEN:
        raise WrongState(GONE)
    return row


def _waiting(reply: SwapReply) -> SwapReply:
    rows = SwapReply.objects.select_for_update(of=("self",))
    row = rows.select_related("professional__home", "professional__resource").get(pk=reply.pk)
    if row.state != SwapReply.State.WAITING:
        raise WrongState(GONE)
    return row


def _person(by: User) -> Professional:
    """Return the professional of an account that may change its own days."""
    person = Professional.objects.filter(user=by).select_related("home", "resource").first()
    if person is None or not by.grants.may(Record.SESSION, Act.CHANGE, Reach.OWN):
        raise NotAllowed("Votre compte n’est relié à aucune fiche de l’annuaire.")
    return person


def _refuse(against: str | None) -> None:
    if against is not None:
        raise Refused(against)
