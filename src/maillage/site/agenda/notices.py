"""Messages to doctors about days proposed and swapped; each is posted in the transaction of the change it tells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from maillage.site.agenda.models import Session
from maillage.site.agenda.swap_models import SwapReply
from maillage.site.directory.models import Professional
from maillage.site.messages import services as outbox

SUBJECT = "Échange de journées"
PAGE = "/soignant/echanges/"


def day_and_place(sessions: Sequence[Session]) -> str:
    """Return « lundi 7 décembre 2026, Maison de santé, Decazeville », in the local time of the place."""
    first = sessions[0]
    place = first.place.name if first.place else first.stop
    where = ", ".join(part for part in (place, first.commune.name) if part)
    return f"{date_format(first.starts.astimezone(first.zone), 'l j F Y')}, {where}"


def about_proposal(session: Session) -> str:
    """Return what the outbox calls a proposal that can be taken back."""
    return f"proposed:{session.pk}"


def replacement_proposed(person: Professional, session: Session, send_after: datetime) -> None:
    """Tell a person that a session without anybody is proposed to them; sent only after the time to take it back."""
    if not person.current_email:
        return
    about = about_proposal(session)
    outbox.post(
        to=person.current_email,
        subject="Une vacation vous est proposée",
        body=f"Bonjour,\n\nUne vacation est sans médecin\u00a0: {day_and_place([session])}. Voulez-vous la "
        f"donner\u202f?\n\nAcceptez-la ou refusez-la\u00a0:\n"
        f"{settings.PUBLIC_ADDRESS}/soignant/journees/{session.pk}\n",
        about=about,
        key=f"{about}:{person.pk}:{timezone.now().isoformat()}",
        send_after=send_after,
        useless_after=session.starts,
    )


def withdraw_proposal(session: Session) -> int:
    """Withdraw what was not sent yet of a proposal that is answered or over; return how many messages."""
    return outbox.withdraw(about_proposal(session))


def proposal_over(person: Professional, session: Session) -> None:
    """Withdraw what was not sent yet of a proposal that is taken back; tell a person who has read it."""
    about = about_proposal(session)
    if withdraw_proposal(session) or not person.current_email:
        return
    outbox.post(
        to=person.current_email,
        subject="Une vacation ne vous est plus proposée",
        body=f"Bonjour,\n\nLa coordination n’a plus besoin de vous pour cette vacation\u00a0: "
        f"{day_and_place([session])}. Vous êtes libre à ces heures.\n",
        about=f"session:{session.pk}",
        key=f"{about}:{person.pk}:over:{timezone.now().isoformat()}",
        useless_after=session.starts,
    )


def proposed(person: Professional, sessions: Sequence[Session]) -> None:
    """Tell a person that a day is proposed to them and waits for their answer."""
    if not person.current_email or not sessions:
        return
    outbox.post(
        to=person.current_email,
        subject="Une journée vous est proposée",
        body=f"Bonjour,\n\nVoulez-vous donner la journée du {day_and_place(sessions)}\u202f?\n\n"
        f"Acceptez-la ou refusez-la\u00a0:\n{settings.PUBLIC_ADDRESS}/soignant/journees/{sessions[0].pk}\n",
        about=f"session:{sessions[0].pk}",
        key=f"session:{sessions[0].pk}:proposed:{person.pk}",
        useless_after=sessions[0].starts,
    )


def replacement(locum: Professional, giver: Professional, sessions: Sequence[Session]) -> None:
    """Tell a locum that they replace a colleague in the colleague's practice."""
    _tell_locum(
        locum, "Un remplacement est noté à votre nom", sessions, "held",
        f"La coordination a noté que vous remplacez {giver} à son cabinet de {giver.home.name}\u00a0: "
        f"{times_of(sessions)}.\n\nVous ne recevrez pas d’autre proposition à ces heures. Si c’est une erreur, appelez "
        "la coordination.",
    )  # fmt: skip


def replacement_over(locum: Professional, sessions: Sequence[Session]) -> None:
    """Tell a locum that a replacement is no longer needed: they are free."""
    _tell_locum(
        locum, "Un remplacement n’a plus lieu", sessions, "over",
        f"Le remplacement prévu n’a plus lieu\u00a0: {times_of(sessions)}. Vous êtes libre à ces heures.",
    )  # fmt: skip


def times_of(sessions: Sequence[Session]) -> str:
    """Return « lundi 7 décembre 2026 de 9:00 à 17:20 », in the local time of the place."""
    first, zone = sessions[0], sessions[0].zone
    starts, ends = first.starts.astimezone(zone), sessions[-1].ends.astimezone(zone)
    return f"{date_format(starts, 'l j F Y')} de {date_format(starts, 'H:i')} à {date_format(ends, 'H:i')}"


def _tell_locum(locum: Professional, subject: str, sessions: Sequence[Session], what: str, text: str) -> None:
    if not locum.current_email:
        return
    first = sessions[0]
    outbox.post(
        to=locum.current_email,
        subject=subject,
        body=f"Bonjour,\n\n{text}\n",
        about=f"session:{first.pk}",
        key=f"session:{first.pk}:replacement-{what}:{locum.pk}:{timezone.now().isoformat()}",
        useless_after=sessions[-1].ends,
    )


def answered(reply: SwapReply, given: Sequence[Session], returned: Sequence[Session]) -> None:
    """Tell who offered a day that a colleague gives one in return."""
    _post(
        reply,
        reply.offer.professional,
        "answered",
        f"{reply.professional} prendrait votre journée du {day_and_place(given)}, et vous donne la sienne en retour"
        f"\u00a0: {day_and_place(returned)}.\n\nDites oui ou non\u00a0:",
        given,
    )


def agreed(reply: SwapReply, given: Sequence[Session], returned: Sequence[Session]) -> None:
    """Tell both that the days have changed hands."""
    one, other = reply.offer.professional, reply.professional
    back = f"\nEn retour, {one} donne la journée du {day_and_place(returned)}." if returned else ""
    done = f"C’est fait\u00a0: {other} donne la journée du {day_and_place(given)}, à la place de {one}."
    text = f"{done}{back}\n\nLes échanges en cours\u00a0:"
    for person in (one, other):
        _post(reply, person, f"agreed-{person.pk}", text, given)


def refused(reply: SwapReply, given: Sequence[Session]) -> None:
    """Tell who gave a day in return that the answer is no: everybody keeps their day."""
    _post(
        reply,
        reply.professional,
        "refused",
        f"{reply.offer.professional} n’a pas retenu l’échange que vous proposiez pour la journée du "
        f"{day_and_place(given)}. Chacun garde la sienne.\n\nLes autres journées proposées\u00a0:",
        given,
    )


def _post(reply: SwapReply, person: Professional, what: str, text: str, sessions: Sequence[Session]) -> None:
    if not person.current_email:
        return
    outbox.post(
        to=person.current_email,
        subject=SUBJECT,
        body=f"Bonjour,\n\n{text}\n{settings.PUBLIC_ADDRESS}{PAGE}\n",
        about=f"swap:{reply.offer_id}",
        key=f"swap:{reply.pk}:{what}",
        useless_after=sessions[0].starts,
    )
