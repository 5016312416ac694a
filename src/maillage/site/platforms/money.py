"""The money of a platform in a month, shared between its hospitals to the cent.

The hospital of a reader pays their duty, by the one formula of payment, and receives the fees of what they read on
duty. Each amount is shared by the percentages of money of the agreement on its day: of a duty the other parties owe
their part, of a fee they get it. On a day without an agreement an amount stays where it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Literal

from maillage.schemes import payment
from maillage.site.accounts.models import Organisation
from maillage.site.agenda.payments import days_given
from maillage.site.agreements.recharges import Part, Recharge, Segment
from maillage.site.expertise.models import ExpertiseRequest, FeeLine, ReadingPlatform
from maillage.site.platforms.load import (
    HospitalLoad,
    Shift,
    clock_of,
    loads,
    readings_of,
    shifts_of,
    term_on,
    terms_of,
)

Kind = Literal["duty", "fee"]
READER = "reader"


@dataclass(frozen=True)
class Amount:
    """A duty that ``hospital`` paid, or a fee that it received; ``parts`` make ``cents`` exactly.

    ``who`` is the reader; ``number`` is that of the request, None for a duty.
    """

    kind: Kind
    day: date
    hospital: Organisation
    who: str
    number: int | None
    code: str
    cents: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Balance:
    """A hospital's month in cents: duties paid and its part of all, fees received and its part of all.

    ``gets`` is what the others owe it in the end; below nothing, what it owes them.
    """

    hospital: Organisation
    paid: int
    bears: int
    received: int
    entitled: int

    @property
    def gets(self) -> int:
        """What it gets in the end."""
        return self.paid - self.bears - self.received + self.entitled

    @property
    def owes(self) -> int:
        """What it owes in the end."""
        return max(0, -self.gets)


@dataclass(frozen=True)
class PlatformMonth:
    """The load and the money of a platform in the month that begins on ``month``; ``open`` duties are not noted yet."""

    platform: ReadingPlatform
    month: date
    amounts: tuple[Amount, ...]
    loads: tuple[HospitalLoad, ...]
    open: int
    outside: int
    """Amounts of days without an agreement: they stay where they are."""

    @property
    def balances(self) -> list[Balance]:
        """The balance of each hospital, by name; what they get makes nothing."""
        return balances(self.amounts)

    @property
    def recharges(self) -> list[Recharge]:
        """Who owes what to whom in the end, by name: one amount for each pair."""
        return recharges(self.amounts)

    def of(self, hospital: Organisation) -> list[Amount]:
        """Return the amounts that concern a hospital: paid, received, or shared by it."""
        return [
            one for one in self.amounts
            if one.hospital.pk == hospital.pk or any(part.organisation.pk == hospital.pk for part in one.parts)
        ]  # fmt: skip


def month_of(platform: ReadingPlatform, month: date) -> PlatformMonth:
    """Return the load and the money of a platform in the month that begins on ``month``."""
    zone = clock_of(platform)
    terms, shifts, readings = terms_of(platform, month), shifts_of(platform, month), readings_of(platform, month, zone)
    amounts = (*_duties(terms, shifts), *_fees(terms, readings))
    return PlatformMonth(
        platform, month, amounts, tuple(loads(terms, shifts, readings, zone)),
        open=sum(one.hospital is not None and not one.held for one in shifts),
        outside=sum(term_on(terms, one.day) is None for one in amounts),
    )  # fmt: skip


def _duties(terms: Sequence[Segment], shifts: Sequence[Shift]) -> Iterator[Amount]:
    """Yield what each duty that was held cost, by the one formula of payment."""
    held = [(one.reader, one) for one in shifts if one.held and one.reader is not None and one.hospital is not None]
    hospitals = {(reader.pk, one.session.pk): one.hospital for reader, one in held}
    for day in days_given([(reader, one.session) for reader, one in held]):
        hospital = hospitals[day.person.pk, day.sessions[0].pk]
        assert hospital is not None
        for line in payment(day.scheme, [day.paid_as()]):
            parts = _parts(terms, day.date, hospital, line.cents)
            yield Amount("duty", day.date, hospital, str(day.person), None, line.what, line.cents, parts)


def _fees(terms: Sequence[Segment], readings: Sequence[ExpertiseRequest]) -> Iterator[Amount]:
    """Yield the reader's fees of what was read on duty."""
    by_key = {one.pk: one for one in readings}
    for fee in FeeLine.objects.filter(request__in=list(by_key), side=READER).order_by("on", "pk"):
        one = by_key[fee.request_id]
        assert one.read_for is not None
        parts = _parts(terms, fee.on, one.read_for, fee.cents)
        yield Amount("fee", fee.on, one.read_for, str(one.taken_by), one.pk, fee.code, fee.cents, parts)


def _parts(terms: Sequence[Segment], day: date, hospital: Organisation, cents: int) -> tuple[Part, ...]:
    term = term_on(terms, day)
    return term.parts(cents) if term is not None else (Part(hospital, 100, cents),)


def balances(amounts: Sequence[Amount]) -> list[Balance]:
    """Return the balance of each hospital of some amounts, by name."""
    known: dict[int, Organisation] = {}
    paid, bears, received, entitled = (Counter[int]() for _ in range(4))
    for one in amounts:
        first, shared = (paid, bears) if one.kind == "duty" else (received, entitled)
        known[one.hospital.pk] = one.hospital
        first[one.hospital.pk] += one.cents
        for part in one.parts:
            known[part.organisation.pk] = part.organisation
            shared[part.organisation.pk] += part.cents
    return [
        Balance(one, paid[one.pk], bears[one.pk], received[one.pk], entitled[one.pk])
        for one in sorted(known.values(), key=attrgetter("name"))
    ]


def recharges(amounts: Sequence[Amount]) -> list[Recharge]:
    """Return what is owed for each pair of hospitals, netted, by name; nothing where they are quits."""
    owed = Counter[tuple[int, int]]()
    known: dict[int, Organisation] = {}
    for one in amounts:
        for part in one.parts:
            known |= {one.hospital.pk: one.hospital, part.organisation.pk: part.organisation}
            pair = (part.organisation.pk, one.hospital.pk)
            debtor, creditor = pair if one.kind == "duty" else pair[::-1]
            owed[debtor, creditor] += part.cents if debtor != creditor else 0
    found = [
        Recharge(known[debtor], known[creditor], cents - owed[creditor, debtor])
        for (debtor, creditor), cents in list(owed.items())
        if cents > owed[creditor, debtor]
    ]
    return sorted(found, key=attrgetter("debtor.name", "creditor.name"))
