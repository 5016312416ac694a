"""Offers of free slots to the waiting list: in order, one slot to one person, for a time that shrinks.

A slot of tomorrow is offered to several people at once: there is no time to ask one after the other.
Runs in the worker every minute. A freed slot and one that nobody took are the same here: free, and open to the person
by the windows of its scheme.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
from django.db import IntegrityError, transaction

from maillage.schemes import PatientFacts
from maillage.site.agenda.models import Slot
from maillage.site.booking import slot_table, waiting_notices
from maillage.site.booking.models import Appointment, Patient
from maillage.site.booking.slot_table import SlotTable
from maillage.site.booking.waiting_models import SlotOffer, WaitingEntry
from maillage.site.booking.waiting_rules import rules
from maillage.site.geography import travel
from maillage.site.messages import services as outbox

AT_A_TIME = 1000
"""People looked at in one run; the first in order come first in every run."""


def run(now: datetime) -> int:
    """Pass on what was not answered, end entries whose time is over, make new offers; return how many of these."""
    pass_on(now)
    _expire(now)
    waiting = WaitingEntry.objects.waiting().exclude(offers__state=SlotOffer.State.OPEN)
    return sum(_offer_to(pk, now) for pk in list(waiting.values_list("pk", flat=True)[:AT_A_TIME]))


def pass_on(now: datetime) -> int:
    """Close the offers that were not answered in time; return how many."""
    late = SlotOffer.objects.filter(state=SlotOffer.State.OPEN, until__lte=now)
    return late.update(state=SlotOffer.State.PASSED)


def _expire(now: datetime) -> None:
    over = WaitingEntry.objects.waiting().filter(until__lte=now).exclude(offers__state=SlotOffer.State.OPEN)
    for entry in over.select_related("patient"):
        with transaction.atomic():
            ended = WaitingEntry.objects.waiting().filter(pk=entry.pk)
            if ended.update(state=WaitingEntry.State.EXPIRED, ended_at=now):
                waiting_notices.withdraw(entry)
                waiting_notices.expired(entry)


def _offer_to(pk: int, now: datetime) -> int:
    """Offer the soonest suitable slot to a person; return 1 if there is one."""
    with transaction.atomic():
        rows = WaitingEntry.objects.select_for_update(of=("self",), skip_locked=True).waiting()
        entry = rows.select_related("patient__commune__department", "place").filter(pk=pk).first()
        found = None if entry is None else _suitable(entry, now)
        if entry is None or found is None:
            return 0
        slot, until, rank = found
        try:
            with transaction.atomic():
                made = SlotOffer.objects.create(
                    entry=entry, slot=slot, offered_at=now, until=until, rank=rank,
                    shared=rules().is_shared(slot.starts, now),
                )  # fmt: skip
        except IntegrityError:  # another worker has offered this slot, or something to this person
            return 0
        waiting_notices.offered(made)
        return 1


def _suitable(entry: WaitingEntry, now: datetime) -> tuple[Slot, datetime, int] | None:
    """Return the soonest slot for a person that was not offered to them, until when they may answer, and their rank.

    One that is offered to nobody comes first, then those of tomorrow that few people have been offered.
    """
    table, ranks = slot_table.current(), _shared_now(now)
    alone = _first_of(table, entry, now)
    if alone is not None:
        return (*alone, 0)
    if not ranks:
        return None
    shared = replace(table, free=np.isin(table.pk, np.array(list(ranks), dtype=np.int64)))
    found = _first_of(shared, entry, now)
    return None if found is None else (*found, ranks[found[0].pk])


def _shared_now(now: datetime) -> dict[int, int]:
    """Return the slots close to their hour, offered but booked by nobody, with the next free rank (one query)."""
    rows = SlotOffer.objects.filter(
        state=SlotOffer.State.OPEN, shared=True, slot__starts__lt=now + rules().together_within
    ).exclude(slot__appointments__state__in=Appointment.ACTIVE_STATES)
    taken: dict[int, set[int]] = {}
    for slot, rank in rows.order_by().values_list("slot", "rank"):
        taken.setdefault(slot, set()).add(rank)
    free = {slot: next(rank for rank in range(len(ranks) + 1) if rank not in ranks) for slot, ranks in taken.items()}
    return {slot: rank for slot, rank in free.items() if rank < rules().together}


def _first_of(found: SlotTable, entry: WaitingEntry, now: datetime) -> tuple[Slot, datetime] | None:
    """Return the soonest free slot of a table for a person, and until when they may answer."""
    commune = entry.patient.commune
    facts = PatientFacts(
        has_treating_doctor=entry.patient.has_treating_doctor is not False,
        referred=entry.referred,
        not_seen_for_years=entry.not_seen_for_years,
    )
    chosen = found.open_to(commune, facts, now) & found.given_by(entry.profession)
    chosen &= found.starts < (now + rules().offered_within).timestamp()
    if entry.place_id is not None:
        here = np.array([session.place == entry.place_id for session in found.sessions], dtype=np.bool_)
        chosen &= here[found.session]
    else:
        chosen &= found.in_communes(_near(entry, commune.pk))
    before = set(entry.offers.values_list("slot_id", flat=True))
    for at in np.flatnonzero(chosen).tolist():
        if int(found.pk[at]) not in before:
            zone = found.sessions[int(found.session[at])].zone
            until = rules().answer_until(slot_table.instant(int(found.starts[at])), now, zone)
            if until is not None:
                rows = Slot.objects.select_related("session__commune", "session__place")
                return rows.get(pk=int(found.pk[at])), until
    return None


def _near(entry: WaitingEntry, own: str) -> set[str]:
    """Return the communes where a person can come: within their minutes, or their own if times are unknown."""
    try:
        return set(travel.minutes_from(entry.patient.commune, entry.minutes))
    except travel.NotMeasured:
        return {own}


def forget(now: datetime) -> int:
    """Delete entries that have been over for long, with their people and messages; return how many."""
    old = WaitingEntry.objects.filter(ended_at__lt=now - rules().forgotten_after)
    rows = list(old)
    with transaction.atomic():
        WaitingEntry.objects.filter(pk__in=[entry.pk for entry in rows]).delete()
        Patient.objects.filter(pk__in=[entry.patient_id for entry in rows]).delete()
        outbox.forget(waiting_notices.about(entry) for entry in rows)
    return len(rows)
