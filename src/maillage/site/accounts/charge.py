"""Which organisations a coordinator may give roles in: those that open nothing the coordinator does not answer for."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from maillage.site.accounts.models import Invitation, Membership, Organisation, User
from maillage.site.geography.models import Commune, Intercommunality

Role, Kind = Membership.Role, Organisation.Kind
ROLES: dict[str, tuple[str, ...]] = {
    Kind.AGENCY: (Role.COORDINATOR, Role.ANALYST, Role.DOCTOR),
    Kind.COORDINATION: (Role.COORDINATOR, Role.ANALYST, Role.DOCTOR, Role.HOST),
    Kind.ESTABLISHMENT: (Role.HOST, Role.DOCTOR),
    Kind.COMMUNE: (Role.HOST, Role.DOCTOR),
    Kind.PRACTICE: (Role.HOST, Role.DOCTOR),
}
"""Roles that each kind of organisation can give; those that open a territory are for agencies and coordinations."""


def organisations_of(user: User) -> QuerySet[Organisation]:
    """Organisations the user coordinates, and those whose territory and places all lie in the territory of these.

    Being an analyst elsewhere gives no say there. An organisation tied to no territory and no place, or to one that
    lies partly outside, belongs to nobody here: its accounts are made from the command line.
    """
    from maillage.site.directory.models import Place

    own = user.memberships.filter(role=Role.COORDINATOR).values("organisation") if user.is_active else None
    if own is None:
        return Organisation.objects.none()
    regions = Organisation.regions.through.objects.filter(organisation__in=own).values("region")
    groupings = Organisation.intercommunalities.through.objects.filter(organisation__in=own).values("intercommunality")
    communes = Commune.objects.filter(Q(department__region__in=regions) | Q(intercommunality__in=groupings))
    strangers = Commune.objects.exclude(pk__in=communes.values("pk")).filter(intercommunality=OuterRef("pk"))
    inside = Intercommunality.objects.filter(
        Q(pk__in=groupings) | Exists(communes.filter(intercommunality=OuterRef("pk"))) & ~Exists(strangers)
    )
    mine = {"organisation": OuterRef("pk")}
    ties = (
        (Organisation.regions.through.objects.filter(**mine), Q(region__in=regions)),
        (Organisation.intercommunalities.through.objects.filter(**mine), Q(intercommunality__in=inside.values("pk"))),
        (Place.objects.filter(**mine), Q(commune__in=communes.values("pk"))),
    )
    some, none_outside = Q(), Q()
    for rows, rule in ties:
        some |= Q(Exists(rows.filter(rule)))
        none_outside &= ~Q(Exists(rows.exclude(rule)))
    return Organisation.objects.filter(Q(pk__in=own) | some & none_outside)


def memberships_of(user: User) -> QuerySet[Membership]:
    """Roles the user may take away."""
    return Membership.objects.filter(organisation__in=organisations_of(user).values("pk"))


def invitations_of(user: User) -> QuerySet[Invitation]:
    """Invitations to these organisations that wait for an answer."""
    rows = Invitation.objects.filter(accepted_at=None, withdrawn_at=None)
    return rows.filter(organisation__in=organisations_of(user).values("pk"))


def accounts_of(user: User) -> QuerySet[User]:
    """Accounts with a role in one of these organisations."""
    return User.objects.filter(pk__in=memberships_of(user).values("user"))


def wholly_in_charge(user: User, of: User) -> bool:
    """Whether every role of an account lies in these organisations, so that the whole account may be closed."""
    roles = of.memberships.all()
    mine = organisations_of(user).values("pk")
    return roles.exists() and not roles.exclude(organisation__in=mine).exists()
