"""What payers owe, what is contested and what is paid: by month, territory and scheme, from the lines themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.fields import CharField

from maillage.schemes import next_month
from maillage.site.geography.models import Commune, Intercommunality
from maillage.site.payments.dues import DueLine, dues_of
from maillage.site.payments.models import Contest, OrderedPayment, StatementLine
from maillage.site.payments.payers import Payer

DUE, TO_PAY, CONTESTED, PAID = "du", "a-verser", "conteste", "verse"
STATES = {
    DUE: "dû, mois non clos", TO_PAY: "à verser", CONTESTED: "contesté", PAID: "versé",
}  # fmt: skip
"""Where a line stands, in the order of its life; the values are those of addresses."""


@dataclass
class Sums:
    """Cents by where they stand."""

    cents: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATES, 0))

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self.cents.values())

    def add(self, state: str, cents: int) -> None:
        """Count an amount."""
        self.cents[state] += cents


@dataclass(frozen=True)
class LedgerKey:
    """A month of sessions, an intercommunality (code, "" outside any) and a scheme (code)."""

    month: date
    territory: str
    scheme: str


def with_standing(lines: QuerySet[StatementLine]) -> QuerySet[Any]:
    """Lines with ``standing``, one of ``STATES``, and ``month``, that of their statement."""
    payments = OrderedPayment.objects.filter(statement=OuterRef("statement"))
    contested = Contest.objects.filter(line=OuterRef("pk"), answered_at=None)
    return lines.annotate(
        month=F("statement__closing__month"),
        standing=Case(
            When(Exists(payments.filter(state__in=OrderedPayment.DONE_STATES)), then=Value(PAID)),
            When(Exists(contested), then=Value(CONTESTED)),
            default=Value(TO_PAY),
            output_field=CharField(),
        ),
    )


Ledger = dict[LedgerKey, Sums]


def ledgers(lines: QuerySet[StatementLine], open_lines: Mapping[int, Iterable[DueLine]]) -> dict[int, Ledger]:
    """Sums of closed ``lines`` (one query) and of lines that are still open, of each payer (keys)."""
    found: defaultdict[int, defaultdict[LedgerKey, Sums]] = defaultdict(lambda: defaultdict(Sums))
    rows = (
        with_standing(lines)
        .order_by()
        .values_list("statement__closing__payer", "month", "commune__intercommunality", "scheme", "standing")
        .annotate(cents=Sum("cents"))
    )
    for payer, month, territory, scheme, standing, cents in rows:
        found[payer][LedgerKey(month, territory or "", scheme)].add(standing, cents)
    for payer, theirs in open_lines.items():
        for line in theirs:
            key = LedgerKey(line.date.replace(day=1), line.commune.intercommunality_id or "", line.scheme)
            found[payer][key].add(DUE, line.cents)
    return {payer: dict(sums) for payer, sums in found.items()}


def territories_of(found: Iterable[Ledger]) -> dict[str, Intercommunality]:
    """Intercommunalities that ledgers name, by code (one query)."""
    return Intercommunality.objects.in_bulk({key.territory for sums in found for key in sums if key.territory})


def by_month(found: Ledger) -> list[tuple[date, Sums]]:
    """Sums of months, the latest first."""
    months: defaultdict[date, Sums] = defaultdict(Sums)
    for key, sums in found.items():
        for state, cents in sums.cents.items():
            months[key.month].add(state, cents)
    return sorted(months.items(), key=lambda item: item[0], reverse=True)


def by_territory(
    found: Ledger, named: Mapping[str, Intercommunality]
) -> list[tuple[Intercommunality | None, str, Sums]]:
    """Sums of territory and scheme, the largest first."""
    places: defaultdict[tuple[str, str], Sums] = defaultdict(Sums)
    for key, sums in found.items():
        for state, cents in sums.cents.items():
            places[key.territory, key.scheme].add(state, cents)
    rows = [(named.get(territory), scheme, sums) for (territory, scheme), sums in places.items()]
    return sorted(rows, key=lambda row: (-row[2].total, row[1]))


def open_lines(payers: Sequence[Payer], before: date, communes: QuerySet[Commune] | None) -> dict[int, list[DueLine]]:
    """Lines due to no closed month yet, by payer (keys), in ``communes`` if these are given."""
    found = dues_of(payers, before)
    if communes is None or not found:
        return found
    known = {line.commune.pk for lines in found.values() for line in lines}
    inside = set(communes.filter(pk__in=known).values_list("pk", flat=True))
    return {payer: [line for line in lines if line.commune.pk in inside] for payer, lines in found.items()}


def months_to_close(open_lines: Iterable[DueLine], closed: Iterable[date], today: date) -> list[date]:
    """Months that are over, after the last closed one, with something due; the oldest first."""
    last = max(closed, default=date.min)
    found = {max(line.date.replace(day=1), _after(last)) for line in open_lines}
    return sorted(month for month in found if month < today.replace(day=1))


def _after(month: date) -> date:
    return month if month == date.min else next_month(month)


def in_territory_of(lines: QuerySet[StatementLine]) -> Q:
    """Payers of these lines."""
    return Q(pk__in=lines.values("statement__closing__payer"))
