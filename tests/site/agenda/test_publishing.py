"""Publishing programmes of every kind: all or none, once, within the rules, in few queries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from maillage.schemes import (
    PARIS,
    Activity,
    Crew,
    DatedDay,
    DatedTemplate,
    Half,
    Presence,
    RotationTemplate,
    TourStop,
    TourTemplate,
    WeeklyTemplate,
    scheme_named,
)
from maillage.site.agenda.models import Claim, Session, Slot
from maillage.site.agenda.publishing import Published, publish
from maillage.site.agenda.signals import programme_published
from maillage.site.directory.models import Place, Professional
from maillage.site.engagements import programmes
from maillage.site.engagements.models import Programme, ProgrammeParty
from maillage.site.engagements.programmes import PartyData, ProgrammeData
from maillage.site.refusals import NotAllowed, Refused, Taken, WrongState
from tests.site import factories as make

pytestmark = pytest.mark.django_db

MONDAY = date(2027, 1, 4)


@pytest.fixture
def site() -> Place:
    """A place with two rooms in a designated territory, twenty minutes from the doctors' homes."""
    make.designated()
    place = make.place(rooms=2, reference="site-1")
    make.minutes({(place.commune.pk, make.professional().home_id): 20})
    return place


@pytest.fixture
def doctors(site: Place) -> list[Professional]:
    return [make.engaged(make.professional(reference=f"doctor-{k}"), days_per_month=31) for k in range(3)]


def day(doctor: int, on: date = MONDAY, **fields: Any) -> DatedDay:
    return DatedDay(on, "site-1", f"doctor-{doctor}", **fields)


def plan_of(*days: DatedDay, **fields: Any) -> Programme:
    fields = {"starts": MONDAY, "ends": MONDAY + timedelta(weeks=13, days=-1), "state": "draft", **fields}
    return make.programme(DatedTemplate(days), published_at=None, **fields)


def hours(session: Session) -> str:
    return f"{session.starts.astimezone(session.zone):%H:%M}"


def test_a_day_becomes_two_sessions_in_a_room_of_its_own(doctors) -> None:
    programme = plan_of(day(0), day(1))
    assert publish(programme) == Published(4, 40, 0)
    sessions = list(Session.objects.with_posts().order_by("starts", "pk"))
    assert [hours(s) for s in sessions] == ["09:00", "09:00", "14:00", "14:00"]
    assert {s.state for s in sessions} == {"published"}
    rooms = {(s.giver.pk, s.things("room")[0].pk) for s in sessions}
    assert len(rooms) == 2
    assert len({room for _, room in rooms}) == 2
    programme.refresh_from_db()
    assert programme.state == "published"
    assert programme.published_at is not None


def test_publishing_again_changes_nothing(doctors) -> None:
    programme = plan_of(day(0))
    publish(programme)
    assert publish(programme) == Published(0, 0, 2)
    assert Session.objects.count() == 2


def test_half_days_added_to_a_programme_are_published_beside_existing_ones(doctors) -> None:
    programme = plan_of(day(0))
    publish(programme)
    programme.template = DatedTemplate((day(0), day(1, MONDAY + timedelta(days=1)))).to_json()
    programme.save()
    assert publish(programme) == Published(2, 20, 2)


def at_a_distance(delay: int) -> Programme:
    """Two sites with a kit, each with its doctor, and one nurse for both; the second room begins later."""
    for k in (1, 2):
        place = make.place(reference=f"distance-{k}")
        make.thing("kit", place=place)
        home = make.commune("81004", "Albi", department=make.department("81"))
        person = make.professional(reference=f"tele-{k}", home=home)
        make.engaged(person, scheme="teleconsultation")
        make.minutes({(place.commune.pk, home.pk): 20})
    make.professional(reference="ide", profession="nurse")
    return make.programme(
        DatedTemplate(
            tuple(
                DatedDay(
                    MONDAY, f"distance-{k}", f"tele-{k}", (Half.MORNING,), takes={"nurse": ("ide",)}, delay=late
                )
                for k, late in ((1, 0), (2, delay))
            )
        ),
        scheme="teleconsultation",
        state="draft",
        published_at=None,
    )  # fmt: skip


def test_a_nurse_serves_two_rooms_in_turn_in_windows_that_never_overlap() -> None:
    assert publish(at_a_distance(15), start=MONDAY, weeks=1) == Published(2, 12, 0)
    claims = list(Claim.objects.filter(resource__reference="ide").order_by("during"))
    assert [claim.during.lower.astimezone(PARIS).strftime("%H:%M") for claim in claims[:5]] == [
        "09:00", "09:15", "09:25", "09:30", "09:40",
    ]  # fmt: skip
    assert len(claims) == 2 * 2 * 6
    assert all(one.during.upper <= two.during.lower for one, two in pairwise(claims))
    held = Session.objects.with_posts().order_by("starts")
    assert [[thing.place for thing in session.things("kit")] for session in held] == [[s.place] for s in held]


def test_a_nurse_who_would_be_in_two_rooms_at_once_cancels_the_whole_publication() -> None:
    with pytest.raises(Taken, match="demandée deux fois"):
        publish(at_a_distance(5), start=MONDAY, weeks=1)
    assert not Session.objects.exists()


def test_more_doctors_than_rooms_are_refused_and_nothing_is_published(doctors) -> None:
    programme = plan_of(day(0), day(1), day(2))
    with pytest.raises(Taken, match="aucun cabinet n’est libre le 04/01/2027"):
        publish(programme)
    assert not Session.objects.exists()
    programme.refresh_from_db()
    assert programme.state == "draft"


def test_a_taken_room_is_skipped(site: Place, doctors) -> None:
    make.published(place=site, room=site.resources.first(), starts=make.at("2027-01-04", 9))
    publish(plan_of(day(0)))
    first = Session.objects.with_posts().filter(programme__kind="dated", starts=make.at("2027-01-04", 9)).last()
    assert first.things("room") == [site.resources.last()]


def test_a_taken_doctor_cancels_the_whole_publication(doctors) -> None:
    make.published(professional=doctors[1], starts=make.at("2027-01-05", 10))
    with pytest.raises(Taken, match="déjà pris le 05/01/2027 à 10"):
        publish(plan_of(day(0), day(1, date(2027, 1, 5))))
    assert Session.objects.count() == 1


def test_the_rules_are_checked_for_everybody(site: Place, doctors) -> None:
    for person, said in (
        (make.professional(reference="stranger"), "pas engagée"),
        (make.engaged(make.professional(reference="refused"), refused="order_check"), "refusée"),
        (make.engaged(make.professional(reference="dear"), extra_fee_percent=20), "dépassement"),
        (make.engaged(make.professional(reference="nurse", profession="nurse")), "profession"),
        (make.engaged(make.professional(reference="neighbour", home=site.commune)), "ne permet pas"),
    ):
        programme = plan_of(day(0), DatedDay(MONDAY + timedelta(days=1), "site-1", person.reference))
        with pytest.raises(Refused, match=f"{person.last_name}, le 05/01/2027.*{said}"):
            publish(programme)
    assert not Session.objects.exists()


def test_days_of_a_month_are_counted_with_those_given_already(site: Place) -> None:
    make.engaged(make.professional(reference="doctor-0"))
    publish(plan_of(day(0)))
    assert publish(plan_of(day(0, date(2027, 1, 5)))).sessions == 2
    with pytest.raises(Refused, match="déjà 2 jours"):
        publish(plan_of(day(0, date(2027, 1, 6))))
    assert publish(plan_of(day(0, date(2027, 2, 2)))).sessions == 2
    with pytest.raises(Refused, match="déjà 2 jours"):
        publish(plan_of(*(day(0, date(2027, 3, k)) for k in (1, 2, 3))))


def test_a_plan_of_three_months_is_published_in_few_queries(site, django_assert_max_num_queries) -> None:
    for k in range(15):
        make.engaged(make.professional(reference=f"doctor-{k}"))
    programme = plan_of(*(day(k % 15, MONDAY + timedelta(days=k)) for k in range(60)))
    with django_assert_max_num_queries(30):
        assert publish(programme).sessions == 120


def test_a_publication_sends_its_result_as_a_signal(doctors) -> None:
    told: list[tuple[Programme, Published]] = []

    def hear(programme: Programme, published: Published, **_: object) -> None:
        told.append((programme, published))

    programme_published.connect(hear)
    programme = plan_of(day(0))
    publish(programme)
    publish(programme)
    programme_published.disconnect(hear)
    assert told == [(programme, Published(2, 20, 0))]


def test_only_coordinators_of_the_region_publish(doctors) -> None:
    programme = plan_of(day(0))
    for stranger in (make.coordinator(make.elsewhere().department.region), make.user("doctor")):
        with pytest.raises(NotAllowed):
            publish(programme, stranger)
    assert publish(programme, make.coordinator()).sessions == 2


def test_an_ended_programme_cannot_be_published(doctors) -> None:
    programme = programmes.end(plan_of(day(0)), MONDAY)
    with pytest.raises(WrongState, match="terminé"):
        publish(programme)


@pytest.fixture
def agreement() -> Programme:
    make.engaged(make.professional(reference="ent", profession="specialist", status="hospital"), scheme="shared_post")
    template = WeeklyTemplate(
        anchor=MONDAY,
        presences=(
            Presence(0, Half.MORNING, "CH", "ent"),
            Presence(0, Half.AFTERNOON, "CH", "ent", Activity.THEATRE),
            Presence(1, Half.MORNING, "CHU", "ent"),
        ),
    )
    made = make.programme(template, scheme="shared_post", state="draft", published_at=None, starts=MONDAY)
    place = make.place(kind="hospital")
    ProgrammeParty.objects.create(
        programme=made, organisation=place.organisation, key="CH", place=place, time_percent=67, money_percent=50
    )
    ProgrammeParty.objects.create(
        programme=made, organisation=make.organisation("establishment"), key="CHU", time_percent=33, money_percent=50
    )
    return made


def test_an_agreement_is_published_where_its_party_keeps_its_diary_here(agreement: Programme) -> None:
    assert publish(agreement, weeks=4) == Published(8, 40, 0)
    theatre = Session.objects.filter(activity="theatre")
    assert theatre.count() == 4
    assert not Slot.objects.filter(session__in=theatre).exists()
    assert Claim.objects.filter(post__session__in=theatre, active=True).count() == 8
    assert publish(agreement, weeks=5) == Published(2, 10, 8)


def test_an_agreement_ends(agreement: Programme) -> None:
    agreement.ends = date(2027, 1, 11)
    agreement.save()
    assert publish(agreement, weeks=4).sessions == 4


def test_a_programme_without_end_needs_a_number_of_weeks(agreement: Programme) -> None:
    for weeks in (None, 0):
        with pytest.raises(WrongState, match="au moins une semaine"):
            publish(agreement, weeks=weeks)


def test_a_place_that_did_not_sign_is_refused(agreement: Programme) -> None:
    other = make.place(reference="autre")
    for template, said in (("autre", "ne permet pas"), ("inconnu", "ni une partie")):
        agreement.template = WeeklyTemplate(MONDAY, (Presence(0, Half.MORNING, template, "ent"),)).to_json()
        agreement.save()
        with pytest.raises(Refused, match=said):
            publish(agreement, weeks=1)
    assert not Session.objects.filter(place=other).exists()


def test_a_holiday_is_left_out(agreement: Programme) -> None:
    # The Monday of the twelfth week is Easter Monday.
    publish(agreement, weeks=13)
    assert not Session.objects.filter(starts__date=date(2027, 3, 29)).exists()
    assert Session.objects.filter(starts__date=date(2027, 3, 22)).exists()


def test_a_session_has_the_clock_and_the_holidays_of_its_place(agreement: Programme) -> None:
    reunion = make.commune("97411", "Saint-Denis", department=make.department("974"), intercommunality=None)
    agreement.parties.filter(key="CH").update(place=make.place(kind="hospital", commune=reunion))
    agreement.starts = date(2026, 12, 14)
    agreement.save()
    publish(agreement, weeks=2)
    first = Session.objects.with_posts().first()
    assert first.starts.astimezone(ZoneInfo("Indian/Reunion")).hour == 9
    assert first.starts.astimezone(ZoneInfo("UTC")).hour == 5
    assert hours(first) == "09:00"
    # 20 December, a Sunday, is a holiday there; the next Monday is not.
    assert Session.objects.filter(starts__date=date(2026, 12, 21)).exists()


def test_a_tour_is_published_at_its_stops() -> None:
    for reference, profession in (("dentist", "dentist"), ("gp", "gp")):
        person = make.professional(reference=reference, profession=profession, status="salaried")
        make.engaged(person, scheme="medical_bus", days_per_month=31)
    bus = make.vehicle(reference="bus")
    template = TourTemplate(
        vehicle="bus",
        anchor=MONDAY,
        stops=(
            TourStop(make.commune().pk, "Place du marché"),
            TourStop(make.elsewhere().pk, "Parking de la salle des fêtes"),
        ),
        crew=(Crew(0, "dentist"), Crew(2, "gp")),
    )
    tour = make.programme(template, scheme="medical_bus", starts=MONDAY)
    assert publish(tour, weeks=2) == Published(8, 80, 0)
    assert publish(tour, weeks=2).existing == 8
    sessions = list(Session.objects.with_posts().order_by("starts"))
    assert [(s.commune_id, s.stop, s.giver.reference) for s in (sessions[0], sessions[7])] == [
        (make.commune().pk, "Place du marché", "dentist"),
        (make.elsewhere().pk, "Parking de la salle des fêtes", "gp"),
    ]
    assert {s.place for s in sessions} == {None}
    assert all(s.things("vehicle") == [bus] for s in sessions)


def test_a_thing_neither_named_nor_at_the_place_is_missing(agreement: Programme) -> None:
    agreement.scheme = "medical_bus"
    agreement.save()
    make.engaged(make.professional(reference="doctor"), scheme="medical_bus")
    agreement.template = WeeklyTemplate(MONDAY, (Presence(0, Half.MORNING, "CH", "doctor"),)).to_json()
    agreement.save()
    with pytest.raises(Taken, match="aucun véhicule n’est libre"):
        publish(agreement, weeks=1)


def test_a_rotation_is_published_week_after_week(doctors) -> None:
    template = RotationTemplate("site-1", MONDAY, ("doctor-0", "doctor-1"), weekdays=(0,))
    rotation = make.programme(template, starts=MONDAY)
    assert publish(rotation, weeks=4).sessions == 8
    mornings = Session.objects.with_posts().filter(starts__hour=9).order_by("starts")
    assert [s.giver.reference for s in mornings] == ["doctor-0", "doctor-1"] * 2


def test_the_week_of_a_salaried_centre_keeps_slots_for_the_unscheduled_until_their_hour() -> None:
    place = make.place(rooms=1, kind="health_centre", reference="centre")
    for reference, profession in (("ipa", "nurse"), ("gp", "gp")):
        person = make.professional(reference=reference, profession=profession, status="salaried")
        make.engaged(person, scheme="salaried_centre")
    week = WeeklyTemplate(
        MONDAY, (Presence(0, Half.MORNING, "centre", "ipa"), Presence(1, Half.MORNING, "centre", "gp"))
    )
    data = ProgrammeData(
        scheme=scheme_named("salaried_centre"), name="Semaine du centre", template=week, starts=MONDAY, region="76",
        parties=[PartyData(organisation=place.organisation, key="centre", place=place)],
    )  # fmt: skip
    centre = programmes.create(data)
    assert publish(centre, weeks=2) == Published(4, 40, 0)
    kept = Slot.objects.filter(session__starts__date=MONDAY, kept_for=["regulated"])
    assert [slot.starts - slot.released_at for slot in kept] == [timedelta(hours=2)] * 2
    both = WeeklyTemplate(MONDAY, tuple(replace(one, weekday=3) for one in week.presences))
    programmes.edit(centre, replace(data, template=both))
    with pytest.raises(Taken, match="aucun cabinet n’est libre"):
        publish(centre, weeks=1)
