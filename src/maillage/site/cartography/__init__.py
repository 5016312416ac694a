"""Maps of France, a region or a department: images whose pixels are communes (decision 10), and what lies over them."""

from maillage.site.cartography.areas import Area, save_area
from maillage.site.cartography.palette import CLASSES, access_class
from maillage.site.cartography.region import KIND, RegionMap, build_map, load_map, save_map
from maillage.site.cartography.render import coloured_webp, ids_webp

__all__ = [
    "CLASSES",
    "KIND",
    "Area",
    "RegionMap",
    "access_class",
    "build_map",
    "coloured_webp",
    "ids_webp",
    "load_map",
    "save_area",
    "save_map",
]
