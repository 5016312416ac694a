"""The territories designated as most in need: the list as it was computed, and as people have changed it since."""

from __future__ import annotations

from maillage.site.observatory.models import ZoneAdjustment, ZoneDesignation


def designated(region: str | None = None) -> frozenset[str]:
    """Codes of the designated intercommunalities, of one region or of all; a change by hand has the last word."""
    rows, changes = ZoneDesignation.objects.all(), ZoneAdjustment.objects.order_by("at", "pk")
    if region is not None:
        rows, changes = rows.filter(region=region), changes.filter(region=region)
    found = set(rows.values_list("epci", flat=True))
    for epci, kind in changes.values_list("epci", "kind"):
        (found.add if kind == ZoneAdjustment.Kind.ADD else found.discard)(epci)
    return frozenset(found)
