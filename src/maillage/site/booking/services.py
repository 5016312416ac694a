"""Booking and cancelling; both may be repeated without further effect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import IntegrityError, connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.site import languages
from maillage.site.agenda.models import Session, Slot
from maillage.site.booking import fitting, notices
from maillage.site.booking.groups import whom
from maillage.site.booking.models import Appointment, BookedFor, PersonKey
from maillage.site.booking.patients import PatientData, checked, facts, identity_of, person_keys, save_patient
from maillage.site.booking.slots import CLOSES_BEFORE, OPENS_BEFORE
from maillage.site.booking.tokens import digest_of, pk_of, token_for
from maillage.site.booking.waiting_models import SlotOffer
from maillage.site.geography.models import Commune
from maillage.site.locks import PERSONS, constraint_of, in_transaction, lock_in_order
from maillage.site.refusals import Refused, Taken, WrongState

MOST_OPEN_PER_CONTACT = 3
AT_THAT_TIME = gettext_lazy("Vous avez déjà un rendez-vous à cette heure-là.")
_STATE = (
    "SELECT state, EXISTS (SELECT 1 FROM booking_slotoffer WHERE slot_id = %(slot)s AND until > %(now)s"
    " AND booking_slotoffer.state = %(open)s) AND NOT EXISTS (SELECT 1 FROM booking_slotoffer"
    " WHERE id = %(offer)s AND slot_id = %(slot)s) FROM agenda_session WHERE id = %(session)s"
)
_STATE_SHARED, _STATE_ALONE = f"{_STATE} FOR SHARE OF agenda_session", f"{_STATE} FOR UPDATE OF agenda_session"
SAME_SLOT, SAME_TIME = "appointment_one_active_per_slot", "person_not_twice_at_once"


class NotEligible(Refused):
    """The slot is reserved for other people, for now or for good."""


class TooMany(Refused):
    """This person already holds the maximum number of future appointments."""


class SameDay(Refused):
    """The person already has an appointment that day; the page asks whether a second one is intended."""


@dataclass(frozen=True)
class Booker:
    """Who books for somebody: keys of the account and its organisation, in which capacity.

    ``user`` is None for a program. ``closes`` is how long before a slot they may still book it.
    """

    user: int | None
    organisation: int
    way: BookedFor.Way
    closes: timedelta = CLOSES_BEFORE


@dataclass(frozen=True)
class Booking:
    """A booking; ``token`` opens the appointment's page; ``new`` is False if the same form was already submitted."""

    appointment: Appointment
    token: str
    new: bool


def book(
    slot_id: int,
    patient: PatientData,
    idempotency_key: str,
    *,
    same_day: bool = False,
    offer: int | None = None,
    motive: str = "",
    link: Callable[[str], str] = notices.public_link,
    booker: Booker | None = None,
    now: datetime | None = None,
) -> Booking:
    """Book a slot. Calls with the same ``idempotency_key`` return the same appointment and link.

    ``link`` turns the token into the address written in the e-mail; ``same_day`` confirms that a second appointment on
    one day is intended; ``offer`` is the key of the offer to the waiting list that is accepted; ``motive`` is the code
    of what is booked, "" for the shortest of the session; ``booker`` is who books for the person (see
    :mod:`.on_behalf`).

    Raises ``Taken`` (slot taken, or the person has another appointment then), ``SameDay``, ``NotEligible``,
    ``TooMany``, ``InvalidPatient``, ``WrongState``.
    """
    now = now or timezone.now()
    token = token_for(idempotency_key)
    data, key = checked(patient, now), digest_of(idempotency_key)
    return _book(slot_id, data, key, token, link, now, same_day=same_day, offer=offer, motive=motive, booker=booker)


@in_transaction
def _book(
    slot_id: int,
    data: PatientData,
    key: bytes,
    token: str,
    link: Callable[[str], str],
    now: datetime,
    *,
    same_day: bool,
    offer: int | None,
    motive: str,
    booker: Booker | None,
) -> Booking:
    keys = person_keys(data)
    # Requests of the same person wait for each other, so that limits and repeated forms are checked without a race.
    lock_in_order(PERSONS, keys)
    again = _already(key, slot_id, data)
    if again is not None:
        return Booking(again, token, new=False)
    slot = open_slot(slot_id, now, offer, CLOSES_BEFORE if booker is None else booker.closes)
    check_eligible(slot, data, now)
    slot = fitting.take(slot, motive)
    check_person(keys, slot, now, identity=None if same_day else identity_of(data))
    appointment = _insert(slot, data, key, token, keys, now)
    if booker is not None:
        BookedFor.objects.create(
            appointment=appointment, by_id=booker.user, organisation_id=booker.organisation, way=booker.way,
            helped=data.helped,
        )  # fmt: skip
    notices.confirm(appointment, link(token))
    return Booking(appointment, token, new=True)


def _already(key: bytes, slot_id: int, data: PatientData) -> Appointment | None:
    """Return the appointment of a form submitted before. Refuse a key that was used for another form."""
    found = Appointment.objects.select_related("slot__session", "patient").filter(idempotency_hash=key).first()
    if found is None:
        return None
    same_person = (found.patient.last_name, found.patient.email, found.patient.phone) == (
        data.last_name,
        data.email,
        data.phone,
    )
    if found.slot_id != slot_id or not same_person:
        raise Refused(_("Ce formulaire a déjà servi. Recommencez depuis le choix du créneau."))
    return found


def open_slot(slot_id: int, now: datetime, offer: int | None = None, closes: timedelta = CLOSES_BEFORE) -> Slot:
    """Return the slot, with its session locked until the end of the transaction.

    ``closes`` is how long before the slot its booking ends.

    In a session that visits of different length share, the lock is one that nobody else shares.

    Raises ``WrongState``, and ``Taken`` if it is offered to somebody on the waiting list by another offer.
    """
    slot = (
        Slot.objects.select_related("session__commune", "session__place", "session__programme")
        .defer("session__programme__template")
        .filter(pk=slot_id, session__activity=Session.Activity.CONSULTATIONS)
        .first()
    )
    if slot is None:
        raise WrongState(_("Ce créneau n’existe plus."))
    state, promised = _hold_slot(slot, now, offer)
    if state not in Session.OPEN_STATES:
        raise WrongState(_("Cette consultation n’a plus lieu. Choisissez un autre créneau."))
    if slot.starts <= now + closes:
        raise WrongState(_("Il est trop tard pour prendre ce créneau. Choisissez-en un autre."))
    if slot.starts >= now + OPENS_BEFORE:
        raise WrongState(_("Ce créneau n’est pas encore ouvert à la réservation."))
    if promised:
        raise Taken(_("Ce créneau vient d’être proposé à une personne qui attendait. Choisissez-en un autre."))
    return slot


def hold_session(session_id: int) -> None:
    """Take a shared lock on a session: bookings run in parallel, a cancellation waits for them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM agenda_session WHERE id = %s FOR SHARE", [session_id])


def _hold_slot(slot: Slot, now: datetime, offer: int | None) -> tuple[str, bool]:
    """Return the state of a slot's session under a shared lock, and whether offers promise the slot to others only."""
    with connection.cursor() as cursor:
        cursor.execute(
            _STATE_ALONE if slot.session.is_flexible else _STATE_SHARED,
            {
                "slot": slot.pk,
                "now": now,
                "open": SlotOffer.State.OPEN.value,
                "offer": offer,
                "session": slot.session_id,
            },
        )
        return cursor.fetchone()


def check_eligible(slot: Slot, data: PatientData, now: datetime) -> None:
    """Check the windows of the scheme, in the local time of the place. Raises ``NotEligible``."""
    commune = Commune.objects.filter(pk=data.commune).first()
    if commune is None:
        raise Refused(_("Cette commune n’existe pas."))
    scheme, zone = slot.session.rules, slot.session.zone
    groups = scheme.groups_of(facts(data, commune, slot.session.commune))
    if scheme.may_book(groups, slot, now, zone):
        return
    horizon = scheme.horizon(groups, now, zone)
    if horizon is None:
        admitted = whom(group for window in scheme.windows for group in window.groups)
        raise NotEligible(_("Cette consultation est réservée %(whom)s. Choisissez-en une autre.") % {"whom": admitted})
    if slot.starts >= horizon:
        opens = slot.starts.astimezone(zone).date() - timedelta(days=scheme.opens_days_before(groups) or 0)
        raise NotEligible(
            _("Ce créneau s’ouvre à vous le %(day)s. Choisissez-en un autre.") % {"day": f"{opens:%d/%m/%Y}"}
        )
    kept = {"whom": whom(slot.kept_for)}
    if slot.released_at is None:
        raise NotEligible(_("Ce créneau est gardé %(whom)s. Choisissez-en un autre.") % kept)
    until = _day_or_hour(slot.released_at.astimezone(zone))
    raise NotEligible(
        _("Ce créneau est gardé %(whom)s jusqu’au %(until)s. Choisissez-en un autre.") % {**kept, "until": until}
    )


def _day_or_hour(at: datetime) -> str:
    """Return "07/12/2026", with the hour if it is not midnight: "07/12/2026 à 9 h 20"."""
    day = f"{at:%d/%m/%Y}"
    if at.time() == time(0):
        return day
    return _("%(day)s à %(hour)s") % {"day": day, "hour": languages.clock(at)}


def check_person(
    keys: list[int],
    slot: Slot,
    now: datetime,
    *,
    identity: int | None = None,
    moving: Appointment | None = None,
) -> None:
    """Check the person's other appointments, found by any contact or by name (one query).

    Raises ``TooMany``, ``Taken`` (they have one at that time), and ``SameDay`` if ``identity`` is given. ``moving`` is
    the appointment that would leave its time for this one.
    """
    held = PersonKey.objects.filter(key__in=keys, active=True)
    others = held.exclude(appointment=moving) if moving is not None else held
    rows = list(others.values_list("appointment", "key", "during", "appointment__state"))
    to_come = {pk for pk, _, during, state in rows if state == Appointment.State.BOOKED and during.lower > now}
    if moving is None and len(to_come) >= MOST_OPEN_PER_CONTACT:
        raise TooMany(
            _("Vous avez déjà %(most)s rendez-vous à venir. Annulez-en un pour en prendre un autre.")
            % {"most": MOST_OPEN_PER_CONTACT}
        )
    if any(during.lower < slot.ends and slot.starts < during.upper for _, _, during, _ in rows):
        raise Taken(AT_THAT_TIME)
    zone = slot.session.zone
    day = slot.starts.astimezone(zone).date()
    if any(key == identity and during.lower.astimezone(zone).date() == day for _, key, during, _ in rows):
        # Do not say where and when the other appointment is: anybody may know a name.
        raise SameDay(_("Cette personne a déjà un rendez-vous ce jour-là."))


def _insert(slot: Slot, data: PatientData, key: bytes, token: str, keys: list[int], now: datetime) -> Appointment:
    during = DateTimeTZRange(slot.starts, slot.ends, "[)")
    try:
        appointment = Appointment.objects.create(
            slot=slot,
            patient=save_patient(data, now),
            during=during,
            booked_at=now,
            token_hash=digest_of(token),
            idempotency_hash=key,
        )
        PersonKey.objects.bulk_create(
            PersonKey(appointment=appointment, key=one, during=during) for one in sorted(set(keys))
        )
        return appointment
    except IntegrityError as error:
        if constraint_of(error) == SAME_SLOT:
            raise Taken(_("Ce créneau vient d’être pris. Choisissez-en un autre.")) from error
        if constraint_of(error) == SAME_TIME:
            raise Taken(AT_THAT_TIME) from error
        raise


def opened_by(token: str) -> Q:
    """Return the condition on the appointment of a link: the first link, or one sent again."""
    pk = pk_of(token)
    return Q(token_hash=digest_of(token)) if pk is None else Q(pk=pk)


def find(token: str) -> Appointment | None:
    """Return the appointment of a link; None if the link is not valid."""
    return Appointment.objects.with_sessions().filter(opened_by(token)).first()


@in_transaction
def cancel(token: str, *, now: datetime | None = None) -> Appointment:
    """Cancel by the patient's link; a second call changes nothing. Raises ``WrongState`` once it has begun."""
    now = now or timezone.now()
    appointment = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("slot__session__commune", "slot__session__place", "patient")
        .filter(opened_by(token))
        .first()
    )
    if appointment is None:
        raise WrongState(_("Ce lien ne mène à aucun rendez-vous."))
    if appointment.state == Appointment.State.CANCELLED:
        return appointment
    if appointment.state != Appointment.State.BOOKED or appointment.slot.starts <= now:
        raise WrongState(_("Ce rendez-vous est passé, il ne peut plus être annulé."))
    appointment.state, appointment.cancelled_at = Appointment.State.CANCELLED, now
    appointment.notice = Appointment.Notice.NONE
    appointment.save(update_fields=["state", "cancelled_at", "notice"])
    fitting.recut(appointment.slot.session)
    notices.cancelled_by_patient(appointment)
    return appointment


@in_transaction
def confirm(token: str, *, now: datetime | None = None) -> Appointment:
    """Record by the patient's link that they come; a second call changes nothing. Raises ``WrongState``."""
    now = now or timezone.now()
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("slot")
    appointment = rows.filter(opened_by(token)).first()
    if appointment is None:
        raise WrongState(_("Ce lien ne mène à aucun rendez-vous."))
    if appointment.state != Appointment.State.BOOKED or appointment.slot.ends <= now:
        raise WrongState(_("Ce rendez-vous est passé ou annulé\u00a0: il n’y a plus rien à confirmer."))
    if appointment.confirmed_at is None:
        appointment.confirmed_at = now
        appointment.save(update_fields=["confirmed_at"])
    return appointment


def on_session_cancelled(session: Session, **_: object) -> None:
    """Cancel the appointments of a cancelled session, in the same transaction."""
    cancel_appointments_of(session)


def on_session_moved(session: Session, **_: object) -> None:
    """Tell those who are booked in a session that it takes place elsewhere, in the same transaction."""
    booked = Appointment.objects.select_for_update().filter(slot__session=session, state=Appointment.State.BOOKED)
    touched = list(booked.values_list("pk", flat=True))
    # The number in a calendar entry goes up, so that calendars replace the place.
    Appointment.objects.filter(pk__in=touched).update(
        sequence=F("sequence") + 1, notice=Appointment.Notice.TO_GIVE, reminded_at=None
    )
    notices.session_moved(touched)


def cancel_appointments_of(session: Session, now: datetime | None = None) -> int:
    """Cancel the appointments of a cancelled session; each patient must be told, by e-mail if possible."""
    now = now or timezone.now()
    booked = Appointment.objects.select_for_update().filter(slot__session=session, state=Appointment.State.BOOKED)
    touched = list(booked.values_list("pk", flat=True))
    Appointment.objects.filter(pk__in=touched).update(
        state=Appointment.State.CANCELLED, cancelled_at=now, notice=Appointment.Notice.TO_GIVE
    )
    SlotOffer.objects.filter(slot__session=session, state=SlotOffer.State.OPEN).update(state=SlotOffer.State.PASSED)
    notices.session_cancelled(touched)
    return len(touched)


def mark_told(appointment: Appointment) -> None:
    """Record that the coordinator has told the patient, for example by phone."""
    Appointment.objects.filter(pk=appointment.pk).update(link_asked_at=None)
    Appointment.objects.filter(pk=appointment.pk, notice=Appointment.Notice.TO_GIVE).update(
        notice=Appointment.Notice.GIVEN
    )
