"""Whether a person may be given a session: the scheme's own rules, asked of the directory and the agenda."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from maillage.schemes import SCHEMES, DaysPerMonth, Profession, Scheme, Status
from maillage.site.agenda.models import Session
from maillage.site.directory.models import Professional
from maillage.site.engagements.models import Engagement
from maillage.site.observatory import reading

COUNTED = (*Session.OPEN_STATES, Session.State.HELD)


def reason_against(session: Session, professional: Professional) -> str | None:
    """Why ``professional`` cannot be given ``session``, in one French sentence; None where nothing speaks against it.

    Profession and status, a running engagement, days a month, length of the journey. Whether the person is free is
    for the claims to say.
    """
    scheme = SCHEMES[session.scheme]
    if scheme.who.refusal(Profession(professional.profession), Status(professional.status)) is not None:
        return "La profession ou le statut de cette personne ne convient pas à ce dispositif."
    engagement = _engagement(session, professional)
    if engagement is None:
        return "Cette personne n’est pas engagée dans ce dispositif à cette date."
    return _too_many_days(scheme, session, professional, engagement) or _too_far(scheme, session, professional)


def _engagement(session: Session, professional: Professional) -> Engagement | None:
    day = timezone.localdate(session.starts)
    running = Engagement.objects.running().filter(professional=professional, scheme=session.scheme, starts__lte=day)
    return running.filter(Q(ends=None) | Q(ends__gte=day)).first()


def _too_many_days(scheme: Scheme, session: Session, professional: Professional, engagement: Engagement) -> str | None:
    if not isinstance(scheme.quota, DaysPerMonth):
        return None
    limit = min(scheme.quota.days, engagement.days_per_month)
    day = timezone.localdate(session.starts)
    given = Session.objects.filter(
        professional=professional,
        scheme=session.scheme,
        state__in=COUNTED,
        starts__year=day.year,
        starts__month=day.month,
    )
    days = {timezone.localdate(starts) for starts in given.values_list("starts", flat=True)}
    if len(days | {day}) > limit:
        return f"Cette personne donne déjà {limit} jour{'s' if limit > 1 else ''} ce mois-là."
    return None


def _too_far(scheme: Scheme, session: Session, professional: Professional) -> str | None:
    limit = scheme.travel.minutes
    if limit is None:
        return None
    try:
        minutes = reading.minutes_between(professional.home_id, session.commune_id)
    except reading.NotMeasured:
        return "Les temps de trajet ne sont pas encore calculés."
    if minutes is None or minutes > limit:
        return f"Le trajet dépasse {limit}\u00a0minutes."
    return None
