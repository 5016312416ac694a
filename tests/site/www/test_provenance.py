"""The notice under every page follows the stored figures: modelled supply, modelled need, invented people."""

from __future__ import annotations

import pytest
from django.test import Client

from maillage.demo.models import DemoStep
from maillage.site.observatory import reading
from maillage.site.observatory.origin import Origin
from maillage.site.plans.models import PlanRun
from maillage.site.www import provenance
from tests.site import factories as make
from tests.site import measures
from tests.site.www.conftest import World
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db
WORK = {
    "coordinator": ("/coordination/", "/coordination/territoires", "/coordination/plan", "/coordination/vacations/"),
    "doctor": ("/soignant/",),
    "host": ("/lieu/",),
}
PUBLIC = ("/", "/carte", "/methode", "/communes/12000")
MODELLED_SUPPLY, MODELLED_NEED = "répartis par un modèle", "estimé d’après les âges"


def restate(world: World, *, supply: bool = False, need: bool = False, origin: Origin | None = None) -> None:
    """Store the current measure again with another origin of its figures."""
    measure = reading.current_access()
    measures.keep(
        measures.Land(world.communes), measure.access, measure.planned, supply=supply, need=need, origin=origin
    )


def work_pages() -> list[str]:
    found = []
    for role, paths in WORK.items():
        client = Client()
        client.force_login(make.coordinator() if role == "coordinator" else make.user(role))
        found += [text_of(client.get(path)) for path in paths]
    return found


@pytest.mark.parametrize("supply", [True, False])
@pytest.mark.parametrize("need", [True, False])
def test_every_page_says_what_is_modelled_and_nothing_else(
    client: Client, world: World, plan: PlanRun, supply: bool, need: bool
) -> None:
    restate(world, supply=supply, need=need)
    for page in [*work_pages(), *(text_of(client.get(path)) for path in PUBLIC)]:
        assert (MODELLED_SUPPLY in page) == supply
        assert (MODELLED_NEED in page) == need
        assert ("Besoin modélisé" in page) == (need and not supply)
        assert "fictifs" not in page


def test_a_demonstration_says_that_its_people_are_invented(client: Client, world: World, plan: PlanRun) -> None:
    DemoStep.objects.create(name="people", region="76")
    restate(world)
    for page in work_pages():
        assert "Démonstration Personnes, rendez-vous et plan fictifs." in page
    assert "fictifs" not in text_of(client.get("/carte"))


def test_before_anything_is_measured_nothing_is_called_modelled(db: None) -> None:
    assert provenance.notice(people=True) is None


def test_observed_figures_show_date_producer_and_processing(client: Client, world: World) -> None:
    origin = Origin("brought forward", "31/12/2019", "CNAM, CartoSanté", "2024", "INSEE", "2018")
    restate(world, origin=origin)
    for path in PUBLIC:
        page = text_of(client.get(path))
        assert "Offre observée au 31/12/2019, ramenée aux totaux de 2024" in page
        assert "CNAM, CartoSanté" in page
        assert "APL officielle 2018 (DREES), actualisée" in page
        assert MODELLED_SUPPLY not in page


def test_unprojected_counts_show_their_date_only() -> None:
    found = provenance.notice_of(
        supply=False, need=True, invented=False, origin=Origin("observed", "31/12/2025", "CNAM")
    )
    assert found is not None
    assert found.label == "Offre observée au 31/12/2025"
    assert MODELLED_NEED in found.text
    assert "totaux" not in found.text
