"""Saves new sessions with their posts, claims and slots, all or none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

from maillage.schemes import PostTime, SlotTime
from maillage.schemes.cutting import cut
from maillage.site.agenda.arrangements import settle
from maillage.site.agenda.models import Session, SessionPost, Slot
from maillage.site.agenda.posts import fill_locked, refresh_states, stretch
from maillage.site.directory.models import Resource

MANY = 200
SLOT_COLUMNS = ("session_id", "starts", "ends", "kept_for", "released_at", "seat", "motive")
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Draft:
    """An unsaved session to open, and the resource for each of its posts (None: left empty)."""

    session: Session
    posts: Sequence[tuple[PostTime, Resource | None]]

    @property
    def givers(self) -> list[Resource]:
        """Return the people who give it."""
        return [resource for post, resource in self.posts if post.giver and resource is not None]


def open_all(drafts: Sequence[Draft], *, arranged: bool = True) -> int:
    """Save sessions with posts, claims and slots, inside the caller's transaction; return the number of slots.

    ``arranged``: hold the beds and locums that the givers ask for; False where it is known that nobody does.

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
    fill_locked([(post, resource) for post, resource in rows if resource is not None])
    slots = _save_slots((session, slot) for session in sessions for slot in _slots(session))
    refresh_states(sessions, opened=True)
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


def _slots(session: Session) -> Iterable[SlotTime]:
    """Return the slots by the windows of the scheme; none if the session is not a consultation."""
    if session.activity != Session.Activity.CONSULTATIONS:
        return []
    if session.motives:
        room = (session.ends - session.starts) // MINUTE
        pieces = cut(room, session.slot_minutes, session.pause_minutes)
        whole = session.is_flexible  # only there a longer visit may use what is left at the end
        ends = [last if whole else first + session.slot_minutes for first, last in pieces]
        return [
            SlotTime(session.starts + first * MINUTE, session.starts + end * MINUTE)
            for (first, _), end in zip(pieces, ends, strict=True)
        ]
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
