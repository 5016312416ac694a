"""Demonstration people and places: volunteers, sites and their hosts, a shared hospital post, a bus tour.

Everything is drawn at random from the territory and a seed; the same seed gives the same people. All are invented.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from maillage.errors import MaillageError
from maillage.parameters import load_toml
from maillage.planning import Doctor, Site
from maillage.schemes import (
    Activity,
    Agreement,
    Crew,
    FrenchCalendar,
    Funder,
    Half,
    Party,
    Presence,
    Profession,
    Status,
    TourStop,
    TourTemplate,
    WeeklyTemplate,
)
from maillage.site.www import toponyms
from maillage.territory import search_key

if TYPE_CHECKING:
    from maillage.access import Supply
    from maillage.planning import PriorityList
    from maillage.territory import Territory
    from maillage.travel import TravelTimes

REACH_MINUTES = 60
NEAR_SHARE = 0.95  # of the volunteers live within reach of a site; the others are examples of "too far"
MOBILE, LANDLINE = "06 39 98", "05 36 49"


@dataclass(frozen=True)
class Person:
    """An invented person with contact details."""

    first_name: str
    last_name: str
    email: str
    phone: str

    @property
    def name(self) -> str:
        """First name and surname."""
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True)
class DemoDoctor:
    """A volunteer: person, home, status, dates; ``home_share_percent`` of a day is lost at home."""

    id: str
    person: Person
    commune: str
    position: int
    status: Status
    home_share_percent: int
    days_per_month: int
    weekdays: tuple[int, ...]
    available: tuple[date, ...]
    profession: Profession = Profession.GP

    def to_planning(self) -> Doctor:
        """The same volunteer as input of the planner."""
        return Doctor(
            id=self.id,
            name=f"Dr {self.person.last_name}",
            commune=self.commune,
            available=frozenset(self.available),
            home_share=self.home_share_percent / 100,
            max_days_per_month=self.days_per_month,
            profession=self.profession,
            status=self.status,
        )


@dataclass(frozen=True)
class DemoSite:
    """A place that receives volunteers, in a priority territory, and its host."""

    id: str
    name: str
    kind: str
    commune: str
    position: int
    territory: str
    address: str
    rooms: int
    weekdays: tuple[int, ...]
    phone: str
    host: Person

    def to_planning(self) -> Site:
        """The same place as input of the planner."""
        return Site(self.id, self.name, self.commune, self.rooms, frozenset(self.weekdays))


@dataclass(frozen=True)
class Establishment:
    """A hospital that signed an agreement; ``key`` is the place named in its template."""

    key: str
    name: str
    commune: str
    address: str
    phone: str


@dataclass(frozen=True)
class SharedPost:
    """A hospital doctor shared between two establishments."""

    agreement: Agreement
    staff: str
    doctor: Person
    establishments: tuple[Establishment, ...]


@dataclass(frozen=True)
class CrewMember:
    """A crew member of the bus; ``staff`` is the key used in the template."""

    staff: str
    person: Person
    profession: Profession


@dataclass(frozen=True)
class BusTour:
    """A vehicle, its crew and its stops."""

    name: str
    template: TourTemplate
    crew: tuple[CrewMember, ...]


class Names:
    """Draws people without giving the same name twice."""

    def __init__(self, seed: int, domain: str, first_number: int = 0) -> None:
        lists = load_toml("maillage.demo", "people")
        self._rng = np.random.default_rng(seed)
        self._surnames: list[str] = lists["surnames"]
        self._first: list[str] = [*lists["women"], *lists["men"]]
        self._domain, self._first_number, self._rank = domain, first_number, 0
        self._order = self._rng.permutation(len(self._surnames))
        self._taken: set[tuple[str, str]] = set()

    def person(self, prefix: str = MOBILE) -> Person:
        """The next person; surnames repeat only once all are used."""
        surname = self._surnames[int(self._order[self._rank % len(self._order)])]
        first = self._first[int(self._rng.integers(len(self._first)))]
        while (first, surname) in self._taken:
            first = self._first[int(self._rng.integers(len(self._first)))]
        self._taken.add((first, surname))
        self._rank += 1
        email = f"{_address(first)}.{_address(surname)}@{self._domain}"
        return Person(first, surname, email, phone(prefix, self._first_number + self._rank))


def _address(name: str) -> str:
    return search_key(name.replace("Œ", "Oe").replace("œ", "oe")).replace(" ", "-")


def phone(prefix: str, rank: int) -> str:
    """Number ``rank`` (0 to 9999) of a range reserved for fiction, in groups of two digits."""
    digits = f"{rank * 37 % 10_000:04d}"  # 37 and 10,000 are coprime, so no number repeats
    return f"{prefix} {digits[:2]} {digits[2:]}"


def demo_sites(
    territory: Territory, designation: PriorityList, *, per_territory: int = 3, seed: int = 1, prefix: str = ""
) -> list[DemoSite]:
    """The largest communes of each priority territory, ``per_territory`` at most, each with premises and a host.

    ``prefix`` begins the addresses of a region beside others.
    """
    premises: list[dict[str, Any]] = load_toml("maillage.demo", "people")["premises"]
    names = Names(seed + 1000, f"{prefix}lieux.example")
    found: list[DemoSite] = []
    for number, area in enumerate(sorted(designation.rows, key=lambda row: row.code)):
        positions = sorted(area.positions, key=lambda i: (-int(territory.population[i]), str(territory.code[i])))
        for rank, position in enumerate(positions[:per_territory]):
            kind = premises[min(rank, 1) if rank < 2 else 2 + (number + rank) % 2]
            found.append(_site(territory, area.code, int(position), kind, names.person(LANDLINE)))
    return found


def _site(territory: Territory, area: str, position: int, kind: dict[str, Any], host: Person) -> DemoSite:
    commune, town = str(territory.code[position]), str(territory.name[position])
    postcode = territory.postcodes[position][0] if territory.postcodes[position] else ""
    return DemoSite(
        id=f"S{commune}",
        name=f"{kind['label']}, {town}",
        kind=kind["kind"],
        commune=commune,
        position=position,
        territory=area,
        address=f"{kind['address']}, {postcode} {town}".replace(",  ", ", "),
        rooms=int(kind["rooms"]),
        weekdays=tuple(kind["weekdays"]),
        phone=host.phone,
        host=host,
    )


def demo_doctors(
    territory: Territory,
    supply: Supply,
    designation: PriorityList,
    times: TravelTimes,
    sites: Sequence[DemoSite],
    *,
    region: str,
    start: date,
    weeks: int,
    count: int = 300,
    seed: int = 1,
    prefix: str = "",
) -> list[DemoDoctor]:
    """Volunteers drawn from the GPs of the region who live outside the priority territories, most of them near a site.

    ``prefix`` begins the references and addresses of a region beside others. Raises ``MaillageError`` if the region has
    no GP there.
    """
    rng = np.random.default_rng(seed)
    homes = _homes(territory, supply, designation, times, sites, region, count, rng)
    names = Names(seed, f"{prefix}medecins.example")
    statuses: list[dict[str, Any]] = load_toml("maillage.demo", "people")["statuses"]
    chosen = rng.choice(len(statuses), size=len(homes), p=[status["share"] for status in statuses])
    return [
        _doctor(f"{prefix}D{rank:03d}", territory, home, statuses[int(kind)], names.person(), rng, start, weeks)
        for rank, (home, kind) in enumerate(zip(homes, chosen, strict=True), start=1)
    ]


def _homes(
    territory: Territory,
    supply: Supply,
    designation: PriorityList,
    times: TravelTimes,
    sites: Sequence[DemoSite],
    region: str,
    count: int,
    rng: np.random.Generator,
) -> list[int]:
    """Home communes, each drawn at most as often as it has GPs."""
    priority = {int(i) for area in designation.rows for i in area.positions}
    places = np.array([site.position for site in sites], dtype=np.int64)
    near: list[int] = []
    far: list[int] = []
    for home in territory.in_region(region).tolist():
        gps = round(float(supply.headcount[home]))
        if home in priority or gps < 1:
            continue
        (near if _reaches(times, home, places) else far).extend([home] * gps)
    if not near and not far:
        raise MaillageError(f"Region {region} has no general practitioner outside its priority territories.")
    wanted_far = min(len(far), count - round(count * NEAR_SHARE))
    drawn = [*_draw(near, count - wanted_far, rng), *_draw(far, wanted_far, rng)]
    return [int(home) for home in rng.permutation(drawn)]


def _draw(homes: list[int], count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    return rng.permutation(np.array(homes, dtype=np.int64))[:count]


def _reaches(times: TravelTimes, home: int, places: NDArray[np.int64]) -> bool:
    where, minutes = times.row(home)
    return bool(np.isin(where[minutes <= REACH_MINUTES], places).any())


def _doctor(
    id_: str,
    territory: Territory,
    home: int,
    kind: dict[str, Any],
    person: Person,
    rng: np.random.Generator,
    start: date,
    weeks: int,
) -> DemoDoctor:
    calendar = FrenchCalendar(str(territory.department[home]))
    weekdays = tuple(sorted(int(day) for day in rng.choice(5, size=int(kind["weekdays"]), replace=False)))
    return DemoDoctor(
        id=id_,
        person=person,
        commune=str(territory.code[home]),
        position=home,
        status=Status(kind["status"]),
        home_share_percent=int(kind["home_share_percent"]),
        days_per_month=1 if rng.random() < 0.35 else 2,
        weekdays=weekdays,
        available=tuple(_dates(calendar, weekdays, float(kind["weeks"]), rng, start, weeks)),
    )


def _dates(
    calendar: FrenchCalendar,
    weekdays: Sequence[int],
    share: float,
    rng: np.random.Generator,
    start: date,
    weeks: int,
) -> Iterator[date]:
    """Working days of the home on ``weekdays``, in a random ``share`` of the weeks."""
    offered = rng.random(weeks) < share
    for day in calendar.working_days(start, start + timedelta(weeks=weeks), frozenset(weekdays)):
        if offered[(day - start).days // 7]:
            yield day


# The two schemes whose dates come from a template. In Occitanie they follow press reports; in other regions the same
# templates use the largest towns and the first territories of the list.
_OCCITANIE = "76"
_POST = (("chu-toulouse", "CHU de Toulouse", "31555"), ("ch-cahors", "Centre hospitalier de Cahors", "46042"))
_TOUR = ("81170", "81180", "81292", "81277", "81019", "81089", "81203", "81010", "81026")


def demo_shared_post(territory: Territory, region: str, start: date, seed: int = 1) -> SharedPost:
    """A territorial assistant in ENT: two and a half days a week in each of two hospitals."""
    names = Names(seed + 2000, "hopitaux.example", first_number=5000)
    places = _POST if region == _OCCITANIE else _largest_towns(territory, region)
    (home, home_name, _), (host, host_name, _) = places
    doctor, staff = names.person(), "orl"
    halves = [(weekday, half) for weekday in range(5) for half in Half]
    presences = tuple(
        Presence(weekday, half, host if rank < 5 else home, staff, _activity(rank))
        for rank, (weekday, half) in enumerate(halves)
    )
    agreement = Agreement(
        name=f"Assistant territorial ORL, {home_name} et {host_name}",
        pathway="ORL",
        parties=(Party(home, 50, 30), Party(host, 50, 40)),
        funders=(Funder("Agence régionale de santé", 20), Funder("Région", 10)),
        template=WeeklyTemplate(start, presences),
        starts=start,
    )
    establishments = tuple(
        _establishment(territory, *place, phone(LANDLINE, 5000 + k)) for k, place in enumerate(places)
    )
    return SharedPost(agreement, staff, doctor, establishments)


def _activity(rank: int) -> Activity:
    """Half-days 0 to 4 in the smaller hospital: one in theatre; 5 to 9 in the larger: theatre, teaching, two open."""
    return {3: Activity.THEATRE, 5: Activity.THEATRE, 6: Activity.THEATRE, 9: Activity.TEACHING}.get(
        rank, Activity.CONSULTATIONS
    )


def _establishment(territory: Territory, key: str, name: str, commune: str, number: str) -> Establishment:
    position = territory.index_of(commune)
    postcode = territory.postcodes[position][0] if territory.postcodes[position] else ""
    return Establishment(key, name, commune, f"1 avenue de l’Hôpital, {postcode} {territory.name[position]}", number)


def _largest_towns(territory: Territory, region: str) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
    """The largest commune of a region, and the largest one of its other departments (or else the second largest)."""
    positions = territory.in_region(region)
    order = sorted(positions.tolist(), key=lambda i: -int(territory.population[i]))
    other = [i for i in order[1:] if territory.department[i] != territory.department[order[0]]] or order[1:]
    chosen = (("chu", "CHU", order[0]), ("ch", "Centre hospitalier", (other or order)[0]))
    first, second = (
        (key, f"{kind} {toponyms.commune(str(territory.name[i])).of}", str(territory.code[i]))
        for key, kind, i in chosen
    )
    return first, second


def demo_bus(territory: Territory, designation: PriorityList, region: str, start: date, seed: int = 1) -> BusTour:
    """A bus that stays a week in each of nine communes of three groupings: a GP on Wednesday, dentists otherwise."""
    names = Names(seed + 3000, "bus.example", first_number=6000)
    if region == _OCCITANIE:
        positions = territory.indices_of(_TOUR).tolist()
    else:
        areas = sorted(designation.rows, key=lambda row: row.code)[:3]
        positions = [i for area in areas for i in _largest(territory, area.positions, 3)]
    stops = tuple(TourStop(str(territory.code[i]), f"Place de la Mairie, {territory.name[i]}") for i in positions)
    crew = (
        CrewMember("dentiste-1", names.person(), Profession.DENTIST),
        CrewMember("dentiste-2", names.person(), Profession.DENTIST),
        CrewMember("generaliste", names.person(), Profession.GP),
    )
    week = (Crew(0, "dentiste-1"), Crew(1, "dentiste-1"), Crew(2, "generaliste"), Crew(3, "dentiste-2"))
    return BusTour("Bus médical", TourTemplate("bus-1", start, stops, week), crew)


def _largest(territory: Territory, positions: Iterable[int], count: int) -> list[int]:
    return sorted(positions, key=lambda i: (-int(territory.population[i]), i))[:count]
