"""Travel times without a road extract: a mesh of neighbouring town halls with speeds fitted to official times.

Town halls are linked with their neighbours, and the interchanges of each motorway with the next one at a higher speed.
Density and relief slow the links; leaving and reaching a place adds a fixed time. The values are data
(``parameters/mesh-car-2026.toml``); ``docs/travel.md`` gives the accuracy and the known weaknesses.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from maillage.artefacts import ArtefactStore, default_store, recipe_of
from maillage.errors import BadInput
from maillage.parameters import load_toml
from maillage.territory import Territory, load_outlines
from maillage.travel.barriers import Barriers
from maillage.travel.graph import RoadGraph
from maillage.travel.links import Links, make_links
from maillage.travel.motorways import Motorways
from maillage.travel.relief import Relief
from maillage.travel.tiles import Runner, Tiles
from maillage.travel.times import TravelTimes
from maillage.travel.town_halls import halls

Float64 = NDArray[np.float64]
# Increase when the computation of a mesh changes, to invalidate existing caches.
RECIPE = 4
KIND = "mesh-times"
DEFAULT = "mesh-car-2026"


class Places(Protocol):
    """Places in degrees, and in metres on their planes: a territory, or any points."""

    @property
    def lon(self) -> Float64:
        """Degrees east, (k,)."""
        ...

    @property
    def lat(self) -> Float64:
        """Degrees north, (k,)."""
        ...

    @property
    def x(self) -> Float64:
        """Metres east on the plane, (k,)."""
        ...

    @property
    def y(self) -> Float64:
        """Metres north on the plane, (k,)."""
        ...

    @property
    def plane(self) -> NDArray[np.int8]:
        """Number of the plane, (k,)."""
        ...


@dataclass(frozen=True)
class MeshParameters:
    """Straight-line speeds (km/h) and delays (seconds) of a mesh; see the comments of the TOML file."""

    name: str
    neighbour_kmh: float
    motorway_kmh: float
    local_kmh: float
    urban_radius_metres: float
    reference_density: float
    slowdown: float
    flat: float
    steep_slowdown: float
    fixed_seconds: float
    by_density_seconds: float
    longest_metres: float
    longest_outside_metres: float
    nearest: int

    @classmethod
    def load(cls, name: str = DEFAULT) -> MeshParameters:
        """The parameters of ``travel/parameters/<name>.toml``. Raises ``UnknownName``."""
        return cls.from_document(load_toml("maillage.travel", name, "mesh"))

    @classmethod
    def read(cls, path: Path) -> MeshParameters:
        """Parameters read from a user's file. Raises ``BadInput`` if it does not describe a mesh."""
        try:
            return cls.from_document(tomllib.loads(path.read_text(encoding="utf-8")))
        except (OSError, tomllib.TOMLDecodeError, KeyError, UnicodeDecodeError) as error:
            remedy = "Write one with: maillage travel calibrate-mesh --pairs F --out TOML"
            raise BadInput(path, f"not a mesh parameter file ({error})", remedy) from error

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> MeshParameters:
        """The parameters held by a parsed TOML document. Raises ``KeyError`` for a missing one."""
        parts = ("speed", "urban", "relief", "door", "links")
        speed, urban, relief, door, links = (document[part] for part in parts)
        return cls(
            name=document["name"],
            neighbour_kmh=speed["neighbour_kmh"],
            motorway_kmh=speed["motorway_kmh"],
            local_kmh=speed["local_kmh"],
            urban_radius_metres=urban["radius_metres"],
            reference_density=urban["reference_density"],
            slowdown=urban["slowdown"],
            flat=relief["flat"],
            steep_slowdown=relief["slowdown"],
            fixed_seconds=door["fixed_seconds"],
            by_density_seconds=door["by_density_seconds"],
            longest_metres=links["longest_metres"],
            longest_outside_metres=links["longest_outside_metres"],
            nearest=links["nearest"],
        )

    def slowness(self, around: Surroundings) -> Float64:
        """(k,) ratio of the time per metre in these surroundings to that in flat, empty country."""
        steeper = np.maximum(around.steep - self.flat, 0) / 10
        return 1 + self.slowdown * around.urban + self.steep_slowdown * steeper

    def door_seconds(self, around: Surroundings) -> Float64:
        """(k,) seconds to leave or reach places in these surroundings."""
        return self.fixed_seconds / 2 + self.by_density_seconds * around.urban


@dataclass(frozen=True)
class Surroundings:
    """Properties of the surroundings of places that slow a journey."""

    urban: Float64  # (k,) u = ln(1 + density / reference density); 0 in empty country
    steep: Float64  # (k,) metres of height per kilometre

    def __getitem__(self, places: Any) -> Surroundings:
        return Surroundings(self.urban[places], self.steep[places])


@dataclass(frozen=True)
class Mesh:
    """Town halls, their links and their surroundings, the input for times between any points."""

    territory: Territory
    parameters: MeshParameters
    links: Links
    around: Surroundings  # of the town halls

    def link_seconds(self) -> NDArray[np.int64]:
        """(m,) seconds along each link, at least 1."""
        parameters = self.parameters
        speed = np.where(self.links.motorway, parameters.motorway_kmh, parameters.neighbour_kmh) / 3.6
        slowness = parameters.slowness(self.around)
        slower = (slowness[self.links.tail] + slowness[self.links.head]) / 2
        return np.maximum(np.rint(self.links.metres / speed * slower), 1).astype(np.int64)

    def graph(self) -> RoadGraph:
        """The mesh with a door node for each town hall: nodes 0 to n-1 are town halls, n to 2n-1 their doors.

        A door is a dead end, so the time to leave or reach a place is counted once at each end of a journey, never in
        between.
        """
        n = len(self.territory)
        hall = np.arange(n)
        door = np.rint(self.parameters.door_seconds(self.around)).astype(np.int64)
        ends = [(self.links.tail, self.links.head, self.link_seconds()), (hall, hall + n, door)]
        tails = np.concatenate([part for tail, head, _ in ends for part in (tail, head)])
        heads = np.concatenate([part for tail, head, _ in ends for part in (head, tail)])
        seconds = np.concatenate([part for _, _, cost in ends for part in (cost, cost)])
        # Planes are placed side by side: a search never leaves its plane, and nearby nodes have nearby numbers.
        x = self.territory.x + 1e8 * self.territory.plane
        return RoadGraph.from_arcs(tails, heads, seconds, np.tile(x, 2), np.tile(self.territory.y, 2))

    def times(self, limit_minutes: float, threads: int | None = None, runner: Runner | None = None) -> TravelTimes:
        """Times between all town halls within the limit; with a ``runner``, by tiles of origins submitted to it."""
        from maillage.travel.search import bounded_times

        graph, n = self.graph(), len(self.territory)
        doors = graph.place[n:]
        limit = int(limit_minutes * 60)
        if runner is None:
            indptr, indices, seconds = bounded_times(graph, doors, doors, limit, threads)
        else:
            indptr, indices, seconds = Tiles.search(graph, doors, limit, runner).gather()
        code, vintage = np.asarray(self.territory.code), self.territory.vintage
        return TravelTimes(code, indptr, indices, seconds, limit, self.parameters.name, vintage)


def people_within(
    territory: Territory, x: Float64, y: Float64, plane: NDArray[np.int8], radius_metres: float
) -> Float64:
    """(k,) inhabitants of the communes whose town hall lies within ``radius_metres`` of each point."""
    people = np.zeros(len(x))
    for number in np.unique(plane):
        home, tree = halls(territory, int(number))
        asked = np.flatnonzero(plane == number)
        if tree is None:
            continue
        near: Any = tree.query_ball_point(np.column_stack([x[asked], y[asked]]), radius_metres, return_sorted=False)
        size = np.asarray([len(one) for one in near])
        member = home[np.concatenate([np.asarray(one, dtype=np.int64) for one in near])] if size.sum() else home[:0]
        owner = np.repeat(np.arange(len(asked)), size)
        people[asked] = np.bincount(owner, weights=territory.population[member], minlength=len(asked))
    return people


def surroundings(territory: Territory, places: Places, parameters: MeshParameters) -> Surroundings:
    """Density and steepness of the country around some places."""
    radius = parameters.urban_radius_metres
    people = people_within(territory, places.x, places.y, places.plane, radius)
    density = people / (np.pi * (radius / 1000) ** 2)
    urban = np.log1p(density / parameters.reference_density)
    return Surroundings(urban, Relief.load().steepness(places.lon, places.lat))


def build_mesh(
    territory: Territory,
    parameters: MeshParameters | None = None,
    barriers: Barriers | None = None,
    land: Sequence[Any] | None = None,
) -> Mesh:
    """Build the mesh of a territory. ``land``: outlines (degrees) that links should not leave; None: no such check."""
    parameters = parameters if parameters is not None else MeshParameters.load()
    links = make_links(
        territory,
        barriers if barriers is not None else Barriers.load(),
        Motorways.load(),
        parameters.longest_metres,
        parameters.longest_outside_metres,
        land,
    )
    return Mesh(territory, parameters, links, surroundings(territory, territory, parameters))


def load_mesh(
    territory: Territory, parameters: MeshParameters | None = None, store: ArtefactStore | None = None
) -> Mesh:
    """The mesh of a territory, with links cached in the store (building them for France takes some seconds)."""
    parameters = parameters if parameters is not None else MeshParameters.load()
    store = store if store is not None else default_store()
    barriers = Barriers.load()
    shape = (parameters.longest_metres, parameters.longest_outside_metres, Motorways.load().sections())
    recipe = recipe_of("mesh", RECIPE, shape, barriers.facts(), *_facts(territory))

    def build() -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        mesh = build_mesh(territory, parameters, barriers, _land(territory, store))
        links = mesh.links
        return {"tail": links.tail, "head": links.head, "metres": links.metres, "motorway": links.motorway}, {}

    links = Links(**store.cached("mesh-links", recipe, build).arrays)
    return Mesh(territory, parameters, links, surroundings(territory, territory, parameters))


def _facts(territory: Territory) -> tuple[NDArray[Any], ...]:
    return territory.code, territory.population, territory.x, territory.y, territory.plane


def _land(territory: Territory, store: ArtefactStore) -> list[Any] | None:
    """Outlines of the territory's communes; None for a territory that is not the packaged geography."""
    from maillage.errors import UnknownName

    try:
        return list(load_outlines([str(code) for code in territory.code], store).values())
    except UnknownName:
        return None


def mesh_times(
    territory: Territory,
    limit_minutes: float = 60,
    store: ArtefactStore | None = None,
    threads: int | None = None,
    parameters: MeshParameters | None = None,
    runner: Runner | None = None,
) -> TravelTimes:
    """Times between all communes of a territory within ``limit_minutes`` (at most 1,092), by the mesh.

    The first call computes them, locally or by tiles with a ``runner``, with bit-identical results; they are cached in
    ``store`` and memory-mapped afterwards. Raises ``ValueError`` for a limit out of range, ``StorageProblem`` if the
    store cannot be written.
    """
    parameters = parameters if parameters is not None else MeshParameters.load()
    store = store if store is not None else default_store()
    drawn = (Barriers.load().facts(), Motorways.load().sections())
    facts = (asdict(parameters), drawn, int(limit_minutes * 60), territory.vintage)
    recipe = recipe_of(KIND, RECIPE, facts, *_facts(territory))

    def build() -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        times = load_mesh(territory, parameters, store).times(limit_minutes, threads, runner)
        return times.arrays(), times.meta()

    return TravelTimes.from_artefact(store.cached(KIND, recipe, build))
