"""A day proposed to one person, one by one: who could give it, who could not and why, and the session it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from maillage.schemes import DatedDay, DatedTemplate, Half, Scheme, Whereabouts, local_instant
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach
from maillage.site.agenda import notices
from maillage.site.agenda.busy import busy_times
from maillage.site.agenda.candidates import Candidate
from maillage.site.agenda.models import Claim, Session
from maillage.site.agenda.posts import TAKEN_THEN, stretch
from maillage.site.agenda.publishing import publish
from maillage.site.directory.models import Place, Professional
from maillage.site.engagements import programmes
from maillage.site.engagements.models import Engagement, Programme
from maillage.site.engagements.programmes import PartyData, ProgrammeData
from maillage.site.engagements.rules import Gate
from maillage.site.geography.travel import NotMeasured, current_times, journey
from maillage.site.locks import in_transaction
from maillage.site.refusals import AlreadyDone, InvalidField, NotAllowed


@dataclass(frozen=True)
class ProposedDay:
    """A day of a scheme at a place, with both half-days or one, that nobody gives yet."""

    scheme: Scheme
    place: Place
    date: date
    halves: tuple[Half, ...] = tuple(Half)

    @property
    def times(self) -> list[tuple[datetime, datetime]]:
        """Beginning and end of each half-day."""
        zone = self.place.commune.zone
        hours = [self.scheme.hours.of(half) for half in self.halves]
        return [(local_instant(self.date, a, zone), local_instant(self.date, b, zone)) for a, b in hours]


@dataclass(frozen=True)
class Considered(Candidate):
    """A person engaged in the scheme, and why they cannot come; None if they may."""

    against: str | None = None


def schemes_proposed(schemes: list[Scheme]) -> list[Scheme]:
    """Return the schemes whose days may be proposed one by one: places are not those of an agreement or a tour."""
    anywhere = Whereabouts(designated=True, home_designated=False, named=False)
    return [scheme for scheme in schemes if scheme.where.allows(anywhere)]


def considered(day: ProposedDay, by: User) -> list[Considered]:
    """Return everybody engaged in the scheme whom ``by`` may see: who may come first, the nearest first."""
    engaged = Engagement.objects.running().filter(scheme=day.scheme.code)
    rows = Professional.objects.visible_to(by, Reach.TERRITORY).filter(pk__in=engaged.values("professional"))
    people = list(rows.select_related("home", "resource"))
    gate = Gate(day.scheme, people, [day.date])
    taken = _taken(day, people)
    spans = busy_times([one.pk for one in people], min(day.times)[0], max(day.times)[1])
    try:
        times = current_times()
    except NotMeasured:
        times = None
    found = [
        Considered(
            professional=one,
            minutes=None if times is None else journey(times, one.home_id, day.place.commune_id),
            busy=any(_meets(day, *span) for span in spans.get(one.pk, [])),
            against=gate.reason_against(one, day.place, [day.date], day.times)
            or (TAKEN_THEN if one.resource_id in taken else None),
        )
        for one in people
    ]
    return sorted(found, key=_order)


def _order(one: Considered) -> tuple[bool, float]:
    return one.against is not None, float("inf") if one.minutes is None else one.minutes


def _meets(day: ProposedDay, starts: datetime, ends: datetime) -> bool:
    return any(starts < until and since < ends for since, until in day.times)


def _taken(day: ProposedDay, people: list[Professional]) -> set[int]:
    starts, ends = min(since for since, _ in day.times), max(until for _, until in day.times)
    claims = Claim.objects.filter(active=True, resource__in=[one.resource_id for one in people])
    rows = claims.filter(during__overlap=stretch(starts, ends)).values_list("resource", "during")
    return {resource for resource, during in rows if _meets(day, during.lower, during.upper)}


@in_transaction
def propose(day: ProposedDay, person: Professional, by: User) -> list[Session]:
    """Propose a day to a person: its sessions are published under the rules of the scheme, and wait for the answer.

    Raises ``InvalidField`` for a day that has begun or a scheme that is not proposed one by one, ``AlreadyDone`` for a
    day proposed to the same person before, what publishing raises, ``NotAllowed`` for a place or a person outside the
    territory of ``by``.
    """
    if not Place.objects.changeable_by(by, Reach.TERRITORY).filter(pk=day.place.pk).exists():
        raise NotAllowed("Ce lieu n’est pas de votre territoire.")
    if not Professional.objects.visible_to(by, Reach.TERRITORY).filter(pk=person.pk).exists():
        raise NotAllowed("Ce soignant n’est pas de votre territoire.")
    if min(since for since, _ in day.times) <= timezone.now():
        raise InvalidField("date", "Ce jour est passé ou a commencé\u00a0: choisissez un jour à venir.")
    if not schemes_proposed([day.scheme]):
        raise InvalidField("scheme", "Les journées de ce dispositif suivent une convention\u00a0: créez un programme.")
    programme = _programme(day, person, by)
    publish(programme, by, start=day.date, weeks=1)
    rows = Session.objects.filter(programme=programme, starts__gte=day.times[0][0], ends__lte=day.times[-1][1])
    made = [session for session in rows.with_posts().order_by("starts") if session.giver == person]
    notices.proposed(person, made)
    return made


def _programme(day: ProposedDay, person: Professional, by: User) -> Programme:
    """Return the programme of the days proposed one by one at the place, with this day added."""
    key = f"lieu-{day.place.pk}"
    where = f"{day.place.name[:100]}, {day.place.commune.name} ({day.place.pk})"
    name = f"Journées une à une · {day.scheme.label[:40]} · {where}"[:200]
    found = Programme.objects.select_for_update(of=("self",)).filter(name=name).first()
    before = found.dates.days if found is not None and isinstance(found.dates, DatedTemplate) else ()
    new = DatedDay(day.date, key, person.reference, day.halves)
    try:
        template = DatedTemplate((*before, new))
    except ValueError as error:
        raise AlreadyDone("Cette journée a déjà été proposée à cette personne.") from error
    data = ProgrammeData(
        scheme=day.scheme,
        name=name,
        template=template,
        starts=min(one.date for one in template.days),
        ends=max(one.date for one in template.days),
        parties=(PartyData(organisation=day.place.organisation, key=key, place=day.place),),
    )
    return programmes.create(data, by=by) if found is None else programmes.edit(found, data, by=by)
