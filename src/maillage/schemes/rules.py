"""The rules a scheme is made of, one small frozen value per kind of rule.

Money is integer cents, travel is minutes, access is consultations per year and standardised inhabitant.
The planner turns these values into constraints, the agenda and the booking enforce them, the accounts pay by them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from maillage.schemes.words import PatientGroup, Profession, Status


def euros(amount: int) -> int:
    """Cents in ``amount`` whole euros."""
    return amount * 100


@dataclass(frozen=True)
class Eligibility:
    """Who may commit: professions and statuses."""

    professions: frozenset[Profession]
    statuses: frozenset[Status]

    def refusal(self, profession: Profession, status: Status) -> str | None:
        """Name the condition that ``profession`` or ``status`` fails, or None."""
        if profession not in self.professions:
            return f"profession '{profession}' is not among {', '.join(sorted(self.professions))}"
        if status not in self.statuses:
            return f"status '{status}' is not among {', '.join(sorted(self.statuses))}"
        return None


@dataclass(frozen=True)
class PriorityTerritories:
    """Sessions take place in the territories designated as most in need, and the professional comes from outside."""


@dataclass(frozen=True)
class AgreementBetweenEstablishments:
    """Sessions take place in the establishments that signed an agreement, in either direction."""


@dataclass(frozen=True)
class TourStops:
    """Sessions take place where the vehicle stops; ``stay_weeks`` weeks in one commune before the next."""

    stay_weeks: int = 1


Where = PriorityTerritories | AgreementBetweenEstablishments | TourStops


@dataclass(frozen=True)
class DaysPerMonth:
    """At most ``days`` days in a calendar month; the planner chooses the dates."""

    days: int


@dataclass(frozen=True)
class ByTemplate:
    """The dates come from a template repeated over the weeks, not from the planner."""


Quota = DaysPerMonth | ByTemplate


@dataclass(frozen=True)
class AtMost:
    """Longest journey from home to the place, one way; None where there is no limit."""

    minutes: int | None


@dataclass(frozen=True)
class FeeRule:
    """What a patient may be asked: ``extra_fee_percent`` above the regulated tariff."""

    extra_fee_percent: int = 0


@dataclass(frozen=True)
class Allowance:
    """What the professional receives on top of fees, and the journey. Cents."""

    per_day_cents: int
    per_half_day_cents: int
    per_km_cents: int
    payer: str

    def for_halves(self, halves_by_date: Iterable[int]) -> int:
        """Cents owed for days given as their number of half-days (1 or 2), journeys apart.

        Raises ``ValueError`` for any other number.
        """
        prices = {1: self.per_half_day_cents, 2: self.per_day_cents}
        total = 0
        for halves in halves_by_date:
            if halves not in prices:
                raise ValueError(f"a day has one or two half-days, not {halves}")
            total += prices[halves]
        return total

    def for_journey(self, km_one_way: float) -> int:
        """Cents owed for going ``km_one_way`` kilometres and coming back, rounded to the cent."""
        return round(2 * km_one_way * self.per_km_cents)


@dataclass(frozen=True)
class FirstFor:
    """``share_percent`` of the slots are kept for ``groups`` until ``until_days_before`` days before the session."""

    groups: frozenset[PatientGroup]
    until_days_before: int = 3
    share_percent: int = 50

    def __post_init__(self) -> None:
        if not self.groups or self.until_days_before < 0 or not 0 < self.share_percent <= 100:
            raise ValueError("a priority window needs a group, a number of days >= 0 and a share in 1..100")


@dataclass(frozen=True)
class Then:
    """Who may book the other slots, and all of them once the priority window is over."""

    groups: frozenset[PatientGroup]


@dataclass(frozen=True)
class KeepAccessAbove:
    """What the home territory must keep.

    No territory loses more than ``max_loss_percent`` of its access; none falls under ``floor`` consultations per
    year and inhabitant, and one that is under it already loses nothing.
    """

    floor: float
    max_loss_percent: float


@dataclass(frozen=True)
class HomeUntouched:
    """Nothing is taken from the home territory beyond what an agreement or a budget already pays for."""


Home = KeepAccessAbove | HomeUntouched
