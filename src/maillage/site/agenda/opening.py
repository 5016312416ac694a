"""Saves new sessions with their posts, claims and slots, all or none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from maillage.schemes import PostTime, SlotTime, Window
from maillage.schemes.kept_time import cut_visits
from maillage.site.agenda.arrangements import settle
from maillage.site.agenda.models import Session, SessionPost, Slot
from maillage.site.agenda.posts import fill_locked, open_states, stretch
from maillage.site.directory.models import Resource

MANY = 200
SLOT_COLUMNS = ("session_id", "starts", "ends", "kept_for", "released_at", "seat", "motive")


@dataclass(frozen=True)
class Draft:
    """An unsaved session to open, and the resource for each of its posts (None: left empty).

    ``windows`` keep part of its time beside those of its scheme.
    """

    session: Session
    posts: Sequence[tuple[PostTime, Resource | None]]
    windows: tuple[Window, ...] = ()

    @property
    def givers(self) -> list[Resource]:
        """Return the people who give it."""
        return [resource for post, resource in self.posts if post.giver and resource is not None]


def open_all(drafts: Sequence[Draft], *, arranged: bool = True, accepted_at: datetime | None = None) -> int:
    """Save sessions with posts, claims and slots, inside the caller's transaction; return the number of slots.

    ``accepted_at``: when those who give them said yes, if they have; ``arranged``: hold the beds and locums that the
    givers ask for; False where it is known that nobody does.

    The caller has checked the rules of the scheme and holds the locks of all resources. Raises ``Taken`` naming the
    first person or thing that is not free.
    """
    sessions = Session.objects.bulk_create([draft.session for draft in drafts], batch_size=500)
    rows = [
        (_post(session, time), resource)
        for draft, session in zip(drafts, sessions, strict=True)
        for time, resource in draft.posts
    ]
    SessionPost.objects.bulk_create([post for post, _ in rows], batch_size=1000)
    wanted = [(post, resource) for post, resource in rows if resource is not None]
    claims = {claim.post.pk: claim for claim in fill_locked(wanted, accepted_at=accepted_at)}
    kept = zip(drafts, sessions, strict=True)
    slots = _save_slots((session, slot) for draft, session in kept for slot in _slots(session, draft.windows))
    open_states(sessions, ((post, claims.get(post.pk)) for post, _ in rows))
    if arranged:
        settle(sessions)
    if len(sessions) >= MANY:
        _refresh_statistics()
    return slots


def _post(session: Session, time: PostTime) -> SessionPost:
    return SessionPost(
        session=session,
        role=time.role.code,
        rank=time.rank,
        kind=time.role.kind,
        giver=time.giver,
        optional=time.post.optional,
        during=stretch(time.starts, time.ends),
    )


def _slots(session: Session, windows: tuple[Window, ...]) -> Iterable[SlotTime]:
    """Return the slots by the windows of the scheme and further ones; none if the session is not a consultation."""
    if session.activity != Session.Activity.CONSULTATIONS:
        return []
    if session.motives:
        every, minutes = (*session.rules.windows, *windows), tuple(session.minutes_of.values())
        return cut_visits(every, session.starts, session.ends, minutes, session.pause_minutes, session.zone)
    return session.rules.slots(session.starts, session.ends, session.zone)


def _save_slots(slots: Iterable[tuple[Session, SlotTime]]) -> int:
    """Save slots with COPY, which takes a tenth of the time of an INSERT with so many parameters; return how many."""
    into = f"COPY {Slot._meta.db_table} ({', '.join(SLOT_COLUMNS)}) FROM STDIN"
    count = 0
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(into) as copy:
        for session, slot in slots:
            motive = "" if session.is_flexible else None
            for seat in range(session.seats):
                kept = sorted(slot.kept_for)
                copy.write_row((session.pk, slot.starts, slot.ends, kept, slot.released_at, seat, motive))
                count += 1
    return count


def _refresh_statistics() -> None:
    """Update the statistics after a large publication: PostgreSQL must not plan queries for an empty agenda."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE agenda_session, agenda_sessionpost, agenda_claim, agenda_slot")
