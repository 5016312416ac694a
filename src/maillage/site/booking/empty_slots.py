"""Free slots of the next days, and telling those who keep the place: they know who would come.

The waiting list is served by the worker alone (``waiting_offers``). A message to a place waits a little and can be
undone; the outbox is the only record of who was told, and when.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach
from maillage.site.agenda.models import Session, SessionQuerySet
from maillage.site.agenda.place_notices import keepers_of, when
from maillage.site.agenda.reminding import WAITS
from maillage.site.booking.models import Appointment
from maillage.site.directory.models import Place
from maillage.site.messages import services as outbox
from maillage.site.messages.models import Message
from maillage.site.refusals import NotAllowed

if TYPE_CHECKING:

    class RoomySession(Session):
        """A session with the count of its ``empty`` slots."""

        empty: int


WITHIN = timedelta(hours=72)
AGAIN_AFTER = timedelta(days=1)
ABOUT = "empty-slots"


@dataclass(frozen=True)
class PlacesTold:
    """How many places get a message, how many got one within a day already, how many have nobody to write to."""

    places: int
    lately: int = 0
    without_address: int = 0


def with_empty_slots(sessions: SessionQuerySet, now: datetime) -> list[RoomySession]:
    """Return those that begin within 72 hours and have free slots, the soonest first (one query)."""
    taken = Appointment.objects.filter(slot=OuterRef("slots"), state__in=Appointment.ACTIVE_STATES)
    rows: Any = (
        sessions.filter(state__in=Session.OPEN_STATES, starts__gt=now, starts__lt=now + WITHIN)
        .annotate(empty=Count("slots", filter=~Exists(taken) & Q(slots__rank=0), distinct=True))
        .filter(empty__gt=0)
        .select_related("commune", "place")
        .order_by("starts", "pk")
    )
    return cast("list[RoomySession]", list(rows))


def tell_places(sessions: Collection[int], by: User, *, now: datetime | None = None) -> PlacesTold:
    """Tell who keeps the places of these sessions (keys) of their free slots, once a day at most.

    Sessions that filled up meanwhile, or have no place, are passed over. Raises ``NotAllowed`` for one out of reach.
    """
    now = now or timezone.now()
    wanted = Session.objects.filter(pk__in=sessions)
    if wanted.count() != wanted.changeable_by(by, Reach.TERRITORY).count():
        raise NotAllowed("Une de ces vacations ne relève pas de votre compte.")
    found: defaultdict[Place, list[RoomySession]] = defaultdict(list)
    for session in with_empty_slots(wanted.select_related("place__organisation", "place__commune"), now):
        if session.place is not None:
            found[session.place].append(session)
    lately = _told_since(now - AGAIN_AFTER)
    due = {place: rows for place, rows in found.items() if place.pk not in lately}
    told = sum(_tell(place, rows, by, now) for place, rows in due.items())
    return PlacesTold(told, len(found) - len(due), len(due) - told)


def _told_since(moment: datetime) -> set[int]:
    """Return the keys of the places with a message that waits or was sent since then."""
    states = (*Message.OPEN_STATES, Message.State.SENT)
    rows = Message.objects.filter(about__startswith=f"{ABOUT}:", state__in=states, created__gt=moment)
    return {int(about.rpartition(":")[2]) for about in rows.values_list("about", flat=True)}


def _tell(place: Place, sessions: Iterable[RoomySession], by: User, now: datetime) -> bool:
    rows = list(sessions)
    listed = "\n".join(f"- {_free(one.empty)}, vacation {when(one)}" for one in rows)
    keepers = keepers_of(place.organisation)
    about = f"{ABOUT}:{by.pk}:{place.pk}"
    for person in keepers:
        outbox.post(
            to=person.email,
            subject=f"Des places restent libres à {place.name}",
            body=f"Bonjour {person.first_name},\n\nDes places restent libres à {place.name}\u00a0:\n{listed}\n\n"
            "Dites-le autour de vous\u00a0: à l’accueil, à la mairie, à la pharmacie. Le rendez-vous se prend ici, ou "
            f"par téléphone\u00a0:\n{settings.PUBLIC_ADDRESS}{reverse('booking')}\n",
            about=about,
            key=f"{about}:{person.pk}:{now.isoformat()}",
            send_after=now + WAITS,
            useless_after=rows[-1].starts,
        )
    return bool(keepers)


def _free(count: int) -> str:
    return f"{count} place libre" if count == 1 else f"{count} places libres"


def waiting_notices(by: User) -> int:
    """Return how many messages of ``by`` can still be undone."""
    return Message.objects.filter(about__startswith=f"{ABOUT}:{by.pk}:", state=Message.State.WAITING).count()


def undo_notices(by: User) -> int:
    """Withdraw the messages of ``by`` that were not sent yet; return how many."""
    return outbox.withdraw_all(f"{ABOUT}:{by.pk}:")
