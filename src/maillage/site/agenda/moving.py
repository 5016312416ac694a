"""Moving a session to another room or place: its things are taken there, its giver answers again, patients are told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils import timezone

from maillage.schemes import ResourceKind
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach
from maillage.site.agenda import place_notices, posts
from maillage.site.agenda.arranged import BED, let_go
from maillage.site.agenda.arrangements import settle
from maillage.site.agenda.models import Claim, Session, SessionPost
from maillage.site.agenda.services import author
from maillage.site.agenda.signals import session_moved
from maillage.site.directory.models import Place, Resource
from maillage.site.directory.openings import Openings
from maillage.site.engagements.rules import reason_against
from maillage.site.locks import RESOURCES, in_transaction, lock_in_order
from maillage.site.refusals import NotAllowed, Refused, Taken, WrongState


class FreeThings:
    """Things of some places that are open and free at given times (five queries, whatever the number of sessions)."""

    def __init__(self, places: Iterable[Place], sessions: Sequence[Session]) -> None:
        self._openings = Openings(place.pk for place in places)
        self._there: defaultdict[tuple[int, str], list[Resource]] = defaultdict(list)
        self._taken: defaultdict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
        things = Resource.objects.filter(place__in=[place.pk for place in places]).order_by("name", "pk")
        for thing in things:
            self._there[thing.place_id or 0, thing.kind].append(thing)
        if not sessions:
            return
        span = (min(one.starts for one in sessions), max(one.ends for one in sessions))
        claims = Claim.objects.filter(active=True, resource__place__in=[place.pk for place in places])
        for pk, during in claims.filter(during__overlap=span).values_list("resource", "during"):
            self._taken[pk].append((during.lower, during.upper))

    def at(self, place: Place, session: Session) -> list[tuple[SessionPost, Resource]] | None:
        """Return a free thing of ``place`` for each post of a thing of the session; None if a required one is missing.

        A closed place has nothing.
        """
        if self._openings.reason_against(place, None, session.starts, session.ends) is not None:
            return None
        found: list[tuple[SessionPost, Resource]] = []
        for post in things_of(session):
            thing = self._free(place, post, [thing for _, thing in found])
            if thing is not None:
                found.append((post, thing))
            elif not post.optional:
                return None
        return found

    def _free(self, place: Place, post: SessionPost, but: Sequence[Resource]) -> Resource | None:
        starts, ends = post.during.lower, post.during.upper
        assert starts is not None
        assert ends is not None
        for thing in self._there[place.pk, post.kind]:
            taken = any(first < ends and starts < last for first, last in self._taken[thing.pk])
            if thing in but or taken:
                continue
            if self._openings.reason_against(place, thing, starts, ends) is None:
                return thing
        return None


def things_of(session: Session) -> list[SessionPost]:
    """Return the posts of a session that a thing of its place fills, or should fill."""
    mobile = {claim.post_id for claim in session.claims if claim.resource.place_id is None}  # type: ignore[attr-defined]
    return [
        post
        for post in session.posts.all()
        if not post.arranged
        and post.kind != ResourceKind.PROFESSIONAL
        and post.pk not in mobile
        and post.kind != ResourceKind.VEHICLE
    ]


@in_transaction
def move(session: Session, place: Place, by: User) -> Session:
    """Move a session to come to ``place``, which may be another room of its own place.

    The giver answers again where the place is another one; who is booked is told. Raises ``NotAllowed`` outside the
    territory of ``by``, ``Refused`` with the rule that forbids it, ``Taken`` if nothing is free and open there.
    """
    rows = Session.objects.select_for_update(of=("self",)).with_posts().select_related("place__commune")
    row = rows.get(pk=session.pk)
    if not Session.objects.changeable_by(by, Reach.TERRITORY).filter(pk=row.pk).exists():
        raise NotAllowed("Cette vacation ne relève pas de votre compte.")
    there = Place.objects.visible_to(by, Reach.TERRITORY).select_related("commune").filter(pk=place.pk).first()
    if there is None:
        raise NotAllowed("Ce lieu n’est pas de votre territoire.")
    if row.state not in Session.STANDING_STATES or row.starts <= timezone.now():
        raise WrongState(f"Cette vacation ne change plus de lieu\u00a0: {row.get_state_display().lower()}.")
    _ask_rules(row, there)
    with author(by):
        _take(row, there)
        before = row.place
        if before != there:
            givers = Claim.objects.filter(post__session=row, post__giver=True, active=True)
            let_go(givers.values_list("pk", flat=True), [BED])
            givers.update(accepted_at=None)
        row.place, row.commune = there, there.commune
        row.save(update_fields=["place", "commune"])
        posts.refresh_states([row])
        settle([row])
        moved = Session.objects.with_posts().select_related("place__commune").get(pk=row.pk)
        if before != there:
            place_notices.moved(moved, before)
            session_moved.send(Session, session=moved, before=before, by=by)
    return moved


def _ask_rules(row: Session, there: Place) -> None:
    giver = row.giver
    if giver is None or row.place_id == there.pk:
        return
    reason = reason_against(row.rules, giver, there, [row.day], row.programme, standing=True)
    if reason is not None:
        raise Refused(f"{there.name}\u00a0: {reason}")


def _take(row: Session, there: Place) -> None:
    """Release the things of the old place and take free ones of the new place."""
    wanted = things_of(row)
    held = [claim for claim in row.claims if claim.post_id in {post.pk for post in wanted}]  # type: ignore[attr-defined]
    keys = there.resources.exclude(kind=ResourceKind.PROFESSIONAL).values_list("pk", flat=True)
    lock_in_order(RESOURCES, [*keys, *(claim.resource_id for claim in held)])
    found = FreeThings([there], [row]).at(there, row)
    if found is None:
        raise Taken(f"{there.name}\u00a0: rien n’y est libre et ouvert à cette heure. Choisissez un autre lieu.")
    posts.give_back(held)
    posts.fill_all(found)
