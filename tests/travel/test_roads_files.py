"""The network as a file and in commands: content, refusals, output."""

import csv
import json
import subprocess
import sys
import zipfile

import numpy as np
import pytest

from maillage.cli import main
from maillage.errors import BadInput, MaillageError, StorageProblem, WrongVersion
from maillage.travel.roads import RoadNetwork, UnusablePoint, build_network, pairs
from tests.travel.osm_files import STEP, STEP_METRES, Town, seconds, turn


@pytest.fixture
def street():
    town = Town()
    town.way((0, 0), (10, 0))
    return town


@pytest.fixture
def network(street, tmp_path):
    return build_network(street.write(tmp_path / "street.osm"))


def run(*arguments):
    """Exit code of the command line."""
    try:
        main([str(argument) for argument in arguments])
    except SystemExit as stop:
        return stop.code or 0
    return 0


def test_a_point_is_snapped_to_the_nearest_street_with_its_distance(network):
    minutes, metres = pairs(network, [2 * STEP], [3 * STEP], [9 * STEP], [-1 * STEP])
    assert metres[0] == pytest.approx([3 * STEP_METRES, STEP_METRES], abs=0.01)
    assert minutes[0] * 60 == pytest.approx(seconds(7, 25), abs=0.2)


def test_a_point_to_itself_takes_no_time(network):
    minutes, _ = pairs(network, [3 * STEP], [0], [3 * STEP], [0])
    assert minutes.tolist() == [0]


def test_pairs_in_any_order_and_number_of_threads_are_the_same(street, tmp_path):
    street.way((5, 0), (5, 8))
    street.way((3, 0), (3, -4), highway="primary", oneway="yes")
    street.way((3, -4), (7, -4), (7, 0), highway="primary", oneway="yes")
    network = build_network(street.write(tmp_path / "more.osm"))
    rng = np.random.default_rng(4)
    points = rng.uniform(0, 8 * STEP, (4, 1_500))
    one, two = pairs(network, *points, threads=1)[0], pairs(network, *points, threads=2)[0]
    np.testing.assert_array_equal(one, two)
    shuffle = rng.permutation(1_500)
    np.testing.assert_array_equal(pairs(network, *points[:, shuffle])[0], one[shuffle])
    assert np.isfinite(one).all()


def test_a_network_is_the_same_after_writing_and_reading(street, tmp_path):
    street.way((5, 0), (5, 8), highway="secondary", oneway="yes")
    street.way((5, 8), (0, 0), highway="secondary", oneway="yes")
    network = build_network(street.write(tmp_path / "more.osm"), traffic="peak")
    network.save(tmp_path / "deep" / "net.roads")
    again = RoadNetwork.load(tmp_path / "deep" / "net.roads")
    assert dict(again.meta) == dict(network.meta)
    points = np.random.default_rng(0).uniform(0, 5 * STEP, (4, 50))
    for one, two in zip(pairs(network, *points), pairs(again, *points), strict=True):
        np.testing.assert_array_equal(one, two)
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["net.roads"]


def test_islands_are_dropped_and_listed_longest_first(street, tmp_path):
    street.way((0, 20), (3, 20))
    street.way((0, 30), (6, 30), (6, 32))
    street.way((6, 30), (8, 30))
    meta = build_network(street.write(tmp_path / "islands.osm")).meta
    assert meta["roads"] == 1
    assert [island["roads"] for island in meta["islands"]] == [3, 1]
    assert [island["kilometres"] for island in meta["islands"]] == pytest.approx(
        [10 * STEP_METRES / 1000, 3 * STEP_METRES / 1000], abs=0.001
    )
    assert meta["islands"][1]["lat"] == 20 * STEP
    assert meta["dropped_kilometres"] == pytest.approx(13 * STEP_METRES / 1000, abs=0.001)


def test_a_small_extract_keeps_the_one_way_roads_that_leave_it(street, tmp_path):
    street.way((10, 0), (20, 0), highway="primary", oneway="yes")
    street.way((10, 0), (10, 5))
    network = build_network(street.write(tmp_path / "leave.osm"))
    assert pairs(network, [0], [0], [15 * STEP], [0])[0][0] * 60 == pytest.approx(
        seconds(10, 25) + seconds(5, 65) + turn(0), abs=0.3
    )
    # No route leads back from there: a journey from that point starts at the beginning of the way back.
    _, metres = pairs(network, [15 * STEP], [0], [0], [0])
    assert metres[0, 0] == pytest.approx(5 * STEP_METRES, abs=0.1)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ((2.35, 48.85), ["Origin 2", "2.35", "outside the road network of street.osm", "country"]),
        ((STEP, 20 * STEP), ["Origin 2", "900 m", "Correct the point"]),
        ((np.nan, 0), ["Origin 2", "not a longitude", "as 1 more"]),
        ((200, 0), ["Origin 2", "not a longitude"]),
    ],
)
def test_unusable_points_are_named(street, tmp_path, place, words):
    street.way((10, 0), (10, 30))
    network = build_network(street.write(tmp_path / "street.osm"))
    lon, lat = [0, place[0], place[0]], [0, place[1], place[1]]
    with pytest.raises(UnusablePoint) as caught:
        pairs(network, lon, lat, [0, 0, 0], [0, 0, 0], farthest_metres=900)
    for word in words:
        assert word in str(caught.value)
    assert caught.value.position == 1
    with pytest.raises(UnusablePoint, match="Destination 2"):
        pairs(network, [0, 0, 0], [0, 0, 0], lon, lat, farthest_metres=900)


def test_lists_of_different_length_are_refused(network):
    with pytest.raises(MaillageError, match="as many destinations"):
        pairs(network, [0], [0], [0, 0], [0, 0])
    with pytest.raises(MaillageError, match="one length"):
        pairs(network, [0, 0], [0], [0], [0])


def whole_pbf(tmp_path, street):
    import osmium

    for x in range(400):
        street.way((x, 1), (x, 2), name=f"Rue {x}", highway="residential")
    path = street.write(tmp_path / "whole.osm")
    with osmium.SimpleWriter(str(tmp_path / "whole.osm.pbf")) as writer:
        for thing in osmium.FileProcessor(str(path)):
            writer.add(thing)
    return (tmp_path / "whole.osm.pbf").read_bytes()


@pytest.mark.parametrize("damage", ["cut", "altered", "empty", "text"])
def test_a_damaged_extract_is_refused(tmp_path, street, damage):
    whole = whole_pbf(tmp_path, street)
    middle = len(whole) // 2
    content = {
        "cut": whole[:middle],
        "altered": whole[:middle] + bytes(64) + whole[middle + 64 :],
        "empty": b"",
        "text": b"<html>Not found</html>",
    }[damage]
    path = tmp_path / "bad.osm.pbf"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=r"bad\.osm\.pbf: the file is damaged or cut short .*Download"):
        build_network(path)


def test_extracts_without_usable_roads_are_refused(tmp_path, street):
    with pytest.raises(BadInput, match="no such file"):
        build_network(tmp_path / "absent.osm.pbf")
    (tmp_path / "roads.shp").write_bytes(b"x")
    with pytest.raises(BadInput, match="a folder, not a file"):
        build_network(tmp_path)
    with pytest.raises(BadInput, match="not an OpenStreetMap extract by its name"):
        build_network(tmp_path / "roads.shp")
    with pytest.raises(BadInput, match="no road usable"):
        build_network(Town().write(tmp_path / "empty.osm"))
    path = street.write(tmp_path / "foot.osm")
    path.write_text(path.read_text().replace("residential", "footway"))
    with pytest.raises(BadInput, match="no road usable with the profile 'car'"):
        build_network(path)
    assert len(build_network(path, "walk")) == 1


def test_roads_cut_by_the_edge_of_the_extract_end_there(tmp_path, street):
    street.way((10, 0), (20, 0), (30, 0))
    path = street.write(tmp_path / "partial.osm")
    lines = path.read_text().splitlines()
    start = next(k for k, line in enumerate(lines) if '<node id="4"' in line)
    path.write_text("\n".join(lines[:start] + lines[start + 2 :]))
    network = build_network(path)
    assert network.meta["holes"] == 1
    assert network.meta["kilometres"] == pytest.approx(20 * STEP_METRES / 1000, abs=0.001)


def osm(tmp_path, nodes, ways, name="odd.osm"):
    """An extract file with ``nodes`` (number, lon, lat) and ``ways`` (number, nodes, tags)."""
    text = '<?xml version="1.0"?><osm version="0.6">'
    text += "".join(f'<node id="{k}" version="1" lon="{x}" lat="{y}"/>' for k, x, y in nodes)
    for number, places, tags in ways:
        inner = "".join(f'<nd ref="{place}"/>' for place in places)
        inner += "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
        text += f'<way id="{number}" version="1">{inner}</way>'
    path = tmp_path / name
    path.write_text(text + "</osm>", encoding="utf-8")
    return path


CORNERS = [(1, 0, 0), (2, 0.001, 0), (3, 0.001, 0.001)]
STREET = {"highway": "residential"}


@pytest.mark.parametrize("place", [("nan", 0), (500, 95), ("1e9", 0), ("2.3.4", 0)])
def test_invalid_coordinates_are_refused(tmp_path, place):
    path = osm(tmp_path, [*CORNERS, (4, *place)], [(1, [1, 2, 4], STREET)])
    with pytest.raises(BadInput, match=r"odd\.osm: the file is damaged or cut short .*coordinate.*Download"):
        build_network(path)


@pytest.mark.parametrize(
    ("nodes", "words"),
    [
        ([], "the nodes of its ways are not in it"),
        ([(-1, 0, 0), (-2, 0.001, 0)], r"negative numbers.*osmium renumber"),
        ([(1, 179.999, 0), (2, -179.999, 0)], "no road usable"),  # a road is cut at the date line
    ],
)
def test_the_reason_for_finding_no_road_is_reported(tmp_path, nodes, words):
    refs = [nodes[0][0], nodes[1][0]] if nodes else [1, 2]
    with pytest.raises(BadInput, match=words):
        build_network(osm(tmp_path, nodes, [(1, refs, STREET)]))


def test_the_command_reports_an_extract_without_nodes(tmp_path, capsys):
    path = osm(tmp_path, [], [(1, [1, 2], STREET)])
    with pytest.raises(SystemExit) as stopped:
        main(["travel", "build", str(path), "--out", str(tmp_path / "net")])
    assert stopped.value.code == 2
    assert "odd.osm: no road usable with the profile 'car' was found" in capsys.readouterr().err
    assert not (tmp_path / "net").exists()


def test_duplicate_ways_count_once(tmp_path):
    once = build_network(osm(tmp_path, CORNERS, [(1, [1, 2], STREET), (2, [2, 3], STREET)]))
    ways = [(1, [1, 1, 2, 2], STREET), (1, [1, 2], STREET), (2, [2, 3], STREET), (1, [1, 2], STREET)]
    twice = build_network(osm(tmp_path, [*CORNERS, CORNERS[1]], ways))
    assert twice.meta["repeated_ways"] == 2
    assert once.meta["repeated_ways"] == 0
    np.testing.assert_array_equal(once.along, twice.along)
    np.testing.assert_array_equal(once.graph.seconds, twice.graph.seconds)


@pytest.mark.parametrize(
    "tags",
    [
        {"maxspeed": " "},
        {"maxspeed": "0.00000001"},
        {"maxspeed": "9" * 400},
        {"maxspeed": "²"},
        {"lanes": "9" * 400},
        {"width": "9" * 400},
        {"maxheight": "'"},
    ],
)
def test_implausible_tags_are_ignored(tmp_path, tags):
    network = build_network(osm(tmp_path, CORNERS, [(1, [1, 2, 3], STREET | tags)]))
    minutes, _ = pairs(network, [0], [0], [0.001], [0])
    assert minutes[0] * 60 == pytest.approx(seconds(1, 25), abs=0.2)


@pytest.mark.parametrize("time", ["²", "9" * 400, "99999:00:00", "P9999D"])
def test_crossings_without_duration_use_the_ferry_speed(tmp_path, time):
    ferry = {"route": "ferry", "duration": time}
    network = build_network(osm(tmp_path, CORNERS, [(1, [1, 2], STREET), (2, [2, 3], ferry)]))
    assert network.along[np.isfinite(network.along)].max() == pytest.approx(seconds(1, 5), abs=0.1)


def test_distant_roads_do_not_exhaust_memory(tmp_path):
    nodes = [(1, 0, 0), (2, 0.001, 0), (3, 170, 0.001), (4, 170, 50), (5, 170.001, 50)]
    network = build_network(osm(tmp_path, nodes, [(1, [1, 2, 3, 4, 5], {"highway": "motorway", "oneway": "no"})]))
    assert len(network.grid.indptr) < 1 << 25
    _, metres = pairs(network, [0.0005, 170.0005], [0, 50], [0, 170.001], [0, 50])
    np.testing.assert_allclose(metres, 0, atol=0.1)


def test_a_journey_of_days_is_an_empty_cell(tmp_path, capsys):
    nodes = [(1, 0, 0), (2, 0.001, 0), (3, 100, 0.001), (4, 100.001, 0.001), (5, 0.001, 0.001)]
    ways = [(1, [1, 2, 3, 4], STREET), (2, [2, 5], STREET)]
    build_network(osm(tmp_path, nodes, ways)).save(tmp_path / "far.net")
    (tmp_path / "pairs.csv").write_text("lon1,lat1,lon2,lat2\n0,0,0.001,0\n0,0,100,0.001\n")
    out = tmp_path / "minutes.csv"
    with pytest.raises(SystemExit) as stopped:
        main(["travel", "pairs", "--network", str(tmp_path / "far.net"), "--from-csv", str(tmp_path / "pairs.csv"),
              "--out", str(out)])  # fmt: skip
    assert stopped.value.code in (0, None)
    assert "no road joins the two points of 1 rows (line 3)" in capsys.readouterr().err
    assert "inf" not in out.read_text()


def test_exchanged_coordinates_are_recognised(tmp_path):
    nodes = [(1, 1.5, 42.5), (2, 1.501, 42.5), (3, 1.501, 42.501)]
    network = build_network(osm(tmp_path, nodes, [(1, [1, 2, 3], STREET)]))
    with pytest.raises(UnusablePoint, match="Longitude and latitude seem exchanged: give longitude first"):
        pairs(network, [42.5], [1.5005], [1.5], [42.5])


@pytest.mark.parametrize("seed", range(30))
def test_a_network_with_altered_bytes_is_refused_or_the_same(network, tmp_path, seed):
    rng = np.random.default_rng(seed)
    path = tmp_path / "net.roads"
    network.save(path)
    content = bytearray(path.read_bytes())
    place = int(rng.integers(len(content))) if seed % 2 else int(rng.integers(300))
    content[place] ^= 1 << int(rng.integers(8))
    path.write_bytes(bytes(content))
    try:
        found = RoadNetwork.load(path)
    except BadInput:
        return
    np.testing.assert_array_equal(found.graph.seconds, network.graph.seconds)
    np.testing.assert_array_equal(found.lon, network.lon)


@pytest.mark.parametrize("damage", ["cut", "altered", "other"])
def test_a_damaged_network_is_refused(network, tmp_path, damage):
    path = tmp_path / "net.roads"
    network.save(path)
    whole = path.read_bytes()
    middle = len(whole) // 3
    path.write_bytes({
        "cut": whole[:middle],
        "altered": whole[:middle] + b"\xff" * 40 + whole[middle + 40 :],
        "other": b"lon1,lat1\n",
    }[damage])  # fmt: skip
    with pytest.raises(BadInput, match=r"net\.roads: this is not a whole road network .*travel build"):
        RoadNetwork.load(path)


def test_a_network_of_another_version_is_refused(network, tmp_path):
    path = tmp_path / "net.roads"
    network.save(path)
    with np.load(path) as stored:
        arrays = dict(stored)
    document = json.loads(bytes(arrays["document"])) | {"format": 99}
    arrays["document"] = np.frombuffer(json.dumps(document).encode(), np.uint8)
    with path.open("wb") as handle:
        np.savez(handle, **arrays)
    with pytest.raises(WrongVersion, match="format 99"):
        RoadNetwork.load(path)
    assert zipfile.is_zipfile(path)


def test_an_unwritable_folder_is_reported(network, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageProblem):
        network.save(tmp_path / "file" / "net.roads")


def test_the_commands_build_and_query_a_network(tmp_path, street, capsys):
    street.way((0, 20), (3, 20))
    extract, net = street.write(tmp_path / "street.osm"), tmp_path / "street.roads"
    assert run("travel", "build", extract, "--out", net) == 0
    told = capsys.readouterr().err
    assert "1 roads" in told
    assert "Left out" in told
    asked, answer = tmp_path / "asked.csv", tmp_path / "answer.csv"
    asked.write_text(f"id,lon1,lat1,lon2,lat2\nA,0,0,{8 * STEP},{STEP}\n")
    assert run("travel", "pairs", "--network", net, "--from-csv", asked, "--out", answer) == 0
    with answer.open() as handle:
        row = next(csv.DictReader(handle))
    assert row["id"] == "A"
    assert float(row["minutes"]) * 60 == pytest.approx(seconds(8, 25), abs=0.5)
    assert float(row["snap_metres_1"]) == 0
    assert float(row["snap_metres_2"]) == pytest.approx(STEP_METRES, abs=0.1)


def test_the_command_names_the_line_of_a_bad_point(tmp_path, street, capsys):
    extract, net = street.write(tmp_path / "street.osm"), tmp_path / "street.roads"
    run("travel", "build", extract, "--out", net)
    asked, answer = tmp_path / "asked.csv", tmp_path / "answer.csv"
    asked.write_text("lon1,lat1,lon2,lat2\n0,0,0,0\n0,0,2.35,48.85\n")
    assert run("travel", "pairs", "--network", net, "--from-csv", asked, "--out", answer) == 2
    told = capsys.readouterr().err
    assert "asked.csv, line 3, column 'lon2, lat2': the point lies outside" in told
    assert not answer.exists()
    assert run("travel", "pairs", "--network", extract, "--from-csv", asked, "--out", answer) == 2
    assert "not a whole road network" in capsys.readouterr().err


def test_the_engine_does_not_need_the_web(tmp_path):
    code = "import sys, maillage.travel.roads; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
