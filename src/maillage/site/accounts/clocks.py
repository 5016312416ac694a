"""Time zone in which a signed-in user reads dates: that of their territory, else of where they work."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from maillage.schemes import PARIS, zone_of, zone_of_commune, zone_of_region
from maillage.site.accounts.questions import directory
from maillage.site.accounts.roles import OF_DIRECTORY
from maillage.site.geography.models import Commune, Department, Intercommunality, Region

if TYPE_CHECKING:
    from maillage.site.accounts.models import User


def zone_of_user(user: User) -> ZoneInfo:
    """Return the time zone of the user's territory, else of the place of practice, else of the organisations.

    That of Paris where this has several time zones, and for users of whom nothing is known. At most one query for a
    role with a territory, five for the others.
    """
    held = user.grants.held
    zones = (
        _of_territory(
            (code for grant in held for code in grant.regions),
            (code for grant in held for code in grant.intercommunalities),
            (code for grant in held for code in grant.departments),
        )
        or _of_practice(user)
        or _of_organisations({grant.organisation for grant in held})
    )
    return zones.pop() if len(zones) == 1 else PARIS


def _of_territory(
    regions: Iterable[str], intercommunalities: Iterable[str], departments: Iterable[str]
) -> set[ZoneInfo]:
    """Return the zones of the regions and departments, else of the intercommunalities."""
    zones = {zone_of_region(code) for code in regions} | {zone_of(code) for code in departments}
    if zones or not (codes := set(intercommunalities)):
        return zones
    inside = Commune.objects.filter(intercommunality__in=codes).order_by()
    return {zone_of(code or "") for code in inside.values_list("department", flat=True).distinct()}


def _of_practice(user: User) -> set[ZoneInfo]:
    """Return the zone where a professional practises."""
    commune = directory().commune_of(user) if user.grants.roles & OF_DIRECTORY else None
    return set() if commune is None else {zone_of_commune(commune)}


def _of_organisations(keys: set[int]) -> set[ZoneInfo]:
    """Return the zones of the organisations' territories, which a payer's role does not open, else of their places."""
    if not keys:
        return set()
    ties = {"organisations__in": keys}
    return _of_territory(
        Region.objects.filter(**ties).order_by().values_list("pk", flat=True),
        Intercommunality.objects.filter(**ties).order_by().values_list("pk", flat=True),
        Department.objects.filter(**ties).order_by().values_list("pk", flat=True),
    ) or {zone_of_commune(code) for code in directory().communes_of(keys)}
