"""Turn restrictions at nodes and over ways, compared with a search that keeps the whole path, on random small towns."""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.travel.roads import build_network, pairs, table
from maillage.travel.roads.profile import Profile
from maillage.travel.roads.reading import read_restriction
from maillage.travel.roads.restrictions import remember
from tests.travel.osm_files import STEP, Town, seconds, turn

BLOCK = 4  # steps between two corners
U_TURN = 20 + 7.5 / (1 + math.exp(6.5 * 1.075 - 13 / 1.075))


class Streets:
    """A random town and the input of a plain search: street segments, their ways, the rules."""

    def __init__(self, seed):
        self.rng = rng = np.random.default_rng(seed)
        self.town, self.pieces, self.rules = Town(), {}, []
        for x in range(4):
            for y in range(4):
                for dx, dy in ((1, 0), (0, 1)):
                    length = int(rng.integers(1, 3))  # a way of one or two blocks
                    places = [(x + k * dx, y + k * dy) for k in range(length + 1)]
                    if max(places[-1]) > 3 or rng.random() < 0.05 or (places[0], places[1]) in self.pieces:
                        continue
                    self._way([one for k, one in enumerate(places) if k < 2 or (places[k - 1], one) not in self.pieces])
        self.out = defaultdict(list)
        for one, other in self.pieces:
            self.out[one].append((one, other))
        self.size = {place: len({other for a, b in self.drawn for other in (a, b) if place in (a, b)}) - 1
                     for piece in self.pieces for place in piece}  # fmt: skip
        for _ in range(int(rng.integers(1, 7))):
            self._restrict()

    def _way(self, places):
        one_way = self.rng.random() < 0.05
        tags = {"highway": "residential"} | ({"oneway": "yes"} if one_way else {})
        number = self.town.way(*[(BLOCK * x, BLOCK * y) for x, y in places], **tags)
        for one, other in pairwise(places):
            self.pieces[one, other] = number
            if not one_way:
                self.pieces[other, one] = number

    @property
    def drawn(self):
        return list(self.pieces)

    def _restrict(self):
        """Forbid, or require, the last turn of a random path over two to four ways without U-turns."""
        walk = [self.drawn[self.rng.integers(len(self.pieces))]]
        for _ in range(int(self.rng.integers(1, 5))):
            onwards = [p for p in self.out[walk[-1][1]] if p != walk[-1][::-1]]
            if not onwards:
                break
            walk.append(onwards[self.rng.integers(len(onwards))])
        ways = [self.pieces[piece] for piece in walk]
        # The first way up to its end, the last from its beginning; each via way once.
        if len(walk) < 2 or ways[0] == ways[1] or ways[-1] == ways[-2]:
            return
        between = list(dict.fromkeys(ways[1:-1]))
        if len({ways[0], *between, ways[-1]}) != len(between) + 2 or _broken(ways[1:-1]):
            return
        kind = "only_entry" if self.rng.random() < 0.4 else "no_entry"
        middle = walk[1:-1]
        self.rules.append((kind, ways[0], tuple(middle), walk[0][1], ways[-1]))
        via = [("way", way, "via") for way in between]
        via = via or [("node", self.town.node(BLOCK * walk[0][1][0], BLOCK * walk[0][1][1]), "via")]
        members = [("way", ways[0], "from"), *via, ("way", ways[-1], "to")]
        self.town.relations.append((members, {"type": "restriction", "restriction": kind}))

    def allowed(self, past, onto):
        """Whether a vehicle with that whole path may drive on to the next segment."""
        drive = (*past, onto)
        for kind, first, middle, corner, last in self.rules:
            size = len(middle)
            if len(drive) < size + 2 or drive[len(drive) - 1 - size : -1] != middle:
                continue
            before = drive[len(drive) - 2 - size]
            if self.pieces[before] != first or before[1] != corner:
                continue
            if kind == "no_entry" and self.pieces[onto] == last:
                return False
            if kind != "no_entry" and self.pieces[onto] != last:
                return False
        return True

    def turns(self, piece):
        """Possible next segments and the seconds of each turn, ignoring restrictions."""
        here = self.size[piece[1]]
        onwards = [p for p in self.out[piece[1]] if p != piece[::-1]]
        if not onwards and piece[::-1] in self.pieces:
            return [(piece[::-1], U_TURN)]
        return [(p, turn(_angle(piece, p)) if here > 2 else 0.0) for p in onwards]

    def seconds(self, start, goals, memory=5):
        """Fewest seconds from a place to others, each a segment (one direction) and a share of it; states hold the
        path.
        """
        whole = seconds(BLOCK, 25)
        queue = [((1 - share) * whole, (piece,)) for piece, share in _both(start) if piece in self.pieces]
        heapq.heapify(queue)
        best, stood = {}, {}  # by path; and at the beginning of each segment, including the turn into it
        while queue:
            time, past = heapq.heappop(queue)
            if past in best:
                continue
            best[past] = time
            for onto, cost in self.turns(past[-1]):
                if self.allowed(past, onto):
                    stood[onto] = min(stood.get(onto, math.inf), time + cost)
                    heapq.heappush(queue, (time + cost + whole, (*past, onto)[-memory:]))
        found = []
        for goal in goals:
            ends = [(piece, share) for piece, share in _both(goal) if piece in self.pieces]
            ways = [stood.get(piece, math.inf) + share * whole for piece, share in ends]
            ways += [
                (share - a) * whole for piece, share in ends for one, a in _both(start) if one == piece and share >= a
            ]
            found.append(min(ways, default=math.inf))
        return found


def _broken(ways):
    """Whether the path leaves a way and enters it again."""
    changes = [way for k, way in enumerate(ways) if k == 0 or ways[k - 1] != way]
    return len(changes) != len(set(changes))


def _both(place):
    (one, other), share = place
    return ((one, other), share), ((other, one), 1 - share)


def _angle(piece, onto):
    (x0, y0), (x1, y1) = piece
    (x2, y2), (x3, y3) = onto
    before, after = math.atan2(x1 - x0, y1 - y0), math.atan2(x3 - x2, y3 - y2)
    return (math.degrees(after - before) + 180) % 360 - 180


def point(place):
    ((x0, y0), (x1, y1)), share = place
    return BLOCK * STEP * (x0 + share * (x1 - x0)), BLOCK * STEP * (y0 + share * (y1 - y0))


@settings(max_examples=80)
@given(st.integers(0, 1_000_000))
def test_minutes_equal_those_of_a_search_that_keeps_the_path(tmp_path_factory, seed):
    streets = Streets(seed)
    network = build_network(streets.town.write(tmp_path_factory.mktemp("town") / "town.osm"))
    drawn = streets.drawn
    places = [(drawn[k], 0.5) for k in streets.rng.integers(len(drawn), size=10)]
    lon, lat = np.array([point(place) for place in places]).T
    row, column = np.indices((10, 10)).reshape(2, -1)
    minutes, metres = pairs(network, lon[row], lat[row], lon[column], lat[column], farthest_metres=1e5)
    on_road = (metres < 0.1).all(axis=1)  # a disconnected street is not in the network
    expected = np.array([streets.seconds(place, places) for place in places]).ravel()
    expected[[places[a] == places[b] for a, b in zip(row, column, strict=True)]] = 0
    if network.meta["dropped_kilometres"] == 0 and network.meta["one_way_roads_in_or_out"] == 0:
        np.testing.assert_allclose(minutes[on_road] * 60, expected[on_road], atol=0.8)
    else:
        assert (minutes[on_road] * 60 >= expected[on_road] - 0.8).all()


# By hand -------------------------------------------------------------------------------------------------------------


def dual_carriageway():
    """Two carriageways joined by a link in the middle; their ends are also joined, far away."""
    town = Town()
    east = town.way((0, 0), (10, 0), highway="primary", oneway="yes")
    town.way((10, 0), (20, 0), highway="primary", oneway="yes")
    town.way((20, 1), (10, 1), highway="primary", oneway="yes")
    west = town.way((10, 1), (0, 1), highway="primary", oneway="yes")
    link = town.way((10, 0), (10, 1), highway="primary_link")
    town.way((20, 0), (22, 0), (22, 1), (20, 1), highway="primary", oneway="yes")
    town.way((0, 1), (-2, 1), (-2, 0), (0, 0), highway="primary", oneway="yes")
    south = town.way((10, 0), (10, -6), highway="primary")
    town.way((10, 1), (10, 6), highway="primary")
    return town, east, link, west, south


def over(town, kind, from_way, ways, to_way, **tags):
    members = [("way", from_way, "from"), *(("way", way, "via") for way in ways), ("way", to_way, "to")]
    town.relations.append((members, {"type": "restriction", "restriction": kind, **tags}))


def drive(town, tmp_path, start, end, **options):
    network = build_network(town.write(tmp_path / "town.osm"), **options)
    minutes, _ = pairs(network, [start[0] * STEP], [start[1] * STEP], [end[0] * STEP], [end[1] * STEP])
    return minutes[0] * 60


def test_no_u_turn_over_a_link_applies_to_journeys_from_the_carriageway(tmp_path):
    town, east, link, west, _ = dual_carriageway()
    free = drive(town, tmp_path, (5, 0), (5, 1))
    across, on = drive(town, tmp_path, (10, -3), (5, 1)), drive(town, tmp_path, (5, 0), (10, 3))
    over(town, "no_u_turn", east, [link], west)
    assert drive(town, tmp_path, (5, 0), (5, 1)) > free + 60
    assert drive(town, tmp_path, (10, -3), (5, 1)) == pytest.approx(across)
    assert drive(town, tmp_path, (5, 0), (10, 3)) == pytest.approx(on)
    assert drive(town, tmp_path, (10, 0.5), (5, 1)) < across  # it begins on the link, not on the carriageway
    again, *_ = dual_carriageway()
    over(again, "no_u_turn", east, [link], west, **{"except": "motorcar;bus"})
    assert drive(again, tmp_path, (5, 0), (5, 1)) == pytest.approx(free)


def test_only_restriction_over_a_via_way_makes_the_last_turn_mandatory(tmp_path):
    town, east, link, west, south = dual_carriageway()
    north = drive(town, tmp_path, (5, 0), (10, 3))
    ahead, down = drive(town, tmp_path, (5, 0), (15, 0)), drive(town, tmp_path, (5, 0), (10, -3))
    back = drive(town, tmp_path, (5, 0), (5, 1))
    over(town, "only_left_turn", east, [link], west)
    assert drive(town, tmp_path, (5, 0), (10, 3)) > north + 10
    assert drive(town, tmp_path, (5, 0), (5, 1)) == pytest.approx(back)
    # A journey that ends on the via way does not make the restricted turn.
    assert drive(town, tmp_path, (5, 0), (15, 0)) == pytest.approx(ahead)
    assert drive(town, tmp_path, (5, 0), (10, -3)) == pytest.approx(down)
    assert drive(town, tmp_path, (10, -3), (10, 3)) < north + 10
    assert south


def test_via_ways_may_be_several_split_and_out_of_order(tmp_path):
    def town(split):
        made = Town()
        first = made.way((0, 0), (4, 0))
        bends = [((4, 0), (6, 0)), ((6, 0), (8, 0)), ((8, 0), (8, 2))] if split else [((4, 0), (6, 0), (8, 0), (8, 2))]
        between = [made.way(*bend) for bend in bends]
        last = made.way((8, 2), (12, 2))
        made.way((8, 2), (8, 6), (12, 6), (12, 2))
        made.way((4, 0), (4, -4))
        return made, first, between, last

    free, barred = [], []
    for split in (False, True):
        made, first, between, last = town(split)
        free.append(drive(made, tmp_path, (2, 0), (11, 2)))
        over(made, "no_right_turn", first, between[::-1], last)
        barred.append(drive(made, tmp_path, (2, 0), (11, 2)))
    assert free[0] == pytest.approx(free[1])
    assert barred[0] == pytest.approx(barred[1])
    assert barred[0] > free[0] + 20


def test_a_way_through_the_junction_is_restricted_only_in_the_named_direction(tmp_path):
    """One way runs through the junction in both directions: no left turn must not become no right turn."""
    town = Town()
    main = town.way((-5, 0), (0, 0), (5, 0))
    side = town.way((0, 0), (0, 5))
    town.way((0, 5), (-5, 5), (-5, 0))
    town.way((0, 5), (5, 5), (5, 0))
    right = drive(town, tmp_path, (3, 0), (0, 3))
    town.restrict("no_left_turn", main, (0, 0), side)
    assert drive(town, tmp_path, (3, 0), (0, 3)) == pytest.approx(right)
    assert drive(town, tmp_path, (-3, 0), (0, 3)) > seconds(6, 25) + 10


def test_no_u_turn_on_one_way_leaves_the_way_straight_on(tmp_path):
    town = Town()
    main = town.way((0, 0), (5, 0), (10, 0))
    town.way((5, 0), (5, 5))
    ahead = drive(town, tmp_path, (2, 0), (8, 0))
    town.restrict("no_u_turn", main, (5, 0), main)
    assert drive(town, tmp_path, (2, 0), (8, 0)) == pytest.approx(ahead)


@pytest.mark.parametrize(
    ("tags", "profile", "applies"),
    [
        ({"restriction": "no_straight_on"}, "car", True),
        ({"restriction:motorcar": "no_straight_on"}, "car", True),
        ({"restriction:hgv": "no_straight_on"}, "car", False),
        ({"restriction:conditional": "no_straight_on @ (Mo-Fr 07:00-09:00)"}, "car", False),
        ({"type": "restriction:hgv", "restriction": "no_straight_on"}, "car", False),
        ({"type": "restriction:motorcar", "restriction": "no_straight_on"}, "car", True),
        ({"restriction": "no_straight_on", "except": "psv; motorcar"}, "car", False),
        ({"restriction": "no_straight_on", "except": "psv,motorcar"}, "car", False),
        ({"restriction": "no_straight_on", "hour_on": "07:00", "hour_off": "09:00"}, "car", False),
        ({"restriction": "no_straight_on", "day_on": "Monday", "day_off": "Friday"}, "car", False),
        ({"restriction": "no_straight_on @ (Mo-Fr 07:00-09:00)"}, "car", False),
        ({"restriction:motorcar:conditional": "no_straight_on @ (07:00-09:00; 17:00-19:00)"}, "car", False),
        ({"restriction": "no_straight_on", "restriction:conditional": "no_straight_on @ (07:00-09:00)"}, "car", False),
        ({"restriction": "no_straight_on", "restriction:conditional": "none @ (19:00-07:00)"}, "car", True),
        ({"restriction": "no_straight_on", "restriction:conditional": "no_u_turn @ (07:00-09:00)"}, "car", True),
        ({"restriction:conditional": "no_straight_on @ (24/7)"}, "car", True),
        ({"restriction:conditional": "no_straight_on @ (weight>7.5)"}, "car", False),
        ({"restriction": "no_straight_on_on_red"}, "car", False),
        ({"restriction": "none"}, "car", False),
        ({"restriction": "no_straight_on", "except": "bicycle"}, "bike", False),
        ({"restriction": "no_straight_on"}, "bike", True),
        ({"restriction": "no_straight_on"}, "walk", False),
    ],
)
def test_vehicles_and_hours_of_restrictions(tmp_path, tags, profile, applies):
    def block():
        town = Town()
        ways = [town.way((-5, 0), (0, 0)), town.way((0, 0), (10, 0)), town.way((10, 0), (15, 0))]
        town.way((0, 0), (0, 5), (10, 5), (10, 0))
        return town, ways

    town, ways = block()
    free = drive(town, tmp_path, (-1, 0), (14, 0), profile=profile)
    over(town, "", ways[0], ways[1:2], ways[2])
    del town.relations[-1][1]["restriction"]
    town.relations[-1][1].update(tags)
    assert (drive(town, tmp_path, (-1, 0), (14, 0), profile=profile) > free + 10) == applies


@pytest.mark.parametrize(
    ("kind", "restricts"),
    [(f"{how}_{where}", True) for how in ("no", "only")
     for where in ("left_turn", "right_turn", "straight_on", "u_turn")]
    + [("no_entry", True), ("no_exit", True), ("no_left_turn;no_u_turn", True), ("no_right_turn_on_red", False),
       ("no_left_turn_on_red", False), ("none", False), ("yes", False), ("no", False), ("parking", False)],
)  # fmt: skip
def test_every_documented_value_is_recognised(kind, restricts):
    found = read_restriction({"type": "restriction", "restriction": kind}, Profile.load())
    assert found == (kind.split(";")[0] if restricts else None)


def test_invalid_relations_are_counted(tmp_path):
    town, east, link, west, _ = dual_carriageway()
    over(town, "no_u_turn", east, [west], link)  # they do not meet in this order
    over(town, "no_u_turn", east, [999], west)  # a way outside the extract
    town.relations.append(
        ([("way", east, "from"), ("way", west, "to")], {"type": "restriction", "restriction": "no_u_turn"})
    )
    over(town, "no_u_turn", east, [link], west)
    meta = build_network(town.write(tmp_path / "odd.osm")).meta
    assert (meta["restrictions"], meta["restrictions_over_ways"], meta["restrictions_not_understood"]) == (3, 3, 3)
    assert meta["forbidden_drives"] == 1


def test_a_table_and_pairs_agree_across_restrictions(tmp_path):
    streets = Streets(4)
    network = build_network(streets.town.write(tmp_path / "town.osm"))
    points = streets.rng.uniform(0, 3 * BLOCK * STEP, (2, 12))
    indptr, indices, took = table(network, points, points, 60)
    row = np.repeat(np.arange(12), np.diff(indptr))
    other = row != indices
    minutes, _ = pairs(network, *points[:, row[other]], *points[:, indices[other]])
    np.testing.assert_allclose(took[other], minutes * 60, atol=0.51)


def test_the_longest_history_of_a_node_takes_precedence():
    """0, 1, 2 and 1, 2, 3 are forbidden sequences: after 0, 1 the turn to 2 is closed, after 1, 2 the turn to 3."""
    tail, head = np.array([0, 4, 1, 1, 2, 2]), np.array([1, 1, 2, 5, 3, 5])
    found = remember(tail, head, 6, [(0, 1, 2), (1, 2, 3), (4, 1, 2, 5)])
    onwards = defaultdict(set)
    for one, other, arc in zip(found.tail, found.head, found.arc, strict=True):
        if arc >= 0:
            onwards[int(one)].add(int(other))

    def drive(*states):
        at = states[0]
        for state in states[1:]:
            at = next((k for k in onwards[at] if found.state[k] == state), None)
            if at is None:
                return False
        return True

    assert not drive(0, 1, 2)
    assert drive(0, 1, 5)
    assert drive(1, 2, 5)
    assert not drive(1, 2, 3)
    assert not drive(4, 1, 2, 5)
    assert not drive(4, 1, 2, 3)
    assert drive(2, 3)
