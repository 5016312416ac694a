"""URLs of a map's data; each contains the key of its figures, so that browsers may cache it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from maillage.site.cartography import AreaMap
from maillage.site.observatory.workbench import Workbench
from maillage.site.www.public.explorer import choosing
from maillage.site.www.public.explorer.areas import MapPlace

UNNAMED = "noms=sans"
"""Parameter for the image without names of towns, which a page writes over it."""


@dataclass(frozen=True)
class Sources:
    """URLs of the image of numbers, borders and towns, names of communes, their figures, the image without names."""

    ids: str
    ground: str
    names: str
    values: str
    image: str


def sources_of(place: MapPlace, shown: AreaMap, bench: Workbench) -> Sources:
    """Return the URLs of the map of ``place`` with the figures of a measure."""
    key = shown.key[:12]
    ids, ground, names = (f"{reverse(f'area-{one}', args=[place.slug])}?{key}" for one in ("ids", "ground", "names"))
    measure = f"{key}{bench.key[:12]}&{urlencode({**choosing.words(bench), 'millesime': bench.vintage})}"
    image = f"{reverse('area-image', args=[place.slug])}?{UNNAMED}&{measure}"
    return Sources(ids, ground, names, f"{reverse('area-values', args=[place.slug])}?{measure}", image)
