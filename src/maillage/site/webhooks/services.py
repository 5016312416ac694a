"""Addresses that are told what happens: asked for, stopped and started again."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from maillage.site.accounts.charge import charge_of
from maillage.site.accounts.models import Organisation, User
from maillage.site.agenda import fetching
from maillage.site.booking.patients import InvalidPatient, kept_email
from maillage.site.fhir.services import HOLDERS
from maillage.site.locks import in_transaction
from maillage.site.refusals import AlreadyDone, InvalidField, NotAllowed
from maillage.site.webhooks import telling
from maillage.site.webhooks.models import Delivery, Subscription, WhatHappened

MOST = 10
LONGEST = 500


@dataclass(frozen=True)
class Asked:
    """A new subscription and the secret that signs what it is told, which nobody can read again on a page."""

    row: Subscription
    secret: str


@in_transaction
def subscribe(
    organisation: Organisation, address: str, events: Iterable[str], contact: str, by: User | None
) -> Asked:  # fmt: skip
    """Tell an address what happens; ``by`` is None for the organisation's own program.

    Raises ``NotAllowed`` for an organisation out of the user's charge, ``InvalidField``.
    """
    _check(organisation, by)
    if organisation.kind not in HOLDERS:
        raise InvalidField("organisation", "Cette organisation ne peut pas être avertie.")
    wanted = [one.value for one in WhatHappened if one.value in set(events)]
    if not wanted:
        raise InvalidField("events", "Cochez ce qui doit être dit.")
    if Subscription.objects.filter(organisation=organisation, stopped="").count() >= MOST:
        raise InvalidField("address", f"{MOST} adresses au plus sont averties pour une organisation.")
    secret = secrets.token_urlsafe(32)
    row = Subscription.objects.create(
        organisation=organisation, address=_kept_address(address), secret=secret, contact=_kept_contact(contact),
        events=wanted, made_by=by,
    )  # fmt: skip
    return Asked(row, secret)


@in_transaction
def stop(subscription: Subscription, by: User | None) -> None:
    """Tell an address nothing more. Raises ``NotAllowed``, ``AlreadyDone``."""
    row = _locked(subscription, by)
    if row.stopped:
        raise AlreadyDone("Cette adresse n’est déjà plus avertie.")
    row.stopped, row.stopped_at = Subscription.Stopped.ASKED, timezone.now()
    row.save(update_fields=["stopped", "stopped_at"])


@in_transaction
def start_again(subscription: Subscription, by: User | None) -> None:
    """Tell a stopped address again, first what was waiting. Raises ``NotAllowed``, ``AlreadyDone``."""
    row = _locked(subscription, by)
    if not row.stopped:
        raise AlreadyDone("Cette adresse est déjà avertie.")
    now = timezone.now()
    row.stopped, row.stopped_at, row.failing_since, row.last_error = "", None, None, ""
    row.save(update_fields=["stopped", "stopped_at", "failing_since", "last_error"])
    Delivery.objects.filter(subscription=row, state=Delivery.State.WAITING).update(send_after=now, attempts=0)


@in_transaction
def try_out(subscription: Subscription, by: User | None) -> None:
    """Queue a message that tells nothing. Raises ``NotAllowed``, ``AlreadyDone`` for a stopped address."""
    row = _locked(subscription, by)
    if row.stopped:
        raise AlreadyDone("Cette adresse est arrêtée. Remettez-la d’abord en service.")
    telling.example(row, timezone.now())


def waiting(subscription: Subscription) -> int:
    """Return how much an address still has to be told."""
    return Delivery.objects.filter(subscription=subscription, state__in=Delivery.OPEN_STATES).count()


def subscriptions(organisations: QuerySet[Organisation]) -> QuerySet[Subscription]:
    """Return the addresses of some organisations."""
    return Subscription.objects.filter(organisation__in=organisations).select_related("organisation")


def _locked(subscription: Subscription, by: User | None) -> Subscription:
    row = Subscription.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=subscription.pk)
    _check(row.organisation, by)
    return row


def _kept_address(text: str) -> str:
    clean = text.strip()
    if len(clean) > LONGEST:
        raise InvalidField("address", f"{LONGEST} lettres au plus.")
    try:
        parts = fetching.checked_address(clean)
    except fetching.Forbidden as refusal:
        raise InvalidField("address", "Donnez une adresse qui commence par https://, sans nom ni port.") from refusal
    host = str(parts.hostname)
    if _is_private(host):
        raise InvalidField("address", "Cette adresse est celle d’un réseau privé.")
    return clean


def _is_private(host: str) -> bool:
    """Return whether a host written as a number is private; a name is checked again each time it is told."""
    try:
        return not fetching.is_public(host)
    except ValueError:
        return host == "localhost"


def _kept_contact(text: str) -> str:
    try:
        clean = kept_email(text)
    except InvalidPatient as error:
        raise InvalidField("contact", str(error)) from error
    if not clean:
        raise InvalidField("contact", "Donnez l’adresse électronique à prévenir si l’adresse ne répond plus.")
    return clean


def _check(organisation: Organisation, by: User | None) -> None:
    if by is not None and organisation.pk not in charge_of(by).keys:
        raise NotAllowed("Cette organisation n’est pas à votre charge.")
