"""What agreements cost in a month, shared between the parties to the cent: salaries, bonuses and journeys.

Salaries and bonuses count by the calendar days on which a signed version holds; journeys by the sessions that were
held, at the rate of the scheme. Each amount is shared by the percentages of that day's period. The employer pays the
person, so that every other party owes its part to the employer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from operator import attrgetter
from typing import Literal

from maillage.schemes import next_month, payment, shared_by_weight
from maillage.site.accounts.models import Organisation
from maillage.site.agenda.models import Session
from maillage.site.agenda.payments import days_given
from maillage.site.agreements import parties, promises
from maillage.site.agreements.models import Agreement, AgreementPerson, AgreementShare, AgreementVersion
from maillage.site.directory.models import Professional

What = Literal["salary", "bonus", "journey"]


@dataclass(frozen=True)
class Part:
    """What a party bears of a cost."""

    organisation: Organisation
    percent: int
    cents: int


@dataclass(frozen=True)
class Cost:
    """An amount paid by ``employer`` for a person from ``first`` to ``last``; ``parts`` make ``cents`` exactly."""

    version: AgreementVersion
    person: Professional
    employer: Organisation
    what: What
    first: date
    last: date
    cents: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Recharge:
    """What ``debtor`` owes to ``creditor`` for a month."""

    debtor: Organisation
    creditor: Organisation
    cents: int


@dataclass(frozen=True)
class Presence:
    """Half-days of a person at a party: promised by the week, held, and still to be confirmed."""

    person: Professional
    organisation: Organisation
    promised: int
    held: int
    open: int


@dataclass(frozen=True)
class AgreementMonth:
    """The money of an agreement in the month that begins on ``month``."""

    agreement: Agreement
    month: date
    costs: tuple[Cost, ...]
    presences: tuple[Presence, ...]

    @property
    def total_cents(self) -> int:
        """Everything that was paid."""
        return sum(one.cents for one in self.costs)

    @property
    def open(self) -> int:
        """Half-days past or to come whose outcome nobody has noted: the journeys may change until then."""
        return sum(one.open for one in self.presences)

    @property
    def borne(self) -> list[tuple[Organisation, int]]:
        """What each party bears in the end, by name; the sum is ``total_cents``."""
        return _summed([(part.organisation, part.cents) for cost in self.costs for part in cost.parts])

    @property
    def paid(self) -> list[tuple[Organisation, int]]:
        """What each employer paid first, by name; the sum is ``total_cents``."""
        return _summed([(cost.employer, cost.cents) for cost in self.costs])

    @property
    def recharges(self) -> list[Recharge]:
        """What each party owes to each employer, by name: what it bears and another one paid."""
        owed = Counter[tuple[int, int]]()
        known: dict[int, Organisation] = {}
        for cost in self.costs:
            for part in cost.parts:
                if part.organisation.pk != cost.employer.pk and part.cents:
                    known |= {part.organisation.pk: part.organisation, cost.employer.pk: cost.employer}
                    owed[part.organisation.pk, cost.employer.pk] += part.cents
        found = [Recharge(known[debtor], known[creditor], cents) for (debtor, creditor), cents in owed.items()]
        return sorted(found, key=attrgetter("debtor.name", "creditor.name"))


@dataclass(frozen=True)
class Segment:
    """Days of a month in which a version holds with the same shares; ``last`` is included."""

    version: AgreementVersion
    shares: tuple[AgreementShare, ...]
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def parts(self, cents: int) -> tuple[Part, ...]:
        """Share an amount by the percentages of money, to the cent."""
        paying = [one for one in self.shares if one.money_percent]
        amounts = shared_by_weight(cents, [one.money_percent for one in paying])
        return tuple(
            Part(one.organisation, one.money_percent, amount) for one, amount in zip(paying, amounts, strict=True)
        )


def month_of(agreement: Agreement, month: date) -> AgreementMonth:
    """Return the money of an agreement in the month that begins on ``month``."""
    end = next_month(month)
    rows = AgreementVersion.objects.with_terms().filter(agreement=agreement, state=AgreementVersion.State.SIGNED)
    versions = sorted(rows, key=attrgetter("number"))
    found = [one for version in versions for one in segments(version, month, end)]
    sessions = _sessions(agreement, month, end)
    costs = [*_wages(found, (end - month).days), *_journeys(found, sessions)]
    return AgreementMonth(agreement, month, tuple(costs), tuple(_presences(versions, sessions, month, end)))


def segments(version: AgreementVersion, month: date, end: date) -> Iterator[Segment]:
    """Yield the parts of a month in which a version holds, one for each period of its shares."""
    last = promises.last_day(version)
    until = end if last is None else min(end, last + timedelta(days=1))
    shares = list(version.shares.all())
    starts = sorted({one.starts for one in shares})
    for since, before in pairwise([*starts, until]):
        first, after = max(since, version.starts, month), min(before, until)
        if first < after:
            mine = tuple(sorted((one for one in shares if one.starts == since), key=attrgetter("organisation.name")))
            yield Segment(version, mine, first, after - timedelta(days=1))


def _wages(segments: Sequence[Segment], days: int) -> Iterator[Cost]:
    """Yield salary and bonus of each person for each segment: a whole month of one version costs the whole amount."""
    outside = days - sum(one.days for one in segments)
    weights = [*(one.days for one in segments), outside]
    for k, segment in enumerate(segments):
        for person in segment.version.people.all():
            amounts: dict[What, int] = {"salary": person.salary_cents, "bonus": person.bonus_cents}
            for what, monthly in amounts.items():
                cents = shared_by_weight(monthly, weights)[k]
                if cents:
                    yield _cost(segment, person, what, segment.first, segment.last, cents)


def _journeys(segments: Sequence[Segment], sessions: Sequence[tuple[Professional, Session]]) -> Iterator[Cost]:
    """Yield the journeys to sessions that were held, by the one formula of payment."""
    held = [(person, one) for person, one in sessions if one.state == Session.State.HELD]
    for day in days_given(held):
        segment = next((one for one in segments if one.first <= day.date <= one.last), None)
        if segment is None:
            continue
        person = next((one for one in segment.version.people.all() if one.professional_id == day.person.pk), None)
        for line in payment(day.scheme, [day.paid_as()]):
            if person is not None and line.what == "journey":
                yield _cost(segment, person, "journey", day.date, day.date, line.cents)


def _cost(segment: Segment, person: AgreementPerson, what: What, first: date, last: date, cents: int) -> Cost:
    return Cost(
        segment.version, person.professional, person.employer, what, first, last, cents, segment.parts(cents)
    )  # fmt: skip


def _sessions(agreement: Agreement, month: date, end: date) -> list[tuple[Professional, Session]]:
    """Return the sessions of a month with who gives them, cancelled ones aside (two queries)."""
    rows = Session.objects.filter(programme__agreement_version__agreement=agreement).exclude(
        state__in=[Session.State.CANCELLED, Session.State.DRAFT]
    )
    rows = rows.from_day(month, until=end).with_posts().select_related("commune", "place__organisation")
    return [(giver, one) for one in rows.order_by("starts", "pk") if (giver := one.giver) is not None]


def _presences(
    versions: Sequence[AgreementVersion], sessions: Sequence[tuple[Professional, Session]], month: date, end: date
) -> list[Presence]:
    """Return half-days by person and party, by name."""
    people: dict[int, Professional] = {}
    hosts: dict[int, Organisation] = {}
    promised, held, still = (Counter[tuple[int, int]]() for _ in range(3))
    for version in versions:
        mine = {one.reference: one.professional for one in version.people.all()}
        places = parties.places_of(version.parties)
        known = {one.pk: one for one in version.parties}
        for one in promises.half_days(version, month, end):
            person, place = mine[one.giver], places[one.place or ""]
            key = person.pk, place.organisation_id
            people[person.pk], hosts[place.organisation_id] = person, known[place.organisation_id]
            promised[key] += 1
    for person, session in sessions:
        if session.place is None:
            continue
        key = person.pk, session.place.organisation_id
        people.setdefault(person.pk, person)
        hosts.setdefault(session.place.organisation_id, session.place.organisation)
        (held if session.state == Session.State.HELD else still)[key] += 1
    found = [
        Presence(people[who], hosts[where], promised[who, where], held[who, where], still[who, where])
        for who, where in promised | held | still
    ]
    return sorted(found, key=attrgetter("person.last_name", "person.first_name", "organisation.name"))


def _summed(amounts: Sequence[tuple[Organisation, int]]) -> list[tuple[Organisation, int]]:
    sums = Counter[int]()
    known: dict[int, Organisation] = {}
    for organisation, cents in amounts:
        known[organisation.pk] = organisation
        sums[organisation.pk] += cents
    return [(one, sums[one.pk]) for one in sorted(known.values(), key=attrgetter("name"))]
