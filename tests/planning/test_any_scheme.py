"""A scheme with a quota of days is planned by its own rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from maillage.errors import ImpossiblePlan
from maillage.planning import PlanningData, build_data, check_result, solve
from maillage.schemes import (
    Allowance,
    Anywhere,
    AtMost,
    DaysPerMonth,
    FrenchCalendar,
    Half,
    HomeUntouched,
    Hours,
    PaidDay,
    PartiesOfProgramme,
    Profession,
    Scheme,
    Status,
    kilometres,
    payment,
    scheme_named,
    total_cents,
)
from tests.planning.cases import START, Areas, Country, Times, make_country, make_data, make_people

SOLIDARITY = scheme_named("solidarity")
COUNTRY = make_country(communes=60, priority=1, seed=1, side_km=40)
DOCTORS, SITES = make_people(COUNTRY, doctors=6, sites_per_area=2, weeks=4, seed=1)


def _data(scheme: Scheme, country: Country = COUNTRY, **change: Any) -> PlanningData:
    people = (change.pop("doctors", DOCTORS), change.pop("sites", SITES))
    return make_data(country=country, people=people, weeks=4, scheme=scheme, **change)


def _outside() -> str:
    """A commune outside all designated territories."""
    inside = {i for area in COUNTRY.areas for i in area.positions}
    return str(COUNTRY.territory.code[next(i for i in range(60) if i not in inside)])


@pytest.mark.parametrize("where", [Anywhere(), PartiesOfProgramme()])
def test_sites_may_lie_elsewhere_where_the_scheme_says_so(where: Anywhere | PartiesOfProgramme) -> None:
    elsewhere = replace(SITES[0], id="elsewhere", commune=_outside())
    data = _data(replace(SOLIDARITY, where=where, home=HomeUntouched()), sites=[elsewhere])
    assert [site.id for site in data.sites] == ["elsewhere"]
    assert data.notes == ()
    area = data.areas[int(data.area_of_site[0])]
    assert area.code == str(COUNTRY.territory.epci[COUNTRY.territory.index_of(_outside())])
    result = solve(data)
    assert check_result(data, result) == []
    assert {t.code: t.days for t in result.territories}[area.code] == len(result.plan) > 0


def test_doctors_of_a_designated_territory_may_give_days_anywhere() -> None:
    at_home = [replace(DOCTORS[0], commune=SITES[0].commune)]
    assert _data(replace(SOLIDARITY, where=Anywhere()), doctors=at_home).doctors == tuple(at_home)
    assert _data(SOLIDARITY, doctors=at_home).doctors == ()


def test_without_a_travel_limit_longer_journeys_are_estimated_and_reported() -> None:
    near = replace(COUNTRY, times=Times(COUNTRY.times.minutes, limit_seconds=2400))
    unlimited = _data(replace(SOLIDARITY, travel=AtMost(None)), near)
    assert len(unlimited.pairs) == len(unlimited.doctors) * len(unlimited.sites)
    far = np.array([m for m in unlimited.pairs.minutes if m >= 40])
    assert f"{len(far)} journeys of more than 40 minutes are estimated" in " ".join(unlimited.notes)
    assert len(far) > 0
    limited = _data(replace(SOLIDARITY, travel=AtMost(40)), near)
    assert 0 < len(limited.pairs) < len(unlimited.pairs)
    assert limited.notes == ()
    assert limited.pairs.minutes.max() <= 40


def test_an_estimated_journey_is_never_shorter_than_the_known_ones() -> None:
    near = replace(COUNTRY, times=Times(COUNTRY.times.minutes, limit_seconds=2400))
    whole, territory = _data(replace(SOLIDARITY, travel=AtMost(None)), near), COUNTRY.territory
    for pair in range(len(whole.pairs)):
        home = territory.index_of(whole.doctors[whole.pairs.doctor[pair]].commune)
        place = territory.index_of(whole.sites[whole.pairs.site[pair]].commune)
        minutes, known = float(whole.pairs.minutes[pair]), float(COUNTRY.times.minutes[home, place])
        crow = float(np.hypot(territory.x[home] - territory.x[place], territory.y[home] - territory.y[place]))
        assert minutes == pytest.approx(known if known <= 40 else max(40.0, 1.2 * crow / 1000))


def test_without_a_floor_the_home_may_lose_everything() -> None:
    data = _data(replace(SOLIDARITY, home=HomeUntouched()))
    assert data.groups.may_lose == pytest.approx(data.groups.access)
    assert (_data(SOLIDARITY).groups.may_lose < data.groups.access).any()


def test_a_day_costs_what_the_scheme_pays() -> None:
    scheme = replace(SOLIDARITY, allowance=Allowance(per_day_cents=31_000, per_km_cents=25))
    data, territory = _data(scheme), COUNTRY.territory
    for pair in range(len(data.pairs)):
        home = territory.index_of(data.doctors[data.pairs.doctor[pair]].commune)
        place = territory.index_of(data.sites[data.pairs.site[pair]].commune)
        day = PaidDay(START, 2, float(kilometres(territory, home, place)))
        assert data.pairs.cost_cents[pair] == total_cents(payment(scheme, [day])) >= 31_000


def test_quota_hours_and_eligibility_are_those_of_the_scheme() -> None:
    short = Hours(morning=SOLIDARITY.hours.morning, afternoon=SOLIDARITY.hours.afternoon, slot_minutes=40)
    scheme = replace(SOLIDARITY, quota=DaysPerMonth(1), hours=short)
    data = _data(scheme)
    assert data.max_days.max() == 1
    assert data.rules.consultations_per_day == sum(short.slots_in(half) for half in Half) == 10
    dentist = replace(DOCTORS[0], profession=Profession.DENTIST, status=Status.RETIRED)
    assert _data(scheme, doctors=[dentist]).doctors == ()


@pytest.mark.parametrize("code", ["shared_post", "medical_bus"])
def test_a_scheme_with_templates_is_refused_with_a_remedy(code: str) -> None:
    with pytest.raises(ImpossiblePlan, match=rf"'{code}' come from a template.*publish"):
        _data(scheme_named(code))


def test_a_plan_without_weeks_is_refused() -> None:
    with pytest.raises(ImpossiblePlan, match="one week or more"):
        build_data(
            COUNTRY.territory, COUNTRY.times, COUNTRY.model, Areas(COUNTRY.areas), DOCTORS, SITES,
            start=START, weeks=0, budget_cents=0,
        )  # fmt: skip


def test_a_site_is_closed_on_the_holidays_of_its_own_department() -> None:
    territory = COUNTRY.territory
    department = territory.department.copy()
    department[territory.index_of(SITES[0].commune)] = "67"
    alsace = replace(COUNTRY, territory=replace(territory, department=department))
    good_friday = date(2027, 3, 26)
    open_all_week = [replace(site, open_weekdays=frozenset(range(5))) for site in SITES]
    data = build_data(
        alsace.territory, alsace.times, alsace.model, Areas(alsace.areas), DOCTORS, open_all_week,
        start=good_friday - timedelta(days=4), weeks=1, budget_cents=0,
    )  # fmt: skip
    day = data.days.index(good_friday)
    rooms = {site.id: int(data.rooms[k, day]) for k, site in enumerate(data.sites)}
    assert rooms == {site.id: 0 if site.id == SITES[0].id else 1 for site in open_all_week}
    assert good_friday in next(site for site in data.sites if site.id == SITES[0].id).closed


def test_a_plan_becomes_the_template_that_a_programme_publishes() -> None:
    plan = solve(_data(SOLIDARITY)).plan
    template = plan.template()
    found = template.half_days(START, START + timedelta(weeks=5), FrenchCalendar(), SOLIDARITY.hours)
    assert {(s.date, s.place, s.giver) for s in found} == {(a.date, a.site_id, a.doctor_id) for a in plan.assignments}
    assert len(found) == 2 * len(plan)
