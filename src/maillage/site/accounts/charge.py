"""The organisations whose accounts and roles a user may manage: those that lie entirely in the user's territory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.db.models import Model, Q, QuerySet, Value

from maillage.site.accounts.models import Invitation, Membership, Organisation, User
from maillage.site.accounts.questions import directory
from maillage.site.accounts.rights import RIGHTS, Act, Reach, Record, roles_reaching
from maillage.site.accounts.roles import ROLES
from maillage.site.accounts.scope import Scope
from maillage.site.geography.models import Commune

SITE_WIDE = frozenset(
    kind
    for code, rights in RIGHTS.items()
    if any(Reach.EVERYTHING in (right.read, right.change) for right in rights.values())
    for kind in ROLES[code].kinds
)
"""Kinds of organisation with a role that opens the whole site; they are never part of one territory."""


@dataclass(frozen=True)
class Charge:
    """The organisations (keys) in which a user may give roles or read accounts, and the user's territory.

    Computed anew for every request and every change.
    """

    keys: frozenset[int] = frozenset()
    territory: Scope = field(default_factory=Scope)

    def lies_here(self, commune: str) -> Q:
        """Return the condition that a row's commune lies in the territory.

        ``commune`` is the path of field names from the row to its commune, empty for communes themselves.
        """
        return self.territory.in_territory(commune)

    def holds(self, commune: str) -> bool:
        """Return whether a commune lies in the territory."""
        return Commune.objects.filter(self.lies_here(""), pk=commune).exists()

    def organisations(self) -> QuerySet[Organisation]:
        """Return the organisations as a queryset."""
        return Organisation.objects.filter(pk__in=self.keys)

    def memberships(self) -> QuerySet[Membership]:
        """Return the memberships that may be taken away."""
        return Membership.objects.filter(organisation__in=self.keys)

    def invitations(self) -> QuerySet[Invitation]:
        """Return the invitations to these organisations that wait for an answer."""
        return Invitation.objects.filter(organisation__in=self.keys, accepted_at=None, withdrawn_at=None)

    def accounts(self) -> QuerySet[User]:
        """Return the accounts with a role in one of these organisations; all accounts if the right is for the site."""
        return (
            User.objects.all()
            if self.territory.everywhere
            else User.objects.filter(pk__in=self.memberships().values("user"))
        )

    def has_whole(self, account: User) -> bool:
        """Return whether every role of an account lies in this charge: it may then be closed or its password replaced.

        For a professional, the place of practice must lie in the territory too.
        """
        if self.territory.everywhere:
            return True
        theirs = set(account.memberships.values_list("organisation", flat=True))
        entry = directory().entry_of(account)
        return bool(theirs) and theirs <= self.keys and (entry is None or self.holds(entry.commune))


def charge_of(user: User, act: Act = Act.CHANGE) -> Charge:
    """Return the organisations in which the user's roles allow ``act`` on accounts.

    These are the organisations that give the user such a role, and those whose regions, departments, intercommunalities
    and places (of today or before) all lie in the territory of these; also those that one of these registered, while
    nothing of them lies elsewhere. A role without this right adds nothing: an analyst elsewhere manages nothing there.

    Three kinds of organisation are in nobody's charge: those that the command line created without territory or place,
    those that lie partly outside, and those with a role that opens the whole site. Their accounts are created from the
    command line or by an administrator.

    Runs seven small queries: as one query, the database estimates the number of rows badly and chooses a slow plan.
    """
    if not user.is_active:
        return Charge()
    held = set(user.memberships.values_list("organisation", "role"))
    if {role for _, role in held} & roles_reaching(Record.ACCOUNT, act, Reach.EVERYTHING):
        return Charge(frozenset(Organisation.objects.values_list("pk", flat=True)), Scope(everywhere=True))
    coordinating = roles_reaching(Record.ACCOUNT, act, Reach.TERRITORY)
    own = frozenset(organisation for organisation, role in held if role in coordinating)
    return _with_those_inside(own) if own else Charge()


def _with_those_inside(own: frozenset[int]) -> Charge:
    regions, groupings, around = _territories()
    charge = Charge(own, Scope(regions=_mine(regions, own), intercommunalities=_mine(groupings, own)))
    here = charge.lies_here("")
    ties = [
        *((key, code in charge.territory.regions) for key, code in regions | around),
        *_tied_groupings(groupings, charge.territory.intercommunalities, here),
        *_tied_places(here),
    ]
    inside, outside = {key for key, lies in ties if lies}, {key for key, lies in ties if not lies}
    others = Organisation.objects.filter(Q(kind__in=SITE_WIDE) | Q(registered_by__isnull=False))
    told = list(others.values_list("pk", "kind", "registered_by"))
    outside |= {key for key, kind, _ in told if kind in SITE_WIDE}
    known = own | inside - outside
    return replace(charge, keys=known | {key for key, _, by in told if by in known} - outside)


Pairs = set[tuple[int, str]]
TERRITORIES: tuple[tuple[type[Model], str], ...] = (
    (Organisation.regions.through, "region"),
    (Organisation.intercommunalities.through, "intercommunality"),
    (Organisation.departments.through, "department__region"),
)


def _territories() -> tuple[Pairs, Pairs, Pairs]:
    """Return the regions, the intercommunalities and the regions of the departments of organisations (one query)."""
    found: tuple[Pairs, Pairs, Pairs] = set(), set(), set()
    first, *others = (
        table._default_manager.values_list("organisation", column, Value(kind))
        for kind, (table, column) in enumerate(TERRITORIES)
    )
    for key, code, kind in first.union(*others, all=True):
        found[kind].add((key, code))
    return found


def _mine(pairs: Pairs, own: frozenset[int]) -> frozenset[str]:
    return frozenset(code for key, code in pairs if key in own)


def _tied_groupings(pairs: Pairs, mine: frozenset[str], here: Q) -> list[tuple[int, bool]]:
    """For each intercommunality of an organisation, return whether it is the user's own or lies ``here`` entirely."""
    communes = Commune.objects.filter(intercommunality__in={code for _, code in pairs})
    some = set(communes.filter(here).values_list("intercommunality", flat=True))
    stray = set(communes.exclude(here).values_list("intercommunality", flat=True))
    return [(key, code in mine or (code in some and code not in stray)) for key, code in pairs]


def _tied_places(here: Q) -> list[tuple[int, bool]]:
    """For each place of an organisation, return whether it lies ``here``."""
    places = set(directory().places())
    communes = Commune.objects.filter(pk__in={code for _, code in places})
    lie = set(communes.filter(here).values_list("pk", flat=True))
    return [(key, code in lie) for key, code in places]
