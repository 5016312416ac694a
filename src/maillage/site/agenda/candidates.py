"""Candidates for an empty post of a session: professionals who are free then and whom the rules allow."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from maillage.schemes import Eligibility, Scheme
from maillage.site.agenda.busy import busy_times
from maillage.site.agenda.models import Absence, Claim, Session, SessionPost
from maillage.site.directory.models import Professional
from maillage.site.engagements.models import Engagement
from maillage.site.engagements.rules import Gate
from maillage.site.geography.travel import NotMeasured, current_times, journey


@dataclass(frozen=True)
class Candidate:
    """A professional who could take a session, and the journey in minutes; None if it exceeds the known times.

    ``busy``: their own calendar is not free then, which forbids nothing.
    """

    professional: Professional
    minutes: float | None
    busy: bool = False


def empty_post(session: Session) -> SessionPost | None:
    """Return the first post that needs a person and has none."""
    for post in session.posts.all():
        filled = any(claim.active for claim in post.claims.all())
        if post.kind == "professional" and not post.optional and not filled:
            return post
    return None


def people_for(session: Session, post: SessionPost) -> QuerySet[Professional]:
    """Return professionals of the session's region to check: engaged in the scheme (giver's post), else of the right
    profession.

    Whoever coordinates the session, even for a part of the region, reads their names; not those of another region.
    """
    region = session.commune.department.region_id if session.commune.department else None
    people = Professional.objects.select_related("home", "resource").filter(home__department__region=region)
    if post.giver:
        engaged = Engagement.objects.running().filter(scheme=session.programme.scheme)
        return people.filter(pk__in=engaged.values("professional"))
    wanted = eligibility(session.rules, post)
    return people.filter(profession__in=wanted.professions, status__in=wanted.statuses)


def eligibility(scheme: Scheme, post: SessionPost) -> Eligibility:
    """Return who may fill a post of that role."""
    return next(scheme.who_fills(need) for need in scheme.needs if need.role.code == post.role)


def candidates(session: Session) -> list[Candidate]:
    """Return all candidates for the first empty post, the nearest first (eleven queries at most)."""
    post = empty_post(session)
    if post is None:
        return []
    taken = Claim.objects.filter(active=True, resource=OuterRef("resource"), during__overlap=post.during)
    away = Absence.objects.filter(professional=OuterRef("pk"), during__overlap=post.during)
    people = list(people_for(session, post).filter(~Exists(taken), ~Exists(away)))
    where = session.place or session.commune
    if post.giver:
        gate = Gate(session.rules, people, [session.day], session.programme, standing=True)
        times = [(session.starts, session.ends)]
        known = [session.pk]
        people = [one for one in people if gate.reason_against(one, where, [session.day], times, known) is None]
    busy_then = busy_times([one.pk for one in people], session.starts, session.ends)
    try:
        times = current_times()
    except NotMeasured:
        return [Candidate(one, None, one.pk in busy_then) for one in people]
    found = [Candidate(one, journey(times, one.home_id, session.commune_id), one.pk in busy_then) for one in people]
    return sorted(found, key=lambda one: float("inf") if one.minutes is None else one.minutes)
