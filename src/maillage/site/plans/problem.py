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
from maillage.site.plans.emphasis import USUAL, Emphasis
from maillage.site.plans.questions import Measured, measured
from maillage.site.refusals import Refused
from maillage.territory import Territory
from maillage.territory.planes import plane_of_departments, to_plane

LONGEST_WEEKS = 52
COLUMNS = (
    "name", "population", "lon", "lat", "department", "department__region",
    "intercommunality", "intercommunality__name",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class PlanRequest:
    """A request for a plan.

    ``zones`` are codes of designated intercommunalities, empty for the whole region; ``seconds`` limits each run of the
    solver; ``emphasis`` is what counts more or less in it. ``thorough``: a better plan is looked for until these
    seconds are over, or nothing better is possible.
    """

    region: str
    scheme: Scheme
    starts: date
    weeks: int
    budget_cents: int
    seconds: float
    zones: tuple[str, ...] = ()
    emphasis: Emphasis = USUAL
    thorough: bool = False


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
    engagements = _engagements(asked, by)
    if not engagements:
        raise Refused(
            "Personne n’est engagé dans ce dispositif avec toutes ses autorisations. Engagez d’abord des soignants."
        )
    days = [asked.starts + timedelta(days=k) for k in range(7 * asked.weeks)]
    data = build_data(
        land, found.model.times, found.model, _Areas(areas), _doctors(asked, engagements, days),
        [_site(place, count) for place, count in places], start=asked.starts, weeks=asked.weeks,
        budget_cents=asked.budget_cents, scheme=asked.scheme, weights=asked.emphasis.weights,
    )  # fmt: skip
    return replace(data, rooms=np.minimum(data.rooms, _free_rooms(data, places, asked.scheme)))


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
    rows = [row for row in _engagements(asked, by) if row.professional.reference in references]
    if len(rows) < len(set(references)):
        raise Refused("Un des volontaires choisis n’est pas, ou plus, engagé avec toutes ses autorisations.")
    days = [asked.starts + timedelta(days=k) for k in range(7 * asked.weeks)]
    land = land_of(found)
    areas = tuple(
        _Area(one.code, one.name, tuple(np.flatnonzero(land.epci == one.code).tolist())) for one in data.areas
    )
    built = build_data(
        land, found.model.times, found.model, _Areas(areas), [*data.doctors, *_doctors(asked, rows, days)], data.sites,
        start=data.start, weeks=data.weeks, budget_cents=data.rules.budget_cents, scheme=asked.scheme,
        weights=data.weights,
    )  # fmt: skip
    return replace(built, rooms=np.minimum(built.rooms, data.rooms))


def volunteers(asked: PlanRequest, by: User | None) -> list[Professional]:
    """Return the people who could be asked under the scheme of a request, by name."""
    found: list[Professional] = [row.professional for row in _engagements(asked, by)]

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


def _site(place: Place, rooms: Collection[int]) -> Site:
    return Site(str(place.reference), place.name, place.commune_id, len(rooms), frozenset(place.opening_weekdays))


def _engagements(asked: PlanRequest, by: User | None) -> list[Engagement]:
    """Return the engagements under which days may be given, of people whom the rule of places allows to leave."""
    people = Professional.objects.all() if by is None else Professional.objects.visible_to(by, Reach.TERRITORY)
    rows = list(
        Engagement.objects.filter(scheme=asked.scheme.code, state__in=Engagement.RUNNING, professional__in=people)
        .select_related("professional__home", "professional__resource")
        .order_by("professional")
    )
    gate = Gate(asked.scheme, [row.professional for row in rows], [])
    designated = questions.designated()
    return [
        row
        for row in rows
        if gate.reason_to_leave_out(row.professional) is None
        and asked.scheme.where.allows(
            Whereabouts(
                designated=True,
                home_designated=row.professional.home.intercommunality_id in designated,
                named=True,
            )
        )
    ]


def _doctors(asked: PlanRequest, engagements: list[Engagement], days: list[date]) -> list[Doctor]:
    people = {row.professional_id: row.professional for row in engagements}
    keys = list(people)
    first, last = days[0].replace(day=1), days[-1] + timedelta(days=31)
    given = questions.dates_given(keys, asked.scheme.code, first, last)
    taken = _taken_days([row.professional.resource_id for row in engagements], days[0], days[-1])
    busy = busy_times(
        keys,
        datetime.combine(days[0], time(), UTC) - timedelta(days=1),
        datetime.combine(days[-1], time(), UTC) + timedelta(days=2),
    )
    for key, stretches in questions.absences(keys, days[0], days[-1]).items():
        person = people[key]
        away = [*stretches, *_in_hours(busy.get(key, []), asked.scheme, person.home.zone)]
        taken[person.resource_id] = taken.get(person.resource_id, set()) | _dates(away, person.home.zone)
    return [_doctor(asked.scheme, row, days, given[row.professional_id], taken) for row in engagements]


def _doctor(scheme: Scheme, row: Engagement, days: list[date], given: set[date], taken: dict[int, set[date]]) -> Doctor:
    """Return a doctor with their free days, without holidays of the home, and what is left of their days a month.

    The planner takes one number for all months: the smallest remainder; months with nothing left have no free day.
    """
    person = row.professional
    holiday = person.home.calendar.is_holiday
    most = scheme.quota.limit(row.days_per_month) or row.days_per_month
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
    return Doctor(
        id=person.reference,
        name=str(person),
        commune=person.home_id,
        available=free,
        home_share=float(row.home_share_percent) / 100,
        max_days_per_month=min([count for count in left.values() if count > 0], default=0),
        profession=Profession(person.profession),
        status=Status(person.status),
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
    """Return (S, T) rooms of each site that are free on each day, and open during both halves of it."""
    rooms = {str(place.reference): (place, keys) for place, keys in places}
    keys = [key for _, own in rooms.values() for key in own]
    taken = _taken_days(keys, data.start, data.start + timedelta(weeks=data.weeks))
    openings = Openings([place.pk for place, _ in places])
    things = Resource.objects.in_bulk(keys)
    halves = (scheme.hours.morning, scheme.hours.afternoon)

    def free_on(key: int, place: Place, day: date) -> bool:
        return day not in taken.get(key, ()) and all(
            openings.reason_on(place, things[key], day, half) is None for half in halves
        )

    free = [
        [sum(free_on(key, rooms[site.id][0], day) for key in rooms[site.id][1]) for day in data.days]
        for site in data.sites
    ]
    return np.array(free, dtype=np.int64).reshape(len(data.sites), len(data.days))
