"""Messages to those who give sessions and to their coordinators, posted in the transaction of the change they tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from maillage.site.accounts import roles
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Act, Reach, Record, roles_reaching
from maillage.site.agenda.models import Session
from maillage.site.directory.models import Place, PlaceHandover
from maillage.site.messages import services as outbox
from maillage.site.messages.signature import sender

ABOUT = "session"
LISTED = 20
"""Sessions listed in one message."""


def place_changed(place: Place, told: Iterable[tuple[Session, str]], author: User | None) -> None:
    """Tell what changed at ``place``: each giver about their sessions, each coordinator, but the author, about all."""
    rows = list(told)
    if not rows:
        return
    mine: defaultdict[str, list[tuple[Session, str]]] = defaultdict(list)
    for session, text in rows:
        address = address_of_giver(session)
        if address:
            mine[address].append((session, text))
    for address, own in mine.items():
        _post(address, place, own, f"{settings.PUBLIC_ADDRESS}{reverse('doctor-days')}", "Vos journées")
    board = f"{settings.PUBLIC_ADDRESS}{reverse('warned-sessions')}"
    for person in coordinators_of(place):
        if author is None or person.pk != author.pk:
            _post(person.email, place, rows, board, "Pour les régler")


def _post(to: str, place: Place, rows: list[tuple[Session, str]], link: str, about: str) -> None:
    said = "\n".join(f"- {when(session)}\u00a0: {text}" for session, text in rows[:LISTED])
    left = len(rows) - LISTED
    more = f"\n- et {left} {'autre' if left == 1 else 'autres'}" if left > 0 else ""
    now = timezone.now()
    outbox.post(
        to=to,
        subject=f"{sender().name}\u00a0: un changement à {place.name}",
        body=f"Bonjour,\n\nQuelque chose change à {place.name}, {place.commune.name}\u00a0:\n{said}{more}\n\n"
        f"{about}\u00a0:\n{link}\n",
        about=f"place:{place.pk}",
        key=f"place:{place.pk}:{to}:{now.isoformat()}",
    )


def moved(session: Session, before: Place | None) -> None:
    """Tell the giver that a session takes place elsewhere and waits for their answer."""
    place = session.place
    address = address_of_giver(session)
    if not address or place is None:
        return
    old = f" au lieu de {before.name}, {before.commune.name}" if before is not None else ""
    outbox.post(
        to=address,
        subject=f"{sender().name}\u00a0: votre vacation change de lieu",
        body=f"Bonjour,\n\nVotre vacation {when(session)} a lieu à {place.name}, {place.commune.name}{old}.\n\n"
        f"Dites si vous l’acceptez\u00a0:\n{settings.PUBLIC_ADDRESS}{reverse('doctor-days')}\n",
        about=f"{ABOUT}:{session.pk}",
        key=f"{ABOUT}:{session.pk}:moved-{place.pk}-{timezone.now().isoformat()}",
        useless_after=session.starts,
    )


def place_closed(session: Session, address: str, place: Place) -> None:
    """Tell the giver (``address``) that a session is cancelled since its place closes."""
    outbox.post(
        to=address,
        subject=f"{sender().name}\u00a0: votre vacation est annulée",
        body=f"Bonjour,\n\nVotre vacation {when(session)} est annulée\u00a0: {place.name}, {place.commune.name}, "
        f"ferme. Les patients inscrits sont prévenus.\n\nVos journées\u00a0:\n"
        f"{settings.PUBLIC_ADDRESS}{reverse('doctor-days')}\n",
        about=f"{ABOUT}:{session.pk}",
        key=f"{ABOUT}:{session.pk}:place-closed",
        useless_after=session.starts,
    )


def handed_over(handover: PlaceHandover, user: User) -> None:
    """Tell who keeps the places of one of both organisations that a place passed from one to the other."""
    place, day = handover.place, date_format(handover.day, "j F Y")
    outbox.post(
        to=user.email,
        subject=f"{sender().name}\u00a0: {place.name} change d’organisation",
        body=f"Bonjour {user.first_name},\n\n{place.name} passe de {handover.before.name} à {handover.after.name} à "
        f"partir du {day}. Les vacations d’avant cette date restent à {handover.before.name}, les suivantes sont à "
        f"{handover.after.name}. Les médecins et les patients gardent leurs rendez-vous.\n\n"
        f"{settings.PUBLIC_ADDRESS}{reverse('host-place')}\n",
        about=f"handover:{handover.pk}",
        key=f"handover:{handover.pk}:{user.pk}",
    )


def when(session: Session) -> str:
    """Return « du lundi 7 décembre 2026 à 9 h », in the local time of the place."""
    starts = session.starts.astimezone(session.zone)
    minutes = f"\u00a0{starts:%M}" if starts.minute else ""
    return f"du {date_format(starts, 'l j F Y')} à {starts.hour}\u00a0h{minutes}"


def address_of_giver(session: Session) -> str:
    """Return the e-mail address of who gives a session, "" if there is none."""
    return session.giver.current_email if session.giver is not None else ""


def coordinators_of(place: Place) -> list[User]:
    """Return the coordinators in charge of the territory of a place."""
    department = place.commune.department
    inside = Q(memberships__organisation__regions=department.region_id if department is not None else None)
    if place.commune.intercommunality_id is not None:
        inside |= Q(memberships__organisation__intercommunalities=place.commune.intercommunality_id)
    people = User.objects.filter(inside, is_active=True, memberships__role=roles.COORDINATOR.code)
    return list(people.distinct().order_by("pk"))


def keepers_of(organisation: Organisation) -> list[User]:
    """Return the accounts that keep the places of an organisation."""
    keeping = roles_reaching(Record.SESSION, Act.CHANGE, Reach.ORGANISATION)
    people = User.objects.filter(is_active=True, memberships__organisation=organisation, memberships__role__in=keeping)
    return list(people.distinct().order_by("pk"))
