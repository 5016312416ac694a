"""The map at a zoom finer than its image, and the portraits of territories, in a browser."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.journeys.conftest import DESK, PHONE, Visitor
from tests.journeys.test_journeys import plain, script_errors, seen

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

CORSICA, CORTE = "/carte?territoire=region-94", "2B096"
PORTRAITS = ("/territoires/france", "/territoires/region-94", "/territoires/departement-2B", "/territoires/200073120")
MAP = "document.querySelector('scenario-map')"
SMOOTH = f"deep?.shown && {MAP}.deep.fine === 2"  # drawn, and anti-aliased once nothing moves
INSIDE = """() => {
  const map = document.querySelector("scenario-map"), { deep, data } = map, found = [];
  const pixels = deep.canvas.getContext("2d").getImageData(0, 0, deep.canvas.width, deep.canvas.height);
  const screen = map.canvas.getContext("2d").getImageData(0, 0, map.canvas.width, map.canvas.height);
  for (let y = 8; y < map.clientHeight - 8; y += 7) for (let x = 8; x < map.clientWidth - 8; x += 7) {
    const i = map.at(x, y), near = [-3, 0, 3].flatMap((a) => [-3, 0, 3].map((b) => map.at(x + a, y + b)));
    if (i < 0 || near.some((other) => other !== i)) continue;
    const at = 4 * (y * deep.canvas.width + x), colour = data.palette[i + 1];
    const is = (p) => ((p[at + 3] << 24 | p[at + 2] << 16 | p[at + 1] << 8 | p[at]) >>> 0) === colour;
    found.push([i, is(pixels.data), is(screen.data)]);
  }
  return found;
}"""
NOTHING = """const whole = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return kind === "webgl2" ? null : whole.call(this, kind, ...rest);
};"""


def of_map(visitor: Visitor, expression: str) -> Any:
    """Evaluate an expression on the map element."""
    return visitor.page.evaluate(f"{MAP}.{expression}")


def until(visitor: Visitor, expression: str) -> None:
    """Wait until an expression is true: drawing on a canvas can be observed in no other way."""
    for _ in range(600):
        if of_map(visitor, expression):
            return
        visitor.page.wait_for_timeout(50)
    raise AssertionError(f"{expression} did not come true")


def opened(visitor: Visitor, path: str) -> list[str]:
    """Open a map; return the list of fetched contour files, which grows."""
    asked: list[str] = []
    visitor.page.on("response", lambda r: asked.append(r.url) if "contours.bin" in r.url and r.status == 200 else None)
    visitor.go(path)
    visitor.page.wait_for_selector("scenario-map[data-ready]")
    return asked


def closer(visitor: Visitor, times: int = 4) -> None:
    """Zoom in until the communes themselves are drawn and nothing moves."""
    for _ in range(times):
        visitor.page.get_by_role("button", name="Agrandir").click()
    until(visitor, SMOOTH)


@pytest.mark.parametrize("path", [CORSICA, f"/carte?commune={CORTE}"])
def test_communes_keep_their_colours_at_the_closest_zoom(visit: Any, path: str) -> None:
    visitor = visit()
    asked = opened(visitor, path)
    if path == CORSICA:
        visitor.page.wait_for_timeout(500)
        assert asked == []
        assert not of_map(visitor, "deep.shown")
    closer(visitor)
    inside = visitor.page.evaluate(INSIDE)
    assert len({i for i, _, _ in inside}) >= 5
    assert all(same for _, same, _ in inside)
    assert sum(same for _, _, same in inside) > 0.7 * len(inside)  # names and borders cover the other pixels
    assert len(asked) == 1
    visitor.page.wait_for_url(re.compile("cadre="))
    visitor.page.reload(wait_until="networkidle")
    until(visitor, "deep?.shown")
    assert script_errors(visitor.complaints) == []


def test_pointer_and_keyboard_show_the_name_of_a_commune(visit: Any) -> None:
    visitor = visit()
    opened(visitor, f"/carte?commune={CORTE}")
    closer(visitor, 3)
    box = visitor.page.locator("scenario-map").bounding_box()
    x, y = of_map(visitor, f"deep.middle({MAP}.data.codes.indexOf('{CORTE}'))")
    left, top, scale = (of_map(visitor, name) for name in ("left", "top", "scale"))
    visitor.page.mouse.move(box["x"] + x * scale + left, box["y"] + y * scale + top)
    seen(visitor.page.locator(".mg-bubble b", has_text="Corte"))
    visitor.page.locator("scenario-map").focus()
    for key in ("+", "ArrowRight", "ArrowDown"):
        visitor.page.keyboard.press(key)
    until(visitor, "deep?.shown")
    middle = of_map(visitor, f"at({MAP}.clientWidth / 2, {MAP}.clientHeight / 2)")
    name = of_map(visitor, f"data.names[{middle}]")
    assert visitor.page.locator("[data-map-says]").inner_text().startswith(name)
    visitor.page.keyboard.press("0")
    assert not of_map(visitor, "deep.shown")
    assert script_errors(visitor.complaints) == []


def test_a_scenario_recolours_communes_without_a_new_download(visit: Any) -> None:
    visitor = visit()
    asked = opened(visitor, f"{CORSICA}&commune={CORTE}")
    closer(visitor, 3)
    before, ids = of_map(visitor, "deep.used[1] >= 0"), of_map(visitor, "deep.ids.slice(0, 4000).join()")
    assert before
    visitor.page.get_by_role("link", name="Ajouter un médecin à Corte").click()
    seen(visitor.page.get_by_text("Un médecin de plus à Corte").first)
    until(visitor, SMOOTH)
    assert of_map(visitor, f"deep.used === {MAP}.data.palette")
    assert of_map(visitor, "deep.ids.slice(0, 4000).join()") == ids
    assert all(same for _, same, _ in visitor.page.evaluate(INSIDE))
    assert len(asked) == 1
    assert script_errors(visitor.complaints) == []


def test_two_fingers_zoom_the_map(visit: Any) -> None:
    visitor = visit(PHONE)
    opened(visitor, CORSICA)
    visitor.page.locator("scenario-map").scroll_into_view_if_needed()
    box, wide = visitor.page.locator("scenario-map").bounding_box(), of_map(visitor, "frame.w")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch = visitor.page.context.new_cdp_session(visitor.page)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 2})
    for kind, apart in (("touchStart", 15), ("touchMove", 40), ("touchMove", 80), ("touchMove", 130), ("touchEnd", 0)):
        fingers = [{"x": x - apart, "y": y, "id": 1}, {"x": x + apart, "y": y, "id": 2}] if apart else []
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
    assert of_map(visitor, "frame.w") < wide / 2
    until(visitor, "deep?.shown")
    assert visitor.violations() == []


def test_without_webgl_the_image_is_enlarged(visit: Any) -> None:
    visitor = visit()
    visitor.page.add_init_script(NOTHING)
    asked = opened(visitor, CORSICA)
    for _ in range(9):
        visitor.page.get_by_role("button", name="Agrandir").click()
    assert of_map(visitor, "deep.failed")
    assert not of_map(visitor, "deep.shown")
    assert of_map(visitor, "frame.w") == 150
    assert asked == []
    box = visitor.page.locator("scenario-map").bounding_box()
    visitor.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    seen(visitor.page.locator(".mg-bubble b"))
    assert script_errors(visitor.complaints) == []


@pytest.mark.parametrize("path", PORTRAITS)
def test_portraits_of_territories(visit: Any, path: str) -> None:
    visitor = visit(PHONE)
    page = visitor.go(path)
    for width, height in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": height})
        assert visitor.violations() == []
        assert visitor.sideways() <= 0
    text = page.locator("main").inner_text()
    assert re.findall(r".{0,20}(?: [;!?:%»]|« |').{0,9}", text) == []
    seen(page.get_by_text("Offre observée au 31/12/2019"))
    assert script_errors(visitor.complaints) == []


def test_from_france_to_a_commune_without_script(visit: Any) -> None:
    visitor = visit(script=False)
    page = visitor.go("/communes/?q=corse")
    page.get_by_role("link", name=re.compile("^Corse Région")).click()
    assert page.url.endswith("/territoires/region-94")
    page.get_by_role("link", name="Haute-Corse", exact=True).first.click()
    page.get_by_role("link", name="Habitants", exact=True).click()
    table = page.locator("section[aria-labelledby=parties] tbody tr")
    people = [int(re.sub(r"\D", "", row)) for row in table.locator("td:first-of-type").all_inner_texts()]
    assert people == sorted(people)
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("Habitants")
    table.last.get_by_role("link").click()
    page.locator("section[aria-labelledby=parties] tbody a").first.click()
    assert re.search(r"/communes/2B\d+$", page.url)
    page.get_by_role("navigation", name="Fil d’Ariane").get_by_role("link", name="France").click()
    assert "région" in plain(page.locator("h2").first.inner_text()).lower()
    page.wait_for_load_state("networkidle")
    picture = page.locator(".mg-local img")
    picture.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert picture.evaluate("image => image.complete && image.naturalWidth === 1240")
