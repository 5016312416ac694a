"""Time zone in which a signed-in user reads dates: that of their territory."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from maillage.schemes import PARIS, zone_of, zone_of_region
from maillage.site.geography.models import Commune

if TYPE_CHECKING:
    from maillage.site.accounts.models import User


def zone_of_user(user: User) -> ZoneInfo:
    """Return the time zone of the user's regions, else of their intercommunalities (at most one query).

    That of Paris for users whose territory has several time zones, and for those without a territory.
    """
    held = user.grants.held
    zones = {zone_of_region(code) for grant in held for code in grant.regions}
    if not zones and (codes := {code for grant in held for code in grant.intercommunalities}):
        inside = Commune.objects.filter(intercommunality__in=codes).order_by()
        zones = {zone_of(code or "") for code in inside.values_list("department", flat=True).distinct()}
    return zones.pop() if len(zones) == 1 else PARIS
