"""What happened, told to the addresses of organisations: signed, at least once, in order, with growing pauses.

A trigger notes each change in its own transaction, so that no path forgets it. Each minute the worker hands the changes
out to those who may know of them, and tells each address what is due. No lock is held while an address answers; a claim
left by a killed process expires. What is told names no person: an appointment is its number, its state and its time.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from maillage.site.agenda import fetching
from maillage.site.agenda.models import Session
from maillage.site.booking.models import Appointment, BookedFor
from maillage.site.fhir.services import reach_of
from maillage.site.messages import services as outbox
from maillage.site.webhooks.models import Change, Delivery, Subscription, WhatHappened

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 3 * 60, 8 * 60, 24 * 60))
STOPPED_AFTER = timedelta(days=3)
"""How long an address may fail without a single success before it is stopped."""
REFUSALS, REFUSED_AT = frozenset({"400", "413", "415", "422"}), 5
"""Answers to one message rather than to all, and how often one is tried then before the next has its turn."""
CLAIM_LASTS = timedelta(minutes=5)
KEPT = timedelta(days=30)
AT_A_TIME = 500
Clock = Callable[[], datetime]
Send = Callable[[str, bytes, dict[str, str]], int]


def run(clock: Clock = timezone.now, send: Send = fetching.send) -> int:
    """Hand out what happened and tell what is due; return how much was told."""
    while hand_out(clock()):
        pass
    return sum(_tell(subscription, clock, send) for subscription in Subscription.objects.filter(stopped=""))


@transaction.atomic
def hand_out(now: datetime) -> int:
    """Make a delivery of each change for each address that may know of it; return how many changes were read."""
    changes = list(Change.objects.select_for_update(skip_locked=True).order_by("pk")[:AT_A_TIME])
    if not changes:
        return 0
    bodies = _bodies(changes)
    for subscription in Subscription.objects.select_related("organisation").filter(stopped=""):
        wanted = [one for one in changes if one.what in subscription.events and one.pk in bodies]
        known = _known_to(subscription, wanted)
        Delivery.objects.bulk_create(
            Delivery(
                subscription=subscription, what=one.what, body=bodies[one.pk], made_at=one.at, send_after=now
            )
            for one in wanted
            if (_kind(one), one.row) in known
        )  # fmt: skip
    Change.objects.filter(pk__in=[one.pk for one in changes]).delete()
    return len(changes)


def _kind(change: Change) -> str:
    return change.what.partition(".")[0]


def _rows(changes: list[Change], kind: str) -> list[int]:
    return [one.row for one in changes if _kind(one) == kind]


def _bodies(changes: list[Change]) -> dict[int, dict[str, Any]]:
    """Return what is told of each change; nothing of a row that is deleted meanwhile."""
    appointments = Appointment.objects.select_related("slot__session__commune").in_bulk(_rows(changes, "appointment"))
    sessions = Session.objects.select_related("commune").in_bulk(_rows(changes, "session"))
    found: dict[int, dict[str, Any]] = {}
    for one in changes:
        appointment = appointments.get(one.row) if _kind(one) == "appointment" else None
        session = appointment.slot.session if appointment is not None else sessions.get(one.row)
        if session is None or (_kind(one) == "appointment" and appointment is None):
            continue
        at = appointment.slot if appointment is not None else session
        data: dict[str, Any] = {
            "session": session.pk, "place": session.place_id, "commune": session.commune_id,
            "starts": at.starts.astimezone(session.zone).isoformat(),
            "ends": at.ends.astimezone(session.zone).isoformat(),
            "state": appointment.state if appointment is not None else session.state,
        }  # fmt: skip
        if appointment is not None:
            data |= {"appointment": appointment.pk, "slot": appointment.slot_id}
        found[one.pk] = {"type": one.what, "at": one.at.isoformat(), "data": data}
    return found


def _known_to(subscription: Subscription, changes: list[Change]) -> set[tuple[str, int]]:
    """Return which rows an organisation may know of: of its territory, at its places, or booked by it."""
    organisation, reach = subscription.organisation, reach_of(subscription.organisation)
    theirs = Session.objects.filter(
        reach.in_territory("commune") | Q(host=organisation) | Q(host=None, place__organisation=organisation)
    ).order_by()
    sessions = theirs.filter(pk__in=_rows(changes, "session")).values_list("pk", flat=True)
    asked = Appointment.objects.order_by().filter(pk__in=_rows(changes, "appointment"))
    booked = BookedFor.objects.filter(organisation=organisation).values("appointment")
    here = asked.filter(Q(slot__session__in=theirs.values("pk")) | Q(pk__in=booked)).values_list("pk", flat=True)
    return {("session", pk) for pk in sessions} | {("appointment", pk) for pk in here}


def _tell(subscription: Subscription, clock: Clock, send: Send) -> int:
    """Tell one address what is due, the oldest first, until it fails; return how much was told."""
    started, told = clock(), 0
    while (row := _claim(subscription, started, clock())) is not None:
        body = json.dumps({"id": str(row.reference), **row.body}, ensure_ascii=False).encode()
        try:
            status = send(subscription.address, body, signed(subscription.secret, body, row, clock()))
        except fetching.Unreachable as problem:
            return told + _failed(subscription, row, type(problem).__name__, clock())
        if not 200 <= status < 300:
            return told + _failed(subscription, row, str(status), clock())
        _ours(row).update(state=Delivery.State.TOLD, ended_at=clock(), claimed_at=None, last_error="")
        Subscription.objects.filter(pk=subscription.pk).update(
            last_told_at=clock(), failing_since=None, last_error=""
        )  # fmt: skip
        told += 1
    return told


def signed(secret: str, body: bytes, row: Delivery, now: datetime) -> dict[str, str]:
    """Return the headers: what is signed is the time and the body, so that an old message cannot be sent again."""
    at = str(int(now.timestamp()))
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json; charset=utf-8", "User-Agent": "maillage",
        "Maillage-Delivery": str(row.reference), "Maillage-Timestamp": at, "Maillage-Signature": f"v1={digest}",
    }  # fmt: skip


def _claim(subscription: Subscription, started: datetime, now: datetime) -> Delivery | None:
    """Claim the oldest open one of an address if it is due: a later one never overtakes it."""
    with transaction.atomic():
        open_ = Delivery.objects.select_for_update(skip_locked=True).filter(
            subscription=subscription, subscription__stopped="", state__in=Delivery.OPEN_STATES
        )
        row = open_.order_by("pk").first()
        if row is None or not _due(row, started):
            return None
        row.state, row.claimed_at, row.attempts = Delivery.State.SENDING, now, row.attempts + 1
        row.save(update_fields=["state", "claimed_at", "attempts"])
    return row


def _due(row: Delivery, now: datetime) -> bool:
    if row.state == Delivery.State.SENDING:
        return row.claimed_at is not None and row.claimed_at <= now - CLAIM_LASTS
    return row.send_after <= now


def _ours(row: Delivery) -> Any:
    """Return the row, unless another process has claimed it meanwhile."""
    return Delivery.objects.filter(pk=row.pk, state=row.state, claimed_at=row.claimed_at)


@transaction.atomic
def _failed(subscription: Subscription, row: Delivery, problem: str, now: datetime) -> int:
    """Note a failure: try again later, give up what is refused again and again, stop what failed for days."""
    if row.attempts >= REFUSED_AT and problem in REFUSALS:
        _ours(row).update(
            state=Delivery.State.GIVEN_UP, last_error=problem[:100], ended_at=now, claimed_at=None
        )  # fmt: skip
    else:
        pause = PAUSES[min(row.attempts, len(PAUSES)) - 1]
        _ours(row).update(
            state=Delivery.State.WAITING, send_after=now + pause, last_error=problem[:100], claimed_at=None,
        )  # fmt: skip
    held = Subscription.objects.select_for_update().get(pk=subscription.pk)
    held.failing_since, held.last_error = held.failing_since or now, problem[:100]
    if not held.stopped and now - held.failing_since >= STOPPED_AFTER:
        held.stopped, held.stopped_at = Subscription.Stopped.FAILING, now
        _say_stopped(held)
    held.save(update_fields=["failing_since", "last_error", "stopped", "stopped_at"])
    return 0


def _say_stopped(subscription: Subscription) -> None:
    days = STOPPED_AFTER.days
    outbox.post(
        to=subscription.contact, subject="Une adresse n’est plus avertie", about=f"webhook:{subscription.pk}",
        key=f"webhook:{subscription.pk}:stopped:{subscription.failing_since:%Y%m%d%H%M%S}",
        body=f"Bonjour,\n\nDepuis {days} jours, l’adresse que {subscription.organisation.name} a donnée pour être "
        f"avertie des rendez-vous et des vacations ne répond plus ({subscription.last_error}). Elle est arrêtée. "
        "Ce qui attendait n’est pas perdu\u00a0: remettez-la en service sur la page Interface, ou demandez-le à "
        "votre coordination.\n",
    )  # fmt: skip


def forget(now: datetime) -> int:
    """Delete what was told a month ago, and changes that nobody asked for; return how many deliveries."""
    Change.objects.filter(at__lt=now - KEPT).delete()
    stopped = Delivery.objects.filter(subscription__stopped_at__lt=now - KEPT)
    return Delivery.objects.filter(ended_at__lt=now - KEPT).delete()[0] + stopped.delete()[0]


def example(subscription: Subscription, now: datetime) -> Delivery:
    """Queue a message that tells nothing, for trying the address."""
    body = {"type": "test", "at": now.isoformat(), "data": {}}
    return Delivery.objects.create(
        subscription=subscription, what=WhatHappened(subscription.events[0]), body=body, made_at=now, send_after=now
    )
