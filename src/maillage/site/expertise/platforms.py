"""Shared reading platforms: opened by the head of a pathway, joined by each hospital, for the hours of its rotas."""

from __future__ import annotations

from datetime import datetime

from django.db import DatabaseError, transaction
from django.utils import timezone

from maillage.site.accounts.models import Organisation, User
from maillage.site.expertise import notices, pools, questions
from maillage.site.expertise.models import MOST_HOURS, PlatformMember, PoolReader, ReaderPool, ReadingPlatform
from maillage.site.history import authored_by
from maillage.site.locks import constraint_of, in_transaction
from maillage.site.refusals import InvalidField, NotAllowed, WrongState

USUAL_HOURS = 24
NOT_YOURS = "Cette plateforme ne relève pas de votre compte."


@in_transaction
def create(pool: ReaderPool, name: str, by: User | None, longest_hours: int = USUAL_HOURS) -> ReadingPlatform:
    """Open a platform run by the hospital of ``pool``, which is its first member. ``by`` is None for the demonstration.

    Raises ``InvalidField`` naming what is wrong, ``NotAllowed`` for the group of another hospital.
    """
    _check_pool(pool, by)
    clean = " ".join(name.split())
    if not clean or len(clean) > 100:
        raise InvalidField("name", "Donnez un nom de 100 lettres au plus.")
    if ReadingPlatform.objects.filter(name=clean).exists():
        raise InvalidField("name", "Une autre plateforme porte déjà ce nom.")
    if not 1 <= longest_hours <= MOST_HOURS:
        raise InvalidField("longest_hours", f"Donnez un délai de 1 à {MOST_HOURS} heures.")
    with authored_by(by):
        made = ReadingPlatform.objects.create(
            name=clean, pathway=pool.pathway, organisation=pool.organisation, longest_hours=longest_hours
        )
        _join(PlatformMember.objects.create(platform=made, pool=pool))
    return made


@in_transaction
def invite(platform: ReadingPlatform, pool: ReaderPool, by: User | None) -> PlatformMember:
    """Invite the group of another hospital; its head of pathway decides. Inviting twice changes nothing."""
    _check_runs(platform, by)
    if pool not in invitable(platform):
        raise InvalidField("pool", "Choisissez un groupe de cette filière, d’un autre hôpital.")
    with authored_by(by):
        member, new = PlatformMember.objects.get_or_create(platform=platform, pool=pool)
        if new:
            notices.invited(member)
        return member


def invitable(platform: ReadingPlatform) -> list[ReaderPool]:
    """Return the groups of the pathway that are not in a platform, nor invited to this one."""
    known = PlatformMember.objects.filter(platform=platform) | PlatformMember.objects.filter(joined_at__isnull=False)
    rows = ReaderPool.objects.filter(pathway=platform.pathway).exclude(pk__in=known.values("pool"))
    return list(rows.select_related("organisation").order_by("organisation__name"))


@in_transaction
def join(member: PlatformMember, by: User | None) -> PlatformMember:
    """Join a platform, for the hospital of the group that was invited: its requests are shared from now on.

    Raises ``NotAllowed`` for somebody of another hospital, ``WrongState`` for a group that is in a platform.
    """
    _check_pool(member.pool, by)
    row = PlatformMember.objects.select_for_update().get(pk=member.pk)
    if row.joined_at is not None:
        raise WrongState("Votre hôpital est déjà dans cette plateforme.")
    with authored_by(by):
        return _join(row)


@in_transaction
def leave(member: PlatformMember, by: User | None) -> None:
    """Take a group out of a platform, or decline the invitation; past readings and their money stay.

    The hospital of the group may, and who runs the platform. Raises ``WrongState`` for the hospital that runs it.
    """
    if not _may(member.pool, by):
        _check_runs(member.platform, by)
    if member.pool.organisation_id == member.platform.organisation_id:
        raise WrongState("L’hôpital qui anime la plateforme ne la quitte pas.")
    with authored_by(by):
        PlatformMember.objects.filter(pk=member.pk).delete()


def members_of(platform: ReadingPlatform) -> list[PlatformMember]:
    """Return the members that have joined, by name of their hospital (one query)."""
    rows = PlatformMember.objects.filter(platform=platform, joined_at__isnull=False)
    return list(rows.select_related("pool__organisation").order_by("pool__organisation__name"))


def readers_of(platform: ReadingPlatform) -> dict[int, Organisation]:
    """Return the hospital of each reader (key of the user) of the members; the first by name for one in two (a query).

    Every count and every sum by hospital asks here where somebody reads.
    """
    pools_in = PlatformMember.objects.filter(platform=platform, joined_at__isnull=False).values("pool")
    rows = PoolReader.objects.filter(pool__in=pools_in, user__is_active=True).select_related("pool__organisation")
    found: dict[int, Organisation] = {}
    for one in rows.order_by("pool__organisation__name", "pk"):
        found.setdefault(one.user_id, one.pool.organisation)
    return found


def platform_of(pool: ReaderPool) -> ReadingPlatform | None:
    """Return the platform that a group has joined (one query)."""
    member = PlatformMember.objects.filter(pool=pool, joined_at__isnull=False).select_related("platform").first()
    return member.platform if member is not None else None


def on_duty(platform: ReadingPlatform, at: datetime) -> list[int]:
    """Return the readers (keys of users) of the members who are on duty for a platform by a rota at a moment."""
    duty = questions.readers_on_duty(platform.pk, at)
    return [one for one in readers_of(platform) if one in duty] if duty else []


def _join(member: PlatformMember) -> PlatformMember:
    member.joined_at = timezone.now()
    try:
        with transaction.atomic():
            member.save(update_fields=["joined_at"])
    except DatabaseError as error:
        if constraint_of(error) != "pool_joins_one_platform":
            raise
        raise WrongState("Ce groupe est déjà dans une autre plateforme\u00a0: quittez-la d’abord.") from error
    return member


def _may(pool: ReaderPool, by: User | None) -> bool:
    return by is None or ReaderPool.objects.changeable_by(by).filter(pk=pool.pk).exists()


def _check_pool(pool: ReaderPool, by: User | None) -> None:
    if not _may(pool, by):
        raise NotAllowed("Ce groupe ne relève pas de votre compte.")


def _check_runs(platform: ReadingPlatform, by: User | None) -> None:
    """Raise ``NotAllowed`` unless ``by`` is of the hospital that runs the platform: a member reads it, no more."""
    if by is not None and platform.organisation_id not in {one.pk for one in pools.organisations_of(by)}:
        raise NotAllowed(NOT_YOURS)
