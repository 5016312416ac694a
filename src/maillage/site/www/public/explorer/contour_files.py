"""What lies under a map where one looks closer than its image goes: the contours of its communes, drawn once."""

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
    """The contours could not be drawn; the log says why."""


def closer(place: MapPlace, shown: AreaMap) -> dict[str, str]:
    """Address of the contours of a map of ``place``, and where its image lies on them.

    ``place``: pixel of the first commune (x, y), metres of a pixel, metres across the closest frame.
    """
    stamp = contours.recipe(str(shown.meta["vintage"]), _area(place))[:12]
    x, y = np.asarray(shown.arrays["points"][0], dtype=float).tolist()
    metres = float(shown.meta["metres_per_pixel"])
    return {
        "address": f"{reverse('area-contours', args=[place.slug])}?{stamp}",
        "place": f"{x:.4f},{y:.4f},{metres:.4f},{contours.ACROSS[place.level]:.0f}",
    }


def file_of(place: MapPlace) -> bytes | None:
    """The file of contours, compressed; None while it is being drawn, or waits for another to be.

    Raises ``Unavailable`` where drawing failed; the next question tries again.
    """
    land = areas.territory()
    found = contours.kept(reading.store(), land.vintage, _area(place))
    if found is None:
        found = _drawn(place)
    else:
        _waiting.pop(place.slug, None)  # kept before anybody asked for what was drawn
    return None if found is None else np.asarray(found.arrays["gzip"]).tobytes()


def _drawn(place: MapPlace) -> Artefact | None:
    with _lock:
        work = _waiting.get(place.slug)
        if work is None:
            # One at a time: a robot that asks for every map must not leave work that outlives the server's stop.
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
