"""Organisations: creating them, and which of them somebody may name."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, cast

from django.db.models import Q, QuerySet

from maillage.site.accounts.charge import SITE_WIDE, charge_of
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Record
from maillage.site.accounts.roles import TERRITORIAL
from maillage.site.directory.services.checks import clean, may_enter, one_line, refuse_duplicates
from maillage.site.history import authored_by
from maillage.site.locks import in_transaction
from maillage.site.refusals import NotAllowed

OF_THE_SITE = SITE_WIDE | TERRITORIAL
"""Kinds of organisation with a territory or rights on the whole site: only the command line creates them."""


@in_transaction
def create_organisation(
    name: str,
    kind: str,
    *,
    regions: Iterable[str] = (),
    intercommunalities: Iterable[str] = (),
    by: User | None = None,
) -> Organisation:
    """Create an organisation; only the command line gives it a territory, as codes.

    Raises ``Refused`` for a missing or taken name or an unknown kind.
    """
    regions, intercommunalities = list(regions), list(intercommunalities)
    may_enter(Record.PLACE, by)
    if by is not None and (regions or intercommunalities):
        raise NotAllowed("Un territoire ne se donne que depuis la ligne de commande.")
    made = Organisation(name=one_line(name, "name", "Donnez le nom de l’organisation."), kind=kind)
    with authored_by(by):
        clean(made)
        refuse_duplicates(Organisation, "name", [made.name])
        made.save()
        made.regions.set(cast(Any, regions))  # keys are codes, but the type stubs expect integers
        made.intercommunalities.set(cast(Any, intercommunalities))
    return made


def usable_organisations(user: User) -> QuerySet[Organisation]:
    """Return organisations that ``user`` may name as keeper of a place, owner of a thing or party to a programme.

    These are those in the user's charge, and those that give no rights yet: without territory, place, thing, member or
    invitation, and of a kind that has no territory.
    """
    free = Organisation.objects.exclude(kind__in=OF_THE_SITE).filter(
        regions=None, intercommunalities=None, places=None, resources=None, memberships=None, invitations=None
    )
    mine = charge_of(user).keys
    return Organisation.objects.filter(Q(pk__in=mine) | Q(pk__in=free.values("pk")))


def may_keep(organisations: Collection[Organisation], by: User | None) -> None:
    """Raise ``NotAllowed`` if ``by`` may not name one of these as keeper or owner."""
    keys = {one.pk for one in organisations}
    if by is not None and usable_organisations(by).filter(pk__in=keys).count() < len(keys):
        raise NotAllowed("Cette organisation n’est pas de votre territoire.")
