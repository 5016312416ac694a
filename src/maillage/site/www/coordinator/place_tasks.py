"""Tasks of the coordinator about places: those that are proposed, and sessions that a change of a place touches."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db.models import Value
from django.urls import reverse

from maillage.schemes import PARIS
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach
from maillage.site.agenda.models import SessionWarning
from maillage.site.proposals.models import PlaceProposal
from maillage.site.www import french, toponyms, words
from maillage.site.www.coordinator.tasks import SHOWN, Task, TaskRow
from maillage.site.www.coordinator.waiting import waits_for

NONE = Task(0, "", "")


def _counts(user: User) -> Counter[str]:
    """Return how many proposals and warnings wait, by one query for a user of one request."""
    known: Counter[str] | None = getattr(user, "_waiting_at_places", None)
    if known is None:
        proposed = PlaceProposal.objects.visible_to(user, Reach.TERRITORY).waiting().order_by()
        touched = SessionWarning.objects.visible_to(user, Reach.TERRITORY).open().order_by()
        kinds = proposed.values_list(Value("proposed")).union(touched.values_list(Value("touched")), all=True)
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
    for row in rows.select_related("commune__department").order_by("sent_at")[:SHOWN]:
        zone = row.commune.zone if row.commune is not None else PARIS
        age = french.plural((now - (row.sent_at or now)).days, "jour")
        text = f"Attend {waits_for(row)}, depuis {age}."
        url = reverse("proposal-board", args=[row.pk])
        name = toponyms.curly(row.place_name)
        task.rows.append(TaskRow(name, row.sent_at, zone, "proposition reçue", text, url, "Voir ce lieu"))
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
