"""The current priority territories that a user may see, with changes made by hand."""

from __future__ import annotations

from maillage.site.accounts.models import User
from maillage.site.geography.models import Intercommunality
from maillage.site.observatory.models import ZoneAdjustment, ZoneDesignation
from maillage.site.observatory.zones import designated


def listed_for(user: User) -> list[Intercommunality]:
    """Return the territories now listed that ``user`` may see, by name (five queries at most)."""
    known = set(ZoneDesignation.objects.visible_to(user).values_list("epci", flat=True))
    known |= set(ZoneAdjustment.objects.visible_to(user).values_list("epci", flat=True))
    return list(Intercommunality.objects.filter(pk__in=designated() & known).order_by("name"))
