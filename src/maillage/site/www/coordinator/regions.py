"""Which region a reader of several works on: chosen in words at the top of a page, and kept for the next ones."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest

from maillage.site.geography.models import Region

KEPT = "region"


def chosen_region(request: HttpRequest, codes: Collection[str]) -> tuple[Region | None, dict[str, Any]]:
    """Return the region that the reader has chosen among ``codes``, the first without a choice, and what pages show.

    A choice is in the address (``?region=76``), and in the session from then on.
    """
    rows = list(Region.objects.filter(pk__in=codes).order_by("name")) if codes else []
    known = {one.pk: one for one in rows}
    asked = request.GET.get("region", "")
    if asked in known and len(rows) > 1 and request.session.get(KEPT) != asked:
        request.session[KEPT] = asked
    first = min(known, default="")
    found = known.get(asked) or known.get(request.session.get(KEPT, "")) or known.get(first)
    return found, {"region": found, "chosen_region": found, "regions_to_choose": rows if len(rows) > 1 else []}
