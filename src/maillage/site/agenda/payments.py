"""Amounts due to people who gave sessions: days from the agenda, paid by the formula of ``maillage.schemes``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite

from django.db.models import Exists, OuterRef, prefetch_related_objects

from maillage.schemes import PaidDay, PaymentLine, Scheme, payment
from maillage.site.agenda.models import Claim, Session, SessionPost
from maillage.site.directory.models import Professional
from maillage.site.geography.models import Commune
from maillage.site.geography.travel import kilometres_between


@dataclass(frozen=True)
class Due:
    """An amount due to a person under a scheme, for a day in a commune."""

    scheme: Scheme
    commune: Commune
    line: PaymentLine


@dataclass(frozen=True)
class GivenDay:
    """Sessions that a person gave under a scheme in one commune on one local date.

    ``kilometres`` is one way; ``replaced``: the scheme pays for the locum who worked in the person's practice.
    """

    person: Professional
    scheme: Scheme
    commune: Commune
    date: date
    kilometres: float
    sessions: tuple[Session, ...]
    replaced: bool = False

    def paid_as(self, halves: int | None = None) -> PaidDay:
        """Return the day as the payment formula takes it; ``halves`` overrides the count, at least one."""
        halves = min(sum(one.halves for one in self.sessions) if halves is None else halves, 2)
        return PaidDay(self.date, halves, self.kilometres, self.replaced)


def days_given(given: Iterable[tuple[Professional, Session]]) -> list[GivenDay]:
    """Return the days given, one per person, scheme, commune and local date, in order of date.

    ``given`` are pairs of person and session (with programme and commune); homes that are not there yet are one query.
    """
    found: defaultdict[tuple[date, str, str, int], list[Session]] = defaultdict(list)
    people: dict[int, Professional] = {}
    for person, session in given:
        people[person.pk] = person
        day = session.day
        found[day, session.commune_id, session.programme.scheme, person.pk].append(session)
    prefetch_related_objects(list(people.values()), "home")
    rows = sorted(found.items(), key=lambda item: item[0])
    replaced = _replaced([one for sessions in found.values() for one in sessions])
    ways = kilometres_between([(people[key[3]].home, sessions[0].commune) for key, sessions in rows])
    return [
        GivenDay(
            person=people[person],
            scheme=sessions[0].rules,
            commune=sessions[0].commune,
            date=day,
            # No mileage is paid if there is no road, as across the sea.
            kilometres=way if isfinite(way) else 0.0,
            sessions=tuple(sessions),
            replaced=any((person, one.pk) in replaced for one in sessions),
        )
        for ((day, _, _, person), sessions), way in zip(rows, ways, strict=True)
    ]


def _replaced(sessions: Sequence[Session]) -> set[tuple[int, int]]:
    """Return the people, with their sessions, in whose practice a locum worked; asked where a scheme pays for it."""
    paid = [one.pk for one in sessions if one.rules.allowance.per_replaced_day_cents]
    if not paid:
        return set()
    locum = Claim.objects.filter(
        active=True, post__session=OuterRef("post__session"), post__rank=OuterRef("post__rank"),
        post__arranged=True, post__role=SessionPost.Arranged.LOCUM,
    )  # fmt: skip
    given = Claim.objects.filter(Exists(locum), active=True, post__giver=True, post__session__in=paid)
    return set(given.values_list("resource__professional", "post__session"))


def due_to(person: Professional) -> list[Due]:
    """Return all amounts due to ``person`` for the sessions they gave that were held, by date (three queries)."""
    held = Session.objects.given_by(Professional.objects.filter(pk=person.pk)).filter(state=Session.State.HELD)
    days = days_given((person, session) for session in held.select_related("programme", "commune"))
    return [Due(day.scheme, day.commune, line) for day in days for line in payment(day.scheme, [day.paid_as()])]
