"""Home visits: grouped into rounds with the travel between them, never beside a session."""

from __future__ import annotations

from datetime import UTC, date, time, timedelta
from itertools import pairwise, permutations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.schemes.words import Half
from maillage.site.accounts.models import Membership, Organisation
from maillage.site.agenda.absences import AbsenceDates
from maillage.site.agenda.models import Claim
from maillage.site.centres import contracts, on_the_round, rotations, rounds
from maillage.site.centres.models import HomeRound, HomeVisit, PatientList
from maillage.site.centres.rounds import VisitData
from maillage.site.directory.models import Professional
from maillage.site.refusals import InvalidField, NotAllowed, Refused, WrongState
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
        on_the_round.done(home, centres.manager(centre))
        again = next(one for one in HomeVisit.objects.filter(done=False) if one.name == "EHPAD du Lac")
        assert again.before == timezone.localdate() - timedelta(days=1) + timedelta(weeks=4)


def test_a_round_is_refused_beside_a_session_or_during_days_off() -> None:
    centre = centres.centre()
    person = a_week(centre)
    visit(centre)
    monday = next(day for day in (centres.monday(k) for k in (1, 2)) if not person.home.calendar.is_holiday(day))
    with pytest.raises(Refused, match="une vacation ou une absence"):
        rounds.make(centre, person, monday, AM, None)
    with pytest.raises(IntegrityError, match="has a session"), transaction.atomic():
        HomeRound.objects.create(
            centre=centre, professional=person, date=monday, half="morning", during=rounds.during(person, monday, AM)
        )
    off = monday + timedelta(days=1)
    contracts.take_leave(person.centre_contracts.get(), "paid", AbsenceDates(off, off), None)  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="une vacation ou une absence"):
        rounds.make(centre, person, off, PM, None)
    with pytest.raises(InvalidField) as refused:
        visit(centre, kind="care_home", residents=40)
    assert refused.value.field == "residents"


def test_a_session_is_refused_over_a_round_by_the_gate_in_french_and_by_the_database() -> None:
    centre = centres.centre()
    person = a_week(centre)
    visit(centre)
    free = rounds.free_halves(centre, centres.monday(1), 7)[0]
    rounds.make(centre, person, free.date, free.half, None)
    room = rotations.rooms_of(centre)[0]
    again = rotations.draft(centre, centres.monday(1), {(k, PM): {person: room} for k in range(5)}, None)
    effect = rotations.effect_of(again, 2, timezone.localdate())
    with pytest.raises(Refused, match=f"{person}, le {free.date:%d/%m/%Y}.*tournée de visites ce jour-là"):
        rotations.put_in_agenda(again, 2, patients=effect.patients)
    claim = Claim.objects.filter(resource=person.resource, active=True).latest("during")
    with pytest.raises(IntegrityError, match="is on a round"), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(during=rounds.during(person, free.date, free.half))
    Claim.objects.filter(pk=claim.pk).update(during=rounds.during(person, free.date + timedelta(days=1), AM))


def test_a_half_day_is_that_of_the_clock_where_the_person_practises() -> None:
    person = make.professional(home=make.commune("97411", "Saint-Denis", department=make.department("974")))
    at = rounds.during(person, date(2031, 1, 6), AM).lower
    assert at is not None
    assert at.astimezone(UTC).hour == 5


def test_who_makes_a_round_notes_what_is_done_what_is_not_and_why_and_changes_the_order(client: Client) -> None:
    centre = centres.centre()
    person = a_week(centre)
    names = [f"Personne {letter}" for letter in "abc"]
    for name in names:
        visit(centre, name, every_weeks=2 if name == names[1] else 0)
    free = rounds.free_halves(centre, centres.monday(1), 7)[0]
    row = rounds.make(centre, person, free.date, free.half, None)
    carer, stranger = make.user("doctor", centre), make.user("doctor", centre)
    Professional.objects.filter(pk=person.pk).update(user=carer)
    first, second, third = row.visits.order_by("rank")
    client.force_login(carer)
    page = reverse("centre-my-rounds")
    client.post(page, {"acte": "plus-tot", "visite": second.pk})
    assert [one.name for one in row.visits.order_by("rank")] == [second.name, first.name, third.name]
    assert [one.at for one in row.visits.order_by("rank")] == [time(14, 5), time(14, 40), time(15, 15)]
    assert "pas encore eu lieu" in client.post(page, {"acte": "faite", "visite": first.pk}, follow=True).text
    today = timezone.localdate()
    HomeRound.objects.update(date=today, during=rounds.during(person, today, AM))
    assert client.post(page, {"acte": "pas-faite", "visite": first.pk, "refaire": "oui"}, follow=True).text.count(
        "Dites pourquoi la visite n’a pas été faite."
    )
    client.post(page, {"acte": "pas-faite", "visite": first.pk, "motif": "nobody", "refaire": "oui"})
    client.post(page, {"acte": "pas-faite", "visite": third.pk, "motif": "called_off"})
    client.post(page, {"acte": "faite", "visite": second.pk})
    said = {one.name: (one.done, one.why_not) for one in row.visits.all()}
    assert said == {first.name: (False, "nobody"), second.name: (True, ""), third.name: (False, "called_off")}
    waiting = {one.name: one.before for one in rounds.waiting(centre)}
    assert waiting == {first.name: today} | ({second.name: today + timedelta(weeks=2)} if second.every_weeks else {})
    shown = client.get(page).text
    assert "Personne n’a ouvert" in shown
    client.force_login(stranger)
    assert client.post(page, {"acte": "faite", "visite": third.pk}).status_code == 404
    with pytest.raises(NotAllowed):
        on_the_round.move(third, stranger, earlier=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        HomeVisit.objects.filter(pk=second.pk).update(why_not="nobody")


def test_a_secretary_of_two_centres_sees_each_with_what_waits_there(client: Client) -> None:
    one, two = centres.centre(name="Centre du Lac"), centres.centre(name="Centre du Pré")
    secretary = make.user("secretary", one)
    Membership.objects.create(user=secretary, organisation=two, role="secretary")
    visit(two, "Rose Lointaine")
    client.force_login(secretary)
    first = client.get(reverse("centre-rounds")).text
    assert "Rose Lointaine" not in first
    assert f"?centre={two.pk}" in first
    assert "1\u00a0visite en attente" in first
    assert "Rose Lointaine" in client.get(reverse("centre-rounds"), {"centre": two.pk}).text
    form = {"acte": "noter", "kind": "home", "name": "Rose Proche", "address": "Rue", "commune": "12089",
            "residents": "1", "every_weeks": "0"}  # fmt: skip
    answer = client.post(f"{reverse('centre-rounds')}?centre={two.pk}", form)
    assert answer.url == f"{reverse('centre-rounds')}?centre={two.pk}"
    assert {one.centre for one in HomeVisit.objects.all() if one.name == "Rose Proche"} == {two}
    client.post(f"{reverse('centre-registrations')}?centre={two.pk}", {"acte": "liste", "capacity": "9", "others": "0"})
    assert PatientList.objects.get().centre == two
    assert client.get(reverse("centre-registrations"), {"centre": centres.centre().pk}).status_code == 404


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
