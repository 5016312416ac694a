"""Read an OpenStreetMap extract into arrays: usable ways, obstacles on them, turn restrictions."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import osmium.filter
from numpy.typing import NDArray

from maillage.errors import BadInput
from maillage.travel.roads.profile import Profile, duration, metres
from maillage.travel.roads.ways import Way, read_way

SUFFIXES = (".osm.pbf", ".osm.gz", ".osm.bz2", ".osm", ".pbf")
HALF_TURN = 180.0  # degrees
METRES_A_DEGREE = 111_195.0
NO_SIDE, ALONG, AGAINST = 0, 1, 2
TURN = re.compile(r"(?:no|only)_[a-z_]+")
CONDITION = re.compile(r"(\w+)\s*@\s*(\([^)]*\)|[^;]*)")
AT_TIMES = ("hour_on", "hour_off", "day_on", "day_off", "date_on", "date_off")  # older tags for hours


@dataclass(frozen=True)
class Obstacle:
    """Effect of a node on traffic: it closes the way, or costs seconds (in one direction of the way or both)."""

    closed: bool
    seconds: float
    side: int  # NO_SIDE, ALONG or AGAINST the way that contains it


@dataclass(frozen=True)
class Restriction:
    """A forbidden turn (``no_left_turn``...) or the only one allowed (``only_...``) from one way into another.

    The ways meet at ``via_node``, or are joined by ``via_ways``.
    """

    kind: str
    from_way: int
    via_node: int | None
    via_ways: tuple[int, ...]
    to_way: int

    @property
    def only(self) -> bool:
        """Whether every other turn is forbidden."""
        return self.kind.startswith("only_")


@dataclass(frozen=True)
class Extract:
    """The usable ways of an extract; way k visits ``nodes[starts[k]:starts[k + 1]]``."""

    ways: list[Way]
    way_id: NDArray[np.int64]
    starts: NDArray[np.int64]
    nodes: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    obstacles: dict[int, Obstacle]
    restrictions: list[Restriction]
    holes: int  # node references without a position: cut at the edge of the extract
    odd_restrictions: int  # restrictions without a valid from, via or to member
    repeated: int  # ways that occurred again and were left out


@dataclass(frozen=True)
class Crossing:
    """A ferry relation that gives the duration of a whole crossing, and its ways: consecutive, by direction."""

    seconds: float
    ways: tuple[tuple[int, ...], ...]


@dataclass
class _Collector:
    profile: Profile
    ways: list[Way] = field(default_factory=list)
    way_id: array[int] = field(default_factory=lambda: array("q"))
    starts: array[int] = field(default_factory=lambda: array("q", [0]))
    nodes: array[int] = field(default_factory=lambda: array("q"))
    lon: array[float] = field(default_factory=lambda: array("d"))
    lat: array[float] = field(default_factory=lambda: array("d"))
    obstacles: dict[int, Obstacle] = field(default_factory=dict)
    restrictions: list[Restriction] = field(default_factory=list)
    crossings: list[Crossing] = field(default_factory=list)
    holes: int = 0
    odd_restrictions: int = 0
    negative: bool = False  # nodes without coordinates get negative numbers

    def add(self, thing: Any) -> None:
        if thing.is_node():
            self._add_node(thing)
        elif thing.is_way():
            self._add_way(thing)
        elif thing.is_relation():
            self._add_relation(thing)

    def _add_node(self, node: Any) -> None:
        obstacle = read_obstacle(dict(node.tags), self.profile)
        if obstacle is not None:
            self.obstacles[node.id] = obstacle

    def _add_way(self, osm_way: Any) -> None:
        way = read_way(dict(osm_way.tags), self.profile)
        if way is None:
            return
        before = len(self.nodes)
        for node in osm_way.nodes:
            if not node.location.valid():
                self.holes += 1
                self.negative |= node.ref < 0
                self._close(osm_way.id, way, before)
                before = len(self.nodes)
                continue
            if len(self.nodes) > before and node.ref == self.nodes[-1]:
                continue
            if len(self.nodes) > before and abs(node.lon - self.lon[-1]) > HALF_TURN:  # cut at the date line
                self._close(osm_way.id, way, before)
                before = len(self.nodes)
            self.nodes.append(node.ref)
            self.lon.append(node.lon)
            self.lat.append(node.lat)
        self._close(osm_way.id, way, before)

    def _close(self, way_id: int, way: Way, before: int) -> None:
        """End a way, or the part of it before a gap; a single point is not a way."""
        if len(self.nodes) - before < 2:
            del self.nodes[before:], self.lon[before:], self.lat[before:]
            return
        self.ways.append(way)
        self.way_id.append(way_id)
        self.starts.append(len(self.nodes))

    def _add_relation(self, relation: Any) -> None:
        tags = dict(relation.tags)
        if tags.get("type") == "route":
            self._add_crossing(tags, relation)
            return
        found = read_restriction(tags, self.profile)
        if found is None:
            return
        members: dict[str, list[tuple[str, int]]] = {}
        for member in relation.members:
            members.setdefault(member.role, []).append((member.type, member.ref))
        via = members.get("via", [])
        nodes = [ref for kind, ref in via if kind == "n"]
        ways = tuple(ref for kind, ref in via if kind == "w")
        ends = [[ref for kind, ref in members.get(role, []) if kind == "w"] for role in ("from", "to")]
        if (
            len(nodes) + len(ways) != len(via)
            or not all(ends)
            or (len(nodes), bool(ways)) not in ((1, False), (0, True))
        ):
            self.odd_restrictions += 1
            return
        node = nodes[0] if nodes else None
        for from_way, to_way in product(*ends):
            self.restrictions.append(Restriction(found, from_way, node, ways, to_way))

    def _add_crossing(self, tags: dict[str, str], relation: Any) -> None:
        seconds = duration(tags.get("duration"))
        if not seconds or tags.get("route") not in self.profile.rules["speeds"]["route"]:
            return
        ways = [(member.role, int(member.ref)) for member in relation.members if member.type == "w"]
        there = tuple(dict.fromkeys(way for role, way in ways if role != "backward"))
        back = tuple(dict.fromkeys(way for role, way in ways if role != "forward"))
        self.crossings.append(Crossing(seconds, tuple(dict.fromkeys((there, back)))))

    def finish(self) -> Extract:
        way_id, starts, nodes = (np.frombuffer(one, np.int64) for one in (self.way_id, self.starts, self.nodes))
        lon, lat = np.frombuffer(self.lon, np.float64), np.frombuffer(self.lat, np.float64)
        once = _once(way_id, starts, nodes)
        ways = self.ways
        if not once.all():
            ways = [way for way, kept in zip(ways, once, strict=True) if kept]
            inside = np.repeat(once, np.diff(starts))
            starts = np.concatenate([[0], np.cumsum(np.diff(starts)[once])])
            way_id, nodes, lon, lat = way_id[once], nodes[inside], lon[inside], lat[inside]
        _tell_crossings(self.crossings, ways, way_id, starts, lon, lat)
        return Extract(
            ways, way_id, starts, nodes, lon, lat, self.obstacles, self.restrictions, self.holes,
            self.odd_restrictions, int((~once).sum()),
        )  # fmt: skip


def _tell_crossings(
    crossings: list[Crossing], ways: list[Way], way_id: NDArray[np.int64], starts: NDArray[np.int64],
    lon: NDArray[np.float64], lat: NDArray[np.float64],
) -> None:  # fmt: skip
    """Give ferry ways without a duration their share, by length, of the duration of their relation.

    If several relations give one, the shortest is used.
    """
    if not crossings:
        return
    ferries = [k for k, way in enumerate(ways) if way.ferry]
    pieces: dict[int, list[int]] = {}
    for k in ferries:
        pieces.setdefault(int(way_id[k]), []).append(k)
    length = {k: _metres_along(lon[starts[k] : starts[k + 1]], lat[starts[k] : starts[k + 1]]) for k in ferries}
    told: dict[int, float] = {}
    for crossing in crossings:
        for refs in crossing.ways:
            here = [k for ref in refs for k in pieces.get(ref, ())]
            left = crossing.seconds - sum(ways[k].seconds for k in here)
            silent = [k for k in here if not ways[k].seconds]
            total = sum(length[k] for k in silent)
            for k in silent if left > 0 and total > 0 else ():
                told[k] = min(told.get(k, float("inf")), left * length[k] / total)
    for k, seconds in told.items():
        ways[k] = replace(ways[k], seconds=seconds)


def _metres_along(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> float:
    """Approximate length of a line in degrees, sufficient for shares by length."""
    east = np.diff(lon) * np.cos(np.radians(lat[:-1]))
    return float(np.hypot(east, np.diff(lat)).sum()) * METRES_A_DEGREE


def _once(way_id: NDArray[np.int64], starts: NDArray[np.int64], nodes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Mask that leaves out repeated ways, or parts of ways: joined extracts contain some twice."""
    if len(way_id) == 0:
        return np.ones(0, np.bool_)
    ends = np.stack([way_id, nodes[starts[:-1]], nodes[starts[1:] - 1], np.diff(starts)])
    order = np.lexsort(ends)
    once = np.ones(len(way_id), np.bool_)
    once[order[1:][(ends[:, order[1:]] == ends[:, order[:-1]]).all(axis=0)]] = False
    return once


def read_extract(path: Path, profile: Profile) -> Extract:
    """Read the ways of ``path`` (``.osm.pbf``, ``.osm.gz``, ``.osm``) that ``profile`` may use.

    Raises ``BadInput`` if the file is missing, of another kind, damaged, truncated, or has no usable road.
    """
    if path.is_dir():
        raise BadInput(path, "this is a folder, not a file", "Give the path of the extract in it")
    if not path.is_file():
        raise BadInput(path, "there is no such file", "Give the path of an OpenStreetMap extract")
    if not path.name.endswith(SUFFIXES):
        raise BadInput(path, "this is not an OpenStreetMap extract by its name", f"Use one of {', '.join(SUFFIXES)}")
    collector = _Collector(profile)
    try:
        for thing in _things(path):
            collector.add(thing)
    except (RuntimeError, ValueError, OSError, osmium.InvalidLocationError) as error:
        raise BadInput(
            path, f"the file is damaged or cut short ({error})", "Download the extract again and compare its checksum"
        ) from error
    extract = collector.finish()
    if not extract.ways:
        raise _no_roads(path, profile, extract.holes, collector.negative)
    return extract


def _no_roads(path: Path, profile: Profile, holes: int, negative: bool) -> BadInput:
    problem = f"no road usable with the profile '{profile.name}' was found"
    if negative:
        cause = "its nodes have negative numbers, as in an edit not yet sent"
        remedy = "Number them anew (osmium renumber)"
    elif holes:
        cause = "the nodes of its ways are not in it, or come after them"
        remedy = "Take an extract with its nodes, sorted by type and number (osmium sort)"
    else:
        cause, remedy = "the extract is empty, or has other kinds of way only", "Take an extract with roads"
    return BadInput(path, f"{problem} ({cause})", remedy)


def _things(path: Path) -> Iterator[Any]:
    keys = ("highway", "route", "railway", "man_made", "barrier", "motor_vehicle", "vehicle", "access", "type")
    processor = osmium.FileProcessor(str(path)).with_locations().with_filter(osmium.filter.KeyFilter(*keys))
    return iter(processor)


def read_obstacle(tags: dict[str, str], profile: Profile) -> Obstacle | None:
    """The obstacle that a node's tags describe; None if there is none."""
    rules = profile.rules
    closed, seconds = _barrier(tags, rules)
    turns = rules["turns"]
    costs = {"traffic_signals": turns["traffic_signals"], "stop": turns["stop"], "give_way": turns["give_way"]}
    sign = tags.get("highway", "")
    seconds += costs.get(sign, 0)
    if not closed and not seconds:
        return None
    direction = tags.get("traffic_signals:direction") or tags.get("direction") if sign in costs else None
    return Obstacle(closed, seconds, {"forward": ALONG, "backward": AGAINST}.get(direction or "", NO_SIDE))


def _barrier(tags: dict[str, str], rules: Any) -> tuple[bool, float]:
    access = next((tags[key] for key in rules["access"]["keys"] if key in tags), None)
    if access is not None:
        return access in rules["access"]["closed"] and access not in rules["access"]["last_mile"], 0.0
    barrier = tags.get("barrier")
    if barrier is None:
        return False, 0.0
    barriers = rules["barriers"]
    if barrier in barriers["seconds"]:
        return False, float(barriers["seconds"][barrier])
    if barriers["rule"] == "open unless closed":
        return barrier in barriers["closed"], 0.0
    height = metres(tags.get("maxheight")) if barrier == "height_restrictor" else None
    if height is not None and height < rules["vehicle"]["height"]:
        return True, 0.0
    flat = (
        tags.get("bollard") == "rising"
        or tags.get("kerb") in ("lowered", "flush")
        or (barrier == "kerb" and tags.get("highway") == "crossing")
        or (barrier == "fence" and tags.get("sensory") in ("audible", "audio"))
    )
    return not flat and barrier not in barriers["open"], 0.0


def read_restriction(tags: dict[str, str], profile: Profile) -> str | None:
    """``no_left_turn``, ``only_straight_on``, ... if a relation restricts turns for this profile, else None.

    Only restrictions valid at all hours count, as no time of day is modelled. A turn forbidden *on red* is allowed on
    green. A conditional tag that repeats the value means that it is valid only then.
    """
    turns = profile.rules["turns"]
    if tags.get("type") not in ("restriction", *turns["restrictions"]):
        return None
    excepted = {part.strip() for part in re.split("[;,]", tags.get("except", ""))}
    if excepted & set(turns["exceptions"]) or any(tags.get(key, "").strip() for key in AT_TIMES):
        return None
    for key in turns["restrictions"]:
        always, at_times = _conditions(tags.get(f"{key}:conditional", ""))
        value = tags.get(key)
        if value is None and always is None:
            continue
        kind = always or (value or "").split(";")[0].strip()
        held = TURN.fullmatch(kind) and not kind.endswith("_on_red") and kind not in at_times
        return kind if held else None
    return None


def _conditions(text: str) -> tuple[str | None, set[str]]:
    """The value of a conditional tag (``no_left_turn @ (Mo-Fr 07:00-09:00); ...``) at all hours, and at some hours
    only.
    """
    always, at_times = None, set[str]()
    for value, condition in CONDITION.findall(text):
        if re.fullmatch(r"(Mo-Su )?(24/7|00:00-24:00)", condition.strip(" ()")):
            always = value
        else:
            at_times.add(value)
    return always, at_times
