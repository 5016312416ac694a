"""``maillage travel build`` and ``compare``: road networks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli.options import AsJson

if TYPE_CHECKING:
    from maillage.travel.roads import RoadNetwork

ISLANDS_SHOWN = 5


def build(
    extract: Annotated[Path, typer.Argument(help="OpenStreetMap extract: .osm.pbf, .osm.gz or .osm.")],
    out: Annotated[Path, typer.Option("--out", help="File of the road network to write.")],
    profile: Annotated[str, typer.Option(help="car, walk or bike.")] = "car",
    traffic: Annotated[str, typer.Option(help="free-flow, off-peak or peak.")] = "free-flow",
) -> None:
    """Build a road network for travel times from an OpenStreetMap extract."""
    from maillage.travel.roads import build_network

    network = build_network(extract, profile, traffic)
    network.save(out)
    typer.echo(describe(network), err=True)
    typer.echo(f"Wrote {out}", err=True)


def compare(
    extract: Annotated[Path, typer.Argument(help="OpenStreetMap extract: .osm.pbf, .osm.gz or .osm.")],
    points: Annotated[int, typer.Option(min=2, help="Origins, and as many destinations, drawn at random.")] = 200,
    seed: Annotated[int, typer.Option(help="Seed of the draw.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Compare the minutes by car with those of OSRM, if it is installed (Python 3.12 and newer)."""
    import json
    from dataclasses import asdict

    from maillage.travel.roads.compare import compare as compare_with_osrm

    found = compare_with_osrm(extract, points, seed)
    typer.echo(json.dumps(asdict(found)) if as_json else found.to_text())


def describe(network: RoadNetwork) -> str:
    """Content of the network and what was left out, in a few lines."""
    meta = network.meta
    size = f"{meta['roads']} roads between junctions, {meta['kilometres']:.0f} km, {network.graph.arcs} turns"
    lines = [f"{size} ({meta['profile']}, {meta['traffic']})."]
    islands = meta["islands"]
    if islands:
        dropped = meta["dropped_kilometres"]
        lines.append(f"Left out, not connected both ways to the rest: {dropped:.1f} km. The longest:")
        lines.extend(
            f"  {island['kilometres']:.2f} km at {island['lon']}, {island['lat']} ({island['roads']} roads)"
            for island in islands[:ISLANDS_SHOWN]
        )
    if meta["repeated_ways"]:
        lines.append(f"{meta['repeated_ways']} ways are in the extract twice; the second is left out.")
    if meta["holes"]:
        lines.append(f"{meta['holes']} points of its roads lie outside the extract; the roads end there.")
    lost = meta["restrictions_not_understood"]
    if meta["restrictions"] + lost:
        told = (
            f"{meta['restrictions']} turn restrictions, {meta['restrictions_over_ways']} of them over ways in between"
        )
        lines.append(told + (f"; {lost} whose ways do not meet are not applied." if lost else "."))
    return "\n".join(lines)
