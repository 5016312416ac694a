"""The outlines of a map's communes, for zooming in."""

from __future__ import annotations

import gzip

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from maillage.site.www.public.explorer import areas, contour_files

YEAR = 365 * 24 * 3600
AGAIN = "1"


@login_not_required
@require_safe
def contours(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the file (see ``cartography/contours.py``), cacheable; 202 while it is drawn for the first time."""
    place = areas.places().get(slug)
    if place is None:
        raise Http404("Ce territoire n’existe pas.")
    try:
        data = contour_files.file_of(place)
    except contour_files.Unavailable:
        return HttpResponse(status=503, headers={"Cache-Control": "no-store"})
    if data is None:
        return HttpResponse(status=202, headers={"Cache-Control": "no-store", "Retry-After": AGAIN})
    compressed = "gzip" in request.headers.get("Accept-Encoding", "")
    answer = HttpResponse(data if compressed else gzip.decompress(data), content_type="application/octet-stream")
    if compressed:
        answer["Content-Encoding"] = "gzip"
    answer["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer
