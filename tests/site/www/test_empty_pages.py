"""Pages of a new installation and of users without data: each says so, and what to do next."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from maillage.site.directory.models import Professional
from maillage.site.observatory.models import ZoneDesignation
from maillage.site.plans.models import PlanRun
from maillage.site.www import french
from tests.site import factories as make
from tests.site.www.conftest import World
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db


def page_of(user: Any, path: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(path)
    assert answer.status_code == 200
    return text_of(answer).replace("\u00a0", " ").replace("\u202f", " ")


def test_a_new_coordination_sees_the_first_steps(db: None) -> None:
    boss = make.coordinator()
    assert "Aucun plan n’est encore calculé" in page_of(boss, "/coordination/")
    page = page_of(boss, "/coordination/territoires")
    assert "Aucun territoire prioritaire en Occitanie" in page
    assert "ajouter un territoire à la main" in page
    for path in ("/coordination/plan", "/coordination/bilan"):
        assert "Voir les territoires prioritaires" in page_of(boss, path)
    assert "Voir toutes les vacations à venir" in page_of(boss, "/coordination/vacations/")
    assert "1 personne" in page_of(boss, "/coordination/comptes/")


def test_a_draft_plan_is_neither_missing_nor_published(world: World, plan: PlanRun) -> None:
    boss = make.coordinator()
    assert "Un plan de 2 semaines est prêt à publier" in page_of(boss, "/coordination/")
    page = page_of(boss, "/coordination/bilan")
    assert "Le plan n’est pas encore publié" in page
    assert "Relire le plan" in page


def test_a_local_coordination_reads_its_own_territories(world: World) -> None:
    local = make.organisation("coordination")
    local.intercommunalities.add(world.zone.epci)
    user = make.user("coordinator", local)
    page = page_of(user, "/coordination/territoires")
    assert "1 territoire prioritaire de votre secteur" in page
    assert "Ajouter ou retirer un territoire" not in page
    client = Client()
    client.force_login(user)
    form = {"epci": world.zone.epci_id, "reason": "Une raison assez longue.", "acte": "remove"}
    assert client.post("/coordination/territoires", form).status_code == 403
    ZoneDesignation.objects.all().delete()
    assert "Aucun des territoires que vous suivez" in page_of(user, "/coordination/territoires")


def test_a_doctor_without_days_sees_the_next_step(world: World) -> None:
    user = make.user("doctor")
    assert "relié à aucune fiche de l’annuaire" in page_of(user, "/soignant/")
    Professional.objects.filter(pk=make.professional(home=world.requista).pk).update(user=user)
    assert "La coordination vous en proposera" in page_of(user, "/soignant/")


def test_a_host_without_place_or_days_sees_the_next_step(world: World) -> None:
    assert "Demandez à la coordination de l’ajouter." in page_of(make.user("host"), "/lieu/")
    house = make.place(commune=world.requista)
    page = page_of(make.user("host", house.organisation), "/lieu/")
    assert "Ouvert du lundi au vendredi." in page
    assert "Dès qu’une consultation est publiée ici" in page


def test_a_long_plan_shows_its_first_places_and_links_to_the_others(world: World, plan: PlanRun) -> None:
    days = plan.document["plan"]
    for k in range(22):
        make.place(commune=world.requista, reference=f"X{k}", name=f"Salle {k}")
        days.append({**days[0], "site": f"X{k}"})
    plan.save(update_fields=["document"])
    boss = make.coordinator()
    assert "Voir aussi 3 autres lieux" in page_of(boss, "/coordination/plan")
    assert "Voir aussi" not in page_of(boss, "/coordination/plan?lieux=tous")


@pytest.mark.parametrize(
    ("days", "text"),
    [
        ([0, 1, 2, 3, 4], "du lundi au vendredi"),
        ([4, 3, 2], "du mercredi au vendredi"),
        ([0, 3], "le lundi et le jeudi"),
        ([0, 1, 3], "le lundi, le mardi et le jeudi"),
        ([2], "le mercredi"),
        ([], ""),
    ],
)
def test_days_of_the_week_as_people_say_them(days: list[int], text: str) -> None:
    assert french.weekdays(days) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("+33639985513", "06\u00a039\u00a098\u00a055\u00a013"),
        ("05 36 49 11 47", "05\u00a036\u00a049\u00a011\u00a047"),
        ("+32 2 555 12 12", "+32 2 555 12 12"),
        ("15", "15"),
    ],
)
def test_telephone_numbers_as_people_dial_them(number: str, text: str) -> None:
    assert french.telephone(number) == text
