"""Give and take roles, send one-time links, close accounts; check the right to do so and record the author."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pghistory
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import transaction
from django.utils import timezone

from maillage.site.accounts import links, messages, throttle
from maillage.site.accounts.charge import charge_of
from maillage.site.accounts.models import Invitation, Membership, Organisation, PasswordLink, SignInLink, User
from maillage.site.accounts.questions import DirectoryEntry, directory, invitations_forgotten
from maillage.site.accounts.roles import ROLES
from maillage.site.history import forget_contexts
from maillage.site.locks import in_transaction
from maillage.site.refusals import AlreadyDone, NotAllowed, Refused, WrongState

USED = "Ce lien ne sert plus\u00a0: il a déjà été utilisé. Connectez-vous avec le mot de passe que vous avez choisi."
GONE = "Ce lien ne sert plus\u00a0: il a déjà été utilisé, remplacé, ou son délai est passé."
NOT_THEIRS = "Ce lien ne sert plus\u00a0: la personne qui vous a invité n’est plus en charge de cette organisation."
HAS_ACCOUNT = "Un compte existe déjà à cette adresse\u00a0: connectez-vous pour accepter l’invitation."


@dataclass(frozen=True)
class Invitee:
    """An invited person, their role and organisation; ``entry`` is the key of a directory entry if needed."""

    email: str
    first_name: str
    last_name: str
    role: str
    organisation: Organisation
    entry: int | None = None


def invitee_of(invitation: Invitation) -> Invitee:
    """Return the invitee of an invitation, to send it again."""
    entry = directory().entry_invited(invitation)
    return Invitee(
        invitation.email,
        invitation.first_name,
        invitation.last_name,
        invitation.role,
        invitation.organisation,
        None if entry is None else entry.key,
    )


@in_transaction
def invite(invitee: Invitee, by: User | None) -> tuple[Invitation, str]:
    """Offer a role and send the link; return the invitation and the link's secret, of which only a digest is stored.

    Making the same offer again replaces the link. ``by`` is None for the command line, which has every right. Raises
    ``NotAllowed`` for an organisation or a professional out of the inviter's charge. Raises ``Refused`` for a role that
    the organisation cannot give or that the person already has, and if the directory entry is missing or has an
    account.
    """
    organisation, email = invitee.organisation, User.objects.normalise(invitee.email)
    entry = None if invitee.entry is None else directory().entry(invitee.entry)
    if by is not None:
        _check_charge(by, organisation, entry)
        if throttle.INVITATION.account_is_closed(by.email):
            raise Refused("Trop d’invitations à la fois. Attendez un quart d’heure avant la suivante.")
        throttle.INVITATION.note(by.email, "")
    _check_offer(invitee, email, entry)
    token, now = links.new_token(), timezone.now()
    with _author(by):
        invitation, _ = Invitation.objects.update_or_create(
            email=email,
            organisation=organisation,
            role=invitee.role,
            accepted_at=None,
            withdrawn_at=None,
            defaults={
                "first_name": invitee.first_name.strip(),
                "last_name": invitee.last_name.strip(),
                "invited_by": by,
                "digest": links.digest_of(token),
                "made_at": now,
                "expires_at": now + links.INVITATION_LASTS,
            },
        )
        if entry is not None:
            directory().note_invited(invitation, entry)
    messages.invite(invitation, token)
    return invitation, token


def _check_charge(by: User, organisation: Organisation, entry: DirectoryEntry | None) -> None:
    charge = charge_of(by)
    if organisation.pk not in charge.keys:
        raise NotAllowed("Cette organisation ne relève pas de votre compte.")
    # The account will open the professional's days everywhere: only those in charge of the place of practice offer it.
    if entry is not None and not charge.holds(entry.commune):
        raise NotAllowed("Ce soignant exerce hors de votre territoire.")


def _check_offer(invitee: Invitee, email: str, entry: DirectoryEntry | None) -> None:
    role = ROLES.get(invitee.role)
    if role is None or invitee.organisation.kind not in role.kinds:
        raise Refused("Cette organisation ne donne pas ce rôle.")
    if Membership.objects.filter(user__email=email, organisation=invitee.organisation, role=invitee.role).exists():
        raise Refused("Cette personne a déjà ce rôle dans cette organisation.")
    if role.of_directory != (entry is not None):
        raise Refused("Un soignant s’invite avec sa fiche de l’annuaire, et lui seul.")
    if entry is not None and entry.owner is not None and entry.owner.email != email:
        raise Refused("Ce soignant a déjà un compte, à une autre adresse.")


def open_invitation(token: str) -> Invitation:
    """Return the invitation of a link. Raises ``WrongState`` if it is no longer valid, ``AlreadyDone`` if accepted.

    An offer is valid only while its author is in charge, so that a coordinator who leaves cannot come back by an
    invitation of their own.
    """
    known = Invitation.objects.select_related("organisation", "invited_by")
    invitation = known.filter(digest=links.digest_of(token)).first()
    if invitation is not None and invitation.accepted_at:
        raise AlreadyDone(USED)
    if invitation is None or invitation.withdrawn_at:
        raise WrongState(GONE)
    if invitation.expires_at <= timezone.now():
        raise WrongState(GONE)
    entry = directory().entry_invited(invitation)
    if ROLES[invitation.role].of_directory and entry is None:
        raise WrongState(GONE)
    if invitation.invited_by is not None:
        try:
            _check_charge(invitation.invited_by, invitation.organisation, entry)
        except NotAllowed as refusal:
            raise WrongState(NOT_THEIRS) from refusal
    return invitation


@in_transaction
def accept(token: str, *, password: str | None = None, user: User | None = None) -> User:
    """Accept an invitation with a new account (``password``) or with the signed-in account (``user``).

    Raises ``WrongState`` if the link is no longer valid, ``Refused`` if the address already has an account,
    ``NotAllowed`` if the invitation is for another person.
    """
    Invitation.objects.select_for_update().filter(digest=links.digest_of(token)).first()
    invitation = open_invitation(token)
    if user is None:
        if User.objects.filter(email=invitation.email).exists():
            raise Refused(HAS_ACCOUNT)
        names = {"first_name": invitation.first_name, "last_name": invitation.last_name}
        user = User.objects.create_user(invitation.email, password, **names)
    elif user.email != invitation.email:
        raise NotAllowed("Cette invitation est pour une autre personne.")
    with _author(user):
        Membership.objects.get_or_create(user=user, organisation=invitation.organisation, role=invitation.role)
        invitation.accepted_at, invitation.accepted_by = timezone.now(), user
        invitation.save(update_fields=["accepted_at", "accepted_by"])
        _give_entry(invitation, user)
    messages.invitation_is_over(invitation)
    return user


def _give_entry(invitation: Invitation, user: User) -> None:
    entry = directory().entry_invited(invitation)
    if entry is None:
        return
    own = directory().entry_of(user)
    if (own is not None and own.key != entry.key) or not directory().give_entry(entry, user):
        raise Refused("La fiche de ce soignant a déjà un compte. Demandez à votre coordination de la vérifier.")


@in_transaction
def withdraw(invitation: Invitation, by: User) -> None:
    """Withdraw an invitation: its link stops working."""
    row = charge_of(by).invitations().select_for_update(of=("self",)).filter(pk=invitation.pk).first()
    if row is None:
        raise NotAllowed("Cette invitation n’attend plus de réponse.")
    with _author(by):
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
    messages.invitation_is_over(row)


def was_answered(pk: int, by: User) -> Invitation | None:
    """Return the invitation in the charge of ``by`` if it was accepted or withdrawn."""
    known = Invitation.objects.filter(pk=pk, organisation__in=charge_of(by).keys)
    return known.exclude(accepted_at=None, withdrawn_at=None).first()


def role_was_taken(account_id: int, by: User, role_id: int | None = None) -> bool:
    """Return whether a role of an account in the charge of ``by`` was taken away; any role if ``role_id`` is None."""
    taken = apps.get_model("accounts", "MembershipEvent").objects.filter(
        pgh_label="delete", user=account_id, organisation__in=charge_of(by).keys
    )
    return (taken if role_id is None else taken.filter(pgh_obj_id=role_id)).exists()


@in_transaction
def take_role(membership: Membership, by: User) -> None:
    """Take a role away. Raises ``NotAllowed`` if out of charge, ``Refused`` for one's own."""
    if membership.organisation_id not in charge_of(by).keys:
        raise NotAllowed("Ce rôle ne relève pas de votre compte.")
    if membership.user_id == by.pk:
        raise Refused("Vous ne pouvez pas retirer votre propre rôle. Demandez à une autre personne de la coordination.")
    with _author(by):
        membership.delete()


@in_transaction
def set_active(account: User, active: bool, by: User | None) -> None:
    """Close an account and its links at once, or open it again.

    Raises ``NotAllowed`` if the account has a role out of charge, ``Refused`` for one's own account.
    """
    if by is not None:
        if account.pk == by.pk:
            raise Refused("Vous ne pouvez pas fermer votre propre compte.")
        if not charge_of(by).has_whole(account):
            raise NotAllowed(
                "Cette personne travaille aussi ailleurs\u00a0: retirez son rôle ici, sans fermer le compte."
            )
    row = User.objects.select_for_update().get(pk=account.pk)
    with _author(by):
        row.is_active = active
        row.save(update_fields=["is_active"])
        PasswordLink.objects.filter(user=row, used_at=None).delete()
        SignInLink.objects.filter(user=row, used_at=None).delete()
    messages.password_links_are_over(row)
    messages.sign_in_links_are_over(row)


@in_transaction
def new_password_link(account: User, by: User | None) -> str:
    """Send a link that sets a password to a user and return its secret. Earlier links stop working.

    Raises ``NotAllowed`` if the account is out of charge, ``Refused`` if it is closed.
    """
    if by is not None and not charge_of(by).has_whole(account):
        raise NotAllowed("Ce compte ne relève pas entièrement du vôtre.")
    if not account.is_active:
        raise Refused("Ce compte est fermé. Rouvrez-le d’abord.")
    return _make_password_link(account, by)


def _make_password_link(account: User, by: User | None) -> str:
    token, now = links.new_token(), timezone.now()
    User.objects.select_for_update().get(pk=account.pk)
    with _author(by):
        PasswordLink.objects.filter(user=account, used_at=None).delete()
        link = PasswordLink.objects.create(
            user=account,
            digest=links.digest_of(token),
            made_by=by,
            made_at=now,
            expires_at=now + links.PASSWORD_LINK_LASTS,
        )
    messages.set_password(link, token)
    return token


def ask_for_password(email: str, address: str) -> None:
    """Send a password link to ``email`` if it has an account. The caller cannot tell whether the account exists.

    Raises ``Refused`` if the network address has asked too often, whatever the account.
    """
    if throttle.FORGOTTEN.address_is_closed(address):
        raise Refused("Trop de demandes. Attendez un quart d’heure avant de recommencer.")
    closed = throttle.FORGOTTEN.account_is_closed(email)
    throttle.FORGOTTEN.note(email, address)
    account = User.objects.filter(email=User.objects.normalise(email), is_active=True).first()
    if account is not None and not closed:
        in_transaction(_make_password_link)(account, None)


def open_password_link(token: str) -> PasswordLink:
    """Return the row of a password link. Raises ``WrongState`` if it is no longer valid, ``AlreadyDone`` if used."""
    link = PasswordLink.objects.select_related("user").filter(digest=links.digest_of(token)).first()
    if link is not None and link.used_at:
        raise AlreadyDone(USED)
    if link is None or link.expires_at <= timezone.now() or not link.user.is_active:
        raise WrongState(GONE)
    return link


@in_transaction
def set_password(token: str, password: str) -> User:
    """Set a password by a link and mark the link as used. Raises ``WrongState`` if it is no longer valid."""
    PasswordLink.objects.select_for_update().filter(digest=links.digest_of(token)).first()
    link = open_password_link(token)
    with _author(link.user):
        link.used_at = timezone.now()
        link.save(update_fields=["used_at"])
        link.user.set_password(password)
        link.user.save(update_fields=["password", "password_set_at"])
    throttle.SIGN_IN.forget(link.user.email)
    messages.password_links_are_over(link.user)
    messages.password_was_set(link.user)
    return link.user


@in_transaction
def change_password(user: User, password: str) -> None:
    """Set the password of the signed-in user."""
    with _author(user):
        user.set_password(password)
        user.save(update_fields=["password", "password_set_at"])
    messages.password_was_set(user)


@transaction.atomic
def purge(now: datetime) -> int:
    """Delete links and invitations a month after their end; return how many.

    The history of invitations that were never accepted is deleted too: it names people who have no account here.
    """
    limit = now - links.KEPT_AFTERWARDS
    old = Invitation.objects.filter(expires_at__lt=limit)
    unanswered = list(old.filter(accepted_at=None).values_list("pk", flat=True))
    count = old.delete()[0]
    for links_of in (PasswordLink, SignInLink):
        count += links_of.objects.filter(expires_at__lt=limit).delete()[0]
    apps.get_model("accounts", "InvitationEvent").objects.filter(pgh_obj_id__in=unanswered).delete()
    invitations_forgotten.send(Invitation, keys=unanswered)
    if count:
        forget_contexts(now)
    return count


@in_transaction
def forget_second_factor(account: User) -> int:
    """Remove every second factor of a user who lost them, and tell the owner; return how many."""
    with _author(None):
        count = Authenticator.objects.filter(user=account).delete()[0]
    if count:
        messages.second_factor_changed(account, "Le second facteur de votre compte a été retiré par l’exploitant.")
    return count


def _author(user: User | None) -> pghistory.context:
    return pghistory.context(**({} if user is None else {"user": user.pk}))
