"""What a change of a diary does: shown first, then done, by the same steps in one transaction.

A preview does the change and takes it back. It therefore names the sessions, patients and free times that the change
itself would find, and refuses what it would refuse.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.agenda import posts, services
from maillage.site.agenda.models import Absence, Claim, Session, Slot
from maillage.site.agenda.publishing import named_key, publish
from maillage.site.agenda.services import author
from maillage.site.booking import moving
from maillage.site.booking.models import Appointment
from maillage.site.booking.slots import CLOSES_BEFORE, free
from maillage.site.diaries import hindrances, writing
from maillage.site.diaries.hindrances import LeftOut
from maillage.site.diaries.models import Diary, DiaryRule
from maillage.site.locks import RESOURCES, in_transaction, lock_in_order
from maillage.site.refusals import Refused, Taken, WrongState

WEEKS = 26
"""How far a diary is put into the agenda."""
OFFERED = 8
"""Times offered for each patient, the nearest to theirs first."""
CANCEL = ""
CHANGED = (
    "Des rendez-vous ont été pris, déplacés ou annulés entre-temps. Relisez ce qui change, et confirmez de nouveau."
)
Write = Callable[[], DiaryRule | Sequence[DiaryRule]]
"""Writes what changes, and returns the rules whose days may be others then, one at least."""


@dataclass(frozen=True)
class Touched:
    """A patient whose time goes: the appointment, its session and rule, free times of the same person (starts)."""

    appointment: Appointment
    session: Session
    rule: DiaryRule
    options: tuple[datetime, ...]


@dataclass(frozen=True)
class Effect:
    """What a change does: sessions opened, kept and closed; patients who keep their time, and those who lose it.

    ``left_out`` are days that the rules would be open and are not, with the reason; ``rule`` is the first of them.
    """

    rule: DiaryRule
    opened: int
    kept: int
    closed: int
    unchanged: int
    touched: tuple[Touched, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def keys(self) -> frozenset[int]:
        """Keys of the appointments that lose their time."""
        return frozenset(one.appointment.pk for one in self.touched)


@dataclass(frozen=True)
class FreeTime:
    """A free time; ``flexible``: visits of different length share its session."""

    starts: datetime
    ends: datetime
    flexible: bool

    @classmethod
    def of(cls, slot: Slot) -> FreeTime:
        """Return the time of a free slot."""
        return cls(slot.starts, slot.ends, slot.session.is_flexible)


class _Undone(Exception):
    """Takes a preview back."""


def preview(write: Write, by: User | None) -> Effect:
    """Return what a change does, without doing it. Raises what :func:`apply` raises."""
    found: list[Effect] = []
    try:
        with transaction.atomic():
            found.append(_perform(write, None, by))
            raise _Undone
    except _Undone:
        return found[0]


@in_transaction
def apply(write: Write, decisions: Mapping[int, str], by: User | None) -> Effect:
    """Do a change. ``decisions``: for each appointment that loses its time, a start in ISO format, or ``CANCEL``.

    All or nothing; who is moved or cancelled is told. Raises ``Refused`` if the appointments are others than those
    decided about, ``Taken`` for a time that is no longer free, and what the writing of the rule raises.
    """
    return _perform(write, decisions, by)


def extend(diary: Diary) -> int:
    """Put the days of a diary that came within reach into the agenda; return the number of sessions opened."""
    with transaction.atomic():
        return _publish(diary, writing.rewrite_programme(diary))[0]


def _perform(write: Write, decisions: Mapping[int, str] | None, by: User | None) -> Effect:
    with author(by):
        written = write()
        keys = [written.pk] if isinstance(written, DiaryRule) else [one.pk for one in written]
        changed = list(DiaryRule.objects.with_details().filter(pk__in=keys).order_by("pk"))
        lock_in_order(RESOURCES, {key for row in changed for key in _held(row)})
        rows = {diary: writing.rewrite_programme(diary) for diary in _diaries(changed)}
        lost, kept = _lost(changed)
        _release(lost)
        opened, left_out = 0, list[LeftOut]()
        for diary, standing in rows.items():
            count, out = _publish(diary, standing)
            opened, left_out = opened + count, left_out + [one for one in out if one.rule in keys]
        if not opened and not kept and left_out and not lost:
            raise Refused(f"Aucune journée ne peut s’ouvrir\u00a0: {left_out[0].reason}")
        booked = _booked(lost, changed)
        unchanged = _same_time(booked)
        touched = _touched([one for one in booked if one.appointment.pk not in unchanged])
        effect = Effect(changed[0], opened, len(kept), len(lost), len(unchanged), touched, tuple(left_out))
        if decisions is not None:
            _decide(effect, decisions)
            # Of what a preview takes back, this is the longest part, and it finds nothing that the page would show.
            services.call_off(lost, by=by)
    return effect


def _held(row: DiaryRule) -> list[int]:
    """Return the keys of the resources that a rule takes."""
    people = [one.resource_id for one in (row.professional, row.second) if one is not None]
    return [*people, *(key for key in (row.room_id, row.equipment_id) if key is not None)]


def _diaries(changed: Sequence[DiaryRule]) -> list[Diary]:
    rows = Diary.objects.select_related("programme", "place__commune__department", "place__organisation")
    return list(rows.filter(pk__in={one.diary_id for one in changed}).order_by("pk"))


def _lost(changed: Sequence[DiaryRule]) -> tuple[list[Session], list[Session]]:
    """Return the sessions to come that their rule no longer promises or that have lost somebody, and the others."""
    found = [_lost_of(row) for row in changed]
    return [one for lost, _ in found for one in lost], [one for _, kept in found for one in kept]


def _lost_of(row: DiaryRule) -> tuple[list[Session], list[Session]]:
    today = timezone.localdate(timezone=row.diary.place.commune.zone)
    calendar, rule, programme = row.diary.place.commune.calendar, writing.rule_of(row), row.diary.programme
    found = Session.objects.filter(
        key__startswith=named_key(programme, f"{row.pk}-"), state__in=Session.STANDING_STATES, starts__gt=timezone.now()
    )
    lost: list[Session] = []
    kept: list[Session] = []
    for session in found.from_day(today).with_posts().order_by("starts"):
        dated = rule.session_on(session.day, calendar)
        promised = dated is not None and named_key(programme, dated.name) == session.key
        there = promised and not (session.state == Session.State.DECLINED and _is_away(row, session))
        (kept if there else lost).append(session)
    return lost, kept


def _is_away(row: DiaryRule, session: Session) -> bool:
    """Return whether somebody of a rule has an absence at the time of a session: they gave it back for that."""
    people = [key for key in (row.professional_id, row.second_id) if key is not None]
    span = posts.stretch(session.starts, session.ends)
    return Absence.objects.filter(professional__in=people, during__overlap=span).exists()


def _release(lost: Sequence[Session]) -> None:
    """Give back what the sessions hold, so that the rule may take it for others; their patients are still booked.

    The keys are given up as well: a rule that is changed back opens the same days again.
    """
    posts.give_back([claim for session in lost for claim in session.claims])
    for session in lost:
        session.key = f"{session.key}:{session.pk}"
    named = Concat("key", Value(":"), Cast("pk", CharField()))
    Session.objects.filter(pk__in=[one.pk for one in lost]).update(key=named)
    posts.refresh_states(lost)


def _publish(diary: Diary, rows: Sequence[DiaryRule]) -> tuple[int, tuple[LeftOut, ...]]:
    """Open what the rules promise and nothing prevents; return how many sessions, and the days left out."""
    place = diary.place
    start = timezone.localdate(timezone=place.commune.zone)
    end = start + timedelta(weeks=WEEKS)
    left_out = hindrances.of(diary, rows, start, end)
    names = {one.name for one in left_out}
    # Whoever keeps a diary has said yes to its hours.
    done = publish(diary.programme, start=start, weeks=WEEKS, checked=True, accepted=True, leaving_out=names)
    return done.sessions, left_out


@dataclass(frozen=True)
class _Booked:
    """An appointment of a lost session, with its rule."""

    appointment: Appointment
    rule: DiaryRule


def _booked(lost: Sequence[Session], changed: Sequence[DiaryRule]) -> list[_Booked]:
    rows = Appointment.objects.select_for_update(of=("self",)).filter(
        slot__session__in=[one.pk for one in lost], state=Appointment.State.BOOKED
    )
    rules = {one.pk: one for one in changed}
    # What follows the programme in the key of a session begins with its rule.
    of = {one.pk: rules[int(one.key.split(":")[1].partition("-")[0])] for one in lost}
    return [_Booked(one, of[one.slot.session_id]) for one in rows.with_details().order_by("slot__starts", "pk")]


def _same_time(booked: Sequence[_Booked]) -> set[int]:
    """Give who may keep their time its slot in the new session; return their keys. They are told nothing."""
    found: set[int] = set()
    for one in booked:
        appointment = one.appointment
        slot = _free_at(one.rule, appointment.slot.starts, kept=True)
        if slot is None or not _lasts(FreeTime.of(slot), appointment):
            continue
        try:
            with transaction.atomic():
                moving.keep_time(appointment, slot)
        except Refused:
            continue
        found.add(appointment.pk)
    return found


def _lasts(time: FreeTime, appointment: Appointment) -> bool:
    """Return whether a free time lasts as long as the visit, or may be made to."""
    length = appointment.slot.ends - appointment.slot.starts
    return time.flexible or time.ends - time.starts >= length


def _free_slots(row: DiaryRule) -> QuerySet[Slot]:
    """Return the free slots of the same person at the same place, by start."""
    given = Claim.objects.filter(active=True, post__giver=True, resource=row.professional.resource_id)
    here = Q(session__place=row.diary.place_id, session__state__in=Session.OPEN_STATES)
    rows = free(Slot.objects.filter(here, rank=0, session__in=given.values("post__session")))
    return rows.filter(starts__gt=timezone.now() + CLOSES_BEFORE).order_by("starts", "seat", "pk")


def _not_kept() -> Q:
    """Return the condition on slots that are not kept for the regulation or for people without a treating doctor."""
    return Q(kept_for=[]) | Q(released_at__lte=timezone.now())


def _free_times(row: DiaryRule) -> list[FreeTime]:
    """Return the free times of a rule's person that are kept for nobody (one query)."""
    rows = _free_slots(row).filter(_not_kept()).values_list("starts", "ends", "session__motives")
    return [FreeTime(starts, ends, len(motives) > 1) for starts, ends, motives in rows]


def _free_at(row: DiaryRule, starts: datetime, *, kept: bool = False) -> Slot | None:
    """Return a free slot that begins at an instant; one that is ``kept`` for some people only if asked for."""
    rows = _free_slots(row).filter(starts=starts)
    rows = rows if kept else rows.filter(_not_kept())
    return rows.select_related("session").first()


def _touched(rest: Sequence[_Booked]) -> tuple[Touched, ...]:
    free_of = {key: _free_times(rule) for key, rule in {one.rule.pk: one.rule for one in rest}.items()}
    found: list[Touched] = []
    for one in rest:
        starts = {time.starts for time in free_of[one.rule.pk] if _lasts(time, one.appointment)}
        session = one.appointment.slot.session
        found.append(Touched(one.appointment, session, one.rule, _nearest(one.appointment, starts)))
    return tuple(found)


def _nearest(appointment: Appointment, starts: Iterable[datetime]) -> tuple[datetime, ...]:
    wanted: datetime = appointment.slot.starts

    def apart(at: datetime) -> tuple[timedelta, datetime]:
        return abs(at - wanted), at

    return tuple(sorted(sorted(starts, key=apart)[:OFFERED]))


def _decide(effect: Effect, decisions: Mapping[int, str]) -> None:
    """Move whom somebody decided to move; the others are cancelled with their session."""
    if effect.keys != frozenset(decisions):
        raise Refused(CHANGED)
    now = timezone.now()
    for one in effect.touched:
        wanted = decisions[one.appointment.pk]
        if wanted == CANCEL:
            continue
        slot = _free_at(one.rule, _instant(wanted))
        if slot is None:
            raise Taken("Un des horaires choisis n’est plus libre. Relisez la liste, et confirmez de nouveau.")
        moving.place(one.appointment, slot, now)


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise WrongState("Choisissez un horaire dans la liste.") from error
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def dates_of(rows: Iterable[DiaryRule], start: date, days: int) -> dict[int, list[tuple[date, datetime, datetime]]]:
    """Return the next days of each rule, by key: the day, its start and end (no query after ``with_details``)."""
    found: defaultdict[int, list[tuple[date, datetime, datetime]]] = defaultdict(list)
    for row in rows:
        rule, calendar = writing.rule_of(row), row.diary.place.commune.calendar
        for k in range(days):
            dated = rule.session_on(start + timedelta(days=k), calendar)
            if dated is not None:
                found[row.pk].append((dated.date, dated.starts, dated.ends))
    return dict(found)
