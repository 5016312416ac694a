"""From an extract to minutes: each rule on a town small enough to compute by hand."""

import gzip
import math

import numpy as np
import osmium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.errors import UnknownName
from maillage.travel.roads import build_network, pairs
from maillage.travel.roads.profile import duration
from tests.travel.osm_files import STEP, STEP_METRES, Town, seconds, turn


def drive(town, tmp_path, start, end, **options):
    """Seconds from ``start`` to ``end`` (in steps) in the town."""
    network = build_network(town.write(tmp_path / "town.osm"), **options)
    minutes, _ = pairs(network, [start[0] * STEP], [start[1] * STEP], [end[0] * STEP], [end[1] * STEP])
    return minutes[0] * 60


def near(value):
    """Times are stored in tenths of a second for each road."""
    return pytest.approx(value, abs=0.35)


def test_a_straight_street_takes_its_length_over_its_speed(tmp_path):
    town = Town()
    town.way((0, 0), (10, 0))
    assert drive(town, tmp_path, (2, 0), (9, 0)) == near(seconds(7, 25))
    assert drive(town, tmp_path, (9, 0), (2, 0)) == near(seconds(7, 25))


@pytest.mark.parametrize(
    ("tags", "kmh"),
    [
        ({"highway": "motorway", "oneway": "no"}, 90),
        ({"highway": "primary"}, 65),
        ({"highway": "tertiary_link"}, 20),
        ({"highway": "living_street"}, 10),
        ({"highway": "primary", "maxspeed": "80"}, 64),
        ({"highway": "primary", "maxspeed": "FR:rural"}, 64),
        ({"highway": "residential", "maxspeed": "FR:zone30"}, 24),
        ({"highway": "residential", "source__maxspeed": "FR:urban"}, 40),
        ({"highway": "secondary", "maxspeed": "30 mph"}, 30 * 1.609 * 0.8),
        ({"highway": "secondary", "maxspeed": "signals"}, 55),
        ({"highway": "secondary", "surface": "cobblestone"}, 30),
        ({"highway": "secondary", "maxspeed": "90", "smoothness": "bad"}, 40),
        ({"highway": "unclassified", "tracktype": "grade5"}, 20),
        ({"highway": "track", "motor_vehicle": "yes"}, 10),
        ({"highway": "primary", "bridge": "movable"}, 5),
        ({"highway": "residential", "service": "alley"}, 25),
        ({"highway": "residential", "construction": "minor"}, 25),
    ],
)
def test_speed_follows_class_limit_and_surface(tmp_path, tags, kmh):
    town = Town()
    town.way((0, 0), (10, 0), **tags)
    assert drive(town, tmp_path, (1, 0), (9, 0)) == near(seconds(8, kmh))


def test_each_direction_has_its_own_limit(tmp_path):
    town = Town()
    town.way((0, 0), (10, 0), highway="primary", maxspeed__forward="50", maxspeed__backward="100")
    assert drive(town, tmp_path, (1, 0), (9, 0)) == near(seconds(8, 40))
    assert drive(town, tmp_path, (9, 0), (1, 0)) == near(seconds(8, 80))


def block(**tags):
    """A square of streets, the southern one with ``tags``."""
    town = Town()
    town.way((-5, 0), (0, 0))
    town.way((0, 0), (10, 0), **{"highway": "residential", **tags})
    town.way((10, 0), (15, 0))
    town.way((0, 0), (0, 5), (10, 5), (10, 0))
    return town


LEFT, RIGHT = turn(-90), turn(90)
AROUND = near(seconds(22, 25))  # without the southern street its corners are bends, not junctions
AROUND_BY_TURNS = near(seconds(22, 25) + 2 * LEFT)


def test_turns_cost_by_their_angle(tmp_path):
    straight = seconds(12, 25) + 2 * turn(0)
    assert drive(block(), tmp_path, (-1, 0), (11, 0)) == near(straight)
    assert drive(block(oneway="-1"), tmp_path, (-1, 0), (11, 0)) == AROUND_BY_TURNS
    assert LEFT > RIGHT > turn(0)


@pytest.mark.parametrize(
    "tags",
    [
        {"access": "no"},
        {"motor_vehicle": "private", "highway": "track"},
        {"motorcar": "no", "access": "yes"},
        {"highway": "construction"},
        {"construction": "yes"},
        {"highway": "proposed"},
        {"highway": "footway"},
        {"highway": "cycleway"},
        {"area": "yes"},
        {"maxheight": "1.8"},
        {"maxwidth": "1.9"},
        {"maxweight": "1.5"},
        {"oneway": "reversible"},
        {"impassable": "yes"},
        {"service": "emergency_access", "highway": "service"},
    ],
)
def test_closed_streets_are_avoided(tmp_path, tags):
    assert drive(block(**tags), tmp_path, (-1, 0), (11, 0)) == AROUND


@pytest.mark.parametrize(
    "tags", [{"oneway": "-1"}, {"junction": "roundabout", "oneway": "-1"}, {"vehicle__forward": "no"}]
)
def test_streets_closed_in_one_direction_are_avoided(tmp_path, tags):
    assert drive(block(**tags), tmp_path, (-1, 0), (11, 0)) == AROUND_BY_TURNS


@pytest.mark.parametrize(
    "tags",
    [
        {"access": "no", "motorcar": "yes"},
        {"access": "permissive"},
        {"access": "no;permissive"},
        {"maxheight": "default"},
        {"maxheight": "3.5"},
        {"oneway": "yes"},
        {"proposed": "tram"},
        {"vehicle__backward": "no"},
    ],
)
def test_open_streets_are_used(tmp_path, tags):
    assert drive(block(**tags), tmp_path, (-1, 0), (11, 0)) == near(seconds(12, 25))


def test_a_one_way_street_is_left_the_other_way_round(tmp_path):
    town = block(oneway="yes")
    assert drive(town, tmp_path, (2, 0), (8, 0)) == near(seconds(6, 25))
    assert drive(town, tmp_path, (8, 0), (2, 0)) == near(seconds(2 + 20 + 2, 25) + 2 * LEFT)


def roundabout():
    """Four arms on a square roundabout, driven anticlockwise as in France."""
    town = Town()
    town.way((1, 0), (0, 1), (-1, 0), (0, -1), (1, 0), highway="residential", junction="roundabout")
    for x, y in ((1, 0), (0, 1), (-1, 0), (0, -1)):
        town.way((x, y), (5 * x, 5 * y))
    return town


def test_a_roundabout_is_one_way(tmp_path):
    side = seconds(2**0.5, 25)
    quarter = drive(roundabout(), tmp_path, (4, 0), (0, 4))
    three_quarters = drive(roundabout(), tmp_path, (0, 4), (4, 0))
    assert quarter == near(seconds(6, 25) + side + 2 * turn(45))
    assert three_quarters == near(seconds(6, 25) + 3 * side + 2 * turn(45) + 2 * turn(-90, oncoming=False))


@pytest.mark.parametrize("tags", [{"barrier": "bollard"}, {"barrier": "block"}, {"access": "no"}])
def test_a_barrier_closes_the_street_it_stands_on(tmp_path, tags):
    town = block()
    town.ways[1][0].insert(1, town.node(5, 0, **tags))
    assert drive(town, tmp_path, (-1, 0), (11, 0)) == AROUND_BY_TURNS
    assert drive(town, tmp_path, (1, 0), (4, 0)) == near(seconds(3, 25))
    # From one side to the other: back, round the block, in from the far end.
    assert drive(town, tmp_path, (4, 0), (6, 0)) == near(seconds(4 + 20 + 4, 25) + 2 * RIGHT)


@pytest.mark.parametrize(
    "tags",
    [
        {"barrier": "toll_booth"},
        {"barrier": "bollard", "bollard": "rising"},
        {"barrier": "bollard", "access": "yes"},
        {"barrier": "kerb", "kerb": "lowered"},
        {"barrier": "height_restrictor", "maxheight": "2.2"},
    ],
)
def test_an_open_barrier_is_passed(tmp_path, tags):
    town = block()
    town.ways[1][0].insert(1, town.node(5, 0, **tags))
    assert drive(town, tmp_path, (-1, 0), (11, 0)) == near(seconds(12, 25))


def test_signals_and_gates_cost_seconds_and_only_on_the_side_they_face(tmp_path):
    town = Town()
    town.way((0, 0), (2, 0), (4, 0), (10, 0))
    town.node(2, 0, highway="traffic_signals")
    town.node(4, 0, highway="traffic_signals", traffic_signals__direction="forward")
    assert drive(town, tmp_path, (1, 0), (9, 0)) == near(seconds(8, 25) + 4)
    assert drive(town, tmp_path, (9, 0), (1, 0)) == near(seconds(8, 25) + 2)
    assert drive(town, tmp_path, (1, 0), (3, 0)) == near(seconds(2, 25) + 2)
    town.node(4, 0, highway="stop", barrier="gate")
    assert drive(town, tmp_path, (3, 0), (9, 0)) >= seconds(6, 25) + 60


def test_a_ferry_takes_its_timetable(tmp_path):
    town = Town()
    town.way((0, 0), (5, 0))
    town.way((5, 0), (30, 0), route="ferry", duration="00:20")
    town.way((30, 0), (35, 0))
    assert drive(town, tmp_path, (1, 0), (34, 0)) == near(seconds(8, 25) + 1200 + 2 * turn(0))
    town.ways[1][1].pop("duration")
    assert drive(town, tmp_path, (1, 0), (34, 0)) == near(seconds(8, 25) + seconds(25, 5) + 2 * turn(0))


def crossing(*members, **tags):
    return [("way", way, role) for way, role in members], {"type": "route", "route": "ferry", **tags}


def test_a_ferry_takes_the_timetable_of_its_relation(tmp_path):
    """The duration is shared by length among the ways without one; a way's own duration takes precedence."""
    town = Town()
    town.way((0, 0), (5, 0))
    long, short = town.way((5, 0), (25, 0), route="ferry"), town.way((25, 0), (30, 0), route="ferry")
    town.way((30, 0), (35, 0))
    town.relations.append(crossing((long, ""), (short, ""), duration="PT20M"))
    on_land = seconds(8, 25) + 2 * turn(0)
    assert drive(town, tmp_path, (1, 0), (34, 0)) == near(on_land + 1200)
    town.relations.append(crossing((short, ""), duration="03:00"))  # the shorter of two is used
    assert drive(town, tmp_path, (1, 0), (34, 0)) == near(on_land + 1200)
    town.ways[short - 1][1]["duration"] = "5"
    assert drive(town, tmp_path, (1, 0), (34, 0)) == near(on_land + 1200)
    town.ways[long - 1][1]["duration"] = "00:30"
    assert drive(town, tmp_path, (1, 0), (34, 0)) == near(on_land + 2100)


def test_durations_of_both_directions_of_a_ferry_are_not_added(tmp_path):
    town = Town()
    town.way((0, 0), (5, 0))
    there = town.way((5, 0), (30, 0), route="ferry", oneway="yes")
    back = town.way((30, 0), (20, 5), (5, 0), route="ferry", oneway="yes")
    town.way((30, 0), (35, 0))
    town.relations.append(crossing((there, "forward"), (back, "backward"), duration="20"))
    assert drive(town, tmp_path, (1, 0), (34, 0)) == near(seconds(8, 25) + 1200 + 2 * turn(0))


@pytest.mark.parametrize("tags", [{"duration": "soon"}, {"route": "bus", "duration": "5"}, {}])
def test_ferry_relations_without_duration_change_nothing(tmp_path, tags):
    town = Town()
    town.way((0, 0), (5, 0))
    ferry = town.way((5, 0), (30, 0), route="ferry")
    town.way((30, 0), (35, 0))
    town.relations.append(crossing((ferry, ""), **tags))
    assert drive(town, tmp_path, (1, 0), (34, 0)) == near(seconds(8, 25) + seconds(25, 5) + 2 * turn(0))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("35", 2100), ("35 min", 2100), ("01:20", 4800), ("1:20", 4800), ("01:20:30", 4830), ("PT1H20M", 4800),
     ("pt80m", 4800), ("P1DT2H", 93_600), ("PT1.5H", 5400), ("1h20", 4800), ("1 h 20 min", 4800), ("45;60", 2700),
     ("P", 0), ("PT", 0), ("soon", 0), ("-5", 0), ("P9D", 0), (None, 0)],
)  # fmt: skip
def test_durations_of_crossings_in_all_formats(text, seconds):
    assert duration(text) == seconds


def test_nobody_starts_from_the_middle_of_a_ferry(tmp_path):
    town = Town()
    town.way((0, 0), (5, 0))
    town.way((5, 0), (30, 0), route="ferry", duration="00:20")
    town.way((30, 0), (35, 0))
    network = build_network(town.write(tmp_path / "town.osm"))
    _, metres = pairs(network, [10 * STEP], [0], [34 * STEP], [0])
    assert metres[0] == pytest.approx([5 * STEP_METRES, 0], abs=0.1)


@pytest.mark.parametrize(
    ("kind", "tags", "applies"),
    [
        ("no_straight_on", {}, True),
        ("only_left_turn", {}, True),
        ("no_straight_on", {"except": "motorcar"}, False),
        ("no_straight_on", {"except": "bus;bicycle"}, True),
        ("no_left_turn", {}, False),
        ("parking", {}, False),
    ],
)
def test_turn_restrictions(tmp_path, kind, tags, applies):
    town = block()
    town.restrict(kind, 1, (0, 0), 4 if "left" in kind else 2, **tags)
    took = drive(town, tmp_path, (-1, 0), (11, 0))
    assert took == (AROUND_BY_TURNS if applies else near(seconds(12, 25)))


def test_private_streets_have_no_through_traffic(tmp_path):
    town = block(access="destination")
    assert drive(town, tmp_path, (-1, 0), (11, 0)) == AROUND_BY_TURNS
    assert drive(town, tmp_path, (-1, 0), (3, 0)) == near(seconds(4, 25))
    assert drive(town, tmp_path, (3, 0), (-1, 0)) == near(seconds(4, 25))


def test_a_narrow_lane_is_avoided_but_keeps_its_minutes(tmp_path):
    town = Town()
    town.way((0, 0), (10, 0), highway="residential", lanes="1")
    town.way((0, 0), (0, 2), (10, 2), (10, 0))
    town.way((-3, 0), (0, 0))
    town.way((10, 0), (13, 0))
    assert drive(town, tmp_path, (-1, 0), (11, 0)) == near(seconds(2 + 14, 25) + 2 * LEFT)
    assert drive(town, tmp_path, (1, 0), (9, 0)) == near(seconds(8, 25))


def test_u_turns_are_possible_at_dead_ends(tmp_path):
    town = Town()
    first = town.way((0, 0), (5, 0), highway="residential", oneway="yes")
    second = town.way((5, 0), (5, 5), (0, 5), (0, 0), highway="residential", oneway="yes")
    town.way((5, 0), (9, 0))
    assert drive(town, tmp_path, (3, 0), (1, 0)) == near(seconds(2 + 15 + 1, 25) + LEFT)
    town.restrict("no_left_turn", first, (5, 0), second)
    u_turn = 20 + 7.5 / (1 + math.exp(6.5 * 1.075 - 13 / 1.075))
    by_the_dead_end = seconds(2 + 4 + 4 + 15 + 1, 25) + turn(0) + u_turn + RIGHT
    assert drive(town, tmp_path, (3, 0), (1, 0)) == near(by_the_dead_end)


def test_walking_ignores_what_stops_cars(tmp_path):
    town = block(oneway="-1")
    town.ways[1][0].insert(1, town.node(5, 0, barrier="bollard"))
    assert drive(town, tmp_path, (-1, 0), (11, 0), profile="walk") == near(seconds(12, 5))
    assert drive(block(highway="footway"), tmp_path, (-1, 0), (11, 0), profile="walk") == near(seconds(12, 5))
    assert drive(block(highway="motorway"), tmp_path, (-1, 0), (11, 0), profile="walk") == near(seconds(22, 5))


def test_bicycles_use_contraflow_lanes_and_cycleways(tmp_path):
    free = seconds(2, 15) + seconds(10, 15)
    assert drive(block(highway="cycleway"), tmp_path, (-1, 0), (11, 0), profile="bike") == pytest.approx(free, abs=1)
    contraflow = block(oneway="-1", cycleway="opposite_lane")
    assert drive(contraflow, tmp_path, (-1, 0), (11, 0), profile="bike") == pytest.approx(free, abs=1)
    assert drive(block(oneway="-1"), tmp_path, (-1, 0), (11, 0), profile="bike") > seconds(22, 15)


def test_traffic_lengthens_town_streets_more_than_country_roads(tmp_path):
    town = Town()
    town.way((0, 0), (3, 0), (6, 0), (9, 0))
    for x in range(10):
        town.way((x, 0), (x, 2), (x, 4))
    country = Town()
    country.way((0, 0), (3, 0), (6, 0), (9, 0), highway="secondary")
    ratios = {}
    for name, place in (("town", town), ("country", country)):
        free, off, peak = (
            drive(place, tmp_path, (1, 0), (8, 0), traffic=traffic) for traffic in ("free-flow", "off-peak", "peak")
        )
        ratios[name] = (peak - 114) / free
        assert off - 114 < free
        assert peak > off
    assert ratios["town"] > 1.15 > 1 > ratios["country"] > 0.9
    with pytest.raises(UnknownName, match=r"rush.*free-flow"):
        build_network(town.write(tmp_path / "town.osm"), traffic="rush")
    with pytest.raises(UnknownName, match="boat"):
        build_network(town.write(tmp_path / "town.osm"), profile="boat")


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_splitting_and_reversing_ways_changes_nothing(tmp_path_factory, seed):
    """Contraction keeps times: more nodes along a street, or a reversed way, are the same street."""
    rng = np.random.default_rng(seed)
    plain, cut = Town(), Town()
    for x in range(4):
        for y in range(4):
            for there in ((x + 1, y), (x, y + 1)):
                if max(there) > 3 or rng.random() < 0.1:
                    continue
                tags = {"highway": str(rng.choice(["residential", "primary", "tertiary"]))}
                one_way = rng.random() < 0.2
                ends = [(4 * x, 4 * y), (4 * there[0], 4 * there[1])]
                plain.way(*ends, **tags, **({"oneway": "yes"} if one_way else {}))
                middle = (2 * (x + there[0]), 2 * (y + there[1]))
                cut.way(ends[1], middle, **tags, **({"oneway": "-1"} if one_way else {}))
                cut.way(middle, ends[0], **tags, **({"oneway": "-1"} if one_way else {}))
    folder = tmp_path_factory.mktemp("cut")
    try:
        one = build_network(plain.write(folder / "plain.osm"))
        two = build_network(cut.write(folder / "cut.osm"))
    except Exception as error:
        assert "connected" in str(error)  # noqa: PT017 - too few streets were drawn
        return
    points = rng.uniform(0, 12 * STEP, (4, 30))
    first, off = pairs(one, *points)
    second, off_too = pairs(two, *points)
    np.testing.assert_allclose(off, off_too, atol=0.2)
    # A point snapped to a corner may belong to any of the roads there, so such points are left out.
    corner = [np.hypot(*(place - 4 * STEP * np.rint(place / (4 * STEP)))) * STEP_METRES / STEP
              for place in (points[:2], points[2:])]  # fmt: skip
    inside = (off < np.stack(corner, axis=1) - 1).all(axis=1)
    np.testing.assert_allclose(first[inside], second[inside], atol=0.05)


def test_the_three_file_forms_give_one_network(tmp_path):
    path = block().write(tmp_path / "town.osm")
    (tmp_path / "town.osm.gz").write_bytes(gzip.compress(path.read_bytes()))
    with osmium.SimpleWriter(str(tmp_path / "town.osm.pbf")) as writer:
        for thing in osmium.FileProcessor(str(path)):
            writer.add(thing)
    networks = [build_network(tmp_path / f"town.{form}") for form in ("osm", "osm.gz", "osm.pbf")]
    for network in networks[1:]:
        np.testing.assert_array_equal(network.graph.seconds, networks[0].graph.seconds)
        np.testing.assert_array_equal(network.lon, networks[0].lon)
