"""Invitations: one role, one link, one account; the database enforces the rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from maillage.site.accounts import links, services, throttle
from maillage.site.accounts.models import Invitation, Membership, User
from maillage.site.accounts.services import Invitee
from maillage.site.messages.delivery import deliver
from maillage.site.refusals import NotAllowed, Refused, WrongState
from tests.site import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator() -> User:
    make.commune()
    return make.coordinator()


def offer(**fields: object) -> Invitee:
    fields = {
        "email": "Rose.Cormier@Example.org ",
        "first_name": "Rose",
        "last_name": "Cormier",
        "role": "host",
        **fields,
    }
    if "organisation" not in fields:
        fields["organisation"] = make.place().organisation
    return Invitee(**fields)  # type: ignore[arg-type]


def age(invitation: Invitation, **past: float) -> None:
    """Move an invitation into the past."""
    shift = timedelta(**past)
    Invitation.objects.filter(pk=invitation.pk).update(
        made_at=invitation.made_at - shift, expires_at=invitation.expires_at - shift
    )


def deliver_mail(count: int) -> None:
    """Send the outbox; check the total number of messages sent."""
    deliver()
    assert len(mail.outbox) == count


def test_an_invitation_makes_an_account_once(coordinator: User) -> None:
    invitation, token = services.invite(offer(), coordinator)
    assert not mail.outbox
    deliver_mail(1)
    message = mail.outbox[0]
    assert message.to == ["rose.cormier@example.org"]
    assert f"https://maillage.example/compte/invitation/{token}" in message.body
    assert not User.objects.filter(email="rose.cormier@example.org").exists()
    user = services.accept(token, password=make.PASSWORD)
    assert (user.email, str(user)) == ("rose.cormier@example.org", "Rose Cormier")
    assert user.check_password(make.PASSWORD)
    assert user.memberships.get().organisation == invitation.organisation
    with pytest.raises(WrongState, match="ne sert plus"):
        services.accept(token, password="un-autre-mot-de-passe")


def test_the_link_is_kept_as_a_digest_only(coordinator: User) -> None:
    _, token = services.invite(offer(), coordinator)
    with connection.cursor() as cursor:
        for table in ("accounts_invitation", "accounts_invitationevent"):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{token}%"])
            assert cursor.fetchone() == (0,)
    assert bytes(Invitation.objects.get().digest) == links.digest_of(token)


def test_an_invitation_is_void_when_its_author_loses_the_charge(coordinator: User) -> None:
    asked, other = offer(), make.coordinator()
    invitation, token = services.invite(asked, coordinator)
    services.set_active(coordinator, False, other)
    with pytest.raises(WrongState, match="plus en charge"):
        services.accept(token, password=make.PASSWORD)
    services.set_active(coordinator, True, other)
    services.take_role(coordinator.memberships.get(), other)
    with pytest.raises(WrongState, match="plus en charge"):
        services.open_invitation(token)
    assert not User.objects.filter(email=invitation.email).exists()
    _, fresh = services.invite(asked, other)
    assert services.accept(fresh, password=make.PASSWORD).email == invitation.email


def test_the_same_offer_again_replaces_the_link(coordinator: User) -> None:
    asked = offer()
    _, first = services.invite(asked, coordinator)
    _, second = services.invite(asked, coordinator)
    assert Invitation.objects.count() == 1
    with pytest.raises(WrongState):
        services.open_invitation(first)
    assert services.open_invitation(second)


def test_an_expired_or_withdrawn_link_is_refused(coordinator: User) -> None:
    late, token = services.invite(offer(), coordinator)
    age(late, days=links.INVITATION_DAYS)
    with pytest.raises(WrongState):
        services.accept(token, password=make.PASSWORD)
    row, token = services.invite(offer(), coordinator)
    services.withdraw(row, coordinator)
    with pytest.raises(WrongState):
        services.accept(token, password=make.PASSWORD)
    with pytest.raises(NotAllowed):
        services.withdraw(row, coordinator)
    assert not User.objects.filter(first_name="Rose").exists()


def test_the_inviter_learns_nothing_about_an_existing_account(coordinator: User) -> None:
    known = make.user(email="rose.cormier@example.org")
    invitation, token = services.invite(offer(), coordinator)
    assert invitation.accepted_by is None
    assert not known.memberships.exists()
    with pytest.raises(Refused, match="connectez-vous"):
        services.accept(token, password="le-mot-de-passe-de-l-inviteur")
    known.refresh_from_db()
    assert known.check_password(make.PASSWORD)
    with pytest.raises(NotAllowed):
        services.accept(token, user=make.user())
    services.accept(token, user=known)
    assert known.memberships.get().role == "host"


def test_a_doctors_account_is_linked_to_the_directory_entry(coordinator: User) -> None:
    doctor, house = make.professional(home=make.commune()), make.place().organisation
    with pytest.raises(Refused, match="fiche de l’annuaire"):
        services.invite(offer(role="doctor", organisation=house), coordinator)
    _, token = services.invite(offer(role="doctor", organisation=house, entry=doctor.pk), coordinator)
    user = services.accept(token, password=make.PASSWORD)
    doctor.refresh_from_db()
    assert doctor.user == user
    with pytest.raises(Refused, match="a déjà un compte"):
        services.invite(offer(email="x@example.org", role="doctor", organisation=house, entry=doctor.pk), coordinator)


def test_two_invitations_for_one_entry_give_it_one_account(coordinator: User) -> None:
    doctor, house = make.professional(home=make.commune()), make.place().organisation
    asked = offer(role="doctor", organisation=house, entry=doctor.pk)
    _, first = services.invite(asked, coordinator)
    _, second = services.invite(replace(asked, email="autre@example.org"), coordinator)
    services.accept(first, password=make.PASSWORD)
    with pytest.raises(Refused, match="déjà un compte"):
        services.accept(second, password=make.PASSWORD)
    assert not User.objects.filter(email="autre@example.org").exists()


def test_a_territory_does_not_invite_a_doctor_who_only_visits_it(coordinator: User) -> None:
    """The account would also open the doctor's days and patients in the other territory."""
    visitor, house = make.professional(home=make.elsewhere()), make.place()
    make.published(place=house, professional=visitor)
    with pytest.raises(NotAllowed, match="hors de votre territoire"):
        services.invite(offer(role="doctor", organisation=house.organisation, entry=visitor.pk), coordinator)
    local = make.organisation("coordination")
    local.intercommunalities.add(make.intercommunality())
    neighbour = make.professional(home=make.commune("12202", "Rodez", intercommunality=make.intercommunality("2")))
    asked = offer(role="doctor", organisation=house.organisation, entry=neighbour.pk)
    with pytest.raises(NotAllowed, match="hors de votre territoire"):
        services.invite(asked, make.user("coordinator", local))
    services.invite(asked, coordinator)


@pytest.mark.parametrize("role", ["analyst", "doctor", "host", None])
def test_only_a_coordinator_invites(coordinator: User, role: str | None) -> None:
    agency = coordinator.memberships.get().organisation
    stranger = make.colleague(role, coordinator) if role else make.user()
    with pytest.raises(NotAllowed):
        services.invite(offer(role="analyst", organisation=agency), stranger)
    assert not Invitation.objects.exists()


def test_nobody_invites_beyond_their_territory(coordinator: User) -> None:
    foreign = make.organisation("agency")
    foreign.regions.add(make.elsewhere().department.region)
    with pytest.raises(NotAllowed):
        services.invite(offer(role="coordinator", organisation=foreign), coordinator)


@pytest.mark.parametrize(("kind", "role"), [("practice", "coordinator"), ("commune", "analyst"), ("agency", "host")])
def test_an_organisation_gives_its_own_roles_only(coordinator: User, kind: str, role: str) -> None:
    organisation = make.organisation(kind)
    if kind == "agency":
        organisation.regions.add(make.region())
    else:
        make.place(organisation=organisation)
    with pytest.raises(Refused, match="ne donne pas ce rôle"):
        services.invite(offer(role=role, organisation=organisation), coordinator)


def test_a_role_already_held_is_not_offered_again(coordinator: User) -> None:
    host = make.user("host", make.place().organisation)
    with pytest.raises(Refused, match="déjà ce rôle"):
        services.invite(offer(email=host.email, organisation=host.memberships.get().organisation), coordinator)


def test_invitations_are_limited(coordinator: User) -> None:
    house = make.place().organisation
    for k in range(throttle.INVITATION.per_account):
        services.invite(offer(email=f"p{k}@example.org", organisation=house), coordinator)
    with pytest.raises(Refused, match="quart d’heure"):
        services.invite(offer(organisation=house), coordinator)


def test_the_history_records_the_author_of_each_change(coordinator: User) -> None:
    _, token = services.invite(offer(), coordinator)
    user = services.accept(token, password=make.PASSWORD)
    services.set_active(user, False, coordinator)
    services.take_role(user.memberships.get(), coordinator)

    def authors(model: str, label: str) -> list[int | None]:
        rows = apps.get_model("accounts", model).objects.filter(pgh_label=label).order_by("-pgh_id")
        return [row.pgh_context.metadata.get("user") if row.pgh_context else None for row in rows]

    assert authors("InvitationEvent", "insert")[0] == coordinator.pk
    assert authors("MembershipEvent", "insert")[0] == user.pk
    assert authors("UserEvent", "update")[0] == coordinator.pk
    assert authors("MembershipEvent", "delete") == [coordinator.pk]
    fields = {field.name for field in apps.get_model("accounts", "UserEvent")._meta.get_fields()}
    assert not fields & {"password", "last_login"}


def test_roles_and_accounts_change_only_within_the_charge(coordinator: User) -> None:
    stranger = make.coordinator(make.elsewhere().department.region)
    host = make.user("host", make.place().organisation)
    for act in (
        lambda: services.take_role(host.memberships.get(), stranger),
        lambda: services.set_active(host, False, stranger),
        lambda: services.new_password_link(host, stranger),
        lambda: services.set_active(stranger, False, coordinator),
    ):
        with pytest.raises(NotAllowed):
            act()
    for act in (
        lambda: services.take_role(coordinator.memberships.get(), coordinator),
        lambda: services.set_active(coordinator, False, coordinator),
    ):
        with pytest.raises(Refused, match="votre propre"):
            act()
    services.set_active(host, False, coordinator)
    host.refresh_from_db()
    assert not host.is_active
    with pytest.raises(Refused, match="fermé"):
        services.new_password_link(host, coordinator)
    services.set_active(host, True, coordinator)
    host.refresh_from_db()
    assert host.is_active


def test_unanswered_invitations_are_deleted_with_their_history(coordinator: User) -> None:
    unanswered, _ = services.invite(offer(), coordinator)
    accepted, token = services.invite(offer(email="autre@example.org"), coordinator)
    services.accept(token, password=make.PASSWORD)
    assert services.purge(timezone.now() + timedelta(days=36)) == 0
    assert services.purge(timezone.now() + timedelta(days=38)) == 2
    events = apps.get_model("accounts", "InvitationEvent").objects
    assert not events.filter(pgh_obj_id=unanswered.pk).exists()
    assert events.filter(pgh_obj_id=accepted.pk).exists()


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"email": ""}, "invitation_has_email"),
        ({"role": "king"}, "invitation_known_role"),
        ({"expires_at": timezone.now() - timedelta(days=1)}, "invitation_expires_after"),
        ({"accepted_at": timezone.now() + timedelta(days=30)}, "invitation_accepted_in_time_or_withdrawn"),
        (
            {"accepted_at": timezone.now() + timedelta(hours=1), "withdrawn_at": timezone.now()},
            "invitation_accepted_in_time_or_withdrawn",
        ),
    ],
)
def test_the_database_refuses_invalid_invitations(coordinator: User, change: dict, rule: str) -> None:
    services.invite(offer(), coordinator)
    with pytest.raises(IntegrityError, match=rule):
        Invitation.objects.update(**change)


def test_the_database_allows_one_open_invitation_per_role(coordinator: User) -> None:
    services.invite(offer(), coordinator)
    row = Invitation.objects.get()
    row.pk, row.digest = None, b"x" * 32
    with pytest.raises(IntegrityError, match="invitation_open_once"):
        row.save(force_insert=True)


@pytest.mark.parametrize("role", ["coordinator", "analyst"])
def test_the_database_gives_no_territory_to_a_place_of_care(role: str) -> None:
    house, user = make.organisation("practice"), make.user()
    with pytest.raises(DatabaseError, match="gives no role"), transaction.atomic():
        Membership.objects.create(user=user, organisation=house, role=role)
    host = Membership.objects.create(user=user, organisation=house, role="host")
    with pytest.raises(DatabaseError, match="gives no role"), transaction.atomic():
        Membership.objects.filter(pk=host.pk).update(role=role)
