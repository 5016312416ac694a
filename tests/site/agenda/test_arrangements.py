"""What is held beside a day: a bed for the night, a locum at home; with the day, and no longer than the day."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from maillage.site.agenda import absences, arrangements, moving, services, swaps
from maillage.site.agenda.absences import AbsenceDates
from maillage.site.agenda.arranged import BED, LOCUM, to_find
from maillage.site.agenda.candidates import candidates
from maillage.site.agenda.models import Claim, Session, SessionPost
from maillage.site.booking import services as booking
from maillage.site.booking.models import Appointment
from maillage.site.directory import services as directory
from maillage.site.directory.models import Place, Professional
from maillage.site.directory.services import PromiseData
from maillage.site.refusals import InvalidField, NotAllowed, Taken, WrongState
from tests.site import factories as make
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db
AFTERNOON = 14


@pytest.fixture
def place() -> Place:
    """A place with two rooms and one bed, in a designated territory."""
    make.designated()
    found = make.place(rooms=2)
    make.thing("bed", name="Lit 1", place=found)
    make.minutes({(found.commune.pk, make.professional().home_id): 20})
    return found


def day_of(person: Professional, place: Place, hour: int = 9, room: int = 0, days: int = 10) -> Session:
    rooms = place.resources.filter(kind="room").order_by("name")
    return make.published(professional=person, place=place, room=rooms[room], starts=make.soon(days, hour))


def beds() -> list[tuple[str, datetime]]:
    """Return who sleeps in which bed, and from when."""
    rows = Claim.objects.filter(active=True, post__role=BED).order_by("pk")
    return [(row.resource.name, row.during.lower) for row in rows]


def lodged() -> Professional:
    return make.engaged(night="eve")


def test_a_bed_is_held_with_the_day_once_and_goes_with_it(place: Place) -> None:
    doctor = lodged()
    morning, afternoon = day_of(doctor, place), day_of(doctor, place, AFTERNOON)
    eve = make.soon(9, 18)
    assert beds() == [("Lit 1", eve)], "one bed for the two half-days, from the eve"
    assert make.again(morning).state == "published", "what is arranged changes nothing to the session"
    services.cancel(morning, make.coordinator())
    assert beds() == [("Lit 1", eve)], "the other half-day is still given: the night too"
    services.decline(afternoon, doctor.user)
    assert beds() == []
    assert not SessionPost.objects.filter(arranged=True).exists()


def test_two_doctors_and_one_bed_both_days_stay_and_the_coordination_is_told(place: Place, client: Client) -> None:
    coordinator = make.coordinator()
    day_of(lodged(), place)
    second = day_of(lodged(), place, room=1)
    assert len(beds()) == 1
    assert second.state == "published"
    assert [post.session for post in to_find()] == [second]
    services.accept(second, second.giver.user)
    client.force_login(coordinator)
    assert "Aucun lit n’est libre pour Dr" in client.get("/coordination/").content.decode()
    page = client.get(f"/coordination/vacations/{second.pk}").content.decode()
    assert "aucun lit n’est libre" in page
    # The database refuses the same bed to both, whatever code asks for it.
    taken = Claim.objects.get(active=True, post__role=BED)
    with pytest.raises(DatabaseError, match="claim_no_overlap"), transaction.atomic():
        Claim.objects.create(post=to_find().get(), resource=taken.resource, during=taken.during)
    # The first day is given up: the bed is free, and one click holds it.
    services.decline(Session.objects.exclude(pk=second.pk).get(), taken.post.session.giver.user)
    client.post(f"/coordination/vacations/{second.pk}", {"acte": "lit"})
    assert len(beds()) == 1
    assert not to_find().exists()


def test_the_night_is_that_of_the_engagement_and_the_bed_follows_a_swap_and_a_move(place: Place) -> None:
    one, other = make.engaged(night="after"), make.engaged(doctor=make.doctor())
    session = day_of(one, place, days=40)
    services.accept(session, one.user)
    assert beds() == [("Lit 1", make.soon(40, 18))]
    elsewhere = make.place()
    bed = make.thing("bed", name="Chambre", place=elsewhere)
    moving.move(session, elsewhere, make.coordinator())
    assert beds() == [(bed.name, make.soon(40, 18))]
    services.accept(session, one.user)
    swaps.take(swaps.offer([make.again(session)], one.user), other.user)
    assert beds() == [], "who takes the day asked for none"
    arrangements.state_wishes(
        other.engagements.get(), "eve", replaced_at_home=False, by=make.coordinator(make.region())
    )
    assert make.again(session).giver == other


def test_a_doctor_asks_for_a_bed_or_gives_it_up_and_the_host_reads_it(place: Place, client: Client) -> None:
    doctor, stranger, host = make.engaged(), make.doctor(), make.user("host", place.organisation)
    directory.state_promise(place, PromiseData(lodging="on_site", beds=1, keys="Chez la boulangère", meals="kitchen"))
    session = day_of(doctor, place)
    with pytest.raises(NotAllowed):
        arrangements.look_for_bed(session, stranger.user)
    client.force_login(doctor.user)
    here = f"/soignant/journees/{session.pk}"
    client.post(here, {"acte": "lit"})
    assert beds() == [("Lit 1", make.soon(9, 18))]
    page = text_of(client.get(here))
    assert "Lit 1, nuit du " in page
    assert "Remise des clés Chez la boulangère" in page
    locum = make.professional(status="locum")
    arrangements.replace(session, locum, make.coordinator())
    assert f"Dr {locum.last_name} vous remplace" in text_of(client.get(here))
    with pytest.raises(NotAllowed):
        arrangements.give_up(session, LOCUM, doctor.user)
    client.force_login(host)
    for path in ("/lieu/", f"/lieu/journees/{session.pk}"):
        page = text_of(client.get(path))
        assert "Lit 1" in page
        assert locum.last_name not in page
    client.force_login(doctor.user)
    client.post(here, {"acte": "sans-lit"})
    assert beds() == []


def test_a_locum_is_held_for_the_hours_of_the_day_and_sees_nothing_of_it(place: Place, client: Client) -> None:
    coordinator = make.coordinator()
    doctor, locum = (
        make.engaged(replaced_at_home=True),
        make.engaged(make.professional(make.user("doctor"), status="locum")),
    )
    morning, afternoon = day_of(doctor, place), day_of(doctor, place, AFTERNOON)
    assert to_find().count() == 2
    booked = booking.book(morning.slots.first().pk, make.patient(), make.key()).appointment
    assert arrangements.locums_for(morning) == [locum]
    arrangements.replace(morning, locum, coordinator)
    assert not to_find().exists()
    assert f"vous remplacez {doctor}" in make.letters(to=locum.user.email)[0].body
    with pytest.raises(WrongState, match="déjà noté"):
        arrangements.replace(afternoon, locum, coordinator)
    # Elsewhere at that time, the locum is taken; the session is not theirs to see, to accept or to read.
    with pytest.raises(Taken):
        day_of(locum, place, room=1)
    empty = day_of(make.engaged(doctor=make.doctor()), place, room=1)
    services.decline(empty, empty.giver.user)
    assert locum not in [one.professional for one in candidates(make.again(empty))]
    assert not Session.objects.visible_to(locum.user).exists()
    assert not Appointment.objects.visible_to(locum.user).filter(pk=booked.pk).exists()
    with pytest.raises(NotAllowed):
        services.accept(make.again(morning), locum.user)
    client.force_login(locum.user)
    assert f"au cabinet de Dr\u00a0{doctor.last_name}" in client.get("/soignant/").content.decode()
    assert client.get(f"/soignant/journees/{morning.pk}").status_code == 404
    # The day is given back: the locum is free again, and told.
    for session in (morning, afternoon):
        services.decline(make.again(session), doctor.user)
    assert not Claim.objects.filter(active=True, resource=locum.resource).exists()
    assert "Un remplacement n’a plus lieu" in [one.subject for one in make.letters(to=locum.user.email)]


def test_an_absence_of_the_locum_frees_the_post(place: Place) -> None:
    doctor, locum = make.engaged(), make.professional(make.user("doctor"), status="locum")
    session = day_of(doctor, place)
    with pytest.raises(InvalidField, match="même profession"):
        arrangements.replace(session, make.doctor(), make.coordinator())
    arrangements.replace(session, locum, make.coordinator())
    dates = AbsenceDates(session.day, session.day)
    with pytest.raises(WrongState):
        absences.declare(locum, dates, locum.user)
    absences.declare(locum, dates, locum.user, giving_back=True)
    assert to_find().count() == 1


@pytest.mark.parametrize("moved", [True, False])
def test_the_database_keeps_no_bed_of_another_place_and_none_for_nobody(place: Place, moved: bool) -> None:
    session = day_of(lodged(), place)
    bed, other = Claim.objects.filter(active=True, post__role=BED), make.thing("bed", place=make.place())

    def change() -> None:
        with transaction.atomic():
            if moved:
                bed.update(resource=other)
            else:
                Claim.objects.filter(post__session=session, post__giver=True).update(active=False)
                Session.objects.filter(pk=session.pk).update(state="declined")
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(DatabaseError, match="keeps a bed of another place, or a bed or a locum for nobody"):
        change()
