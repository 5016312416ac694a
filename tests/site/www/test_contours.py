"""The communes of a map as rings: made to meet exactly, encoded as integers, served when drawn."""

from __future__ import annotations

import gzip
import json
import threading
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import shapely
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from maillage.artefacts import ArtefactStore
from maillage.site.cartography import MapArea, save_area
from maillage.site.cartography.baking import NEIGHBOUR
from maillage.site.cartography.contours import ACROSS, GRID, draw_contours, encode, kept, save_contours, varints
from maillage.site.cartography.coverage import mended
from maillage.site.geography.models import Department, Region
from maillage.site.observatory import reading
from maillage.site.www.public.explorer import areas, contour_files
from maillage.territory import Territory, load_outlines

NOWHERE = np.empty((0, 2))


@dataclass
class Read:
    """A file as the browser reads it: header, polygons, their numbers, towns."""

    header: dict[str, Any]
    shapes: list[Any]
    number: list[int]
    towns: list[int]


def read(data: bytes) -> Read:
    """Decode the file format described in the module."""
    assert data[:4] == b"MLC1"
    size = int.from_bytes(data[4:8], "little")
    header, at = json.loads(data[8 : 8 + size]), 8 + size

    def following() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return (value >> 1) ^ -(value & 1)

    found, number, x0, y0 = Read(header, [], [], []), 0, 0, 0
    for _ in range(header["parts"]):
        number += following()
        rings = []
        for _ in range(following()):
            count = following()
            x0, y0 = x0 + following(), y0 + following()
            ring = [(x0, y0)]
            for _ in range(count - 1):
                ring.append((ring[-1][0] + following(), ring[-1][1] + following()))
            rings.append(ring)
        found.shapes.append(shapely.Polygon(rings[0], rings[1:]) if len(rings[0]) > 2 else shapely.Polygon())
        found.number.append(number)
    town = 0
    for _ in range(header["towns"]):
        town += following()
        found.towns.append(town)
    assert at == len(data)
    return found


@st.composite
def polygons(draw: Any) -> Any:
    """Draw a box with integer corners, sometimes with a hole."""
    x, y = draw(st.integers(0, GRID - 40)), draw(st.integers(0, GRID - 40))
    wide, tall = draw(st.integers(4, 40)), draw(st.integers(4, 40))
    holes = [shapely.box(x + 1, y + 1, x + 3, y + 3).exterior] if draw(st.booleans()) else []
    return shapely.Polygon(shapely.box(x, y, x + wide, y + tall).exterior, holes)


@given(
    st.lists(st.tuples(polygons(), st.integers(1, NEIGHBOUR)), min_size=1, max_size=12),
    st.lists(st.integers(1, 60_000), max_size=5),
)
def test_encoded_contours_decode_to_the_same(parts: list[tuple[Any, int]], towns: list[int]) -> None:
    shapes, number = np.array([shape for shape, _ in parts], dtype=object), np.array([n for _, n in parts])
    found = read(encode(shapes, number, np.array(towns, dtype=np.int64), {"step": 0.5}))
    written = sorted((n, shapely.normalize(shape).wkt) for shape, n in parts)
    assert sorted((n, shapely.normalize(s).wkt) for n, s in zip(found.number, found.shapes, strict=True)) == written
    assert found.towns == towns
    assert found.header["step"] == 0.5


@given(st.lists(st.integers(-(2**40), 2**40), min_size=1))
def test_integers_take_the_minimum_of_bytes(values: list[int]) -> None:
    zigzag = [2 * v if v >= 0 else -2 * v - 1 for v in values]
    wanted = b"".join(
        bytes(
            ((z >> (7 * k)) & 127) | (128 if z >> (7 * (k + 1)) else 0) for k in range(max(1, -(-z.bit_length() // 7)))
        )
        for z in zigzag
    )
    assert varints(np.array(values)) == wanted


def test_a_commune_smaller_than_the_grid_is_kept() -> None:
    speck = shapely.Polygon([(5, 5), (5, 5), (5, 5)])
    shapes = np.array([speck, shapely.box(0, 0, 9, 9), speck], dtype=object)
    found = read(encode(shapes, np.array([1, 2, 2]), np.array([2, 1]), {}))
    assert sorted(found.number) == [1, 2]


def test_overlaps_and_gaps_are_given_to_one_commune() -> None:
    """Two squares overlap by 2 m, a third leaves a gap of 3 m, a fourth encloses foreign land."""
    shapes = np.array(
        [
            shapely.box(0, 0, 102, 100),
            shapely.box(100, 0, 200, 100),
            shapely.box(0, 103, 200, 200).union(shapely.box(0, 100, 5, 103)).union(shapely.box(195, 100, 200, 103)),
            shapely.box(200, 0, 300, 200).difference(shapely.box(240, 90, 260, 110)),
        ],
        dtype=object,
    )
    halls = shapely.get_coordinates(shapely.point_on_surface(shapes))
    assert not shapely.coverage_is_valid(shapes)
    found = mended(shapes, halls, np.array([[250.0, 100.0]]))
    assert shapely.coverage_is_valid(found)
    assert shapely.area(found).sum() == pytest.approx(300 * 200 - 400)
    assert (np.abs(shapely.area(found) - shapely.area(shapes)) < 900).all()


def test_a_commune_without_outline_gets_the_hole_around_its_town_hall() -> None:
    ring = shapely.box(0, 0, 30, 30).difference(shapely.box(10, 10, 20, 20))
    shapes = np.array([shapely.Polygon(), ring], dtype=object)
    found = mended(shapes, np.array([[12.0, 12.0], [1.0, 1.0]]), NOWHERE)
    assert found[0].equals(shapely.box(10, 10, 20, 20))
    alone = mended(shapes, np.array([[90.0, 90.0], [1.0, 1.0]]), NOWHERE)
    assert alone[0].is_empty
    assert alone[1].equals(shapely.box(0, 0, 30, 30))


@pytest.fixture(scope="module")
def corsica(territory: Territory) -> MapArea:
    return MapArea.of(territory, "region", "94")


@pytest.fixture(scope="module")
def drawn(territory: Territory, store: ArtefactStore, corsica: MapArea) -> Read:
    return read(draw_contours(territory, load_outlines(store=store), corsica))


def test_every_commune_is_drawn_and_none_twice(territory: Territory, corsica: MapArea, drawn: Read) -> None:
    count = len(corsica.positions(territory))
    assert set(drawn.number) - {NEIGHBOUR} == set(range(1, count + 1))
    assert sorted(drawn.towns) == list(range(1, count + 1))
    population = territory.population[corsica.positions(territory)][np.array(drawn.towns) - 1]
    assert (np.diff(population) <= 0).all()
    department = territory.department[corsica.positions(territory)]
    assert [department[first - 1] for first in drawn.header["departments"]] == ["2B"]
    assert drawn.header["points"] == sum(len(shapely.get_coordinates(s)) - 1 - len(s.interiors) for s in drawn.shapes)


def test_communes_meet_without_gap_or_overlap(drawn: Read) -> None:
    """Every edge is drawn once, or twice in opposite directions between two communes."""
    land = np.array(drawn.shapes, dtype=object)
    sides: dict[tuple[Any, Any], int] = {}
    for line in shapely.get_rings(land):
        corners = [tuple(point) for point in shapely.get_coordinates(line).astype(int).tolist()]
        for a, b in pairwise(corners):
            sides[min(a, b), max(a, b)] = sides.get((min(a, b), max(a, b)), 0) + 1
    assert max(sides.values()) == 2
    whole_land = shapely.union_all(shapely.buffer(land, 0))
    holes = [ring for part in shapely.get_parts(whole_land) for ring in part.interiors]
    assert holes == []
    assert shapely.area(land).sum() == pytest.approx(whole_land.area, rel=1e-5)


def test_contours_agree_with_the_image_of_numbers(
    territory: Territory, store: ArtefactStore, corsica: MapArea, drawn: Read
) -> None:
    shown = save_area(store, territory, None, corsica)
    head, ids = drawn.header, np.asarray(shown.arrays["ids"])
    same = 0
    for number, shape in zip(drawn.number, drawn.shapes, strict=True):
        if number == NEIGHBOUR or shape.area < 1e5:
            continue
        point = shapely.point_on_surface(shape)
        x, y = head["x"] + point.x * head["step"], head["y"] + point.y * head["step"]
        same += ids[int(2 * y), int(2 * x)] == number
    assert same > 350
    assert head["anchor"] == pytest.approx(np.asarray(shown.arrays["points"][0]).tolist(), abs=1e-2)
    assert head["metres"] == pytest.approx(shown.meta["metres_per_pixel"])
    assert ACROSS["region"] / head["metres"] < 150


def share_geography(store: ArtefactStore, root: Path) -> None:
    """Let another folder of artefacts use the communes and outlines of ``store``, not the published tables."""
    root.mkdir(parents=True, exist_ok=True)
    for kind in ("territory", "outlines"):
        if not (root / kind).exists():
            (root / kind).symlink_to(store.root / kind)


def test_contours_are_drawn_once(territory: Territory, store: ArtefactStore, tmp_path: Path) -> None:
    corsica = MapArea.of(territory, "department", "2A")
    share_geography(store, tmp_path)
    store = ArtefactStore(tmp_path)
    assert kept(store, territory.vintage, corsica) is None
    first = save_contours(store, territory, corsica)
    found = kept(store, territory.vintage, corsica)
    assert found is not None
    assert found.key == first.key
    assert len(gzip.decompress(found.arrays["gzip"].tobytes())) == first.meta["bytes"]
    (store.root / "contours" / first.key / "gzip.npy").unlink()
    assert kept(store, territory.vintage, corsica) is None


@pytest.mark.django_db
@pytest.mark.usefixtures("world")
def test_the_file_is_served_after_it_is_drawn(
    client: Client, store: ArtefactStore, territory: Territory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(areas, "territory", lambda: territory)
    share_geography(store, reading.store().root)
    address = "/carte/departement-12/contours.bin"
    waits = client.get(address)
    for _ in range(200):
        if waits.status_code != 202:
            break
        assert waits["Retry-After"] == "1"
        assert "no-store" in waits["Cache-Control"]
        time.sleep(0.1)
        waits = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert waits.status_code == 200
    assert "immutable" in waits["Cache-Control"]
    plain = client.get(address)
    assert "departement-12" not in contour_files._waiting
    assert plain.content == gzip.decompress(waits.content)
    assert "Content-Encoding" not in plain
    assert len(read(plain.content).shapes) >= 285
    assert client.get("/carte/departement-99/contours.bin").status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("territory", "world")
def test_one_file_is_drawn_at_a_time_and_the_next_on_a_later_request(
    store: ArtefactStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    share_geography(store, reading.store().root)
    monkeypatch.setattr(contour_files, "_waiting", {})
    begun, go_on = list[str](), threading.Event()

    def slowly(_store: Any, _land: Any, area: MapArea) -> Any:
        begun.append(area.code)
        go_on.wait(30)
        return SimpleNamespace(arrays={"gzip": np.frombuffer(area.code.encode(), np.uint8)})

    monkeypatch.setattr(contour_files.contours, "save_contours", slowly)
    monkeypatch.setattr(contour_files.contours, "kept", lambda *_: None)
    first, second = (areas.places()[f"departement-{code}"] for code in ("12", "81"))
    assert [contour_files.file_of(place) for place in (first, second, second)] == [None, None, None]
    assert set(contour_files._waiting) == {"departement-12"}
    go_on.set()
    found = dict[str, bytes]()
    for _ in range(200):
        for place in (first, second):
            if place.code not in found and (data := contour_files.file_of(place)) is not None:
                found[place.code] = data
        if len(found) == 2:
            break
        time.sleep(0.05)
    assert found == {"12": b"12", "81": b"81"}
    assert begun == ["12", "81"]


@pytest.mark.django_db
@pytest.mark.usefixtures("territory", "world")
def test_a_failed_drawing_is_retried_on_the_next_request(
    client: Client, store: ArtefactStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    share_geography(store, reading.store().root)

    def fails(*_: Any) -> None:
        raise OSError("no room")

    monkeypatch.setattr(contour_files.contours, "save_contours", fails)
    monkeypatch.setattr(contour_files.contours, "kept", lambda *_: None)
    place = areas.places()["departement-81"]
    assert contour_files.file_of(place) is None
    for _ in range(50):
        answer = client.get("/carte/departement-81/contours.bin")
        if answer.status_code == 503:
            break
        time.sleep(0.05)
    assert answer.status_code == 503
    assert "could not be drawn" in caplog.text
    assert client.get("/carte/departement-81/contours.bin").status_code == 202


@pytest.mark.django_db
def test_other_departments_in_equal_number_are_other_places() -> None:
    region = Region.objects.create(code="76", name="Occitanie")
    for code, other in (("12", "81"), ("81", "12")):
        Department.objects.all().delete()
        Department.objects.create(code=code, name=f"Département {code}", region=region)
        assert f"departement-{code}" in areas.places()
        assert f"departement-{other}" not in areas.places()
