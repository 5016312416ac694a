"""From a plan, an agreement and a tour to sessions: three origins, the same rails."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from django.utils import timezone

from maillage.planning import Assignment, Plan, Result
from maillage.schemes import (
    Activity,
    Crew,
    Half,
    Presence,
    TourStop,
    TourTemplate,
    WeeklyTemplate,
)
from maillage.site.agenda.models import Claim, Session, Slot
from maillage.site.directory.models import Professional
from maillage.site.engagements.models import Agreement, AgreementParty, Engagement, Tour
from maillage.site.plans import effect, services
from maillage.site.plans.models import PlanRun
from maillage.site.refusals import Refused, Taken
from tests.site import factories as make

pytestmark = pytest.mark.django_db

MONDAY = date(2027, 1, 4)


def result_of(*assignments: Assignment) -> Result:
    return Result(
        plan=Plan(assignments), objective=100.0, bound=100.5, gap=0.005, seed=1, seconds=1.2, data_digest="d",
        cost_cents=20000, seconds_by_stage={"quota": 1.0},
    )  # fmt: skip


def stored(*assignments: Assignment) -> PlanRun:
    return services.store(result_of(*assignments), make.region(), scheme="solidarity", starts=MONDAY, weeks=13)


@pytest.fixture
def site() -> object:
    return make.place(rooms=2, reference="site-1")


@pytest.fixture
def doctors() -> list[Professional]:
    return [make.professional(reference=f"doctor-{k}") for k in range(3)]


def day(doctor: int, on: date = MONDAY) -> Assignment:
    return Assignment(on, "site-1", f"doctor-{doctor}")


def test_the_same_result_is_stored_once(site, doctors) -> None:
    assert stored(day(0)) == stored(day(0))
    assert stored(day(0)) != stored(day(1))
    run = PlanRun.objects.first()
    assert Result.from_document(run.document).plan.assignments


def test_a_day_is_published_as_two_sessions_in_a_room_of_its_own(site, doctors) -> None:
    run = stored(day(0), day(1))
    published = services.publish(run)
    assert (published.sessions, published.slots) == (4, 40)
    sessions = list(Session.objects.order_by("starts", "professional"))
    assert [timezone.localtime(s.starts).hour for s in sessions] == [9, 9, 14, 14]
    assert {s.plan_run for s in sessions} == {run}
    rooms = {(s.professional_id, s.room_id) for s in sessions}
    assert len(rooms) == 2
    assert len({room for _, room in rooms}) == 2
    run.refresh_from_db()
    assert run.state == "published"
    assert run.published_at is not None


def test_publishing_again_changes_nothing(site, doctors) -> None:
    run = stored(day(0))
    services.publish(run)
    assert services.publish(run).existing == 2
    assert Session.objects.count() == 2


def test_more_doctors_than_rooms_are_refused_and_nothing_is_published(site, doctors) -> None:
    run = stored(day(0), day(1), day(2))
    with pytest.raises(Taken, match="aucun cabinet"):
        services.publish(run)
    assert not Session.objects.exists()
    run.refresh_from_db()
    assert run.state == "draft"


def test_a_doctor_taken_meanwhile_refuses_the_whole_plan(site, doctors) -> None:
    run = stored(day(0), day(1, date(2027, 1, 5)))
    make.published(professional=doctors[1], starts=make.at("2027-01-05", 10))
    with pytest.raises(Taken, match="déjà pris le 05/01/2027"):
        services.publish(run)
    assert Session.objects.count() == 1


def test_somebody_not_in_the_directory_is_named(site, doctors) -> None:
    run = stored(Assignment(MONDAY, "site-1", "nobody"))
    with pytest.raises(Refused, match="nobody"):
        services.publish(run)


def test_a_plan_of_three_months_is_published_in_few_queries(site, doctors, django_assert_max_num_queries) -> None:
    from datetime import timedelta

    run = stored(*[day(k % 3, MONDAY + timedelta(days=k)) for k in range(91)])
    with django_assert_max_num_queries(30):
        assert services.publish(run).sessions == 182


@pytest.fixture
def agreement() -> Agreement:
    specialist = make.professional(reference="ent", profession="specialist", status="hospital")
    template = WeeklyTemplate(
        anchor=MONDAY,
        presences=(
            Presence(0, Half.MORNING, "CH", "ent"),
            Presence(0, Half.AFTERNOON, "CH", "ent", Activity.THEATRE),
            Presence(1, Half.MORNING, "CHU", "ent"),
        ),
    )
    made = Agreement.objects.create(
        scheme="shared_post", name="ORL partagé", pathway="ORL", template=template.to_json(), starts=MONDAY
    )
    place = make.place(kind="hospital")
    AgreementParty.objects.create(
        agreement=made, organisation=place.organisation, key="CH", place=place, room=place.rooms.get(),
        time_percent=67, money_percent=50,
    )  # fmt: skip
    AgreementParty.objects.create(
        agreement=made, organisation=make.organisation("establishment"), key="CHU", time_percent=33, money_percent=50
    )
    assert specialist.reference == "ent"
    return made


def test_an_agreement_is_published_where_its_party_keeps_its_diary_here(agreement: Agreement) -> None:
    published = services.publish_templates(agreement, MONDAY, 4)
    assert (published.sessions, published.slots) == (8, 40)
    theatre = Session.objects.filter(activity="theatre")
    assert theatre.count() == 4
    assert not Slot.objects.filter(session__in=theatre).exists()
    assert Claim.objects.filter(session__in=theatre, active=True).count() == 8
    assert services.publish_templates(agreement, MONDAY, 5).existing == 8


def test_an_agreement_ends(agreement: Agreement) -> None:
    agreement.ends = date(2027, 1, 11)
    agreement.save()
    assert services.publish_templates(agreement, MONDAY, 4).sessions == 4


def test_a_tour_is_published_at_its_stops() -> None:
    for reference, profession in (("dentist", "dentist"), ("gp", "gp")):
        make.professional(reference=reference, profession=profession, status="salaried")
    template = TourTemplate(
        vehicle="bus",
        anchor=MONDAY,
        stops=(
            TourStop(make.commune().pk, "Place du marché"),
            TourStop(make.elsewhere().pk, "Parking de la salle des fêtes"),
        ),
        crew=(Crew(0, "dentist"), Crew(2, "gp")),
    )
    tour = Tour.objects.create(
        scheme="medical_bus", name="Tournée", vehicle=make.vehicle(), template=template.to_json(), starts=MONDAY
    )
    published = services.publish_templates(tour, MONDAY, 2)
    assert (published.sessions, published.existing) == (8, 0)
    assert services.publish_templates(tour, MONDAY, 2).existing == 8
    stops = Session.objects.order_by("starts").values_list("commune", "stop", "professional__reference")
    assert stops[0] == (make.commune().pk, "Place du marché", "dentist")
    assert stops[7] == (make.elsewhere().pk, "Parking de la salle des fêtes", "gp")
    assert {claim.resource.kind for claim in Claim.objects.all()} == {"doctor", "vehicle"}


def test_a_holiday_is_left_out(agreement: Agreement) -> None:
    # The Monday of the twelfth week after is Easter Monday.
    services.publish_templates(agreement, MONDAY, 13)
    assert not Session.objects.filter(starts__date=date(2027, 3, 29)).exists()
    assert Session.objects.filter(starts__date=date(2027, 3, 22)).exists()


class Land:
    """Two communes ten kilometres apart, for the cost of a journey."""

    x = np.array([0.0, 10_000.0])
    y = np.zeros(2)
    plane = np.zeros(2, dtype=np.int8)

    def index_of(self, code: str) -> int:
        return 0 if code == "12089" else 1


def test_days_are_counted_from_the_agenda(site, doctors) -> None:
    Engagement.objects.create(
        professional=doctors[0], scheme="solidarity", state="active", days_per_month=2, home_share_percent=25,
        starts=MONDAY,
    )  # fmt: skip
    run = stored(day(0), day(1))
    services.publish(run)
    days = effect.days_of(run, Land())
    price = 200_00 + round(2 * 10 * 1.3 * 60)
    assert sorted((d.position, d.home, d.home_share, d.consultations, d.cost_cents) for d in days) == [
        (0, 1, 0.0, 20.0, price),
        (0, 1, 0.25, 20.0, price),
    ]
    Session.objects.filter(professional=doctors[1]).update(state="cancelled")
    Session.objects.filter(professional=doctors[0], starts__hour__gte=12).update(state="cancelled")
    half = effect.days_of(run, Land())
    assert [(d.consultations, d.cost_cents) for d in half] == [(10.0, 100_00 + round(2 * 10 * 1.3 * 60))]
