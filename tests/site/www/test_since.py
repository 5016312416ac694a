"""The curve on the page of a commune: every vintage, where the series breaks, what changed it."""

from __future__ import annotations

import re

import numpy as np
import pytest
from django.test import Client

from maillage.access.history import AccessHistory
from maillage.site.observatory.past import store_past
from maillage.site.observatory.reading import store
from maillage.site.www.public import since
from tests.site import measures
from tests.site.www.conftest import World
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db


def keep(world: World, border: int = 0, official: tuple[float, float] = (4.0, 3.5)) -> None:
    """Two official vintages of Réquista, none elsewhere; two doctors then three."""
    n = len(world.communes)
    at = [one.pk for one in world.communes].index(world.requista.pk)
    figures, people, doctors = np.full((2, n), np.nan), np.full((1, n), np.nan), np.zeros((1, n))
    figures[:, at], people[0, at], doctors[0, at] = official, -0.2, 2
    borders = np.zeros(n, dtype=np.int64)
    borders[at] = border
    history = AccessHistory((2016, 2018), figures, people, (2019,), doctors, borders)
    store_past(measures.Land(world.communes), history, "2024", store())  # type: ignore[arg-type]


def test_a_page_tells_the_curve_its_break_and_its_causes(client: Client, world: World) -> None:
    path = f"/communes/{world.requista.pk}"
    assert "Depuis 2016" not in text_of(client.get(path))
    keep(world)
    answer = client.get(path)
    page, drawn = text_of(answer), answer.content.decode()
    assert "Depuis 2016" in page
    assert "4,0 en 2016, 3,5 en 2018 et 2,3 en 2024" in page
    assert "De 2016 à 2018, l’accès a perdu 0,5." in page
    assert "y compte pour − 0,2, les médecins et leur activité pour − 0,3" in page
    assert "De 2018 à 2024, l’accès a perdu 1,2 selon notre calcul" in page
    assert "Généralistes comptés dans la commune : 2 en 2019." in page
    assert "changé de limites" not in page
    assert drawn.count('<line class="run"') == 1
    assert drawn.count('<line class="broken"') == 1, "the series changes between official figures and ours"
    assert [len(re.findall(f'<circle class="{kind}"', drawn)) for kind in ("official", "ours")] == [2, 1]


def test_a_change_of_borders_breaks_the_curve_and_is_told(client: Client, world: World) -> None:
    keep(world, border=2017)
    answer = client.get(f"/communes/{world.requista.pk}")
    assert "Cette commune a changé de limites en 2017." in text_of(answer)
    assert '<line class="run"' not in answer.content.decode()


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (3, 2, "De 2019 à 2026, 1 généraliste de moins dans la commune : 2 au lieu de 3."),
        (1, 2.5, "De 2019 à 2026, 1,5 généraliste de plus dans la commune : 2,5 au lieu de 1."),
        (3, 3.2, ""),
    ],
)
def test_doctors_who_left_or_came_are_told(before: float, after: float, told: str) -> None:
    assert since._doctors(2019, before, 2026, after).replace("\u00a0", " ") == told


def test_one_year_alone_is_no_curve_and_earlier_measures_are_kept(client: Client, world: World) -> None:
    keep(world, official=(float("nan"), float("nan")))
    assert "Ce qui a changé" not in text_of(client.get(f"/communes/{world.requista.pk}"))
