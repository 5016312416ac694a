"""Tasks of the coordinator, the most urgent first."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from maillage.schemes import PARIS, next_month
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.agenda.models import Session
from maillage.site.agenda.reminding import UNDO_MINUTES
from maillage.site.applications.models import Application
from maillage.site.booking.models import Appointment, PaceAlarm
from maillage.site.booking.waiting import to_call
from maillage.site.engagements.models import Programme
from maillage.site.payments import ledger
from maillage.site.payments.dues import DueLine, dues_of
from maillage.site.payments.models import MonthClosing
from maillage.site.payments.payers import Payer
from maillage.site.plans.models import PlanRun
from maillage.site.proposals.models import PlaceProposal
from maillage.site.www import french, toponyms, words
from maillage.site.www.coordinator.forms import TO_CONFIRM as A_CONFIRMER
from maillage.site.www.coordinator.monday import TO_CONFIRM, UNANSWERED, FirstSessions, first_sessions, read_vehicles
from maillage.site.www.coordinator.sections import sections
from maillage.site.www.coordinator.session_tasks import empty_slots, uncovered
from maillage.site.www.coordinator.task_rows import SHOWN, Task, TaskRow, session_row
from maillage.site.www.counts import counted
from maillage.site.www.volunteer.waiting import waited_desk, waits_for

if TYPE_CHECKING:
    from maillage.site.www.counts import CountedSession


LATE_DAYS, STRIP = 14, 3
ONE_DAY = dt.timedelta(days=1)


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
    """Return the week’s sessions, Monday to Friday; the next week with sessions if this one has none."""
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
    sessions = list(counted(week.select_related("commune", "place")).order_by("starts"))
    read_vehicles(sessions)
    for session in sessions:
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


def to_tell(user: User) -> Task:
    """Patients whom no message reached: without an e-mail address, or sending failed."""
    rows = Appointment.objects.visible_to(user, Reach.TERRITORY).to_call()
    total = rows.count()
    if not total:
        return Task(0, "", "")
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
            to=reverse("told") if may_tell else "",
            pk=a.pk,
        )
        for a in shown
    ]
    return task


def offers_to_call(user: User) -> Task:
    """People on the waiting list without an e-mail address, to whom a slot is offered: the most urgent first."""
    rows = to_call(user)
    shown = list(rows[: SHOWN + 1])
    if not shown:
        return Task(0, "", "")
    total = len(shown) if len(shown) <= SHOWN else rows.count()
    may_answer = user.grants.may(Record.APPOINTMENT, Act.CHANGE, Reach.TERRITORY)
    task = Task(
        total,
        "place libre à proposer par téléphone" if total < 2 else "places libres à proposer par téléphone",
        "Ces personnes attendent une place et n’ont pas d’adresse électronique. Passé le délai, la place va à la "
        "suivante.",
        "à appeler",
        "attention",
    )
    for offer in shown[:SHOWN]:
        session, patient = offer.slot.session, offer.entry.patient
        until = f"{french.clock(offer.until, session.zone)}, {french.date_text(offer.until, session.zone)}"
        text = f"{words.place_of(session)}, à {french.clock(offer.slot.starts, session.zone)}. "
        text += f"Réponse avant {until}. Téléphone\u00a0: {french.telephone(patient.phone)}."
        if (held := offer.entry.appointment) is not None:
            text += f" Elle remplace son rendez-vous du {french.date_text(held.slot.starts, held.slot.session.zone)}."
        row = TaskRow(
            f"{patient.first_name} {patient.last_name}", offer.slot.starts, session.zone, words.half_of(session),
            text, "", "Prend la place" if may_answer else "", to=reverse("offer-answered") if may_answer else "",
            fields=(("place", str(offer.pk)),), refuse="Ne la prend pas",
        )  # fmt: skip
        task.rows.append(row)
    return task


def _why_call(appointment: Appointment) -> str:
    if appointment.state == Appointment.State.CANCELLED:
        return "La consultation est annulée."
    if appointment.link_asked_at is not None:
        return "Le lien du rendez-vous est perdu\u00a0: rappelez-en l’heure et le lieu."
    return "Le rendez-vous tient, mais aucun message ne part\u00a0: dites-en l’heure et le lieu."


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


def unanswered(user: User, first: FirstSessions, base: str) -> Task:
    """Sessions to come that their doctor has not confirmed, the nearest first; all of them can be reminded at once."""
    total = first.counts[UNANSWERED]
    if not total:
        return Task(0, "", "")
    may_remind = user.grants.may(Record.SESSION, Act.CHANGE, Reach.TERRITORY)
    task = Task(
        total,
        "vacation sans réponse du médecin" if total < 2 else "vacations sans réponse du médecin",
        "Les plus proches d’abord. Les patients peuvent déjà réserver. "
        f"Une relance attend {UNDO_MINUTES}\u00a0minutes avant de partir\u00a0: elle peut être défaite.",
        all_url=f"{base}?etat=published",
        bulk=f"Relancer pour {'la vacation' if total < 2 else f'les {french.number(total)} vacations'}",
        bulk_to="remind" if may_remind else "",
        choose_url=f"{base}?etat=published&relancer=1" if may_remind else "",
    )
    for s in first.shown[UNANSWERED]:
        people_here = f"{french.plural(s.booked, 'inscrit')} sur {french.number(s.places)}"
        text = f"{words.called(s.giver)} n’a pas encore répondu. {people_here}."
        row = session_row(s, text, "Voir la vacation", base)
        if may_remind:
            row = replace(row, act="Relancer", to=reverse("remind"), fields=(("vacation", str(s.pk)),))
        task.rows.append(row)
    return task


def changeable(user: User, shown: QuerySet[Application] | QuerySet[PlaceProposal]) -> set[int]:
    """Return the keys of the shown rows that the user may change in their territory (one query)."""
    mine = shown.model.objects.changeable_by(user, Reach.TERRITORY)
    return set(mine.filter(pk__in=[row.pk for row in shown]).order_by().values_list("pk", flat=True))


def applications(user: User, now: dt.datetime) -> Task:
    """Applications that wait for an answer, the oldest first, and how many have waited for long."""
    rows = Application.objects.visible_to(user).sent()
    since_long = Q(sent_at__lt=now - dt.timedelta(days=LATE_DAYS))
    numbers = rows.order_by().aggregate(total=Count("pk"), late=Count("pk", filter=since_long))
    total, late = numbers["total"], numbers["late"]
    if not total:
        return Task(0, "", "")
    why = "Répondez-leur, ou à la place d’un service qui tarde."
    task = Task(
        total,
        "candidature en attente" if total < 2 else "candidatures en attente",
        f"{french.plural(late, 'attend', 'attendent')} depuis plus de deux semaines. {why}" if late else why,
        "en retard" if late else "",
        "bad" if late else "",
        all_url=reverse("applications"),
    )
    shown = rows.select_related("home").prefetch_related("checks__authorisation").order_by("sent_at")[:SHOWN]
    theirs = changeable(user, shown) if user.grants.may(Record.APPLICATION, Act.CHANGE, Reach.TERRITORY) else set()
    for row in shown:
        zone = row.home.zone if row.home is not None else PARIS
        age = french.plural((now - (row.sent_at or now)).days, "jour")
        text = f"Attend {waits_for(row)}, depuis {age}."
        url = reverse("application-board", args=[row.pk])
        name = f"{row.first_name} {row.last_name}"
        task_row = TaskRow(name, row.sent_at, zone, "candidature reçue", text, url, "Lire la candidature")
        desk = waited_desk(row) if row.pk in theirs else ""
        fields = (("acte", "relancer"), ("retour", "accueil"))
        task.rows.append(replace(task_row, act=f"Relancer {desk}", to=url, fields=fields) if desk else task_row)
    return task


def to_confirm(first: FirstSessions, base: str) -> Task:
    """Past sessions of which nobody but their doctor, at most, has said that they took place."""
    total = first.counts[TO_CONFIRM]
    if not total:
        return Task(0, "", "")
    task = Task(
        total,
        "vacation passée à confirmer" if total < 2 else "vacations passées à confirmer",
        "Le lieu ne l’a pas dit\u00a0: appelez-le. Sans confirmation, la journée n’est pas payée.",
        all_url=f"{base}?etat={A_CONFIRMER}",
    )
    for s in first.shown[TO_CONFIRM]:
        row = session_row(s, f"{words.called(s.giver)}.", "Voir la vacation", base)
        in_place = replace(row, act="Confirmer", to=row.url, fields=(("acte", "tenue"), ("retour", "accueil")))
        task.rows.append(in_place if s.pk in first.changeable else row)
    return task


def months_to_close(user: User, now: dt.datetime) -> Task:
    """Months of payers that are over and not closed."""
    payers = list(Payer.objects.changeable_by(user, Reach.TERRITORY).select_related("organisation")[:SHOWN])
    today = timezone.localdate(now)
    rows = [
        TaskRow(
            toponyms.curly(payer.organisation.name), None, PARIS, french.month_text(month),
            f"{french.plural(len(lines), 'ligne')}, {french.euros(sum(line.cents for line in lines))}.", "", "Clore",
            to=reverse("payments"),
            fields=(("payeur", str(payer.pk)), ("mois", f"{month:%Y-%m}"), ("retour", "accueil")),
        )
        for payer, month, lines in _next_months_to_close(payers, today)
    ]  # fmt: skip
    return Task(
        len(rows),
        "mois à clore",
        "Chaque médecin reçoit alors son relevé. Un mois clos ne change plus.",
        rows=rows,
        all_url=reverse("payments"),
    )


def _next_months_to_close(payers: list[Payer], today: dt.date) -> Iterator[tuple[Payer, dt.date, list[DueLine]]]:
    """Yield each payer whose oldest month is over and not closed, with that month and what it would hold."""
    found = dues_of(payers, today)
    closed: defaultdict[int, list[dt.date]] = defaultdict(list)
    for pk, month in MonthClosing.objects.filter(payer__in=found).values_list("payer", "month"):
        closed[pk].append(month)
    for payer in payers:
        lines = found.get(payer.pk, [])
        for month in ledger.months_to_close(lines, closed[payer.pk], today)[:1]:
            yield payer, month, [line for line in lines if line.date < next_month(month)]


def all_tasks(user: User, base: str, open_row: int | None = None) -> list[Task]:
    """Return all groups of tasks that are not empty, the most urgent first; ``open_row``: see ``uncovered``."""
    now = timezone.now()
    first = first_sessions(user, now)
    groups: list[tuple[int, Task]] = [
        (10, uncovered(user, first, base, open_row)),
        (20, unusual_pace(user, now, base)),
        (30, to_tell(user)),
        (32, offers_to_call(user)),
        (40, empty_slots(user, now, base)),
        (50, applications(user, now)),
        (60, to_confirm(first, base)),
        (70, unanswered(user, first, base)),
        (80, months_to_close(user, now)),
        *((order, section(user, now)) for order, section in sections()),
    ]
    return [task for _, task in sorted(groups, key=lambda pair: pair[0]) if task.count]


def latest_plans(user: User) -> tuple[PlanRun | None, PlanRun | None]:
    """Return the latest unpublished plan and the latest published one (one query)."""
    runs = list(PlanRun.objects.visible_to(user).select_related("programme").defer("document", "programme__template"))
    return (
        next((run for run in runs if run.programme.state == Programme.State.DRAFT), None),
        next((run for run in runs if run.programme.state == Programme.State.PUBLISHED), None),
    )
