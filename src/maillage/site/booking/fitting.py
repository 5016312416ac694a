"""Free time of a session that visits of different length share: where a visit fits, and how the rest is cut anew.

The rows of free time are pieces of the shortest visit, from the beginning of each free room on; every page that lists
slots reads them as such. A longer visit takes as much as it needs where :func:`maillage.schemes.cutting.fits` allows
it, so that no minute is lost that another could have used. The session is locked first, and the database refuses two
rows that overlap.

Time that is kept for some people (the regulation, who has no treating doctor) is a room of its own as long as it is
kept: no visit of others uses part of it, and none of its visits part of what stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from maillage.schemes.cutting import cut, fits
from maillage.site.agenda.models import Session, Slot
from maillage.site.booking.models import Appointment
from maillage.site.booking.waiting_models import SlotOffer
from maillage.site.refusals import InvalidField, Taken

MINUTE = timedelta(minutes=1)
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Fitting:
    """A motive that fits at the time of a slot, with the minutes of the visit."""

    code: str
    minutes: int


def rooms(session: Session, taken: Iterable[Span]) -> list[Span]:
    """Return the free rooms of a session between the spans ``taken``, with the pause kept on both sides of these."""
    pause = session.pause_minutes * MINUTE
    found: list[Span] = []
    at = session.starts
    for starts, ends in sorted(taken):
        if starts - pause > at:
            found.append((at, starts - pause))
        at = max(at, ends + pause)
    return [*found, (at, session.ends)] if at < session.ends else found


def fitting(slot: Slot) -> list[Fitting]:
    """Return the motives that fit at the time of a free slot, in the order of its session (three queries).

    Empty for a session whose visits all last the same.
    """
    session = slot.session
    if not session.is_flexible:
        return []
    taken = _taken(session)
    room = _room_of(session, slot, taken, _kept(session, taken))
    if room is None:
        return []
    return [
        Fitting(code, minutes) for code, minutes in session.minutes_of.items() if _fits(session, room, slot, minutes)
    ]


def take(slot: Slot, motive: str, *, over_kept: bool = False) -> Slot:
    """Give a slot the length of ``motive`` and cut the rest anew, inside the caller's transaction.

    "" is the shortest one, and in kept time the usual one of the session. ``over_kept``: the visit was there before the
    time was kept, and may use some of it. Changes nothing where all visits last the same. Raises ``InvalidField`` on
    ``motive`` for one that is unknown there, ``Taken`` if it does not fit there (any more).
    """
    session = slot.session
    if not session.is_flexible:
        if motive and session.motives and motive not in session.minutes_of:
            raise InvalidField("motive", "Choisissez dans la liste.")
        return slot
    lock(session)
    lengths = session.minutes_of
    row = Slot.objects.filter(pk=slot.pk).first()
    taken = _taken(session, but=slot.pk)
    kept = {} if over_kept else _kept(session, taken)
    code = motive or _unsaid(session, kept.get(slot.pk))
    if code not in lengths:
        raise InvalidField("motive", "Choisissez dans la liste.")
    room = None if row is None else _room_of(session, row, taken, kept)
    if row is None or room is None or not _fits(session, room, row, lengths[code]):
        raise Taken("Ce créneau ne suffit plus pour ce motif. Choisissez-en un autre.")
    row.ends, row.motive, row.session = row.starts + lengths[code] * MINUTE, code, session
    taken = {**taken, row.pk: (row.starts, row.ends)}
    _cut(session, taken, _kept(session, taken), row)
    return row


def recut(session: Session) -> None:
    """Cut the free time of a session anew after somebody has left it, inside the caller's transaction."""
    if session.is_flexible:
        lock(session)
        taken = _taken(session)
        _cut(session, taken, _kept(session, taken), None)


def lock(session: Session) -> None:
    """Lock a session until the end of the transaction: whoever else cuts its time waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM agenda_session WHERE id = %s FOR UPDATE", [session.pk])


def _taken(session: Session, but: int | None = None) -> dict[int, Span]:
    """Return the slots with an active appointment or an open offer, by key (two queries)."""
    booked = Appointment.objects.filter(slot__session=session, slot__rank=0, state__in=Appointment.ACTIVE_STATES)
    offered = SlotOffer.objects.filter(slot__session=session, state=SlotOffer.State.OPEN)
    names = ("slot", "slot__starts", "slot__ends")
    rows = [*booked.order_by().values_list(*names), *offered.order_by().values_list(*names)]
    return {key: (starts, ends) for key, starts, ends in rows if key != but}


def _kept(session: Session, taken: dict[int, Span]) -> dict[int, Span]:
    """Return the slots that are still kept for some people and that none of ``taken`` overlaps, by key (one query)."""
    kept = Slot.objects.filter(session=session, rank=0).exclude(kept_for=[]).exclude(released_at__lte=timezone.now())
    return {
        key: (starts, ends)
        for key, starts, ends in kept.order_by().values_list("pk", "starts", "ends")
        if key not in taken and not any(starts < last and first < ends for first, last in taken.values())
    }


def _unsaid(session: Session, kept: Span | None) -> str:
    """Return the motive of a visit for which none was said: the shortest, in kept time the usual one if it fits."""
    lengths = session.minutes_of
    usual = next(iter(lengths))
    if kept is not None and lengths[usual] * MINUTE <= kept[1] - kept[0]:
        return usual
    return min(lengths, key=lengths.__getitem__)


def _room_of(session: Session, slot: Slot, taken: dict[int, Span], kept: dict[int, Span]) -> Span | None:
    if slot.pk in taken:
        return None
    if slot.pk in kept:
        return kept[slot.pk]
    spans = [*taken.values(), *kept.values()]
    return next((one for one in rooms(session, spans) if one[0] <= slot.starts < one[1]), None)


def _fits(session: Session, room: Span, slot: Slot, minutes: int) -> bool:
    lengths = tuple(session.minutes_of.values())
    start, whole = (slot.starts - room[0]) // MINUTE, (room[1] - room[0]) // MINUTE
    return fits(whole, start, minutes, lengths, session.pause_minutes)


def _cut(session: Session, taken: dict[int, Span], kept_for: dict[int, Span], booked: Slot | None) -> None:
    """Make the rows of free time the pieces of the free rooms; ``booked`` takes its new length, kept rows stay."""
    taken = {**taken, **kept_for}
    wanted = {
        starts + first * MINUTE: starts + last * MINUTE
        for starts, ends in rooms(session, taken.values())
        for first, last in cut((ends - starts) // MINUTE, session.slot_minutes, session.pause_minutes)
    }
    rows = list(Slot.objects.filter(session=session, rank=0).exclude(pk__in=taken).order_by("starts"))
    kept = [row for row in rows if row.starts in wanted]
    # Rows shrink and go before others grow or come, so that no two overlap in between.
    _shrink(kept, wanted)
    _drop([row for row in rows if row.starts not in wanted], kept, taken)
    if booked is not None:
        booked.save(update_fields=["ends", "motive"])
    for row in kept:
        if row.ends < wanted[row.starts]:
            Slot.objects.filter(pk=row.pk).update(ends=wanted[row.starts])
    there = {row.starts for row in kept}
    Slot.objects.bulk_create(
        Slot(session=session, starts=starts, ends=ends, motive="")
        for starts, ends in wanted.items()
        if starts not in there
    )


def _shrink(kept: Sequence[Slot], wanted: dict[datetime, datetime]) -> None:
    for row in kept:
        if row.ends > wanted[row.starts] or row.motive:
            ends = min(row.ends, wanted[row.starts])
            Slot.objects.filter(pk=row.pk).update(ends=ends, motive="")
            row.ends, row.motive = ends, ""


def _drop(rows: Sequence[Slot], kept: Sequence[Slot], taken: dict[int, Span]) -> None:
    """Delete rows of free time; what was cancelled there is told of the row before, its own times stay as they were."""
    starts = {row.starts: row.pk for row in kept} | {span[0]: key for key, span in taken.items()}
    for row in rows:
        before = [at for at in starts if at <= row.starts] or list(starts)
        past = Appointment.objects.filter(slot=row)
        if before and past.exists():
            past.update(slot=starts[max(before)])
            SlotOffer.objects.filter(slot=row).delete()
        if before or not past.exists():
            Slot.objects.filter(pk=row.pk).delete()
