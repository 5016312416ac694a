"""Swaps of days: the rules for both, all or nothing, one swap for a day."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from maillage.site.agenda import services, swaps
from maillage.site.agenda.models import Claim, Session
from maillage.site.agenda.swap_models import SwapOffer, SwapReply, SwapSession
from maillage.site.booking import services as booking
from maillage.site.directory.models import Professional
from maillage.site.messages.models import Message
from maillage.site.refusals import AlreadyDone, NotAllowed, Refused, WrongState
from tests.site import factories as make
from tests.site.races import OVERLAPPING_CLAIMS, ask, race
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db


def month_day(number: int, hour: int = 9) -> datetime:
    """Return a day of the month after next, so that every day of it is to come."""
    first = (make.soon(0).replace(day=1) + timedelta(days=70)).replace(day=1)
    return first.replace(day=number, hour=hour)


def day_of(person: Professional, number: int, **fields: object) -> Session:
    """Return a session of an engaged person, twenty minutes from home, in a designated territory."""
    session = make.published(professional=person, starts=month_day(number), **fields)
    services.accept(session, person.user)
    return make.again(session)


@pytest.fixture
def both() -> tuple[Professional, Professional]:
    make.designated()
    pair = make.engaged(), make.engaged()
    make.minutes({(make.commune().pk, pair[0].home_id): 20})
    return pair


Both = tuple[Professional, Professional]


def test_a_day_that_has_begun_is_offered_to_nobody(both: Both) -> None:
    one, other = both
    given = day_of(one, 4)
    offer = swaps.offer([given], one.user)
    assert swaps.offered_to(other, given.starts - timedelta(hours=1), 5) == [offer]
    assert not swaps.offered_to(other, given.starts, 5)


def test_two_days_change_hands_with_their_patients(both: Both) -> None:
    one, other = both
    given, returned = day_of(one, 4), day_of(other, 11)
    booked = booking.book(given.slots.first().pk, make.patient(), make.key()).appointment
    offer = swaps.offer([given], one.user)
    reply = swaps.answer(offer, [returned], other.user)
    assert make.again(given).giver == one
    swaps.agree(reply, one.user)
    given, returned = make.again(given), make.again(returned)
    assert (given.giver, returned.giver) == (other, one)
    assert (given.state, returned.state) == ("accepted", "accepted")
    booked.refresh_from_db()
    assert booked.state == "booked"
    told = Message.objects.get(about=f"appointment:{booked.pk}", key__contains=":giver-")
    assert f"Dr\u00a0{other.last_name} vous recevra, à la place de Dr\u00a0{one.last_name}" in told.body
    keys = sorted(Message.objects.filter(about=f"swap:{offer.pk}").values_list("key", flat=True))
    assert [key.rpartition(":")[2].partition("-")[0] for key in keys] == ["agreed", "agreed", "answered"]
    assert set(Claim.objects.filter(active=False).values_list("given_back_for", flat=True)) == {"swapped"}
    with pytest.raises(WrongState, match="n’est plus possible"):
        swaps.agree(reply, one.user)


def test_a_day_is_taken_without_one_in_return_once(both: Both) -> None:
    one, other = both
    given, third = day_of(one, 4), make.engaged()
    offer = swaps.offer([given], one.user)
    with pytest.raises(NotAllowed):
        swaps.take(offer, one.user)
    with pytest.raises(NotAllowed):
        swaps.withdraw(offer, other.user)
    swaps.take(offer, other.user)
    assert make.again(given).giver == other
    with pytest.raises(WrongState, match="n’est plus possible"):
        swaps.take(offer, third.user)


def test_the_rules_are_checked_for_both_before_anybody_says_yes(both: Both) -> None:
    one, other = both
    given = day_of(one, 4)
    offer = swaps.offer([given], one.user)
    with pytest.raises(Refused, match="pas engagée"):
        swaps.take(offer, make.doctor().user)
    # Two days of the month are given already: taking a third is refused, swapping one of them is not.
    returned = day_of(other, 11)
    day_of(other, 12)
    assert swaps.may_answer(one, [given], other)
    with pytest.raises(Refused, match="déjà 2 jours ce mois-là"):
        swaps.take(offer, other.user)
    # The first doctor may not give the day that would come in return.
    engagement = one.engagements.get()
    engagement.ends = given.starts.date()
    engagement.save()
    with pytest.raises(Refused, match=f"Pour {one}.*pas engagée"):
        swaps.answer(offer, [returned], other.user)
    engagement.ends = None
    engagement.save()
    reply = swaps.answer(offer, [returned], other.user)
    with pytest.raises(AlreadyDone):
        swaps.answer(offer, [returned], other.user)
    # Between both, a rule changes: the yes is refused, and nothing is half done.
    engagement.ends = given.starts.date()
    engagement.save()
    with pytest.raises(Refused, match="pas engagée"):
        swaps.agree(reply, one.user)
    assert (make.again(given).giver, make.again(returned).giver) == (one, other)
    assert SwapReply.objects.get().state == "waiting"
    swaps.refuse(reply, one.user)
    assert SwapReply.objects.get().state == "refused"


def test_nobody_is_at_two_places_after_a_swap(both: Both) -> None:
    one, other = both
    given = day_of(one, 4)
    make.published(professional=other, starts=given.starts)
    offer = swaps.offer([given], one.user)
    with pytest.raises(Refused, match="déjà prise à ce moment-là"):
        swaps.take(offer, other.user)


def test_a_day_lost_ends_what_was_offered_with_it(both: Both) -> None:
    one, other = both
    given, returned = day_of(one, 4), day_of(other, 11)
    offer = swaps.offer([given], one.user)
    with pytest.raises(AlreadyDone):
        swaps.offer([given], one.user)
    swaps.answer(offer, [returned], other.user)
    services.decline(returned, other.user)
    assert SwapReply.objects.get().state == "withdrawn"
    services.decline(given, one.user)
    offer.refresh_from_db()
    assert offer.state == "withdrawn"
    assert not SwapSession.objects.filter(active=True).exists()
    with pytest.raises(WrongState):
        swaps.offer([given], one.user)


def test_the_database_itself_refuses_two_offers_and_two_agreements_on_one_day(both: Both) -> None:
    one, other = both
    given = day_of(one, 4)
    offer = swaps.offer([given], one.user)
    second = SwapOffer.objects.create(professional=one, made_at=timezone.now())
    with pytest.raises(DatabaseError, match="swap_session_offered_once"), transaction.atomic():
        SwapSession.objects.create(offer=second, session=given)
    for person in (other, one):
        SwapReply.objects.create(offer=offer, professional=person, made_at=timezone.now())
    with pytest.raises(DatabaseError, match="swap_agreed_once"), transaction.atomic():
        SwapReply.objects.update(state="agreed")


@pytest.mark.django_db(transaction=True)
def test_of_two_swaps_at_once_one_happens() -> None:
    make.designated()
    one, other, third = make.engaged(), make.engaged(), make.engaged()
    make.minutes({(make.commune().pk, one.home_id): 20})
    given, returned = day_of(one, 4), day_of(other, 11)
    offer = swaps.offer([given], one.user)
    reply = swaps.answer(offer, [returned], other.user)
    outcomes = race([lambda: swaps.agree(reply, one.user), lambda: swaps.take(offer, third.user)])
    assert outcomes["done"] == 1
    assert make.again(given).giver in (other, third)
    assert make.again(returned).giver == (one if make.again(given).giver == other else other)
    assert ask(OVERLAPPING_CLAIMS) == 0


def test_a_swap_on_the_pages(both: Both) -> None:
    one, other = both
    given, returned = day_of(one, 4), day_of(other, 11)
    first, second, stranger = Client(), Client(), Client()
    first.force_login(one.user)
    second.force_login(other.user)
    stranger.force_login(make.doctor().user)
    made = first.post(f"/soignant/journees/{given.pk}", {"acte": "echanger"})
    page = made.headers["Location"]
    assert stranger.get(page).status_code == 404
    assert page in second.get("/soignant/echanges/").content.decode()
    assert page not in stranger.get("/soignant/echanges/").content.decode()
    assert "Choisissez la journée" in text_of(second.post(page, {"acte": "donner"}, follow=True))
    assert "doit encore dire oui" in text_of(second.post(page, {"acte": "donner", "journee": returned.pk}, follow=True))
    assert "1 réponse attend" in text_of(first.get("/soignant/echanges/"))
    reply = SwapReply.objects.get()
    assert second.post(page, {"acte": "oui", "reponse": reply.pk}).status_code == 403
    assert "sont échangées" in text_of(first.post(page, {"acte": "oui", "reponse": reply.pk}, follow=True))
    assert "n’est plus possible" in text_of(first.post(page, {"acte": "oui", "reponse": reply.pk}, follow=True))
    assert make.again(given).giver == other
