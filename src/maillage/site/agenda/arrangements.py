"""Holding a bed for the night and a locum in the own practice with a day given, for who asked for them.

A bed or a locum that is not found keeps nobody from giving the day: its post stays empty, and the coordination is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from datetime import datetime

from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from maillage.schemes import ResourceKind
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach
from maillage.site.agenda import notices, posts
from maillage.site.agenda.arranged import BED, LOCUM, arrangements, drop, night_of, same_day
from maillage.site.agenda.models import Absence, Claim, Session, SessionPost
from maillage.site.directory.models import Professional, Resource
from maillage.site.directory.openings import Openings
from maillage.site.engagements.models import Engagement
from maillage.site.history import authored_by
from maillage.site.locks import RESOURCES, in_transaction, lock_in_order
from maillage.site.refusals import InvalidField, NotAllowed, WrongState

Night = Engagement.Night


def beds_of(sessions: Iterable[Session]) -> list[int]:
    """Return the keys of the beds at the places of sessions, to lock them together with people."""
    places = [one.place_id for one in sessions]
    return list(Resource.objects.filter(kind=ResourceKind.BED, place__in=places).values_list("pk", flat=True))


def settle(sessions: Iterable[Session]) -> None:
    """Arrange what the givers of these sessions asked for in their engagement, inside the caller's transaction.

    One bed for a day at a place, one locum for each session. Nothing is done twice (six queries, two where nobody
    asked).
    """
    given = Claim.objects.filter(
        active=True, post__giver=True, post__session__in=[one.pk for one in sessions],
        post__session__place__isnull=False, post__session__starts__gt=timezone.now(),
    )  # fmt: skip
    asked = Engagement.objects.running().exclude(night=Night.NONE, replaced_at_home=False)
    asked = asked.filter(professional__resource__in=given.order_by().values("resource")).select_related("professional")
    wishes = {(row.professional.resource_id, row.scheme): row for row in asked}
    if wishes:
        _arrange(given, wishes)


def _arrange(given: object, wishes: dict[tuple[int, str], Engagement]) -> None:
    rows = Claim.objects.filter(pk__in=given, resource__in=[resource for resource, _ in wishes])  # type: ignore[misc]
    rows = rows.select_related("post__session__programme", "post__session__commune", "post__session__place")
    nights: dict[tuple[int, datetime], SessionPost] = {}
    locums: list[SessionPost] = []
    for claim in rows.defer("post__session__programme__template").order_by("post__session__starts", "pk"):
        session = claim.post.session
        wish = wishes.get((claim.resource_id, session.programme.scheme))
        if wish is None:
            continue
        if wish.replaced_at_home:
            locums.append(_post(claim.post, LOCUM, session.starts, session.ends))
        if wish.night:
            starts, ends = night_of(session.day, wish.night, session.zone)
            if wish.night == Night.AFTER or (claim.resource_id, starts) not in nights:
                nights[claim.resource_id, starts] = _post(claim.post, BED, starts, ends)
    known = _nights_known(nights)
    there = set(
        SessionPost.objects.filter(role=LOCUM, session__in=[one.session_id for one in locums])
        .values_list("session", "rank")
    )  # fmt: skip
    beds = [row for key, row in nights.items() if key not in known]
    SessionPost.objects.bulk_create([*beds, *(one for one in locums if (one.session_id, one.rank) not in there)])
    _take_beds(beds)


def _nights_known(nights: Iterable[tuple[int, datetime]]) -> set[tuple[int, datetime]]:
    """Return which of these nights of people have a bed already, or one to be found."""
    asked = set(nights)
    beds = SessionPost.objects.filter(
        arranged=True, role=BED, session=OuterRef("post__session"), rank=OuterRef("post__rank")
    )
    givers = Claim.objects.filter(
        Exists(beds), active=True, post__giver=True, resource__in=[resource for resource, _ in asked]
    )
    found = givers.filter(post__session__posts__role=BED, post__session__posts__rank=F("post__rank"))
    return {
        (resource, during.lower)
        for resource, during in found.values_list("resource", "post__session__posts__during")
    } & asked  # fmt: skip


def _post(giver: SessionPost, role: str, starts: datetime, ends: datetime) -> SessionPost:
    return SessionPost(
        session=giver.session, role=role, rank=giver.rank, arranged=True, optional=True,
        kind=ResourceKind.BED if role == BED else ResourceKind.PROFESSIONAL, during=posts.stretch(starts, ends),
    )  # fmt: skip


def _take_beds(wanted: Sequence[SessionPost]) -> int:
    """Claim a free bed of the place for each post, as far as there are; return for how many."""
    if not wanted:
        return 0
    places = {row.session.place_id: row.session.place for row in wanted}
    beds = list(Resource.objects.filter(kind=ResourceKind.BED, place__in=places).order_by("name", "pk"))
    lock_in_order(RESOURCES, [bed.pk for bed in beds])
    openings = Openings(pk for pk in places if pk is not None)
    taken: defaultdict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    spans = [_span(row) for row in wanted]
    during = posts.stretch(min(starts for starts, _ in spans), max(ends for _, ends in spans))
    for pk, held in Claim.objects.filter(active=True, resource__in=beds, during__overlap=during).values_list(
        "resource", "during"
    ):
        taken[pk].append((held.lower, held.upper))
    found: list[tuple[SessionPost, Resource]] = []
    for row, (starts, ends) in zip(wanted, spans, strict=True):
        place = row.session.place
        for bed in beds:
            busy = any(since < ends and starts < until for since, until in taken[bed.pk])
            if place is None or bed.place_id != place.pk or busy:
                continue
            if openings.reason_against(place, bed, starts, starts) is None:
                taken[bed.pk].append((starts, ends))
                found.append((row, bed))
                break
    posts.fill_locked(found)
    return len(found)


def _span(row: SessionPost) -> tuple[datetime, datetime]:
    assert row.during.lower is not None
    assert row.during.upper is not None
    return row.during.lower, row.during.upper


@in_transaction
def look_for_bed(session: Session, by: User, night: str = "") -> bool:
    """Hold a bed for who gives a session, on the ``night`` said, else that of the engagement, else the eve.

    Return whether one is free; if not, the post stays for the coordination. The giver and coordinators may. Raises
    ``NotAllowed``, ``WrongState`` for a session that has begun or that nobody gives.
    """
    giver, day = _giver_and_day(session, by)
    with authored_by(by):
        for one in arrangements(day, BED):
            return one.resource is not None or bool(_take_beds([one.post]))
        which = night or _night_asked(session, giver.resource.professional)
        edge = day[-1] if which == Night.AFTER.value else day[0]
        post = _post(_givers_post(edge, giver), BED, *night_of(session.day, which, session.zone))
        post.save()
        return bool(_take_beds([post]))


def _night_asked(session: Session, person: Professional) -> str:
    rows = Engagement.objects.running().filter(professional=person, scheme=session.programme.scheme)
    return rows.exclude(night=Night.NONE).values_list("night", flat=True).first() or Night.EVE


@in_transaction
def give_up(session: Session, role: str, by: User) -> None:
    """Give up the bed or the locum (``SessionPost.Arranged``) of who gives a session, found or not, for that day.

    The giver gives up a bed, coordinators both. Raises ``NotAllowed``, ``WrongState`` once the session has begun.
    """
    _, day = _giver_and_day(session, by, own=role == BED)
    with authored_by(by):
        drop([one.post for one in arrangements(day, role)])


@in_transaction
def replace(session: Session, locum: Professional, by: User) -> list[Session]:
    """Note who replaces the giver of a session in the giver's own practice that day; return the sessions concerned.

    The locum is held for these hours and told. Raises ``Taken`` if they are not free, ``InvalidField`` for somebody who
    is no locum of the same profession or is absent, ``NotAllowed`` for who does not coordinate the territory.
    """
    giver, day = _giver_and_day(session, by, own=False)
    person = giver.resource.professional
    if locum.profession != person.profession or locum.status != Professional.Status.LOCUM or locum == person:
        raise InvalidField("remplacant", "Choisissez un remplaçant de la même profession.")
    lock_in_order(RESOURCES, [locum.resource_id])
    during = posts.stretch(day[0].starts, day[-1].ends)
    if Absence.objects.filter(professional=locum, during__overlap=during).exists():
        raise InvalidField("remplacant", f"{locum} est absent ce jour-là\u00a0: choisissez quelqu’un d’autre.")
    with authored_by(by):
        found = {(one.post.session_id, one.post.rank): one for one in arrangements(day, LOCUM)}
        if any(one.resource is not None for one in found.values()):
            raise WrongState("Un remplaçant est déjà noté\u00a0: retirez-le d’abord.")
        wanted = [_locum_post(_givers_post(one, giver), found) for one in day]
        posts.fill_locked([(post, locum.resource) for post in wanted])
        notices.replacement(locum, person, day)
    return day


def _locum_post(giver: SessionPost, found: Container[tuple[int, int]]) -> SessionPost:
    """Return the empty post for a locum beside a giver's post; a new one if there is none."""
    if (giver.session_id, giver.rank) in found:
        return SessionPost.objects.get(role=LOCUM, session=giver.session_id, rank=giver.rank)
    post = _post(giver, LOCUM, giver.session.starts, giver.session.ends)
    post.save()
    return post


def locums_for(session: Session) -> list[Professional]:
    """Return the locums of the giver's profession and department who are free and not absent on that day, by name."""
    person = session.giver
    if person is None:
        return []
    day = same_day(session, person)
    during = posts.stretch(day[0].starts, day[-1].ends)
    rows = Professional.objects.filter(
        ~Exists(Claim.objects.filter(active=True, resource=OuterRef("resource"), during__overlap=during)),
        ~Exists(Absence.objects.filter(professional=OuterRef("pk"), during__overlap=during)),
        departure=None, profession=person.profession, status=Professional.Status.LOCUM,
        home__department=person.home.department,
    ).exclude(pk=person.pk)  # fmt: skip
    return list(rows.select_related("home", "resource"))


def replacements_of(locum: Professional, starts: datetime, ends: datetime | None = None) -> list[Claim]:
    """Return the claims by which a person replaces colleagues between two moments, the soonest first."""
    rows = Claim.objects.filter(
        active=True, post__arranged=True, resource=locum.resource_id, during__overlap=posts.stretch(starts, ends)
    )
    return list(rows.select_related("post__session__commune").order_by("during"))


def end_replacements(locum: Professional, starts: datetime, ends: datetime | None = None) -> int:
    """Release a locum from replacements to come, inside the caller's transaction; the posts stay to be filled."""
    keys = [claim.pk for claim in replacements_of(locum, max(starts, timezone.now()), ends)]
    return Claim.objects.filter(pk__in=keys).update(active=False)


@in_transaction
def state_wishes(engagement: Engagement, night: str, replaced_at_home: bool, by: User) -> Engagement:
    """State for which night a person wants a bed and whether a locum, from now on and for the days to come.

    Raises ``InvalidField`` for an unknown night, ``NotAllowed`` outside the territory of ``by``.
    """
    if night not in Night.values:
        raise InvalidField("night", "Choisissez dans la liste.")
    if not Engagement.objects.changeable_by(by, Reach.TERRITORY).filter(pk=engagement.pk).exists():
        raise NotAllowed("Cette personne n’exerce pas dans votre territoire.")
    row = Engagement.objects.select_for_update(of=("self",)).select_related("professional").get(pk=engagement.pk)
    lock_in_order(RESOURCES, [row.professional.resource_id])
    with authored_by(by):
        dropped = [
            *((BED,) if row.night != night else ()),
            *((LOCUM,) if row.replaced_at_home and not replaced_at_home else ()),
        ]
        row.night, row.replaced_at_home = night, replaced_at_home
        row.save(update_fields=["night", "replaced_at_home"])
        ahead = Session.objects.filter(
            programme__scheme=row.scheme, starts__gt=timezone.now(), state__in=Session.OPEN_STATES
        ).given_by(Professional.objects.filter(pk=row.professional_id))
        sessions = list(ahead)
        drop([one.post for role in dropped for one in arrangements(sessions, role)])
        settle(sessions)
    return row


def _giver_and_day(session: Session, by: User, *, own: bool = True) -> tuple[Claim, list[Session]]:
    """Return the claim of who gives a session to come, and their sessions there that day; both are locked.

    With ``own`` the giver may, else only a coordinator of the territory.
    """
    row = Session.objects.select_for_update(of=("self",)).with_posts().get(pk=session.pk)
    given = Claim.objects.filter(post__session=row, post__giver=True, active=True).order_by("pk")
    claims = list(given.select_related("resource__professional__home", "post"))
    claim = next((one for one in claims if own and one.resource.professional.user_id == by.pk), None)
    if claim is None and not Session.objects.changeable_by(by, Reach.TERRITORY).filter(pk=row.pk).exists():
        raise NotAllowed("Cette vacation ne relève pas de votre compte.")
    claim = claim or next(iter(claims), None)
    if claim is None or row.starts <= timezone.now():
        raise WrongState("Cette vacation a commencé, ou personne ne la donne encore.")
    lock_in_order(RESOURCES, [claim.resource_id])
    return claim, same_day(row, claim.resource.professional)


def _givers_post(session: Session, giver: Claim) -> SessionPost:
    """Return the post by which the same person gives a session."""
    post = SessionPost.objects.select_related("session__commune", "session__place")
    return post.get(session=session, giver=True, claims__active=True, claims__resource=giver.resource_id)
