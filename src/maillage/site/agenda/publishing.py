"""Publishing: turns a programme of any kind into sessions with filled posts and open slots.

The programme's template gives dated half-days; the scheme says what each needs; the resources named in the template,
and free things of its places, fill the posts; ``engagements.rules`` checks every person. All sessions are published or
none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from maillage.schemes import GIVER, PostTime, ResourceKind, Scheme, SessionDate
from maillage.schemes.words import Half
from maillage.site.accounts.models import User
from maillage.site.agenda.models import Claim, Session
from maillage.site.agenda.opening import Draft, open_all
from maillage.site.agenda.services import author
from maillage.site.agenda.signals import programme_published
from maillage.site.directory.models import Place, Professional, Resource
from maillage.site.directory.openings import Openings
from maillage.site.engagements.models import Programme
from maillage.site.engagements.programmes import Where, calendars, whereabouts
from maillage.site.engagements.rules import Gate
from maillage.site.locks import RESOURCES, in_transaction, lock_in_order
from maillage.site.refusals import NotAllowed, Refused, Taken, WrongState

Named = Mapping[tuple[str, str], Resource]
HalfDayOf = tuple[str, date, Half]
"""A half-day of a giver, by reference."""


@dataclass(frozen=True)
class Published:
    """Result of a publication; ``existing`` counts half-days that were already in the agenda."""

    sessions: int
    slots: int
    existing: int


@in_transaction
def publish(
    programme: Programme,
    by: User | None = None,
    *,
    start: date | None = None,
    weeks: int | None = None,
    checked: bool = False,
    accepted: bool = False,
    leaving_out: Collection[HalfDayOf | str] = (),
) -> Published:
    """Put the half-days of a programme into the agenda, all or none; leave existing sessions unchanged.

    The period goes from ``start`` (default: the first day) over ``weeks`` weeks (default: to the last day), within the
    programme's dates. ``checked``: the caller has checked that ``by`` may. ``accepted``: those who give the new
    sessions have said yes to them. ``leaving_out``: half-days that do not take place, such as days off of their giver,
    or names of such half-days. Raises ``Refused`` naming a person whom the rules refuse or who is unknown, ``Taken``
    for a person or thing that is not free, ``WrongState`` for a programme that has ended, ``NotAllowed`` outside the
    territory of ``by``.
    """
    row = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    if not checked:
        _may_publish(row, by)
    if row.state == Programme.State.ENDED:
        raise WrongState("Ce programme est terminé.")
    with author(by):
        published = _put(row, *_period(row, start, weeks), frozenset(leaving_out), accepted=accepted)
        if row.state == Programme.State.DRAFT:
            row.state, row.published_at = Programme.State.PUBLISHED, timezone.now()
            row.save(update_fields=["state", "published_at"])
    programme.state, programme.published_at = row.state, row.published_at
    if published.sessions:
        programme_published.send(Programme, programme=row, published=published, by=by)
    return published


def _may_publish(programme: Programme, by: User | None) -> None:
    if by is None:
        return
    if not Programme.objects.changeable_by(by).filter(pk=programme.pk).exists():
        raise NotAllowed("Ce programme ne relève pas de votre compte.")


def _period(programme: Programme, start: date | None, weeks: int | None) -> tuple[date, date]:
    """Return the first day, and the day after the last."""
    first = max(start or programme.starts, programme.starts)
    ends = [] if programme.ends is None else [programme.ends + timedelta(days=1)]
    if weeks is not None:
        ends.append((start or programme.starts) + timedelta(weeks=weeks))
    if not ends or (weeks is not None and weeks < 1):
        raise WrongState("Choisissez au moins une semaine.")
    return first, min(ends)


def _put(
    programme: Programme, first: date, end: date, leaving_out: frozenset[HalfDayOf | str], *, accepted: bool
) -> Published:
    scheme, where = programme.rules, whereabouts(programme)
    promised = programme.dates.half_days(first, end, calendars(where), scheme.hours)
    dates = [one for one in promised if not {(one.giver, one.date, one.half), one.name or None} & leaving_out]
    here = [(dated, place) for dated in dates if (place := where[dated.place or dated.commune or ""]) is not None]
    named = _named(scheme, [dated for dated, _ in here])
    keyed = {_key(programme, dated, named): (dated, place) for dated, place in here}
    known = set(Session.objects.filter(key__in=list(keyed)).values_list("key", flat=True))
    new = {key: found for key, found in keyed.items() if key not in known}
    places = {place for _, place in new.values() if isinstance(place, Place)}
    things = _Things(places, [dated for dated, _ in new.values()], named.values())
    drafts = [
        Draft(
            _session(programme, scheme, key, dated, place), _filled(scheme, dated, place, named, things), dated.windows
        )
        for key, (dated, place) in new.items()
    ]
    gate = _ask_rules(programme, scheme, drafts)
    _ask_openings(drafts, things.openings)
    said_yes = timezone.now() if accepted else None
    slots = open_all(drafts, arranged=gate.anything_arranged(), accepted_at=said_yes)
    return Published(len(drafts), slots, len(known))


def session_key(programme: Programme, day: str, half: str, giver: int) -> str:
    """Return the key of a half-day of a programme: ``day`` in ISO format, ``giver`` the key of their resource."""
    return f"{programme.pk}:{day}:{half}:{giver}"


def named_key(programme: Programme, name: str) -> str:
    """Return the key of a session that has a name in its template."""
    return f"{programme.pk}:{name}"


def _key(programme: Programme, dated: SessionDate, named: Named) -> str:
    if dated.name:
        return named_key(programme, dated.name)
    giver = named[ResourceKind.PROFESSIONAL, dated.giver]
    return session_key(programme, dated.date.isoformat(), dated.half, giver.pk)


def _named(scheme: Scheme, dates: Sequence[SessionDate]) -> Named:
    """Return the resources that the template names, by kind and reference. Raises ``Refused`` for an unknown one."""
    kinds = {role.code: role.kind for role in scheme.roles.values()} | {GIVER: ResourceKind.PROFESSIONAL}
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for dated in dates:
        for role, references in dated.takes.items():
            if role not in kinds:
                raise Refused(f"Ce dispositif n’a pas de poste «\u00a0{role}\u00a0», que nomme le modèle.")
            wanted[kinds[role]] |= set(references)
    found: dict[tuple[str, str], Resource] = {}
    for kind, references in wanted.items():
        rows = Resource.objects.filter(kind=kind, reference__in=references)
        for row in rows.select_related("professional__home"):
            found[kind, row.reference] = row
    missing = sorted(
        (kind, text) for kind, references in wanted.items() for text in references if (kind, text) not in found
    )
    if missing:
        kind, reference = missing[0]
        label = Resource.Kind(kind).label.lower()
        raise Refused(f"«\u00a0{reference}\u00a0» ({label}) n’est pas dans l’annuaire.")
    return found


def _session(programme: Programme, scheme: Scheme, key: str, dated: SessionDate, where: Where) -> Session:
    place = where if isinstance(where, Place) else None
    return Session(
        programme=programme,
        commune=where.commune if isinstance(where, Place) else where,
        place=place,
        stop=dated.stop,
        starts=dated.starts,
        ends=dated.ends,
        activity=dated.activity.value,
        slot_minutes=min(minutes for _, minutes in dated.motives) if dated.motives else scheme.slot_minutes,
        motives=[list(one) for one in dated.motives],
        pause_minutes=dated.pause,
        seats=dated.seats,
        key=key,
    )


def _filled(
    scheme: Scheme, dated: SessionDate, where: Where, named: Named, things: _Things
) -> list[tuple[PostTime, Resource | None]]:
    """Return each post of a half-day with its resource. Raises ``Refused``, ``Taken`` if a required one stays empty."""
    try:
        posts = scheme.posts(dated.starts, dated.ends, dated.takes)
    except ValueError as error:
        raise Refused(f"Ce modèle ne convient pas au dispositif «\u00a0{scheme.label}\u00a0» ({error}).") from error
    found: list[tuple[PostTime, Resource | None]] = []
    for post in posts:
        if post.reference is not None:
            resource: Resource | None = named[post.role.kind, post.reference]
        elif post.role.kind is ResourceKind.PROFESSIONAL or not isinstance(where, Place) or post.post.only_named:
            resource = None
            if not post.post.optional and not dated.name:
                raise Refused(f"Il manque {post.role.label} à cette vacation.")
        else:
            resource = things.take(where, post, dated)
            if resource is None and not post.post.optional:
                _refuse_closed(things.reason_none_open(where, post), dated.date)
                raise Taken(f"{where}\u00a0: {_none_free(post)} le {dated.date:%d/%m/%Y}.")
        found.append((post, resource))
    return found


def _refuse_closed(reason: str | None, day: date) -> None:
    if reason is not None:
        raise Refused(f"Le {day:%d/%m/%Y}\u00a0: {reason}")


def _ask_openings(drafts: Sequence[Draft], openings: Openings) -> None:
    """Check hours and closures of all places, and of the things that the template names there."""
    for draft in drafts:
        place, day = draft.session.place, draft.session.starts.astimezone(draft.session.zone).date()
        if place is None:
            continue
        _refuse_closed(openings.reason_against(place, None, draft.session.starts, draft.session.ends), day)
        for post, thing in draft.posts:
            if thing is not None and thing.place_id == place.pk:
                _refuse_closed(openings.reason_against(place, thing, post.starts, post.ends), day)


def _none_free(post: PostTime) -> str:
    """Return "aucun cabinet n’est libre"; the label contains the article."""
    article, _, noun = post.role.label.partition(" ")
    return f"{'aucune' if article == 'une' else 'aucun'} {noun} n’est libre"


def _ask_rules(programme: Programme, scheme: Scheme, drafts: Sequence[Draft]) -> Gate:
    """Check the rules for each person, and return what was read for it. Raises ``Refused`` naming the first refused."""
    people: dict[Professional, defaultdict[Where, set[date]]] = {}
    others: dict[tuple[Professional, str], PostTime] = {}
    times: defaultdict[Professional, list[tuple[datetime, datetime]]] = defaultdict(list)
    for draft in drafts:
        session = draft.session
        for post, resource in draft.posts:
            if resource is None or post.role.kind is not ResourceKind.PROFESSIONAL:
                continue
            times[resource.professional].append((post.starts, post.ends))
            if post.giver:
                where = people.setdefault(resource.professional, defaultdict(set))
                where[session.place or session.commune].add(session.starts.astimezone(session.zone).date())
            else:
                others[resource.professional, post.role.code] = post
    every_date = {draft.session.starts.astimezone(draft.session.zone).date() for draft in drafts}
    gate = Gate(scheme, times, every_date, programme)
    for person, where in people.items():
        dates = set().union(*where.values())
        for place in where:
            _refuse(person, gate.reason_against(person, place, dates, times[person]), min(where[place]))
    for (person, _), post in others.items():
        against = gate.reason_against_post(post.post, person) or gate.reason_of_absence(person, times[person])
        _refuse(person, against, min(every_date))
    return gate


def _refuse(person: Professional, reason: str | None, day: date) -> None:
    if reason is not None:
        raise Refused(f"{person}, le {day:%d/%m/%Y}\u00a0: {reason}")


class _Things:
    """Things of the places, when these are open, and when they are taken: by claims or by this publication.

    Locks them all, and the resources that the template names, before it reads when they are open: whoever closes a
    place or claims one of its things waits, or is seen here.
    """

    def __init__(self, places: Iterable[Place], dates: Sequence[SessionDate], named: Iterable[Resource]) -> None:
        self._there: defaultdict[tuple[int, str], list[Resource]] = defaultdict(list)
        self._busy: defaultdict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
        self._of_the_day: dict[tuple[int, str, int, str, date], Resource] = {}
        keys = {place.pk for place in places}
        rows = list(Resource.objects.filter(place__in=keys).order_by("name", "pk"))
        lock_in_order(RESOURCES, {row.pk for row in (*rows, *named)})
        self.openings = Openings(keys)
        for row in rows:
            self._there[row.place_id or 0, row.kind].append(row)
        if not dates:
            return
        span = (min(dated.starts for dated in dates), max(dated.ends for dated in dates))
        taken = Claim.objects.filter(active=True, resource__in=rows, during__overlap=span)
        for resource, during in taken.values_list("resource", "during"):
            self._busy[resource].append((during.lower, during.upper))

    def take(self, place: Place, post: PostTime, dated: SessionDate) -> Resource | None:
        """Take a thing that is free at the post's time; the same thing all day for one giver, if possible."""
        same = (place.pk, post.role.code, post.rank, dated.giver, dated.date)
        before = self._of_the_day.get(same)
        candidates = [*([before] if before else []), *self._there[place.pk, post.role.kind]]
        for resource in candidates:
            busy = any(starts < post.ends and post.starts < ends for starts, ends in self._busy[resource.pk])
            if not busy and self.openings.reason_against(place, resource, post.starts, post.ends) is None:
                self._busy[resource.pk].append((post.starts, post.ends))
                self._of_the_day[same] = resource
                return resource
        return None

    def reason_none_open(self, place: Place, post: PostTime) -> str | None:
        """Return why none of the things of a place is open at the post's time; None if one is, or if there is none."""
        reasons = [
            self.openings.reason_against(place, resource, post.starts, post.ends)
            for resource in self._there[place.pk, post.role.kind]
        ]
        return next(iter(reasons), None) if all(reasons) else None
