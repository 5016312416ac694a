"""The site's travel times: arrays on disk, memory-mapped once per process and artefact key."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from maillage.artefacts import Artefact, ArtefactStore, DamagedArtefact
from maillage.errors import UnknownName
from maillage.schemes import kilometres
from maillage.site.geography.current import key_of
from maillage.site.geography.models import Commune
from maillage.site.geography.services import set_current
from maillage.territory.planes import plane_of_departments, to_plane
from maillage.travel import TravelTimes
from maillage.travel.straight import MINUTES_PER_KM

TRAVEL_TIMES = "travel-times"


class NotMeasured(Exception):
    """Nothing of this kind has been computed yet, or its files are damaged: run the computation again."""


def store() -> ArtefactStore:
    """Return the artefacts of the site's data folder."""
    folder: Path = settings.DATA_DIR
    return ArtefactStore(folder / "artefacts")


def current_key(kind: str) -> str:
    """Return the key of the current artefact of a kind (at most one query). Raises ``NotMeasured``."""
    key = key_of(kind)
    if key is None:
        raise NotMeasured(f"nothing of kind '{kind}' has been computed")
    return key


def load(kind: str, key: str) -> Artefact:
    """Open an artefact of the site. Raises ``NotMeasured`` if it is missing or damaged."""
    try:
        return store().load(kind, key)
    except DamagedArtefact as damage:
        raise NotMeasured(str(damage)) from damage


def current_times() -> TravelTimes:
    """Return the current travel times (one query). Raises ``NotMeasured``."""
    return _times(current_key(TRAVEL_TIMES))


@lru_cache(maxsize=2)
def _times(where: str) -> TravelTimes:
    kind, _, key = where.partition("/")
    return TravelTimes.from_artefact(load(kind, key))


def minutes_from(commune: Commune, minutes: float) -> Mapping[str, float]:
    """Return the codes of communes within ``minutes`` by road, and the minutes (itself: 0). Raises ``NotMeasured``."""
    return _minutes_from(current_key(TRAVEL_TIMES), commune.pk, minutes)


@lru_cache(maxsize=128)
def _minutes_from(times_key: str, commune: str, minutes: float) -> Mapping[str, float]:
    """Return the same for all who ask: a page asks several times, and so does the next page of the same person."""
    times = _times(times_key)
    try:
        where, spent = times.row(times.position(commune))
    except UnknownName as unknown:
        raise NotMeasured(str(unknown)) from unknown
    near = spent <= minutes
    return dict(zip(times.code[where[near]].tolist(), spent[near].tolist(), strict=True))


def journey(times: TravelTimes, origin: str, destination: str) -> float | None:
    """Return the minutes between two communes, by codes; None beyond the limit or if one is unknown."""
    try:
        return times.minutes(origin, destination)
    except UnknownName:
        return None


def far_minutes(communes: Sequence[Commune]) -> Callable[[str, str], float | None]:
    """Return the estimate of minutes between two of these communes, by codes, for journeys beyond the known times.

    Straight lines at the pace of a journey of an hour or more; None where the sea lies between.
    """
    plane = plane_of_departments(np.array([one.department_id or "" for one in communes], dtype=np.str_))
    x, y = to_plane(np.array([one.lon for one in communes]), np.array([one.lat for one in communes]), plane)
    place = {one.pk: (float(x[k]), float(y[k]), int(plane[k])) for k, one in enumerate(communes)}

    def minutes(origin: str, destination: str) -> float | None:
        here, there = place.get(origin), place.get(destination)
        if here is None or there is None or here[2] != there[2]:
            return None
        return math.dist(here[:2], there[:2]) / 1000 * MINUTES_PER_KM

    return minutes


@dataclass(frozen=True, eq=False)
class _Points:
    """Town halls in the projected plane of their territory, in which journeys are measured."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    plane: NDArray[np.int8]


def kilometres_between(pairs: Sequence[tuple[Commune, Commune]]) -> list[float]:
    """Return the kilometres one way between the communes of each pair, as they are paid."""
    ends = [commune for pair in pairs for commune in pair]
    plane = plane_of_departments(np.array([commune.department_id or "" for commune in ends], dtype=np.str_))
    lon, lat = np.array([commune.lon for commune in ends]), np.array([commune.lat for commune in ends])
    points = _Points(*to_plane(lon, lat, plane), plane)
    here = np.arange(0, len(ends), 2)
    return [float(one) for one in kilometres(points, here, here + 1)] if pairs else []


def store_times(times: TravelTimes, artefacts: ArtefactStore | None = None) -> str:
    """Make these the current travel times of the site; return their ``kind/key``.

    Times already in the store (memory-mapped from it) are only referred to, others are saved.
    """
    artefacts = artefacts or store()
    folder = Path(getattr(times.indices, "filename", None) or "/").parent
    if folder.parent.parent == artefacts.root:
        where = f"{folder.parent.name}/{folder.name}"
    else:
        where = f"{TRAVEL_TIMES}/{artefacts.save(TRAVEL_TIMES, times.arrays(), times.meta())}"
    set_current(TRAVEL_TIMES, where, times.vintage)
    return where
