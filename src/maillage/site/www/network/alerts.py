"""What awaits who follows pathways: services that rest on one person, promises not kept last month, opinions late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach
from maillage.site.agreements.boards import BoardMonth, PathwayBoard
from maillage.site.agreements.means import Means
from maillage.site.expertise import states
from maillage.site.expertise.models import ReaderPool
from maillage.site.www import french, toponyms
from maillage.site.www.task_links import TaskLink

SHORT = {
    Means.BEDS: ("lit ouvert", "lits ouverts"),
    Means.EMERGENCY: ("créneau d’urgence tenu", "créneaux d’urgence tenus"),
}
"""Means of which less than promised is said, in words; theatre sessions are among the half-days."""


def alerts(user: User, found: Sequence[PathwayBoard], today: date) -> list[TaskLink]:
    """Return what awaits the user, opinions first, then in the order of the boards (one query)."""
    at_work = [(rank, one) for rank, one in enumerate(found, start=1) if one.starts <= today]
    return [*_opinions(user), *(alert for rank, one in at_work for alert in _of_board(one, f"#filiere-{rank}", today))]


def _of_board(board: PathwayBoard, url: str, today: date) -> list[TaskLink]:
    where = toponyms.curly(f"{board.pathway}, {board.hospital.name}")
    said: list[tuple[str, str]] = []
    if board.fragile:
        said.append(("fragile", f"Tout repose sur {board.people[0]}."))
    last = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    month = next((one for one in board.months if one.month == last), None)
    if month is not None and (missing := _missing(month)):
        said.append(("moins que promis", f"{french.month_text(last).capitalize()}\u00a0: {', '.join(missing)}."))
    return [TaskLink(what, where, url, about) for what, about in said]


def _missing(month: BoardMonth) -> list[str]:
    """Return what there was less of than promised, in words."""
    found: list[str] = []
    if month.held < month.promised:
        held = french.plural(month.held, "demi-journée tenue", "demi-journées tenues")
        found.append(f"{held} sur {month.promised}")
    for means, words in SHORT.items():
        had, promised = month.means[means].had, month.means[means].promised
        if had is not None and promised is not None and had < promised:
            found.append(f"{french.plural(had, *words)} sur {promised}")
    return found


def _opinions(user: User) -> list[TaskLink]:
    """Return the groups of readers in which a request is late or waits for a reader (one query)."""
    late = Q(requests__state__in=states.OPEN, requests__due_at__lt=timezone.now())
    pools = ReaderPool.objects.visible_to(user, Reach.ORGANISATION).select_related("organisation")
    rows: Any = pools.annotate(
        waiting=Count("requests", filter=Q(requests__state__in=states.WAITING), distinct=True),
        late=Count("requests", filter=late, distinct=True),
    )
    return [
        TaskLink(
            "avis en retard" if one.late else "avis à lire", str(one), reverse("reader-pool", args=[one.pk]),
            f"{french.plural(one.waiting, 'demande attend', 'demandes attendent')} un lecteur"
            f"{f', {one.late} en retard' if one.late else ''}.",
        )
        for one in rows.order_by("pk")
        if one.waiting or one.late
    ]  # fmt: skip
