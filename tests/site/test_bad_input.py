"""What people send wrongly, by page, and the same written past the services: refused with what to do, and by the data.

The other items of the same kind have their tests beside their subject: months (``payments/test_statements``), tables
(``grants/test_import``), photos (``www/test_proposal_pages``), contests (``www/test_money_pages``).
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from schwifty.registry import get_countries, get_iban_spec

from maillage.site.accounts.models import User
from maillage.site.agenda import services
from maillage.site.agenda.models import Claim
from maillage.site.applications.models import Application
from maillage.site.applications.tokens import LINKS
from maillage.site.directory.promises import PlacePhoto
from maillage.site.locks import constraint_of
from maillage.site.payments import orders
from maillage.site.payments import services as payments
from maillage.site.payments.dues import dues
from maillage.site.payments.models import Contest, HeldConfirmation, OrderedPayment, StatementLine
from maillage.site.payments.payers import SEPA, BankAccount
from maillage.site.www.volunteer.forms import SLUGS
from tests.site import factories as make
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db
AUGUST = date(2026, 8, 1)


def signed_in(user: User | None) -> Client:
    assert user is not None
    client = Client()
    client.force_login(user)
    return client


def refused_by_data(error: pytest.ExceptionInfo[DatabaseError]) -> str:
    return constraint_of(error.value)


def test_a_second_application_with_one_number_is_refused_on_its_field(client: Client) -> None:
    first, second = make.application(), make.application(sent=False)
    url = reverse("application-question", args=[LINKS.token_of(second.key), SLUGS["rpps"]])
    answer = client.post(url, {"rpps": first.rpps})
    page = text_of(answer)
    assert answer.status_code == 422
    assert "appelez la coordination" in page
    wanted = {"state": "sent", "sent_at": timezone.now(), "consented_at": timezone.now(), "rpps": first.rpps}
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        Application.objects.filter(pk=second.pk).update(**wanted)
    assert refused_by_data(error) == "application_one_running"


def test_a_day_accepted_twice_or_after_it_passed() -> None:
    session = make.published(professional=make.engaged(make.doctor()), starts=make.soon())
    doctor, page = signed_in(session.giver.user), f"/soignant/journees/{session.pk}"
    for _ in range(2):
        assert doctor.post(page, {"acte": "accepter"}).status_code == 302
    claim = Claim.objects.get(post__session=session, post__giver=True)
    first = claim.accepted_at
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(accepted_at=timezone.now() + timedelta(hours=1))
    assert refused_by_data(error) == "claim_accepted_once"
    claim.refresh_from_db()
    assert claim.accepted_at == first, "the second click changes nothing"
    past = make.published(professional=make.engaged(make.doctor()), starts=timezone.now() - timedelta(days=2))
    signed_in(past.giver.user).post(f"/soignant/journees/{past.pk}", {"acte": "accepter"})
    assert make.again(past).state == "published"
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        Claim.objects.filter(post__session=past, post__giver=True).update(accepted_at=timezone.now())
    assert refused_by_data(error) == "claim_accepted_in_time"


def test_a_session_that_was_not_held_is_confirmed_by_nobody_and_not_due() -> None:
    payer, by = make.payer(), make.coordinator()
    session = make.published(professional=make.engaged(make.doctor()), starts=make.soon())
    page = f"/coordination/vacations/{session.pk}"
    answer = signed_in(by).post(page, {"acte": "tenue", "selon": "Mme Roux"}, follow=True)
    assert "pas encore" in text_of(answer)
    assert make.again(session).state == "published"
    assert not HeldConfirmation.objects.exists()
    assert dues(payer, make.soon(60).date()) == []


def test_a_statement_is_not_contested_once_it_is_paid() -> None:
    doctor, payer = make.doctor(), make.payer()
    make.held(professional=doctor, starts=make.at("2026-08-03"))
    payments.close(payer, AUGUST, None)
    orders.make_order(payer, make.user("payer", payer.organisation))
    OrderedPayment.objects.update(state="paid", settled_on=timezone.localdate())
    line = StatementLine.objects.get()
    page = f"/soignant/indemnites/{line.statement_id}"
    answer = signed_in(doctor.user).post(page, {"contester": line.pk, "reason": "Il manque le trajet."})
    assert answer.status_code == 422
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        Contest.objects.create(line=line, reason="Oui.", at=timezone.now())
    assert refused_by_data(error) == "contest_before_payment"


def test_an_account_of_another_country_is_refused_on_its_field() -> None:
    doctor = make.doctor()
    answer = signed_in(doctor.user).post("/soignant/indemnites/compte", {"iban": "MA64011519000001205000534921"})
    assert answer.status_code == 422
    assert "hors de la zone" in text_of(answer)
    assert not BankAccount.objects.exists()
    signed_in(doctor.user).post("/soignant/indemnites/compte", {"iban": "DE89370400440532013000"})
    assert BankAccount.objects.get().country == "DE"
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        BankAccount.objects.update(country="MA")
    assert refused_by_data(error) == "account_in_sepa"


def test_the_countries_of_accounts_are_those_that_take_transfers_in_euros() -> None:
    """The library's list is of before 2024, so ours is longer: Albania, Moldova, Serbia, ... have joined since."""
    known = {one for one in get_countries() if get_iban_spec(one).in_sepa_zone}
    assert set(SEPA) - known == {"AL", "GI", "MD", "ME", "MK", "RS", "SM", "VA"}
    assert known <= set(SEPA)


def test_a_photo_that_is_none_is_no_row() -> None:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        PlacePhoto.objects.create(place=make.place(), digest="photo.jpg", width=0, height=0)
    assert refused_by_data(error).startswith("placephoto_")


def test_who_gave_a_day_twice_by_mistake_takes_nothing_from_others() -> None:
    """Two clicks on one proposal of the coordination make one claim."""
    session = make.published(starts=make.soon())
    make.designated()
    make.minutes({(session.commune.pk, session.giver.home_id): 20})
    services.decline(session, session.giver.user)
    other, desk = make.engaged(make.doctor()), signed_in(make.coordinator())
    for _ in range(2):
        desk.post(f"/coordination/vacations/{session.pk}", {"acte": "proposer", "medecin": other.pk})
    assert Claim.objects.filter(active=True, resource__professional=other).count() == 1
