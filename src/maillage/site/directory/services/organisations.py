"""Organisations: creating them, and which of them somebody may name."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, cast

from django.db.models import Q, QuerySet

from maillage.site.accounts.charge import SITE_WIDE, charge_of
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Act, Reach, Record, roles_reaching
from maillage.site.accounts.roles import DEPARTMENTAL, TERRITORIAL
from maillage.site.directory.services.checks import clean, may_enter, one_line, refuse_duplicates
from maillage.site.geography.models import Department
from maillage.site.history import authored_by
from maillage.site.locks import in_transaction
from maillage.site.refusals import InvalidField, NotAllowed

OF_THE_SITE = SITE_WIDE | TERRITORIAL
"""Kinds of organisation with a territory or rights on the whole site: only the command line creates them."""
WITHOUT_DEPARTMENT = "Choisissez les départements dont elle répond\u00a0: elle ne verrait rien sans eux."


@in_transaction
def create_organisation(
    name: str,
    kind: str,
    *,
    regions: Iterable[str] = (),
    intercommunalities: Iterable[str] = (),
    departments: Iterable[str] = (),
    by: User | None = None,
) -> Organisation:
    """Create an organisation; its territory is given as codes.

    Who coordinates a region gives departments of it to the kinds that answer for departments (``DEPARTMENTAL``); only
    the command line gives another territory. Raises ``Refused`` for a missing or taken name, an unknown kind, or
    departments where there should be none or some.
    """
    regions, intercommunalities, departments = list(regions), list(intercommunalities), list(departments)
    may_enter(Record.PLACE, by)
    if by is not None and (regions or intercommunalities):
        raise NotAllowed("Un territoire ne se donne que depuis la ligne de commande.")
    _check_departments(kind, departments, by)
    made = Organisation(
        name=one_line(name, "name", "Donnez le nom de l’organisation."), kind=kind, registered_by=registrar(by)
    )
    with authored_by(by):
        clean(made, leave_out=("registered_by",))
        refuse_duplicates(Organisation, "name", [made.name])
        made.save()
        made.regions.set(cast(Any, regions))  # keys are codes, but the type stubs expect integers
        made.intercommunalities.set(cast(Any, intercommunalities))
        made.departments.set(cast(Any, departments))
    return made


def departments_given_by(user: User) -> QuerySet[Department]:
    """Return the departments that ``user`` may give to an organisation: those of the regions that they coordinate."""
    scope = user.grants.scope(Record.PLACE, Act.CHANGE)
    return Department.objects.filter(scope.in_regions("region"))


def _check_departments(kind: str, departments: list[str], by: User | None) -> None:
    if departments and kind not in DEPARTMENTAL:
        raise InvalidField("departments", "Seuls un conseil de l’Ordre et une caisse répondent de départements.")
    if by is None:
        return
    if kind in DEPARTMENTAL and not departments:
        raise InvalidField("departments", WITHOUT_DEPARTMENT)
    if departments_given_by(by).filter(pk__in=departments).count() < len(set(departments)):
        raise NotAllowed("Ces départements ne sont pas tous de votre région.")


def usable_organisations(user: User) -> QuerySet[Organisation]:
    """Return organisations that ``user`` may name as keeper of a place, owner of a thing or party to a programme.

    These are those in the user's charge, and those that give no rights yet: registered by nobody, without territory,
    place, thing, member or invitation, and of a kind that has no territory.
    """
    free = Organisation.objects.exclude(kind__in=OF_THE_SITE).filter(
        registered_by=None,
        regions=None,
        intercommunalities=None,
        departments=None,
        places=None,
        resources=None,
        memberships=None,
        invitations=None,
    )
    mine = charge_of(user).keys
    return Organisation.objects.filter(Q(pk__in=mine) | Q(pk__in=free.values("pk")))


def may_keep(organisations: Collection[Organisation], by: User | None) -> None:
    """Raise ``NotAllowed`` if ``by`` may not name one of these as keeper or owner."""
    keys = {one.pk for one in organisations}
    if by is not None and usable_organisations(by).filter(pk__in=keys).count() < len(keys):
        raise NotAllowed("Cette organisation n’est pas de votre territoire.")


def registrar(by: User | None) -> Organisation | None:
    """Return the coordination in whose name ``by`` registers an organisation; None for the command line."""
    if by is None:
        return None
    coordinating = roles_reaching(Record.PLACE, Act.CHANGE, Reach.TERRITORY)
    return Organisation.objects.filter(memberships__user=by, memberships__role__in=coordinating).order_by("pk").first()


def take_up(owner: Organisation, by: User | None) -> None:
    """Let an organisation that nobody registered be in the charge of who gives it its first thing."""
    if by is not None and owner.registered_by_id is None and owner.pk not in charge_of(by).keys:
        owner.registered_by = registrar(by)
        owner.save(update_fields=["registered_by"])
