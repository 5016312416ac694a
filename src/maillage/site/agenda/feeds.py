"""The secret addresses from which calendar applications read the days of a person, of a place, of a room."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.apps import apps
from django.utils.crypto import salted_hmac

from maillage.site.agenda.calendar_models import CalendarFeed, ThingFeed
from maillage.site.agenda.models import Claim, Session, SessionQuerySet
from maillage.site.directory.models import Place, Professional, Resource
from maillage.site.locks import RESOURCES, in_transaction, lock_in_order

SALT = "maillage.calendar-feed"
PAST = timedelta(days=31)
LONGEST = 500
"""Most days of one feed."""


@dataclass(frozen=True)
class FeedDay:
    """A session of a feed: ``sequence`` grows whenever the person gains or loses it, and when it moves."""

    session: Session
    sequence: int
    cancelled: bool


def secret_of(feed: CalendarFeed) -> str:
    """Return the secret of a feed: it follows from the site's key, so that its owner can see it again."""
    found = salted_hmac(SALT, f"{feed.professional.pk}:{feed.number}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(found).decode().rstrip("=")


@in_transaction
def renew(person: Professional) -> CalendarFeed:
    """Give a person a new address; the earlier one stops working at once."""
    lock_in_order(RESOURCES, [person.resource_id])
    before = CalendarFeed.objects.filter(professional=person).first()
    feed = before or CalendarFeed(professional=person, number=0)
    feed.number += 1
    feed.digest = _digest(secret_of(feed))
    feed.save()
    return feed


@in_transaction
def revoke(person: Professional) -> None:
    """Stop the address of a person; a later one is another one."""
    feed = CalendarFeed.objects.filter(professional=person).first()
    if feed is not None:
        feed.number += 1
        feed.digest = _digest(f"{secret_of(feed)}:revoked")
        feed.save()


def is_open(feed: CalendarFeed) -> bool:
    """Return whether the address works, and is not one that was revoked."""
    return bytes(feed.digest) == _digest(secret_of(feed))


def owner_of(secret: str) -> Professional | None:
    """Return whose address it is; nobody's once the account is closed."""
    feed = CalendarFeed.objects.select_related("professional__user").filter(digest=_digest(secret)).first()
    if feed is None or not is_open(feed) or feed.professional.user is None or not feed.professional.user.is_active:
        return None
    return feed.professional


def days_of(person: Professional, now: datetime) -> list[FeedDay]:
    """Return the sessions that a person has or had, from a month ago on; those given back or cancelled stay listed."""
    claims = Claim.objects.filter(resource=person.resource_id, post__arranged=False, post__session__ends__gt=now - PAST)
    rows: dict[int, list[bool]] = {}
    for session, active in claims.order_by("pk").values_list("post__session", "active"):
        rows.setdefault(session, []).append(active)
    sessions = list(_listed(Session.objects.filter(pk__in=rows)))
    moves = moves_of(sessions)
    return [
        FeedDay(one, 2 * (len(rows[one.pk]) - 1) + (not any(rows[one.pk])) + moves[one.pk], not any(rows[one.pk]))
        for one in sessions
    ]


def days_at(place: Place, room: Resource | None, now: datetime) -> list[FeedDay]:
    """Return the sessions at a place, or in one room of it, from a month ago on.

    Those that were cancelled, or are elsewhere now, stay listed as cancelled.
    """
    if room is None:
        once = apps.get_model("agenda", "SessionEvent").objects.filter(place=place, ends__gt=now - PAST)
        known = once.values("pgh_obj")
    else:
        known = Claim.objects.filter(resource=room, post__session__ends__gt=now - PAST).values("post__session")
    sessions = list(_listed(Session.objects.filter(pk__in=known, ends__gt=now - PAST)))
    moves = moves_of(sessions)
    found: list[FeedDay] = []
    for one in sessions:
        elsewhere = one.place_id != place.pk
        elsewhere |= room is not None and all(claim.resource_id != room.pk for claim in one.claims)
        gone = one.state == Session.State.CANCELLED or elsewhere
        found.append(FeedDay(one, 2 * moves[one.pk] + gone, gone))
    return found


def moves_of(sessions: Sequence[Session]) -> dict[int, int]:
    """Return how often the time or the place of each session has changed, by key (one query)."""
    events = apps.get_model("agenda", "SessionEvent").objects.filter(pgh_obj__in=[one.pk for one in sessions])
    seen: dict[int, list[tuple[object, ...]]] = {one.pk: [] for one in sessions}
    for key, *state in events.order_by("pgh_id").values_list("pgh_obj", "place", "commune", "starts", "ends"):
        if not seen[key] or seen[key][-1] != tuple(state):
            seen[key].append(tuple(state))
    return {key: max(0, len(states) - 1) for key, states in seen.items()}


def _listed(rows: SessionQuerySet) -> SessionQuerySet:
    return rows.exclude(state=Session.State.DRAFT).with_posts().order_by("starts", "pk")[:LONGEST]


def secret_of_thing(feed: ThingFeed) -> str:
    """Return the secret of the feed of a place or a room."""
    found = salted_hmac(SALT, f"thing:{feed.pk}:{feed.number}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(found).decode().rstrip("=")


@in_transaction
def renew_thing(place: Place, room: Resource | None) -> ThingFeed:
    """Give a place, or a room of it, a new address; the earlier one stops working at once."""
    lock_in_order(RESOURCES, place.resources.values_list("pk", flat=True))
    feed = ThingFeed.objects.filter(place=place, room=room).first()
    if feed is None:
        feed = ThingFeed.objects.create(place=place, room=room, number=0, digest=secrets.token_bytes(32))
    feed.number += 1
    feed.digest = _digest(secret_of_thing(feed))
    feed.save()
    return feed


def revoke_thing(place: Place, room: Resource | None) -> None:
    """Stop the address of a place or a room."""
    ThingFeed.objects.filter(place=place, room=room).delete()


def thing_of(secret: str) -> ThingFeed | None:
    """Return the feed of a place or a room by its secret."""
    return ThingFeed.objects.select_related("place", "room").filter(digest=_digest(secret)).first()


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
