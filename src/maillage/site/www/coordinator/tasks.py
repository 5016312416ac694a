"""Tasks of the coordinator, the most urgent first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from maillage.schemes import PARIS
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.agenda.models import Session
from maillage.site.applications.models import Application
from maillage.site.booking.models import Appointment, PaceAlarm
from maillage.site.engagements.models import Programme
from maillage.site.plans.models import PlanRun
from maillage.site.www import french, toponyms, words
from maillage.site.www.counts import with_counts
from maillage.site.www.volunteer.waiting import waits_for

if TYPE_CHECKING:
    from maillage.site.www.counts import CountedSession

    class RoomySession(Session):
        """A session with the count of its ``empty`` slots."""

        empty: int


ANSWER_DAYS, EMPTY_DAYS, SHOWN, STRIP = 21, 7, 5, 3
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class TaskRow:
    """A task: where, when, details, and the action."""

    title: str
    when: dt.datetime | None
    zone: ZoneInfo
    half: str
    text: str
    url: str
    act: str
    post: bool = False
    pk: int = 0


@dataclass
class Task:
    """A group of tasks under one sentence."""

    count: int
    title: str
    why: str
    state: str = ""
    tone: str = ""
    rows: list[TaskRow] = field(default_factory=list)
    all_url: str = ""


@dataclass(frozen=True)
class WeekSession:
    """A place's sessions on a day of the week strip."""

    place: str
    text: str
    percent: int
    low: bool


@dataclass
class WeekDay:
    """A day of the week strip."""

    date: dt.date
    today: bool
    sessions: list[WeekSession] = field(default_factory=list)
    more: int = 0


def strip(user: User, today: dt.date) -> list[WeekDay]:
    """Return the week’s sessions, Monday to Friday; the next week with sessions if this one has none (four queries)."""
    ahead = Session.objects.visible_to(user, Reach.TERRITORY).exclude(
        state__in=[Session.State.CANCELLED, Session.State.DRAFT]
    )
    monday = today - dt.timedelta(days=today.weekday())
    first = ahead.from_day(monday).order_by("starts").select_related("commune").first()
    if first is not None and (day := french.day_of(first.starts, first.zone)) > monday + dt.timedelta(days=6):
        monday = day - dt.timedelta(days=day.weekday())
    days = [WeekDay(monday + dt.timedelta(days=k), monday + dt.timedelta(days=k) == today) for k in range(5)]
    week = ahead.from_day(monday, until=monday + 5 * ONE_DAY)
    merged: dict[tuple[dt.date, str], list[CountedSession]] = {}
    for session in with_counts(week).order_by("starts"):
        day = french.day_of(session.starts, session.zone)
        merged.setdefault((day, words.place_of(session)), []).append(session)
    for (date, _), sessions in merged.items():
        _put(days[(date - monday).days], sessions)
    return days


def _put(day: WeekDay, sessions: list[CountedSession]) -> None:
    if len(day.sessions) == STRIP:
        day.more += 1
        return
    places, booked = sum(s.places for s in sessions), sum(s.booked for s in sessions)
    half = "journée" if len({words.half_of(s) for s in sessions}) > 1 else words.half_of(sessions[0])
    fill = "sans créneau" if not places else "complet" if booked >= places else f"{booked} pris sur {places}"
    percent = round(100 * booked / places) if places else 0
    name = toponyms.curly(sessions[0].commune.name)
    day.sessions.append(WeekSession(name, f"{half}, {fill}", percent, percent < 60))


def _row(session: Session, text: str, act: str, url: str) -> TaskRow:
    return TaskRow(
        words.place_of(session), session.starts, session.zone, words.half_of(session), text, f"{url}{session.pk}", act
    )


def uncovered(user: User, now: dt.datetime, base: str) -> Task:
    """Future sessions whose doctor has released them."""
    rows = Session.objects.visible_to(user, Reach.TERRITORY).filter(state=Session.State.DECLINED, starts__gt=now)
    total = rows.count()
    shown = list(with_counts(rows).order_by("starts")[:SHOWN])
    people = sum(session.booked for session in shown)
    why = "Aucun patient n’y est encore inscrit."
    if people:
        why = (
            f"{french.plural(people, 'patient a', 'patients ont')} déjà réservé. Sans remplaçant, ils seront prévenus."
        )
    task = Task(total, "vacation sans médecin" if total < 2 else "vacations sans médecin", why, "à couvrir", "bad")
    for s in shown:
        people_here = french.plural(s.booked, "patient inscrit", "patients inscrits")
        task.rows.append(_row(s, f"{people_here} sur {s.places} places.", f"Trouver {words.missing(s)}", base))
    return task


def to_tell(user: User) -> Task:
    """Patients whom no message reached: without an e-mail address, or sending failed."""
    rows = Appointment.objects.visible_to(user, Reach.TERRITORY).to_call()
    total = rows.count()
    shown = rows.with_sessions()[:SHOWN]
    may_tell = user.grants.may(Record.APPOINTMENT, Act.CHANGE, Reach.TERRITORY)
    task = Task(
        total,
        "patient à prévenir" if total < 2 else "patients à prévenir",
        "Aucun message ne les a joints\u00a0: un appel suffit.",
        "à appeler",
        "bad",
    )
    task.rows = [
        TaskRow(
            f"{a.patient.first_name} {a.patient.last_name}",
            a.slot.starts,
            a.slot.session.zone,
            words.half_of(a.slot.session),
            f"{words.place_of(a.slot.session)}. {_why_call(a)} Téléphone\u00a0: {a.patient.phone or 'inconnu'}.",
            "",
            "C’est fait" if may_tell else "",
            post=may_tell,
            pk=a.pk,
        )
        for a in shown
    ]
    return task


def _why_call(appointment: Appointment) -> str:
    if appointment.state == Appointment.State.CANCELLED:
        return "La consultation est annulée."
    if appointment.link_asked_at is not None:
        return "Le lien du rendez-vous est perdu\u00a0: rappelez-en l’heure et le lieu."
    return "Le rendez-vous tient, mais nos messages ne partent pas à l’adresse donnée."


def unusual_pace(user: User, now: dt.datetime, base: str) -> Task:
    """Territories where appointments have been booked unusually fast since yesterday."""
    rows = PaceAlarm.objects.filter(session__in=Session.objects.visible_to(user, Reach.TERRITORY), at__gt=now - ONE_DAY)
    shown = list(rows.select_related("session__commune", "session__place").order_by("-at")[:SHOWN])
    task = Task(
        len(shown),
        "Rythme inhabituel de réservation",
        "Un robot prend peut-être des places. Relisez les noms, appelez quelques personnes.",
        "à vérifier",
        "bad",
    )
    for one in shown:
        zone = one.session.zone
        clock = french.clock(one.at, zone)
        text = f"{one.here} rendez-vous en dix minutes dans ce territoire, {one.around} dans la région, à {clock}."
        title, half = toponyms.curly(one.session.commune.name), words.half_of(one.session)
        url = f"{base}{one.session_id}"
        task.rows.append(TaskRow(title, one.session.starts, zone, half, text, url, "Voir la vacation"))
    return task


def unanswered(user: User, now: dt.datetime, base: str) -> Task:
    """Sessions in the near future that their doctor has not confirmed."""
    rows = Session.objects.visible_to(user, Reach.TERRITORY).filter(
        state=Session.State.PUBLISHED, starts__gt=now, starts__lt=now + dt.timedelta(days=ANSWER_DAYS)
    )
    total = rows.count()
    task = Task(
        total,
        "vacation sans réponse du médecin" if total < 2 else "vacations sans réponse du médecin",
        "Elles ont lieu dans les trois semaines. Les patients peuvent déjà réserver.",
        all_url=f"{base}?etat=published",
    )
    for s in with_counts(rows).order_by("starts")[:SHOWN]:
        people_here = f"{french.plural(s.booked, 'inscrit')} sur {french.number(s.places)}"
        text = f"{words.called(s.giver)} n’a pas encore répondu. {people_here}."
        task.rows.append(_row(s, text, "Voir la vacation", base))
    return task


def empty_slots(user: User, now: dt.datetime, base: str) -> Task:
    """Free slots in the coming days."""
    taken = Appointment.objects.filter(slot=OuterRef("slots"), state__in=Appointment.ACTIVE_STATES)
    rows: Any = (
        Session.objects.visible_to(user, Reach.TERRITORY)
        .filter(state__in=Session.OPEN_STATES, starts__gt=now, starts__lt=now + dt.timedelta(days=EMPTY_DAYS))
        .annotate(empty=Count("slots", filter=~Exists(taken), distinct=True))
        .filter(empty__gt=0)
        .with_posts()
        .order_by("starts")
    )
    found = cast("list[RoomySession]", list(rows))
    total = sum(session.empty for session in found)
    task = Task(
        total,
        "créneau vide dans les sept jours" if total < 2 else "créneaux vides dans les sept jours",
        "Parlez-en aux mairies et aux pharmacies voisines.",
        "cette semaine",
        "attention",
    )
    for s in found[:SHOWN]:
        task.rows.append(
            _row(s, f"{french.plural(s.empty, 'place libre', 'places libres')}.", "Voir la vacation", base)
        )
    return task


def applications(user: User, now: dt.datetime) -> Task:
    """Applications that wait for an answer, the oldest first."""
    rows = Application.objects.visible_to(user).sent()
    total = rows.count()
    task = Task(
        total,
        "candidature en attente" if total < 2 else "candidatures en attente",
        "Les plus anciennes d’abord. Répondez-leur, ou à la place d’un service qui tarde.",
        all_url=reverse("applications"),
    )
    shown = rows.select_related("home").prefetch_related("checks__authorisation").order_by("sent_at")[:SHOWN]
    for row in shown:
        zone = row.home.zone if row.home is not None else PARIS
        age = french.plural((now - (row.sent_at or now)).days, "jour")
        text = f"Attend {waits_for(row)}, depuis {age}."
        url = reverse("application-board", args=[row.pk])
        name = f"{row.first_name} {row.last_name}"
        task.rows.append(TaskRow(name, row.sent_at, zone, "candidature reçue", text, url, "Lire la candidature"))
    return task


def all_tasks(user: User, base: str) -> list[Task]:
    """Return all groups of tasks that are not empty."""
    now = timezone.now()
    groups = [
        uncovered(user, now, base),
        unusual_pace(user, now, base),
        to_tell(user),
        empty_slots(user, now, base),
        applications(user, now),
        unanswered(user, now, base),
    ]
    return [task for task in groups if task.count]


def latest_plans(user: User) -> tuple[PlanRun | None, PlanRun | None]:
    """Return the latest unpublished plan and the latest published one (one query)."""
    runs = list(PlanRun.objects.visible_to(user).select_related("programme").defer("document", "programme__template"))
    return (
        next((run for run in runs if run.programme.state == Programme.State.DRAFT), None),
        next((run for run in runs if run.programme.state == Programme.State.PUBLISHED), None),
    )
