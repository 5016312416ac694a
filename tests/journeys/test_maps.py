"""The maps by touch, and in print."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.conftest import PHONE
from tests.journeys.test_journeys import seen

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

# Find a point of the sea beside the first land in the middle row; null before the map is drawn.
BESIDE_LAND = """() => {
  const map = document.querySelector("scenario-map");
  if (!map?.data || !map.scale) return null;
  const box = map.getBoundingClientRect(), y = box.height / 2;
  for (let x = 20; x < box.width; x++) if (map.at(x, y) >= 0) return [box.left + x - 12, box.top + y];
  return null;
}"""


@pytest.mark.parametrize("path", ["/carte", "/carte?territoire=region-94"])
def test_touch_chooses_the_nearest_commune(visit: Any, path: str) -> None:
    page = visit(PHONE, touch=True).go(path)
    page.locator("scenario-map").scroll_into_view_if_needed()
    point = page.wait_for_function(BESIDE_LAND).json_value()
    page.touchscreen.tap(*point)
    page.wait_for_url("**commune=*")
    assert page.evaluate("new URL(location).searchParams.get('commune')").startswith("2")


def test_the_tooltip_stays_after_a_touch_on_the_home_page(visit: Any) -> None:
    page = visit(PHONE, touch=True).go("/")
    picture = page.locator("[data-hover]")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    seen(page.locator(".mg-bubble b"))
    page.wait_for_timeout(100)
    seen(page.locator(".mg-bubble b"))


@pytest.mark.parametrize("path", ["/", "/carte", "/territoires/region-94"])
def test_printed_maps_keep_colours_and_omit_urls(visit: Any, path: str) -> None:
    page = visit().go(path)
    page.emulate_media(media="print")
    said = page.evaluate(
        "[...document.querySelectorAll('a[href]')].map(link => getComputedStyle(link, '::after').content)"
    )
    assert said
    assert set(said) <= {"none", "normal"}
    colours = page.evaluate(
        "[...document.querySelectorAll('main *')].map(part => getComputedStyle(part).printColorAdjust)"
    )
    assert set(colours) == {"exact"}
