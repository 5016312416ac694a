"""The life of a session: publish, accept, decline, assign to another person, cancel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from maillage.site.agenda import notices, services
from maillage.site.agenda.candidates import candidates
from maillage.site.agenda.models import Claim, Session
from maillage.site.booking import services as booking
from maillage.site.booking.models import Appointment
from maillage.site.booking.slots import bookable
from maillage.site.messages.delivery import deliver
from maillage.site.messages.models import Message
from maillage.site.refusals import NotAllowed, Refused, Taken, WrongState
from tests.site import factories as make

pytestmark = pytest.mark.django_db


def test_opening_fills_the_posts_and_creates_the_slots_of_the_scheme() -> None:
    session = make.published()
    assert session.state == "published"
    assert {claim.resource.kind for claim in session.claims} == {"professional", "room"}
    expected = session.rules.slots(session.starts, session.ends, session.zone)
    found = list(session.slots.order_by("starts"))
    assert [(s.starts, s.ends, s.kept_for, s.released_at) for s in found] == [
        (t.starts, t.ends, sorted(t.kept_for), t.released_at) for t in expected
    ]
    assert {tuple(s.kept_for) for s in found} == {("no_treating_doctor",), ()}


@pytest.mark.parametrize("shared", ["giver", "room"])
def test_a_taken_resource_cannot_be_taken_again(shared: str) -> None:
    session = make.published()
    place = session.place if shared == "room" else make.place()
    doctor = session.giver if shared == "giver" else make.doctor()
    starts = session.starts + timedelta(minutes=60)
    with pytest.raises(Taken, match="déjà pris"):
        make.published(place=place, professional=doctor, starts=starts)
    assert Session.objects.count() == 1


def test_one_session_may_follow_another() -> None:
    session = make.published()
    make.published(place=session.place, professional=session.giver, starts=session.ends)
    assert Claim.objects.filter(active=True).count() == 4


def test_many_are_opened_all_or_none() -> None:
    doctor = make.doctor()
    one = make.draft(professional=doctor)
    other = make.draft(professional=doctor, starts=one.session.starts + timedelta(hours=1))
    with pytest.raises(Taken):
        make.open_sessions([one, other])
    assert not Session.objects.exists()
    assert not Claim.objects.exists()


def test_the_database_itself_refuses_an_overlap() -> None:
    claim = make.published().claims[0]
    other = make.published().claims[0]
    with pytest.raises(DatabaseError, match="claim_no_overlap"):
        Claim.objects.filter(pk=other.pk).update(resource=claim.resource, during=claim.during)


def test_the_database_itself_refuses_two_claims_on_one_post() -> None:
    session = make.published()
    post = session.posts.get(role="room")
    with pytest.raises(DatabaseError, match="claim_one_for_a_post"):
        Claim.objects.create(post=post, resource=make.thing("room", place=session.place), during=post.during)


def refused(change: Callable[[], object], said: str) -> None:
    """Check that the deferred constraints refuse a change."""

    def whole() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            change()
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(DatabaseError, match=said):
        whole()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_the_database_refuses_a_state_that_does_not_match_the_posts() -> None:
    session = make.published()
    for state in ("accepted", "declined"):
        refused(lambda state=state: Session.objects.filter(pk=session.pk).update(state=state), "say published")
    refused(lambda: Claim.objects.filter(post__session=session).update(active=False), "say declined")


def test_the_database_itself_refuses_a_claim_of_another_kind() -> None:
    session = make.published()
    post = session.posts.get(role="room")
    bed = make.thing("bed", place=session.place)
    refused(lambda: Claim.objects.filter(post=post).update(resource=bed), "takes a room, not a bed")


def test_doctor_accepts_their_own_session_only() -> None:
    session = make.published()
    stranger = make.doctor()
    with pytest.raises(NotAllowed):
        services.accept(session, stranger.user)
    assert services.accept(session, session.giver.user).state == "accepted"
    assert services.accept(session, session.giver.user).state == "accepted"


def test_declining_frees_the_doctor_keeps_the_room_and_the_patients() -> None:
    session = make.published()
    doctor, coordinator = session.giver, make.coordinator()
    booked = booking.book(session.slots.first().pk, make.patient(), make.key()).appointment
    services.decline(session, doctor.user)
    session = make.again(session)
    assert session.state == "declined"
    assert session.giver is None
    assert [c.resource.kind for c in session.claims] == ["room"]
    assert not bookable(timezone.now()).exists()
    visible = Appointment.objects.visible_to(coordinator)
    assert [a.pk for a in visible] == [booked.pk]
    assert visible[0].state == "booked"
    make.published(professional=doctor, starts=session.starts)


@pytest.fixture
def declined() -> Session:
    """A session without doctor, twenty minutes from the doctors' homes."""
    session = make.published()
    make.designated()
    make.minutes({(session.commune.pk, session.giver.home_id): 20})
    services.decline(session, session.giver.user)
    return make.again(session)


def test_a_declined_session_is_given_to_somebody_else_who_must_be_free(declined: Session) -> None:
    coordinator, other = make.coordinator(), make.engaged()
    busy = make.engaged(make.published(starts=declined.starts).giver)
    with pytest.raises(Taken):
        services.assign(declined, busy, coordinator)
    with pytest.raises(NotAllowed):
        services.assign(declined, other, other.user)
    assert services.assign(declined, other, coordinator).state == "published"
    assert services.assign(declined, other, coordinator).giver == other
    assert make.again(declined).giver == other
    assert Claim.objects.filter(active=True, resource__professional=other).count() == 1


def withdrawn() -> list[Message]:
    return [one for one in make.letters() if "plus proposée" in one.subject]


def test_a_proposal_waits_before_it_is_sent_and_is_taken_back_until_it_is_accepted(declined: Session) -> None:
    by, other = make.coordinator(), make.engaged(make.doctor())
    services.assign(declined, other, by)
    (told,) = Message.objects.filter(about=notices.about_proposal(declined))
    assert told.to == other.current_email
    assert told.send_after > timezone.now() + timedelta(minutes=9)
    with pytest.raises(NotAllowed):
        services.take_back(declined, other.user)
    assert services.take_back(declined, by).state == "declined"
    assert services.take_back(declined, by).state == "declined", "a second call changes nothing"
    told.refresh_from_db()
    assert told.state == "withdrawn"
    assert not withdrawn(), "nobody had read it"
    services.assign(declined, other, by)
    Message.objects.filter(about=notices.about_proposal(declined), state="waiting").update(send_after=timezone.now())
    assert deliver() == 1
    services.take_back(declined, by)
    assert withdrawn()[0].to == other.current_email
    services.accept(services.assign(declined, other, by), other.user)
    assert not Message.objects.filter(about=notices.about_proposal(declined), state="waiting").exists()
    with pytest.raises(WrongState, match="a répondu"):
        services.take_back(declined, by)


def test_a_session_that_nobody_gave_back_has_no_proposal_to_take_back() -> None:
    session = make.published(starts=make.soon())
    with pytest.raises(WrongState):
        services.take_back(session, make.coordinator())


def test_the_scheme_decides_who_may_be_assigned(declined: Session) -> None:
    coordinator = make.coordinator()
    far = make.commune("09001", "Foix", department=make.department("09"), intercommunality=None)
    tomorrow = timezone.localdate() + timedelta(days=1)
    for person, said in (
        (make.engaged(make.professional(profession="nurse")), "profession"),
        (make.doctor(), "pas engagée"),
        (make.engaged(state="proposed"), "pas engagée"),
        (make.engaged(ends=tomorrow), "pas engagée"),
        (make.engaged(scheme="shared_post"), "pas engagée"),
        (make.engaged(make.professional(home=far)), "trajet dépasse 60"),
        (make.engaged(refused="order_check"), "refusée"),
        (make.engaged(refused="insurance_number"), "refusée"),
        (make.engaged(missing="order_check"), "Il manque une autorisation"),
        (make.engaged(extra_fee_percent=10), "dépassement"),
        (make.engaged(make.professional(home=make.commune("12145", "Millau"))), "ne permet pas"),
    ):
        make.minutes({(declined.commune.pk, make.commune("31555").pk): 20, (far.pk, far.pk): 0})
        with pytest.raises(Refused, match=said):
            services.assign(declined, person, coordinator)
    declined.refresh_from_db()
    assert declined.state == "declined"


def test_replacements_are_sought_in_the_region(declined: Session, client: Client) -> None:
    near, far = make.engaged(), make.engaged(make.professional(home=make.elsewhere()))
    make.minutes({(declined.commune.pk, person.home_id): 20 for person in (near, far)})
    assert [one.professional for one in candidates(declined)] == [near]
    client.force_login(make.coordinator())
    for person, status, state in ((far, 404, "declined"), (near, 302, "published")):
        answer = client.post(reverse("session", args=[declined.pk]), {"acte": "proposer", "medecin": person.pk})
        assert (answer.status_code, make.again(declined).state) == (status, state)


def test_no_more_days_a_month_than_the_scheme_and_the_engagement_allow(declined: Session) -> None:
    coordinator, day = make.coordinator(), timezone.localtime(declined.starts)
    # Two other days of the same month, and one half of the day itself, which adds no day.
    others = [day.replace(day=number) for number in (3, 5, 8) if number != day.day][:2]
    full = make.engaged(days_per_month=5)
    one = make.engaged(days_per_month=1)
    for starts in others:
        make.published(professional=full, starts=starts)
    with pytest.raises(Refused, match="déjà 2 jours ce mois-là"):
        services.assign(declined, full, coordinator)
    make.published(professional=one, starts=others[0])
    with pytest.raises(Refused, match="déjà 1 jour ce mois-là"):
        services.assign(declined, one, coordinator)
    same_day = make.engaged(days_per_month=1)
    make.published(professional=same_day, starts=day.replace(hour=15))
    assert services.assign(declined, same_day, coordinator).state == "published"
    assert make.again(declined).giver == same_day


def test_without_travel_times_nobody_is_assigned() -> None:
    session = make.published()
    make.designated()
    services.decline(session, session.giver.user)
    with pytest.raises(Refused, match="pas encore calculés"):
        services.assign(session, make.engaged(), make.coordinator())


def test_cancelling_frees_everything_and_cancels_the_appointments() -> None:
    session = make.published()
    booked = booking.book(session.slots.first().pk, make.patient(), make.key()).appointment
    coordinator = make.coordinator()
    services.cancel(session, coordinator)
    services.cancel(session, coordinator)
    booked.refresh_from_db()
    assert booked.state == "cancelled"
    assert booked.notice == "to_give"
    assert not make.again(session).claims
    make.published(place=session.place, professional=session.giver, starts=session.starts)


def test_patients_of_a_cancelled_session_get_a_mail_or_stay_to_be_told(
    mailoutbox: list,
) -> None:
    session = make.published()
    slots = list(session.slots.all())
    with_mail = booking.book(slots[0].pk, make.patient(), make.key()).appointment
    by_phone = booking.book(slots[1].pk, make.patient(email="", phone="05 65 43 21 00"), make.key()).appointment
    services.cancel(session, make.coordinator())
    assert set(Appointment.objects.to_call()) == {by_phone}
    assert deliver() == 1
    with_mail.refresh_from_db()
    by_phone.refresh_from_db()
    assert (with_mail.notice, by_phone.notice) == ("given", "to_give")
    assert len(mailoutbox) == 1
    assert "n’aura pas lieu" in mailoutbox[0].body
    booking.mark_told(by_phone)
    by_phone.refresh_from_db()
    assert by_phone.notice == "given"


def test_a_coordinator_of_another_region_may_not_touch_a_session() -> None:
    session = make.published()
    stranger = make.coordinator(make.elsewhere().department.region)
    for change in (services.accept, services.decline, services.cancel, services.hold):
        with pytest.raises(NotAllowed):
            change(session, stranger)


def test_a_session_is_held_only_after_it_has_begun() -> None:
    session = make.published()
    with pytest.raises(WrongState, match="commencé"):
        services.hold(session, session.giver.user)
    Session.objects.filter(pk=session.pk).update(
        starts=timezone.now() - timedelta(hours=4), ends=timezone.now() - timedelta(hours=1)
    )
    assert services.hold(session, session.giver.user).state == "held"
    with pytest.raises(WrongState):
        services.cancel(session, make.coordinator())


def test_every_change_by_a_person_is_logged_with_its_author() -> None:
    session = make.published()
    doctor = session.giver.user
    services.decline(session, doctor)
    from django.apps import apps

    event = apps.get_model("agenda", "SessionEvent").objects.filter(pgh_obj_id=session.pk).latest("pk")
    assert event.state == "declined"
    assert event.pgh_context.metadata["user"] == doctor.pk
    given_back = apps.get_model("agenda", "ClaimEvent").objects.filter(active=False).latest("pk")
    assert given_back.pgh_context.metadata["user"] == doctor.pk


def test_opening_a_hundred_sessions_takes_few_queries(django_assert_max_num_queries) -> None:
    place, doctor, programme = make.place(), make.doctor(), make.programme()
    drafts = [
        make.draft(place=place, professional=doctor, programme=programme, starts=make.soon(days=k + 2))
        for k in range(90)
    ]
    with django_assert_max_num_queries(20):
        assert make.open_sessions(drafts) == 900
