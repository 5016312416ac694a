"""What a user may see and change, computed from the user's roles and the matrix of rights.

A queryset names its kind of row (``record``) and how a row belongs to a territory, an organisation or a user
(``scope_rule``). ``visible_to`` and ``changeable_by`` read the matrix for that kind and build the condition from both.
No other code writes such a condition.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Self, TypeVar, cast

from django.db.models import Q, QuerySet

from maillage.site.accounts.rights import Act, Reach, Record, reach_of

NOTHING = Q(pk__in=[])
EVERYTHING = ~NOTHING


@dataclass(frozen=True)
class Scope:
    """How far a user may do one act with one kind of row.

    Codes of the regions, intercommunalities and departments, keys of the organisations, whether the user's own rows are
    included, and whether all rows are.
    """

    user_id: int | None = None
    regions: frozenset[str] = frozenset()
    intercommunalities: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    organisations: frozenset[int] = frozenset()
    themselves: bool = False
    everywhere: bool = False

    def in_territory(self, commune: str = "") -> Q:
        """Return the condition that a row's commune lies in the territory.

        ``commune`` is the path of the foreign key, empty for Commune itself.
        """
        prefix = f"{commune}__" if commune else ""
        return (
            self.in_regions(f"{prefix}department__region")
            | self.in_intercommunalities(f"{prefix}intercommunality")
            | _among(f"{prefix}department", self.departments)
        )

    def in_regions(self, region: str) -> Q:
        """Return the condition that ``region`` is one of the scope's regions."""
        return EVERYTHING if self.everywhere else _among(region, self.regions)

    def in_intercommunalities(self, intercommunality: str) -> Q:
        """Return the condition that ``intercommunality`` is one of the scope's intercommunalities."""
        return EVERYTHING if self.everywhere else _among(intercommunality, self.intercommunalities)

    def in_departments(self, department: str) -> Q:
        """Return the condition that ``department`` is one of the scope's departments."""
        return EVERYTHING if self.everywhere else _among(department, self.departments)

    def hosted(self, organisation: str) -> Q:
        """Return the condition that ``organisation`` is one of the scope's organisations."""
        return _among(organisation, self.organisations)

    def own(self, user: str) -> Q:
        """Return the condition that ``user`` is the user of the scope."""
        return Q(**{user: self.user_id}) if self.themselves else NOTHING


def _among(path: str, values: Iterable[Any]) -> Q:
    found = sorted(values)
    return Q(**{f"{path}__in": found}) if found else NOTHING


@dataclass(frozen=True)
class Grant:
    """A role in an organisation, with the territory of that organisation."""

    role: str
    organisation: int
    regions: frozenset[str] = frozenset()
    intercommunalities: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Grants:
    """The roles of a user; none without an account or with a closed one."""

    user_id: int | None = None
    held: tuple[Grant, ...] = ()

    @property
    def roles(self) -> frozenset[str]:
        """Codes of the roles."""
        return frozenset(grant.role for grant in self.held)

    def may(self, record: Record, act: Act = Act.READ, reach: Reach | None = None) -> bool:
        """Return whether some role allows ``act`` on a kind of row, with at least ``reach`` if given."""
        return any(_enough(found, reach) for _, found in self._reaching(record, act))

    def scope(self, record: Record, act: Act = Act.READ, reach: Reach | None = None) -> Scope:
        """Return the scope of all roles together, or of those with ``reach`` only.

        A role counts for its own organisation only: an analyst of a region who is also a coordinator of a part of it
        changes nothing outside that part.
        """
        reaching = [(grant, found) for grant, found in self._reaching(record, act) if _enough(found, reach)]
        territorial = [grant for grant, found in reaching if found is Reach.TERRITORY]
        return Scope(
            user_id=self.user_id,
            regions=frozenset(code for grant in territorial for code in grant.regions),
            intercommunalities=frozenset(code for grant in territorial for code in grant.intercommunalities),
            departments=frozenset(code for grant in territorial for code in grant.departments),
            organisations=frozenset(grant.organisation for grant, found in reaching if found is Reach.ORGANISATION),
            themselves=any(found is Reach.OWN for _, found in reaching),
            everywhere=any(found is Reach.EVERYTHING for _, found in reaching),
        )

    def _reaching(self, record: Record, act: Act) -> list[tuple[Grant, Reach]]:
        found = ((grant, reach_of(grant.role, record, act)) for grant in self.held)
        return [(grant, reach) for grant, reach in found if reach is not None]


def _enough(found: Reach, asked: Reach | None) -> bool:
    """Return whether a right includes the asked reach; EVERYTHING includes TERRITORY."""
    return asked in (None, found) or (asked is Reach.TERRITORY and found is Reach.EVERYTHING)


NOBODY = Grants()


Queries = TypeVar("Queries", bound=QuerySet[Any, Any])


def manager_of(queryset: type[Queries]) -> Queries:
    """Return a manager with the methods of ``queryset``, typed as the queryset since Django copies them at run time."""
    return cast(Queries, queryset.as_manager())


class ScopedQuerySet:
    """Mixin for a queryset of one kind of row."""

    record: ClassVar[Record]

    @staticmethod
    @abstractmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition that a row lies inside ``scope``."""

    def visible_to(self, user: Any, reach: Reach | None = None) -> Self:
        """Return the rows that the user may read, none if signed out; with ``reach``, those of that reach only.

        A page asks for the reach of its gate where rows of this kind are reached in several ways (sessions: as one's
        own, at one's place, in one's territory). A programme or a zone is reached by its territory only.
        """
        return self._within(user, Act.READ, reach)

    def changeable_by(self, user: Any, reach: Reach | None = None) -> Self:
        """Return the rows that the user may change."""
        return self._within(user, Act.CHANGE, reach)

    def _within(self, user: Any, act: Act, reach: Reach | None) -> Self:
        grants: Grants = getattr(user, "grants", NOBODY)
        return self.filter(self.scope_rule(grants.scope(self.record, act, reach)))  # type: ignore[attr-defined]
