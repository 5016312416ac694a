"""Messages to patients: when and where, never the reason. Each is posted in the transaction of the change it tells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.schemes import Profession
from maillage.site import languages
from maillage.site.agenda.models import Session
from maillage.site.booking.models import Appointment, AppointmentQuerySet, BookedFor, Patient
from maillage.site.booking.risk import rules
from maillage.site.booking.tokens import token_again
from maillage.site.directory.models import Professional
from maillage.site.messages import services as outbox
from maillage.site.messages import sms
from maillage.site.messages.models import Message

REMIND_BEFORE = timedelta(hours=48)
ABOUT = "appointment"
SESSION_CANCELLED = "session-cancelled"
SESSION_MOVED = "session-moved"


def public_link(token: str) -> str:
    """Return the address of an appointment on the public site."""
    return f"{settings.PUBLIC_ADDRESS}/rendez-vous/{token}"


def when_and_where(appointment: Appointment) -> str:
    """Return « lundi 7 décembre 2026 à 9 h 20, Maison de santé, Decazeville », in the local time of the place."""
    session = appointment.slot.session
    starts = appointment.slot.starts.astimezone(session.zone)
    place = session.place.name if session.place else session.stop
    where = ", ".join(part for part in (place, session.commune.name) if part)
    return _("%(day)s à %(hour)s, %(where)s") % {
        "day": languages.date_text(starts, year=True), "hour": languages.clock(starts), "where": where,
    }  # fmt: skip


def _see_again(link: str) -> str:
    return _("Pour le revoir, le déplacer ou l’annuler\u00a0:") + f"\n{link}\n"


def _letter(*paragraphs: str) -> str:
    """Return an e-mail: a greeting, and paragraphs."""
    return "\n\n".join([_("Bonjour,"), *paragraphs]).rstrip("\n") + "\n"


def _told(text: str, appointment: Appointment) -> str:
    """Return a sentence with when and where filled in."""
    return text % {"when": when_and_where(appointment)}


def confirm(appointment: Appointment, link: str) -> bool:
    """Confirm the booking, with the link that cancels it."""
    with _speaking(appointment):
        return _post(
            appointment,
            "booked",
            _letter(
                _told(_("Votre rendez-vous est pris\u00a0: %(when)s."), appointment),
                _see_again(link).rstrip("\n"),
                _("Gardez ce lien\u00a0: il est le seul à ouvrir votre rendez-vous."),
            ),
        )


def moved(appointment: Appointment) -> bool:
    """Tell the new time; withdraw unsent messages about the old one."""
    outbox.withdraw(about(appointment))
    with _speaking(appointment):
        return _post(
            appointment,
            f"moved-{appointment.sequence}",
            _letter(
                _told(_("Votre rendez-vous est déplacé, comme vous l’avez demandé. Il a lieu %(when)s."), appointment),
                _see_again(_link(appointment)),
            ),
        )


def link_again(appointment: Appointment, now: datetime) -> bool:
    """Send the link to a patient who lost it, once an hour at most; return False if no address is known."""
    with _speaking(appointment):
        return _post(
            appointment,
            f"link-{now.astimezone(UTC):%Y%m%d%H}",
            _letter(
                _told(_("Vous avez demandé à retrouver votre rendez-vous, %(when)s."), appointment),
                _see_again(_link(appointment)).rstrip("\n"),
                _("Si vous n’avez rien demandé, ne faites rien\u00a0: rien n’a changé."),
            ),
        )


def _link(appointment: Appointment) -> str:
    return public_link(token_again(appointment.pk))


def cancelled_by_patient(appointment: Appointment) -> bool:
    """Confirm the cancellation; withdraw unsent messages about the appointment."""
    outbox.withdraw(about(appointment))
    with _speaking(appointment):
        text = _told(_("Votre rendez-vous (%(when)s) est annulé, comme vous l’avez demandé."), appointment)
        return _post(appointment, "cancelled", _letter(text))


def session_cancelled(pks: Sequence[int]) -> int:
    """Tell patients that their session is cancelled; return how many messages were posted.

    Every patient stays « à prévenir » until their message has been sent: see :func:`note_sent`.
    """
    told = 0
    for appointment in Appointment.objects.with_details().filter(pk__in=pks):
        outbox.withdraw(about(appointment))
        with _speaking(appointment):
            sorry = _("Votre rendez-vous (%(when)s) n’aura pas lieu. Nous vous prions de nous en excuser.")
            again = _("Pour en prendre un autre\u00a0:")
            told += _post(
                appointment,
                SESSION_CANCELLED,
                _letter(_told(sorry, appointment), f"{again}\n{settings.PUBLIC_ADDRESS}/rendez-vous"),
                short=_("Votre rendez-vous du %(when)s est annulé. Nous nous en excusons."),
            )
    return told


def giver_changed(session: Session, before: Professional, after: Professional, **__: object) -> int:
    """Tell patients with an e-mail address that another doctor receives them; return how many messages were posted.

    The doctor's name stands on the page that confirms the appointment, in no message: whoever has only a telephone
    number finds the new name there, and nothing else changes for them.
    """
    booked = Appointment.objects.with_details().filter(slot__session=session, state=Appointment.State.BOOKED)
    told = 0
    for appointment in booked:
        with _speaking(appointment):
            text = _(
                "Votre rendez-vous (%(when)s) est maintenu. %(after)s vous recevra, à la place de %(before)s. Le jour, "
                "l’heure et le lieu ne changent pas."
            )
            people = {"when": when_and_where(appointment), "after": _called(after), "before": _called(before)}
            told += _post(
                appointment,
                f"giver-{session.pk}-{timezone.now():%Y%m%d%H%M%S%f}",
                _letter(text % people, _see_again(_link(appointment))),
            )
    return told


def _called(person: Professional) -> str:
    name = person.last_name.replace("'", "’")
    doctor = person.profession in (Profession.GP, Profession.SPECIALIST, Profession.DENTIST)
    return f"Dr\u00a0{name}" if doctor else f"{person.first_name}\u00a0{name}"


def session_moved(pks: Sequence[int]) -> int:
    """Tell patients that their session takes place elsewhere; return how many messages were posted.

    Like after a cancellation, every patient stays « à prévenir » until their message has been sent.
    """
    told = 0
    for appointment in Appointment.objects.with_details().filter(pk__in=pks):
        outbox.withdraw(about(appointment))
        with _speaking(appointment):
            told += _post(
                appointment,
                f"{appointment.sequence}-{SESSION_MOVED}",
                _letter(
                    _told(_("Votre rendez-vous change de lieu. Il a lieu %(when)s."), appointment),
                    _see_again(_link(appointment)),
                ),
                short=_("Votre rendez-vous change de lieu\u00a0: %(when)s."),
            )
    return told


def time_changed(appointment: Appointment) -> bool:
    """Tell a patient that their appointment has another time, since the hours of the place have changed."""
    outbox.withdraw(about(appointment))
    with _speaking(appointment):
        return _post(
            appointment,
            f"{appointment.sequence}-{SESSION_MOVED}",
            _letter(
                _told(_("Votre rendez-vous change d’heure. Il a lieu %(when)s."), appointment),
                _see_again(_link(appointment)),
            ),
            short=_("Votre rendez-vous change d’heure\u00a0: %(when)s."),
        )


def remind(now: datetime) -> int:
    """Post one reminder for each appointment of the next two days that is not cancelled, as its person chose."""
    by_email = Q(patient__remind_by=Patient.RemindBy.EMAIL) & ~Q(patient__email="")
    by_sms = Q(patient__remind_by=Patient.RemindBy.SMS) & ~Q(patient__phone="")
    due = Appointment.objects.filter(
        by_email | by_sms if sms.in_use() else by_email,
        state=Appointment.State.BOOKED,
        reminded_at=None,
        slot__starts__gt=now,
        slot__starts__lte=now + REMIND_BEFORE,
        booked_at__lt=now - timedelta(hours=1),
    )
    return sum(_remind_one(pk, now) for pk in due.values_list("pk", flat=True))


def _remind_one(pk: int, now: datetime) -> int:
    """Lock the row while posting the reminder: a simultaneous cancellation waits, then withdraws it."""
    with transaction.atomic():
        found = Appointment.objects.select_for_update(of=("self",), skip_locked=True).filter(
            pk=pk, state=Appointment.State.BOOKED, reminded_at=None
        )
        for appointment in found.with_details():
            asks = rules().asks_to_confirm(appointment.slot.starts - appointment.booked_at)
            what = f"reminder-{appointment.sequence}" if appointment.sequence else "reminder"
            with _speaking(appointment):
                if appointment.patient.remind_by == Patient.RemindBy.SMS:
                    answers = _may_answer(appointment)
                    asks = asks and answers
                    _post_sms(appointment, what, _reminding_by_sms(answers=answers, asks=asks))
                else:
                    _post(appointment, what, _asking(appointment) if asks else _reminding(appointment))
            appointment.reminded_at, appointment.confirm_asked_at = now, now if asks else None
            appointment.save(update_fields=["reminded_at", "confirm_asked_at"])
            return 1
    return 0


def _reminding(appointment: Appointment) -> str:
    return _letter(
        _told(_("Nous vous attendons %(when)s."), appointment),
        _(
            "Si vous ne pouvez pas venir, annulez avec le lien de votre premier message\u00a0: la place ira à "
            "quelqu’un d’autre."
        ),
    )


def _may_answer(appointment: Appointment) -> bool:
    """Return whether the provider brings the answer of a person back, who has the telephone themselves."""
    return sms.brings_answers() and not BookedFor.objects.filter(appointment=appointment, helped=True).exists()


def _reminding_by_sms(*, answers: bool, asks: bool) -> str:
    """Return the short reminder; it says what to answer only where answers come back, and ``asks`` to confirm."""
    text = _("Rappel de votre rendez-vous\u00a0: %(when)s.")
    if asks:
        return text + " " + _("Pour confirmer, répondez 1. Pour l’annuler, répondez C.")
    return text + " " + _("Pour l’annuler, répondez C.") if answers else text


def _asking(appointment: Appointment) -> str:
    """Return the reminder of who booked long before: it asks to confirm, and gives the link to do so."""
    asks = _("Vous avez rendez-vous %(when)s, pris il y a longtemps déjà. Venez-vous\u202f? Dites-le d’un clic\u00a0:")
    return _letter(
        f"{_told(asks, appointment)}\n{_link(appointment)}",
        _(
            "Si vous ne pouvez pas venir, annulez par ce lien\u00a0: la place ira à quelqu’un d’autre. Sans réponse, "
            "votre place reste à vous."
        ),
    )


def forget(pks: Iterable[int]) -> None:
    """Delete the messages about deleted appointments."""
    outbox.forget(f"{ABOUT}:{pk}" for pk in pks)


def note_sent(message: Message, **__: object) -> None:
    """Mark a patient as told after the message about a cancelled or moved session was sent."""
    if message.key.endswith((f":{SESSION_CANCELLED}", f"-{SESSION_CANCELLED}", f"-{SESSION_MOVED}")):
        _of(message).filter(notice=Appointment.Notice.TO_GIVE).update(notice=Appointment.Notice.GIVEN)


def note_failed(message: Message, **__: object) -> None:
    """Mark a patient as « à prévenir » after a message about a future appointment failed."""
    _of(message).filter(
        state=Appointment.State.BOOKED, slot__starts__gt=timezone.now(), notice=Appointment.Notice.NONE
    ).update(notice=Appointment.Notice.TO_GIVE)


def _of(message: Message) -> AppointmentQuerySet:
    kind, __, pk = message.about.partition(":")
    return Appointment.objects.filter(pk=int(pk)) if kind == ABOUT else Appointment.objects.none()


def about(appointment: Appointment) -> str:
    """Return what the outbox calls an appointment."""
    return f"{ABOUT}:{appointment.pk}"


def _speaking(appointment: Appointment) -> AbstractContextManager[None]:
    """Write in the language that the person booked in."""
    return languages.speaking(appointment.patient.language)


def _post(appointment: Appointment, what: str, body: str, *, short: str = "") -> bool:
    """Post a message to the patient's address, useless after the appointment; return False if there is no address.

    ``short``, for what cannot wait, goes by SMS too if SMS really leave: to those who have no address, or chose SMS.
    Otherwise those without an address stay on the list of people to call.
    """
    patient = appointment.patient
    if short and sms.leave() and patient.phone and (not patient.email or patient.remind_by == Patient.RemindBy.SMS):
        by_sms = _post_sms(appointment, f"sms-{what}", short)
        if not patient.email:
            return by_sms
    if not patient.email:
        return False
    outbox.post(
        to=patient.email,
        subject=_("Votre rendez-vous"),
        body=body,
        about=about(appointment),
        key=f"{about(appointment)}:{what}",
        useless_after=appointment.slot.starts,
    )
    return True


def _post_sms(appointment: Appointment, what: str, text: str) -> bool:
    """Post an SMS with when and where, useless after the appointment; return False if this site sends none.

    A place whose name makes the text too long is left out: the commune remains.
    """
    if not sms.in_use():
        return False
    session, starts = appointment.slot.session, appointment.slot.starts.astimezone(appointment.slot.session.zone)
    when = {"day": languages.date_text(starts), "hour": languages.clock(starts)}
    place = session.place.name if session.place else session.stop
    whole = ", ".join(part for part in (place, session.commune.name) if part)
    texts = (
        sms.written(text % {"when": _("%(day)s à %(hour)s, %(where)s") % {**when, "where": where}})
        for where in (whole, session.commune.name)
    )
    outbox.post_sms(
        to=appointment.patient.phone,
        text=next(
            (one for one in texts if sms.measured(one).segments <= 1),
            sms.written(text % {"when": _("%(day)s à %(hour)s, %(where)s") % {**when, "where": session.commune.name}}),
        ),
        about=about(appointment),
        key=f"{about(appointment)}:{what}",
        useless_after=appointment.slot.starts,
    )
    return True
