"""Keys of the interface, and national numbers of places and organisations: given, changed and taken back."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from maillage.site.accounts.charge import charge_of
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Act, Record
from maillage.site.accounts.roles import (
    AGENCY,
    CENTRE,
    COMMUNE,
    COORDINATION,
    ESTABLISHMENT,
    EXPERT,
    FRANCE_SERVICES,
    OPERATOR,
    REGULATION,
    REGULATOR,
    REQUESTER,
)
from maillage.site.accounts.scope import Scope
from maillage.site.directory.models import Place
from maillage.site.fhir.models import InterfaceKey, KeyScope, NationalNumber, RegulatorNumber
from maillage.site.fhir.numbers import kept_number
from maillage.site.locks import in_transaction
from maillage.site.refusals import AlreadyDone, InvalidField, NotAllowed

KINDS = frozenset({REGULATION.code, OPERATOR.code})
"""Kinds of organisation whose keys open the interface of the regulation: a service, and the operator of the site."""
HOLDERS = KINDS | {kind.code for kind in (AGENCY, COORDINATION, COMMUNE, ESTABLISHMENT, CENTRE, FRANCE_SERVICES)}
"""Kinds that may hold a key: those above, and those whose programs read the site's own interface (``/api``)."""
PREFIX = "maillage_"
USE_NOTED_EVERY = timedelta(minutes=5)
NUMBER_OF_REGULATOR = re.compile(r"[0-9][0-9A-Za-z/.-]{5,40}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class KeyGiven:
    """A new key: its row, and its text, which nobody can read again."""

    row: InterfaceKey
    text: str


def digest_of(text: str) -> bytes:
    """Return the digest of a key: 256 random bits need no slow hash."""
    return hashlib.sha256(text.encode()).digest()


@in_transaction
def give_key(
    organisation: Organisation, name: str, by: User | None, scopes: Iterable[str] = (KeyScope.SLOTS,)
) -> KeyGiven:
    """Give an organisation a key; ``by`` is None for the command line.

    Raises ``NotAllowed`` for an organisation out of the user's charge, ``InvalidField`` for one of another kind or
    without a use.
    """
    _check(organisation, by)
    if organisation.kind not in HOLDERS:
        raise InvalidField("organisation", "Seuls un service d’accès aux soins ou un lieu public reçoivent une clé.")
    use = " ".join(name.split())[:100]
    if not use:
        raise InvalidField("name", "Dites à quoi sert cette clé, par exemple\u00a0: plateforme du SAS.")
    wanted = [scope.value for scope in KeyScope if scope in set(scopes)]
    if not wanted:
        raise InvalidField("scopes", "Cochez ce que cette clé ouvre.")
    text = PREFIX + secrets.token_urlsafe(32)
    row = InterfaceKey.objects.create(
        organisation=organisation, name=use, begins=text[: len(PREFIX) + 6], digest=digest_of(text),
        made_at=timezone.now(), made_by=by, scopes=wanted,
    )  # fmt: skip
    return KeyGiven(row, text)


@in_transaction
def give_examination_key(organisation: Organisation, name: str, acts_for: User, by: User) -> KeyGiven:
    """Give a key to the examinations and requests of an organisation, in the name of one of its people.

    Raises ``NotAllowed`` unless ``by`` keeps the systems of the organisation, ``InvalidField``.
    """
    _check_systems(organisation, by)
    use = " ".join(name.split())[:100]
    if not use:
        raise InvalidField("name", "Dites à quoi sert cette clé, par exemple\u00a0: PACS, dossier patient.")
    if not may_act(organisation, acts_for):
        raise InvalidField(
            "acts_for", "Choisissez une personne de l’établissement qui demande des avis, ou un de ses experts."
        )
    text = PREFIX + secrets.token_urlsafe(32)
    row = InterfaceKey.objects.create(
        organisation=organisation, name=use, begins=text[: len(PREFIX) + 6], digest=digest_of(text),
        made_at=timezone.now(), made_by=by, area=InterfaceKey.Area.EXAMINATIONS, acts_for=acts_for,
    )  # fmt: skip
    return KeyGiven(row, text)


def may_act(organisation: Organisation, user: User) -> bool:
    """Return whether a key may act for somebody: an active requester or expert of the organisation."""
    wanted = [REQUESTER.code, EXPERT.code]
    return user.is_active and user.memberships.filter(organisation=organisation, role__in=wanted).exists()


def examination_key(text: str) -> InterfaceKey | None:
    """Return a valid key to examinations, and note its use; None for any other text."""
    rows = InterfaceKey.objects.select_related("organisation", "acts_for")
    row = rows.filter(digest=digest_of(text), revoked_at=None, area=InterfaceKey.Area.EXAMINATIONS).first()
    now = timezone.now()
    if row is not None and (row.last_used_at is None or now - row.last_used_at > USE_NOTED_EVERY):
        InterfaceKey.objects.filter(pk=row.pk).update(last_used_at=now)
    return row


@in_transaction
def revoke_key(key: InterfaceKey, by: User | None) -> None:
    """Take a key back: from now on it opens nothing. Raises ``NotAllowed``, ``AlreadyDone``."""
    if key.area == InterfaceKey.Area.EXAMINATIONS and by is not None:
        _check_systems(key.organisation, by)
    else:
        _check(key.organisation, by)
    changed = InterfaceKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now(), revoked_by=by)
    if not changed:
        raise AlreadyDone("Cette clé est déjà retirée.")


def key_of(text: str) -> InterfaceKey | None:
    """Return the valid key of a text, with its organisation; None for a key to examinations or any other text."""
    rows = InterfaceKey.objects.select_related("organisation").filter(area=InterfaceKey.Area.SLOTS)
    return rows.filter(digest=digest_of(text), revoked_at=None).first()


def holder(text: str) -> Organisation | None:
    """Return the organisation of a valid key that reads slots; None for any other text (one query)."""
    row = key_of(text)
    return row.organisation if row is not None and KeyScope.SLOTS in row.scopes else None


def reach_of(organisation: Organisation) -> Scope:
    """Return how far the keys of an organisation reach: its territory, or the whole site for its operator."""
    if organisation.kind == OPERATOR.code:
        return Scope(everywhere=True)
    return Scope(
        regions=frozenset(organisation.regions.values_list("pk", flat=True)),
        departments=frozenset(organisation.departments.values_list("pk", flat=True)),
        intercommunalities=frozenset(organisation.intercommunalities.values_list("pk", flat=True)),
    )


@in_transaction
def set_number(of: Place | Organisation, text: str, by: User | None) -> None:
    """Set the FINESS or SIRET number of a place or an organisation; an empty text takes it away.

    Raises ``NotAllowed`` for what the user may not change, ``InvalidField`` for a wrong number.
    """
    if isinstance(of, Place):
        if by is not None and not Place.objects.changeable_by(by).filter(pk=of.pk).exists():
            raise NotAllowed("Ce lieu n’est pas de votre territoire.")
        where = Q(place=of)
    else:
        _check(of, by)
        where = Q(organisation=of)
    known = NationalNumber.objects.filter(where)
    if not text.strip():
        known.delete()
    elif not known.update(number=kept_number(text)):
        owner = {"place": of} if isinstance(of, Place) else {"organisation": of}
        NationalNumber.objects.create(number=kept_number(text), **owner)


@in_transaction
def name_regulator(user: User, number: str, by: User | None) -> None:
    """Set how the platform knows a regulator: a number with its prefix, or a UUID; "" takes it away.

    Raises ``NotAllowed`` for somebody out of the charge of ``by``, ``InvalidField`` for a wrong number or an account
    that is no regulator's.
    """
    held = user.memberships.select_related("organisation").filter(role=REGULATOR.code).first()
    if held is None:
        raise InvalidField("user", "Ce compte n’est pas celui d’un régulateur.")
    _check(held.organisation, by)
    text = "".join(number.split())
    if text and not NUMBER_OF_REGULATOR.fullmatch(text):
        raise InvalidField("number", "Donnez un identifiant national avec son préfixe, ou un UUID du SAS.")
    RegulatorNumber.objects.filter(user=user).delete()
    if text and RegulatorNumber.objects.filter(number=text).exists():
        raise InvalidField("number", "Un autre compte porte déjà cet identifiant.")
    if text:
        RegulatorNumber.objects.create(user=user, number=text)


def _check_systems(organisation: Organisation, by: User) -> None:
    if organisation.pk not in by.grants.scope(Record.SYSTEM, Act.CHANGE).organisations:
        raise NotAllowed("Les systèmes de cette organisation ne relèvent pas de votre compte.")


def _check(organisation: Organisation, by: User | None) -> None:
    if by is not None and organisation.pk not in charge_of(by).keys:
        raise NotAllowed("Cette organisation n’est pas à votre charge.")
