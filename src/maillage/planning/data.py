"""Input of a plan as arrays, read by the solver and by the checker.

Dimensions: D doctors, S sites, P pairs (doctor, site) in reach, T days, M months, G territories, H home communes.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.artefacts import recipe_of
from maillage.planning.people import Doctor, Site
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
class Rules:
    """The limits of a plan. Minutes, cents; ``floor`` in consultations per year and inhabitant.

    ``staff`` are the roles that must be at a site on each day; ``budgets`` (payer, cents) of those who pay for some of
    the days or sites only.
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

    @property
    def reach(self) -> str:
        """Longest journey of a doctor, as the end of a message: " within 60 minutes"; " by road" without a limit."""
        return f" within {self.max_minutes} minutes" if self.max_minutes < NO_LIMIT else " by road"


@dataclass(frozen=True, eq=False)
class AffectedTerritories:
    """The territories whose access the plan can change, (G,) each.

    ``access`` is the current access, ``may_lose`` the access that each may lose, both in consultations per year and
    inhabitant; ``priority`` marks the designated ones.
    """

    code: tuple[str, ...]
    name: tuple[str, ...]
    population: Floats
    access: Floats
    may_lose: Floats
    priority: Bools

    @cached_property
    def mean_access(self) -> float:
        """Population-weighted mean access of these territories."""
        return mean(self.population, self.access)


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
class PlanningData:
    """One planning problem; build it with :func:`maillage.planning.build_data`.

    ``available`` (D, T) and ``rooms`` (S, T; 0 when closed) are by day; ``month_of_day`` (T,) is an index into
    ``months``. ``site_gain`` (G, S) is the access each territory gains from one day at each site, ``home_loss`` (G, H)
    the access it loses from one day entirely taken from each home commune, while the plan runs, annualised;
    ``home_of_doctor`` (D,) is an index into its columns. ``areas`` are the designated territories, ``area_of_site``
    (S,) is an index into them.
    """

    doctors: tuple[Doctor, ...]
    sites: tuple[Site, ...]
    days: tuple[date, ...]
    months: tuple[str, ...]
    month_of_day: Ints
    available: Bools
    rooms: Ints
    pairs: Pairs
    groups: AffectedTerritories
    site_gain: Floats
    home_loss: Floats
    home_of_doctor: Ints
    areas: tuple[DesignatedTerritory, ...]
    area_of_site: Ints
    start: date
    weeks: int
    rules: Rules
    weights: PlanWeights
    notes: tuple[str, ...] = ()

    @cached_property
    def home_share(self) -> Floats:
        """(D,) share of a given day that is lost at home."""
        return np.array([doctor.home_share for doctor in self.doctors], dtype=np.float64)

    @cached_property
    def max_days(self) -> Ints:
        """(D,) days per month each doctor may give: the smaller of the scheme's limit and the engagement's."""
        limits = [min(doctor.max_days_per_month, self.rules.days_per_month) for doctor in self.doctors]
        return np.array(limits, dtype=np.int64)

    @cached_property
    def pair_dates(self) -> Bools:
        """(P, T) days on which the doctor is available and the site open."""
        return self.available[self.pairs.doctor] & (self.rooms[self.pairs.site] > 0)

    @cached_property
    def month_matrix(self) -> Ints:
        """(T, M) one if a day lies in a month."""
        matrix = np.zeros((len(self.days), len(self.months)), dtype=np.int64)
        matrix[np.arange(len(self.days)), self.month_of_day] = 1
        return matrix

    @cached_property
    def weeks_of_month(self) -> Ints:
        """(M,) weeks of the plan by month; a week across two months belongs to the one with more of its dates."""
        dates = Counter((day.isocalendar()[:2], month) for day, month in zip(self.days, self.month_of_day, strict=True))
        most: dict[tuple[int, int], tuple[int, int]] = {}
        for (week, month), count in dates.items():
            most[week] = max(most.get(week, (0, 0)), (count, int(month)))
        return np.bincount([month for _, month in most.values()], minlength=len(self.months)).astype(np.int64)

    @cached_property
    def optional(self) -> Ints:
        """(K,) the sites of which the plan decides whether they open."""
        return np.flatnonzero([site.optional for site in self.sites])

    @cached_property
    def opening_cents(self) -> Ints:
        """(S,) what is paid once if a site opens."""
        return np.array([site.opening_cents for site in self.sites], dtype=np.int64)

    @cached_property
    def least_days(self) -> Ints:
        """(S, M) fewest days of an open site: its least days, by weeks of the month, and no more than it has dates."""
        least = np.array([site.least_days for site in self.sites], dtype=np.int64)
        parts = np.minimum(self.weeks_of_month, WEEKS_PER_MONTH)
        dates = (self.rooms > 0).astype(np.int64) @ self.month_matrix
        return np.minimum(least[:, None] * parts[None, :] // WEEKS_PER_MONTH, dates)

    @cached_property
    def pinned(self) -> Bools:
        """(P, T) days that the plan must have."""
        pins = np.zeros((len(self.pairs), len(self.days)), dtype=np.bool_)
        if not any(doctor.pinned for doctor in self.doctors):
            return pins
        day = {one: t for t, one in enumerate(self.days)}
        for p, (d, s) in enumerate(zip(self.pairs.doctor.tolist(), self.pairs.site.tolist(), strict=True)):
            for site, when in self.doctors[d].pinned:
                if site == self.sites[s].id and when in day:
                    pins[p, day[when]] = True
        return pins

    @cached_property
    def payer_of_pair(self) -> tuple[str, ...]:
        """(P,) who pays the days of each pair: the doctor's payer or, without one, the site's."""
        pairs = zip(self.pairs.doctor.tolist(), self.pairs.site.tolist(), strict=True)
        return tuple(self.doctors[d].payer or self.sites[s].payer for d, s in pairs)

    @cached_property
    def ordinary(self) -> bool:
        """Whether no rule is about more than one day: neither pins, supervision, beds, distances, nor people a site."""
        plain = not any(d.pinned or d.supervised or d.bed or d.days_apart for d in self.doctors)
        return plain and not any(s.most_doctors or s.days_apart for s in self.sites)

    @cached_property
    def digest(self) -> str:
        """Digest of all these values; two problems with the same digest have the same plans."""
        return recipe_of(_plain(self))


def rounded(values: Floats) -> Floats:
    """The values with nine significant digits.

    The digits behind those depend on the machine, and on how many threads have added the numbers up; a solver that
    breaks ties by them finds another plan.
    """
    flat = np.ravel(np.asarray(values, dtype=np.float64)).copy()
    where = np.flatnonzero(flat)
    flat[where] = [float(f"{value:.8e}") for value in flat[where].tolist()]
    return flat.reshape(np.shape(values))


def _in_digits(values: Floats) -> list[str]:
    flat = np.ravel(values)
    written = [f"{0.0:.8e}"] * len(flat)
    for k in np.flatnonzero((flat != 0.0) | np.signbit(flat)).tolist():  # most effects on access are zero
        written[k] = f"{flat[k]:.8e}"
    return written


def as_digested(data: PlanningData) -> PlanningData:
    """The problem with rounded figures: the same one, to the last bit, for all problems with the same digest."""
    pairs, groups = data.pairs, data.groups
    return replace(
        data,
        pairs=replace(pairs, minutes=rounded(pairs.minutes)),
        groups=replace(
            groups,
            population=rounded(groups.population),
            access=rounded(groups.access),
            may_lose=rounded(groups.may_lose),
        ),
        site_gain=rounded(data.site_gain),
        home_loss=rounded(data.home_loss),
    )


def _plain(data: PlanningData) -> list[Any]:
    """Values of ``data``, rounded, so that the digest does not depend on the machine's rounding."""
    # Only the resulting dates, not how they were given: plans made before absences were stored separately keep their
    # digest.
    people = [
        [d.id, d.commune, sorted(x.isoformat() for x in d.offered), d.home_share, d.max_days_per_month]
        for d in data.doctors
    ]
    places = [
        [s.id, s.commune, s.rooms, sorted(s.open_weekdays), sorted(x.isoformat() for x in s.closed)] for s in data.sites
    ]
    pairs, groups = data.pairs, data.groups
    exact = [pairs.doctor.tolist(), pairs.site.tolist(), pairs.cost_cents.tolist(), data.rooms.tolist()]
    real = (pairs.minutes, groups.population, groups.access, groups.may_lose, data.site_gain, data.home_loss)
    digits = [_in_digits(array) for array in real]
    rules, weights = data.rules, data.weights
    fields = [data.start.isoformat(), data.weeks, _rules_told(rules), _without_presence(weights), list(groups.code)]
    plain = [[*fields, groups.priority.tolist()], people, places, exact, digits]
    if weights.presence or weights.site_presence:
        plain.append(
            [weights.presence, weights.site_presence, [a.code for a in data.areas], data.area_of_site.tolist()]
        )
    if len(data.optional):
        plain.append([[data.opening_cents.tolist(), [site.least_days for site in data.sites]]])
    wishes = [[k, *_wishes(doctor)] for k, doctor in enumerate(data.doctors) if any(_wishes(doctor))]
    traits = [[k, *_traits(site)] for k, site in enumerate(data.sites) if any(_traits(site))]
    if wishes or traits:
        plain.append([wishes, traits])
    if weights.fairness:
        plain.append([list(weights.fairness)])
    return plain


def _wishes(doctor: Doctor) -> list[Any]:
    """What a doctor asks for beyond dates, days and reach; nothing in older plans, which so keep their digest."""
    pinned = [[site, day.isoformat()] for site, day in sorted(doctor.pinned)]
    flags = [doctor.days_apart, int(doctor.supervised), doctor.supervises, int(doctor.bed), doctor.payer]
    return [pinned, sorted(doctor.never), sorted(doctor.needed), *flags]


def _traits(site: Site) -> list[Any]:
    numbers = [site.beds, site.most_doctors, site.days_apart, site.payer]
    return [list(map(list, site.rooms_on)), sorted(site.equipment), sorted(map(list, site.staff)), *numbers]


def _rules_told(rules: Rules) -> str:
    """The rules as they entered the digest before there were staff and budgets by payer, if there are none."""
    text = repr(rules)
    return text if rules.staff or rules.budgets else text.replace(", staff=(), budgets=()", "")


def _without_presence(weights: PlanWeights) -> str:
    """The weights as they entered the digest before presence existed, so that older plans keep their digest."""
    plain = {"offset": weights.offset, "returning_visit": weights.returning_visit, "minute": weights.minute}
    return f"PlanWeights({', '.join(f'{name}={value!r}' for name, value in plain.items())})"


def days_by_month(data: PlanningData, placed: Bools) -> Ints:
    """(P, M) days of each pair in each month, from those placed (P, T)."""
    return placed.astype(np.int64) @ data.month_matrix


def annualised(consultations: float, weeks: int) -> float:
    """Consultations per year that correspond to ``consultations`` given over ``weeks`` weeks."""
    return consultations * WEEKS_PER_YEAR / weeks
