"""Accounts that a coordinator may change: only those whose roles all lie in the coordinator's territory."""

from __future__ import annotations

import pytest

from maillage.site.accounts.charge import charge_of
from maillage.site.accounts.models import Membership, Organisation, User
from maillage.site.directory import services as directory
from maillage.site.directory.services import ThingData
from tests.site import factories as make

pytestmark = pytest.mark.django_db


def of(user: User) -> set[Organisation]:
    return set(charge_of(user).organisations())


@pytest.fixture
def coordinator() -> User:
    make.commune()
    return make.coordinator()


def own(user: User) -> Organisation:
    return user.memberships.get().organisation


def test_a_charge_holds_the_own_organisation_and_those_inside(coordinator: User) -> None:
    local = make.organisation("coordination")
    local.intercommunalities.add(make.intercommunality())
    house = make.place().organisation
    assert of(coordinator) == {own(coordinator), local, house}


def test_an_organisation_partly_outside_is_out_of_charge(coordinator: User) -> None:
    far = make.elsewhere()
    foreign = make.organisation("agency")
    foreign.regions.add(far.department.region)
    straddling = make.organisation("coordination")
    straddling.regions.add(make.region(), far.department.region)
    chain = make.organisation("practice")
    make.place(organisation=chain)
    make.place(organisation=chain, commune=far)
    make.organisation("practice")
    assert of(coordinator) == {own(coordinator)}


def test_a_council_is_in_charge_of_who_coordinates_the_region_of_its_departments(coordinator: User) -> None:
    council, straddling = make.organisation("order"), make.organisation("insurer")
    council.departments.add(make.department())
    straddling.departments.add(make.department(), make.elsewhere().department)
    assert of(coordinator) == {own(coordinator), council}
    local = make.organisation("coordination")
    local.intercommunalities.add(make.intercommunality())
    assert council not in of(make.user("coordinator", local))


def test_an_intercommunality_with_a_commune_outside_is_out_of_charge(coordinator: User) -> None:
    local = make.organisation("coordination")
    local.intercommunalities.add(make.intercommunality())
    assert local in of(coordinator)
    brittany = make.department("29", make.region("53", "Bretagne"))
    make.commune("29001", "Ailleurs", department=brittany, intercommunality=make.intercommunality())
    assert local not in of(coordinator)


def test_a_local_coordinator_is_not_in_charge_of_the_region(coordinator: User) -> None:
    local = make.organisation("coordination")
    local.intercommunalities.add(make.intercommunality())
    neighbour = make.place(commune=make.commune("12202", "Rodez", intercommunality=make.intercommunality("2")))
    user = make.user("coordinator", local)
    assert of(user) == {local}
    assert not charge_of(user).has_whole(coordinator)
    assert neighbour.organisation in of(coordinator)


@pytest.mark.parametrize("role", ["analyst", "doctor", "host", None])
def test_other_roles_are_in_charge_of_nobody(coordinator: User, role: str | None) -> None:
    make.place()
    user = make.colleague(role, coordinator) if role else make.user()
    assert of(user) == set()
    assert not charge_of(user).accounts().exists()


def test_an_analyst_of_a_region_is_not_in_charge_of_it(coordinator: User) -> None:
    """A coordinator of a small territory who is an analyst of the region is in charge of the small one only."""
    house = make.place(commune=make.commune("12202", "Rodez", intercommunality=make.intercommunality("2")))
    local = make.organisation("coordination")
    local.intercommunalities.add(make.intercommunality())
    user = make.user("coordinator", local)
    Membership.objects.create(user=user, organisation=own(coordinator), role="analyst")
    user = User.objects.get(pk=user.pk)
    assert user.scope.regions == {"76"}
    assert of(user) == {local}
    assert house.organisation not in of(user)


def test_a_closed_coordinator_is_in_charge_of_nobody(coordinator: User) -> None:
    coordinator.is_active = False
    assert of(coordinator) == set()


def test_an_account_with_a_role_elsewhere_is_not_wholly_in_charge(coordinator: User) -> None:
    host = make.user("host", make.place().organisation)
    assert charge_of(coordinator).has_whole(host)
    Membership.objects.create(user=host, organisation=make.place(commune=make.elsewhere()).organisation, role="host")
    assert not charge_of(coordinator).has_whole(host)
    assert host in charge_of(coordinator).accounts()


def test_a_doctor_who_practises_elsewhere_is_not_wholly_in_charge(coordinator: User) -> None:
    house = make.place().organisation
    here, there = (
        make.professional(make.user("doctor", house), home=home) for home in (make.commune(), make.elsewhere())
    )
    assert charge_of(coordinator).has_whole(here.user)
    assert not charge_of(coordinator).has_whole(there.user)


def test_who_registered_an_organisation_or_gave_it_its_first_thing_is_in_charge_of_it(coordinator: User) -> None:
    """Not of one that has a place elsewhere since; nobody else may name it meanwhile."""
    cross = directory.create_organisation("Croix-Rouge", "practice", by=coordinator)
    assert cross in of(coordinator)
    other = make.coordinator(make.elsewhere().department.region)
    assert not directory.usable_organisations(other).filter(pk=cross.pk).exists()
    bus = make.organisation("practice")
    directory.add_things([ThingData(kind="vehicle", name="Bus")], bus, by=coordinator)
    assert bus in of(coordinator)
    assert not {bus, cross} & of(other)
    make.place(organisation=cross, commune=make.elsewhere())
    assert cross not in of(coordinator)
