"""Amounts due to people who gave sessions: days from the agenda, paid by the formula of ``maillage.schemes``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import isfinite

from maillage.schemes import PaidDay, PaymentLine, Scheme, payment
from maillage.site.agenda.models import Session
from maillage.site.directory.models import Professional
from maillage.site.geography.models import Commune
from maillage.site.geography.travel import kilometres_between


@dataclass(frozen=True)
class Due:
    """An amount due to a person under a scheme, for a day in a commune."""

    scheme: Scheme
    commune: Commune
    line: PaymentLine


def days_given(person: Professional, sessions: Iterable[Session]) -> list[tuple[Scheme, Commune, PaidDay]]:
    """Return the paid days of ``person``, one per scheme, commune and local date, from all their ``sessions``."""
    halves: defaultdict[tuple[date, str, str], list[Session]] = defaultdict(list)
    for session in sessions:
        day = session.starts.astimezone(session.zone).date()
        halves[day, session.commune_id, session.programme.scheme].append(session)
    rows = [(day, found[0], len(found)) for (day, _, _), found in sorted(halves.items(), key=lambda item: item[0])]
    ways = kilometres_between([(person.home, session.commune) for _, session, _ in rows])
    return [
        # No mileage is paid if there is no road, as across the sea.
        (session.rules, session.commune, PaidDay(day, min(count, 2), way if isfinite(way) else 0.0))
        for (day, session, count), way in zip(rows, ways, strict=True)
    ]


def due_to(person: Professional) -> list[Due]:
    """Return all amounts due to ``person`` for the sessions they gave that were held, by date (three queries)."""
    held = Session.objects.given_by(Professional.objects.filter(pk=person.pk)).filter(state=Session.State.HELD)
    days = days_given(person, held.select_related("programme", "commune"))
    return [Due(scheme, commune, line) for scheme, commune, day in days for line in payment(scheme, [day])]
