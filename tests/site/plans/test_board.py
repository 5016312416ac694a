"""The board of a plan: changes by hand, undone and redone, completed by the worker, kept, put in place of a plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from maillage.demo.plan_change import create_change
from maillage.planning import Assignment, BrokenRule, PlanWeights, Progress, check
from maillage.planning import Plan as Days
from maillage.site.agenda.models import Session
from maillage.site.agenda.publishing import publish
from maillage.site.booking import services as booking
from maillage.site.booking.models import Appointment
from maillage.site.jobs import services as jobs
from maillage.site.jobs.models import Job
from maillage.site.observatory import workbench as opening
from maillage.site.plans import background, board, replacing, why
from maillage.site.plans.board import RuleBroken
from maillage.site.plans.changed import Changed
from maillage.site.plans.emphasis import Emphasis
from maillage.site.plans.models import PlanRun
from maillage.site.refusals import NotAllowed, Refused, WrongState
from tests.site import factories as make
from tests.site.plans import measured
from tests.site.plans.measured import Measured

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(tmp_path: Path, settings: Any) -> Iterator[Measured]:
    settings.DATA_DIR = tmp_path
    yield measured.build()
    opening.forget()


@pytest.fixture
def run(site: Measured) -> PlanRun:
    return site.planned()


def done(job: Job) -> Job:
    jobs.perform(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    return job


def days_of(run: PlanRun) -> list[Assignment]:
    return sorted(board.board_of(run).days)


def a_move(run: PlanRun) -> tuple[Assignment, Assignment]:
    """A day of the plan and another that it can become without breaking a rule."""
    live, days = board.board_of(run).live(), days_of(run)
    for one in days:
        for site in live.problem.site:
            for when in live.problem.day:
                other = Assignment(when, site, one.doctor_id)
                if other not in days and not live.try_change([one], [other]).broken:
                    return one, other
    pytest.fail("no day of this plan can move")


def test_a_day_moves_is_undone_and_redone(site: Measured, run: PlanRun) -> None:
    one, other = a_move(run)
    tried = board.try_change(run, [one], [other])
    assert one in board.board_of(run).days
    effect = board.change(run, [one], [other], site.boss)
    assert effect == tried
    now = board.board_of(run)
    assert (other in now.days, one in now.days, other in now.fixed) == (True, False, True)
    assert (one.doctor_id, one.date) in now.away or one.date == other.date
    board.undo(run, site.boss)
    assert set(days_of(run)) == set(board.board_of(PlanRun.objects.get(pk=run.pk)).days) >= {one}
    assert board.board_of(run).undone == 1
    board.redo(run, site.boss)
    assert other in board.board_of(run).days
    board.undo(run, site.boss)
    board.change(run, [one], [], site.boss)
    with pytest.raises(WrongState):
        board.redo(run, site.boss)


def test_a_broken_rule_is_named_and_nothing_changes(site: Measured, run: PlanRun) -> None:
    one = days_of(run)[0]
    sunday = one.date + timedelta(days=6 - one.date.weekday())
    with pytest.raises(RuleBroken) as refused:
        board.change(run, [one], [Assignment(sunday, one.site_id, one.doctor_id)], site.boss)
    assert {found.rule for found in refused.value.effect.broken} == {BrokenRule.DATES}
    assert not run.changes.exists()
    with pytest.raises(WrongState):
        board.change(run, [Assignment(sunday, one.site_id, one.doctor_id)], [], site.boss)
    with pytest.raises(NotAllowed):
        board.change(run, [one], [], make.coordinator(make.region("11")))


def test_the_rest_is_completed_around_fixed_days_by_the_worker(site: Measured, run: PlanRun) -> None:
    first, second = days_of(run)[:2]
    board.change(run, [first], [], site.boss)
    board.fix(run, [second], site.boss)
    job = done(background.ask_complete(run, site.boss))
    now = board.board_of(run)
    assert second in now.days
    assert not any((one.doctor_id, one.date) == (first.doctor_id, first.date) for one in now.days)
    assert job.result["gap"] >= 0
    made = board.keep(run, site.boss)
    assert made.replaces == run
    assert set(days_of(made)) == now.days
    assert check(board.board_of(made).problem.data, Days(tuple(now.days))) == []
    assert made.bound == pytest.approx(run.bound)
    assert made.gap == pytest.approx(job.result["gap"], abs=1e-6)
    assert not run.changes.exists()


def test_a_board_changed_meanwhile_does_not_take_the_result(site: Measured, run: PlanRun) -> None:
    job = background.ask_complete(run, site.boss)
    board.change(run, [days_of(run)[0]], [], site.boss)
    jobs.perform(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "changé pendant le calcul" in job.error
    assert run.changes.count() == 1


def test_a_plan_without_its_problem_says_so(run: PlanRun) -> None:
    run.problem = ""
    with pytest.raises(Refused, match="nouveau plan"):
        board.try_change(run, [], [])


def _booked(run: PlanRun) -> tuple[Assignment, Appointment]:
    """An appointment in the plan's first published day that is to come."""
    publish(run.programme)
    session = Session.objects.with_posts().filter(programme=run.programme).order_by("starts").first()
    assert session is not None
    assert session.place is not None
    assert session.giver is not None
    booked = booking.book(session.slots.order_by("starts")[0].pk, make.patient(), make.key()).appointment
    return Assignment(session.day, str(session.place.reference), session.giver.reference), booked


def test_days_with_patients_move_only_when_asked(site: Measured, run: PlanRun) -> None:
    day, booked = _booked(run)
    run.refresh_from_db()
    assert replacing.booked_days(run) == {day: 1}
    board.change(run, [day], [], site.boss)
    made = board.keep(run, site.boss)
    change = replacing.changeover(run, made)
    assert [one.day for one in change.with_patients] == [day]
    with pytest.raises(Refused, match="1 rendez-vous"):
        replacing.publish_change(made, site.boss)
    kept = set(days_of(made))
    replacing.publish_change(made, site.boss, with_patients=True)
    booked.refresh_from_db()
    assert booked.state == Appointment.State.CANCELLED
    assert not PlanRun.objects.filter(pk=made.pk).exists()
    run.refresh_from_db()
    assert set(days_of(run)) == kept
    standing = Session.objects.filter(programme=run.programme, state__in=Session.STANDING_STATES)
    assert standing.count() == 2 * len(kept)


def test_a_day_that_only_goes_elsewhere_keeps_its_patients(site: Measured, run: PlanRun) -> None:
    day, booked = _booked(run)
    run.refresh_from_db()
    live = board.board_of(run).live()
    other = next(
        (
            Assignment(day.date, place, day.doctor_id)
            for place in live.problem.site
            if place != day.site_id and not live.try_change([day], [Assignment(day.date, place, day.doctor_id)]).broken
        ),
        None,
    )
    if other is None:
        pytest.fail("no other place is free that day")
    board.change(run, [day], [other], site.boss)
    made = board.keep(run, site.boss)
    replacing.publish_change(made, site.boss, with_patients=True)
    booked.refresh_from_db()
    assert booked.state == Appointment.State.BOOKED
    assert booked.slot.session.place.reference == other.site_id


def test_a_plan_is_made_again_when_a_doctor_leaves(site: Measured, run: PlanRun) -> None:
    day, _ = _booked(run)
    run.refresh_from_db()
    others = sorted({one.doctor_id for one in days_of(run)} - {day.doctor_id})
    changed = Changed(since=timezone.localdate() + timedelta(days=1), left=(others[0],))
    frontier = done(background.ask_replan(run, changed, site.boss)).result
    assert frontier["frontier"][0][0] == 0
    assert frontier["lost"] >= 1
    made = PlanRun.objects.get(pk=done(background.ask_replan(run, changed, site.boss, moves=0)).result["plan"])
    after = days_of(made)
    assert others[0] not in {one.doctor_id for one in after}
    assert day in after
    assert made.replaces == run
    assert check(board.board_of(made).problem.data, Days(tuple(after))) == []


def test_a_week_of_snow_and_a_volunteer_who_comes(site: Measured, run: PlanRun) -> None:
    starts = run.programme.starts
    snow = Changed(since=starts, snow_from=starts)
    made = PlanRun.objects.get(pk=done(background.ask_replan(run, snow, site.boss, moves=1)).result["plan"])
    assert all(one.date >= starts + timedelta(days=7) for one in days_of(made))
    outside = site.doctors[0].home
    newcomer = make.engaged(make.professional(home=outside))
    came = Changed(since=starts, came=(newcomer.reference,))
    result = done(background.ask_replan(run, came, site.boss, moves=0)).result
    with_them = PlanRun.objects.get(pk=result["plan"])
    assert newcomer.reference in {one.id for one in board.board_of(with_them).problem.data.doctors}
    unknown = background.ask_replan(run, Changed(since=starts, came=("nobody",)), site.boss, moves=0)
    jobs.perform(unknown.pk)
    unknown.refresh_from_db()
    assert unknown.state == Job.State.FAILED


def test_the_demonstration_keeps_a_change_only_if_there_is_something_to_choose(site: Measured, run: PlanRun) -> None:
    publish(run.programme)
    made = create_change("76", site.boss)
    kept = Job.objects.filter(kind=background.REPLAN)
    if made["points"]:
        (job,) = kept
        assert len(job.result["frontier"]) == made["points"] >= 3
        assert job.result["lost"] == made["lost"] > 0
    else:
        assert not kept.exists()


def test_what_happened_is_read_back_as_it_was() -> None:
    day = measured.monday()
    changed = Changed(
        since=day, left=("a",), closed={"b": (day,), "c": ()}, came=("d",), snow=("e",), snow_from=day,
        with_patients=True,
    )  # fmt: skip
    assert Changed.from_json(changed.to_json()) == changed


def test_a_planning_tells_its_stage_and_how_far_its_best_plan_is() -> None:
    told: list[tuple[float, str]] = []

    class Report:
        by, concluding = None, False
        noted: ClassVar[dict[str, Any]] = {}

        def note(self, **values: Any) -> None:
            self.noted.update(values)

        def __call__(self, progress: float, words: str = "") -> None:
            told.append((progress, words))

    course = background.Course(Report())
    course.watch("quota")
    course.progress(Progress(1.0, "quota", None, 100.0))
    course.progress(Progress(2.0, "quota", 98.0, 100.0))
    course.watch("search")
    assert told[0][1].endswith("mois par mois")
    assert "à 2,0\u00a0% du meilleur possible" in told[1][1]
    assert told[0][0] < told[1][0]
    assert Report.noted == {"course": [[1.0, None, 100.0], [2.0, 98.0, 100.0]]}


def test_what_counts_is_chosen_in_words_and_reaches_the_objective(site: Measured) -> None:
    words = Emphasis(presence="none", returning="much", journeys="none", sharing="some")
    job = background.ask(site.asked(emphasis=words, days_apart=12), site.boss)
    run = PlanRun.objects.get(pk=done(job).result["plan"])
    weights = board.board_of(run).problem.data.weights
    assert (weights.minute, weights.returning_visit) == (0.0, 3.0)
    assert not any(weights.presence)
    assert weights.fairness == (3.0, 1.0)
    given = defaultdict[str, list[date]](list)
    for one in days_of(run):
        given[one.doctor_id].append(one.date)
    assert len(given) > 1
    assert all((after - before).days >= 12 for dates in given.values() for before, after in pairwise(dates))
    assert Emphasis().weights == PlanWeights()


def test_why_a_day_is_given_and_what_others_would_bring(site: Measured, run: PlanRun) -> None:
    seen, days = board.board_of(run), days_of(run)
    found = why.of_day(seen, days[0])
    without = seen.live().try_change([days[0]], [])
    assert found.worth == pytest.approx(-without.objective, abs=1e-6)
    with pytest.raises(WrongState):
        why.of_day(seen, Assignment(days[0].date, "nowhere", days[0].doctor_id))


def test_why_a_place_gets_nothing_and_what_a_day_there_would_cost(site: Measured, run: PlanRun) -> None:
    seen = board.board_of(run)
    for place in seen.problem.data.sites:
        found = why.of_place(seen, place.id)
        assert found.days == sum(one.site_id == place.id for one in seen.days)
        for one in found.candidates:
            if one.come is None:
                continue
            tried = seen.live().try_change([] if one.gone is None else [one.gone], [one.come])
            assert tried == one.effect
            assert one.come.site_id == place.id
        assert found.reached == sum(seen.problem.pair_of(Assignment(run.programme.starts, place.id, one.id)) is not None
                                    for one in seen.problem.data.doctors)  # fmt: skip
    # A place that the plan serves costs nothing; one day imposed never makes the best plan better.
    served = days_of(run)[0].site_id
    assert why.least_price(run.problem, served) == pytest.approx(0.0, abs=1e-4)
    with pytest.raises(WrongState):
        why.of_place(seen, "nowhere")


def test_the_planner_asks_why_on_a_page(site: Measured, run: PlanRun, client: Client) -> None:
    client.force_login(site.boss)
    day, page = days_of(run)[0], reverse("plan-why", args=[run.pk])
    told = client.get(page, {"jour": "|".join(board.row_of(day))}).content.decode()
    assert "Sans cette journée, le plan perdrait" in told
    told = client.get(page, {"lieu": day.site_id, "prix": "1"}).content.decode()
    assert "Les plus proches" in told
    assert "moins d’une consultation utile" in told
    assert client.get(page, {"jour": "1|2|3"}).status_code == 404
    assert client.get(page, {"lieu": "nowhere"}).status_code == 422
    later = make.place(commune=site.places[0].commune, reference="lieu-inscrit-apres")
    assert "n’était pas dans le calcul de ce plan" in client.get(page, {"lieu": later.reference}).content.decode()
    assert "Choisissez un lieu" in client.get(page).content.decode()
