"""Making a built map the one the pages show."""

from __future__ import annotations

from collections.abc import Mapping

from shapely.geometry.base import BaseGeometry

from maillage.site.cartography.region import KIND, RegionMap, save_map
from maillage.site.geography.services import set_current
from maillage.site.observatory.reading import store
from maillage.territory import Territory


def store_map(territory: Territory, outlines: Mapping[str, BaseGeometry], region: str) -> RegionMap:
    """Build the region's map unless it is there, and show it from now on. Outlines are in degrees, by commune code."""
    region_map = save_map(store(), territory, outlines, region)
    set_current(KIND, region_map.key, territory.vintage)
    return region_map
