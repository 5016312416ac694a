"""Redirects from the former URLs of the region's map, now one of the maps of all territories."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_safe

from maillage.site.www.public.explorer import areas
from maillage.site.www.public.explorer.areas import PREFIXES
from maillage.site.www.public.explorer.choosing import PLANNED
from maillage.site.www.territories import balance

VIEWS = {"acces": {}, "avec": {"comparer": PLANNED, "vue": "apres"}, "difference": {"comparer": PLANNED}}
"""Former names of the views, as current parameters."""
SORTS = {"acces": "avant", "avec": "apres"}
KEPT = ("commune", "page", "format")
FILES = {
    "carte.webp": "area-image",
    "ids.webp": "area-ids",
    "valeurs.json": "area-geojson",
    "communes.csv": "area-csv",
}
"""Files of the region's map, and the current routes with the same figures."""


def address_of(query: QueryDict) -> str | None:
    """Return the current URL for a former map URL; None if the URL is current."""
    if "territoire" in query or "scenario" in query or "comparer" in query:
        return None
    sort = query.get("tri", "")
    bare = sort.removeprefix("-")
    before = query.get("vue") in VIEWS or "departement" in query or bare in (*SORTS, "ecart")
    return f"{reverse('map')}?{urlencode(_words(query, sort, bare))}" if before else None


def _words(query: QueryDict, sort: str, bare: str) -> dict[str, str]:
    known = areas.places()
    place = areas.place_of(PREFIXES["department"] + query.get("departement", ""), known) or areas.home(known)
    words = {"territoire": place.slug} if place is not None else {}
    words |= VIEWS.get(query.get("vue", ""), {})
    if query.get("vue") == "tableau":
        words["vue"] = "tableau"
        if balance() is not None:
            words["comparer"] = PLANNED
    if sort:
        words["tri"] = f"{'-' if sort != bare else ''}{SORTS.get(bare, bare)}"
    return words | {name: query.get(name, "") for name in KEPT if query.get(name)}


@login_not_required
@require_safe
def file(request: HttpRequest, name: str) -> HttpResponse:
    """Redirect a file of the region's map to its current URL."""
    place = areas.home()
    if place is None or name not in FILES:
        raise Http404("Aucune carte n’est calculée.")
    words: dict[str, Any] = {one: request.GET[one] for one in KEPT if one in request.GET}
    words |= VIEWS.get(request.GET.get("vue", ""), {})
    if name == "communes.csv" and balance() is not None:
        words["comparer"] = PLANNED
    return HttpResponseRedirect(f"{reverse(FILES[name], args=[place.slug])}{f'?{urlencode(words)}' if words else ''}")
