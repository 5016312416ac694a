"""A change of organisation: a role or a place passes from a day on; days, patients, money and history are kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from maillage.site.accounts import moves
from maillage.site.accounts.models import Membership, MembershipMove, Organisation, User
from maillage.site.accounts.rights import Reach
from maillage.site.agenda import services
from maillage.site.agenda.models import Session
from maillage.site.booking import services as booking
from maillage.site.booking.models import Appointment
from maillage.site.directory import services as directory
from maillage.site.directory.models import Place, PlaceHandover
from maillage.site.messages.models import Message
from maillage.site.payments import orders
from maillage.site.payments import services as payments
from maillage.site.refusals import AlreadyDone, InvalidField, NotAllowed, Refused
from tests.site import factories as make
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db
HOSTED = Reach.ORGANISATION


def house(name: str) -> tuple[Organisation, Place, User]:
    """Return an organisation with a place, and somebody who keeps it."""
    made = make.organisation("practice", name=name)
    return made, make.place(organisation=made, name=f"Salle {name}"), make.user("host", made)


def seen_by(user: User) -> set[Session]:
    return set(Session.objects.visible_to(User.objects.get(pk=user.pk), HOSTED))


def test_a_place_passes_to_another_organisation_and_its_past_days_stay_where_they_were() -> None:
    before, place, old = house("des Tilleuls")
    after, _, new = house("du Pont")
    coordinator, doctor = make.coordinator(), make.engaged()
    past = make.held(professional=doctor, place=place, starts=make.at("2026-08-03"))
    coming = make.published(professional=doctor, place=place, starts=make.soon(20))
    booked = booking.book(coming.slots.first().pk, make.patient(), make.key()).appointment
    assert not directory.hand_over(place, after, make.soon(10).date(), coordinator)
    assert (seen_by(old), seen_by(new)) == ({past, coming}, set())
    assert directory.carry_out_handovers(timezone.now()) == 0
    assert directory.carry_out_handovers(make.soon(10)) == 1
    assert directory.carry_out_handovers(make.soon(10)) == 0
    place.refresh_from_db()
    assert place.organisation == after
    assert (seen_by(old), seen_by(new)) == ({past}, {coming})
    assert set(Appointment.objects.visible_to(new, HOSTED)) == {booked}
    assert not Appointment.objects.visible_to(User.objects.get(pk=old.pk), HOSTED).exists()
    assert make.again(coming).giver == doctor
    assert make.again(coming).state == coming.state
    told = Message.objects.filter(about=f"handover:{PlaceHandover.objects.get().pk}")
    assert {one.to for one in told} == {old.email, new.email}
    # Its accounts are in the charge of the coordination still, and a second change leaves its days to it.
    directory.hand_over(place, before, timezone.localdate() + timedelta(days=30), coordinator)
    directory.carry_out_handovers(make.soon(31))
    assert (seen_by(old), seen_by(new)) == ({past}, {coming})


def test_who_may_hand_a_place_over_and_when() -> None:
    before, place, host = house("des Tilleuls")
    after = make.organisation("practice", name="Maison du Pont")
    coordinator, today = make.coordinator(), timezone.localdate()
    stranger = make.coordinator(make.elsewhere().department.region)
    for by in (host, stranger):
        with pytest.raises(NotAllowed):
            directory.hand_over(place, after, today, by)
    with pytest.raises(InvalidField, match="passé"):
        directory.hand_over(place, after, today - timedelta(days=1), coordinator)
    with pytest.raises(InvalidField, match="tient déjà"):
        directory.hand_over(place, before, today, coordinator)
    directory.hand_over(place, after, today + timedelta(days=3), coordinator)
    with pytest.raises(DatabaseError), transaction.atomic():
        PlaceHandover.objects.create(place=place, before=before, after=after, day=today)
    # Who decided it is gone: it waits for somebody else's word.
    coordinator.memberships.all().delete()
    assert directory.carry_out_handovers(make.soon(5)) == 0
    other = make.coordinator()
    directory.keep_with(place, other)
    with pytest.raises(AlreadyDone):
        directory.keep_with(place, other)


def test_a_host_who_changes_organisation_keeps_the_account_and_sees_the_other_place() -> None:
    _before, place, host = house("des Tilleuls")
    after, other, _ = house("du Pont")
    mine, theirs = (make.published(place=one, starts=make.soon(20)) for one in (place, other))
    coordinator, role = make.coordinator(), host.memberships.get()
    assert not moves.move_role(role, after, make.soon(10).date(), coordinator)
    assert seen_by(host) == {mine}
    assert moves.carry_out(timezone.now()) == 0
    assert moves.carry_out(make.soon(10)) == 1
    assert seen_by(host) == {theirs}
    assert list(Membership.objects.filter(user=host).values_list("organisation", "role")) == [(after.pk, "host")]
    with pytest.raises(Refused):
        services.cancel(mine, User.objects.get(pk=host.pk))
    with pytest.raises(Refused, match="propre organisation"):
        moves.move_role(coordinator.memberships.get(), after, timezone.localdate(), coordinator)
    agency = coordinator.memberships.get().organisation
    with pytest.raises(InvalidField, match="donne ce rôle"):
        moves.move_role(host.memberships.get(), agency, date(2035, 1, 1), coordinator)


def test_a_doctor_who_changes_organisation_keeps_days_and_money() -> None:
    first, second = (house(name)[0] for name in ("des Tilleuls", "du Pont"))
    doctor = make.engaged(make.professional(make.user("doctor", first)))
    payer, coordinator = make.payer(), make.coordinator()
    make.held(professional=doctor, starts=make.at("2026-08-03"))
    coming = make.published(professional=doctor, starts=make.soon(20))
    payments.close(payer, date(2026, 8, 1), None)
    assert moves.move_role(doctor.user.memberships.get(), second, timezone.localdate(), coordinator)
    account = User.objects.get(pk=doctor.user.pk)
    assert [one.organisation for one in account.memberships.all()] == [second]
    assert coming in Session.objects.visible_to(account, Reach.OWN)
    assert [one.professional for one in orders.payable(payer)] == [doctor]


def test_a_move_of_who_lost_charge_waits_and_a_role_held_already_is_kept_once() -> None:
    first, _, host = house("des Tilleuls")
    second, _, _ = house("du Pont")
    coordinator, role = make.coordinator(), host.memberships.get()
    moves.move_role(role, second, make.soon(3).date(), coordinator)
    charge = coordinator.memberships.get()
    charge.delete()
    assert moves.carry_out(make.soon(5)) == 0
    other = make.coordinator()
    Membership.objects.create(user=host, organisation=second, role="host")
    assert moves.move_role(role, second, timezone.localdate(), other)
    assert [one.organisation for one in host.memberships.all()] == [second]
    assert not MembershipMove.objects.exists()
    assert first.memberships.count() == 0


def test_the_coordination_sees_what_a_change_does_before_it_is_noted(client: Client) -> None:
    _, place, host = house("des Tilleuls")
    after, _, keeper = house("du Pont")
    make.published(place=place, starts=make.soon(20))
    client.force_login(make.coordinator())
    day = (timezone.localdate() + timedelta(days=4)).isoformat()
    address = f"/coordination/annuaire/lieux/{place.pk}/organisation"
    asked = {"acte": "voir", "to": after.pk, "day": day}
    page = text_of(client.post(address, asked))
    assert "1 vacation y est prévue" in page
    assert keeper.get_full_name() in page
    assert "restent à" in page
    assert not PlaceHandover.objects.exists()
    client.post(address, asked | {"acte": "confirmer"})
    assert "Un changement est prévu" in text_of(client.get(address))
    assert "Le changement est annulé" in text_of(client.post(address, {"acte": "annuler"}, follow=True))
    assert not PlaceHandover.objects.exists()
    assert "il est fait, ou annulé" in text_of(client.post(address, {"acte": "annuler"}, follow=True))
    address = f"/coordination/comptes/roles/{host.memberships.get().pk}/organisation"
    page = text_of(client.post(address, asked))
    assert "Plus personne ne tient alors les lieux" in page
    client.post(address, asked | {"acte": "confirmer"})
    assert MembershipMove.objects.get().to == after
    assert "du Pont" in text_of(client.get(f"/coordination/comptes/{host.pk}"))
    assert client.post(address, {"acte": "confirmer", "to": after.pk, "day": "2020-01-01"}).status_code == 422


def test_who_kept_a_place_confirms_the_days_of_that_time_and_who_keeps_it_now_does_not(client: Client) -> None:
    _, place, old = house("des Tilleuls")
    after, _, new = house("du Pont")
    session = make.published(professional=make.engaged(), place=place, starts=timezone.now() - timedelta(days=2))
    directory.hand_over(place, after, timezone.localdate(), make.coordinator())
    address = f"/lieu/journees/{session.pk}"
    for user, status in ((new, 404), (old, 200)):
        client.force_login(user)
        assert ("d’avant le changement" in text_of(client.get("/lieu/"))) is (user == old)
        assert client.get(address).status_code == status
    client.post(address, {"acte": "tenue", "vacation": session.pk})
    assert make.again(session).held_confirmation.by == old
