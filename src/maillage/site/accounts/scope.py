"""What a user may see: territories by role, places by organisation, one's own sessions for a doctor.

``in_territory`` and its kin build the ``Q`` that every queryset's ``visible_to`` applies; nobody writes one elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

if TYPE_CHECKING:
    from maillage.site.accounts.models import User

TERRITORY_ROLES = frozenset({"coordinator", "analyst"})
NOTHING = Q(pk__in=[])


@dataclass(frozen=True)
class Scope:
    """Codes of the regions and intercommunalities a user answers for, organisations they host for, their roles."""

    user_id: int | None
    roles: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    intercommunalities: frozenset[str] = frozenset()
    hosting: frozenset[int] = frozenset()

    def in_territory(self, commune: str = "") -> Q:
        """Rows whose ``commune`` (path of the foreign key, empty for Commune itself) lies in the user's territory."""
        prefix = f"{commune}__" if commune else ""
        rule = NOTHING
        if self.regions:
            rule |= Q(**{f"{prefix}department__region__in": sorted(self.regions)})
        if self.intercommunalities:
            rule |= Q(**{f"{prefix}intercommunality__in": sorted(self.intercommunalities)})
        return rule

    def hosted(self, organisation: str) -> Q:
        """Rows whose ``organisation`` is one the user keeps places for."""
        return Q(**{f"{organisation}__in": sorted(self.hosting)}) if self.hosting else NOTHING

    def own(self, user: str) -> Q:
        """Rows whose ``user`` is the user."""
        return Q(**{user: self.user_id}) if self.user_id is not None and "doctor" in self.roles else NOTHING


def scope_of(user: User | Any) -> Scope:
    """Read the memberships of ``user`` (three queries); an anonymous or disabled user sees nothing."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Scope(None)
    roles: dict[int, set[str]] = defaultdict(set)
    for organisation, role in user.memberships.values_list("organisation_id", "role"):
        roles[organisation].add(role)
    governing = [organisation for organisation, held in roles.items() if held & TERRITORY_ROLES]
    regions: frozenset[str] = frozenset()
    intercommunalities: frozenset[str] = frozenset()
    if governing:
        from maillage.site.accounts.models import Organisation

        charge = Organisation.objects.filter(pk__in=governing)
        regions = frozenset(charge.exclude(regions=None).values_list("regions", flat=True))
        intercommunalities = frozenset(
            charge.exclude(intercommunalities=None).values_list("intercommunalities", flat=True)
        )
    return Scope(
        user_id=user.pk,
        roles=frozenset(role for held in roles.values() for role in held),
        regions=regions,
        intercommunalities=intercommunalities,
        hosting=frozenset(organisation for organisation, held in roles.items() if "host" in held),
    )


class ScopedQuerySet:
    """Mixin of a queryset: ``visible_to(user)`` keeps what :meth:`scope_rule` allows."""

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        raise NotImplementedError

    def visible_to(self, user: Any) -> Any:
        """Rows the user may see; none for somebody not signed in."""
        scope = user.scope if hasattr(user, "scope") else scope_of(user)
        return self.filter(self.scope_rule(scope))  # type: ignore[attr-defined]
