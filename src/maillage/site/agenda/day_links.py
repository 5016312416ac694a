"""Links of a day: who keeps a place opens its day by one, without a password, on that day only.

A link is signed with the site's secret and names a user, a place and a date; none is stored. What it opens is what the
user may see and change at that moment: a closed account or a role taken away closes its links.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format

from maillage.site.accounts.link_services import may_sign_in_by_link
from maillage.site.accounts.models import User
from maillage.site.agenda.models import Session
from maillage.site.agenda.place_notices import keepers_of
from maillage.site.directory.models import Place
from maillage.site.messages import services as outbox
from maillage.site.messages.providers import reach_people
from maillage.site.refusals import WrongState

SENT_FROM = time(6)
"""Hour at the place from which the links of the day are sent."""
GONE = "Ce lien ne sert plus\u00a0: il n’ouvre que la journée pour laquelle il a été envoyé."
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class DayLink:
    """What a link opens: the ``day`` of a ``place``, for ``user``."""

    user: User
    place: Place
    day: date


def token_for(link: DayLink) -> str:
    """Return the secret of the address."""
    named = link.user.pk.to_bytes(8, "big") + link.place.pk.to_bytes(8, "big") + link.day.toordinal().to_bytes(4, "big")
    return base64.urlsafe_b64encode(named + _signature(named)).decode("ascii")


def address_of(link: DayLink) -> str:
    """Return the public address."""
    return f"{settings.PUBLIC_ADDRESS}{reverse('host-day-link', args=[token_for(link)])}"


def open_link(token: str, now: datetime) -> DayLink:
    """Return what a link opens. Raises ``WrongState`` if this site did not sign it, or on another day."""
    try:
        data = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except ValueError as error:
        raise WrongState(GONE) from error
    if len(data) != 36 or not hmac.compare_digest(data[20:], _signature(data[:20])):
        raise WrongState(GONE)
    user = User.objects.filter(pk=int.from_bytes(data[:8], "big"), is_active=True).first()
    place = Place.objects.select_related("commune", "organisation").filter(pk=int.from_bytes(data[8:16], "big")).first()
    day = date.fromordinal(int.from_bytes(data[16:20], "big"))
    if (
        user is None
        or place is None
        or not may_sign_in_by_link(user)
        or now.astimezone(place.commune.zone).date() != day
    ):
        raise WrongState(GONE)
    return DayLink(user, place, day)


def _signature(named: bytes) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), b"day of a place:" + named, hashlib.sha256).digest()[:16]


def send_links(now: datetime) -> int:
    """Send to those who keep a place the link of its sessions of the day, once; return how many were posted.

    Without a mail server nothing is written, because links must not be stored in files.
    """
    if not reach_people():
        return 0
    links = [DayLink(user, place, day) for place, day in _places_of_the_day(now) for user in keepers(place)]
    for link in links:
        _send(link)
    return len(links)


def _places_of_the_day(now: datetime) -> Iterator[tuple[Place, date]]:
    """Yield the places with sessions today, by their own clocks, once it is late enough there."""
    near = Session.objects.filter(
        state__in=Session.OPEN_STATES, place__isnull=False, starts__gt=now - ONE_DAY, starts__lt=now + ONE_DAY
    )
    seen: set[int] = set()
    for session in near.select_related("commune", "place__organisation", "place__commune"):
        here, place = now.astimezone(session.zone), session.place
        today = session.day == here.date() and here.time() >= SENT_FROM
        if place is not None and today and place.pk not in seen:
            seen.add(place.pk)
            yield place, here.date()


def keepers(place: Place) -> list[User]:
    """Return the users who keep a place and may sign in by a link."""
    return [user for user in keepers_of(place.organisation) if may_sign_in_by_link(user)]


def _send(link: DayLink) -> None:
    about = f"day-link:{link.place.pk}:{link.day.isoformat()}"
    outbox.post(
        to=link.user.email,
        subject=f"Les consultations d’aujourd’hui, {date_format(link.day, 'l j F')}",
        body=f"Bonjour {link.user.first_name},\n\nDes consultations ont lieu aujourd’hui à {link.place.name}. "
        "L’affiche de la porte, la liste du jour et la confirmation de la venue du médecin\u00a0:\n"
        f"{address_of(link)}\n\nLe lien sert toute la journée, sans mot de passe. Il montre des noms\u00a0: "
        "ne le donnez à personne.\n",
        about=about,
        key=f"{about}:{link.user.pk}",
        useless_after=datetime.combine(link.day, time(20), link.place.commune.zone),
        secret=True,
    )
