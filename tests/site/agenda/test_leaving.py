"""Leaving: the end of an engagement, a withdrawal, a death, each with days, patients, money and account."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from maillage.schemes import PARIS
from maillage.site.agenda import leaving, services, swaps
from maillage.site.agenda.departure_models import Departure
from maillage.site.agenda.models import Claim, Session
from maillage.site.booking import services as booking
from maillage.site.directory.models import Professional
from maillage.site.payments import orders
from maillage.site.payments import services as payments
from maillage.site.payments.bank import give_account
from maillage.site.payments.dues import dues
from maillage.site.payments.models import MonthlyStatement, OrderedPayment
from maillage.site.payments.payers import Payer
from maillage.site.refusals import AlreadyDone, InvalidField, NotAllowed, WrongState
from tests.site import factories as make
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db
WITHDRAWAL, DEATH = Departure.Kind.WITHDRAWAL, Departure.Kind.DEATH


def day_of(session: Session) -> date:
    return session.starts.astimezone(PARIS).date()


def test_the_end_of_an_engagement_frees_the_later_days_of_its_scheme() -> None:
    doctor = make.engaged()
    kept, freed = (make.published(professional=doctor, starts=make.soon(days)) for days in (5, 20))
    other = make.published(professional=doctor, starts=make.soon(21), scheme="shared_post")
    booked = booking.book(freed.slots.first().pk, make.patient(), make.key()).appointment
    coordinator = make.coordinator()
    lost = leaving.end_engagement(doctor.engagements.get(), day_of(kept), coordinator)
    assert lost == [freed]
    assert [make.again(one).giver for one in (kept, freed, other)] == [doctor, None, doctor]
    assert Claim.objects.get(active=False).given_back_for == "left"
    booked.refresh_from_db()
    assert booked.state == "booked"
    make.designated()
    make.minutes({(freed.commune.pk, doctor.home_id): 20})
    new = make.engaged()
    services.assign(make.again(freed), new, coordinator)
    assert make.again(freed).giver == new


def test_who_withdraws_keeps_the_account_for_a_while_and_is_paid() -> None:
    doctor, payer = make.engaged(), make.payer()
    make.held(professional=doctor, starts=make.at("2026-08-03"))
    session = make.published(professional=doctor, starts=make.soon(20))
    offer = swaps.offer([session], doctor.user)
    today = timezone.localdate()
    with pytest.raises(InvalidField, match="passé"):
        leaving.leave(doctor, WITHDRAWAL, today - timedelta(days=1), doctor.user)
    with pytest.raises(NotAllowed):
        leaving.leave(doctor, DEATH, today, doctor.user)
    leaving.leave(doctor, WITHDRAWAL, today, doctor.user)
    with pytest.raises(AlreadyDone):
        leaving.leave(doctor, WITHDRAWAL, today, doctor.user)
    offer.refresh_from_db()
    assert (make.again(session).state, offer.state) == ("declined", "withdrawn")
    payments.close(payer, date(2026, 8, 1), None)
    assert [one.professional for one in orders.payable(payer)] == [doctor]
    now = timezone.now()
    for days, active, phone in ((80, True, "0639980001"), (100, False, "0639980001"), (800, False, "")):
        if days == 80:
            Professional.objects.filter(pk=doctor.pk).update(phone="0639980001")
        leaving.close_accounts(now + timedelta(days=days))
        doctor.refresh_from_db()
        assert (doctor.user.is_active, doctor.phone) == (active, phone)


def test_a_death_closes_everything_and_leaves_the_money_to_the_heirs_by_post() -> None:
    doctor, coordinator = (
        make.engaged(make.professional(make.user("doctor"), email="d@example.org")),
        make.coordinator(),
    )
    payer = make.payer("funder")
    make.held(professional=doctor, starts=make.at("2026-08-03"))
    give_account("FR7630006000011234567890189", doctor.user)
    today_ = make.published(professional=doctor, starts=timezone.now() + timedelta(hours=1))
    later = make.published(professional=doctor, starts=make.soon(20))
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(InvalidField, match="à l’avance"):
        leaving.leave(doctor, DEATH, tomorrow, coordinator)
    payments.close(payer, date(2026, 8, 1), None)
    leaving.leave(doctor, DEATH, timezone.localdate(), coordinator)
    assert [make.again(one).giver for one in (today_, later)] == [None, None]
    doctor.refresh_from_db()
    assert (doctor.user.is_active, doctor.email) == (False, "")
    assert doctor.engagements.get().state == "ended"
    assert orders.payable(payer) == []
    assert orders.without_account(payer) == []
    assert [one.professional for one in orders.by_post(payer)] == [doctor]
    desk = make.user("payer", payer.organisation)
    give_account("FR7630006000011234567890189", desk, payer=payer)
    with pytest.raises(WrongState):
        orders.make_order(payer, desk)
    client = Client()
    client.force_login(desk)
    assert "À régler aux héritiers ou au notaire" in text_of(client.get("/payeur/versements/"))
    # The entry says where the work goes on, and nobody engages or invites somebody who died.
    client.force_login(coordinator)
    entry = f"/coordination/annuaire/soignants/{doctor.pk}"
    page = client.get(entry).content.decode()
    assert "/coordination/vacations/?etat=declined" in page
    assert "/coordination/indemnites/heritiers" in page
    assert f"{entry}/engager" not in page
    assert f"?soignant={doctor.pk}" not in page
    assert client.post(f"{entry}/engager", {"scheme": "solidarity"}).status_code == 404
    client.force_login(desk)
    # What the heirs were paid is recorded once, by the desk that pays, and the statement is paid then.
    statement = orders.by_post(payer)[0]
    sent = {"payeur": payer.pk, "releve": statement.pk, f"releve-{statement.pk}-day": "2026-08-31"}
    assert client.post("/payeur/versements/", sent).status_code == 422
    client.post("/payeur/versements/", {**sent, f"releve-{statement.pk}-reason": "Chèque au notaire."})
    assert MonthlyStatement.objects.with_state().get().stands == "paid"
    assert orders.by_post(payer) == []
    with pytest.raises(WrongState):
        orders.settle_outside(statement, date(2026, 8, 31), "Encore.", desk)
    # The database pays nothing twice, and nothing outside to somebody who lives.
    for change in ({"statement": statement}, {"statement": _of_somebody_else(payer)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            OrderedPayment.objects.create(
                **change, cents=change["statement"].total_cents, state="outside", settled_on="2026-08-31", reason="Oui."
            )


def test_the_coordination_notes_what_a_payer_gave_the_heirs() -> None:
    doctor, payer, client = make.engaged(), make.payer(), Client()
    make.held(professional=doctor, starts=make.at("2026-08-03"))
    payments.close(payer, date(2026, 8, 1), None)
    leaving.leave(doctor, DEATH, timezone.localdate(), make.coordinator())
    statement, address = orders.by_post(payer)[0], "/coordination/indemnites/heritiers"
    sent = {"releve": statement.pk, f"releve-{statement.pk}-day": "2026-08-31"}
    client.force_login(make.coordinator(make.elsewhere().department.region))
    reason = {f"releve-{statement.pk}-reason": "Virement au notaire."}
    assert client.post(address, sent | reason).status_code == 404
    client.force_login(make.coordinator())
    assert doctor.last_name in text_of(client.get(address))
    assert client.post(address, sent).status_code == 422
    assert client.post(address, sent | reason).status_code == 302
    assert MonthlyStatement.objects.with_state().get().stands == "paid"
    assert "Rien n’attend" in text_of(client.get(address))


def _of_somebody_else(payer: Payer) -> MonthlyStatement:
    make.held(professional=make.engaged(), starts=make.at("2026-09-07"))
    payments.close(payer, date(2026, 9, 1), None)
    return MonthlyStatement.objects.latest("pk")


def test_what_happens_is_shown_before_it_is_recorded() -> None:
    doctor, coordinator = make.engaged(), make.coordinator()
    session = make.published(professional=doctor, starts=make.soon(20))
    booking.book(session.slots.first().pk, make.patient(), make.key())
    client, page = Client(), f"/coordination/annuaire/soignants/{doctor.pk}/depart"
    client.force_login(coordinator)
    form = {"kind": "death", "last_day": timezone.localdate().isoformat(), "acte": "voir"}
    shown = text_of(client.post(page, form))
    for said in ("1 vacation à venir est rendue", "1 patient garde", "à régler par courrier", "Le compte est fermé"):
        assert said in shown
    assert not Departure.objects.exists()
    assert "Le départ est noté. 1 vacation à remplacer" in text_of(
        client.post(page, {**form, "acte": "confirmer"}, follow=True)
    )
    own = Client()
    other = make.engaged()
    own.force_login(other.user)
    form = {"last_day": timezone.localdate().isoformat(), "acte": "confirmer"}
    assert "Le départ est noté" in text_of(own.post("/soignant/depart", form, follow=True))
    assert Departure.objects.get(professional=other).kind == WITHDRAWAL


def test_what_was_given_before_the_end_of_an_engagement_is_paid_and_the_account_stays() -> None:
    """Money and data of an engagement that ends: nothing given before is lost, and nobody is shut out."""
    doctor, payer, coordinator = make.engaged(make.doctor()), make.payer(), make.coordinator()
    make.held(professional=doctor, starts=make.at("2026-08-03"))
    client, page = Client(), f"/coordination/annuaire/engagements/{doctor.engagements.get().pk}"
    client.force_login(coordinator)
    assert client.get(page).status_code == 200
    leaving.end_engagement(doctor.engagements.get(), timezone.localdate(), coordinator)
    assert [line.person for line in dues(payer, date(2026, 9, 1))] == [doctor]
    payments.close(payer, date(2026, 8, 1), None)
    assert [one.professional for one in orders.payable(payer)] == [doctor]
    leaving.close_accounts(timezone.now() + timedelta(days=800))
    doctor.refresh_from_db()
    assert doctor.user.is_active
    own = Client()
    own.force_login(doctor.user)
    assert MonthlyStatement.objects.get().reference in text_of(own.get("/soignant/indemnites/"))
