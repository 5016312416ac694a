"""Invented people are deterministic and plausible, and never have a real telephone number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import pytest

from maillage.access import AccessModel, gp_model, load_need
from maillage.demo.centre_week import BRANCH_OF_THE_WEEK, ROOMS_OF_THE_WEEK, demo_centre
from maillage.demo.people import DemoDoctor, DemoSite, demo_bus, demo_doctors, demo_shared_post, demo_sites
from maillage.schemes import Activity, FrenchCalendar, Hours, Profession, Status, agreement_problems
from maillage.territory import Territory
from maillage.travel import TravelTimes
from maillage.zoning import Designation, designate

START = date(2027, 1, 4)
FICTION = re.compile(r"(01 99 00|02 61 91|03 53 01|04 65 71|05 36 49|06 39 98) \d\d \d\d")


@dataclass(frozen=True)
class World:
    territory: Territory
    times: TravelTimes
    model: AccessModel
    designation: Designation
    sites: list[DemoSite]
    doctors: list[DemoDoctor]


@pytest.fixture(scope="module")
def world(territory: Territory, times: TravelTimes) -> World:
    model = gp_model(territory, times)
    designation = designate(territory, model, load_need(territory), 28, "76")
    sites = demo_sites(territory, designation)
    doctors = demo_doctors(
        territory, model.supply, designation, times, sites, region="76", start=START, weeks=13, seed=1
    )
    return World(territory, times, model, designation, sites, doctors)


def test_there_are_as_many_as_wanted_each_with_a_name(world: World) -> None:
    assert len(world.doctors) == 300
    assert len(world.sites) == 84
    people = [d.person for d in world.doctors]
    assert len({p.email for p in people}) == 300
    assert len({p.name for p in people}) == 300
    assert len({d.id for d in world.doctors} | {s.id for s in world.sites}) == 384
    assert all(re.fullmatch(r"[a-z-]+\.[a-z-]+@medecins\.example", p.email) for p in people)


def test_telephone_numbers_are_reserved_for_fiction(world: World) -> None:
    numbers = [d.person.phone for d in world.doctors] + [s.phone for s in world.sites]
    post = demo_shared_post(world.territory, "76", START)
    bus = demo_bus(world.territory, world.designation, "76", START)
    numbers += [post.doctor.phone, *(e.phone for e in post.establishments), *(m.person.phone for m in bus.crew)]
    numbers += [person.phone for _, _, person in demo_centre(world.sites).people]
    assert all(FICTION.fullmatch(number) for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_the_same_seed_gives_the_same_people_and_another_seed_others(world: World) -> None:
    def draw(seed: int) -> list[DemoDoctor]:
        return demo_doctors(
            world.territory, world.model.supply, world.designation, world.times, world.sites,
            region="76", start=START, weeks=13, seed=seed,
        )  # fmt: skip

    assert draw(1) == world.doctors
    assert draw(2) != world.doctors
    assert demo_sites(world.territory, world.designation) == world.sites


def test_doctors_live_outside_the_territories_and_most_can_reach_a_site(world: World) -> None:
    inside = {p for row in world.designation.rows for p in row.positions}
    places = {s.position for s in world.sites}
    reach = 0
    for doctor in world.doctors:
        assert doctor.position not in inside
        assert world.territory.region[doctor.position] == "76"
        where, minutes = world.times.row(doctor.position)
        reach += bool(places & set(where[minutes <= 60].tolist()))
    assert reach >= 0.9 * len(world.doctors)


def test_no_commune_gives_more_doctors_than_it_has(world: World) -> None:
    drawn: dict[int, int] = {}
    for doctor in world.doctors:
        drawn[doctor.position] = drawn.get(doctor.position, 0) + 1
    assert all(count <= round(float(world.model.supply.headcount[p])) for p, count in drawn.items())


def test_offered_days_are_possible(world: World) -> None:
    for doctor in world.doctors:
        assert doctor.days_per_month in (1, 2)
        assert {day.weekday() for day in doctor.available} <= set(doctor.weekdays)
        assert not any(FrenchCalendar().is_holiday(day) for day in doctor.available)
        if doctor.status in (Status.RETIRED, Status.HOSPITAL):
            assert doctor.home_share_percent == 0
    assert {d.status for d in world.doctors} == {Status.PRACTISING, Status.LOCUM, Status.HOSPITAL, Status.RETIRED}


def test_sites_are_the_largest_communes_of_their_territory(world: World) -> None:
    for row in world.designation.rows:
        mine = [s.position for s in world.sites if s.territory == row.code]
        assert len(mine) == min(3, len(row.positions))
        smallest = min(int(world.territory.population[p]) for p in mine)
        others = set(row.positions) - set(mine)
        assert all(int(world.territory.population[p]) <= smallest for p in others)
    assert all(re.search(r", \d{5} \S", s.address) for s in world.sites)


def test_the_shared_post_spends_half_the_week_in_each_hospital(world: World) -> None:
    post = demo_shared_post(world.territory, "76", START)
    assert agreement_problems(post.agreement) == []
    week = post.agreement.template.half_days(START, date(2027, 1, 11), FrenchCalendar(), Hours())
    assert [s.place for s in week].count("ch-cahors") == [s.place for s in week].count("chu-toulouse") == 5
    assert {s.place for s in week if s.activity is Activity.CONSULTATIONS} == {"ch-cahors", "chu-toulouse"}
    assert {e.commune for e in post.establishments} == {"31555", "46042"}


def test_the_bus_stays_three_weeks_in_each_of_three_groupings_of_the_tarn(world: World) -> None:
    bus = demo_bus(world.territory, world.designation, "76", START)
    stops = bus.template.stops
    names = {str(world.territory.name[world.territory.index_of(s.commune)]) for s in stops}
    assert names == {
        "Monestiés", "Montirat", "Tanus", "Saussenac", "Paulinet", "Ambialet", "Assac", "Faussergues",
        "Bellegarde-Marsal",
    }  # fmt: skip
    groupings = world.territory.epci[world.territory.indices_of([s.commune for s in stops])].tolist()
    assert [len(set(groupings[k : k + 3])) for k in (0, 3, 6)] == [1, 1, 1]
    assert len(set(groupings)) == 3
    wednesday = next(c.staff for c in bus.template.crew if c.weekday == 2)
    assert next(m.profession for m in bus.crew if m.staff == wednesday) is Profession.GP


@pytest.mark.parametrize("region", ["53", "94", "04"])
def test_other_regions_have_people_too(world: World, region: str) -> None:
    designation = designate(world.territory, world.model, load_need(world.territory), 4, region)
    sites = demo_sites(world.territory, designation)
    doctors = demo_doctors(
        world.territory, world.model.supply, designation, world.times, sites,
        region=region, start=date(2027, 11, 29), weeks=4, count=20,
    )  # fmt: skip
    # 20 December, a Monday in 2027, is a holiday only in Réunion.
    assert any(date(2027, 12, 20) in doctor.available for doctor in doctors) is (region != "04")
    assert len(sites) == 12
    assert len(doctors) == 20
    assert agreement_problems(demo_shared_post(world.territory, region, START).agreement) == []
    assert len(demo_bus(world.territory, designation, region, START).template.stops) == 9


def test_six_practitioners_share_the_three_rooms_of_the_centre_and_the_one_of_its_branch(world: World) -> None:
    assert len(demo_centre(world.sites).people) == 6
    for rank, people in enumerate(ROOMS_OF_THE_WEEK):
        assert len({*people, BRANCH_OF_THE_WEEK.get(rank, "nobody")}) == 4
