"""The posts of sessions: filling and releasing them, and the state of a session that follows from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import QuerySet
from psycopg.types.range import Range

from maillage.site.accounts.models import User
from maillage.site.agenda.arranged import let_go
from maillage.site.agenda.models import Claim, Session, SessionPost
from maillage.site.agenda.swap_models import SwapOffer, SwapReply, SwapSession, end_offers, end_replies
from maillage.site.directory.models import Resource
from maillage.site.geography.models import Commune
from maillage.site.locks import OVERLAP, RESOURCES, lock_in_order, sqlstate
from maillage.site.refusals import Taken

State = Session.State
TAKEN_THEN = "Une autre vacation est déjà prise à ce moment-là."
CONFLICTS = """
    SELECT resource.name, claim.during, session.commune_id FROM
    unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS wanted (resource, starts, ends)
    JOIN agenda_claim claim ON claim.resource_id = wanted.resource AND claim.active
        AND claim.during && tstzrange(wanted.starts, wanted.ends, '[)')
    JOIN directory_resource resource ON resource.id = claim.resource_id
    JOIN agenda_sessionpost post ON post.id = claim.post_id
    JOIN agenda_session session ON session.id = post.session_id
    ORDER BY lower(claim.during) LIMIT 1
"""

Wanted = Sequence[tuple[SessionPost, Resource]]


def state_of(state: str, posts: Iterable[SessionPost]) -> State:
    """Return the state of a session from its former ``state`` and its posts (with their claims).

    Draft, cancelled and held stay, because they result from acts. Otherwise a session with an empty required post is
    declined, one whose givers have all accepted is accepted, any other is published.
    """
    return _state(state, {post: next((one for one in post.claims.all() if one.active), None) for post in posts})


def _state(state: str, filled: Mapping[SessionPost, Claim | None]) -> State:
    if state in (State.DRAFT, State.CANCELLED, State.HELD):
        return State(state)
    if any(claim is None and not post.optional for post, claim in filled.items()):
        return State.DECLINED
    givers = [claim for post, claim in filled.items() if post.giver and claim is not None]
    return State.ACCEPTED if all(claim.accepted_at is not None for claim in givers) else State.PUBLISHED


def refresh_states(sessions: Iterable[Session], *, opened: bool = False) -> None:
    """Update the state of sessions from their posts, in memory and in the database; ``opened`` includes drafts.

    Call it in the transaction that changes a claim: a trigger refuses a state that does not match the posts.
    """
    rows = {session.pk: session for session in sessions}
    posts: defaultdict[int, list[SessionPost]] = defaultdict(list)
    for post in SessionPost.objects.filter(session__in=list(rows)).prefetch_related("claims"):
        posts[post.session_id].append(post)
    before = State.PUBLISHED if opened else State.DRAFT
    _set_states(
        (session, state_of(before if session.state == State.DRAFT else session.state, posts[pk]))
        for pk, session in rows.items()
    )


def open_states(sessions: Iterable[Session], filled: Iterable[tuple[SessionPost, Claim | None]]) -> None:
    """Give new sessions, drafts until now, the state that follows from their posts, just saved with these claims."""
    posts: defaultdict[int, dict[SessionPost, Claim | None]] = defaultdict(dict)
    for post, claim in filled:
        posts[post.session_id][post] = claim
    _set_states((session, _state(State.PUBLISHED, posts[session.pk])) for session in sessions)


def _set_states(found: Iterable[tuple[Session, State]]) -> None:
    changed: defaultdict[State, list[int]] = defaultdict(list)
    for session, state in found:
        if state != session.state:
            session.state = state
            changed[state].append(session.pk)
    for state, keys in changed.items():
        Session.objects.filter(pk__in=keys).update(state=state)


def fill_all(wanted: Wanted, *, accepted_at: datetime | None = None) -> list[Claim]:
    """Fill posts, all or none, inside the caller's transaction; the caller then calls ``refresh_states``.

    Raises ``Taken`` naming the first thing or person already claimed at that time.
    """
    lock_in_order(RESOURCES, (resource.pk for _, resource in wanted))
    return fill_locked(wanted, accepted_at=accepted_at)


def fill_locked(wanted: Wanted, *, accepted_at: datetime | None = None) -> list[Claim]:
    """Do the same for a caller who holds the locks of all these resources; the claims are in the order ``wanted``.

    ``accepted_at``: when those who give the sessions said yes, if they have.
    """
    conflict = first_conflict(wanted)
    if conflict is not None:
        raise Taken(conflict)
    claims = [
        Claim(post=post, resource=resource, during=post.during, accepted_at=accepted_at if post.giver else None)
        for post, resource in wanted
    ]
    try:
        with transaction.atomic():
            return Claim.objects.bulk_create(claims, batch_size=1000)
    except DatabaseError as error:
        if sqlstate(error) == OVERLAP:
            raise Taken("Une ressource de cette vacation est demandée deux fois à la même heure.") from error
        raise


def first_conflict(wanted: Wanted) -> str | None:
    """Describe the first resource that is already taken, in its local time; None if all are free."""
    with connection.cursor() as cursor:
        cursor.execute(
            CONFLICTS,
            [
                [resource.pk for _, resource in wanted],
                [post.during.lower for post, _ in wanted],
                [post.during.upper for post, _ in wanted],
            ],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    name, during, commune = row
    starts = during.lower.astimezone(Commune.objects.get(pk=commune).zone)
    return f"{name}\u00a0: déjà pris le {starts:%d/%m/%Y} à {starts.hour}\u00a0h\u00a0{starts:%M}."


def give_back(claims: Iterable[Claim], reason: str = "") -> int:
    """Release claims: the rows stay, inactive, with the reason of who gives them back. Return how many were active.

    What is arranged for a giver goes with the claim.
    """
    keys = [claim.pk for claim in claims]
    _end_swaps(keys)
    let_go(keys)
    return Claim.objects.filter(pk__in=keys, active=True).update(active=False, given_back_for=reason)


def _end_swaps(claims: Sequence[int]) -> None:
    """End the swaps in which somebody offers a session that they are about to lose."""
    lost = Claim.objects.filter(pk__in=claims, active=True)
    sessions, people = lost.values("post__session"), lost.values("resource")
    rows = SwapSession.objects.filter(active=True, session__in=sessions)
    offers = rows.filter(offer__professional__resource__in=people)
    replies = rows.filter(reply__professional__resource__in=people)
    end_offers(offers.values_list("offer", flat=True), SwapOffer.State.WITHDRAWN)
    end_replies(replies.values_list("reply", flat=True), SwapReply.State.WITHDRAWN)


def own_claims(session: Session, user: User) -> list[Claim]:
    """Return the active claims of a session on the user's own time."""
    return list(_active(session).filter(resource__professional__user=user))


def claims_of(session: Session, resource: int) -> list[Claim]:
    """Return the active claims of a session on one resource, by its key."""
    return list(_active(session).filter(resource=resource))


def gave_back(session: int, user: User) -> bool:
    """Return whether the user had a post in the session of that key and has released it."""
    rows = Claim.objects.filter(post__session=session, post__arranged=False, resource__professional__user=user)
    lost, kept = rows.filter(active=False), rows.filter(active=True)
    return lost.exists() and not kept.exists()


def givers_claims(session: Session) -> list[Claim]:
    """Return the active claims of a session on the time of its givers."""
    return list(_active(session).filter(post__giver=True))


def _active(session: Session) -> QuerySet[Claim]:
    return Claim.objects.filter(post__session=session, post__arranged=False, active=True).order_by("pk")


def stretch(starts: datetime | None, ends: datetime | None) -> Range[datetime]:
    """Return the range from ``starts`` to just before ``ends``; None for one without end."""
    return DateTimeTZRange(starts, ends, "[)")
