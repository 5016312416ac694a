"""Tasks of the coordinator about places: those that are proposed, and sessions that a change of a place touches."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime

from django.db.models import QuerySet, Value
from django.urls import reverse
from django.utils import timezone

from maillage.schemes import PARIS
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.agenda.arranged import BED, to_find
from maillage.site.agenda.models import Session, SessionPost, SessionWarning
from maillage.site.proposals.models import PlaceProposal
from maillage.site.www import french, toponyms, words
from maillage.site.www.coordinator.task_rows import SHOWN, Task, TaskRow
from maillage.site.www.coordinator.tasks import changeable
from maillage.site.www.coordinator.waiting import waits_for

MOST_A_DAY = 4
"""Posts read for each line shown: those of one doctor, day and place are one line."""

NONE = Task(0, "", "")


def _posts_to_find(user: User) -> QuerySet[SessionPost]:
    """Return the beds and locums still to be found for days to come that their doctor has accepted."""
    given = Session.objects.visible_to(user, Reach.TERRITORY).filter(
        state=Session.State.ACCEPTED, starts__gt=timezone.now()
    )
    return to_find().filter(session__in=given.order_by().values("pk"))


def _counts(user: User) -> Counter[str]:
    """Return how many proposals, warnings, beds and locums wait, by one query for a user of one request."""
    known: Counter[str] | None = getattr(user, "_waiting_at_places", None)
    if known is None:
        proposed = PlaceProposal.objects.visible_to(user, Reach.TERRITORY).waiting().order_by()
        touched = SessionWarning.objects.visible_to(user, Reach.TERRITORY).open().order_by()
        kinds = proposed.values_list(Value("proposed")).union(
            touched.values_list(Value("touched")),
            _posts_to_find(user).order_by().values_list(Value("to find")),
            all=True,
        )
        known = Counter(kind for (kind,) in kinds)
        user._waiting_at_places = known  # type: ignore[attr-defined]
    return known


def proposals(user: User, now: datetime) -> Task:
    """Proposed places that wait for a visit or a decision, the oldest first."""
    rows = PlaceProposal.objects.visible_to(user, Reach.TERRITORY).waiting()
    total = _counts(user)["proposed"]
    if not total:
        return NONE
    task = Task(
        total,
        "lieu proposé" if total < 2 else "lieux proposés",
        "Fixez une visite, ou décidez une fois le lieu vu.",
        all_url=reverse("proposals"),
    )
    shown = rows.select_related("commune__department").order_by("sent_at")[:SHOWN]
    theirs = changeable(user, shown) if user.grants.may(Record.PROPOSAL, Act.CHANGE, Reach.TERRITORY) else set()
    for row in shown:
        zone = row.commune.zone if row.commune is not None else PARIS
        age = french.plural((now - (row.sent_at or now)).days, "jour")
        text = f"Attend {waits_for(row)}, depuis {age}."
        url = reverse("proposal-board", args=[row.pk])
        name = toponyms.curly(row.place_name)
        task_row = TaskRow(name, row.sent_at, zone, "proposition reçue", text, url, "Voir ce lieu")
        if row.pk in theirs and row.visit_on is None:
            fields = (("acte", "visite"), ("visitor", user.get_full_name()), ("retour", "accueil"))
            task_row = replace(task_row, act="Fixer la visite", to=url, fields=fields, asks_day="visit_on")
        task.rows.append(task_row)
    return task


def warned(user: User, now: datetime) -> Task:
    """Sessions to come whose place no longer gives what it promised."""
    del now
    rows = SessionWarning.objects.visible_to(user, Reach.TERRITORY).open()
    total = _counts(user)["touched"]
    if not total:
        return NONE
    task = Task(
        total,
        "vacation touchée par un changement de lieu" if total < 2 else "vacations touchées par un changement de lieu",
        "Leur médecin est prévenu. Déplacez-les, annulez-les, ou notez que c’est réglé.",
        "à régler",
        "bad",
        all_url=reverse("warned-sessions"),
    )
    shown = rows.select_related("session__commune", "session__place").order_by("session__starts", "pk")[:SHOWN]
    for row in shown:
        one = row.session
        url = reverse("session", args=[one.pk])
        half = words.half_of(one)
        task.rows.append(TaskRow(words.place_of(one), one.starts, one.zone, half, row.text, url, "Voir la vacation"))
    return task


def beds_and_locums(user: User, now: datetime) -> Task:
    """Beds and locums still to be found for days that their doctor has accepted, the soonest first."""
    del now
    total = _counts(user)["to find"]
    if not total:
        return NONE
    task = Task(
        total,
        "lit ou remplaçant à trouver" if total < 2 else "lits ou remplaçants à trouver",
        "Leur médecin a accepté la journée et l’a demandé. La journée reste possible sans cela.",
        "à trouver",
        "attention",
    )
    rows = _posts_to_find(user).select_related("session__commune", "session__place").order_by("session__starts", "pk")
    soonest = list(rows[: SHOWN * MOST_A_DAY])
    given = Session.objects.with_posts().in_bulk([row.session_id for row in soonest])
    for posts in _by_day(soonest, given)[:SHOWN]:
        one = given[posts[0].session_id]
        half = words.half_of(one) if len(posts) == 1 else french.plural(len(posts), "demi-journée")
        url = reverse("session", args=[one.pk])
        text = _still_to_find(posts[0], words.called(one.giver))
        task.rows.append(TaskRow(words.place_of(one), one.starts, one.zone, half, text, url, "Voir la vacation"))
    return task


def _by_day(rows: list[SessionPost], given: dict[int, Session]) -> list[list[SessionPost]]:
    """Group what a doctor still needs on one day at one place: the same bed or locum is looked for once."""
    found: dict[tuple[object, ...], list[SessionPost]] = {}
    for row in rows:
        one = given[row.session_id]
        found.setdefault((row.role, one.giver, one.place_id, one.day), []).append(row)
    return list(found.values())


def _still_to_find(row: SessionPost, doctor: str) -> str:
    if row.role == BED:
        return f"Aucun lit n’est libre pour {doctor}."
    return f"{doctor} n’a pas encore de remplaçant à son cabinet."
