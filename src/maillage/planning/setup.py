"""Build a planning problem from territory, travel times and access."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from maillage.errors import ImpossiblePlan
from maillage.planning.data import (
    NO_LIMIT,
    AffectedTerritories,
    Bools,
    DesignatedTerritory,
    Floats,
    Ints,
    Pairs,
    PlanningData,
    PlanWeights,
    Rules,
    annualised,
)
from maillage.planning.people import Doctor, PriorityArea, PriorityList, Site
from maillage.planning.reach import pairs_within
from maillage.schemes import (
    DaysPerMonth,
    FrenchCalendar,
    KeepAccessAbove,
    ResourceKind,
    Scheme,
    Whereabouts,
    giver_of,
    scheme_named,
)

if TYPE_CHECKING:
    from maillage.territory import Territory
    from maillage.travel import TravelTimes


class Operator(Protocol):
    """The two methods of :class:`maillage.access.AccessModel` that planning uses."""

    def access(self) -> Floats: ...  # noqa: D102
    def effects(self, groups: Any, positions: Any) -> Floats: ...  # noqa: D102


def build_data(
    territory: Territory,
    times: TravelTimes,
    model: Operator,
    designation: PriorityList,
    doctors: Sequence[Doctor],
    sites: Sequence[Site],
    *,
    start: date,
    weeks: int,
    budget_cents: int,
    scheme: Scheme | None = None,
    max_minutes: int | None = None,
    weights: PlanWeights | None = None,
    budgets: Mapping[str, int] | None = None,
) -> PlanningData:
    """Build one planning problem.

    ``scheme`` (by default 'solidarity') defines who may give days, where, how often, how far and what is paid;
    ``sites`` are the places named by its programme. ``max_minutes`` may lower the limit of the scheme, never raise it.
    ``budgets`` are the cents of payers who pay for some days or sites only, within ``budget_cents``.
    Raises ``ImpossiblePlan`` for a scheme whose days come from a template, or without weeks, and ``UnknownName`` for an
    unknown commune.
    """
    scheme = scheme or scheme_named("solidarity")
    rules = _rules(scheme, weeks, budget_cents, max_minutes, budgets)
    designated, notes = list(designation.rows), list[str]()
    chosen_doctors = _admitted(territory, scheme, designated, _eligible(scheme, doctors, notes), notes)
    notes.extend(f"{doctor.id} offers no day" for doctor in chosen_doctors if not doctor.offered)
    days, chosen_sites = _open_days(
        territory, _allowed(territory, scheme, designated, sites, notes), start, start + timedelta(weeks=weeks)
    )
    home_positions = territory.indices_of([d.commune for d in chosen_doctors])
    site_positions = territory.indices_of([s.commune for s in chosen_sites])
    homes, home_of_doctor = np.unique(home_positions, return_inverse=True)
    groups, site_gain, home_loss = _effects(territory, model, designated, site_positions, homes, rules, weeks)
    areas, area_of_site = _areas(territory, designated, site_positions)
    pairs, estimated = pairs_within(territory, times, home_positions, site_positions, rules.max_minutes, scheme)
    pairs = _suitable(pairs, chosen_doctors, chosen_sites)
    if estimated:
        limit = times.limit_seconds // 60
        notes.append(f"{estimated} journeys of more than {limit} minutes are estimated from the distance")
    months = tuple(sorted({f"{day:%Y-%m}" for day in days}))
    return PlanningData(
        doctors=chosen_doctors,
        sites=chosen_sites,
        days=days,
        months=months,
        month_of_day=np.array([months.index(f"{day:%Y-%m}") for day in days], dtype=np.int64),
        available=_availability(chosen_doctors, days),
        rooms=_rooms(chosen_sites, days, rules.staff),
        pairs=pairs,
        groups=groups,
        site_gain=site_gain,
        home_loss=home_loss,
        home_of_doctor=home_of_doctor.astype(np.int64),
        areas=areas,
        area_of_site=area_of_site,
        start=start,
        weeks=weeks,
        rules=rules,
        weights=weights or PlanWeights(),
        notes=tuple(notes),
    )


def _staff(scheme: Scheme) -> set[str]:
    """Roles of other people without whom the scheme holds no session."""
    giver = giver_of(scheme.needs)
    return {
        post.role.code
        for post in scheme.needs
        if post is not giver and not post.optional and post.role.kind is ResourceKind.PROFESSIONAL
    }


def _rules(
    scheme: Scheme, weeks: int, budget_cents: int, max_minutes: int | None, budgets: Mapping[str, int] | None
) -> Rules:
    if not isinstance(scheme.quota, DaysPerMonth):
        raise ImpossiblePlan(
            f"The days of scheme '{scheme.code}' come from a template: there is nothing to choose. Write its weekly "
            "template, tour or rotation and publish that, or choose a scheme with a number of days a month."
        )
    if weeks < 1:
        raise ImpossiblePlan(f"Nothing can be planned over {weeks} weeks. Give one week or more.")
    # A scheme without a rule for the home territory relies on its agreement or budget: no floor, any loss is allowed.
    home = scheme.home if isinstance(scheme.home, KeepAccessAbove) else KeepAccessAbove(0.0, 100.0)
    limits = [minutes for minutes in (scheme.travel.minutes, max_minutes) if minutes is not None]
    return Rules(
        scheme=scheme.code,
        max_minutes=min(limits, default=NO_LIMIT),
        days_per_month=scheme.quota.days,
        consultations_per_day=scheme.patients_per_day,
        budget_cents=budget_cents,
        floor=home.floor,
        max_loss_percent=home.max_loss_percent,
        staff=tuple(sorted(_staff(scheme))),
        budgets=tuple(sorted((budgets or {}).items())),
    )


def _eligible(scheme: Scheme, doctors: Sequence[Doctor], notes: list[str]) -> list[Doctor]:
    kept: list[Doctor] = []
    for doctor in sorted(doctors, key=lambda d: (d.commune, d.id)):
        refusal = scheme.who.refusal(doctor.profession, doctor.status)
        if refusal is None:
            kept.append(doctor)
        else:
            notes.append(f"{doctor.id} left out: {refusal}")
    return kept


def _commune_set(areas: Sequence[PriorityArea]) -> set[int]:
    return {int(position) for area in areas for position in area.positions}


def _admitted(
    territory: Territory, scheme: Scheme, designated: Sequence[PriorityArea], doctors: list[Doctor], notes: list[str]
) -> tuple[Doctor, ...]:
    """Doctors whose home satisfies the rule of place for at least one site."""
    inside = _commune_set(designated)
    kept: list[Doctor] = []
    for doctor in doctors:
        at_home = territory.index_of(doctor.commune) in inside
        if scheme.where.allows(Whereabouts(designated=True, home_designated=at_home, named=True)):
            kept.append(doctor)
        else:
            notes.append(f"{doctor.id} left out: lives in a priority territory")
    return tuple(kept)


def _allowed(
    territory: Territory, scheme: Scheme, designated: Sequence[PriorityArea], sites: Sequence[Site], notes: list[str]
) -> tuple[Site, ...]:
    """Sites that satisfy the rule of place; the given sites count as named by the programme."""
    inside = _commune_set(designated)
    kept: list[Site] = []
    for site in sorted(sites, key=lambda s: (s.commune, s.id)):
        if scheme.where.allows(Whereabouts(designated=territory.index_of(site.commune) in inside, named=True)):
            kept.append(site)
        else:
            notes.append(f"{site.id} left out: outside the priority territories")
    return tuple(kept)


def _open_days(
    territory: Territory, sites: tuple[Site, ...], start: date, end: date
) -> tuple[tuple[date, ...], tuple[Site, ...]]:
    """Working days (Monday to Saturday) of any site, and the sites closed on the holidays of their own department."""
    weekdays = frozenset(range(6))
    department = {site.id: str(territory.department[territory.index_of(site.commune)]) for site in sites}
    working = {
        code: frozenset(FrenchCalendar(code).working_days(start, end, weekdays))
        for code in {*department.values()} or {""}
    }
    days = frozenset[date]().union(*working.values())
    closed = {code: days - own for code, own in working.items()}
    return tuple(sorted(days)), tuple(replace(s, closed=s.closed | closed[department[s.id]]) for s in sites)


def _areas(
    territory: Territory, designated: Sequence[PriorityArea], sites: NDArray[np.int64]
) -> tuple[tuple[DesignatedTerritory, ...], Ints]:
    """The territories in which presence counts, and the index of each site's territory, (S,).

    They are the designated ones and, for other sites, their intercommunality (or their commune if they have none).
    """
    areas = [DesignatedTerritory(area.code, area.name) for area in designated]
    number = {int(position): k for k, area in enumerate(designated) for position in area.positions}
    others: dict[str, int] = {}
    for site in sites.tolist():
        if site in number:
            continue
        code = str(territory.epci[site]) or str(territory.code[site])
        if code not in others:
            others[code] = len(areas)
            areas.append(DesignatedTerritory(code, str(territory.epci_names.get(code, territory.name[site]))))
        number[site] = others[code]
    return tuple(areas), np.array([number[site] for site in sites.tolist()], dtype=np.int64)


def _availability(doctors: Sequence[Doctor], days: Sequence[date]) -> Bools:
    rows = [[day in doctor.offered for day in days] for doctor in doctors]
    return np.array(rows, dtype=np.bool_).reshape(len(doctors), len(days))


def _suitable(pairs: Pairs, doctors: Sequence[Doctor], sites: Sequence[Site]) -> Pairs:
    """Pairs without an exclusion, where the site has all that the doctor needs."""

    def suits(doctor: Doctor, site: Site) -> bool:
        has_bed = site.beds > 0 or not doctor.bed
        return has_bed and site.id not in doctor.never and doctor.needed <= site.equipment

    found = [suits(doctors[d], sites[s]) for d, s in zip(pairs.doctor.tolist(), pairs.site.tolist(), strict=True)]
    kept = np.flatnonzero(found)
    return Pairs(pairs.doctor[kept], pairs.site[kept], pairs.minutes[kept], pairs.cost_cents[kept])


def _rooms(sites: Sequence[Site], days: Sequence[date], staff: Sequence[str]) -> Ints:
    rows = [
        [
            site.rooms_of(day.weekday())
            if day not in site.closed and all(site.has_staff(role, day.weekday()) for role in staff)
            else 0
            for day in days
        ]
        for site in sites
    ]
    return np.array(rows, dtype=np.int64).reshape(len(sites), len(days))


def _effects(
    territory: Territory,
    model: Operator,
    areas: Sequence[PriorityArea],
    sites: NDArray[np.int64],
    homes: NDArray[np.int64],
    rules: Rules,
    weeks: int,
) -> tuple[AffectedTerritories, Floats, Floats]:
    """The territories affected, the gain from a day at each site, and the loss from a day away from each home."""
    codes, average = territory.group_matrix("epci")
    per_day = annualised(rules.consultations_per_day, weeks)
    gain = per_day * np.asarray(model.effects(average, sites), dtype=np.float64).reshape(len(codes), len(sites))
    loss = per_day * np.asarray(model.effects(average, homes), dtype=np.float64).reshape(len(codes), len(homes))
    touched = np.flatnonzero((gain.max(axis=1, initial=0.0) > 0) | (loss.max(axis=1, initial=0.0) > 0))
    access = np.asarray(average @ model.access(), dtype=np.float64)[touched]
    members: Any = average.copy()
    members.data[:] = 1.0
    population = np.asarray(members @ territory.population.astype(np.float64), dtype=np.float64)[touched]
    chosen = {area.code for area in areas}
    kept = tuple(str(codes[k]) for k in touched)
    groups = AffectedTerritories(
        code=kept,
        name=tuple(str(territory.epci_names.get(code, code)) for code in kept),
        population=population,
        access=access,
        may_lose=may_lose(access, rules.floor, rules.max_loss_percent),
        priority=np.array([code in chosen for code in kept], dtype=np.bool_),
    )
    return groups, gain[touched], loss[touched]


def may_lose(access: Floats, floor: float, max_loss_percent: float) -> Floats:
    """Access that each territory may lose: a share of it, and never below ``floor``."""
    return np.clip(access - floor, 0.0, access * max_loss_percent / 100.0)
