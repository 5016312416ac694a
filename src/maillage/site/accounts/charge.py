"""Which organisations a coordinator may give roles in: those that open nothing the coordinator does not answer for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import Model, Q, QuerySet

from maillage.site.accounts.models import Invitation, Membership, Organisation, User
from maillage.site.geography.models import Commune

Role, Kind = Membership.Role, Organisation.Kind
ROLES: dict[str, tuple[str, ...]] = {
    Kind.AGENCY: (Role.COORDINATOR, Role.ANALYST, Role.DOCTOR),
    Kind.COORDINATION: (Role.COORDINATOR, Role.ANALYST, Role.DOCTOR, Role.HOST),
    Kind.ESTABLISHMENT: (Role.HOST, Role.DOCTOR),
    Kind.COMMUNE: (Role.HOST, Role.DOCTOR),
    Kind.PRACTICE: (Role.HOST, Role.DOCTOR),
}
"""Roles that each kind of organisation can give; those that open a territory are for agencies and coordinations."""


@dataclass(frozen=True)
class Charge:
    """Organisations, by key, in which somebody may give roles, and the codes of the territory they coordinate.

    Read anew for every request and every change.
    """

    keys: frozenset[int] = frozenset()
    regions: frozenset[str] = frozenset()
    intercommunalities: frozenset[str] = frozenset()

    def lies_here(self, commune: str) -> Q:
        """Rows whose ``commune`` (a path of field names, empty for communes themselves) lies in the territory."""
        prefix = f"{commune}__" if commune else ""
        inside = Q(**{f"{prefix}department__region__in": self.regions})
        return inside | Q(**{f"{prefix}intercommunality__in": self.intercommunalities})

    def organisations(self) -> QuerySet[Organisation]:
        """The organisations themselves."""
        return Organisation.objects.filter(pk__in=self.keys)

    def memberships(self) -> QuerySet[Membership]:
        """Roles that may be taken away."""
        return Membership.objects.filter(organisation__in=self.keys)

    def invitations(self) -> QuerySet[Invitation]:
        """Invitations to these organisations that wait for an answer."""
        return Invitation.objects.filter(organisation__in=self.keys, accepted_at=None, withdrawn_at=None)

    def accounts(self) -> QuerySet[User]:
        """Accounts with a role in one of these organisations."""
        return User.objects.filter(pk__in=self.memberships().values("user"))

    def has_whole(self, account: User) -> bool:
        """Whether all that an account opens lies here, so that it may be closed, or its password replaced.

        That is every role, and for a doctor the place of practice.
        """
        theirs = set(account.memberships.values_list("organisation", flat=True))
        person = getattr(account, "professional", None)
        home = person is None or Commune.objects.filter(self.lies_here(""), pk=person.home_id).exists()
        return bool(theirs) and theirs <= self.keys and home


def charge_of(user: User) -> Charge:
    """Organisations the user coordinates, and those whose territory and places all lie in the territory of these.

    Being an analyst elsewhere gives no say there. An organisation tied to no territory and no place, or to one that
    lies partly outside, belongs to nobody here: its accounts are made from the command line. Seven quick queries: in
    one, the database would have to guess how much of France each part of it holds.
    """
    own = set(user.memberships.filter(role=Role.COORDINATOR).values_list("organisation", flat=True))
    if not own or not user.is_active:
        return Charge()
    regions = _pairs(Organisation.regions.through, "region")
    groupings = _pairs(Organisation.intercommunalities.through, "intercommunality")
    territory = Charge(frozenset(own), _mine(regions, own), _mine(groupings, own))
    here = territory.lies_here("")
    ties = [
        *((key, code in territory.regions) for key, code in regions),
        *_tied_groupings(groupings, territory.intercommunalities, here),
        *_tied_places(here),
    ]
    inside, outside = {key for key, lies in ties if lies}, {key for key, lies in ties if not lies}
    return replace(territory, keys=territory.keys | inside - outside)


Pairs = set[tuple[int, str]]


def _pairs(table: type[Model], column: str) -> Pairs:
    return set(table._default_manager.values_list("organisation", column))


def _mine(pairs: Pairs, own: set[int]) -> frozenset[str]:
    return frozenset(code for key, code in pairs if key in own)


def _tied_groupings(pairs: Pairs, mine: frozenset[str], here: Q) -> list[tuple[int, bool]]:
    """Whether each intercommunality of an organisation is the user's own, or has communes and all of them ``here``."""
    communes = Commune.objects.filter(intercommunality__in={code for _, code in pairs})
    some = set(communes.filter(here).values_list("intercommunality", flat=True))
    stray = set(communes.exclude(here).values_list("intercommunality", flat=True))
    return [(key, code in mine or (code in some and code not in stray)) for key, code in pairs]


def _tied_places(here: Q) -> list[tuple[int, bool]]:
    """Whether each place of an organisation lies ``here``."""
    from maillage.site.directory.models import Place

    communes = Commune.objects.filter(pk__in=Place.objects.values("commune"))
    lie = set(communes.filter(here).values_list("pk", flat=True))
    return [(key, code in lie) for key, code in Place.objects.values_list("organisation", "commune")]
