"""Services on a session: accept, decline, assign to another person, hold or cancel.

Every service locks the row first and checks its state, so that calling it twice changes nothing. The state itself
follows from the posts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import pghistory
from django.utils import timezone

from maillage.schemes import Profession, ResourceKind, Status
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach
from maillage.site.agenda import notices, posts
from maillage.site.agenda.arrangements import beds_of, settle
from maillage.site.agenda.candidates import eligibility, empty_post
from maillage.site.agenda.models import Absence, Claim, Session, SessionCancellation, SessionPost, SessionQuerySet
from maillage.site.agenda.reminding import WAITS
from maillage.site.agenda.signals import session_cancelled, session_held, session_unheld
from maillage.site.directory.models import Professional
from maillage.site.directory.openings import Openings
from maillage.site.engagements.rules import reason_against
from maillage.site.locks import RESOURCES, in_transaction, lock_in_order
from maillage.site.refusals import AlreadyDone, InvalidField, NotAllowed, Refused, WrongState

State = Session.State
LONGEST_NAME = 100


def author(user: User | None) -> pghistory.context:
    """Record ``user`` as the author of the following history; without a user, keep the author already set."""
    return pghistory.context(**({} if user is None else {"user": user.pk}))


@in_transaction
def accept(session: Session, by: User) -> Session:
    """Accept one's own posts in a published session; a coordinator accepts for those who give it.

    Accepting again changes nothing. Raises ``WrongState`` once the session has begun.
    """
    with author(by):
        session = locked(session)
        claims = _answered_by(session, by)
        if claims and all(claim.accepted_at is not None for claim in claims):
            return session
        _expect(session, State.PUBLISHED, State.ACCEPTED)
        _not_past(session)
        Claim.objects.filter(pk__in=[claim.pk for claim in claims], accepted_at=None).update(accepted_at=timezone.now())
        posts.refresh_states([session])
        notices.withdraw_proposal(session)
        return session


@in_transaction
def decline(session: Session, by: User, reason: str = "") -> Session:
    """Release one's post: the person is free then, and the booked patients stay for the coordinator to handle.

    ``reason`` is a value of ``Claim.Reason``.
    """
    with author(by):
        session = locked(session)
        if session.state == State.DECLINED and not posts.own_claims(session, by):
            if not posts.gave_back(session.pk, by):
                _coordinates(session, by)
            return session
        claims = _answered_by(session, by)
        _expect(session, *Session.STANDING_STATES)
        _not_past(session)
        posts.give_back(claims, reason)
        posts.refresh_states([session])
        notices.withdraw_proposal(session)
        return session


def free(sessions: Iterable[Session], person: Professional, reason: str) -> list[Session]:
    """Release the posts of one person in sessions to come, inside the caller's transaction; return these sessions.

    The caller has checked who may, and records the author. Others who give the same sessions keep their posts. Raises
    ``WrongState`` for a session that has begun.
    """
    rows = [locked(session) for session in sorted(sessions, key=lambda one: one.pk)]
    for session in rows:
        _expect(session, *Session.STANDING_STATES)
        _not_past(session)
        posts.give_back(posts.claims_of(session, person.resource_id), reason)
        notices.withdraw_proposal(session)
    posts.refresh_states(rows)
    return rows


def sessions_of(person: Professional, starts: datetime, ends: datetime | None = None) -> list[Session]:
    """Return the sessions to come or held, between two moments, in which a person has a post, the soonest first."""
    during = posts.stretch(starts, ends)
    claims = Claim.objects.filter(
        active=True, post__arranged=False, resource=person.resource_id, during__overlap=during
    )
    rows = Session.objects.filter(pk__in=claims.values("post__session")).exclude(state=State.CANCELLED)
    return list(rows.with_posts().order_by("starts"))


@in_transaction
def assign(session: Session, professional: Professional, by: User, post: SessionPost | None = None) -> Session:
    """Fill the first empty post of a session that needs a person (or ``post``) with ``professional``, who must accept.

    Raises ``Taken`` if they are not free, ``Refused`` with the scheme's rule that forbids it.
    """
    with author(by):
        session = locked(session)
        _coordinates(session, by)
        if session.state == State.PUBLISHED and session.giver == professional:
            return session
        _expect(session, State.DECLINED)
        _not_past(session)
        wanted = post or empty_post(session)
        if wanted is None:
            raise WrongState("Il ne manque personne à cette vacation.")
        resource = professional.resource
        # Lock the person before counting the days of the month, so that two simultaneous assignments are both counted.
        lock_in_order(RESOURCES, [resource.pk, *beds_of([session])])
        reason = reason_against_post(session, wanted, professional)
        if reason is not None:
            raise Refused(reason)
        posts.fill_all([(wanted, resource)])
        posts.refresh_states([session])
        settle([session])
        notices.replacement_proposed(professional, session, timezone.now() + WAITS)
        return session


@in_transaction
def take_back(session: Session, by: User) -> Session:
    """Take back a proposal by :func:`assign` that was not accepted: the session is without anybody again.

    Raises ``WrongState`` once the person has accepted, or for a session that was never without anybody. A second call
    changes nothing.
    """
    with author(by):
        session = locked(session)
        _coordinates(session, by)
        if session.state == State.DECLINED:
            return session
        claims = _proposed_anew(session)
        if session.state != State.PUBLISHED or not claims:
            raise WrongState("Cette proposition ne peut plus être reprise\u00a0: le médecin a répondu.")
        _not_past(session)
        people = list(Professional.objects.filter(resource__in=[one.resource_id for one in claims]))
        posts.give_back(claims)
        posts.refresh_states([session])
        for person in people:
            notices.proposal_over(person, session)
        return session


def _proposed_anew(session: Session) -> list[Claim]:
    """Return the claims without an answer on posts that somebody else gave back before."""
    before = Claim.objects.filter(post__session=session, active=False, resource__kind=ResourceKind.PROFESSIONAL)
    rows = Claim.objects.filter(post__session=session, active=True, accepted_at=None, post__arranged=False)
    people = rows.filter(resource__kind=ResourceKind.PROFESSIONAL, post__in=before.order_by().values("post"))
    return list(people.order_by("pk"))


def reason_against_post(session: Session, post: SessionPost, professional: Professional) -> str | None:
    """Return why the session's place or the rules of its scheme forbid this post to ``professional``; None if not."""
    closed = reason_closed(session)
    if closed is not None:
        return closed
    if post.giver:
        where = session.place or session.commune
        times = [(session.starts, session.ends)]
        return reason_against(
            session.rules, professional, where, [session.day], session.programme, times=times, standing=True,
            sessions=[session.pk],
        )  # fmt: skip
    wanted = eligibility(session.rules, post)
    if wanted.refusal(Profession(professional.profession), Status(professional.status)) is not None:
        return "La profession ou le statut de cette personne ne convient pas à ce poste."
    lower, upper = post.during.lower, post.during.upper
    if Absence.objects.filter(professional=professional, during__overlap=posts.stretch(lower, upper)).exists():
        return "Cette personne est absente à ce moment-là."
    return None


def reason_closed(session: Session, openings: Openings | None = None) -> str | None:
    """Return why the place of a session, or a thing of it that the session takes, is not open then; None if it is."""
    place = session.place
    if place is None:
        return None
    openings = openings or Openings([place.pk])
    found = openings.reason_against(place, None, session.starts, session.ends)
    for claim in session.claims:
        if found is None and claim.resource.place_id == place.pk:
            during = claim.during
            assert during.lower is not None
            assert during.upper is not None
            found = openings.reason_against(place, claim.resource, during.lower, during.upper)
    return found


@in_transaction
def cancel(session: Session, by: User, reason: str = SessionCancellation.Reason.OTHER) -> Session:
    """Cancel a session: release its resources and cancel its appointments."""
    with author(by):
        session = locked(session)
        _coordinates(session, by)
        if session.state != State.CANCELLED:
            _expect(session, State.DRAFT, *Session.STANDING_STATES)
            _call_off(session, reason, by)
        return session


def call_off(sessions: Iterable[Session], *, by: User | None) -> None:
    """Cancel sessions to come, inside the caller's transaction, because their programme no longer promises them.

    The caller has checked who may, and records the author. Raises ``WrongState`` for a session that has begun.
    """
    for one in sorted(sessions, key=lambda one: one.pk):
        session = locked(one)
        _expect(session, *Session.STANDING_STATES)
        _not_past(session)
        _call_off(session, SessionCancellation.Reason.OTHER, by)


@in_transaction
def report_absence(session: Session, reason: str, by: User, *, now: datetime | None = None) -> Session:
    """Say on the day itself, or later, that who gives a session does not come: it is cancelled, with the reason.

    Allowed for those who keep its place and coordinators of its territory. Raises ``WrongState`` before that day.
    """
    with author(by):
        session = locked(session)
        _keeps(session, by)
        if session.state == State.CANCELLED:
            return session
        _expect(session, State.PUBLISHED, State.ACCEPTED)
        if session.day > _today(session, now):
            raise WrongState("Cette vacation n’a lieu qu’un autre jour. Prévenez la coordination.")
        if reason not in SessionCancellation.ABSENCES:
            raise InvalidField("reason", "Dites pourquoi le soignant n’est pas venu.")
        _call_off(session, reason, by)
        return session


def _call_off(session: Session, reason: str, by: User | None) -> None:
    posts.give_back(session.claims)
    notices.withdraw_proposal(session)
    _set(session, State.CANCELLED)
    SessionCancellation.objects.create(session=session, reason=reason, by=by, at=timezone.now())
    session_cancelled.send(Session, session=session, by=by)


@in_transaction
def hold(session: Session, by: User, *, name: str = "") -> Session:
    """Record that the session took place; not before it starts. Who gives it, keeps its place or coordinates may.

    ``name`` is that of the person on the spot who told ``by``, if it is somebody else.
    """
    with author(by):
        session = locked(session)
        if not Session.objects.changeable_by(by).filter(pk=session.pk).exists():
            raise NotAllowed("Cette vacation ne relève pas de votre compte.")
        if session.state != State.HELD:
            _expect(session, State.PUBLISHED, State.ACCEPTED)
            if session.starts > timezone.now():
                raise WrongState("Cette vacation n’a pas encore commencé.")
            _set(session, State.HELD)
        session_held.send(Session, session=session, by=by, name=" ".join(name.split())[:LONGEST_NAME])
        return session


@in_transaction
def undo_hold(session: Session, by: User, *, now: datetime | None = None) -> Session:
    """Take back, on the same day, that a session took place. Those who keep its place and coordinators may.

    Raises ``WrongState`` on another day, or if it is paid.
    """
    with author(by):
        session = locked(session)
        _keeps(session, by)
        if session.state in (State.PUBLISHED, State.ACCEPTED):
            return session
        _expect(session, State.HELD)
        if session.day != _today(session, now):
            raise WrongState("C’est possible le jour même seulement. Demandez une correction à la coordination.")
        session_unheld.send(Session, session=session, by=by)
        _set(session, posts.state_of(State.PUBLISHED, session.posts.all()))
        return session


def _today(session: Session, now: datetime | None) -> date:
    return (now or timezone.now()).astimezone(session.zone).date()


def _keeps(session: Session, by: User) -> None:
    """Refuse who neither keeps the place of the session nor coordinates its territory."""
    rows: SessionQuerySet = Session.objects.filter(pk=session.pk)
    reaches = (Reach.ORGANISATION, Reach.TERRITORY)
    if not any(rows.changeable_by(by, reach).exists() for reach in reaches):
        raise NotAllowed("Cette vacation ne relève pas de votre compte.")


def locked(session: Session) -> Session:
    """Return the session with its row locked until the end of the transaction."""
    return Session.objects.select_for_update(of=("self",)).with_posts().get(pk=session.pk)


def _set(session: Session, state: Session.State) -> None:
    session.state = state
    session.save(update_fields=["state"])


def _expect(session: Session, *states: Session.State) -> None:
    if session.state not in states:
        raise WrongState(f"Cette vacation est maintenant «\u00a0{session.get_state_display().lower()}\u00a0».")


def _not_past(session: Session, now: datetime | None = None) -> None:
    if session.starts <= (now or timezone.now()):
        raise WrongState("Cette vacation a déjà commencé.")


def _answered_by(session: Session, by: User) -> list[Claim]:
    """Return the claims that ``by`` may answer for: their own, or as a coordinator of the territory the givers'."""
    own = posts.own_claims(session, by)
    if own:
        return own
    if posts.gave_back(session.pk, by):
        raise AlreadyDone("C’est déjà fait\u00a0: vous avez rendu cette vacation.")
    _coordinates(session, by)
    return posts.givers_claims(session)


def _coordinates(session: Session, by: User) -> None:
    if not Session.objects.changeable_by(by, Reach.TERRITORY).filter(pk=session.pk).exists():
        raise NotAllowed("Cette vacation ne relève pas de votre compte.")
