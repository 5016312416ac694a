"""The page of jobs: asked for, followed, stopped, tried again; by keyboard and without scripts."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from maillage.site.accounts.models import Organisation
from maillage.site.jobs import services
from maillage.site.jobs.models import Job
from maillage.site.plans.models import PlanRun
from tests.site import factories as make
from tests.site.jobs import kinds  # noqa: F401
from tests.site.www.conftest import World
from tests.site.www.test_public_pages import text_of
from tests.site.www.test_work_pages import signed_in

pytestmark = pytest.mark.django_db
JOBS, ASK = "/coordination/travaux/", "/coordination/travaux/plan"


@pytest.fixture
def boss(world: World) -> Any:
    return make.coordinator()


@pytest.fixture
def coordinator(boss: Any) -> Client:
    return signed_in(boss)


def asked(**change: Any) -> dict[str, Any]:
    return {"avec-solidarity": "on", "starts": make.soon(30).date().isoformat(), "weeks": "6", "budget": "9000",
            "seconds": "60", **change}  # fmt: skip


def test_an_empty_list_of_jobs_shows_the_next_step(coordinator: Client) -> None:
    answer = coordinator.get(JOBS)
    assert "Aucun travail n’a été demandé" in text_of(answer)
    assert f'href="{ASK}"' in answer.content.decode()
    assert "Actualiser" not in text_of(answer)


def test_a_plan_is_asked_for_and_followed(coordinator: Client, boss: Any, world: World) -> None:
    page = text_of(coordinator.get(ASK))
    assert "Réquistanais" in page
    assert "Consultations solidaires" in page
    answer = coordinator.post(ASK, asked(zones=[world.zone.epci_id]), follow=True)
    job = Job.objects.get()
    assert answer.redirect_chain == [(f"{JOBS}{job.pk}", 302)]
    assert (job.kind, job.asked_by, job.state) == ("plan", boss, "waiting")
    assert job.args == {
        "region": "76", "starts": asked()["starts"], "weeks": 6, "budget_cents": 900_000, "budgets": {},
        "schemes": [{"scheme": "solidarity", "professions": [], "giving": "days", "weeks": 0, "kinds": []}],
        "seconds": 60.0, "zones": [], "days_apart": 0,
        "emphasis": {"journeys": "usual", "presence": "usual", "returning": "usual", "sharing": "usual"},
        "thorough": False,
    }  # fmt: skip
    page = text_of(answer)
    assert "Plan des consultations" in page
    assert "en attente" in page
    assert "Actualiser" in page
    # A second click does not queue a second job.
    coordinator.post(ASK, asked())
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"weeks": "0"}, "de 1 à 52"),
        ({"weeks": "zwei"}, "de 1 à 52"),
        ({"starts": "2020-01-06"}, "Choisissez un jour à venir"),
        ({"starts": "demain"}, "Cette date n’existe pas"),
        ({"budget": ""}, "Donnez un nombre entier"),
        ({"seconds": "86400"}, "de 5 à 1800"),
        ({"avec-solidarity": ""}, "Choisissez au moins un dispositif"),
        ({"zones": ["200000081"]}, "Choisissez dans la liste"),
    ],
)
def test_an_impossible_plan_is_reported_at_its_field(coordinator: Client, change: dict[str, Any], told: str) -> None:
    answer = coordinator.post(ASK, asked(**change))
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert not Job.objects.exists()


def test_without_priority_territory_no_plan_can_be_asked_for(coordinator: Client, world: World) -> None:
    world.zone.delete()
    answer = coordinator.post(ASK, asked())
    assert answer.status_code == 422
    assert "pas encore de territoire prioritaire" in text_of(answer)


def test_progress_result_and_fault_are_shown(coordinator: Client, boss: Any, plan: PlanRun) -> None:
    runs, found, fails = (services.ask("test-count", boss, to=k) for k in range(3))
    Job.objects.filter(pk=runs.pk).update(state="running", progress=0.4, words="Choix des dates")
    Job.objects.filter(pk=found.pk).update(
        kind="plan", state="done", ended_at=timezone.now(), result={"plan": plan.pk, "days": 2, "doctors": 1}
    )
    services.perform(fails.pk)
    Job.objects.filter(pk=fails.pk).update(state="failed", error="Choisissez une autre région.")
    answer = coordinator.get(JOBS)
    page = text_of(answer).replace("\u00a0", " ").replace("\u202f", " ")
    assert "40 %" in page
    assert "Choix des dates" in page
    assert "Lire le plan : 2 journées, 1 médecin" in page
    assert f"/coordination/plan?plan={plan.pk}" in answer.content.decode()
    assert "Choisissez une autre région." in page
    # With scripts, only the rows are fetched again.
    part = coordinator.get(JOBS, headers={"hx-request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="travaux"')
    assert 'hx-trigger="every 3s"' in part


def test_a_job_is_stopped_and_tried_again_from_the_page(coordinator: Client, boss: Any) -> None:
    job = services.ask("test-count", boss, to=3)
    assert "Arrêter" in text_of(coordinator.get(JOBS))
    coordinator.post(f"{JOBS}{job.pk}", {"acte": "arreter"})
    job.refresh_from_db()
    assert job.state == "stopped"
    services.perform(job.pk)
    assert not Job.objects.filter(state="done").exists()
    assert "Relancer" in text_of(coordinator.get(JOBS))
    coordinator.post(f"{JOBS}{job.pk}", {"acte": "relancer"})
    again = Job.objects.open().get()
    assert (again.kind, again.args) == (job.kind, job.args)
    assert "déjà fini" in text_of(coordinator.post(f"{JOBS}{job.pk}", {"acte": "arreter"}, follow=True))
    assert "échoué ou arrêté" in text_of(coordinator.post(f"{JOBS}{again.pk}", {"acte": "relancer"}, follow=True))
    assert coordinator.post(f"{JOBS}{job.pk}", {"acte": "autre"}).status_code == 404


def test_a_site_without_worker_says_so(coordinator: Client, boss: Any) -> None:
    services.ask("test-count", boss, to=3)
    told = "le programme qui les fait ne répond pas"
    assert told in text_of(coordinator.get(JOBS))
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    assert told not in text_of(coordinator.get(JOBS))


def test_colleagues_see_jobs_and_only_coordinators_change_them(boss: Any) -> None:
    job = services.ask("test-count", boss, to=3)
    office = Organisation.objects.get(memberships__user=boss)
    reader = signed_in(make.user("analyst", office))
    page = text_of(reader.get(JOBS))
    assert "Compter" in page
    assert "Arrêter" not in page
    assert "Demander un plan" not in page
    assert reader.post(f"{JOBS}{job.pk}", {"acte": "arreter"}).status_code == 403


def test_an_effect_is_recomputed_from_its_page(coordinator: Client, plan: PlanRun) -> None:
    coordinator.post(f"/coordination/plan/{plan.pk}/publier")
    first = Job.objects.get()
    assert (first.kind, first.args) == ("effect", {"programmes": [plan.programme_id]})
    services.perform(first.pk)
    coordinator.post(f"/coordination/bilan/{plan.programme_id}/recalculer")
    assert Job.objects.open().filter(kind="effect").count() == 1
