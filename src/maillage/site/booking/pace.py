"""Limits on how fast one network address may book, and an alarm if a territory fills unusually fast.

Limits do not lock anybody out: an office may book for twenty people an hour, a refusal says until when it lasts, and
the telephone stays available. Addresses are stored as keyed digests for a day at most.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from maillage.site.agenda.models import Session
from maillage.site.booking.models import Appointment, BookingTry, PaceAlarm
from maillage.site.locks import TRIES, lock_in_order
from maillage.site.refusals import Refused

logger = logging.getLogger(__name__)

LEAST_AGE, FORM_LASTS = timedelta(seconds=2), timedelta(days=1)
"""Least and longest time between showing the form and booking: faster is a robot (a person can submit again), slower
is expired.
"""
UNPROVEN_TIMES, UNPROVEN_IN_ALARM_TIMES = 3, 10
"""How much longer a form without a proof of work must have been open (:mod:`.proofs`): six seconds, twenty during an
alarm. A person without scripts hardly notices; a robot without them books at that pace.
"""
PER_HOUR, PER_DAY = 20, 80
"""Tries from one address: enough for an office where two people book at one counter."""
PER_HOUR_IN_ALARM = 6
FINDS_PER_HOUR = 10
UNUSUAL_AFTER = timedelta(minutes=10)
UNUSUAL_HERE, UNUSUAL_AROUND = 30, 100
"""Appointments taken within that time in one intercommunality, and in one region."""
ALARM_LASTS = timedelta(hours=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NETWORK_BITS = 64
"""Significant bits of an IPv6 address: one subscriber has all the rest."""


class TooFast(Refused):
    """Too many tries from this address; ``until`` is when it may go on."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(_("Trop de demandes viennent de votre connexion."))


def least_age(*, proven: bool, now: datetime) -> timedelta:
    """Return how long a form must have been open before it may be sent."""
    if proven:
        return LEAST_AGE
    alarm = PaceAlarm.objects.filter(at__gt=now - ALARM_LASTS).exists()
    return LEAST_AGE * (UNPROVEN_IN_ALARM_TIMES if alarm else UNPROVEN_TIMES)


def enter(address: str, kind: BookingTry.Kind, now: datetime) -> None:
    """Record a try from a network address; a lock makes simultaneous tries wait for each other.

    Raises ``TooFast`` without recording the try, so that waiting until then is enough.
    """
    key = address_digest(address)
    with transaction.atomic():
        lock_in_order(TRIES, [int.from_bytes(key[:4], "big")])
        tries = BookingTry.objects.filter(address=key, kind=kind, at__gt=now - DAY).order_by("-at")
        times = list(tries.values_list("at", flat=True))
        for most, span in _limits(kind, now):
            within = [at for at in times if at > now - span]
            if len(within) >= most:
                raise TooFast(within[most - 1] + span)
        BookingTry.objects.create(address=key, kind=kind, at=now)


def _limits(kind: BookingTry.Kind, now: datetime) -> list[tuple[int, timedelta]]:
    if kind == BookingTry.Kind.FIND:
        return [(FINDS_PER_HOUR, HOUR)]
    alarm = PaceAlarm.objects.filter(at__gt=now - ALARM_LASTS).exists()
    return [(PER_HOUR_IN_ALARM if alarm else PER_HOUR, HOUR), (PER_DAY, DAY)]


def watch(session: Session, now: datetime) -> PaceAlarm | None:
    """Raise the alarm after a booking if appointments of the territory or the region are taken unusually fast.

    At most once an hour for a territory; the coordination sees it, and one line is logged.
    """
    commune = session.commune
    around = Q(slot__session__commune__department__region__departments=commune.department_id)
    recent = Appointment.objects.filter(booked_at__gt=now - UNUSUAL_AFTER)
    here = recent.filter(_area(commune.intercommunality_id, commune.pk)).count()
    region = recent.filter(around).count() if commune.department_id else 0
    if here <= UNUSUAL_HERE and region <= UNUSUAL_AROUND:
        return None
    known = PaceAlarm.objects.filter(at__gt=now - ALARM_LASTS)
    if known.filter(_area(commune.intercommunality_id, commune.pk, "session__commune")).exists():
        return None
    alarm = PaceAlarm.objects.create(session=session, at=now, here=here, around=region)
    logger.warning(
        "Unusual pace of booking near %s: %d appointments in ten minutes, %d in its region. Look at their names; "
        "one address now gets %d an hour.", commune.name, here, region, PER_HOUR_IN_ALARM,
    )  # fmt: skip
    return alarm


def _area(intercommunality: str | None, commune: str, path: str = "slot__session__commune") -> Q:
    return Q(**{f"{path}__intercommunality": intercommunality}) if intercommunality else Q(**{path: commune})


def address_digest(address: str) -> bytes:
    """Return the digest of a network address, for IPv6 that of the subscriber's network."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        found = None
    if isinstance(found, ipaddress.IPv6Address):
        address = str(ipaddress.ip_network(f"{found}/{NETWORK_BITS}", strict=False))
    return hmac.new(settings.SECRET_KEY.encode(), f"booking address:{address}".encode(), hashlib.sha256).digest()


def forget(now: datetime) -> int:
    """Delete tries that are no longer counted and old alarms; return the number of tries."""
    PaceAlarm.objects.filter(at__lt=now - 30 * DAY).delete()
    return BookingTry.objects.filter(at__lt=now - DAY).delete()[0]
