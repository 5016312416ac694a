"""Files of the communes' outlines, which the map shows at a zoom level finer than its image; drawn on first use."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
from django.urls import reverse

from maillage.artefacts import Artefact
from maillage.site.cartography import AreaMap, MapArea, contours
from maillage.site.observatory import reading
from maillage.site.www.public.explorer import areas
from maillage.site.www.public.explorer.areas import MapPlace

log = logging.getLogger(__name__)
_waiting: dict[str, Future[Artefact]] = {}
_lock = threading.Lock()
_drawing = ThreadPoolExecutor(max_workers=1, thread_name_prefix="contours")


class Unavailable(Exception):
    """Drawing the outlines failed; the log says why."""


def closer(place: MapPlace, shown: AreaMap) -> dict[str, str]:
    """Return the URL of the outlines of ``place``, and the position of the map's image on them.

    ``place``: pixel of the first commune (x, y), metres per pixel, width in metres of the closest useful frame.
    """
    stamp = contours.recipe(reading.store(), str(shown.meta["vintage"]), _area(place))[:12]
    x, y = np.asarray(shown.arrays["points"][0], dtype=float).tolist()
    metres = float(shown.meta["metres_per_pixel"])
    return {
        "address": f"{reverse('area-contours', args=[place.slug])}?{stamp}",
        "place": f"{x:.4f},{y:.4f},{metres:.4f},{contours.ACROSS[place.level]:.0f}",
    }


def file_of(place: MapPlace) -> bytes | None:
    """Return the compressed file of outlines; None while it is being drawn or waits for another drawing.

    Raises ``Unavailable`` if drawing failed; the next request tries again.
    """
    land = areas.territory()
    found = contours.kept(reading.store(), land.vintage, _area(place))
    if found is None:
        found = _drawn(place)
    else:
        _waiting.pop(place.slug, None)  # stored already: forget a finished drawing that nobody has fetched
    return None if found is None else np.asarray(found.arrays["gzip"]).tobytes()


def _drawn(place: MapPlace) -> Artefact | None:
    with _lock:
        work = _waiting.get(place.slug)
        if work is None:
            # Draw one map at a time: otherwise a robot that requests all maps would queue work that delays the server's
            # shutdown.
            if any(not other.done() for other in _waiting.values()):
                return None
            land, store = areas.territory(), reading.store()
            _waiting[place.slug] = _drawing.submit(contours.save_contours, store, land, _area(place))
            return None
        if not work.done():
            return None
        del _waiting[place.slug]
    try:
        return work.result()
    except Exception as problem:
        log.exception("The contours of %s could not be drawn", place.slug)
        raise Unavailable(place.slug) from problem


def _area(place: MapPlace) -> MapArea:
    return MapArea(place.level, place.code, place.name)
