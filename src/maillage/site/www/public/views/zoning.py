"""The zoning of general practitioners by regulation, as a list and a map."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maillage.site.observatory.reading import NotMeasured
from maillage.site.www.kept import kept
from maillage.site.www.public import zoning
from maillage.site.www.public.explorer import areas
from maillage.site.www.public.explorer.areas import MapPlace

DAY = 24 * 3600
VINTAGES = (zoning.NEWEST, "2017")


def _asked(request: HttpRequest) -> tuple[MapPlace, str]:
    """The region and the rules asked for, by default the site's region and the newest rules. Raises ``Http404``."""
    known = areas.places()
    place = known.get(f"region-{request.GET.get('region', '')}") or areas.home(known)
    if place is None:
        raise Http404("Aucune région n’est mesurée.")
    vintage = request.GET.get("regles", VINTAGES[0])
    return place, vintage if vintage in VINTAGES else VINTAGES[0]


@login_not_required
@require_safe
@kept
def zones(request: HttpRequest) -> HttpResponse:
    """List the areas of a region by class, beside what the agency published."""
    place, vintage = _asked(request)
    try:
        found = zoning.regulation_of(place, vintage)
    except NotMeasured:
        return render(request, "public/unavailable.html", status=503)
    regions = [one for one in areas.places().values() if one.level == "region"]
    context: dict[str, Any] = {
        "place": place,
        "regions": regions,
        "rules": found.rules,
        "vintages": VINTAGES,
        "lines": zoning.lines(found),
        "shares": zoning.shares(found),
        "sources": zoning.sources(),
        "origin": zoning.reading.current_access().origin,
    }
    return render(request, "public/zoning.html", context)


@login_not_required
@require_safe
def zones_map(request: HttpRequest) -> HttpResponse:
    """Return the map of the classes as an image, drawn on first use."""
    place, vintage = _asked(request)
    try:
        content = zoning.webp(place, vintage)
    except NotMeasured:
        content = None
    if content is None:
        raise Http404("Aucune carte n’est calculée.")
    return HttpResponse(content, content_type="image/webp", headers={"Cache-Control": f"public, max-age={DAY}"})
