"""Build a planning problem from territory, travel times and access."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from maillage.errors import ImpossiblePlan
from maillage.planning.data import PlanningData
from maillage.planning.measures import Measured, Operator, effects_of, measure_of
from maillage.planning.people import Doctor, PriorityArea, PriorityList, Site
from maillage.planning.reach import pairs_within
from maillage.planning.values import (
    NO_LIMIT,
    AffectedTerritories,
    Bools,
    DesignatedTerritory,
    Floats,
    Ints,
    OtherScheme,
    Pairs,
    PlanWeights,
    Rules,
)
from maillage.schemes import (
    DaysPerMonth,
    FrenchCalendar,
    KeepAccessAbove,
    Profession,
    ResourceKind,
    Scheme,
    Whereabouts,
    giver_of,
    scheme_named,
)

MOST_DAYS = 31  # days a month of a scheme that leaves them to contracts

if TYPE_CHECKING:
    from maillage.territory import Territory
    from maillage.travel import TravelTimes


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
    measures: Mapping[Profession, Operator] | None = None,
) -> PlanningData:
    """Build one planning problem.

    ``scheme`` (by default 'solidarity') defines who may give days, where, how often, how far and what is paid;
    ``sites`` are the places named by its programme. ``max_minutes`` may lower the limit of the scheme, never raise it.
    ``budgets`` are the cents of payers who pay for some days or sites only, within ``budget_cents``. Doctors may name
    further schemes, whose rules hold for their days, also schemes whose days usually come from a template: their line
    says the days a month. ``measures`` are the access to other professions than ``model`` measures; sites name theirs.
    Raises ``ImpossiblePlan`` for a scheme whose days come from a template, or without weeks, and ``UnknownName`` for an
    unknown commune.
    """
    scheme = scheme or scheme_named("solidarity")
    schemes = {"": scheme, **{one.scheme: scheme_named(one.scheme) for one in doctors if one.scheme}}
    rules = _with_others(_rules(scheme, weeks, budget_cents, max_minutes, budgets), schemes)
    designated, notes = list(designation.rows), list[str]()
    chosen_doctors = _admitted(territory, schemes, designated, _eligible(schemes, doctors, notes), notes)
    notes.extend(f"{doctor.id} offers no day" for doctor in chosen_doctors if not doctor.offered)
    days, chosen_sites = _open_days(
        territory, _allowed(territory, schemes, designated, sites, notes), start, start + timedelta(weeks=weeks)
    )
    effects = _effects(territory, model, measures or {}, designated, chosen_doctors, chosen_sites, rules, weeks)
    pairs, estimated = _reached(territory, times, chosen_doctors, chosen_sites, rules, schemes)
    pairs = _suitable(
        pairs, chosen_doctors, chosen_sites, _by_place(territory, schemes, designated), set(measures or ())
    )
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
        rooms=_rooms(chosen_sites, days, rules.staff_of_all),
        pairs=pairs,
        groups=effects.groups,
        site_gain=effects.site_gain,
        home_loss=effects.home_loss,
        home_of_doctor=effects.home_of_doctor,
        areas=effects.areas,
        area_of_site=effects.area_of_site,
        start=start,
        weeks=weeks,
        rules=rules,
        weights=weights or PlanWeights(),
        notes=tuple(notes),
        half_rooms=_half_rooms(chosen_sites, days, rules) if any(one.half for one in chosen_doctors) else None,
    )


@dataclass(frozen=True, eq=False)
class _Effects:
    """What days change (see :class:`PlanningData`): the territories, gains and losses, homes, designated areas."""

    groups: AffectedTerritories
    site_gain: Floats
    home_loss: Floats
    home_of_doctor: Ints
    areas: tuple[DesignatedTerritory, ...]
    area_of_site: Ints


def _effects(
    territory: Territory,
    model: Operator,
    measures: Mapping[Profession, Operator],
    designated: Sequence[PriorityArea],
    doctors: Sequence[Doctor],
    sites: Sequence[Site],
    rules: Rules,
    weeks: int,
) -> _Effects:
    places = territory.indices_of([one.commune for one in sites])
    areas, area_of_site = _areas(territory, designated, places)
    if measures:
        measured = Measured(territory, {"": model, **measures}, doctors, sites)
        return _Effects(*measured.effects(designated, rules, weeks), *measured.areas(areas, area_of_site))
    homes, home_of_doctor = np.unique(territory.indices_of([one.commune for one in doctors]), return_inverse=True)
    groups, gain, loss = effects_of(territory, model, designated, places, homes, rules, weeks)
    return _Effects(groups, gain, loss, home_of_doctor.astype(np.int64), areas, area_of_site)


def _with_others(rules: Rules, schemes: Mapping[str, Scheme]) -> Rules:
    """The rules with those of further schemes; homes keep what the strictest of all demands."""
    others = [one for code, one in sorted(schemes.items()) if code and one.code != rules.scheme]
    homes = [one.home for one in others if isinstance(one.home, KeepAccessAbove)]
    return replace(
        rules,
        others=tuple(
            OtherScheme(
                one.code, NO_LIMIT if one.travel.minutes is None else one.travel.minutes,
                one.quota.days if isinstance(one.quota, DaysPerMonth) else MOST_DAYS,
                one.patients_per_day, tuple(sorted(_staff(one))),
            )
            for one in others
        ),
        floor=max([rules.floor, *(home.floor for home in homes)]),
        max_loss_percent=min([rules.max_loss_percent, *(home.max_loss_percent for home in homes)]),
    )  # fmt: skip


def _reached(
    territory: Territory,
    times: TravelTimes,
    doctors: Sequence[Doctor],
    sites: Sequence[Site],
    rules: Rules,
    schemes: Mapping[str, Scheme],
) -> tuple[Pairs, int]:
    """Pairs within the limit of each doctor's scheme, paid by it, and the number of journeys that are estimated."""
    places = territory.indices_of([one.commune for one in sites])
    kinds = sorted({(one.scheme, one.part, one.weeks > 0) for one in doctors})
    found, estimated = list[Pairs](), 0
    for code, part, weeks in kinds:
        mine = np.flatnonzero([(one.scheme, one.part, one.weeks > 0) == (code, part, weeks) for one in doctors])
        homes = territory.indices_of([doctors[k].commune for k in mine.tolist()])
        week = np.array([len(one.open_weekdays) for one in sites]) if weeks else np.ones(len(sites), dtype=np.int64)
        pairs, guessed = pairs_within(
            territory, times, homes, places, rules.of(code).max_minutes, schemes[code], int(2 * part), week
        )
        found.append(replace(pairs, doctor=mine[pairs.doctor].astype(np.int64)))
        estimated += guessed
    if len(found) == 1:
        return found[0], estimated
    doctor, site, minutes, cents = (
        np.concatenate([getattr(one, name) for one in found] or [np.zeros(0, dtype=np.int64)])
        for name in ("doctor", "site", "minutes", "cost_cents")
    )
    order = np.lexsort((site, doctor))
    return Pairs(doctor[order], site[order], minutes[order].astype(np.float64), cents[order]), estimated


def _half_rooms(sites: Sequence[Site], days: Sequence[date], rules: Rules) -> Ints:
    """(2, S, T) rooms in the morning and in the afternoon."""
    open_ = [
        [day not in site.closed and all(site.has_staff(role, day.weekday()) for role in rules.staff_of_all)
         for day in days]
        for site in sites
    ]  # fmt: skip
    halves = [[[site.rooms_in_halves(day.weekday())[k] for day in days] for site in sites] for k in (0, 1)]
    return np.array(halves, dtype=np.int64).reshape(2, len(sites), len(days)) * np.array(open_, dtype=np.int64).reshape(
        len(sites), len(days)
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


def _eligible(schemes: Mapping[str, Scheme], doctors: Sequence[Doctor], notes: list[str]) -> list[Doctor]:
    kept: list[Doctor] = []
    for doctor in sorted(doctors, key=lambda d: (d.commune, d.id)):
        refusal = schemes[doctor.scheme].who.refusal(doctor.profession, doctor.status)
        if refusal is None:
            kept.append(doctor)
        else:
            notes.append(f"{doctor.id} left out: {refusal}")
    return kept


def _commune_set(areas: Sequence[PriorityArea]) -> set[int]:
    return {int(position) for area in areas for position in area.positions}


def _admitted(
    territory: Territory,
    schemes: Mapping[str, Scheme],
    designated: Sequence[PriorityArea],
    doctors: list[Doctor],
    notes: list[str],
) -> tuple[Doctor, ...]:
    """Doctors whose home satisfies the rule of place for at least one site."""
    inside = _commune_set(designated)
    kept: list[Doctor] = []
    for doctor in doctors:
        at_home = territory.index_of(doctor.commune) in inside
        where = schemes[doctor.scheme].where
        if where.allows(Whereabouts(designated=True, home_designated=at_home, named=True)):
            kept.append(doctor)
        else:
            notes.append(f"{doctor.id} left out: lives in a priority territory")
    return tuple(kept)


def _allowed(
    territory: Territory,
    schemes: Mapping[str, Scheme],
    designated: Sequence[PriorityArea],
    sites: Sequence[Site],
    notes: list[str],
) -> tuple[Site, ...]:
    """Sites that satisfy the rule of place of a scheme."""
    allows = _by_place(territory, schemes, designated)
    kept: list[Site] = []
    for site in sorted(sites, key=lambda s: (s.commune, s.id)):
        if any(allows(code, site) for code in schemes):
            kept.append(site)
        else:
            notes.append(f"{site.id} left out: outside the priority territories")
    return tuple(kept)


def _by_place(
    territory: Territory, schemes: Mapping[str, Scheme], designated: Sequence[PriorityArea]
) -> Callable[[str, Site], bool]:
    """Whether a scheme may hold days at a site; the given sites count as named by the programme."""
    inside = _commune_set(designated)

    def allows(code: str, site: Site) -> bool:
        there = Whereabouts(designated=territory.index_of(site.commune) in inside, named=True)
        asked = not site.schemes or schemes[code].code in site.schemes
        return asked and schemes[code].where.allows(there)

    return allows


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


def _suitable(
    pairs: Pairs,
    doctors: Sequence[Doctor],
    sites: Sequence[Site],
    allows: Callable[[str, Site], bool],
    measured: set[Profession],
) -> Pairs:
    """Pairs without an exclusion, where scheme and profession may be and the site has all that the doctor needs.

    A site whose days are apart receives no whole weeks.
    """

    def suits(doctor: Doctor, site: Site) -> bool:
        has_bed = site.beds > 0 or not doctor.bed
        if not allows(doctor.scheme, site) or (doctor.weeks and site.days_apart > 1):
            return False
        if measured and measure_of(doctor.profession, measured) != measure_of(site.profession, measured):
            return False
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
