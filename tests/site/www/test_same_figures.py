"""One figure, one source, one rounding: what two pages say of the same people is the same text."""

from __future__ import annotations

import re

import numpy as np
import pytest
from django.test import Client

from maillage.site.observatory import reading
from maillage.site.plans.models import PlanRun
from maillage.site.www import french
from maillage.site.www.territories import balance, changes
from maillage.territory.groups import mean
from tests.site import factories as make
from tests.site.www.conftest import ACCESS, World, measure
from tests.site.www.test_work_pages import text_of

pytestmark = pytest.mark.django_db
# The last commune loses, alone in its territory; of two others one gains as much as is not noticed.
PLANNED = ACCESS + np.array([0.4, 0.0, 0.2, 0.004, 0.0, -0.2])


@pytest.fixture
def coordinator(client: Client, world: World, plan: PlanRun) -> Client:
    client.force_login(make.coordinator())
    client.post(f"/coordination/plan/{plan.pk}/publier")
    measure(world.communes, ACCESS, PLANNED)
    return client


def spaced(text: str) -> str:
    """With plain spaces, as ``text_of`` reads a page."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_map_and_balance_say_how_many_gain_and_how_much_is_lost(coordinator: Client, world: World) -> None:
    shown, told = (text_of(coordinator.get(path)) for path in ("/carte?vue=difference", "/coordination/bilan"))
    people = spaced(french.number(world.communes[0].population + world.communes[2].population))
    assert f"{people} habitants gagnent" in shown
    assert re.search(rf"augmenter\.\s*{people}\s*habitants", told)
    lost = spaced(french.percent(100 * 0.2 / 5.9, 1))
    assert f"au plus {lost} de leur accès" in shown
    assert re.search(rf"perte d’un territoire de départ.*?{lost}", told)


def test_a_territory_has_one_mean_on_all_pages(coordinator: Client, world: World) -> None:
    south = world.communes[:5]
    people = np.array([one.population for one in south])
    before, after = (mean(people, values[:5]) for values in (ACCESS, PLANNED))
    found = changes()[str(south[0].intercommunality_id)]
    assert (found.before, found.after) == pytest.approx((before, after))
    told = text_of(coordinator.get("/coordination/bilan"))
    assert f"{french.number(before, 2)} → {french.number(after, 2)}" in told
    portrait = text_of(coordinator.get(f"/territoires/{south[0].intercommunality_id}"))
    assert french.number(before, 1) in portrait
    assert french.number(after, 1) in portrait


def test_the_balance_of_a_region_counts_its_communes_alone(coordinator: Client) -> None:
    region, france, elsewhere = balance("76"), balance(), balance("11")
    assert region == france
    assert elsewhere is not None
    assert (elsewhere.gainers, elsewhere.losers, elsewhere.worst) == (0, 0, None)


def test_the_mean_of_france_is_that_of_all_communes(coordinator: Client) -> None:
    now = reading.current_access()
    assert now.mean() == pytest.approx(np.average(now.access, weights=now.population))
