"""The independent checker of a tour: it reads the plain values of its file and uses no code of the solver."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from maillage.planning.checking.violation import Violation

Row = Mapping[str, Any]
CLOSE = 1e-6


def broken_rules(document: Row) -> list[Violation]:
    """Every rule that the tour of a document breaks, and every figure of it that is not true."""
    found: list[Violation] = []
    for out in document["tour"]:
        for route in out["routes"]:
            found += _route(document, out, route)
        if len(out["routes"]) > document["limits"]["vehicles"]:
            found.append(Violation("vehicles", f"day {out['day']} has {len(out['routes'])} routes"))
    return found + _visits(document) + _figures(document)


def _route(document: Row, out: Row, route: Sequence[Row]) -> list[Violation]:
    """A route: its team, the generator, and the day, whose clock is driven again."""
    limits, series = document["limits"], [document["series"][stop["series"]] for stop in route]
    day, found = out["day"], list[Violation]()
    found += [
        Violation("team", f"day {day} is of team '{out['team']}', a visit of '{one['team']}'")
        for one in series
        if one["team"] != out["team"]
    ]
    power = sum(one["power"] for one in series)
    if power > limits["longest_power"]:
        found.append(Violation("generator", f"{power} minutes on day {day}, {limits['longest_power']} are allowed"))
    relays = [k for k, place in enumerate(document["places"]) if place["kind"] == "relay"]
    driven = _shortest(document["minutes"], [(one["place"], one["load"]) for one in series], limits["capacity"], relays)
    if driven is None:
        return [*found, Violation("load", f"no vehicle holds the load of a route of day {day}")]
    whole = driven + sum(one["stay"] for one in series)
    if whole > limits["longest"]:
        found.append(Violation("day", f"day {day} lasts {whole} minutes, {limits['longest']} are allowed"))
    for stop, one in zip(route, series, strict=True):
        if stop["leaves"] - stop["arrives"] != one["stay"]:
            found.append(Violation("stay", f"a visit of day {day} does not last its {one['stay']} minutes"))
    return found


def _shortest(
    minutes: Sequence[Sequence[int]], stops: Sequence[tuple[int, int]], capacity: int, relays: Sequence[int]
) -> int | None:
    """Minutes of a route over (place, load) in this order, emptied at the best relays; None if a load fits nowhere.

    ``ways`` holds, for each load on board after a stop, the least minutes so far.
    """
    ways: dict[int, int] = {0: 0}
    here = 0
    for place, load in stops:
        next_ways: dict[int, int] = {}
        for aboard, way in ways.items():
            options = [(aboard, way + minutes[here][place])]
            if here:
                options += [(0, way + minutes[here][relay] + minutes[relay][place]) for relay in relays]
            for kept, least in options:
                if kept + load <= capacity:
                    next_ways[kept + load] = min(least, next_ways.get(kept + load, least))
        ways, here = next_ways, place
        if not ways:
            return None
    home = min((minutes[here][relay] + minutes[relay][0] for relay in relays), default=minutes[here][0])
    return min(ways.values()) + home


def _visits(document: Row) -> list[Violation]:
    """Each visit is on its day once, and the visits of a series lie evenly apart, holidays left out."""
    found: list[Violation] = []
    there = Counter(
        (stop["series"], out["day"]) for out in document["tour"] for route in out["routes"] for stop in route
    )
    owed = Counter((k, day) for k, one in enumerate(document["series"]) for day in one["days"])
    for (k, day), times in sorted((there - owed).items()):
        found.append(Violation("visits", f"{times} visits too many of series {k} on day {day}"))
    for (k, day), times in sorted((owed - there).items()):
        found.append(Violation("visits", f"{times} visits missing of series {k} on day {day}"))
    for k, one in enumerate(document["series"]):
        gaps = [after - before for before, after in zip(one["days"], one["days"][1:], strict=False)]
        if any(gap % one["every"] for gap in gaps):
            found.append(Violation("spacing", f"the visits of series {k} lie {gaps} days apart"))
    return found


def _figures(document: Row) -> list[Violation]:
    """Minutes driven, worth, objective and bound."""
    relays = [k for k, place in enumerate(document["places"]) if place["kind"] == "relay"]
    driven, capacity = 0, document["limits"]["capacity"]
    for out in document["tour"]:
        stops = [[(document["series"][stop["series"]]) for stop in route] for route in out["routes"]]
        ways = [
            _shortest(document["minutes"], [(one["place"], one["load"]) for one in route], capacity, relays) or 0
            for route in stops
        ]
        driven += sum(ways)
        if sum(ways) != out["driven"]:
            return [Violation("driven", f"day {out['day']} drives {sum(ways)} minutes, not {out['driven']}")]
    worth = sum(one["worth"] for one in document["series"])
    objective = worth - document["price"] * driven
    told = document["figures"]
    found: list[Violation] = []
    if driven != told["driven"]:
        found.append(Violation("driven", f"the tour drives {driven} minutes, not {told['driven']}"))
    if not math.isclose(objective, document["objective"], rel_tol=CLOSE, abs_tol=CLOSE):
        found.append(Violation("objective", f"the tour is worth {objective:.3f}, not {document['objective']:.3f}"))
    if document["bound"] < objective - CLOSE * max(1.0, abs(objective)):
        found.append(Violation("bound", f"the bound {document['bound']:.3f} lies below the tour's {objective:.3f}"))
    return found
