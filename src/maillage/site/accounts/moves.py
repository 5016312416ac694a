"""A role passes from one organisation to another from a day on: the person keeps the account, its days and its money.

What the organisation opens (its places, its territory) is lost with it; what belongs to the person stays.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from maillage.site.accounts import messages
from maillage.site.accounts.charge import Charge, charge_of
from maillage.site.accounts.models import Membership, MembershipMove, Organisation, User
from maillage.site.accounts.roles import ROLES
from maillage.site.history import authored_by
from maillage.site.locks import in_transaction
from maillage.site.refusals import AlreadyDone, InvalidField, NotAllowed, Refused


def organisations_for(membership: Membership, charge: Charge) -> list[Organisation]:
    """Return the organisations of a charge to which a role may pass, by name."""
    rows = charge.organisations().filter(kind__in=ROLES[membership.role].kinds)
    return list(rows.exclude(pk=membership.organisation_id).order_by("name"))


@in_transaction
def move_role(membership: Membership, to: Organisation, day: date, by: User) -> bool:
    """Let a role pass to another organisation from ``day`` on; return whether it has passed already.

    A later call replaces the day and the organisation until then. Raises ``NotAllowed`` if one of the organisations is
    out of charge, ``Refused`` for one's own role, ``InvalidField`` for a day that is over or an organisation that does
    not give the role.
    """
    charge = charge_of(by)
    if membership.organisation_id not in charge.keys or to.pk not in charge.keys:
        raise NotAllowed("Ces organisations ne relèvent pas toutes deux de votre compte.")
    row = Membership.objects.select_for_update().filter(pk=membership.pk).first()
    if row is None:
        raise AlreadyDone("Ce rôle est retiré.")
    if row.user_id == by.pk:
        raise Refused("Demandez à une autre personne de la coordination de changer votre propre organisation.")
    if to.pk == row.organisation_id or to.kind not in ROLES[row.role].kinds:
        raise InvalidField("to", "Choisissez une autre organisation qui donne ce rôle.")
    if day < timezone.localdate():
        raise InvalidField("day", "Ce jour est passé\u00a0: donnez aujourd’hui ou un jour à venir.")
    with authored_by(by):
        move, _ = MembershipMove.objects.update_or_create(
            membership=row, defaults={"to": to, "day": day, "decided_by": by}
        )
        messages.role_moves(move)
        return _carry_out(move, timezone.localdate())


@in_transaction
def keep_role(membership: Membership, by: User) -> None:
    """Leave a role where it is: the move that was planned is deleted. Raises ``NotAllowed``, ``AlreadyDone``."""
    if membership.organisation_id not in charge_of(by).keys:
        raise NotAllowed("Ce rôle ne relève pas de votre compte.")
    with authored_by(by):
        if not MembershipMove.objects.filter(membership=membership).delete()[0]:
            raise AlreadyDone("Aucun changement n’est prévu\u00a0: il est fait, ou annulé.")
    messages.role_stays(membership)


def carry_out(now: datetime) -> int:
    """Carry out the moves whose day has come; return how many.

    As with an invitation, the word of who is no longer in charge does not count: such a move waits until somebody else
    confirms it.
    """
    due = MembershipMove.objects.filter(day__lte=timezone.localdate(now)).select_related("membership", "decided_by")
    return sum(_carry_out_due(move, timezone.localdate(now)) for move in due)


@in_transaction
def _carry_out_due(move: MembershipMove, today: date) -> bool:
    row = (
        MembershipMove.objects.select_for_update(of=("self",))
        .select_related("membership", "decided_by")
        .filter(pk=move.pk)
    )
    found = row.first()
    if found is None or not waits_only_for_its_day(found):
        return False
    with authored_by(found.decided_by):
        return _carry_out(found, today)


def waits_only_for_its_day(move: MembershipMove) -> bool:
    """Return whether who decided a move is still in charge of both organisations."""
    if move.decided_by is None:
        return False
    return {move.membership.organisation_id, move.to_id} <= charge_of(move.decided_by).keys


def _carry_out(move: MembershipMove, today: date) -> bool:
    """Let the role pass if its day has come; who has the role there already keeps that one."""
    if move.day > today:
        return False
    row = move.membership
    move.delete()
    if Membership.objects.filter(user=row.user_id, organisation=move.to_id, role=row.role).exists():
        row.delete()
    else:
        row.organisation_id = move.to_id
        row.save(update_fields=["organisation"])
    return True
