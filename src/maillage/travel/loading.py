"""Open data of travel: the roads of an extract of OpenStreetMap, official distances; and the times made of both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from maillage.errors import BadInput
from maillage.sources.catalogue.asked import Asked, Loader, cell, new_columns, year_named
from maillage.sources.catalogue.holdings import Holdings, Loaded
from maillage.sources.catalogue.layouts import figure
from maillage.sources.codes import CODE, ELSEWHERE, repaired
from maillage.tables import Columns, read_columns
from maillage.travel.listed import with_listed
from maillage.travel.mesh import mesh_times
from maillage.travel.times import TravelTimes

if TYPE_CHECKING:
    from maillage.artefacts import ArtefactStore
    from maillage.territory import Territory
    from maillage.travel.tiles import Runner

ROADS, DISTANCES = "roads", "distances"
NETWORK = "network.npz"
TRAFFIC = "off-peak"  # as the mesh
LONGEST_MINUTES = 1092
FASTEST_KM_A_MINUTE = 4.0  # a distance over a time above that is metres over seconds


def load_extract(asked: Asked) -> Loaded:
    """The road network of an extract by car; from then on times are by road between the communes that it covers."""
    from maillage.travel.roads import build_network

    network = build_network(asked.path, "car", TRAFFIC)
    told = year_named(asked.path)
    on_disk = datetime.fromtimestamp(asked.path.stat().st_mtime, UTC).year
    year = asked.checked_year(told or on_disk)
    meta: Mapping[str, Any] = network.meta
    names = ("roads", "kilometres", "repeated_ways", "holes", "restrictions")
    columns = Columns({"name": np.array(names, dtype=object), "value": np.array([float(meta[one]) for one in names])})
    report = [f"{meta['roads']} roads between junctions, {meta['kilometres']:.0f} km, by car, {TRAFFIC}"]
    if told is None and asked.year is None:
        report.append(f"no year in the name of the file: taken as that of the file on this disk, {on_disk}")
    if meta["islands"]:
        report.append(f"{meta['dropped_kilometres']:.1f} km not connected both ways to the rest left out")
    return asked.publish(columns, year, report, files={NETWORK: network.save})


def load_distances(asked: Asked) -> Loaded:
    """Official times by pair of communes (METRIC): minutes and kilometres, or seconds and metres.

    Several pairs that are one today (arrondissements, merged communes) get their mean. Raises ``BadInput`` for a code
    that is no commune beyond one in a hundred, and for a time that is none.
    """
    register = asked.register
    pairs: dict[tuple[str, str], list[float]] = {}
    lines: dict[str, int] = {}
    unknown: dict[str, None] = {}
    paces: list[float] = []
    rows, without = 0, 0
    with asked.table() as table:
        new, part = new_columns(table), table.grid.part
        at = {name: table.position(pattern) for name, pattern in PAIR.items()}
        for line, cells in table.rows:
            if not any(cells):
                continue
            rows += 1
            ends = [repaired(cell(cells, at[name])) for name in ("origin", "destination")]
            for name, code in zip(("origin", "destination"), ends, strict=True):
                lines.setdefault(code, line)
                if not CODE.fullmatch(code):
                    problem = f"'{code}' is not a commune"
                    raise table.grid.problem(problem, "Give codes of communes", line, table.name(at[name] or 0))
            assert at["minutes"] is not None
            time = figure(table, cells, at["minutes"], line, secret=True)
            if time != time:
                without += 1
                continue
            if not 0 <= time <= LONGEST_MINUTES * 60:
                raise table.grid.problem(f"{time:g} is not a time", "Correct it", line, table.name(at["minutes"]))
            if at["km"] is not None and time > 0:
                far = figure(table, cells, at["km"], line, secret=True)
                paces += [far / time] if far == far else []
            places = [register.today(code) for code in ends]
            unknown |= {code: None for code, place in zip(ends, places, strict=True)
                        if place is None and not ELSEWHERE.fullmatch(code)}  # fmt: skip
            if places[0] is not None and places[1] is not None:
                pairs.setdefault((places[0], places[1]), []).append(time)
    if not pairs:
        raise BadInput(asked.path, "no pair of communes in it", f"Give the file of {asked.source.page}")
    in_seconds = bool(paces) and float(np.median(paces)) > FASTEST_KM_A_MINUTE
    factor = 1 / 60 if in_seconds else 1.0
    minutes = np.array([factor * float(np.mean(one)) for one in pairs.values()])
    if bool((minutes > LONGEST_MINUTES).any()):
        raise BadInput(asked.path, f"{minutes.max():g} minutes is not a time", "Give minutes, or seconds and metres")
    year = asked.checked_year()
    columns = Columns(
        {
            "origin": np.array([one for one, _ in pairs], dtype=object),
            "destination": np.array([other for _, other in pairs], dtype=object),
            "minutes": minutes,
        }
    )
    report = [f"{rows} pairs read{f' of {part}' if part else ''}, {len(pairs)} between communes of today", *new]
    report.append("times are seconds, by the distances beside them" if in_seconds else "times are minutes")
    if without:
        report.append(f"{without} pairs without a time left out")
    return asked.publish(columns, year, [*report, *asked.left_out(part, lines, unknown)])


PAIR = {
    "origin": "idSrc|origin|code1|codgeo1|depcom1|*source*insee*",
    "destination": "idDst|destination|code2|codgeo2|depcom2|*destination*insee*",
    "minutes": "duree*|durée*|minutes|temps*",
    "km": "distance*|km",
}
LOADERS: Mapping[str, Loader] = {"osm": load_extract, "distances": load_distances}
"""What reads the sources of travel, for ``maillage.sources.catalogue.load.load``."""


def loaded_keys(held: Holdings) -> tuple[str, ...]:
    """What the current times are made of beside the mesh: changes when something else is loaded."""
    return tuple(f"{name}/{one.key}" for name in (ROADS, DISTANCES) if (one := held.current(name)) is not None)


def current_times(
    territory: Territory, store: ArtefactStore, minutes: float = 60, runner: Runner | None = None
) -> TravelTimes:
    """The times of the data folder of ``store``: official where loaded, else by loaded roads, else over the mesh.

    Loaded times serve limits up to an hour, that of times by road; a longer one is answered by the mesh alone.
    """
    held = Holdings.of(store.root.parent)
    mesh: Callable[[], TravelTimes] = lambda: mesh_times(territory, minutes, store, runner=runner)  # noqa: E731
    roads, listed = held.current(ROADS), held.current(DISTANCES)
    if minutes > 60 or (roads is None and listed is None):
        return mesh()
    times = mesh() if roads is None else _by_road(roads.path.with_name(NETWORK), territory, mesh, store, runner)
    return times if listed is None else _official(listed, times, territory)


def _by_road(
    network: Path, territory: Territory, mesh: Callable[[], TravelTimes], store: ArtefactStore, runner: Runner | None
) -> TravelTimes:
    from maillage.travel.roads import RoadNetwork
    from maillage.travel.roads.blend import blended_times

    return blended_times([RoadNetwork.load(network)], territory, mesh, store, runner).times


def _official(loaded: Loaded, times: TravelTimes, territory: Territory) -> TravelTimes:
    table = read_columns(loaded.path, ("origin", "destination", "minutes"), numeric=("minutes",))
    ends = [territory.locate(table[name].tolist())[0] for name in ("origin", "destination")]
    here = (ends[0] >= 0) & (ends[1] >= 0)
    seconds = np.rint(table["minutes"][here] * 60).astype(np.int64)
    return with_listed(times, ends[0][here], ends[1][here], seconds, loaded.label)
