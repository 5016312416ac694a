"""Scoped querysets: for every kind of user, none returns rows of another territory."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from maillage.site.accounts.models import Membership, User
from maillage.site.accounts.rights import Act, Record
from maillage.site.agenda.models import Session
from maillage.site.booking import services as booking
from maillage.site.booking.models import Appointment
from maillage.site.directory.models import Place, Professional
from maillage.site.engagements.models import Engagement
from maillage.site.observatory.models import ZoneAdjustment, ZoneDesignation
from maillage.site.plans.models import PlanRun
from tests.site import factories as make

pytestmark = pytest.mark.django_db

SCOPED = (Appointment, Engagement, Place, PlanRun, Professional, Session, ZoneAdjustment, ZoneDesignation)


@dataclasses.dataclass
class World:
    """One of everything in Occitanie, and one of everything in Bretagne."""

    session: Session
    stranger: Session
    author: User


def everything_in(commune: object) -> Session:
    region, epci = commune.department.region, commune.intercommunality
    doctor = make.professional(make.user("doctor"), home=commune)
    session = make.published(place=make.place(commune=commune), professional=doctor, starts=make.soon(8))
    booking.book(session.slots.first().pk, make.patient(commune=commune.pk), make.key())
    Engagement.objects.create(
        professional=doctor, scheme="solidarity", state="active", days_per_month=2, starts="2026-11-01"
    )
    PlanRun.objects.create(
        programme=make.programme(region=region), seed=1, objective=1, bound=1, gap=0, seconds=1, document={},
        digest=region.pk,
    )  # fmt: skip
    ZoneDesignation.objects.create(
        region=region, rank=1, epci=epci, population=1, score=1, criteria={}, reason="Peu.", modelled=True
    )
    ZoneAdjustment.objects.create(
        region=region, epci=epci, kind="add", reason="Demande des élus.", author=make.coordinator(region)
    )
    return session


@pytest.fixture
def world() -> World:
    return World(everything_in(make.commune()), everything_in(make.elsewhere()), make.coordinator())


def seen(model: type, user: object) -> QuerySet:
    return model.objects.visible_to(user)


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model.__name__)
def test_a_coordinator_sees_their_region_and_no_other(world: World, model: type) -> None:
    stranger = make.coordinator(world.stranger.commune.department.region)
    third = make.coordinator(make.region("11", "Île-de-France"))
    here, there = set(seen(model, world.author)), set(seen(model, stranger))
    assert here
    assert there
    assert not here & there
    assert not seen(model, third).exists()


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model.__name__)
def test_people_without_role_see_nothing(world: World, model: type) -> None:
    closed = make.coordinator()
    closed.is_active = False
    for nobody in (AnonymousUser(), make.user(), make.user("doctor"), make.user("host"), closed):
        assert not seen(model, nobody).exists()


@pytest.mark.parametrize("model", [PlanRun, ZoneDesignation, ZoneAdjustment], ids=lambda model: model.__name__)
def test_doctors_and_hosts_see_no_plan_nor_zone(world: World, model: type) -> None:
    for user in (world.session.giver.user, host_of(world.session)):
        assert not seen(model, user).exists()


def host_of(session: Session) -> User:
    return make.user("host", session.place.organisation)


@pytest.mark.parametrize(
    ("user_of", "sees_appointment"),
    [(lambda s: s.giver.user, True), (host_of, True)],
    ids=["doctor", "host"],
)
def test_a_doctor_sees_their_sessions_and_a_host_those_of_their_place(
    world: World, user_of: Callable[[Session], User], sees_appointment: bool
) -> None:
    user = user_of(world.session)
    assert set(seen(Session, user)) == {world.session}
    assert {a.slot.session for a in seen(Appointment, user)} == ({world.session} if sees_appointment else set())


def test_a_local_coordinator_sees_their_intercommunality_only(world: World) -> None:
    neighbour = make.commune("12202", "Rodez", intercommunality=make.intercommunality("200000555"))
    make.published(place=make.place(commune=neighbour), starts=make.soon(9))
    local = make.organisation("coordination")
    local.intercommunalities.add(world.session.commune.intercommunality)
    user = make.user("coordinator", local)
    assert set(seen(Session, user)) == {world.session}
    assert {zone.epci for zone in seen(ZoneDesignation, user)} == {world.session.commune.intercommunality}


def test_a_role_counts_in_its_own_organisation_only(world: World) -> None:
    user = host_of(world.session)
    coordination = make.organisation("coordination")
    coordination.regions.add(world.stranger.commune.department.region)
    Membership.objects.create(user=user, organisation=coordination, role="host")
    user = User.objects.get(pk=user.pk)
    assert set(seen(Session, user)) == {world.session}


def test_an_analyst_of_a_region_changes_only_the_coordinated_part(world: World) -> None:
    local = make.organisation("coordination")
    local.intercommunalities.add(world.session.commune.intercommunality)
    user = make.user("coordinator", local)
    brittany = make.organisation("agency")
    brittany.regions.add(world.stranger.commune.department.region)
    Membership.objects.create(user=user, organisation=brittany, role="analyst")
    assert set(seen(Session, user)) == {world.session, world.stranger}
    assert set(Session.objects.changeable_by(user)) == {world.session}
    assert seen(PlanRun, user).exists()
    assert not PlanRun.objects.changeable_by(user).exists()
    assert {row.slot.session for row in Appointment.objects.changeable_by(user)} == {world.session}


def test_the_scope_of_a_user_takes_one_query_and_is_cached(world: World, django_assert_num_queries) -> None:
    user = User.objects.get(pk=world.author.pk)
    with django_assert_num_queries(1):
        assert user.grants.roles == {"coordinator"}
        assert user.grants.may(Record.PLAN, Act.READ)
    with django_assert_num_queries(1):
        list(seen(PlanRun, user))
