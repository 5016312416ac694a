"""The portrait of an intercommunality: its figure beside the others, its communes, its map, its priority."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from maillage.errors import UnknownName
from maillage.site.cartography import access_class
from maillage.site.cartography.palette import ACCESS, legend_share
from maillage.site.geography.models import Intercommunality
from maillage.site.observatory import reading, what_if
from maillage.site.observatory.models import ZoneAdjustment, ZoneDesignation
from maillage.site.observatory.what_if import Workbench
from maillage.site.www import french, territories
from maillage.site.www.public.explorer.areas import Names, names_of
from maillage.site.www.public.explorer.telling import group_name
from maillage.site.www.public.local_map import HEIGHT, TOWNS, WIDTH, LocalMap, Shape, Town
from maillage.site.www.public.picture import LOW, bounds_in_words
from maillage.site.www.public.portrait import Bar, against_mean
from maillage.territory import load_outlines

MARGIN = 0.14
LEAST_GAIN = 0.05


@dataclass(frozen=True)
class TerritoryPortrait:
    """What the page of an intercommunality shows."""

    name: str
    population: int
    count: int
    department: dict[str, str]
    access: float
    klass: int
    sentence: str
    below: str
    bars: list[Bar]
    doctors: float
    communes: list[dict[str, Any]]
    planned: float | None
    priority: dict[str, Any]
    local: LocalMap | None
    bounds: list[str]
    modelled: bool
    mean: float


def portrait_of(epci: Intercommunality) -> TerritoryPortrait | None:
    """The portrait, None where none of its communes is measured. Raises ``NotMeasured``."""
    bench = what_if.workbench()
    group = bench.groups["epci"]
    number = int(np.searchsorted(group.codes, epci.pk))
    if number == len(group.codes) or group.codes[number] != epci.pk:
        return None
    members = np.flatnonzero(group.number == number)
    access, people = bench.model.access(), bench.population
    mean, names = float(group.means()[number]), names_of(bench)
    largest = int(members[people[members].argmax()])
    around = what_if.around(bench, access, largest)
    name, change = french.curly(epci.name), territories.changes().get(epci.pk)
    low = int(people[members][access[members] < LOW].sum())
    return TerritoryPortrait(
        name=name,
        population=int(people[members].sum()),
        count=len(members),
        department=_department(bench, largest),
        access=mean,
        klass=access_class(mean),
        sentence=against_mean(mean, bench.mean),
        below=_below(low, int(people[members].sum())),
        bars=_bars(bench, largest, french.short_grouping(epci.name), mean, around),
        doctors=float(sum(bench.doctors(int(one)) for one in members)),
        communes=_communes(bench, names, members),
        planned=change.after if change is not None and change.gain >= LEAST_GAIN else None,
        priority=_priority(epci),
        local=_local(bench, names, members, name),
        bounds=bounds_in_words(),
        modelled=bench.modelled,
        mean=bench.mean,
    )


def _below(low: int, people: int) -> str:
    """How many inhabitants live below the threshold, in words."""
    if low == 0:
        return "Tous ses habitants vivent au-dessus de 2,5 consultations par an."
    if low == people:
        return "Tous ses habitants vivent sous 2,5 consultations par an."
    return f"{french.number(low)} habitants y vivent sous 2,5 consultations par an."


def _department(bench: Workbench, position: int) -> dict[str, str]:
    group = bench.groups["department"]
    code = str(group.codes[group.number[position]])
    name = group_name("department", code)
    return {"code": code, "name": name, "of": french.of_department(code, name)}


def _bars(bench: Workbench, position: int, name: str, mean: float, around: dict[str, float]) -> list[Bar]:
    rows = [(name, mean, True)]
    for level in ("department", "region"):
        if level in around:
            group = bench.groups[level]
            rows.append((group_name(level, str(group.codes[group.number[position]])), around[level], False))
    rows.append(("France", around["france"], False))
    longest = max(value for _, value, _ in rows) or 1.0
    return [Bar(label, value, f"{78 * value / longest:.1f}", here) for label, value, here in rows]


def _communes(bench: Workbench, names: Names, members: NDArray[np.int64]) -> list[dict[str, Any]]:
    """Its communes, those with the least access first."""
    access = bench.model.access()
    return [
        {
            "code": str(bench.code[one]),
            "name": str(names.name[one]),
            "population": int(bench.population[one]),
            "access": float(access[one]),
            "doctors": bench.doctors(int(one)),
            "class": access_class(float(access[one])),
        }
        for one in members[np.argsort(access[members], kind="stable")]
    ]


def _priority(epci: Intercommunality) -> dict[str, Any]:
    """Its rank among the priority territories, or the change made by hand (two queries)."""
    zone = ZoneDesignation.objects.select_related("region").filter(epci=epci).first()
    adjusted = ZoneAdjustment.objects.filter(epci=epci).order_by("-at").first()
    if adjusted is not None:
        return {"state": "added" if adjusted.kind == ZoneAdjustment.Kind.ADD else "removed", "reason": adjusted.reason}
    if zone is None:
        return {"state": "no"}
    return {"state": "yes", "rank": zone.rank, "reason": zone.reason, "region": french.in_region(zone.region.name)}


def _local(bench: Workbench, names: Names, members: NDArray[np.int64], name: str) -> LocalMap | None:
    """Its communes coloured, drawn from their outlines; None where there are none."""
    try:
        found = load_outlines([str(code) for code in bench.code[members]], reading.store())
    except UnknownName:
        return None
    shapes = np.array(list(found.values()), dtype=object)
    if shapely.is_empty(shapes).all():
        return None
    west, south, east, north = shapely.total_bounds(shapes)
    flat = float(np.cos(np.radians((south + north) / 2)))
    scale = min(WIDTH * (1 - MARGIN) / ((east - west) * flat), HEIGHT * (1 - MARGIN) / (north - south))

    def pixels(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        x = WIDTH / 2 + (xy[:, 0] - (west + east) / 2) * flat * scale
        return np.column_stack([x, HEIGHT / 2 - (xy[:, 1] - (south + north) / 2) * scale])

    drawn = shapely.transform(shapes, pixels)
    classes = ACCESS.classes(bench.model.access()[members]) + 1
    pieces = [Shape(int(klass), _path(shape)) for klass, shape in zip(classes, drawn, strict=True)]
    return LocalMap(
        shapes=[piece for piece in pieces if piece.path],
        borders=[],
        towns=_towns(bench, names, members, drawn),
        x=WIDTH // 2,
        y=HEIGHT // 2,
        alt=f"{name}\u00a0: ses communes colorées selon l’accès aux généralistes.",
        mean_at=f"{legend_share(bench.mean):.1f}",
    )


def _path(shape: Any) -> str:
    rings = [part.exterior for part in shapely.get_parts(shape) if not part.is_empty]
    lines = ("L".join(f"{x:.1f} {y:.1f}" for x, y in shapely.get_coordinates(ring)) for ring in rings)
    return "".join(f"M{line}Z" for line in lines)


def _towns(bench: Workbench, names: Names, members: NDArray[np.int64], drawn: NDArray[np.object_]) -> list[Town]:
    """The largest communes whose names find room."""
    taken: list[tuple[float, float, float]] = []
    towns: list[Town] = []
    for k in np.argsort(-bench.population[members]):
        point = shapely.point_on_surface(drawn[k])
        name = str(names.name[members[k]])
        long = 11.0 * len(name)
        if point.is_empty or not (long / 2 < point.x < WIDTH - long / 2 and 40 < point.y < HEIGHT - 20):
            continue
        if any(abs(point.x - a) < (long + b) / 2 and abs(point.y - c) < 44 for a, c, b in taken):
            continue
        taken.append((point.x, point.y, long))
        towns.append(Town(name, f"{point.x:.1f}", f"{point.y:.1f}"))
        if len(towns) == TOWNS:
            break
    return towns
