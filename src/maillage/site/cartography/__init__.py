"""Maps of France, a region or a department: images whose pixels are communes (decision 10), and their overlays."""

from maillage.site.cartography.area_map import AreaMap
from maillage.site.cartography.areas import KIND, MapArea, build_area, save_area
from maillage.site.cartography.palette import access_class
from maillage.site.cartography.render import ids_webp

__all__ = ["KIND", "AreaMap", "MapArea", "access_class", "build_area", "ids_webp", "save_area"]
