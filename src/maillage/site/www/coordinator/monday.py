"""Sessions of the coordinator's first page, for all of its groups at once: their counts, and the first ones of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet, Value, prefetch_related_objects

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach
from maillage.site.agenda.models import Session, SessionQuerySet, posts_and_claims
from maillage.site.www.coordinator.task_rows import SHOWN
from maillage.site.www.counts import with_counts

if TYPE_CHECKING:
    from maillage.site.www.counts import CountedSession

UNCOVERED, TO_CONFIRM, UNANSWERED = "uncovered", "to confirm", "unanswered"
CONFIRM_WITHIN = dt.timedelta(days=62)


@dataclass(frozen=True)
class FirstSessions:
    """How many sessions there are of each kind, and the soonest ones of each.

    ``changeable`` are the keys of those to confirm that the user may confirm.
    """

    counts: dict[str, int]
    shown: dict[str, list[CountedSession]]
    changeable: frozenset[int]


def silent_sessions(user: User, now: dt.datetime) -> SessionQuerySet:
    """Return the sessions to come that nobody has accepted yet."""
    return Session.objects.visible_to(user, Reach.TERRITORY).filter(state=Session.State.PUBLISHED, starts__gt=now)


def to_confirm(user: User, now: dt.datetime) -> SessionQuerySet:
    """Return the past sessions of which nobody but their doctor, at most, has said that they took place."""
    return Session.objects.visible_to(user, Reach.TERRITORY).filter(unconfirmed(now))


def unconfirmed(now: dt.datetime) -> Q:
    """Return the condition for sessions that are over and that nobody has confirmed, as long as it can be done."""
    return Q(
        state__in=[*Session.OPEN_STATES, Session.State.HELD], held_confirmation=None, ends__lt=now,
        starts__gt=now - CONFIRM_WITHIN,
    )  # fmt: skip


def _uncovered(user: User, now: dt.datetime) -> SessionQuerySet:
    return Session.objects.visible_to(user, Reach.TERRITORY).filter(state=Session.State.DECLINED, starts__gt=now)


KINDS = {UNCOVERED: _uncovered, TO_CONFIRM: to_confirm, UNANSWERED: silent_sessions}


def first_sessions(user: User, now: dt.datetime) -> FirstSessions:
    """Return the first sessions of each kind: six queries, however many there are."""
    rows = {kind: found(user, now).order_by() for kind, found in KINDS.items()}
    counted = _together(_count(found, kind) for kind, found in rows.items())
    counts = dict.fromkeys(KINDS, 0) | dict(counted.values_list("kind", "count"))
    firsts = _together(_first(found, kind) for kind, found in rows.items() if counts[kind])
    keys: dict[str, list[int]] = {kind: [] for kind in KINDS}
    for kind, pk in firsts.values_list("kind", "pk"):
        keys[kind].append(pk)
    wanted = [pk for found in keys.values() for pk in found]
    sessions = {one.pk: one for one in with_counts(Session.objects.filter(pk__in=wanted))} if wanted else {}
    shown = {kind: sorted((sessions[pk] for pk in found), key=_order) for kind, found in keys.items()}
    return FirstSessions(counts, shown, _changeable(user, keys[TO_CONFIRM]))


def _order(session: Session) -> tuple[dt.datetime, int]:
    return session.starts, session.pk


def _changeable(user: User, keys: list[int]) -> frozenset[int]:
    if not keys:
        return frozenset()
    here = Session.objects.changeable_by(user, Reach.TERRITORY).filter(pk__in=keys)
    return frozenset(here.order_by().values_list("pk", flat=True))


def _count(rows: SessionQuerySet, kind: str) -> QuerySet[Any]:
    return rows.annotate(kind=Value(kind)).values("kind").annotate(count=Count("pk")).values("kind", "count")


def _first(rows: SessionQuerySet, kind: str) -> QuerySet[Any]:
    return rows.annotate(kind=Value(kind)).order_by("starts", "pk").values("kind", "pk")[:SHOWN]


def _together(rows: Iterable[QuerySet[Any]]) -> QuerySet[Any]:
    """Return the rows of several queries as those of one."""
    first, *others = list(rows) or [Session.objects.none().annotate(kind=Value("")).values("kind", "pk")]
    return first.union(*others, all=True) if others else first


def read_vehicles(sessions: Sequence[Session]) -> None:
    """Fetch the posts of those that have no place, which their vehicle names (two queries if there are any)."""
    moving = [one for one in sessions if one.place_id is None]
    if moving:
        prefetch_related_objects(moving, posts_and_claims())
