"""Builds a planning problem from the directory, the engagements, the agenda and the access model of a site.

It contains the people who may give days under the scheme, the places, and the days on which each is still free. A plan
made from it passes the rules at publication, unless something changes in between.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from maillage.planning import Doctor, PlanningData, Site, build_data
from maillage.schemes import Profession, ResourceKind, Scheme, Status, Whereabouts, local_instant
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach
from maillage.site.agenda.busy import busy_times
from maillage.site.agenda.models import Claim
from maillage.site.agenda.posts import stretch
from maillage.site.directory.models import Place, Professional, Resource
from maillage.site.directory.openings import Openings
from maillage.site.engagements import questions
from maillage.site.engagements.models import Engagement
from maillage.site.engagements.rules import Gate
from maillage.site.geography.models import Commune, Intercommunality
from maillage.site.geography.travel import NotMeasured
from maillage.site.plans.lines import line_named
from maillage.site.plans.questions import Measured, measured
from maillage.site.plans.request import MOST_DAYS, AskedScheme, Giving, PlanRequest, planned
from maillage.site.refusals import Refused
from maillage.territory import Territory
from maillage.territory.planes import plane_of_departments, to_plane

LONGEST_WEEKS = 52
COLUMNS = (
    "name", "population", "lon", "lat", "department", "department__region",
    "intercommunality", "intercommunality__name",
)  # fmt: skip


@dataclass(frozen=True)
class _Area:
    code: str
    name: str
    positions: tuple[int, ...]


@dataclass(frozen=True)
class _Areas:
    rows: tuple[_Area, ...]


def zones_of(region: str) -> list[Intercommunality]:
    """Return the designated intercommunalities with communes in a region, by name."""
    inside = Intercommunality.objects.filter(pk__in=questions.designated(), communes__department__region=region)
    return list(inside.distinct().order_by("name"))


def problem_of(asked: PlanRequest, by: User | None = None) -> PlanningData:
    """Return the planning problem of a request, with the people of the territory of ``by`` (all, for the command line).

    Raises ``Refused`` saying what is missing, ``ImpossiblePlan`` if a rule forbids every plan.
    """
    try:
        found = measured()
    except NotMeasured as problem:
        raise Refused("L’accès n’est pas encore mesuré\u00a0: sans mesure, rien ne se planifie.") from problem
    land = land_of(found)
    areas = _areas(asked, land)
    places = _places(areas, land)
    if not places:
        raise Refused("Aucun lieu avec un cabinet n’est connu dans ces territoires. Inscrivez-en un dans l’annuaire.")
    sites = _sites(asked, [place for place, _ in places])
    if not sites:
        raise Refused("Aucun lieu de ces territoires n’est de la nature choisie. Choisissez d’autres natures de lieux.")
    engagements = _engagements(asked, by)
    if not engagements:
        raise Refused(
            "Personne n’est engagé dans ce dispositif avec toutes ses autorisations. Engagez d’abord des soignants."
        )
    data = build_data(
        land, found.model.times, found.model, _Areas(areas), _doctors(asked, engagements),
        [_site(place, rooms, *sites[place.pk]) for place, rooms in places if place.pk in sites], start=asked.starts,
        weeks=asked.weeks, budget_cents=asked.budget_cents, scheme=planned(asked.scheme), budgets=asked.budgets,
        weights=asked.emphasis.weights,
    )  # fmt: skip
    return _within(data, _free_rooms(data, places, asked.scheme))


def _within(data: PlanningData, free: NDArray[np.int64]) -> PlanningData:
    """Return a problem with no more rooms than are free (2, S, T) in mornings and afternoons."""
    halves = None if data.half_rooms is None else np.minimum(data.half_rooms, free)
    return replace(data, rooms=np.minimum(data.rooms, free.min(axis=0)), half_rooms=halves)


def with_volunteers(
    data: PlanningData, asked: PlanRequest, references: Collection[str], by: User | None
) -> PlanningData:
    """Return a problem with more people: engaged ones, by reference, with the days on which they are free now.

    Raises ``Refused`` for one who is not engaged with all authorisations, or without a measure.
    """
    try:
        found = measured()
    except NotMeasured as problem:
        raise Refused("L’accès n’est pas encore mesuré\u00a0: sans mesure, rien ne se planifie.") from problem
    rows = [(one, row) for one, row in _engagements(asked, by) if row.professional.reference in references]
    if len({row.professional_id for _, row in rows}) < len(set(references)):
        raise Refused("Un des volontaires choisis n’est pas, ou plus, engagé avec toutes ses autorisations.")
    land = land_of(found)
    areas = tuple(
        _Area(one.code, one.name, tuple(np.flatnonzero(land.epci == one.code).tolist())) for one in data.areas
    )
    built = build_data(
        land, found.model.times, found.model, _Areas(areas), [*data.doctors, *_doctors(asked, rows)], data.sites,
        start=data.start, weeks=data.weeks, budget_cents=data.rules.budget_cents, scheme=planned(asked.scheme),
        budgets=dict(data.rules.budgets), weights=data.weights,
    )  # fmt: skip
    halves = (
        None if built.half_rooms is None or data.half_rooms is None else np.minimum(built.half_rooms, data.half_rooms)
    )
    return replace(built, rooms=np.minimum(built.rooms, data.rooms), half_rooms=halves)


def volunteers(asked: PlanRequest, by: User | None) -> list[Professional]:
    """Return the people who could be asked under the schemes of a request, by name."""
    found: set[Professional] = {row.professional for _, row in _engagements(asked, by)}

    def name(one: Professional) -> tuple[str, str, str]:
        return str(one.last_name), str(one.first_name), one.reference

    return sorted(found, key=name)


def land_of(found: Measured) -> Territory:
    """Return the communes of the measure, in its order, with what the site knows of them. Raises ``Refused``."""
    rows = {row[0]: row for row in Commune.objects.values_list("pk", *COLUMNS)}
    if missing := [code for code in found.code.tolist() if code not in rows]:
        raise Refused(
            f"La mesure connaît {len(missing)} communes que le site ne connaît pas, dont {missing[0]}\u00a0: elle est "
            "d’un autre millésime. Mesurez de nouveau (maillage site measure)."
        )
    columns = zip(*(rows[code] for code in found.code.tolist()), strict=True)
    _, name, population, lon, lat, department, in_region, epci, epci_name = map(list, columns)
    departments = np.array([code or "" for code in department], dtype=np.str_)
    plane = plane_of_departments(departments)
    x, y = to_plane(np.array(lon), np.array(lat), plane)
    return Territory(
        code=found.code,
        name=np.array(name),
        population=np.array(population, dtype=np.int64),
        lon=np.array(lon),
        lat=np.array(lat),
        x=x,
        y=y,
        plane=plane,
        point_kind=np.zeros(len(name), dtype=np.int8),
        department=departments,
        region=np.array([code or "" for code in in_region]),
        epci=np.array([code or "" for code in epci]),
        department_names={},
        region_names={},
        epci_names={code: text for code, text in zip(epci, epci_name, strict=True) if code},
        department_region={},
        postcodes=tuple(() for _ in name),
        vintage=found.vintage,
    )


def _areas(asked: PlanRequest, land: Territory) -> tuple[_Area, ...]:
    zones = zones_of(asked.region)
    chosen = [zone for zone in zones if not asked.zones or zone.pk in asked.zones]
    if not chosen or len(chosen) < len(set(asked.zones)):
        raise Refused("Les territoires demandés ne sont pas, ou plus, des territoires prioritaires de la région.")
    return tuple(_Area(zone.pk, zone.name, tuple(np.flatnonzero(land.epci == zone.pk).tolist())) for zone in chosen)


def _places(areas: Iterable[_Area], land: Territory) -> list[tuple[Place, list[int]]]:
    """Return the places of the territories with their rooms, by the reference used in plans."""
    codes = [str(land.code[at]) for area in areas for at in area.positions]
    rooms: defaultdict[int, list[int]] = defaultdict(list)
    things = Resource.objects.filter(kind=ResourceKind.ROOM, place__commune__in=codes)
    for place, pk in things.values_list("place", "pk"):
        rooms[place].append(pk)
    places = Place.objects.filter(pk__in=list(rooms), reference__isnull=False).order_by("reference")
    places = places.select_related("commune")
    return [(place, rooms[place.pk]) for place in places]


def _sites(asked: PlanRequest, places: Collection[Place]) -> dict[int, tuple[frozenset[str], int]]:
    """Return the schemes that each place receives (none: all of the plan) and its beds; without places of no use."""
    beds = Counter(
        Resource.objects.filter(kind=ResourceKind.BED, place__in=[one.pk for one in places]).values_list(
            "place", flat=True
        )
    )
    found: dict[int, tuple[frozenset[str], int]] = {}
    for place in places:
        received = {one.scheme.code for one in asked.schemes if not one.kinds or place.kind in one.kinds}
        if received:
            every = len(received) == len(asked.schemes)
            found[place.pk] = (frozenset() if every else frozenset(received), beds[place.pk])
    return found


def _site(place: Place, rooms: Collection[int], schemes: frozenset[str], beds: int) -> Site:
    return Site(
        str(place.reference), place.name, place.commune_id, len(rooms), frozenset(place.opening_weekdays), beds=beds,
        schemes=schemes,
    )  # fmt: skip


Engaged = list[tuple[AskedScheme, Engagement]]


def _engagements(asked: PlanRequest, by: User | None) -> Engaged:
    """Return the engagements under which days may be given, of people whom the rule of places allows to leave."""
    people = Professional.objects.all() if by is None else Professional.objects.visible_to(by, Reach.TERRITORY)
    codes = {one.scheme.code: one for one in asked.schemes}
    rows = list(
        Engagement.objects.filter(scheme__in=codes, state__in=Engagement.RUNNING, professional__in=people)
        .select_related("professional__home", "professional__resource")
        .order_by("professional", "scheme")
    )
    designated = questions.designated()
    gates = {
        code: Gate(one.scheme, [row.professional for row in rows if row.scheme == code], [])
        for code, one in codes.items()
    }
    return [
        (codes[row.scheme], row)
        for row in rows
        if codes[row.scheme].takes(row.professional.profession)
        and gates[row.scheme].reason_to_leave_out(row.professional) is None
        and row.rules.where.allows(
            Whereabouts(
                designated=True,
                home_designated=row.professional.home.intercommunality_id in designated,
                named=True,
            )
        )
    ]


def _doctors(asked: PlanRequest, engaged: Engaged) -> list[Doctor]:
    """Return a line of the planner for each engagement, with the days on which its person is free."""
    days = [asked.starts + timedelta(days=k) for k in range(7 * asked.weeks)]
    people = {row.professional_id: row.professional for _, row in engaged}
    keys = list(people)
    first, last = days[0].replace(day=1), days[-1] + timedelta(days=31)
    given = {
        one.scheme.code: questions.dates_given(keys, one.scheme.code, first, last) for one in asked.schemes
    }  # fmt: skip
    taken = _taken_days([one.resource_id for one in people.values()], days[0], days[-1])
    busy = busy_times(
        keys,
        datetime.combine(days[0], time(), UTC) - timedelta(days=1),
        datetime.combine(days[-1], time(), UTC) + timedelta(days=2),
    )
    for key, stretches in questions.absences(keys, days[0], days[-1]).items():
        person = people[key]
        away = [*stretches, *_in_hours(busy.get(key, []), asked.scheme, person.home.zone)]
        taken[person.resource_id] = taken.get(person.resource_id, set()) | _dates(away, person.home.zone)
    return [
        _doctor(asked, one, row, days, given[one.scheme.code][row.professional_id], taken) for one, row in engaged
    ]  # fmt: skip


def _doctor(
    asked: PlanRequest,
    one: AskedScheme,
    row: Engagement,
    days: list[date],
    given: set[date],
    taken: dict[int, set[date]],
) -> Doctor:
    """Return a doctor with their free days, without holidays of the home, and what is left of their days a month.

    The planner takes one number for all months: the smallest remainder; months with nothing left have no free day. Who
    gives whole weeks gives all their days.
    """
    person, scheme, by_weeks = row.professional, one.scheme, one.giving is Giving.WEEKS
    holiday = person.home.calendar.is_holiday
    most = scheme.quota.limit(row.days_per_month) or (MOST_DAYS if by_weeks else row.days_per_month)
    months = Counter((day.year, day.month) for day in given)
    left = {month: most - months[month] for month in {(day.year, day.month) for day in days}}
    own = taken.get(person.resource_id, set())
    free = frozenset(
        day
        for day in days
        if left[day.year, day.month] > 0
        and day not in own
        and not holiday(day)
        and row.starts <= day
        and (row.ends is None or day <= row.ends)
    )
    name, payer = line_named(person.reference, scheme.code, asked.scheme.code), scheme.allowance.payer
    return Doctor(
        id=name,
        name=str(person),
        commune=person.home_id,
        available=free,
        home_share=float(row.home_share_percent) / 100,
        max_days_per_month=min([count for count in left.values() if count > 0], default=0),
        profession=Profession(person.profession),
        status=Status(person.status),
        scheme="" if scheme.code == asked.scheme.code else scheme.code,
        half=one.giving.half,
        weeks=one.weeks if by_weeks else 0,
        bed=by_weeks,
        days_apart=0 if by_weeks else asked.days_apart,
        payer=payer if payer in asked.budgets else "",
        person="" if name == person.reference else person.reference,
    )


def _in_hours(spans: Iterable[questions.Stretch], scheme: Scheme, zone: ZoneInfo) -> list[questions.Stretch]:
    """Return the busy intervals cut to the hours of sessions, day by day: an evening at the theatre takes no day."""
    hours = (scheme.hours.morning, scheme.hours.afternoon)
    return [
        (starts, ends)
        for since, until in spans
        for day in sorted(_dates([(since, until)], zone))
        for first, last in hours
        if (starts := max(since, local_instant(day, first, zone)))
        < (ends := min(until, local_instant(day, last, zone)))
    ]


def _dates(stretches: Iterable[questions.Stretch], zone: ZoneInfo) -> set[date]:
    """Return the local dates that one of the stretches touches, whole or in part."""
    found: set[date] = set()
    for starts, ends in stretches:
        first = starts.astimezone(zone).date()
        last = (ends - timedelta(microseconds=1)).astimezone(zone).date()
        found |= {first + timedelta(days=k) for k in range((last - first).days + 1)}
    return found


def _taken_days(resources: Collection[int], first: date, last: date) -> dict[int, set[date]]:
    """Return the local days, around ``first`` to ``last``, on which each resource is claimed (one query)."""
    around = timedelta(days=2)
    period = stretch(datetime.combine(first - around, time(), UTC), datetime.combine(last + around, time(), UTC))
    rows = Claim.objects.filter(active=True, resource__in=resources, during__overlap=period)
    found: defaultdict[int, set[date]] = defaultdict(set)
    for claim in rows.select_related("post__session__commune"):
        begins = claim.during.lower
        assert begins is not None, "the database wants a beginning of every claim"
        found[claim.resource_id].add(begins.astimezone(claim.post.session.zone).date())
    return found


def _free_rooms(data: PlanningData, places: list[tuple[Place, list[int]]], scheme: Scheme) -> NDArray[np.int64]:
    """Return (2, S, T) rooms of each site that are free on each day, and open during its morning and its afternoon."""
    rooms = {str(place.reference): (place, keys) for place, keys in places}
    keys = [key for _, own in rooms.values() for key in own]
    taken = _taken_days(keys, data.start, data.start + timedelta(weeks=data.weeks))
    openings = Openings([place.pk for place, _ in places])
    things = Resource.objects.in_bulk(keys)

    def free_on(key: int, place: Place, day: date, half: tuple[time, time]) -> bool:
        return day not in taken.get(key, ()) and openings.reason_on(place, things[key], day, half) is None

    free = [
        [
            [sum(free_on(key, rooms[site.id][0], day, half) for key in rooms[site.id][1]) for day in data.days]
            for site in data.sites
        ]
        for half in (scheme.hours.morning, scheme.hours.afternoon)
    ]
    return np.array(free, dtype=np.int64).reshape(2, len(data.sites), len(data.days))
