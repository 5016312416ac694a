"""The page of a plan: what each territory gets, and the rule that gives it nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from maillage.planning import NoDay
from maillage.site.jobs.models import Job
from maillage.site.plans.models import PlanRun
from maillage.site.www.coordinator.planboard import board_of
from maillage.site.www.coordinator.shares import shares_of
from tests.site import factories as make
from tests.site.www.conftest import World
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db


def tell(plan: PlanRun, *rows: tuple[str, str, int, int, str | None]) -> PlanRun:
    """Store the planner's reasons for its territories in a plan."""
    names = ("code", "name", "days", "weeks", "reason")
    plan.document["territories"] = [dict(zip(names, row, strict=True)) for row in rows]
    plan.save(update_fields=["document"])
    return plan


def page_of(path: str = "/coordination/plan") -> str:
    client = Client()
    client.force_login(make.coordinator())
    return text_of(client.get(path)).replace("\u00a0", " ").replace("\u202f", " ")


def test_a_served_territory_shows_its_doctors_and_their_journeys(world: World, plan: PlanRun) -> None:
    make.engaged(make.professional(home=make.commune("31555", "Toulouse", department=make.department("31"))))
    code = world.zone.epci_id
    share = shares_of(board_of(tell(plan, (code, "Communauté de communes du Réquistanais", 2, 2, None))))[0]
    assert (share.name, share.rank, share.days, share.weeks, share.remedy) == ("Réquistanais", 1, 2, 2, "")
    assert share.change is not None
    page = page_of()
    assert "1 médecin vient, sur 1 volontaire à portée ; 15 min de route en moyenne, dans 1 lieu." in page
    assert "Chaque territoire prioritaire reçoit au moins un jour." in page


@pytest.mark.parametrize("reason", list(NoDay))
def test_every_reason_has_a_sentence_and_a_remedy(world: World, plan: PlanRun, reason: NoDay) -> None:
    shares = {
        one: shares_of(board_of(tell(plan, (world.zone.epci_id, "Réquistanais", 0, 0, one.value))))[0] for one in NoDay
    }
    share = shares[reason]
    assert share.remedy
    assert len({one.why for one in shares.values()}) == len(NoDay)
    tell(plan, (world.zone.epci_id, "Réquistanais", 0, 0, reason.value))
    page = page_of()
    assert "1 territoire ne reçoit aucun jour" in page
    for text in (share.why, share.remedy):
        assert text.replace("\u00a0", " ").replace("\u202f", " ") in page


def test_territories_without_a_day_come_first_then_by_rank(world: World, plan: PlanRun) -> None:
    rows: list[Any] = [
        ("1", "Ailleurs", 5, 3, None),
        (world.zone.epci_id, "Réquistanais", 2, 2, None),
        ("2", "Sans rien", 0, 0, "journey"),
    ]
    assert [share.name for share in shares_of(board_of(tell(plan, *rows)))] == ["Sans rien", "Réquistanais", "Ailleurs"]


def test_a_plan_without_stored_reasons_says_so(world: World, plan: PlanRun) -> None:
    assert "qui ne gardait pas les raisons" in page_of()


def test_a_draft_shows_no_unmeasured_access(world: World, plan: PlanRun) -> None:
    assert "leur accès passe" not in page_of()


def test_the_page_tells_what_one_more_would_bring_and_what_serving_costs(world: World, plan: PlanRun) -> None:
    assert "Ce qui apporterait le plus" not in page_of(), "a plan made elsewhere has no answers"
    doctor, place = make.professional(reference="D-9"), make.place(reference="site-9", name="Cabinet du Bourg")
    rows = [
        {"more": "MONEY", "id": "", "name": "", "gain": 41.4},
        {"more": "DOCTOR", "id": "D-9", "name": "x", "gain": 30.0},
        {"more": "ROOM", "id": "site-9", "name": "x", "gain": 2.6},
        {"more": "DAY", "id": "gone", "name": "Dr Partie", "gain": 1.0},
    ]
    costs = [{"code": "1", "name": "CC du Pays", "cost": 12.0}, {"code": "2", "name": "CC des Bois", "cost": None}]
    now = timezone.now()
    Job.objects.create(
        kind="plan", state="done", asked_at=now, ended_at=now,
        result={"plan": plan.pk, "answers": {"more": rows, "unserved": costs}},
    )  # fmt: skip
    page = page_of()
    assert "10 000 € de plus 41" in page
    assert f"les dates de {doctor} 30" in page
    assert f"un cabinet de plus à {place.name} 3" in page
    assert "un jour par mois de plus de Dr Partie 1" in page
    assert "Pays : 12 consultations" in page
    assert "aucun jour n’y est possible" in page
