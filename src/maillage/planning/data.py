"""Input of a plan as arrays, read by the solver and by the checker.

Dimensions: D doctors, S sites, P pairs (doctor, site) in reach, T days, M months, G territories, H home communes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from maillage.artefacts import recipe_of
from maillage.planning.people import Doctor, Site
from maillage.planning.values import (
    WEEKS_PER_MONTH,
    WEEKS_PER_YEAR,
    AffectedTerritories,
    Bools,
    DesignatedTerritory,
    Floats,
    Ints,
    Pairs,
    PlanWeights,
    Rules,
    WholeWeeks,
)


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
    half_rooms: Ints | None = None  # (2, S, T) rooms in mornings and afternoons, if somebody gives half-days

    @cached_property
    def part(self) -> Floats:
        """(D,) part of a day that each doctor gives on a date."""
        return np.array([doctor.part for doctor in self.doctors], dtype=np.float64)

    @cached_property
    def dose(self) -> Floats:
        """(D,) consultations on a date, in days of the scheme of the plan."""
        rules = [self.rules.of(doctor.scheme).consultations_per_day for doctor in self.doctors]
        return self.part * np.array(rules, dtype=np.float64) / self.rules.consultations_per_day

    @cached_property
    def person(self) -> Ints:
        """(D,) number of the person of each doctor: several lines may be one person."""
        number: dict[str, int] = {}
        return np.array([number.setdefault(one.one, len(number)) for one in self.doctors], dtype=np.int64)

    @cached_property
    def seats(self) -> Floats:
        """(S, T) whole days for which a site has rooms: two half-days are one."""
        return (self.rooms if self.half_rooms is None else self.half_rooms.mean(axis=0)).astype(np.float64)

    @cached_property
    def home_share(self) -> Floats:
        """(D,) share of a given day that is lost at home."""
        return np.array([doctor.home_share for doctor in self.doctors], dtype=np.float64)

    @cached_property
    def max_days(self) -> Ints:
        """(D,) dates per month of each doctor: the smaller of the scheme's days and the engagement's, two for each day
        of who gives half-days.
        """
        limits = [min(one.max_days_per_month, self.rules.of(one.scheme).days_per_month) for one in self.doctors]
        return np.array(limits, dtype=np.int64) * np.where(self.part < 1, 2, 1)

    @cached_property
    def pair_dates(self) -> Bools:
        """(P, T) dates on which the doctor is available and the site open, with the staff that the scheme asks for; for
        who gives whole weeks, those of a week of which no open date is missing.
        """
        doctor, site = self.pairs.doctor, self.pairs.site
        free = self.available[doctor] & (self.rooms[site] > 0)
        if self.half_rooms is not None:
            for half, rooms in zip(("am", "pm"), self.half_rooms, strict=True):
                mine = np.array([one.half == half for one in self.doctors], dtype=np.bool_)[doctor]
                free[mine] = self.available[doctor[mine]] & (rooms[site[mine]] > 0)
        if self.rules.others:
            free &= self._staffed()
        return without_broken_weeks(self, free)

    def _staffed(self) -> Bools:
        """(P, T) dates on which everybody is at the site whom the doctor's scheme asks for."""
        staff = [self.rules.of(one.scheme).staff for one in self.doctors]
        there = np.ones((len(self.pairs), len(self.days)), dtype=np.bool_)
        for p, (d, s) in enumerate(zip(self.pairs.doctor.tolist(), self.pairs.site.tolist(), strict=True)):
            if staff[d]:
                there[p] = [all(self.sites[s].has_staff(role, t.weekday()) for role in staff[d]) for t in self.days]
        return there

    @cached_property
    def week_of_day(self) -> Ints:
        """(T,) the week of each date, from 0."""
        weeks = sorted({day.isocalendar()[:2] for day in self.days})
        number = {week: k for k, week in enumerate(weeks)}
        return np.array([number[day.isocalendar()[:2]] for day in self.days], dtype=np.int64)

    @cached_property
    def by_weeks(self) -> Bools:
        """(P,) pairs of doctors who give whole weeks."""
        return np.array([one.weeks > 0 for one in self.doctors], dtype=np.bool_)[self.pairs.doctor]

    @cached_property
    def whole_weeks(self) -> WholeWeeks:
        """The weeks that a pair may give as a whole."""
        pairs = np.flatnonzero(self.by_weeks)
        weeks = int(self.week_of_day.max(initial=-1)) + 1
        count = np.zeros((len(pairs), weeks, len(self.months)), dtype=np.int64)
        rank, day = np.nonzero(self.pair_dates[pairs])
        np.add.at(count, (rank, self.week_of_day[day], self.month_of_day[day]), 1)
        rank, week = np.nonzero(count.sum(axis=2))
        return WholeWeeks(pairs[rank], week.astype(np.int64), count[rank, week])

    def together(self, pair: int, day: int) -> Ints:
        """The dates that come and go with a date of a pair: the date alone, or those of its week."""
        if not self.by_weeks[pair]:
            return np.array([day], dtype=np.int64)
        return np.flatnonzero(self.pair_dates[pair] & (self.week_of_day == self.week_of_day[day]))

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
        dates = (self.seats > 0).astype(np.int64) @ self.month_matrix
        return np.minimum(least[:, None] * parts[None, :] // WEEKS_PER_MONTH, dates)

    @cached_property
    def promised(self) -> Ints:
        """(P, M) fewest days of each pair: those promised, by weeks of the month, and no more than there are dates."""
        found = np.zeros((len(self.pairs), len(self.months)), dtype=np.int64)
        if not any(doctor.promised for doctor in self.doctors):
            return found
        parts = np.minimum(self.weeks_of_month, WEEKS_PER_MONTH)
        for p, (d, s) in enumerate(zip(self.pairs.doctor.tolist(), self.pairs.site.tolist(), strict=True)):
            for site, days in self.doctors[d].promised:
                if site == self.sites[s].id:
                    dates = self.pair_dates[p].astype(np.int64) @ self.month_matrix
                    found[p] = np.minimum(days * parts // WEEKS_PER_MONTH, np.minimum(dates, self.max_days[d]))
        return found

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
        return plain and not any(s.most_doctors or s.days_apart for s in self.sites) and not self.mixed

    @cached_property
    def mixed(self) -> bool:
        """Whether somebody gives something else than days of their own: half-days, weeks, days promised, two lines."""
        folk = self.doctors
        return any(d.half or d.weeks or d.promised for d in folk) or len({d.one for d in folk}) < len(folk)

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
    offers = [[k, *_offer(doctor)] for k, doctor in enumerate(data.doctors) if any(_offer(doctor))]
    asked = [[k, site.profession.value, sorted(site.schemes)] for k, site in enumerate(data.sites)
             if site.schemes or data.groups.measure]  # fmt: skip
    if offers or asked:
        halves = None if data.half_rooms is None else data.half_rooms.tolist()
        plain.append([offers, asked, halves, list(data.groups.measure)])
    return plain


def _wishes(doctor: Doctor) -> list[Any]:
    """What a doctor asks for beyond dates, days and reach; nothing in older plans, which so keep their digest."""
    pinned = [[site, day.isoformat()] for site, day in sorted(doctor.pinned)]
    flags = [doctor.days_apart, int(doctor.supervised), doctor.supervises, int(doctor.bed), doctor.payer]
    return [pinned, sorted(doctor.never), sorted(doctor.needed), *flags]


def _offer(doctor: Doctor) -> list[Any]:
    promised = [[site, days] for site, days in sorted(doctor.promised)]
    return [doctor.scheme, doctor.half, doctor.weeks, promised, doctor.person]


def _traits(site: Site) -> list[Any]:
    numbers = [site.beds, site.most_doctors, site.days_apart, site.payer]
    return [list(map(list, site.rooms_on)), sorted(site.equipment), sorted(map(list, site.staff)), *numbers]


def _rules_told(rules: Rules) -> str:
    """The rules as they entered the digest before there were staff and budgets by payer, if there are none."""
    text = repr(rules) if rules.others else repr(rules).replace(", others=()", "")
    return text if rules.staff or rules.budgets or rules.others else text.replace(", staff=(), budgets=()", "")


def _without_presence(weights: PlanWeights) -> str:
    """The weights as they entered the digest before presence existed, so that older plans keep their digest."""
    plain = {"offset": weights.offset, "returning_visit": weights.returning_visit, "minute": weights.minute}
    return f"PlanWeights({', '.join(f'{name}={value!r}' for name, value in plain.items())})"


def without_broken_weeks(data: PlanningData, free: Bools) -> Bools:
    """(P, T) ``free``, for who gives whole weeks without those in which an open date of the site is not free."""
    if not data.by_weeks.any():
        return free
    free, staff = free.copy(), data.rules.staff_of_all
    for p in np.flatnonzero(data.by_weeks).tolist():
        site = data.sites[int(data.pairs.site[p])]
        opens = np.array([site.opens_on(day, staff) for day in data.days], dtype=np.bool_)
        broken = np.unique(data.week_of_day[opens & ~free[p]])
        free[p] &= ~np.isin(data.week_of_day, broken)
    return free


def days_by_month(data: PlanningData, placed: Bools) -> Ints:
    """(P, M) days of each pair in each month, from those placed (P, T)."""
    months = [placed[:, data.month_of_day == month].sum(axis=1) for month in range(len(data.months))]
    return np.stack(months, axis=1).astype(np.int64) if months else np.zeros((len(placed), 0), dtype=np.int64)


def annualised(consultations: float, weeks: int) -> float:
    """Consultations per year that correspond to ``consultations`` given over ``weeks`` weeks."""
    return consultations * WEEKS_PER_YEAR / weeks
