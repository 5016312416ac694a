"""Offers of free slots to the waiting list: in the order of the scheme, one slot to one person, for some time.

A slot of tomorrow is offered to several people at once: there is no time to ask one after the other.
Runs in the worker every minute. A freed slot and one that nobody took are the same here: free, and open to the person
by the windows of its scheme.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

import numpy as np
from django.db import IntegrityError, transaction

from maillage.schemes import PatientFacts, local_instant
from maillage.site.agenda.models import Slot
from maillage.site.booking import slot_table, waiting_notices
from maillage.site.booking.models import Appointment, Patient
from maillage.site.booking.slot_table import Integers, Mask, SlotTable
from maillage.site.booking.waiting_models import SlotOffer, WaitingEntry
from maillage.site.booking.waiting_rules import rules
from maillage.site.geography import travel
from maillage.site.messages import services as outbox

AT_A_TIME = 1000
"""People looked at in one run; the first in order come first in every run."""
LAST = 100
"""The turn of whoever has an appointment already, after all places in the order of a scheme."""
RELATED = ("patient__commune__department", "place", "appointment__slot__session__commune__department")


def run(now: datetime) -> int:
    """Pass on what was not answered, end entries whose time is over, make new offers; return how many of these."""
    pass_on(now)
    _expire(now)
    waiting = WaitingEntry.objects.waiting().exclude(offers__state=SlotOffer.State.OPEN)
    served: set[int] = set()
    for turn, pk in _in_turn(list(waiting.select_related(*RELATED)[:AT_A_TIME]), now):
        if pk not in served and _offer_to(pk, turn, now):
            served.add(pk)
    return len(served)


def _in_turn(entries: list[WaitingEntry], now: datetime) -> list[tuple[int, int]]:
    """Return whose turn it is, one after the other, by key: in the order of the scheme, then of inscription.

    The windows of a scheme name first those for whom it is made; a person has a turn for each place that they have in
    the order of the schemes with slots for them. Whoever has an appointment and waits for an earlier one comes last.
    """
    table = slot_table.current()
    table = replace(table, free=table.free | np.isin(table.pk, np.array(list(_shared_now(now)), dtype=np.int64)))
    turns: list[tuple[int, int, int]] = []
    for position, entry in enumerate(entries):
        own = np.unique(_turns(table, entry)[_suits(table, entry, now)])
        turns += [(int(turn), position, entry.pk) for turn in own]
    return [(turn, pk) for turn, _, pk in sorted(turns)]


def _turns(table: SlotTable, entry: WaitingEntry) -> Integers:
    """Return at which turn each slot is offered to a person (n,)."""
    return table.ranks(entry.patient.commune, _facts(entry)) + (LAST if entry.appointment_id is not None else 0)


def pass_on(now: datetime) -> int:
    """Close the offers that were not answered in time; return how many."""
    late = SlotOffer.objects.filter(state=SlotOffer.State.OPEN, until__lte=now)
    return late.update(state=SlotOffer.State.PASSED)


def _expire(now: datetime) -> None:
    over = WaitingEntry.objects.waiting().filter(until__lte=now).exclude(offers__state=SlotOffer.State.OPEN)
    for entry in over.select_related("patient"):
        _end(entry, now, tell=True)
    booked = Appointment.State.BOOKED
    held = WaitingEntry.objects.waiting().filter(appointment__isnull=False)
    # Nothing is left to bring forward; who cancelled or came knows it.
    for entry in held.exclude(appointment__state=booked, appointment__slot__starts__gt=now).select_related("patient"):
        _end(entry, now, tell=False)


def _end(entry: WaitingEntry, now: datetime, *, tell: bool) -> None:
    with transaction.atomic():
        entry.offers.filter(state=SlotOffer.State.OPEN).update(state=SlotOffer.State.PASSED)
        ended = WaitingEntry.objects.waiting().filter(pk=entry.pk)
        if ended.update(state=WaitingEntry.State.EXPIRED, ended_at=now):
            waiting_notices.withdraw(entry)
            if tell:
                waiting_notices.expired(entry)


def _offer_to(pk: int, turn: int, now: datetime) -> bool:
    """Offer the soonest suitable slot of a turn to a person; return whether there is one."""
    with transaction.atomic():
        rows = WaitingEntry.objects.select_for_update(of=("self",), skip_locked=True).waiting()
        entry = rows.select_related(*RELATED).filter(pk=pk).first()
        found = None if entry is None else _suitable(entry, turn, now)
        if entry is None or found is None:
            return False
        slot, until, rank = found
        try:
            with transaction.atomic():
                made = SlotOffer.objects.create(
                    entry=entry, slot=slot, offered_at=now, until=until, rank=rank,
                    shared=rules().is_shared(slot.starts, now),
                )  # fmt: skip
        except IntegrityError:  # another worker has offered this slot, or something to this person
            return False
        waiting_notices.offered(made)
        return True


def _suitable(entry: WaitingEntry, turn: int, now: datetime) -> tuple[Slot, datetime, int] | None:
    """Return the soonest slot for a person that was not offered to them, until when they may answer, and their rank.

    One that is offered to nobody comes first, then those of tomorrow that few people have been offered.
    """
    table, ranks = slot_table.current(), _shared_now(now)
    alone = _first_of(table, entry, turn, now)
    if alone is not None:
        return (*alone, 0)
    if not ranks:
        return None
    shared = replace(table, free=np.isin(table.pk, np.array(list(ranks), dtype=np.int64)))
    found = _first_of(shared, entry, turn, now)
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


def _first_of(found: SlotTable, entry: WaitingEntry, turn: int, now: datetime) -> tuple[Slot, datetime] | None:
    """Return the soonest free slot of a table for a person at their turn, and until when they may answer."""
    chosen = _suits(found, entry, now) & (_turns(found, entry) == turn)
    before = set(entry.offers.values_list("slot_id", flat=True))
    for at in np.flatnonzero(chosen).tolist():
        if int(found.pk[at]) not in before:
            zone = found.sessions[int(found.session[at])].zone
            until = rules().answer_until(slot_table.instant(int(found.starts[at])), now, zone)
            if until is not None:
                rows = Slot.objects.select_related("session__commune", "session__place")
                return rows.get(pk=int(found.pk[at])), until
    return None


def _facts(entry: WaitingEntry) -> PatientFacts:
    return PatientFacts(
        has_treating_doctor=entry.patient.has_treating_doctor is not False,
        referred=entry.referred,
        not_seen_for_years=entry.not_seen_for_years,
    )


def _suits(found: SlotTable, entry: WaitingEntry, now: datetime) -> Mask:
    """Return which free slots a person may book and wants: near enough, soon enough, before their own appointment."""
    commune = entry.patient.commune
    chosen = found.open_to(commune, _facts(entry), now) & found.given_by(entry.profession)
    chosen &= found.starts < _before(entry, now).timestamp()
    if entry.place_id is not None:
        here = np.array([session.place == entry.place_id for session in found.sessions], dtype=np.bool_)
        return chosen & here[found.session]
    return chosen & found.in_communes(_near(entry, commune.pk))


def _before(entry: WaitingEntry, now: datetime) -> datetime:
    """Return before when a slot must begin: within reach, and on an earlier day than the appointment of the person."""
    farthest = now + rules().offered_within
    if entry.appointment is None:
        return farthest
    slot = entry.appointment.slot
    day = slot.starts.astimezone(slot.session.zone).date()
    return min(farthest, local_instant(day, time(0), slot.session.zone))


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
