"""The secret address from which a person's calendar application reads their days."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from maillage.site.agenda.calendar_models import CalendarFeed
from maillage.site.agenda.models import Claim, Session
from maillage.site.directory.models import Professional
from maillage.site.locks import RESOURCES, in_transaction, lock_in_order

SALT = "maillage.calendar-feed"
PAST = timedelta(days=31)
LONGEST = 500
"""Most days of one feed."""


@dataclass(frozen=True)
class FeedDay:
    """A session of a feed: ``sequence`` grows whenever the person gains or loses it."""

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
    sessions = Session.objects.filter(pk__in=rows).exclude(state=Session.State.DRAFT).with_posts()
    return [
        FeedDay(one, 2 * (len(rows[one.pk]) - 1) + (not any(rows[one.pk])), not any(rows[one.pk]))
        for one in sessions.order_by("starts")[:LONGEST]
    ]


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
