"""Tasks of the coordinator about sessions that miss people: without a doctor, or with free slots. Both act in place."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.agenda.candidates import Candidate, candidates
from maillage.site.agenda.models import Session
from maillage.site.booking.empty_slots import WITHIN, waiting_notices, with_empty_slots
from maillage.site.booking.waiting import counts
from maillage.site.www import french, toponyms, words
from maillage.site.www.coordinator.monday import UNCOVERED, FirstSessions, read_vehicles
from maillage.site.www.coordinator.task_rows import SHOWN, Task, TaskRow, session_row

EMPTY_HOURS = WITHIN // dt.timedelta(hours=1)
CANDIDATES = 8


def uncovered(user: User, first: FirstSessions, base: str, open_row: int | None = None) -> Task:
    """Future sessions whose doctor has released them; ``open_row`` is the one whose candidates are listed in place."""
    total, shown = first.counts[UNCOVERED], first.shown[UNCOVERED]
    if not total:
        return Task(0, "", "")
    people = sum(session.booked for session in shown)
    why = "Aucun patient n’y est encore inscrit."
    if people:
        why = (
            f"{french.plural(people, 'patient a', 'patients ont')} déjà réservé. Sans remplaçant, ils seront prévenus."
        )
    task = Task(
        total, "vacation sans médecin" if total < 2 else "vacations sans médecin", why, "à couvrir", "bad",
        all_url=f"{base}?etat={Session.State.DECLINED}",
    )  # fmt: skip
    may_change = user.grants.may(Record.SESSION, Act.CHANGE, Reach.TERRITORY)
    for s in shown:
        people_here = french.plural(s.booked, "patient inscrit", "patients inscrits")
        about = f"{people_here} sur {s.places} places." if s.places else "Sans créneau."
        row = session_row(s, about, f"Trouver {words.missing(s)}", base)
        task.rows.append(_to_cover(s, row, s.pk == open_row) if may_change else row)
    return task


def _to_cover(session: Session, row: TaskRow, chosen: bool) -> TaskRow:
    """Let the row name its candidates in place: closed, it opens; open, it proposes the session to one of them."""
    if not chosen:
        return replace(row, choose=f"{reverse('today')}?couvrir={session.pk}#v{session.pk}", pk=session.pk)
    found = tuple((one.professional.pk, _candidate(one)) for one in candidates(session)[:CANDIDATES])
    fields = (("acte", "proposer"), ("retour", "accueil"))
    return replace(row, act="Proposer", to=row.url, fields=fields, choices=found, open=True, pk=session.pk)


def _candidate(one: Candidate) -> str:
    travel = "plus d’une heure" if one.minutes is None else french.minutes(one.minutes)
    busy = ", son agenda n’est pas libre" if one.busy else ""
    return f"{travel}\u00a0: {words.called(one.professional)}, {toponyms.curly(one.professional.home.name)}{busy}"


def empty_slots(user: User, now: dt.datetime, base: str) -> Task:
    """Free slots within 72 hours, and how many people on the waiting lists."""
    first = timezone.localdate(now)
    found = with_empty_slots(Session.objects.visible_to(user, Reach.TERRITORY), now)
    total = sum(session.empty for session in found)
    task = Task(
        total,
        f"créneau vide dans les {EMPTY_HOURS}\u00a0heures"
        if total < 2
        else f"créneaux vides dans les {EMPTY_HOURS}\u00a0heures",
        _who_waits(user) if found else "",
        "à remplir",
        "attention",
        all_url=f"{base}?{urlencode({'du': first.isoformat(), 'au': (first + WITHIN).isoformat(), 'tri': 'inscrits'})}",
    )
    if not found:
        return task
    may_tell = user.grants.may(Record.SESSION, Act.CHANGE, Reach.TERRITORY)
    if may_tell:
        task.bulk, task.bulk_to = "Prévenir tous ces lieux", "tell-places"
        waiting = waiting_notices(user)
        task.undo = f"Défaire\u00a0: {french.plural(waiting, 'message')}" if waiting else ""
    shown = found[:SHOWN]
    read_vehicles(shown)
    for s in shown:
        row = session_row(s, f"{french.plural(s.empty, 'place libre', 'places libres')}.", "Voir la vacation", base)
        if may_tell and s.place_id is not None:
            row = replace(row, act="Prévenir le lieu", to=reverse("tell-places"), fields=(("vacation", str(s.pk)),))
        task.rows.append(row)
    return task


def _who_waits(user: User) -> str:
    """Say how many people the worker is offering such slots to."""
    found = counts(user, Reach.TERRITORY)
    if not found.waiting:
        return "Personne n’est sur la liste d’attente. Le lieu peut en parler autour de lui."
    people = french.plural(found.waiting, "personne est", "personnes sont")
    offered = french.plural(found.offered, "place est proposée", "places sont proposées")
    return f"{people} sur la liste d’attente, {offered} en ce moment. Le lieu peut aussi en parler autour de lui."
