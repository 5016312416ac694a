"""Messages to people on the waiting list: when and where, never why. Who left only a telephone is called."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.site import languages
from maillage.site.booking.tokens import waiting_token
from maillage.site.booking.waiting_models import SlotOffer, WaitingEntry
from maillage.site.messages import services as outbox
from maillage.site.messages import sms


def about(entry: WaitingEntry) -> str:
    """Return what the outbox calls an entry."""
    return f"waiting:{entry.pk}"


def _link(entry: WaitingEntry) -> str:
    return f"{settings.PUBLIC_ADDRESS}/liste-d-attente/{waiting_token(entry.pk)}"


def joined(entry: WaitingEntry) -> None:
    """Confirm that a person is on the list, with the link that leaves it."""
    with languages.speaking(entry.patient.language):
        hello = _("Bonjour,")
        listed = _(
            "Vous êtes sur la liste d’attente. Dès qu’une place se libère, nous vous l’écrivons ici\u00a0: répondez "
            "vite, elle passe ensuite à quelqu’un d’autre. L’inscription vaut jusqu’au %(day)s."
        ) % {"day": languages.date_text(timezone.localdate(entry.until), weekday=False, year=True)}
        if entry.appointment is not None:
            listed += " " + _("Votre rendez-vous reste à vous jusque-là.")
        again = _("Pour la revoir ou quitter la liste\u00a0:")
        _post(
            entry, "joined", _("Votre inscription sur la liste d’attente"),
            f"{hello}\n\n{listed}\n\n{again}\n{_link(entry)}\n", entry.until,
        )  # fmt: skip


def offered(offer: SlotOffer) -> None:
    """Offer a slot, with the time left to answer; useless afterwards."""
    session = offer.slot.session
    starts, until = (moment.astimezone(session.zone) for moment in (offer.slot.starts, offer.until))
    place = session.place.name if session.place else session.stop
    with languages.speaking(offer.entry.patient.language):
        _offered_by_sms(offer)
        hello = _("Bonjour,")
        free = _("Une place est libre\u00a0: %(day)s à %(hour)s, %(where)s.") % {
            "day": languages.date_text(starts, year=True), "hour": languages.clock(starts),
            "where": ", ".join(part for part in (place, session.commune.name) if part),
        }  # fmt: skip
        if (held := offer.entry.appointment) is not None:
            was = held.slot.starts.astimezone(held.slot.session.zone)
            free += " " + _("Si vous la prenez, elle remplace votre rendez-vous du %(day)s à %(hour)s.") % {
                "day": languages.date_text(was), "hour": languages.clock(was),
            }  # fmt: skip
        yours = (
            _("D’autres la reçoivent aussi\u00a0: elle est à qui répond d’abord, avant %(hour)s, %(day)s\u00a0:")
            if offer.shared
            else _("Elle est à vous si vous répondez avant %(hour)s, %(day)s\u00a0:")
        ) % {"hour": languages.clock(until), "day": languages.date_text(until)}
        else_ = _("Sans réponse, elle passe à quelqu’un d’autre et vous restez sur la liste.")
        _post(
            offer.entry, f"offer-{offer.pk}", _("Une place est libre"),
            f"{hello}\n\n{free}\n\n{yours}\n{_link(offer.entry)}\n\n{else_}\n", offer.until,
        )  # fmt: skip


def _offered_by_sms(offer: SlotOffer) -> None:
    """Offer a slot to somebody who has only a telephone: when, where, until when, and the link that answers."""
    entry, session = offer.entry, offer.slot.session
    if entry.patient.email or not entry.patient.phone or not sms.in_use():
        return
    starts, until = (moment.astimezone(session.zone) for moment in (offer.slot.starts, offer.until))
    text = _("Une place est libre\u00a0: %(day)s à %(hour)s, %(where)s. Répondez avant %(until)s\u00a0: %(link)s") % {
        "day": languages.date_text(starts), "hour": languages.clock(starts), "where": session.commune.name,
        "until": languages.clock(until), "link": _link(entry),
    }  # fmt: skip
    outbox.post_sms(
        to=entry.patient.phone, text=sms.written(text), about=about(entry), key=f"{about(entry)}:sms-{offer.pk}",
        useless_after=offer.until,
    )  # fmt: skip


def expired(entry: WaitingEntry) -> None:
    """Tell a person that their time on the list is over."""
    with languages.speaking(entry.patient.language):
        hello = _("Bonjour,")
        over = _(
            "Votre inscription sur la liste d’attente est arrivée à son terme. Pour chercher de nouveau, ou vous "
            "réinscrire\u00a0:"
        )
        _post(
            entry, "expired", _("Votre inscription sur la liste d’attente"),
            f"{hello}\n\n{over}\n{settings.PUBLIC_ADDRESS}/rendez-vous\n", None,
        )  # fmt: skip


def withdraw(entry: WaitingEntry) -> None:
    """Withdraw unsent messages about an entry."""
    outbox.withdraw(about(entry))


def _post(entry: WaitingEntry, what: str, subject: str, body: str, useless_after: datetime | None) -> None:
    if not entry.patient.email:
        return
    outbox.post(
        to=entry.patient.email, subject=subject, body=body, about=about(entry), key=f"{about(entry)}:{what}",
        useless_after=useless_after,
    )  # fmt: skip
