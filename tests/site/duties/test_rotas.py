"""Duty rotas: setting up, wishes, draft, publication, holes, swaps by the rules of rest, pay."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage.planning.rota import Count
from maillage.schemes import scheme_named
from maillage.site.agenda import services as agenda
from maillage.site.agenda import swaps
from maillage.site.agenda.models import Absence, Claim, Session
from maillage.site.agenda.payments import due_to
from maillage.site.agenda.posts import stretch
from maillage.site.directory.models import Professional
from maillage.site.duties import background, drafts, problem, publishing, services
from maillage.site.duties.models import DutyWish
from maillage.site.duties.periods import duty_named
from maillage.site.duties.services import HouseData, MemberData, RotaData
from maillage.site.engagements.services import EngagementData, engage
from maillage.site.refusals import InvalidField, NotAllowed, Refused, WrongState
from tests.site import duty_factories as duty
from tests.site import factories as make

pytestmark = pytest.mark.django_db


def data(**fields: object) -> RotaData:
    monday = duty.first_monday()
    return RotaData(
        **{
            "name": "Premier trimestre", "department": "12", "starts": monday, "weeks": 13,
            "wishes_until": monday - timedelta(days=10), **fields,
        }  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("name", {"name": " "}),
        ("department", {"department": "75"}),
        ("department", {"department": "99"}),
        ("starts", {"starts": duty.first_monday() + timedelta(days=1)}),
        ("weeks", {"weeks": 27}),
        ("wishes_until", {"wishes_until": duty.first_monday()}),
    ],
)
def test_what_is_wrong_in_a_rota_is_told_on_its_field(field: str, wrong: dict[str, object]) -> None:
    by = duty.organiser()
    with pytest.raises(InvalidField) as refused:
        services.create(services.organisations_of(by)[0], data(**wrong), by)
    assert refused.value.field == field


def test_a_rota_like_another_has_its_houses_and_doctors_without_their_wishes() -> None:
    by = duty.organiser()
    first = duty.rota(by, duty.doctors(3))
    member = first.members.all()[0]
    services.change_member(
        member, MemberData(houses=[first.houses.get().pk], share_percent=50, born=date(1961, 3, 1)), by
    )
    services.give_wishes(member, {services.wish_dates(member)[0]: "cannot"}, by)
    second = services.create(first.organisation, data(like=first), by)
    assert [one.name for one in second.houses.all()] == [one.name for one in first.houses.all()]
    kept = second.members.get(professional=member.professional)
    assert (kept.share_percent, kept.born, kept.wishes.count()) == (50, date(1961, 3, 1), 0)


def test_nobody_sets_up_the_rota_of_others() -> None:
    made, stranger = duty.rota(duty.organiser(), duty.doctors(2)), duty.organiser()
    house = HouseData(name="Ailleurs", commune=make.commune().pk, needs=duty.WEEKEND)
    for act in (
        lambda: services.create(made.organisation, data(), stranger),
        lambda: services.add_house(made, house, stranger),
        lambda: services.drop_member(made.members.all()[0], stranger),
        lambda: drafts.ask(made, stranger),
        lambda: publishing.publish(made, stranger),
        lambda: services.give_wishes(made.members.all()[0], {}, stranger),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_rota_with_too_few_doctors_is_told_before_anything_is_planned() -> None:
    by = duty.organiser()
    made = duty.rota(by, duty.doctors(2), needs={"sunday": 2})
    with pytest.raises(Refused, match="2 médecins dans le tableau, il en faut au moins 3"):
        drafts.ask(made, by)
    assert drafts.job_of(made) is None


def test_a_wish_on_a_day_without_duty_or_of_an_absence_is_told_on_its_date() -> None:
    by = duty.organiser()
    made = duty.rota(by, duty.doctors(3, accounts=1))
    member = made.members.exclude(professional__user=None).get()
    doctor, days = member.professional.user, services.wish_dates(member)
    assert doctor is not None
    with pytest.raises(InvalidField) as refused:
        services.give_wishes(member, {made.starts - timedelta(days=1): "cannot"}, doctor)
    assert refused.value.field == (made.starts - timedelta(days=1)).isoformat()
    starts = make.at(days[0].isoformat(), 8)
    Absence.objects.create(professional=member.professional, during=stretch(starts, starts + timedelta(hours=10)))
    with pytest.raises(InvalidField, match="absence"):
        services.give_wishes(member, {days[0]: "would_like"}, doctor)
    assert services.give_wishes(member, {days[1]: "would_like", days[2]: "cannot"}, doctor) == 2
    late = made.wishes_until + timedelta(days=1)
    with pytest.raises(WrongState, match="passé"):
        services.give_wishes(member, {}, doctor, today=late)
    assert member.wishes.count() == 2


def test_a_draft_keeps_wishes_and_other_days_and_is_published_as_accepted_duties() -> None:
    by = duty.organiser()
    made = duty.rota(by, duty.doctors(8, accounts=1))
    member = made.members.exclude(professional__user=None).get()
    days = services.wish_dates(member)
    services.give_wishes(member, dict.fromkeys(days[:6], "cannot"), by)
    background.make(lambda *_: None, rota=made.pk)  # type: ignore[arg-type]
    made.refresh_from_db()
    draft = drafts.draft_of(made)
    assert draft is not None
    assert draft.gap is not None
    assert len(draft.filled) == len(problem.problem_of(made).duties)
    mine = {duty_named(name).date for name, who in draft.filled.items() if who == str(member.professional_id)}
    assert not mine & set(days[:6])
    made = publishing.publish(made, by)
    sessions = publishing.sessions_of(made)
    assert len(sessions) == len(draft.filled)
    assert {one.state for one in sessions} == {"accepted"}
    assert {one.slots.count() for one in sessions} == {0}
    with pytest.raises(WrongState, match="déjà publié"):
        publishing.publish(made, by)


def test_a_draft_made_before_a_wish_is_not_published() -> None:
    by = duty.organiser()
    made = duty.drafted(duty.rota(by, duty.doctors(8)))
    draft = drafts.draft_of(made)
    assert draft is not None
    name, who = next(iter(draft.filled.items()))
    services.give_wishes(made.members.get(professional=int(who)), {duty_named(name).date: "cannot"}, by)
    with pytest.raises(WrongState, match="Calculez-le de nouveau"):
        publishing.publish(made, by)
    assert not Session.objects.exists()


def test_a_rota_that_cannot_be_filled_says_the_smallest_change_and_is_published_with_holes() -> None:
    by = duty.organiser()
    made = duty.rota(by, duty.doctors(8, accounts=8), weeks=2)
    day = services.wish_dates(made.members.all()[0])[0]
    for member in made.members.all():
        services.give_wishes(member, {day: "cannot"}, by)
    made = duty.drafted(made)
    draft = drafts.draft_of(made)
    assert draft is not None
    assert (draft.gap, draft.proven) == (None, True)
    assert [one["rule"] for one in draft.changes] == ["absence"]
    made = publishing.publish(made, by)
    holes = [one for one in publishing.sessions_of(made) if one.state == "declined"]
    assert [one.day for one in holes] == [day]
    doctor = made.members.all()[0].professional
    assert publishing.holes_for(doctor, timezone.now()) == holes
    free = next(
        one.professional
        for one in made.members.select_related("professional__user", "professional__resource", "professional__home")
        if publishing.reason_not_to_take(holes[0], one.professional) is None
    )
    assert free.user is not None
    taken = publishing.take(holes[0], free.user)
    assert (taken.state, make.again(taken).giver) == ("accepted", free)
    with pytest.raises(WrongState):
        publishing.take(holes[0], free.user)


def test_fairness_counts_what_was_done_in_the_year_before() -> None:
    by = duty.organiser()
    made = duty.published(by, duty.doctors(8))
    first = publishing.sessions_of(made)
    year = made.starts.year
    next_one = services.create(
        made.organisation, data(like=made, starts=made.starts + timedelta(weeks=4), weeks=4,
                                wishes_until=made.starts + timedelta(weeks=3)), by,
    )  # fmt: skip
    before = problem.history(next_one, [one.professional_id for one in made.members.all()])
    same_year = [one for one in first if one.day.year == next_one.starts.year]
    assert sum(one[Count.DUTIES] for one in before.values()) == len(same_year)
    whole = problem.year_of(made, list(before))
    assert sum(one[Count.DUTIES] for one in whole.values()) == sum(one.day.year == year for one in first)


def _world() -> list[Session]:
    needs = {"saturday": 1, "late_weekend": 1, "sunday": 1}
    return publishing.sessions_of(duty.published(duty.organiser(), duty.doctors(9, accounts=9), weeks=4, needs=needs))


def _giver(session: Session) -> Professional:
    found = session.giver
    assert found is not None
    assert found.user is not None
    return found


def test_a_swap_against_the_rest_is_refused_and_one_by_the_rules_is_agreed() -> None:
    sessions = _world()
    given, beside = next(
        (late, day) for late in sessions for day in sessions if day.ends == late.starts and day.starts < late.starts
    )
    one, tired = _giver(given), _giver(beside)
    rest = "Il ne resterait pas onze heures de repos entre deux gardes."
    assert swaps.reason_against_swap(one, [given], tired) == rest
    offer = swaps.offer([given], one.user)
    with pytest.raises(Refused, match="repos"):
        swaps.take(offer, tired.user)
    assert _giver(make.again(given)) == one
    rows = Professional.objects.filter(rota_members__rota__programme=given.programme).exclude(pk=one.pk)
    able = next(row for row in rows if swaps.reason_against_swap(one, [given], row) is None)
    swaps.take(offer, able.user)
    assert _giver(make.again(given)) == able


def test_somebody_outside_the_rota_takes_no_duty() -> None:
    sessions = _world()
    stranger = make.professional(make.user("doctor"), home=make.commune())
    engage(scheme_named("duty_rota"), EngagementData(professional=stranger, starts=timezone.localdate()))
    assert (
        swaps.reason_against_swap(_giver(sessions[0]), [sessions[0]], stranger)
        == "Cette personne n’est pas du tableau de garde."
    )


def test_the_database_refuses_a_second_claim_of_a_doctor_on_duty() -> None:
    one = _world()[0]
    other = make.published(starts=one.starts + timedelta(days=400))
    post = other.posts.get(giver=True)
    taking = {"resource": _giver(one).resource_id, "during": stretch(one.starts, one.ends)}
    with pytest.raises(IntegrityError, match="claim_no_overlap"), transaction.atomic():
        Claim.objects.filter(post=post).update(**taking)


@pytest.mark.parametrize(("hours", "cents"), [(4, 150_00), (12, 300_00)])
def test_a_duty_held_is_paid_by_the_one_formula_by_its_length(hours: int, cents: int) -> None:
    one = next(one for one in _world() if one.ends - one.starts == timedelta(hours=hours))
    _move(one, timezone.now() - timedelta(days=3))
    agenda.hold(one, make.coordinator(one.commune.department.region))
    assert [due.line.cents for due in due_to(_giver(one))] == [cents]


def _move(one: Session, starts: datetime) -> None:
    ends = starts + (one.ends - one.starts)
    with transaction.atomic():
        Session.objects.filter(pk=one.pk).update(starts=starts, ends=ends)
        one.posts.update(during=stretch(starts, ends))
        Claim.objects.filter(post__session=one).update(during=stretch(starts, ends))


def test_wishes_are_unique_and_known_in_the_database() -> None:
    member = duty.rota(duty.organiser(), duty.doctors(2)).members.all()[0]
    day = duty.first_monday()
    DutyWish.objects.create(member=member, date=day, kind="cannot")
    for kind in ("cannot", "perhaps"):
        with pytest.raises(IntegrityError), transaction.atomic():
            DutyWish.objects.create(member=member, date=day + timedelta(days=kind == "perhaps"), kind=kind)
