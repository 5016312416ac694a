"""Roles and kinds of organisation are one table, which the database, the forms and the pages follow."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from maillage.site.accounts.charge import SITE_WIDE, charge_of
from maillage.site.accounts.models import Membership, Organisation, User
from maillage.site.accounts.rights import RIGHTS, Act
from maillage.site.accounts.roles import KINDS, ROLES
from tests.site import factories as make

pytestmark = pytest.mark.django_db


def test_the_database_allows_roles_by_kind_of_organisation_only() -> None:
    user = make.user()
    accepted = set()
    for kind in KINDS:
        organisation = make.organisation(kind)
        for role in ROLES:
            try:
                with transaction.atomic():
                    Membership.objects.create(user=user, organisation=organisation, role=role)
            except IntegrityError as error:
                assert "gives no role" in str(error)  # noqa: PT017
            else:
                accepted.add((kind, role))
    assert accepted == {(kind, role.code) for role in ROLES.values() for kind in role.kinds}


@pytest.mark.parametrize(("field", "value"), [("kind", "club"), ("kind", "")])
def test_an_unknown_kind_is_refused(field: str, value: str) -> None:
    organisation = make.organisation()
    with pytest.raises(IntegrityError, match="organisation_known_kind"):
        Organisation.objects.filter(pk=organisation.pk).update(**{field: value})


def test_an_unknown_role_is_refused() -> None:
    row = make.user("host").memberships.get()
    with pytest.raises(IntegrityError, match="gives no role mayor"):
        Membership.objects.filter(pk=row.pk).update(role="mayor")


def test_rights_name_known_roles_only() -> None:
    assert set(RIGHTS) <= set(ROLES)
    assert {role.code for role in ROLES.values() if role.page} == set(RIGHTS), "a role with rights has a page"


@pytest.mark.parametrize("role", [role for role in ROLES.values() if role.page], ids=lambda role: role.code)
def test_sign_in_redirects_to_the_page_of_the_role(role, client: Client) -> None:
    user = make.user(role.code)
    client.force_login(user)
    answer = client.get("/accueil")
    page = dict(role.page_in).get(user.memberships.get().organisation.kind, role.page)
    assert (answer.status_code, answer["Location"]) == (302, reverse(page))


@pytest.mark.parametrize(("kind", "page"), [("centre", "centre-desk"), ("practice", "host-place")])
def test_a_secretary_starts_where_their_work_is(kind: str, page: str, client: Client) -> None:
    client.force_login(make.user("secretary", make.organisation(kind)))
    assert client.get("/accueil")["Location"] == reverse(page)


@pytest.mark.parametrize("role", [role for role in ROLES.values() if not role.page], ids=lambda role: role.code)
def test_a_role_without_page_sees_what_is_planned(role, client: Client) -> None:
    user = make.user(role.code)
    client.force_login(user)
    page = client.get("/accueil").content.decode()
    assert "Votre compte est prêt" in page
    assert role.does in page


def test_site_wide_roles_are_in_no_territory() -> None:
    """A coordinator of a region must not give a role that opens every account of the site."""
    make.commune()
    coordinator = make.coordinator()
    for kind in SITE_WIDE:
        operator = make.organisation(kind)
        operator.regions.add(make.region())
        assert operator not in charge_of(coordinator).organisations()


def test_an_administrator_manages_all_accounts_and_the_data_protection_officer_reads() -> None:
    stranger = make.user("host", make.place(commune=make.elsewhere()).organisation)
    administrator, officer = make.user("administrator"), make.user("data_protection_officer")
    assert charge_of(administrator).has_whole(stranger)
    assert set(charge_of(administrator).accounts()) == set(User.objects.all())
    assert not charge_of(officer).accounts().exists()
    assert stranger in charge_of(officer, Act.READ).accounts()
