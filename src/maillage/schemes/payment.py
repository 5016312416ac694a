"""Payment by a scheme for days given: the only formula, used by planner, agenda, statement and pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from maillage.schemes.scheme import Scheme

Paid = Literal["day", "half_day", "journey", "replacement"]
LONGEST_HALF_MINUTES = 360


def halves_of(minutes: float) -> int:
    """Half-days that a session of this length counts: two if it is longer than six hours, as a night on duty."""
    return 2 if minutes > LONGEST_HALF_MINUTES else 1


@dataclass(frozen=True)
class PaidDay:
    """A date on which one person worked at one place: one or two half-days, and the journey.

    ``kilometres`` is one way; 0 on a day without a journey (the person spent the night there between two days).
    ``replaced``: a locum worked in the person's own practice.
    """

    date: date
    halves: int
    kilometres: float = 0.0
    replaced: bool = False

    def __post_init__(self) -> None:
        if self.halves not in (1, 2):
            raise ValueError(f"a day has one or two half-days, not {self.halves}")
        if not 0 <= self.kilometres < float("inf"):
            raise ValueError(f"a journey has a length in kilometres, not {self.kilometres}")


@dataclass(frozen=True)
class PaymentLine:
    """One amount due: ``cents`` is ``quantity`` times ``unit_cents``, rounded to the cent.

    The quantity is one for a day, a half-day or a replacement, and the kilometres both ways for a journey.
    """

    date: date
    what: Paid
    quantity: float
    unit_cents: int
    cents: int


def payment(scheme: Scheme, days: Iterable[PaidDay]) -> tuple[PaymentLine, ...]:
    """Lines due for ``days``, in their order; items that the scheme does not pay have no line."""
    return tuple(line for day in days for line in _lines(scheme, day) if line.cents)


def total_cents(lines: Iterable[PaymentLine]) -> int:
    """Sum of the lines, in cents."""
    return sum(line.cents for line in lines)


def shared_by_weight(cents: int, weights: Sequence[int]) -> list[int]:
    """Share an amount in proportion to ``weights``: whole cents that sum to ``cents``.

    Each share is rounded down; the cents left over go to the largest remainders, the first of equals first (the
    largest-remainder method). Raises ``ValueError`` for an amount below nothing or weights that sum to nothing.
    """
    total = sum(weights)
    if cents < 0 or total <= 0 or min(weights) < 0:
        raise ValueError(f"{cents} cents cannot be shared by {list(weights)}")
    shares = [cents * weight // total for weight in weights]
    remainders = sorted(range(len(weights)), key=lambda k: (-(cents * weights[k] % total), k))
    for k in remainders[: cents - sum(shares)]:
        shares[k] += 1
    return shares


def _lines(scheme: Scheme, day: PaidDay) -> tuple[PaymentLine, PaymentLine, PaymentLine]:
    allowance, both_ways = scheme.allowance, 2 * day.kilometres
    whole = day.halves == 2
    unit = allowance.per_day_cents if whole else allowance.per_half_day_cents
    locum = allowance.per_replaced_day_cents if day.replaced else 0
    return (
        PaymentLine(day.date, "day" if whole else "half_day", 1, unit, unit),
        PaymentLine(day.date, "journey", both_ways, allowance.per_km_cents, round(both_ways * allowance.per_km_cents)),
        PaymentLine(day.date, "replacement", 1, locum, locum),
    )
