"""The waiting list: joining it, accepting or declining an offered slot, leaving. Everything but joining is by link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.schemes import Profession
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach
from maillage.site.booking import moving, notices, waiting_notices
from maillage.site.booking.models import Appointment
from maillage.site.booking.patients import PatientData, checked, person_keys, save_patient
from maillage.site.booking.services import Booking, TooMany, book, mark_told
from maillage.site.booking.services import find as find_appointment
from maillage.site.booking.tokens import digest_of, key_of_offer, token_again, waiting_pk, waiting_token
from maillage.site.booking.waiting_models import SlotOffer, WaitingEntry, WaitingKey
from maillage.site.booking.waiting_rules import rules
from maillage.site.directory.models import Place
from maillage.site.history import authored_by
from maillage.site.locks import PERSONS, in_transaction, lock_in_order
from maillage.site.refusals import AlreadyDone, InvalidField, NotAllowed, Refused, WrongState

MOST_PER_CONTACT = 3
FARTHEST_MINUTES = 60


@dataclass(frozen=True)
class WaitingWish:
    """What somebody waits for: a profession at ``place``, or within ``minutes`` of their commune."""

    profession: str
    place: Place | None = None
    minutes: int = 30


def join_for_earlier(
    token: str, wish: WaitingWish, idempotency_key: str, *, consent: bool, now: datetime | None = None
) -> str:
    """Put the person of an appointment on the list for an earlier date; return the secret of their link.

    A slot that they take replaces the appointment. Raises ``WrongState`` (unknown link, past or cancelled), and what
    :func:`join` raises.
    """
    now = now or timezone.now()
    found = find_appointment(token)
    if found is None or not may_wait_for_earlier(found, now):
        raise WrongState(_("Ce rendez-vous ne peut plus être avancé."))
    data = checked(moving.told_by(found), now)
    _check_wish(wish, consent=consent)
    return _join(data, wish, digest_of(idempotency_key), now, found)


def join(
    patient: PatientData, wish: WaitingWish, idempotency_key: str, *, consent: bool, now: datetime | None = None
) -> str:
    """Put a person on the list; return the secret of their link. The same key returns the same link.

    A telephone suffices: the coordination then calls with each offer. Raises ``InvalidPatient`` without any contact,
    ``InvalidField`` without consent, ``TooMany``, ``AlreadyDone`` if they wait for the same already.
    """
    now = now or timezone.now()
    data = checked(patient, now)
    _check_wish(wish, consent=consent)
    return _join(data, wish, digest_of(idempotency_key), now)


def _check_wish(wish: WaitingWish, *, consent: bool) -> None:
    if not consent:
        raise InvalidField("accord", _("Cochez la case si vous êtes d’accord."))
    if wish.profession not in set(Profession) or not 0 < wish.minutes <= FARTHEST_MINUTES:
        raise InvalidField("ou", _("Dites où vous pouvez venir."))


@in_transaction
def _join(
    data: PatientData, wish: WaitingWish, key: bytes, now: datetime, appointment: Appointment | None = None
) -> str:
    keys = person_keys(data)
    lock_in_order(PERSONS, keys)
    again = WaitingEntry.objects.filter(idempotency_hash=key).first()
    if again is not None:
        return waiting_token(again.pk)
    held = WaitingEntry.objects.waiting().filter(keys__key__in=keys).distinct()
    same = held.filter(profession=wish.profession, place=wish.place, patient__commune=data.commune)
    if same.exists() or (appointment is not None and held.filter(appointment=appointment).exists()):
        raise AlreadyDone(_("Vous attendez déjà une place ici. Gardez le lien reçu à l’inscription."))
    if held.count() >= MOST_PER_CONTACT:
        raise TooMany(
            _("Vous êtes déjà sur %(most)s listes d’attente. Quittez-en une d’abord.") % {"most": MOST_PER_CONTACT}
        )
    until = now + rules().lasts
    if appointment is not None:
        until = min(until, appointment.slot.starts)
    entry = WaitingEntry.objects.create(
        patient=save_patient(data, now), profession=wish.profession, place=wish.place, minutes=wish.minutes,
        referred=data.referred, not_seen_for_years=data.not_seen_for_years, created_at=now,
        until=until, idempotency_hash=key, appointment=appointment,
    )  # fmt: skip
    WaitingKey.objects.bulk_create(WaitingKey(entry=entry, key=one) for one in sorted(set(keys)))
    waiting_notices.joined(entry)
    return waiting_token(entry.pk)


def find(token: str) -> WaitingEntry | None:
    """Return the entry of a link; None if the link is not valid."""
    rows = WaitingEntry.objects.select_related("patient__commune", "place", "appointment__slot__session__commune")
    return rows.filter(pk=waiting_pk(token)).first()


def may_wait_for_earlier(appointment: Appointment, now: datetime) -> bool:
    """Return whether a day before that of an appointment can be offered to its person, whom a message reaches."""
    zone, person = appointment.slot.session.zone, appointment.patient
    days = (appointment.slot.starts.astimezone(zone).date() - now.astimezone(zone).date()).days
    giver, reached = appointment.slot.session.giver, bool(person.email or person.phone)
    # Today is too near to be offered to somebody who comes tomorrow.
    return appointment.state == Appointment.State.BOOKED and days > 1 and giver is not None and reached


def waiting_for_earlier(appointment: Appointment) -> str:
    """Return the link of who waits for an earlier date than that of their appointment; "" if they do not."""
    entry = WaitingEntry.objects.waiting().filter(appointment=appointment).first()
    return "" if entry is None else waiting_token(entry.pk)


def open_offer(entry: WaitingEntry, now: datetime) -> SlotOffer | None:
    """Return the slot offered to a person at this moment."""
    rows = entry.offers.select_related("slot__session__commune", "slot__session__place")
    return rows.filter(state=SlotOffer.State.OPEN, until__gt=now).first()


def accept(
    token: str, offer: int, *, link: Callable[[str], str] = notices.public_link, now: datetime | None = None
) -> Booking:
    """Book an offered slot by the same service as everybody; a second call returns the same appointment.

    If it is refused (taken, the session cancelled), the offer passes and the person stays on the list.
    """
    now = now or timezone.now()
    try:
        return _accept(token, offer, link, now)
    except Refused:
        SlotOffer.objects.filter(pk=offer, entry=waiting_pk(token), state=SlotOffer.State.OPEN).update(
            state=SlotOffer.State.PASSED
        )
        raise


@in_transaction
def _accept(token: str, pk: int, link: Callable[[str], str], now: datetime) -> Booking:
    entry = _locked(token)
    offer = entry.offers.filter(pk=pk).first()
    if offer is None or offer.state not in (SlotOffer.State.OPEN, SlotOffer.State.ACCEPTED):
        raise WrongState(_("Cette place est passée à quelqu’un d’autre. Vous restez sur la liste."))
    if offer.state == SlotOffer.State.OPEN and offer.until <= now:
        raise WrongState(
            _("Le délai est passé\u00a0: la place est proposée à quelqu’un d’autre. Vous restez sur la liste.")
        )
    booked = _book(entry, offer, link, now)
    if offer.state == SlotOffer.State.OPEN:
        offer.state = SlotOffer.State.ACCEPTED
        offer.save(update_fields=["state"])
        # Those to whom it was offered too read on their page that somebody was faster, and stay on the list.
        SlotOffer.objects.filter(slot=offer.slot_id, state=SlotOffer.State.OPEN).update(state=SlotOffer.State.PASSED)
        _end(entry, WaitingEntry.State.BOOKED, now)
    return booked


def _book(entry: WaitingEntry, offer: SlotOffer, link: Callable[[str], str], now: datetime) -> Booking:
    """Book an offered slot, or move to it the appointment of whoever waits for an earlier date."""
    if entry.appointment_id is None:
        key, data = key_of_offer(offer.pk), told_by(entry)
        return book(offer.slot_id, data, key, same_day=True, offer=offer.pk, link=link, now=now)
    token, new = token_again(entry.appointment_id), offer.state == SlotOffer.State.OPEN
    if new:
        moving.move(token, offer.slot_id, offer=offer.pk, now=now)
    return Booking(Appointment.objects.with_sessions().get(pk=entry.appointment_id), token, new=new)


@in_transaction
def decline(token: str, offer: int) -> None:
    """Let the next person have an offered slot; the person stays on the list. A second call changes nothing."""
    entry = _locked(token)
    entry.offers.filter(pk=offer, state=SlotOffer.State.OPEN).update(state=SlotOffer.State.DECLINED)


@in_transaction
def leave(token: str, *, now: datetime | None = None) -> None:
    """Leave the list; a slot that was offered goes to the next person. A second call changes nothing."""
    entry = _locked(token)
    if entry.state == WaitingEntry.State.WAITING:
        entry.offers.filter(state=SlotOffer.State.OPEN).update(state=SlotOffer.State.DECLINED)
        _end(entry, WaitingEntry.State.LEFT, now or timezone.now())


def _end(entry: WaitingEntry, state: WaitingEntry.State, now: datetime) -> None:
    entry.state, entry.ended_at = state, now
    entry.save(update_fields=["state", "ended_at"])
    waiting_notices.withdraw(entry)


def _locked(token: str) -> WaitingEntry:
    rows = WaitingEntry.objects.select_for_update(of=("self",)).select_related("patient__commune")
    entry = rows.filter(pk=waiting_pk(token)).first()
    if entry is None:
        raise WrongState(_("Ce lien ne mène à aucune inscription."))
    return entry


def told_by(entry: WaitingEntry) -> PatientData:
    """Return what the person said when joining."""
    patient = entry.patient
    return PatientData(
        first_name=patient.first_name, last_name=patient.last_name, birth_year=patient.birth_year,
        commune=patient.commune.pk, has_treating_doctor=patient.has_treating_doctor, email=patient.email,
        phone=patient.phone, referred=entry.referred, not_seen_for_years=entry.not_seen_for_years,
        language=patient.language, needs=tuple(patient.needs), remind_by=patient.remind_by,
    )  # fmt: skip


def to_call(user: Any) -> QuerySet[SlotOffer]:
    """Return the open offers to people without an e-mail address in the user's territory, the most urgent first."""
    entries = WaitingEntry.objects.visible_to(user, Reach.TERRITORY).filter(patient__email="")
    rows = SlotOffer.objects.filter(entry__in=entries.order_by().values("pk"), state=SlotOffer.State.OPEN)
    rows = rows.filter(until__gt=timezone.now()).select_related(
        "entry__patient", "entry__appointment__slot__session__commune", "slot__session__commune", "slot__session__place"
    )
    return rows.order_by("until", "pk")


def answer_by_phone(offer: int, by: User, *, accepts: bool, now: datetime | None = None) -> Booking | None:
    """Answer an offer for a person who was called: book the slot, or let the next person have it.

    Raises ``NotAllowed`` for somebody outside the territory of ``by``, else as :func:`accept`.
    """
    row = SlotOffer.objects.filter(pk=offer).first()
    entries = WaitingEntry.objects.changeable_by(by, Reach.TERRITORY)
    if row is None or not entries.filter(pk=row.entry_id).exists():
        raise NotAllowed("Cette inscription ne relève pas de votre compte.")
    with authored_by(by):
        if not accepts:
            decline(waiting_token(row.entry_id), offer)
            return None
        booked = accept(waiting_token(row.entry_id), offer, now=now)
        mark_told(booked.appointment)
        return booked


@dataclass(frozen=True)
class WaitingCount:
    """How many people wait, and how many have an offer to answer."""

    waiting: int
    offered: int


def counts(user: Any, reach: Reach, place: Place | None = None) -> WaitingCount:
    """Return the counts of the lists that a user may see as far as ``reach``, of one place if given (one query)."""
    rows = WaitingEntry.objects.visible_to(user, reach).waiting()
    rows = rows if place is None else rows.filter(place=place)
    offered = Count("pk", filter=Q(offers__state=SlotOffer.State.OPEN), distinct=True)
    found = rows.order_by().aggregate(waiting=Count("pk", distinct=True), offered=offered)
    return WaitingCount(found["waiting"], found["offered"])
