"""Home visits: grouped into rounds with the travel between them, never beside a session."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise, permutations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.schemes.words import Half
from maillage.site.accounts.models import Organisation
from maillage.site.agenda.absences import AbsenceDates
from maillage.site.centres import contracts, rotations, rounds
from maillage.site.centres.models import HomeRound, HomeVisit
from maillage.site.centres.rounds import VisitData
from maillage.site.directory.models import Professional
from maillage.site.refusals import InvalidField, Refused, WrongState
from tests.site import centre_factories as centres
from tests.site import factories as make

pytestmark = pytest.mark.django_db
AM, PM = Half


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=5))
def test_a_round_is_close_to_the_shortest_of_all_orders(points: list[tuple[int, int]]) -> None:
    where = {str(k): at for k, at in enumerate([(20, 20), *points])}

    def minutes(one: str, two: str) -> float:
        (x, y), (u, v) = where[one], where[two]
        return abs(x - u) + abs(y - v)

    stops = [(str(k + 1), 10) for k in range(len(points))]
    order, total = rounds.ordered("0", stops, minutes)
    assert sorted(order) == list(range(len(stops)))

    def length(of: tuple[int, ...]) -> float:
        return sum(minutes(a, b) for a, b in pairwise(["0", *(stops[k][0] for k in of), "0"]))

    best = min(length(one) for one in permutations(range(len(stops))))
    assert total == length(tuple(order))
    assert total <= 1.25 * best + 1e-9


def a_week(centre: Organisation) -> Professional:
    """One person outside every afternoon from last Monday on; the room is theirs on Monday mornings."""
    person = centres.contract(centre, visits=5).professional
    room = rotations.rooms_of(centre)[0]
    seats = {(day, PM): {person: None} for day in range(5)} | {(0, AM): {person: room}}
    row = rotations.draft(centre, centres.monday(0), seats, None)
    rotations.put_in_agenda(row, 4, today=centres.monday(0))
    return person


def visit(centre: Organisation, name: str = "Rose", **fields: object) -> HomeVisit:
    given_ = {"kind": "home", "address": "Rue du Lac", "commune": "12089", **fields}
    return rounds.ask(centre, VisitData(name=name, **given_), None)  # type: ignore[arg-type]


def test_visits_are_grouped_into_the_half_days_outside_as_many_as_fit() -> None:
    centre = centres.centre()
    person, day = a_week(centre), centres.monday(1)
    for k in range(7):
        visit(centre, f"Personne {'abcdefg'[k]}", before=day + timedelta(days=7 - k))
    home = visit(centre, "EHPAD du Lac", kind="care_home", residents=4, every_weeks=4, before=day)
    free = rounds.free_halves(centre, day, 7)
    assert {(one.date.weekday(), one.half) for one in free} <= {(k, PM) for k in range(5)}
    with pytest.raises(Refused, match="ne prévoit pas de visites"):
        rounds.make(centre, person, day + timedelta(days=1), AM, None)
    at = free[0].date
    row = rounds.make(centre, person, at, PM, None)
    there = list(row.visits.order_by("rank"))
    # 60 minutes for the care home and three of 30 for homes, 5 minutes between all: 60 + 90 + 25 = 175 of 200.
    assert home in there
    assert (len(there), row.travel_minutes) == (4, 25)
    assert [one.rank for one in there] == [1, 2, 3, 4]
    assert sorted(one.at for one in there if one.at) == [one.at for one in there]
    with pytest.raises(WrongState, match="déjà une tournée"):
        rounds.make(centre, person, at, PM, None)
    rounds.drop_visit(there[0], None)
    assert HomeRound.objects.get().visits.count() == 3
    HomeRound.objects.update(date=timezone.localdate() - timedelta(days=1))
    home.refresh_from_db()
    if home.round_id is not None:
        rounds.done(home, centres.manager(centre))
        again = HomeVisit.objects.filter(name="EHPAD du Lac", done=False).get()
        assert again.before == timezone.localdate() - timedelta(days=1) + timedelta(weeks=4)


def test_a_round_is_refused_beside_a_session_or_during_days_off() -> None:
    centre = centres.centre()
    person = a_week(centre)
    visit(centre)
    monday = next(day for day in (centres.monday(k) for k in (1, 2)) if not person.home.calendar.is_holiday(day))
    with pytest.raises(Refused, match="une vacation ou une absence"):
        rounds.make(centre, person, monday, AM, None)
    with pytest.raises(IntegrityError, match="has a session"), transaction.atomic():
        HomeRound.objects.create(centre=centre, professional=person, date=monday, half="morning")
    off = monday + timedelta(days=1)
    contracts.take_leave(person.centre_contracts.get(), "paid", AbsenceDates(off, off), None)  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="une vacation ou une absence"):
        rounds.make(centre, person, off, PM, None)
    with pytest.raises(InvalidField) as refused:
        visit(centre, kind="care_home", residents=40)
    assert refused.value.field == "residents"


def test_the_secretariat_notes_a_visit_and_makes_a_round_on_its_page(client: Client) -> None:
    centre = centres.centre()
    person = a_week(centre)
    client.force_login(make.user("secretary", centre))
    page = reverse("centre-rounds")
    form = {
        "acte": "noter", "kind": "home", "name": "Rose Blanc", "address": "", "commune": "12089", "residents": "1",
        "every_weeks": "0",
    }  # fmt: skip
    answer = client.post(page, form)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["address"])
    client.post(page, {**form, "address": "Rue du Lac"})
    shown = client.get(page)
    assert "Rose Blanc" in shown.content.decode()
    one = shown.context["free"][0]
    client.post(page, {"acte": "tournee", "demi_journee": f"{person.pk} {one.date.isoformat()} {one.half.value}"})
    row = HomeRound.objects.get()
    assert (row.professional, row.visits.count()) == (person, 1)
    assert "minutes de route" not in client.post(page, {"acte": "tournee", "demi_journee": "x"}).content.decode()
    carer = make.user("doctor", centre)
    Professional.objects.filter(pk=person.pk).update(user=carer)
    client.force_login(carer)
    assert "Rose Blanc" in client.get(reverse("centre-my-rounds")).content.decode()
