"""Answers to the questions of lower apps: who works in a territory, when a person gives sessions or is absent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q

from maillage.schemes import zone_of
from maillage.site.accounts.scope import NOTHING, Scope
from maillage.site.agenda.models import Absence, Claim, Session
from maillage.site.agenda.posts import stretch

ZONES_APART = timedelta(days=1)
"""Margin for time zones: no place in France is further than this from UTC."""


def at_work(scope: Scope) -> Q:
    """Return the condition on professionals who have a post in a session of the territory."""
    inside = scope.in_territory("post__session__commune")
    if inside == NOTHING:
        return NOTHING
    return Q(resource__in=Claim.objects.filter(inside, active=True).values("resource"))


def dates_given(
    people: Collection[int], scheme: str, first: date, last: date, without: Collection[int] = ()
) -> Mapping[int, set[date]]:
    """Return the local dates on which each person gives a session of a scheme that was or will be held (one query).

    The sessions ``without`` (keys) do not count.
    """
    rows = Claim.objects.filter(
        active=True,
        post__giver=True,
        resource__professional__in=people,
        post__session__programme__scheme=scheme,
        post__session__state__in=Session.COUNTED_STATES,
        post__session__starts__gte=datetime.combine(first, time(), UTC) - ZONES_APART,
        post__session__starts__lt=datetime.combine(last, time(), UTC) + 2 * ZONES_APART,
    )
    if without:
        rows = rows.exclude(post__session__in=without)
    rows = rows.values_list("resource__professional", "post__session__starts", "post__session__commune__department")
    found: defaultdict[int, set[date]] = defaultdict(set)
    for person, starts, department in rows:
        day = starts.astimezone(zone_of(department or "")).date()
        if first <= day <= last:
            found[person].add(day)
    return found


def absences(people: Collection[int], first: date, last: date) -> Mapping[int, list[tuple[datetime, datetime]]]:
    """Return the beginnings and ends of the absences of each person between two days (one query)."""
    starts = datetime.combine(first, time(), UTC) - ZONES_APART
    ends = datetime.combine(last, time(), UTC) + 2 * ZONES_APART
    rows = Absence.objects.filter(professional__in=people, during__overlap=stretch(starts, ends))
    found: defaultdict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for person, during in rows.values_list("professional", "during"):
        found[person].append((during.lower, during.upper))
    return found
