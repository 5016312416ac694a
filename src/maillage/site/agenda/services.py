"""The life of a session: published, accepted or declined, given to somebody else, held or cancelled.

Every change takes the row first and looks at its state under that lock, so doing it twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import pghistory
from django.db import connection
from django.utils import timezone

from maillage.schemes import PARIS, SCHEMES
from maillage.site.accounts.rights import Reach
from maillage.site.agenda.claims import needed_by, release, resource_of, resources_of, take, take_all
from maillage.site.agenda.models import Claim, Session, Slot
from maillage.site.agenda.rules import reason_against
from maillage.site.directory.models import Professional
from maillage.site.locks import RESOURCES, in_transaction, lock_in_order
from maillage.site.refusals import AlreadyDone, Busy, NotAllowed, Refused, Taken, WrongState

if TYPE_CHECKING:
    from maillage.site.accounts.models import User

__all__ = [
    "Busy",
    "NotAllowed",
    "Published",
    "Refused",
    "Taken",
    "WrongState",
    "accept",
    "assign",
    "cancel",
    "decline",
    "hold",
    "publish",
    "publish_all",
    "take",
]

State = Session.State
MANY = 200


@dataclass(frozen=True)
class Published:
    """What a publication made; ``existing`` sessions had been published before under the same origin."""

    sessions: int
    slots: int
    existing: int


def author(user: User | None) -> pghistory.context:
    """History of what follows is noted under ``user``; without one, under whoever is noted already."""
    return pghistory.context(**({} if user is None else {"user": user.pk}))


@in_transaction
def publish(session: Session, by: User | None = None) -> Session:
    """Take what a draft needs and open its slots. Raises ``Taken``, or ``Refused`` where something is missing."""
    with author(by):
        session = _locked(session)
        if session.state == State.PUBLISHED:
            return session
        _expect(session, State.DRAFT)
        _publish_locked([session])
        return session


@in_transaction
def publish_all(sessions: Iterable[Session], by: User | None = None) -> Published:
    """Create and publish many new sessions, all or none; those whose ``origin_key`` exists already are left alone.

    Raises ``Taken`` naming the first person, room or vehicle that is not free.
    """
    with author(by):
        drafts = list(sessions)
        keys = [draft.origin_key for draft in drafts if draft.origin_key]
        known = set(Session.objects.filter(origin_key__in=keys).values_list("origin_key", flat=True))
        new = [draft for draft in drafts if draft.origin_key is None or draft.origin_key not in known]
        for draft in new:
            draft.state = State.DRAFT
        Session.objects.bulk_create(new, batch_size=500)
        slots = _publish_locked(new)
        if len(new) >= MANY:
            _refresh_statistics()
        return Published(len(new), slots, len(drafts) - len(new))


def _refresh_statistics() -> None:
    """After a large publication the database must not plan its queries as if the agenda were still empty."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE agenda_session, agenda_slot, agenda_claim")


def _publish_locked(sessions: Sequence[Session]) -> int:
    """Claims, slots and state of drafts; returns the number of slots."""
    needs = {session.pk: needed_by(session) for session in sessions}
    rows = resources_of(thing for things in needs.values() for thing in things)
    take_all([(session, rows[thing]) for session in sessions for thing in needs[session.pk]])
    slots = [slot for session in sessions for slot in _slots(session)]
    Slot.objects.bulk_create(slots, batch_size=2000)
    for session in sessions:
        session.state = State.PUBLISHED
    Session.objects.filter(pk__in=[session.pk for session in sessions]).update(state=State.PUBLISHED)
    return len(slots)


def _slots(session: Session) -> list[Slot]:
    """Slots by the rules of the scheme; what is not a consultation has none."""
    if session.activity != Session.Activity.CONSULTATIONS:
        return []
    return [
        Slot(
            session=session,
            starts=time.starts,
            ends=time.ends,
            audience=Slot.Audience.FIRST if time.kept_for else Slot.Audience.ALL,
            released_at=time.released_at,
        )
        for time in SCHEMES[session.scheme].slots(session.starts, session.ends, PARIS)
    ]


@in_transaction
def accept(session: Session, by: User) -> Session:
    """The professional confirms a published session."""
    with author(by):
        session = _locked(session)
        _is_theirs(session, by)
        if session.state != State.ACCEPTED:
            _expect(session, State.PUBLISHED)
            _set(session, state=State.ACCEPTED)
        return session


@in_transaction
def decline(session: Session, by: User) -> Session:
    """The professional gives the session back: free for that time, the patients booked stay for the coordinator."""
    with author(by):
        session = _locked(session)
        if session.state == State.DECLINED:
            if not gave_back(session.pk, by):
                _coordinates(session, by)
            return session
        _is_theirs(session, by)
        _expect(session, State.PUBLISHED, State.ACCEPTED)
        _not_past(session)
        release(session, only=session.professional)
        _set(session, state=State.DECLINED, professional=None)
        return session


@in_transaction
def assign(session: Session, professional: Professional, by: User) -> Session:
    """Give a session without doctor to ``professional``, who must still accept.

    Raises ``Taken`` where they are not free, ``Refused`` with the scheme's rule that forbids it.
    """
    with author(by):
        session = _locked(session)
        _coordinates(session, by)
        if session.state == State.PUBLISHED and session.professional_id == professional.pk:
            return session
        _expect(session, State.DECLINED)
        _not_past(session)
        resource = resource_of(professional)
        # The person is held before the month's days are counted: two sessions given at once are counted both.
        lock_in_order(RESOURCES, [resource.pk])
        reason = reason_against(session, professional)
        if reason is not None:
            raise Refused(reason)
        take_all([(session, resource)])
        _set(session, state=State.PUBLISHED, professional=professional)
        return session


@in_transaction
def cancel(session: Session, by: User) -> Session:
    """Cancel a session and its appointments; patients with an e-mail address are told at once."""
    from maillage.site.booking.services import cancel_appointments_of

    with author(by):
        session = _locked(session)
        _coordinates(session, by)
        if session.state != State.CANCELLED:
            _expect(session, State.DRAFT, State.PUBLISHED, State.ACCEPTED, State.DECLINED)
            release(session)
            _set(session, state=State.CANCELLED)
            cancel_appointments_of(session)
        return session


@in_transaction
def hold(session: Session, by: User) -> Session:
    """Note that the session took place; not before it starts."""
    with author(by):
        session = _locked(session)
        if not session.professional or session.professional.user_id != by.pk:
            _coordinates(session, by)
        if session.state != State.HELD:
            _expect(session, State.PUBLISHED, State.ACCEPTED)
            if session.starts > timezone.now():
                raise WrongState("Cette vacation n’a pas encore commencé.")
            _set(session, state=State.HELD)
        return session


def gave_back(session_id: int, by: User) -> bool:
    """Whether ``by`` held the session once and holds it no more."""
    return Claim.objects.filter(session=session_id, resource__professional__user=by.pk, active=False).exists()


def _locked(session: Session) -> Session:
    return (
        Session.objects.select_for_update(of=("self",))
        .select_related("professional", "room", "room__place", "vehicle", "place")
        .get(pk=session.pk)
    )


def _set(session: Session, **values: object) -> None:
    for name, value in values.items():
        setattr(session, name, value)
    session.save(update_fields=list(values))


def _expect(session: Session, *states: Session.State) -> None:
    if session.state not in states:
        raise WrongState(f"Cette vacation est maintenant «\u00a0{session.get_state_display().lower()}\u00a0».")


def _not_past(session: Session, now: datetime | None = None) -> None:
    if session.starts <= (now or timezone.now()):
        raise WrongState("Cette vacation a déjà commencé.")


def _is_theirs(session: Session, by: User) -> None:
    """The session's own professional, or a coordinator of its territory on their behalf."""
    if session.professional is not None and session.professional.user_id == by.pk:
        return
    try:
        _coordinates(session, by)
    except NotAllowed:
        if gave_back(session.pk, by):
            raise AlreadyDone("C’est déjà fait\u00a0: vous avez rendu cette vacation.") from None
        raise


def _coordinates(session: Session, by: User) -> None:
    if not Session.objects.changeable_by(by, Reach.TERRITORY).filter(pk=session.pk).exists():
        raise NotAllowed("Cette vacation ne relève pas de votre compte.")
