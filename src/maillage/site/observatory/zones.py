"""The designated territories: the computed list with the changes made by hand since."""

from __future__ import annotations

from maillage.site.observatory.models import ZoneAdjustment, ZoneDesignation


def designated(region: str | None = None) -> frozenset[str]:
    """Return the codes of designated intercommunalities, of one region or of all; changes by hand override the list."""
    rows, changes = ZoneDesignation.objects.all(), ZoneAdjustment.objects.order_by("at", "pk")
    if region is not None:
        rows, changes = rows.filter(region=region), changes.filter(region=region)
    found = set(rows.values_list("epci", flat=True))
    for epci, kind in changes.values_list("epci", "kind"):
        (found.add if kind == ZoneAdjustment.Kind.ADD else found.discard)(epci)
    return frozenset(found)
