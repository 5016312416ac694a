"""The values of a planning problem: weights, rules, territories, pairs, whole weeks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from maillage.territory.groups import mean

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NO_LIMIT = 10**6  # minutes that stand for a journey without a limit
WEEKS_PER_YEAR = 52
WEEKS_PER_MONTH = 4


@dataclass(frozen=True)
class PlanWeights:
    """Weights of the terms of the objective, in consultations (see ``docs/method-planning.md``).

    ``offset`` is the 0.5 of the marginal value 1 / (0.5 + A) of access, consultations per year and inhabitant;
    ``returning_visit`` the extra value of a visit by a doctor who has already come to the site; ``minute`` the cost of
    one minute of the journey, one way. ``presence`` is the extra value of the first, second... day of a month in one
    designated territory, ``site_presence`` the same for one site: the first four steps are one day per week, the next
    four a second day per week. A month that is only partly in the plan uses one of each four steps per week. Neither
    may increase: ``ValueError``. ``fairness`` is the same for the days of one doctor: with (3, 1), the first day of a
    month is worth 3 more and the second 1, so that days are shared among doctors.
    """

    offset: float = 0.5
    returning_visit: float = 1.0
    minute: float = 0.02
    presence: tuple[float, ...] = (20.0, 18.0, 16.0, 14.0, 4.0, 4.0, 4.0, 4.0)
    site_presence: tuple[float, ...] = (4.0, 4.0, 4.0, 4.0, 2.0, 2.0, 2.0, 2.0)
    fairness: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        for steps in (self.presence, self.site_presence, self.fairness):
            if any(not 0 <= step < math.inf for step in steps) or list(steps) != sorted(steps, reverse=True):
                raise ValueError(f"presence counts {steps}: numbers from 0 on that do not rise")


@dataclass(frozen=True)
class OtherScheme:
    """The limits of a further scheme in a plan, for the doctors who name it; see :class:`Rules`."""

    scheme: str
    max_minutes: int
    days_per_month: int
    consultations_per_day: int
    staff: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rules:
    """The limits of a plan. Minutes, cents; ``floor`` in consultations per year and inhabitant.

    ``staff`` are the roles that must be at a site on each day; ``budgets`` (payer, cents) of those who pay for some of
    the days or sites only. ``others`` are the further schemes of the plan; floor and loss are the strictest of all.
    """

    scheme: str
    max_minutes: int
    days_per_month: int
    consultations_per_day: int
    budget_cents: int
    floor: float
    max_loss_percent: float
    staff: tuple[str, ...] = ()
    budgets: tuple[tuple[str, int], ...] = ()
    others: tuple[OtherScheme, ...] = ()

    def of(self, scheme: str) -> Rules | OtherScheme:
        """The limits of a scheme of the plan, these if it is empty. Raises ``StopIteration`` for another scheme."""
        if scheme in ("", self.scheme):
            return self
        return next(one for one in self.others if one.scheme == scheme)

    @property
    def staff_of_all(self) -> tuple[str, ...]:
        """Roles without whom no day is held at all: several schemes may ask for different ones."""
        return () if self.others else self.staff

    @property
    def reach(self) -> str:
        """Longest journey of a doctor, as the end of a message: " within 60 minutes"; " by road" without a limit."""
        return f" within {self.max_minutes} minutes" if self.max_minutes < NO_LIMIT else " by road"


@dataclass(frozen=True, eq=False)
class AffectedTerritories:
    """The territories whose access the plan can change, (G,) each.

    ``access`` is the current access, ``may_lose`` the access that each may lose, both in consultations per year and
    inhabitant; ``priority`` marks the designated ones. ``measure`` is the profession whose access it is, empty for all
    if there is one measure: then a territory comes once for each.
    """

    code: tuple[str, ...]
    name: tuple[str, ...]
    population: Floats
    access: Floats
    may_lose: Floats
    priority: Bools
    measure: tuple[str, ...] = ()

    @cached_property
    def mean_access(self) -> float:
        """Population-weighted mean access of these territories."""
        return mean(self.population, self.access)

    @cached_property
    def means(self) -> Floats:
        """(G,) mean access by the measure of each row."""
        if not self.measure:
            return np.full(len(self.code), self.mean_access)
        measure, found = np.array(self.measure), np.zeros(len(self.code))
        for one in sorted(set(self.measure)):
            rows = measure == one
            found[rows] = mean(self.population[rows], self.access[rows])
        return found


@dataclass(frozen=True)
class DesignatedTerritory:
    """A designated territory, with or without a site."""

    code: str
    name: str


@dataclass(frozen=True, eq=False)
class Pairs:
    """The (doctor, site) pairs that the rules allow, (P,) each, sorted by doctor then site."""

    doctor: Ints
    site: Ints
    minutes: Floats
    cost_cents: Ints

    def __len__(self) -> int:
        return len(self.doctor)


@dataclass(frozen=True, eq=False)
class WholeWeeks:
    """Weeks that a pair may give as a whole, (B,) each: the pair, the week, and its ``days`` (B, M) by month."""

    pair: Ints
    week: Ints
    days: Ints
