"""What a user may see and change: the matrix of rights, read with the roles they hold.

A queryset names its kind of row (``record``) and says how rows lie (``scope_rule``); ``visible_to`` and
``changeable_by`` ask the matrix how far the user's roles go with that kind, and build the condition from both. Nobody
writes one elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Self, TypeVar, cast

from django.db.models import Q, QuerySet

from maillage.site.accounts.rights import Act, Reach, Record, reach_of

NOTHING = Q(pk__in=[])
EVERYTHING = ~NOTHING


@dataclass(frozen=True)
class Scope:
    """How far somebody goes with one kind of row and one act.

    Codes of the regions and intercommunalities they answer for, keys of the organisations whose rows are theirs by a
    role there, whether their own rows are, and whether all are.
    """

    user_id: int | None = None
    regions: frozenset[str] = frozenset()
    intercommunalities: frozenset[str] = frozenset()
    organisations: frozenset[int] = frozenset()
    themselves: bool = False
    everywhere: bool = False

    def in_territory(self, commune: str = "") -> Q:
        """Rows whose ``commune`` (path of the foreign key, empty for Commune itself) lies in the territory."""
        prefix = f"{commune}__" if commune else ""
        return self.in_regions(f"{prefix}department__region") | self.in_intercommunalities(f"{prefix}intercommunality")

    def in_regions(self, region: str) -> Q:
        """Rows whose ``region`` is one they answer for."""
        return EVERYTHING if self.everywhere else _among(region, self.regions)

    def in_intercommunalities(self, intercommunality: str) -> Q:
        """Rows whose ``intercommunality`` is one they answer for."""
        return EVERYTHING if self.everywhere else _among(intercommunality, self.intercommunalities)

    def hosted(self, organisation: str) -> Q:
        """Rows whose ``organisation`` is one of theirs."""
        return _among(organisation, self.organisations)

    def own(self, user: str) -> Q:
        """Rows whose ``user`` they are."""
        return Q(**{user: self.user_id}) if self.themselves else NOTHING


def _among(path: str, values: Iterable[Any]) -> Q:
    found = sorted(values)
    return Q(**{f"{path}__in": found}) if found else NOTHING


@dataclass(frozen=True)
class Grant:
    """A role in an organisation, with the territory which that organisation answers for."""

    role: str
    organisation: int
    regions: frozenset[str] = frozenset()
    intercommunalities: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Grants:
    """The roles a user holds. Without an account, or with a closed one: none, and nothing."""

    user_id: int | None = None
    held: tuple[Grant, ...] = ()

    @property
    def roles(self) -> frozenset[str]:
        """Codes of the roles."""
        return frozenset(grant.role for grant in self.held)

    def may(self, record: Record, act: Act = Act.READ, reach: Reach | None = None) -> bool:
        """Whether some role allows ``act`` on a kind of row, as far as ``reach`` where one is given."""
        return any(_enough(found, reach) for _, found in self._reaching(record, act))

    def scope(self, record: Record, act: Act = Act.READ, reach: Reach | None = None) -> Scope:
        """How far all roles together go; with ``reach``, how far that reach alone does.

        A role counts in its own organisation: to be an analyst of a region gives a coordinator of a part of it nothing
        to change elsewhere.
        """
        reaching = [(grant, found) for grant, found in self._reaching(record, act) if _enough(found, reach)]
        territorial = [grant for grant, found in reaching if found is Reach.TERRITORY]
        return Scope(
            user_id=self.user_id,
            regions=frozenset(code for grant in territorial for code in grant.regions),
            intercommunalities=frozenset(code for grant in territorial for code in grant.intercommunalities),
            organisations=frozenset(grant.organisation for grant, found in reaching if found is Reach.ORGANISATION),
            themselves=any(found is Reach.OWN for _, found in reaching),
            everywhere=any(found is Reach.EVERYTHING for _, found in reaching),
        )

    def _reaching(self, record: Record, act: Act) -> list[tuple[Grant, Reach]]:
        found = ((grant, reach_of(grant.role, record, act)) for grant in self.held)
        return [(grant, reach) for grant, reach in found if reach is not None]


def _enough(found: Reach, asked: Reach | None) -> bool:
    """Whether a right goes as far as asked; everything includes every territory."""
    return asked in (None, found) or (asked is Reach.TERRITORY and found is Reach.EVERYTHING)


NOBODY = Grants()


Queries = TypeVar("Queries", bound=QuerySet[Any, Any])


def manager_of(queryset: type[Queries]) -> Queries:
    """A manager with the methods of ``queryset``; typed as one, since Django copies them when the class is made."""
    return cast(Queries, queryset.as_manager())


class ScopedQuerySet:
    """Mixin of a queryset of one kind of row."""

    record: ClassVar[Record]

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Rows inside ``scope``."""
        raise NotImplementedError

    def visible_to(self, user: Any, reach: Reach | None = None) -> Self:
        """Rows the user may read; none for somebody not signed in. With ``reach``, those that it alone gives."""
        return self._within(user, Act.READ, reach)

    def changeable_by(self, user: Any, reach: Reach | None = None) -> Self:
        """Rows the user may change."""
        return self._within(user, Act.CHANGE, reach)

    def _within(self, user: Any, act: Act, reach: Reach | None) -> Self:
        grants: Grants = getattr(user, "grants", NOBODY)
        return self.filter(self.scope_rule(grants.scope(self.record, act, reach)))  # type: ignore[attr-defined]
