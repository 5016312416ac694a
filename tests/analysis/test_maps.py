from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import shapely
from PIL import Image

import maillage
from maillage.analysis import AccessTable
from maillage.analysis.drawing import Drawing, _path
from maillage.errors import BadInput, MaillageError, UnknownName


@pytest.fixture(scope="module")
def corsica() -> AccessTable:
    return maillage.measure("Corse")


def colours(svg: str) -> set[str]:
    return {node.get("fill", "") for node in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}path")}


def embedded(page: str) -> dict[str, list[object]]:
    found = re.search(r'<script id="data" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found.group(1))  # type: ignore[no-any-return]


def test_a_picture_has_one_path_per_colour(corsica: AccessTable, tmp_path: Path) -> None:
    picture = corsica.plot(width=500)
    assert 2 <= len(colours(picture.svg)) <= 7
    assert 'width="500"' in picture.svg
    assert picture._repr_svg_() == picture.svg
    assert len(picture.svg) < 400_000
    with Image.open(picture.save(tmp_path / "corsica.png")) as image:
        assert image.width == 1000
    assert picture.save(tmp_path / "corsica.svg").read_text(encoding="utf-8") == picture.svg
    with pytest.raises(BadInput, match=r"\.svg or \.png"):
        picture.save(tmp_path / "corsica.pdf")


def test_an_explorer_needs_no_network(corsica: AccessTable, tmp_path: Path) -> None:
    page = corsica.explore(height=400)
    assert not re.search(r"""(src|href)=|https?://|@import|url\(""", page.page)
    data = embedded(page.page)
    assert data["labels"] == corsica.frame["name"].tolist()
    np.testing.assert_allclose(np.array(data["values"], dtype=float), corsica.frame["apl"], rtol=1e-5)
    assert len(data["legend"]) == len(data["colours"]) == 8
    assert page.save(tmp_path / "corsica.html").read_text(encoding="utf-8") == page.page
    framed = page._repr_html_()
    assert framed.startswith("<iframe srcdoc=")
    assert "height:400px" in framed
    assert "<script" not in framed


def test_undrawable_columns_are_refused(corsica: AccessTable) -> None:
    with pytest.raises(UnknownName, match="population"):
        corsica.plot("populaton")
    with pytest.raises(MaillageError, match="Choose 'apl'"):
        corsica.plot("name")


def test_a_change_is_drawn_around_zero(corsica: AccessTable) -> None:
    changed = corsica.what_if({"2A004": 5})
    assert "#e9e4da" in colours(changed.plot("gain").svg)
    assert colours(changed.compare().plot().svg) == colours(changed.plot("gain").svg)
    assert colours(changed.plot("apl").svg) != colours(changed.plot("gain").svg)


def test_groups_are_drawn_as_one_shape(corsica: AccessTable) -> None:
    data = embedded(corsica.by("department").explore().page)
    assert data["labels"] == ["Corse-du-Sud", "Haute-Corse"]
    assert all(str(path).startswith("M") for path in data["paths"])


def test_overseas_territories_are_drawn_as_insets() -> None:
    square = shapely.box(2.0, 47.0, 3.0, 48.0)
    island = shapely.box(-61.2, 14.4, -60.8, 14.9)
    values = np.array([1.0, np.nan])
    drawn = Drawing.of([square, island], np.array([0, 2]), ["a", "b"], values, "apl", "t", False)
    first = [int(re.match(r"M(-?\d+)", path).group(1)) for path in drawn.paths]  # type: ignore[union-attr]
    assert first[1] <= 1100 < first[0]
    assert drawn.classes.tolist() == [1, -1]


def test_a_path_keeps_holes_and_drops_tiny_rings() -> None:
    ring = shapely.Polygon([(0, 0), (10, 0), (10, 10), (0, 10)], [[(2, 2), (4, 2), (4, 4)]])
    assert _path(ring).count("z") == 2
    assert _path(shapely.Point(0, 0).buffer(0.001)) == ""
    assert _path(shapely.Polygon()) == ""


def test_times_have_reversed_colours() -> None:
    around = maillage.travel_times("Corse", 30).around("2A004")
    data = embedded(around.explore().page)
    near, far = data["classes"][0], data["classes"][-1]
    assert data["colours"][near] == "#008b8a"  # type: ignore[index]
    assert data["colours"][far] == "#381737"  # type: ignore[index]


def test_minutes_to_the_nearest_and_costs_are_better_where_they_are_low() -> None:
    for name, less in (("nearest", True), ("raam", True), ("count", False)):
        found = maillage.indicator(name, "Corse")
        for table in (found, found.by("department")):
            data = embedded(table.explore().page)
            known = [k for k, one in enumerate(data["classes"]) if one != -1]
            low = min(known, key=lambda k: float(data["values"][k]))  # type: ignore[arg-type]
            high = max(known, key=lambda k: float(data["values"][k]))  # type: ignore[arg-type]
            colours = [data["colours"][data["classes"][k]] for k in (low, high)]  # type: ignore[index]
            assert colours[:: -1 if less else 1] == ["#381737", "#008b8a"]
