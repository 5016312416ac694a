"""What is held beside a session for who gives it: a bed for the night, a locum in their own practice.

Each is a post of the session, marked ``arranged``, with the rank of the giver's post; a claim fills it like any other.
An empty one is still to be found. None outlives the claim of its giver.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from operator import attrgetter
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet

from maillage.schemes import local_instant
from maillage.site.agenda import notices
from maillage.site.agenda.models import Claim, Session, SessionPost
from maillage.site.directory.models import Professional, Resource
from maillage.site.engagements.models import Engagement
from maillage.site.locks import RESOURCES, lock_in_order

BED: str = SessionPost.Arranged.BED.value
LOCUM: str = SessionPost.Arranged.LOCUM.value
EVENING, MORNING = time(18), time(10)
"""A night in a bed goes from this hour to that one of the next day."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Arrangement:
    """A bed or a locum for who gives a day; ``resource`` is None while none is found."""

    post: SessionPost
    resource: Resource | None

    @property
    def evening(self) -> date:
        """The day on which the night begins, where the place is."""
        return self._span[0]

    @property
    def morning(self) -> date:
        """The day on which the night ends."""
        return self._span[1]

    @property
    def _span(self) -> tuple[date, date]:
        zone, during = self.post.session.zone, self.post.during
        assert during.lower is not None
        assert during.upper is not None
        return during.lower.astimezone(zone).date(), during.upper.astimezone(zone).date()


def night_of(day: date, which: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return when a bed is held for a day given: the night before it, or after it (``Engagement.Night``)."""
    evening = day if which == Engagement.Night.AFTER.value else day - ONE_DAY
    return local_instant(evening, EVENING, zone), local_instant(evening + ONE_DAY, MORNING, zone)


def same_day(session: Session, person: Professional) -> list[Session]:
    """Return the sessions that a person gives on the day of ``session`` at its place, in order."""
    rows = Session.objects.filter(
        pk__in=Claim.objects.filter(active=True, post__giver=True, resource=person.resource_id).values("post__session"),
        place=session.place, commune=session.commune, stop=session.stop,
    ).exclude(state=Session.State.CANCELLED)  # fmt: skip
    return list(rows.from_day(session.day, until=session.day + ONE_DAY).with_posts().order_by("starts"))


def arrangements(sessions: Iterable[Session], role: str) -> list[Arrangement]:
    """Return what is arranged for sessions, found or not, in order (two queries)."""
    rows = SessionPost.objects.filter(arranged=True, role=role, session__in=[one.pk for one in sessions])
    rows = rows.select_related("session__commune", "session__place").order_by("session__starts", "rank")
    claims = Claim.objects.filter(active=True, post__in=rows).select_related("resource__professional__home")
    found = {claim.post_id: claim.resource for claim in claims}  # type: ignore[attr-defined]
    return [Arrangement(post, found.get(post.pk)) for post in rows]


def to_find() -> QuerySet[SessionPost]:
    """Return the beds and locums still to be found, whoever reads."""
    filled = Claim.objects.filter(post=OuterRef("pk"), active=True)
    return SessionPost.objects.filter(~Exists(filled), arranged=True)


def let_go(lost: Iterable[int], roles: Sequence[str] = SessionPost.Arranged.values) -> None:
    """Drop what was arranged for givers who lose these claims (keys), before the claims are released.

    A bed goes over to another session that the same person still gives at the place on the same day: the night is the
    same.
    """
    keys = list(lost)
    claims = Claim.objects.filter(pk__in=keys, active=True, post__giver=True)
    givers = {
        (claim.post.session_id, claim.post.rank): claim.resource.professional
        for claim in claims.select_related("post", "resource__professional__home")
    }
    # Two half-days given back at once wait for each other: a bed is not handed over to one that is given back too.
    lock_in_order(RESOURCES, [person.resource_id for person in givers.values()])
    rows = SessionPost.objects.filter(arranged=True, role__in=roles, session__in=[session for session, _ in givers])
    lost_posts: list[SessionPost] = []
    for row in rows.select_related("session__commune", "session__place", "session__programme"):
        person = givers.get((row.session_id, row.rank))
        if person is not None and not (row.role == BED and _hand_over(row, person, keys)):
            lost_posts.append(row)
    drop(lost_posts)


def _hand_over(bed: SessionPost, person: Professional, lost: Sequence[int]) -> bool:
    """Move a bed to another session of the same day, if the person keeps one."""
    others = [one for one in same_day(bed.session, person) if one.pk != bed.session_id]
    kept = Claim.objects.filter(
        active=True, post__giver=True, resource=person.resource_id, post__session__in=[one.pk for one in others]
    ).exclude(pk__in=lost)
    claim = kept.select_related("post").order_by("post__session__starts").first()
    if claim is None:
        return False
    SessionPost.objects.filter(pk=bed.pk).update(session=claim.post.session_id, rank=claim.post.rank)
    return True


def drop(rows: Iterable[SessionPost]) -> None:
    """Release and forget what is arranged; a locum is told. What was held stays in the history."""
    keys = [row.pk for row in rows]
    if not keys:
        return
    held = Claim.objects.filter(post__in=keys, active=True)
    told: defaultdict[Professional, list[Session]] = defaultdict(list)
    for claim in held.filter(post__role=LOCUM).select_related(
        "resource__professional__user", "post__session__commune", "post__session__place"
    ):
        told[claim.resource.professional].append(claim.post.session)
    held.update(active=False)
    SessionPost.objects.filter(pk__in=keys).delete()
    for locum, sessions in told.items():
        notices.replacement_over(locum, sorted(sessions, key=attrgetter("starts")))
