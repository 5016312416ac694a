"""The same figure has the same text on all pages: one source, one rounding."""

from __future__ import annotations

import html
import json
import re
import subprocess
from bisect import bisect_right
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client

from maillage.evaluation import NOTICEABLE
from maillage.site import build_assets
from maillage.site.cartography import access_class
from maillage.site.observatory import reading
from maillage.site.observatory.choice import Choice
from maillage.site.observatory.models import ProgrammeEffect
from maillage.site.plans.models import PlanRun
from maillage.site.www import french
from maillage.site.www.public.explorer import scales
from maillage.site.www.territories import balance, changes, changes_with
from maillage.territory.groups import mean
from tests.site import factories as make
from tests.site.www.conftest import ACCESS, World, measure
from tests.site.www.test_work_pages import text_of

pytestmark = pytest.mark.django_db
MAP = "/carte?comparer=consultations-prevues"
# The last commune loses, alone in its territory; of two others one gains an unnoticeable amount.
PLANNED = ACCESS + np.array([0.4, 0.0, 0.2, 0.004, 0.0, -0.2])


@pytest.fixture
def coordinator(client: Client, world: World, plan: PlanRun) -> Client:
    client.force_login(make.coordinator())
    client.post(f"/coordination/plan/{plan.pk}/publier")
    measure(world.communes, ACCESS, PLANNED)
    return client


def spaced(text: str) -> str:
    """Replace spaces by plain ones, as ``text_of`` does."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_map_and_effect_page_agree_on_gains_and_losses(coordinator: Client, world: World) -> None:
    shown, told = (text_of(coordinator.get(path)) for path in (MAP, "/coordination/bilan"))
    people = spaced(french.number(world.communes[0].population + world.communes[2].population))
    assert f"{people} habitants gagnent, dans les territoires où viennent les médecins" in shown
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


def test_a_plan_shows_its_own_effect_also_before_it_begins(coordinator: Client, world: World, plan: PlanRun) -> None:
    """Another programme runs today, so that the map does not count the plan yet."""
    measure(world.communes, ACCESS, ACCESS)
    code = str(world.communes[0].intercommunality_id)
    today = changes()[code]
    assert today.after == today.before
    row = {"code": code, "before": 1.0, "after": 1.25}
    ProgrammeEffect.objects.update_or_create(programme=plan.programme, defaults={"figures": {"territories": [row]}})
    own = changes_with([plan.programme_id])
    assert own[code].after == pytest.approx(today.before + 0.25)
    assert all(one.after == one.before for name, one in own.items() if name != code)
    assert changes_with([]) == changes()
    told = text_of(coordinator.get("/coordination/plan"))
    assert (found := re.search(r"accès passe de ([\d,]+) à ([\d,]+)", told)) is not None
    assert found[1] != found[2]


def test_the_effect_of_a_region_counts_its_communes_only(coordinator: Client) -> None:
    region, france, elsewhere = balance("region", "76"), balance(), balance("region", "11")
    assert region == france
    assert elsewhere is not None
    assert (elsewhere.gainers, elsewhere.losers, elsewhere.worst) == (0, 0, None)


def test_the_mean_of_france_is_that_of_all_communes(coordinator: Client) -> None:
    now = reading.current_access()
    assert now.mean() == pytest.approx(np.average(now.access, weights=now.population))


SCRIPTS = Path(build_assets.__file__).parent / "assets" / "scripts"
SAID_BY_THE_SCRIPT = """
import { sentence } from "%s";
const { measure, access, change } = JSON.parse(process.argv[1]);
console.log(JSON.stringify(access.map((_, i) => sentence({ measure, access, change }, i, "difference"))));
"""


def script_says(start: dict[str, Any], access: list[int]) -> list[str]:
    """Return what the map's script writes in the tooltip of each commune, from the data in the page."""
    change = [0] * len(access)
    for row, gain in zip(start["rows"], start["gain"], strict=True):
        change[row] = gain
    node, module = build_assets.node_folder() / "node", (SCRIPTS / "map-data.js").as_uri()
    given = json.dumps({"measure": start["measure"], "access": access, "change": change})
    command = [str(node), "--input-type=module", "--eval", SAID_BY_THE_SCRIPT % module, given]
    return json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def test_pages_images_and_script_agree_on_changes(client: Client, world: World) -> None:
    gain = np.array([0.4, 0.0051, 0.0049, -0.0049, -0.0051, -0.3])
    told = np.abs(gain) >= NOTICEABLE
    measure(world.communes, ACCESS, ACCESS + gain)
    answer = client.get(MAP)
    page, people = answer.content.decode(), np.array([one.population for one in world.communes])
    start = json.loads(re.search(r'id="depart"[^>]*>(.*?)</script>', page).group(1))  # type: ignore[union-attr]
    assert start["measure"]["noticed"] == NOTICEABLE
    counted = text_of(answer)
    assert f"{spaced(french.number(people[told & (gain > 0)].sum()))} habitants gagnent" in counted
    assert f"{spaced(french.number(people[told & (gain < 0)].sum()))} habitants perdent" in counted
    said = script_says(start, np.rint(1000 * ACCESS).astype(int).tolist())
    assert ["→" in text for text in said] == told.tolist()
    unmoved = scales.change_of(Choice(), evolution=False).scale
    still = unmoved.colours[int(unmoved.classes(np.zeros(1))[0])]
    by_picture = np.array(unmoved.colours)[unmoved.classes(gain)]
    sent = dict(zip(start["rows"], start["gain"], strict=True))
    bounds, colours = start["measure"]["change_bounds"], start["measure"]["change_colours"]
    by_script = [colours[bisect_right(bounds, sent.get(k, 0) / 1000)] for k in range(len(gain))]
    assert by_picture.tolist() == by_script
    assert [colour != still for colour in by_script] == told.tolist()


def test_the_script_has_the_classes_of_the_images(client: Client, world: World) -> None:
    access = np.array([0.9996, 1.0, 1.7499, 2.4999, 2.5, 5.4996])
    measure(world.communes, access)
    page = client.get("/carte").content.decode()
    start = json.loads(re.search(r'id="depart"[^>]*>(.*?)</script>', page).group(1))  # type: ignore[union-attr]
    address = html.unescape(re.search(r'data-values="([^"]+)"', page).group(1))  # type: ignore[union-attr]
    figures = np.frombuffer(client.get(address).content, "<u2") / start["measure"]["factor"]
    found = [bisect_right(start["measure"]["bounds"], figure) + 1 for figure in figures.tolist()]
    assert found == [access_class(value) for value in access.tolist()]


@pytest.mark.parametrize("name", ["map-data.js", "scenario-map.js", "framed-map.js", "hover-map.js"])
def test_scripts_define_no_classes_and_no_thresholds(name: str) -> None:
    text = (SCRIPTS / name).read_text(encoding="utf-8")
    assert re.findall(r"bounds\s*[:=]\s*\[\s*-?\d|[<>]=?\s*0?\.0\d", text) == []


def test_a_commune_page_shows_a_gain_only_if_the_formatted_figure_changes(client: Client, world: World) -> None:
    for gain, tells in ((0.4, True), (0.06, True), (0.04, False), (0.0049, False)):
        measure(world.communes, ACCESS, ACCESS + gain)
        assert ("l’accès passe à" in text_of(client.get(f"/communes/{world.requista.pk}"))) == tells
