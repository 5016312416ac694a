"""Interpret a way's tags for a profile: whether each direction may be used, at what speed, with what reluctance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from maillage.travel.roads.profile import Profile, Tags, duration, metres, number, speed_limit, tonnes


@dataclass(frozen=True)
class Way:
    """One usable way. In the pairs, the first value is for the way's own direction, the second against it."""

    speed: tuple[float, float]  # km/h, 0 if that direction is closed
    reluctance: tuple[float, float]  # 1 for a good road, below 1 for a less preferred one
    seconds: float  # duration of the whole way if it has a timetable (ferries), else 0
    last_mile: tuple[bool, bool]  # open only to journeys that start or end there
    roundabout: bool
    ferry: bool
    start: bool  # a journey may start or end on it
    street: bool  # counts as a street when built-up areas are derived from street density


def read_way(tags: Tags, profile: Profile) -> Way | None:
    """Apply the profile to a way's tags; None if it may not be used at all."""
    rules = profile.rules
    if not any(key in tags for key in rules["routable_keys"]) or _is_closed(tags, rules):
        return None
    access = tuple(_resolve(value, rules["access"]) for value in _both_ways(tags, rules["access"]["keys"]))
    known = tags.get("highway") in rules["speeds"]["highway"]
    carpool = any(tags.get(key) == "designated" for key in rules["access"]["carpool_keys"])
    last_mile = tuple(carpool or (known and value in rules["access"]["last_mile"]) for value in access)
    usable = [last or value not in rules["access"]["closed"] for value, last in zip(access, last_mile, strict=True)]
    usable = [there and fits for there, fits in zip(usable, _fits(tags, rules["vehicle"]), strict=True)]
    forward, backward = _directions(tags, rules)
    usable = [usable[0] and forward, usable[1] and backward]
    speeds, seconds, ferry = _speeds(tags, access, rules)
    speed = tuple(value if there else 0.0 for value, there in zip(speeds, usable, strict=True))
    if max(speed) <= 0:
        return None
    highway = tags.get("highway", "")
    return Way(
        speed=(speed[0], speed[1]),
        reluctance=_reluctance(tags, rules, both=min(speed) > 0),
        seconds=seconds,
        last_mile=(last_mile[0], last_mile[1]),
        roundabout=tags.get("junction") in ("roundabout", "circular"),
        ferry=ferry,
        start=not ferry and not (highway == "service" and access[0] in rules["access"]["no_start"]),
        street=highway in rules["urban"]["streets"],
    )


def _is_closed(tags: Tags, rules: Mapping[str, Any]) -> bool:
    closed = rules["closed"]
    highway = tags.get("highway", "")
    return (
        highway in closed["highways"]
        or (closed["areas"] and tags.get("area") == "yes")
        or tags.get("railway") == "construction"
        or tags.get("construction", "no") not in closed["construction_allowed"]
        or ("proposed" in tags and not highway)
        or tags.get("oneway") == "reversible"
        or tags.get("impassable") == "yes"
        or tags.get("status") == "impassable"
        or (closed["motorroad"] and tags.get("motorroad") == "yes")
        or tags.get("service") in rules["access"]["closed_services"]
    )


def _both_ways(tags: Tags, keys: list[str]) -> tuple[str | None, str | None]:
    """First value found forward and backward, the directed tag before the undirected one, key by key."""
    forward = backward = None
    for key in keys:
        forward = forward or tags.get(f"{key}:forward") or tags.get(key)
        backward = backward or tags.get(f"{key}:backward") or tags.get(key)
    return forward, backward


def _resolve(value: str | None, access: Mapping[str, Any]) -> str | None:
    """Of several values (``yes;private``), the most permissive one."""
    if value is None or ";" not in value:
        return value
    parts = [part.strip() for part in value.split(";")]
    for kind in ("open", "last_mile"):
        for part in parts:
            if part in access[kind]:
                return part
    return next((part for part in parts if part not in access["closed"]), parts[0])


def _fits(tags: Tags, vehicle: Mapping[str, float]) -> tuple[bool, bool]:
    """Whether the vehicle is within the height, width and weight limits of the way."""
    forward = backward = True
    limits: tuple[tuple[str, list[str], Callable[[str | None], float | None]], ...] = (
        ("height", ["maxheight:physical", "maxheight"], metres),
        ("width", ["maxwidth:physical", "maxwidth", "width", "est_width"], metres),
        ("length", ["maxlength"], metres),
        ("weight", ["maxweight"], tonnes),
    )
    for name, keys, read in limits:
        if name not in vehicle:
            continue
        least = vehicle[name]
        for direction, text in enumerate(_both_ways(tags, keys)):
            value = read(text)
            if value is None or value > least or (value == least and name != "width"):
                continue
            forward, backward = (False, backward) if direction == 0 else (forward, False)
    return forward, backward


def _directions(tags: Tags, rules: Mapping[str, Any]) -> tuple[bool, bool]:
    """Whether the way is open in its own direction and against it, by its one-way tags."""
    oneway = next((tags[key] for key in rules["oneway_keys"] if key in tags), None)
    if any(str(tags.get(key, "")).startswith("opposite") for key in rules["contraflow_keys"]):
        return True, True
    if oneway == "-1":
        return False, True
    if oneway in ("yes", "1", "true"):
        return True, False
    implied = (
        tags.get("highway") in rules["implied_oneway_classes"]
        or tags.get("junction") in rules["implied_oneway_junctions"]
    )
    return True, not implied or oneway == "no"


def _speeds(
    tags: Tags, access: tuple[str | None, ...], rules: Mapping[str, Any]
) -> tuple[tuple[float, float], float, bool]:
    """Speed in each direction in km/h, seconds of the whole way if it has a timetable, and whether it is a crossing."""
    speeds = rules["speeds"]
    by_route = speeds["route"].get(tags.get("route", ""), 0)
    if by_route:
        return (by_route, by_route), duration(tags.get("duration")), True
    by_class = next(
        (speeds[key][tags[key]] for key in ("highway", "railway", "man_made") if tags.get(key) in speeds.get(key, {})),
        None,
    )
    pair = [by_class if by_class is not None else _by_access(value, rules) for value in access]
    if max(pair) <= 0:
        return (0.0, 0.0), 0.0, False
    if rules["limit_factor"]:
        keys = ["maxspeed:advisory", "maxspeed", "source:maxspeed", "maxspeed:type"]
        limits = [speed_limit(text, rules["limits"]) for text in _both_ways(tags, keys)]
        pair = [limit * rules["limit_factor"] if limit else speed for limit, speed in zip(limits, pair, strict=True)]
    cap = min((speeds[key][tags[key]] for key in ("surface", "tracktype", "smoothness")
               if tags.get(key) in speeds.get(key, {})), default=float("inf"))  # fmt: skip
    bridge = speeds.get("bridge", {}).get(tags.get("bridge", ""))
    if bridge:
        return (bridge, bridge), duration(tags.get("duration")), False
    return (min(pair[0], cap), min(pair[1], cap)), 0.0, False


def _by_access(value: str | None, rules: Mapping[str, Any]) -> float:
    """Speed of a way of unknown class: only explicit permission opens it."""
    return 0.0 if value is None or value in rules["access"]["closed"] else rules["default_speed"]


def _reluctance(tags: Tags, rules: Mapping[str, Any], both: bool) -> tuple[float, float]:
    """Factors on the speed of a road for route choice."""
    table = rules["reluctance"]
    shares = [table["service"].get(tags.get("service", ""), 1.0)]
    if both and "unmarked" in table:
        if tags.get("lane_markings") == "no":
            shares.append(table["unmarked"])
        width = metres(tags.get("width"))
        if width is not None:
            shares.append(_by_width(width, table["width"]))
        if int(number(tags.get("lanes")) or 2) <= 1:
            shares.append(table["single_lane"])
    if tags.get("oneway") == "alternating":
        shares.append(table.get("alternating", 1.0))
    if tags.get("side_road") in ("yes", "rotary"):
        shares.append(table.get("side_road", 1.0))
    share, priority = min(shares), table.get("against_priority", 1.0)
    forward = min(share, priority) if tags.get("priority") == "backward" else share
    backward = min(share, priority) if tags.get("priority") == "forward" else share
    return forward, backward


def _by_width(width: float, table: list[list[float]]) -> float:
    for place, (bound, share) in enumerate(table):
        if width < bound or (place == 0 and width == bound):
            return share
    return 1.0
