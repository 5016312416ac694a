"""The planner's board: a day moved by keyboard, by drag and without scripts; undone, completed, compared, published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_the_day import committed

if TYPE_CHECKING:
    from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
COORDINATOR = "coordination@maillage.example"


def sound(visitor: Visitor) -> None:
    assert visitor.sideways() <= 0
    assert visitor.complaints == []


def a_draft() -> Any:
    """A draft of the problem of the demonstration's plan, with a day less."""
    from maillage.site.plans import board
    from maillage.site.plans.models import PlanRun

    run = PlanRun.objects.exclude(problem="").get(replaces=None)
    seen = board.board_of(run)
    live = seen.live()
    gone = next(one for one in sorted(seen.days, reverse=True) if not live.try_change([one], []).broken)
    board.change(run, [gone], [], None)
    return board.keep(run, None)


def free_moves(run: Any, count: int) -> tuple[int, list[tuple[Any, Any]]]:
    """A week of the plan, and days of it, of different doctors and places, that can go to another date of it."""
    from maillage.site.plans import board

    seen = board.board_of(run)
    live, first = seen.live(), run.programme.starts
    for week in range(13):
        days = [day for day in live.problem.data.days if (day - first).days // 7 == week]
        found = free_moves_of(live, seen.days, days)
        if len(found) >= count:
            return week, found[:count]
    raise AssertionError("no week of the demonstration has enough days that can move")


def free_moves_of(live: Any, placed: Any, days: list[Any]) -> list[tuple[Any, Any]]:
    from maillage.planning import Assignment

    found: dict[str, tuple[Any, Any]] = {}
    for one in sorted(day for day in placed if day.date in days):
        others = (Assignment(day, one.site_id, one.doctor_id) for day in days if day != one.date)
        other = next((to for to in others if to not in placed and not live.try_change([one], [to]).broken), None)
        if other is not None and all(one.doctor_id != known.doctor_id for known, _ in found.values()):
            found.setdefault(one.site_id, (one, other))
    return list(found.values())


def test_the_planner_moves_days_completes_compares_and_publishes(visit: Any) -> None:
    from maillage.site.jobs.models import Job
    from maillage.site.jobs.services import perform
    from maillage.site.plans import board
    from maillage.site.plans.background import COMPLETE
    from maillage.site.plans.models import PlanRun
    from maillage.site.www.planner.rows import key_of

    draft = committed(a_draft) or PlanRun.objects.latest("pk")
    week, ((first, to), (second, there), (third, elsewhere)) = free_moves(draft, 3)
    board_page = f"/coordination/plans/{draft.pk}/tableau?semaine={week}"
    desk = visit(DESK)
    desk.sign_in(COORDINATOR)
    page = desk.go(board_page)
    assert desk.violations() == []
    sound(desk)

    # Why it is there, and why a place gets what it gets.
    page.locator(f'[data-day="{key_of(first)}"]').click()
    page.get_by_role("link", name="Pourquoi cette journée").click()
    page.get_by_text("Sans cette journée, le plan perdrait").wait_for()
    page.get_by_label("Un lieu").select_option(first.site_id)
    page.get_by_role("button", name="Demander").click()
    page.get_by_text("Les plus proches").wait_for()
    assert desk.violations() == []
    sound(desk)
    page = desk.go(board_page)

    # By keyboard: the day is taken, the arrows choose the date, and the answer is there before it is put down.
    chip = page.locator(f'[data-day="{key_of(first)}"]')
    chip.focus()
    page.keyboard.press("Space")
    steps = (to.date - first.date).days
    for _ in range(abs(steps)):
        page.keyboard.press("ArrowRight" if steps > 0 else "ArrowLeft")
    page.get_by_role("heading", name="Ce que fait ce changement").wait_for()
    page.keyboard.press("Space")
    moved = page.locator(f'[data-day="{key_of(to)}"]')
    moved.wait_for()
    assert moved.evaluate("one => one === document.activeElement")

    # By drag.
    target = page.locator(f'td[data-date="{there.date.isoformat()}"][data-lieu="{there.site_id}"]')
    page.locator(f'[data-day="{key_of(second)}"]').drag_to(target)
    page.locator(f'[data-day="{key_of(there)}"]').wait_for()
    sound(desk)

    # On a phone without scripts, by the form; then undone.
    phone = visit(PHONE, script=False)
    phone.sign_in(COORDINATOR)
    small = phone.go(board_page)
    sound(phone)
    small.locator(f'[data-day="{key_of(third)}"]').click()
    small.get_by_label("Date").fill(elsewhere.date.isoformat())
    small.get_by_role("button", name="Essayer").click()
    small.get_by_role("heading", name="Ce que fait ce changement").wait_for()
    small.get_by_role("button", name="Changer", exact=True).click()
    small.get_by_text("C’est fait").wait_for()
    small.get_by_role("button", name="Annuler le dernier changement").click()
    small.get_by_role("button", name="Refaire").wait_for()
    assert {to, there, third} <= board.board_of(draft).days

    page = desk.go(board_page)
    page.get_by_role("button", name="Compléter le reste").click()
    page.get_by_text("Le reste se calcule").first.wait_for()
    committed(lambda: perform(Job.objects.get(kind=COMPLETE, state="waiting").pk))
    page = desk.go(board_page)
    assert {to, there} <= board.board_of(draft).days
    page.get_by_role("button", name="Garder ce plan").click()
    page.get_by_text("voici le plan qu’ils font").wait_for()
    kept = PlanRun.objects.latest("pk")

    listed = desk.go("/coordination/plans/")
    assert desk.violations() == []
    for run in (draft, kept):
        listed.locator(f'input[name="plan"][value="{run.pk}"]').check()
    listed.get_by_role("button", name="Comparer les plans cochés").click()
    listed.get_by_role("heading", name="Ce qui distingue B de A").wait_for()
    assert desk.violations() == []
    sound(desk)
    desk.go(f"/coordination/plan?plan={kept.pk}").get_by_role("link", name="Changer le plan publié").click()
    page.get_by_role("heading", name="Changer le plan publié").wait_for()
    assert desk.violations() == []
    asks = page.get_by_label("Oui, déplacer ou annuler aussi")
    if asks.count():
        asks.check()
    page.get_by_role("button", name="Changer le plan publié").click()
    page.get_by_text("Le plan publié a changé").wait_for()
    sound(desk)


def test_doctors_leave_and_a_plan_of_two_schemes_is_asked_for_on_a_phone(visit: Any) -> None:
    from maillage.site.jobs.models import Job
    from maillage.site.jobs.services import perform
    from maillage.site.plans.background import PLAN, REPLAN
    from maillage.site.plans.models import PlanRun

    run = PlanRun.objects.get(replaces=None)
    leaving = sorted({day["doctor"] for day in run.document["plan"]})[:2]
    phone = visit(PHONE)
    phone.sign_in(COORDINATOR)
    page = phone.go(f"/coordination/plans/{run.pk}/reprendre")
    page.get_by_label("Un ou plusieurs médecins s’en vont").check()
    page.get_by_label("Qui s’en va").select_option(leaving)
    assert page.get_by_label("Le lieu qui ferme").is_hidden()
    assert phone.violations() == []
    page.get_by_role("button", name="Calculer").click()
    page.get_by_text("Le calcul est en cours").wait_for()
    committed(lambda: perform(Job.objects.get(kind=REPLAN, state="waiting").pk))
    page = phone.go(f"/coordination/plan?plan={run.pk}")
    page.get_by_role("link", name="Choisir les déplacements").click()
    page.get_by_text("Combien de journées peuvent être déplacées").wait_for()
    sound(phone)
    assert phone.violations() == []

    page = phone.go("/coordination/travaux/plan")
    page.get_by_label("Poste partagé entre hôpitaux").first.check()
    page.get_by_label("Ce que chacun donne").nth(2).select_option("pm")
    assert phone.violations() == []
    sound(phone)
    page.get_by_role("button", name="Calculer le plan").click()
    page.get_by_text("Le plan est demandé").wait_for()
    asked = Job.objects.filter(kind=PLAN).latest("pk").args["schemes"]
    assert [(one["scheme"], one["giving"]) for one in asked] == [("solidarity", "days"), ("shared_post", "pm")]


@pytest.mark.django_db
def test_another_region_has_its_plan_in_the_agenda_too(measured: Any) -> None:
    """What ``maillage demo --region all`` does for each region, on the demonstration of Corsica."""
    from maillage.demo.everywhere import create_region
    from maillage.site.agenda.models import Session
    from maillage.site.plans.models import PlanRun

    days = create_region(measured.world, "02")
    run = PlanRun.objects.get(programme__region="02")
    assert run.problem
    assert Session.objects.filter(programme=run.programme).count() == 2 * days > 0
