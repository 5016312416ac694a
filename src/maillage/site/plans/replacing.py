"""Changing a published plan: its sessions follow, and days with patients move only when asked.

The programme stays one: its template becomes that of the new plan. Days that both plans have are left as they are; a
day whose doctor only goes elsewhere moves with its patients; others are cancelled, everybody told, and new ones
published.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.db.models import Count
from django.utils import timezone

from maillage.planning import Assignment, Plan, Result
from maillage.schemes import Half, zone_of_commune
from maillage.site.accounts.models import User
from maillage.site.agenda import moving, services
from maillage.site.agenda.models import Session, SessionQuerySet
from maillage.site.agenda.publishing import Published
from maillage.site.booking.models import Appointment
from maillage.site.directory.models import Place
from maillage.site.engagements import programmes
from maillage.site.engagements.models import Programme
from maillage.site.engagements.programmes import ProgrammeData
from maillage.site.locks import in_transaction
from maillage.site.plans.lines import line_named, person_of, scheme_of, template_of
from maillage.site.plans.models import PlanRun
from maillage.site.plans.services import parties_of, publish
from maillage.site.refusals import NotAllowed, Refused, WrongState

HALVES = {"am": Half.MORNING, "pm": Half.AFTERNOON}
COPIED = ("seed", "objective", "bound", "gap", "seconds", "document", "digest", "problem", "created")


@dataclass(frozen=True)
class DayChanged:
    """A day of the published plan that goes, with its sessions and appointments; ``to`` is where its doctor goes."""

    day: Assignment
    sessions: tuple[Session, ...]
    appointments: tuple[Appointment, ...]
    to: Assignment | None


@dataclass(frozen=True)
class Changeover:
    """What publishing a plan in place of a published one does: days that go, and days that come."""

    gone: tuple[DayChanged, ...]
    come: tuple[Assignment, ...]

    @property
    def with_patients(self) -> tuple[DayChanged, ...]:
        """Days that go and have patients."""
        return tuple(one for one in self.gone if one.appointments)

    @property
    def patients(self) -> int:
        """Number of appointments concerned."""
        return sum(len(one.appointments) for one in self.gone)


def published_before(run: PlanRun) -> PlanRun | None:
    """Return the published plan that ``run`` came from, if there is one."""
    known = run.replaces
    while known is not None and known.programme.state != Programme.State.PUBLISHED:
        known = known.replaces
    return known


def is_known(run: PlanRun) -> bool:
    """Whether people know the days of a plan: it is published, or comes from a published one."""
    return run.programme.state == Programme.State.PUBLISHED or published_before(run) is not None


def booked_days(run: PlanRun, days: Collection[Assignment] | None = None) -> dict[Assignment, int]:
    """Return the number of appointments of each day of a published plan that has some and is to come (one query).

    ``days`` are those asked about, None for all.
    """
    of_session = "slot__session__"
    booked = Appointment.objects.active().filter(
        slot__session__in=_to_come(run, days),
        slot__session__posts__giver=True, slot__session__posts__claims__active=True,
    )  # fmt: skip
    rows = booked.order_by().values_list(
        *(of_session + name for name in (
            "programme", "starts", "commune", "place__reference", "posts__claims__resource__reference"))
    )  # fmt: skip
    day_of = _DayOf(run, days)
    found = Counter[Assignment]()
    for programme, starts, commune, place, giver, count in rows.annotate(count=Count("pk", distinct=True)):
        day = day_of(programme, starts.astimezone(zone_of_commune(commune)), str(place), giver)
        if days is None or day in days:
            found[day] += count
    return dict(found)


def concerned(run: PlanRun, days: Collection[Assignment]) -> tuple[DayChanged, ...]:
    """Return those of these days of a published plan that have appointments, the most first, as if they went."""
    agenda = _agenda(run, days) if run.programme.state == Programme.State.PUBLISHED else {}
    rows = [DayChanged(day, *found, None) for day, found in agenda.items() if found[1]]
    return tuple(sorted(rows, key=lambda row: (-len(row.appointments), row.day)))


def changeover(before: PlanRun, run: PlanRun) -> Changeover:
    """Return what publishing ``run`` in place of ``before`` does to the sessions to come."""
    old, new = _plan(before), _plan(run)
    today = timezone.localdate()
    gone = sorted(one for one in old - new if one.date > today)
    come = {one for one in new - old if one.date > today}
    agenda = _agenda(before, gone)
    elsewhere = {(one.doctor_id, one.date): one for one in come}
    rows = [
        DayChanged(one, *agenda.get(one, ((), ())), elsewhere.get((one.doctor_id, one.date)))
        for one in gone
    ]  # fmt: skip
    return Changeover(tuple(sorted(rows, key=lambda row: (-len(row.appointments), row.day))), tuple(sorted(come)))


@in_transaction
def publish_change(run: PlanRun, by: User, *, with_patients: bool = False) -> Published:
    """Put a plan in the place of the published one that it came from, in the agenda too, all or nothing.

    The published plan takes the days and figures of ``run``, which goes. Raises ``Refused`` if days with patients would
    go and ``with_patients`` does not ask for it, or naming who or what forbids a new day; ``NotAllowed``.
    """
    found = published_before(run)
    if found is None:
        raise WrongState("Ce plan ne reprend aucun plan publié\u00a0: publiez-le tout entier.")
    before = PlanRun.objects.select_for_update(of=("self",)).select_related("programme").get(pk=found.pk)
    for row in (run, before):
        if not PlanRun.objects.changeable_by(by).filter(pk=row.pk).exists():
            raise NotAllowed("Ce plan ne relève pas de votre compte.")
    change = changeover(before, run)
    if change.patients and not with_patients:
        raise Refused(
            f"{change.patients} rendez-vous sont pris dans des journées qui changent\u00a0: dites que vous le voulez, "
            "ou gardez ces journées."
        )
    with services.author(by):
        _leave(change, by)
        _take_over(before, run, by)
        return publish(before, by)


def _leave(change: Changeover, by: User) -> None:
    """Move the sessions whose doctor goes elsewhere that day, and cancel the others."""
    places = {str(row.reference): row for row in Place.objects.filter(reference__in=[
        one.to.site_id for one in change.gone if one.to is not None])}  # fmt: skip
    for one in change.gone:
        if one.to is None:
            services.call_off(one.sessions, by=by)
    # Rooms that are given back first may be what a moved session takes.
    for one in change.gone:
        for session in one.sessions if one.to is not None else ():
            moving.move(session, places[one.to.site_id], by)  # type: ignore[union-attr]


def _take_over(before: PlanRun, run: PlanRun, by: User) -> None:
    """Give the published programmes the days of ``run``, and its run the figures; delete ``run`` with its drafts."""
    today = timezone.localdate()
    old = [one for one in _plan(before) if one.date <= today]
    days = Plan((*old, *(one for one in _plan(run) if one.date > today)))
    known = {one.scheme for one in before.programmes}
    # A scheme that comes with the change brings its programme along.
    run.parts.exclude(programme__scheme__in=known).update(run=before)
    drafts = [one for one in run.programmes if one.scheme in known]
    for programme in PlanRun.objects.get(pk=before.pk).programmes:
        _edit(programme, days, before, by)
    values = {name: getattr(run, name) for name in COPIED}
    values["document"] = {**run.document, "plan": days.to_rows()}
    run.delete()
    for draft in drafts:
        draft.delete()
    before.changes.all().delete()
    for name, value in values.items():
        setattr(before, name, value)
    before.save()
    del before.programmes  # read again: a scheme may have come


def _edit(programme: Programme, days: Plan, before: PlanRun, by: User) -> None:
    """Give a programme its days of a plan."""
    template = template_of(days.assignments, programme.scheme, before.scheme)
    data = ProgrammeData(
        scheme=programme.rules, name=programme.name, template=template, starts=programme.starts,
        ends=programme.ends or programme.starts + timedelta(weeks=before.weeks, days=-1),
        region=programme.region_id or "", pathway=programme.pathway, parties=parties_of(programme.rules, template),
    )  # fmt: skip
    programmes.edit(programme, data, by=by)


def _plan(run: PlanRun) -> frozenset[Assignment]:
    return frozenset(Result.from_document(run.document).plan.assignments)


Agenda = dict[Assignment, tuple[tuple[Session, ...], tuple[Appointment, ...]]]


def _agenda(run: PlanRun, days: Collection[Assignment]) -> Agenda:
    """Return the standing sessions to come of these days of a plan and their appointments (four queries)."""
    wanted, sessions = set(days), defaultdict[Assignment, list[Session]](list)
    for day, session in _by_day(run, _to_come(run, days), days):
        if day in wanted:
            sessions[day].append(session)
    of = {row.pk: day for day, found in sessions.items() for row in found}
    booked = defaultdict[Assignment, list[Appointment]](list)
    appointments = Appointment.objects.active().filter(slot__session__in=list(of)).select_related("patient", "slot")
    for one in appointments.order_by("slot__starts"):
        booked[of[one.slot.session_id]].append(one)  # type: ignore[attr-defined]
    return {day: (tuple(found), tuple(booked[day])) for day, found in sessions.items()}


def _to_come(run: PlanRun, days: Collection[Assignment] | None) -> SessionQuerySet:
    """Return the standing sessions to come of a plan; with ``days``, those at about their dates and at their places."""
    rows = Session.objects.filter(
        programme__in=run.programmes, state__in=Session.STANDING_STATES, starts__gt=timezone.now()
    )
    if days is None:
        return rows
    if not days:
        return rows.none()
    # A day by the clock of its place begins and ends within a day of that of the server.
    first, last = min(one.date for one in days), max(one.date for one in days)
    within = [
        datetime.combine(day, time(), UTC) for day in (first - timedelta(days=1), last + timedelta(days=2))
    ]  # fmt: skip
    return rows.filter(starts__range=within, place__reference__in={one.site_id for one in days})


class _DayOf:
    """Finds the day of a plan that a session is a half of, among ``days``, or all of the plan."""

    def __init__(self, run: PlanRun, days: Collection[Assignment] | None) -> None:
        self.own = run.scheme
        self.known = {
            (one.date, one.site_id, person_of(one.doctor_id), scheme_of(one.doctor_id, self.own), half): one
            for one in (_plan(run) if days is None else days)
            for half in ((Half.MORNING, Half.AFTERNOON) if not one.half else (HALVES[one.half],))
        }
        self.rules = {programme.pk: programme.rules for programme in run.programmes}

    def __call__(self, programme: int, starts: datetime, place: str, giver: str) -> Assignment:
        """Return the day of a session that begins at ``starts``, by the clock of its place.

        Whoever took a session over since gives a day that the plan does not have.
        """
        rules = self.rules[programme]
        half = Half.AFTERNOON if starts.time() >= rules.hours.afternoon[0] else Half.MORNING
        known = self.known.get((starts.date(), place, giver, rules.code, half))
        return known or Assignment(starts.date(), place, line_named(giver, rules.code, self.own))


def _by_day(
    run: PlanRun, rows: SessionQuerySet, days: Collection[Assignment] | None
) -> Iterator[tuple[Assignment, Session]]:
    """Yield sessions at places with the day, of these or of all of the plan, that each is a half of (three queries)."""
    day_of = _DayOf(run, days)
    for row in rows.with_posts().select_related("commune", "place__commune"):
        if row.giver is not None and row.place is not None:
            starts = row.starts.astimezone(row.zone)
            yield day_of(row.programme_id, starts, str(row.place.reference), row.giver.reference), row
