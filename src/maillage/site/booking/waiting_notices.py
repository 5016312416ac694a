"""Messages to people on the waiting list: when and where, never why. Who left only a telephone is called."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.formats import date_format

from maillage.site.booking.tokens import waiting_token
from maillage.site.booking.waiting_models import SlotOffer, WaitingEntry
from maillage.site.messages import services as outbox


def about(entry: WaitingEntry) -> str:
    """Return what the outbox calls an entry."""
    return f"waiting:{entry.pk}"


def _link(entry: WaitingEntry) -> str:
    return f"{settings.PUBLIC_ADDRESS}/liste-d-attente/{waiting_token(entry.pk)}"


def joined(entry: WaitingEntry) -> None:
    """Confirm that a person is on the list, with the link that leaves it."""
    _post(
        entry,
        "joined",
        "Votre inscription sur la liste d’attente",
        "Bonjour,\n\nVous êtes sur la liste d’attente. Dès qu’une place se libère, nous vous l’écrivons ici\u00a0: "
        f"répondez vite, elle passe ensuite à quelqu’un d’autre. L’inscription vaut jusqu’au "
        f"{date_format(entry.until, 'j F Y')}.\n\nPour la revoir ou quitter la liste\u00a0:\n{_link(entry)}\n",
        entry.until,
    )


def offered(offer: SlotOffer) -> None:
    """Offer a slot, with the time left to answer; useless afterwards."""
    session = offer.slot.session
    starts, until = (moment.astimezone(session.zone) for moment in (offer.slot.starts, offer.until))
    place = session.place.name if session.place else session.stop
    where = ", ".join(part for part in (place, session.commune.name) if part)
    _post(
        offer.entry,
        f"offer-{offer.pk}",
        "Une place est libre",
        f"Bonjour,\n\nUne place est libre\u00a0: {date_format(starts, 'l j F Y')} à {_clock(starts)}, {where}.\n\n"
        f"Elle est à vous si vous répondez avant {_clock(until)}, {date_format(until, 'l j F')}\u00a0:\n"
        f"{_link(offer.entry)}\n\n"
        "Sans réponse, elle passe à quelqu’un d’autre et vous restez sur la liste.\n",
        offer.until,
    )


def expired(entry: WaitingEntry) -> None:
    """Tell a person that their time on the list is over."""
    _post(
        entry,
        "expired",
        "Votre inscription sur la liste d’attente",
        "Bonjour,\n\nVotre inscription sur la liste d’attente est arrivée à son terme. Pour chercher de nouveau, ou "
        f"vous réinscrire\u00a0:\n{settings.PUBLIC_ADDRESS}/rendez-vous\n",
        None,
    )


def withdraw(entry: WaitingEntry) -> None:
    """Withdraw unsent messages about an entry."""
    outbox.withdraw(about(entry))


def _clock(moment: datetime) -> str:
    return f"{moment.hour}\u00a0h\u00a0{moment:%M}"


def _post(entry: WaitingEntry, what: str, subject: str, body: str, useless_after: datetime | None) -> None:
    if not entry.patient.email:
        return
    outbox.post(
        to=entry.patient.email, subject=subject, body=body, about=about(entry), key=f"{about(entry)}:{what}",
        useless_after=useless_after,
    )  # fmt: skip
