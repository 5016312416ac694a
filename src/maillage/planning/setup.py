"""From territory, travel times and access to a planning problem."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from maillage.errors import ImpossiblePlan
from maillage.planning.data import (
    Area,
    Bools,
    Floats,
    Groups,
    Ints,
    Pairs,
    PlanningData,
    PlanWeights,
    Rules,
    annualised,
)
from maillage.planning.people import Doctor, PriorityArea, PriorityList, Site
from maillage.schemes import (
    DaysPerMonth,
    FrenchCalendar,
    KeepAccessAbove,
    PaidDay,
    Scheme,
    kilometres,
    payment,
    scheme_named,
    total_cents,
)

if TYPE_CHECKING:
    from maillage.territory import Territory
    from maillage.travel import TravelTimes

NO_LIMIT = 10**6  # minutes


class Operator(Protocol):
    """The two questions planning asks of :class:`maillage.access.AccessModel`."""

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
) -> PlanningData:
    """Gather one planning problem.

    Sites must lie in a territory of ``designation`` and doctors come from outside.
    ``max_minutes`` may lower the limit of the scheme, never raise it. Raises ``ImpossiblePlan`` for a scheme that is
    not planned by days a month, or without weeks, and ``UnknownName`` for an unknown commune.
    """
    scheme = scheme or scheme_named("solidarity")
    rules = _rules(scheme, weeks, budget_cents, max_minutes)
    areas, notes = list(designation.rows), list[str]()
    chosen_doctors = _outside(territory, areas, _eligible(scheme, doctors, notes), notes)
    notes.extend(f"{doctor.id} offers no day" for doctor in chosen_doctors if not doctor.offered)
    chosen_sites = _inside(territory, areas, sites, notes)
    days = tuple(FrenchCalendar().working_days(start, start + timedelta(weeks=weeks), frozenset(range(6))))
    home_positions = territory.indices_of([d.commune for d in chosen_doctors])
    site_positions = territory.indices_of([s.commune for s in chosen_sites])
    homes, home_of_doctor = np.unique(home_positions, return_inverse=True)
    groups, site_gain, home_loss = _effects(territory, model, areas, site_positions, homes, rules, weeks)
    months = tuple(sorted({f"{day:%Y-%m}" for day in days}))
    return PlanningData(
        doctors=chosen_doctors,
        sites=chosen_sites,
        days=days,
        months=months,
        month_of_day=np.array([months.index(f"{day:%Y-%m}") for day in days], dtype=np.int64),
        available=_availability(chosen_doctors, days),
        rooms=_rooms(chosen_sites, days),
        pairs=_pairs(territory, times, home_positions, site_positions, rules.max_minutes, scheme),
        groups=groups,
        site_gain=site_gain,
        home_loss=home_loss,
        home_of_doctor=home_of_doctor.astype(np.int64),
        areas=tuple(Area(area.code, area.name) for area in areas),
        area_of_site=_area_of_site(areas, site_positions),
        start=start,
        weeks=weeks,
        rules=rules,
        weights=weights or PlanWeights(),
        notes=tuple(notes),
    )


def _rules(scheme: Scheme, weeks: int, budget_cents: int, max_minutes: int | None) -> Rules:
    if not isinstance(scheme.quota, DaysPerMonth) or not isinstance(scheme.home, KeepAccessAbove) or weeks < 1:
        raise ImpossiblePlan(
            f"Scheme '{scheme.code}' over {weeks} weeks cannot be planned: it needs a quota of days a month and at "
            "least one week. Choose the scheme 'solidarity' and one week or more."
        )
    limits = [minutes for minutes in (scheme.travel.minutes, max_minutes) if minutes is not None]
    return Rules(
        scheme=scheme.code,
        max_minutes=min(limits, default=NO_LIMIT),
        days_per_month=scheme.quota.days,
        consultations_per_day=scheme.patients_per_day,
        budget_cents=budget_cents,
        floor=scheme.home.floor,
        max_loss_percent=scheme.home.max_loss_percent,
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


def _outside(
    territory: Territory, areas: Sequence[PriorityArea], doctors: list[Doctor], notes: list[str]
) -> tuple[Doctor, ...]:
    priority = _commune_set(areas)
    inside = {d.id for d in doctors if territory.index_of(d.commune) in priority}
    notes.extend(f"{id_} left out: lives in a priority territory" for id_ in sorted(inside))
    return tuple(d for d in doctors if d.id not in inside)


def _inside(
    territory: Territory, areas: Sequence[PriorityArea], sites: Sequence[Site], notes: list[str]
) -> tuple[Site, ...]:
    priority = _commune_set(areas)
    ordered = sorted(sites, key=lambda s: (s.commune, s.id))
    outside = {s.id for s in ordered if territory.index_of(s.commune) not in priority}
    notes.extend(f"{id_} left out: outside the priority territories" for id_ in sorted(outside))
    return tuple(s for s in ordered if s.id not in outside)


def _area_of_site(areas: Sequence[PriorityArea], sites: NDArray[np.int64]) -> Ints:
    number = {int(position): k for k, area in enumerate(areas) for position in area.positions}
    return np.array([number[int(site)] for site in sites], dtype=np.int64)


def _availability(doctors: Sequence[Doctor], days: Sequence[date]) -> Bools:
    rows = [[day in doctor.offered for day in days] for doctor in doctors]
    return np.array(rows, dtype=np.bool_).reshape(len(doctors), len(days))


def _rooms(sites: Sequence[Site], days: Sequence[date]) -> Ints:
    rows = [
        [site.rooms if day.weekday() in site.open_weekdays and day not in site.closed else 0 for day in days]
        for site in sites
    ]
    return np.array(rows, dtype=np.int64).reshape(len(sites), len(days))


def _pairs(
    territory: Territory,
    times: TravelTimes,
    homes: NDArray[np.int64],
    sites: NDArray[np.int64],
    max_minutes: int,
    scheme: Scheme,
) -> Pairs:
    """Doctor-site couples within ``max_minutes``, with what a day of each is paid."""
    found: list[tuple[int, int, float, int]] = []
    minutes_from: dict[int, dict[int, float]] = {}
    wanted = {int(position) for position in sites}
    for d, home in enumerate(homes.tolist()):
        if home not in minutes_from:
            where, minutes = times.row(home)
            minutes_from[home] = {
                int(j): float(m) for j, m in zip(where, minutes, strict=True) if int(j) in wanted and m <= max_minutes
            }
        for s, place in enumerate(sites.tolist()):
            if place in minutes_from[home]:
                paid = PaidDay(date.min, 2, float(kilometres(territory, home, place)))
                cost = total_cents(payment(scheme, [paid]))
                found.append((d, s, minutes_from[home][place], cost))
    table = list(zip(*found, strict=True)) if found else [(), (), (), ()]
    return Pairs(
        doctor=np.array(table[0], dtype=np.int64),
        site=np.array(table[1], dtype=np.int64),
        minutes=np.array(table[2], dtype=np.float64),
        cost_cents=np.array(table[3], dtype=np.int64),
    )


def _effects(
    territory: Territory,
    model: Operator,
    areas: Sequence[PriorityArea],
    sites: NDArray[np.int64],
    homes: NDArray[np.int64],
    rules: Rules,
    weeks: int,
) -> tuple[Groups, Floats, Floats]:
    """The territories touched, and what a day at each site brings and a day away from each home takes."""
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
    groups = Groups(
        code=kept,
        name=tuple(str(territory.epci_names.get(code, code)) for code in kept),
        population=population,
        access=access,
        may_lose=may_lose(access, rules.floor, rules.max_loss_percent),
        priority=np.array([code in chosen for code in kept], dtype=np.bool_),
    )
    return groups, gain[touched], loss[touched]


def may_lose(access: Floats, floor: float, max_loss_percent: float) -> Floats:
    """How much access each territory may lose: a share of it, and never below ``floor``."""
    return np.clip(access - floor, 0.0, access * max_loss_percent / 100.0)
