"""Tiny OpenStreetMap extracts written by hand on the equator, where 0.001 degree is 111.23 m in each direction."""

import math
from xml.sax.saxutils import quoteattr

from maillage.travel.roads.contraction import EARTH_METRES

STEP = 0.001
STEP_METRES = math.radians(STEP) * EARTH_METRES


class Town:
    """Nodes on a grid of steps, ways between them, restrictions; ``write`` creates the file."""

    def __init__(self):
        self.nodes, self.ways, self.relations = {}, [], []

    def node(self, x, y, **tags):
        """Number of the node at ``x``, ``y`` steps; tags are added to it."""
        number = next((k for k, value in self.nodes.items() if value[:2] == (x, y)), len(self.nodes) + 1)
        self.nodes[number] = (x, y, {**self.nodes.get(number, (x, y, {}))[2], **_plain(tags)})
        return number

    def way(self, *places, **tags):
        """A way through places (x, y); residential unless tagged otherwise. Returns its number."""
        tags = _plain(tags) or {"highway": "residential"}
        self.ways.append(([self.node(*place) for place in places], tags))
        return len(self.ways)

    def restrict(self, kind, from_way, via, to_way, **tags):
        members = [("way", from_way, "from"), ("node", self.node(*via), "via"), ("way", to_way, "to")]
        self.relations.append((members, {"type": "restriction", "restriction": kind, **_plain(tags)}))

    def write(self, path):
        lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6">']
        for number, (x, y, tags) in self.nodes.items():
            lines.append(f'<node id="{number}" version="1" lat="{y * STEP:.7f}" lon="{x * STEP:.7f}">')
            lines.extend([*_tags(tags), "</node>"])
        for number, (places, tags) in enumerate(self.ways, 1):
            lines.append(f'<way id="{number}" version="1">')
            lines.extend(f'<nd ref="{place}"/>' for place in places)
            lines.extend([*_tags(tags), "</way>"])
        for number, (members, tags) in enumerate(self.relations, 1):
            lines.append(f'<relation id="{number}" version="1">')
            lines.extend(f'<member type="{kind}" ref="{ref}" role="{role}"/>' for kind, ref, role in members)
            lines.extend([*_tags(tags), "</relation>"])
        path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
        return path


def _plain(tags):
    """Replace ``maxspeed__forward`` by ``maxspeed:forward``."""
    return {key.replace("__", ":"): str(value) for key, value in tags.items()}


def _tags(tags):
    return [f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items()]


def seconds(steps, kmh):
    """Seconds to drive that number of steps."""
    return steps * STEP_METRES * 3.6 / kmh


def turn(angle, oncoming=True):
    """Seconds of a turn by ``angle`` degrees at a junction, right positive: the published formula, written directly."""
    sharp = abs(angle) / 180
    if angle >= 0:
        return 7.5 / (1 + math.exp(6.5 * 1.075 - 13 / 1.075 * sharp))
    crossing = 2 / (1 + math.exp(3.25 - 13 * sharp)) if oncoming else 0
    return 7.5 / (1 + math.exp(6.5 / 1.075 - 13 * 1.075 * sharp)) + crossing
