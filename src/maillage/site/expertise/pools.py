"""Groups of readers: opened by the head of a pathway, composed of the experts of the hospital."""

from __future__ import annotations

from django.db.models import QuerySet

from maillage.site.accounts import roles
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.expertise.models import PoolReader, ReaderPool
from maillage.site.expertise.pathways import pathways
from maillage.site.history import authored_by
from maillage.site.locks import in_transaction
from maillage.site.refusals import InvalidField, NotAllowed


def organisations_of(user: User) -> QuerySet[Organisation]:
    """Return the hospitals whose pools this user composes."""
    scope = user.grants.scope(Record.READER_POOL, Act.CHANGE, Reach.ORGANISATION)
    return Organisation.objects.filter(pk__in=scope.organisations)


def experts_of(organisation: Organisation) -> QuerySet[User]:
    """Return who may read for a hospital: its members with the role."""
    return User.objects.filter(
        memberships__organisation=organisation, memberships__role=roles.EXPERT.code, is_active=True
    ).distinct()


@in_transaction
def create_pool(organisation: Organisation, pathway: str, by: User | None = None) -> ReaderPool:
    """Open a pool; the same one if it exists. ``by`` is None for the command line."""
    if by is not None and not organisations_of(by).filter(pk=organisation.pk).exists():
        raise NotAllowed("Cet établissement ne relève pas de votre compte.")
    if pathway not in pathways():
        raise InvalidField("pathway", "Choisissez la filière.")
    with authored_by(by):
        return ReaderPool.objects.get_or_create(organisation=organisation, pathway=pathway)[0]


@in_transaction
def open_pool(pool: ReaderPool, by: User, *, is_open: bool) -> None:
    """Let a pool receive requests, or no more; those it has stay."""
    _check(pool, by)
    with authored_by(by):
        row = ReaderPool.objects.select_for_update().get(pk=pool.pk)
        row.is_open = is_open
        row.save(update_fields=["is_open"])


@in_transaction
def add_reader(pool: ReaderPool, user: User, by: User | None = None) -> PoolReader:
    """Add an expert of the hospital to a pool. ``by`` is None for the command line."""
    if by is not None:
        _check(pool, by)
    if not experts_of(pool.organisation).filter(pk=user.pk).exists():
        raise InvalidField("reader", "Cette personne n’a pas le rôle d’expert dans cet établissement.")
    with authored_by(by):
        return PoolReader.objects.get_or_create(pool=pool, user=user)[0]


@in_transaction
def remove_reader(reader: PoolReader, by: User) -> None:
    """Take a reader out of a pool; what they hold stays theirs."""
    _check(reader.pool, by)
    with authored_by(by):
        reader.delete()


@in_transaction
def set_present(user: User, *, is_present: bool) -> int:
    """Note that a reader is there or away, in all of their pools; return in how many."""
    with authored_by(user):
        rows = list(PoolReader.objects.select_for_update().filter(user=user))
        for row in rows:
            row.is_present = is_present
            row.save(update_fields=["is_present"])
    return len(rows)


def _check(pool: ReaderPool, by: User) -> None:
    if not ReaderPool.objects.changeable_by(by).filter(pk=pool.pk).exists():
        raise NotAllowed("Ce groupe ne relève pas de votre compte.")
