"""The end of a place with an organisation: it closes for good, or passes to another one.

Before a place closes, its sessions to come are moved or cancelled, and nothing new is published there. A place that
passes to another organisation keeps its sessions to come; those before stay with who kept it then.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime, time

from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach
from maillage.site.agenda import moving, place_notices, services
from maillage.site.agenda.models import Session, SessionCancellation
from maillage.site.agenda.moving import FreeThings
from maillage.site.directory import services as directory
from maillage.site.directory.models import Place, PlaceClosure, PlaceHandover, PlaceQuerySet
from maillage.site.locks import RESOURCES, in_transaction, lock_in_order
from maillage.site.refusals import InvalidField, NotAllowed, WrongState

MOST_OFFERED = 12
"""Places offered for each session, the nearest first."""


def sessions_from(place: Place, day: date) -> list[Session]:
    """Return the sessions to come at a place from a (local) day on, in order."""
    rows = Session.objects.filter(
        place=place, state__in=[*Session.STANDING_STATES, Session.State.DRAFT], starts__gt=timezone.now()
    )
    return list(rows.from_day(day).with_posts().select_related("place__commune", "commune").order_by("starts"))


def places_instead(place: Place, sessions: list[Session], reader: User) -> dict[int, list[Place]]:
    """Return, by session, the nearest other places of the territory where what it takes is free and open."""
    return places_free(place, sessions, reader, but=place.pk)


def places_free(place: Place, sessions: list[Session], reader: User, but: int | None = None) -> dict[int, list[Place]]:
    """Return the same with ``place`` itself among them, where another room of it is free; ``but`` is left out."""
    others: PlaceQuerySet = Place.objects.visible_to(reader, Reach.TERRITORY)
    rows: list[Place] = list(
        others.exclude(pk=but).filter(resources__isnull=False).select_related("commune").distinct()
    )
    near = sorted(rows, key=lambda one: _apart(place, one))[:MOST_OFFERED]
    free = FreeThings(near, sessions)
    return {session.pk: [one for one in near if free.at(one, session) is not None] for session in sessions}


def _apart(one: Place, other: Place) -> tuple[float, str]:
    """Return a measure of distance between two places, good enough to sort neighbours, and the name of the other."""
    east = (one.commune.lon - other.commune.lon) * math.cos(math.radians(one.commune.lat))
    return math.hypot(east, one.commune.lat - other.commune.lat), str(other.name)


@in_transaction
def close_place(place: Place, day: date, reason: str, moves: Mapping[int, Place | None], *, by: User) -> PlaceClosure:
    """Close a place for good from ``day`` on; ``moves`` says, by session, where it goes, None for cancelled.

    All or nothing: everybody concerned is told. Raises ``WrongState`` if a session to come there is not in ``moves``,
    ``Refused`` or ``Taken`` naming a session that cannot be moved, ``NotAllowed`` outside the territory of ``by``.
    """
    rows = Place.objects.select_for_update(of=("self",)).select_related("commune__department")
    row = rows.filter(pk__in=Place.objects.changeable_by(by, Reach.TERRITORY).values("pk")).filter(pk=place.pk).first()
    if row is None:
        raise NotAllowed("Ce lieu ne relève pas de votre compte.")
    if day < timezone.localdate(timezone=row.commune.zone):
        raise InvalidField("day", "Ce jour est passé\u00a0: donnez un jour à venir.")
    # A publication at the same time waits here, then sees the closing.
    lock_in_order(RESOURCES, row.resources.values_list("pk", flat=True))
    sessions = sessions_from(row, day)
    if {one.pk for one in sessions} - set(moves):
        raise WrongState("D’autres vacations sont prévues dans ce lieu depuis\u00a0: relisez la liste.")
    for session in sessions:
        there = moves[session.pk]
        if there is not None and there.pk == row.pk:
            raise InvalidField(f"to-{session.pk}", "Ce lieu ferme\u00a0: choisissez-en un autre.")
        if there is not None and session.state != Session.State.DRAFT:
            moving.move(session, there, by)
            continue
        address = place_notices.address_of_giver(session)
        services.cancel(session, by, SessionCancellation.Reason.PLACE_CLOSED)
        if address:
            place_notices.place_closed(session, address, row)
    return directory.close(row, day, None, reason, by=by)


def on_place_handed_over(handover: PlaceHandover, **_: object) -> None:
    """Note who kept a place on the days before it passed to another organisation: these days stay theirs."""
    since = datetime.combine(handover.day, time(), handover.place.commune.zone)
    past = Session.objects.filter(place=handover.place_id, host=None, starts__lt=since)
    past.exclude(state=Session.State.DRAFT).update(host=handover.before_id)
    for user in {
        one.pk: one for kept in (handover.before, handover.after) for one in place_notices.keepers_of(kept)
    }.values():
        place_notices.handed_over(handover, user)
