"""Outlines of communes: as published, or simplified together so that neighbours still share their border."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from maillage.artefacts import Artefact, ArtefactStore, default_store, recipe_of
from maillage.errors import UnknownName, nearest_names
from maillage.sources.catalogue.holdings import Holdings
from maillage.sources.catalogue.shapes import outlines_of

Geometries = NDArray[Any]
KIND = "outlines"
DEGREE_METRES = 111_320.0
SLIVER_SQUARE_DEGREES = 1e-5  # about eight hectares, the largest gap that generalisation leaves between neighbours


def fill_from_parts(outline: Geometries, own: NDArray[np.object_], parts: Mapping[str, Geometries]) -> list[int]:
    """Fill missing outlines with the union of the outlines of the commune's parts; return the positions filled."""
    filled: list[int] = []
    for position in np.flatnonzero(shapely.is_missing(outline)):
        shapes = parts.get(str(own[position]))
        if shapes is not None:
            outline[position] = shapely.union_all(shapes)
            filled.append(int(position))
    return filled


def fill_gaps(outline: Geometries, candidates: NDArray[np.int64]) -> list[int]:
    """Assign holes in the coverage to adjacent communes whose merged part has no outline, in place.

    ``candidates`` are positions of communes with an undrawn part. A hole goes to the candidate that shares the longest
    edge with it; a hole that touches none (a foreign enclave) stays. Returns the positions that grew.
    """
    tree, grown = shapely.STRtree(outline), set[int]()
    for position in candidates:
        west, south, east, north = shapely.bounds(outline[position])
        around = tree.query(shapely.box(west - 0.05, south - 0.05, east + 0.05, north + 0.05))
        for hole in _holes(shapely.union_all(outline[around], grid_size=1e-7)):
            touching = candidates[shapely.dwithin(outline[candidates], hole, 1e-6)]
            if len(touching) == 0 or hole.area < SLIVER_SQUARE_DEGREES:
                continue
            edge = shapely.length(shapely.intersection(shapely.buffer(outline[touching], 1e-6), hole.exterior))
            owner = int(touching[int(np.argmax(edge))])
            outline[owner] = shapely.union(outline[owner], hole, grid_size=1e-7)
            grown.add(owner)
    return sorted(grown)


def _holes(shape: Any) -> list[Any]:
    return [shapely.Polygon(ring) for part in shapely.get_parts(shape) for ring in part.interiors]


def pack(code: NDArray[np.str_], outline: Geometries) -> dict[str, NDArray[Any]]:
    """Arrays that hold the outlines as one byte array; a missing outline becomes an empty polygon."""
    shapes = outline.copy()
    shapes[shapely.is_missing(outline)] = shapely.Polygon()
    binary = shapely.to_wkb(shapes)
    ends = np.cumsum([len(one) for one in binary], dtype=np.int64)
    joined = np.frombuffer(b"".join(binary), dtype=np.uint8)
    return {"code": code, "start": np.concatenate([[0], ends]).astype(np.int64), "wkb": joined}


def unpack(artefact: Artefact, codes: Iterable[str] | None) -> dict[str, Any]:
    """Outlines of some communes (default: all) by code. Raises ``UnknownName`` for an unknown code."""
    known, start, joined = artefact.arrays["code"], artefact.arrays["start"], artefact.arrays["wkb"]
    wanted = known if codes is None else np.asarray(list(codes), dtype=np.str_)
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    for code in wanted[known[at] != wanted][:1]:
        raise UnknownName("commune", str(code), nearest_names(str(code), [str(one) for one in known]))
    binary = [joined[start[i] : start[i + 1]].tobytes() for i in at]
    shapes = shapely.from_wkb(np.asarray(binary, dtype=object))
    return dict(zip((str(code) for code in wanted), shapes, strict=True))


def loaded_key(store: ArtefactStore) -> str:
    """Key of the outlines that ``maillage data`` has loaded in the same data folder, "" if there are none."""
    loaded = Holdings.of(store.root.parent).current("outlines")
    return "" if loaded is None else loaded.key


def _with_loaded(source: Artefact, store: ArtefactStore) -> Artefact:
    """The outlines of the installed geography with those loaded in place of its own, cached."""
    loaded = Holdings.of(store.root.parent).current("outlines")
    if loaded is None:
        return source

    def build() -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        newer, code = outlines_of(loaded), np.asarray(source.arrays["code"])
        shapes = unpack(source, None)
        outline = np.array([newer.get(one, shape) for one, shape in shapes.items()], dtype=object)
        return pack(code, outline), {**source.meta, "outlines": loaded.label}

    return store.cached(f"{KIND}-loaded", recipe_of(KIND, source.key, loaded.key), build)


def load_outlines(
    codes: Iterable[str] | None = None, store: ArtefactStore | None = None, tolerance_metres: float = 0.0
) -> dict[str, Any]:
    """Polygons (lon, lat) of some communes, by code; by default all of France.

    Outlines that ``maillage data`` has loaded go before those of the installed geography. With ``tolerance_metres`` the
    whole coverage is simplified at once (Visvalingam-Whyatt on shared edges), so that neighbours still share their
    border; cached by tolerance. A commune without an outline gets the union of its delegated communes if they have one,
    else an empty polygon (listed in ``Territory.report()``). Raises ``UnknownName`` for an unknown code.
    """
    from maillage.territory.load import geography

    store = store if store is not None else default_store()
    source = _with_loaded(geography(store)[1], store)
    if tolerance_metres <= 0:
        return unpack(source, codes)
    recipe = recipe_of(KIND, source.key, tolerance_metres)

    def build() -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        shapes = np.asarray(list(unpack(source, None).values()), dtype=object)
        simple = shapely.coverage_simplify(shapes, tolerance_metres / DEGREE_METRES)
        return pack(np.asarray(source.arrays["code"]), simple), {**source.meta, "tolerance_metres": tolerance_metres}

    return unpack(store.cached(f"{KIND}-simplified", recipe, build), codes)
