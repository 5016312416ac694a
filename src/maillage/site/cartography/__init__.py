"""Maps of a region as images whose pixels are communes (decision 10), with the few vectors drawn over them."""

from maillage.site.cartography.palette import CLASSES, access_class
from maillage.site.cartography.region import KIND, RegionMap, build_map, load_map, save_map
from maillage.site.cartography.render import coloured_webp, ids_webp

__all__ = [
    "CLASSES",
    "KIND",
    "RegionMap",
    "access_class",
    "build_map",
    "coloured_webp",
    "ids_webp",
    "load_map",
    "save_map",
]
