"""Contracts of a centre: hours that the law permits, days off that are counted, the hours of a week."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from maillage.schemes import FrenchCalendar
from maillage.site.agenda.absences import AbsenceDates
from maillage.site.agenda.models import Absence, Claim, Session
from maillage.site.centres import contracts, hours
from maillage.site.centres.models import CentreContract, CentreLeave
from maillage.site.centres.working_time import half_day_minutes, half_days_owed, rtt_days, working_half_days
from maillage.site.refusals import InvalidField, NotAllowed, WrongState
from tests.site import centre_factories as centres
from tests.site import factories as make

pytestmark = pytest.mark.django_db


def test_hours_of_the_law_and_what_they_make() -> None:
    assert half_day_minutes() == 230
    assert [half_days_owed(60 * hours) for hours in (4, 17, 28, 35, 39, 48)] == [1, 4, 7, 9, 10, 10]
    assert (rtt_days(35 * 60), rtt_days(39 * 60)) == (0, 23)


@given(st.dates(date(2026, 1, 1), date(2026, 12, 20)), st.integers(0, 10), st.booleans(), st.booleans())
def test_half_days_of_an_absence_are_counted_one_by_one(first: date, days: int, noon: bool, until: bool) -> None:
    calendar, last = FrenchCalendar(), first + timedelta(days=days)
    count = 0
    for day in (first + timedelta(days=k) for k in range(days + 1)):
        works = day.weekday() < 5 and not calendar.is_holiday(day)
        count += works * (2 - (noon and day == first) - (until and day == last))
    assert working_half_days(AbsenceDates(first, last, noon, until), calendar) == count


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"weekly_minutes": 60 * 60}, "weekly_hours"),
        ({"weekly_minutes": 30}, "weekly_hours"),
        ({"weekly_minutes": 39 * 60, "rtt_days": 0}, "rtt_days"),
        ({"weekly_minutes": 8 * 60, "visits": 3}, "visits"),
        ({"ends": date(2020, 1, 1)}, "ends"),
    ],
)
def test_a_contract_that_the_law_forbids_is_refused_on_its_field(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidField) as refused:
        centres.contract(centres.centre(), **fields)
    assert refused.value.field == field
    assert not CentreContract.objects.exists()


def test_two_contracts_of_thirty_hours_make_sixty_and_are_refused() -> None:
    person = centres.carer()
    first = centres.contract(centres.centre(), person, weekly_minutes=30 * 60)
    with pytest.raises(InvalidField, match="plus de 48 heures"):
        centres.contract(centres.centre(), person, weekly_minutes=30 * 60)
    with pytest.raises(InvalidField, match="déjà un contrat"):
        centres.contract(first.centre, person, weekly_minutes=60)
    contracts.end(first, centres.monday(2), None)
    after = centres.contract(first.centre, person, starts=centres.monday(2) + timedelta(days=1))
    assert list(CentreContract.objects.filter(centre=first.centre).on(centres.monday(3))) == [after]


def test_the_database_refuses_what_the_service_would() -> None:
    row = centres.contract(centres.centre())
    with pytest.raises(IntegrityError, match="a contract never changes"), transaction.atomic():
        CentreContract.objects.filter(pk=row.pk).update(weekly_minutes=60)
    fields = {"centre": row.centre, "professional": centres.carer(), "starts": row.starts, "leave_days": 25}
    for minutes, why in ((3600, "48 hours a week"), (30, "contract_1_to_48"), (2340, "contract_rtt_above_35_hours")):
        with pytest.raises(IntegrityError, match=why), transaction.atomic():
            CentreContract.objects.create(weekly_minutes=minutes, **fields)
    leave = {"contract": row, "kind": "paid", "first": "2027-01-04", "last": "2027-01-04"}
    with pytest.raises(IntegrityError, match="no more days off"), transaction.atomic():
        CentreLeave.objects.create(half_days=51, **leave)


def test_days_off_are_counted_and_keep_the_agenda_free() -> None:
    person = centres.carer()
    row = centres.contract(centres.centre(), person, leave_days=2)
    day = centres.monday(2)
    session = make.published(professional=person, starts=make.at(day.isoformat()), scheme="salaried_centre")
    dates = AbsenceDates(day, day, until_noon=True)
    with pytest.raises(WrongState, match="rendez-les"):
        contracts.take_leave(row, "paid", dates, None)
    leave = contracts.take_leave(row, "paid", dates, None, giving_back=True)
    assert leave.half_days == 1
    assert make.again(session).state == Session.State.DECLINED
    assert not Claim.objects.filter(active=True, resource=person.resource).exists()
    (paid,) = contracts.rights(row, day.year)
    assert (paid.given, paid.taken, paid.left) == (2, 0.5, 1.5)
    with pytest.raises(InvalidField, match="il en reste 1,5\u00a0jour"):
        contracts.take_leave(row, "paid", AbsenceDates(day + timedelta(days=1), day + timedelta(days=2)), None)
    with pytest.raises(InvalidField, match="Personne ne travaille"):
        contracts.take_leave(row, "paid", AbsenceDates(day + timedelta(days=5), day + timedelta(days=6)), None)
    contracts.drop_leave(leave, None)
    assert not Absence.objects.exists()
    with pytest.raises(NotAllowed):
        contracts.end(row, day, centres.manager(centres.centre()))


def test_the_hours_of_a_week_stand_beside_those_promised() -> None:
    person, centre = centres.carer(), centres.centre()
    row = centres.contract(centre, person, weekly_minutes=8 * 60)
    day = centres.monday(2)
    make.published(professional=person, starts=make.at(day.isoformat()), scheme="salaried_centre")
    contracts.take_leave(row, "paid", AbsenceDates(day + timedelta(days=1), day + timedelta(days=1)), None)
    (week,) = hours.of_week(centre, day)
    assert (week.rooms, week.visits, week.duties, week.away) == (230, 0, 0, 96)
    assert (week.half_days, week.owed, week.stands) == (1, 2, "under")
    assert hours.duties_of_quarter([row], day) == {person.pk: hours.Duties(0, 1)}
    make.published(professional=person, starts=make.at(day.isoformat(), 20), scheme="duty_rota")
    assert hours.duties_of_quarter([row], day) == {person.pk: hours.Duties(1, 1)}
    make.published(place=centre.places.get(), starts=make.soon(3), scheme="salaried_centre")
    there = make.soon(3).date()
    found = hours.unscheduled(centre, there - timedelta(days=there.weekday()))
    assert (found.kept, found.taken, found.total) == (2, 0, 10)
