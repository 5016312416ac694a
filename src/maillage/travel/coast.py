"""The land: the simplified outline of all communes together, used to clip drawn areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from maillage.artefacts import ArtefactStore, default_store, recipe_of
from maillage.errors import UnknownName
from maillage.territory import Territory, load_outlines

Float64 = NDArray[np.float64]

KIND, RECIPE = "land", 1
TOLERANCE_DEGREES = 0.001  # some 100 m
AT_THE_WATER_DEGREES = 0.003  # a place this near a piece of land counts as on it, because outlines are simplified


@dataclass(frozen=True)
class LandOutline:
    """Mainland and islands of a territory, without the gaps between generalised outlines; prepared for queries."""

    outline: shapely.MultiPolygon

    @classmethod
    def of(cls, territory: Territory, store: ArtefactStore | None = None) -> LandOutline | None:
        """The land of a territory, cached in ``store``; None for one that is not part of the packaged geography.

        Building it for France takes some seconds, once.
        """
        store = store if store is not None else default_store()
        recipe = recipe_of(RECIPE, TOLERANCE_DEGREES, territory.code, territory.department, territory.vintage)

        def build() -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
            outlines = load_outlines([str(code) for code in territory.code], store)
            binary = shapely.to_wkb(_joined(np.array(list(outlines.values())), territory.department))
            return {"wkb": np.frombuffer(binary, np.uint8)}, {}

        try:
            kept = store.cached(KIND, recipe, build)
        except UnknownName:
            return None
        return cls.prepared(shapely.from_wkb(kept.arrays["wkb"].tobytes()))

    @classmethod
    def prepared(cls, outline: Any) -> LandOutline:
        """Land of a polygon or several, in degrees."""
        parts = shapely.MultiPolygon(list(shapely.get_parts(outline)))
        shapely.prepare(parts)
        return cls(parts)

    def part_reached(self, area: shapely.MultiPolygon, lon: Float64, lat: Float64) -> shapely.MultiPolygon:
        """The part of an area on land, without pieces across the water that contain no place (degrees, (n,)).

        An area inside the land, away from coast and border, is returned unchanged.
        """
        if area.is_empty or self.outline.contains_properly(area):
            return area
        near = shapely.clip_by_rect(self.outline, *area.bounds)
        pieces = shapely.get_parts(shapely.intersection(area, near))
        pieces = pieces[shapely.get_type_id(pieces) == shapely.GeometryType.POLYGON]
        tree = shapely.STRtree(pieces)
        _, reached = tree.query(shapely.points(lon, lat), predicate="dwithin", distance=AT_THE_WATER_DEGREES)
        return shapely.MultiPolygon(list(pieces[np.unique(reached)]))


def _joined(shapes: NDArray[Any], department: NDArray[np.str_]) -> Any:
    """One outline, joined by department first, which halves the time; lakes and gaps inside are filled."""
    parts = [shapely.union_all(shapes[department == one]) for one in np.unique(department)]
    whole = [shapely.Polygon(part.exterior) for part in shapely.get_parts(shapely.union_all(parts))]
    return shapely.union_all(shapely.simplify(np.array(whole), TOLERANCE_DEGREES))
