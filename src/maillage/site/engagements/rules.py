"""Checks a scheme's rules: whether a person may give sessions. Called before every assignment and publication.

The rules are about profession and status, engagement, authorisations, fees, place, journey, absences and days a month.
Whether the person has another session at that hour is checked by the claims of the agenda. Reasons are French
sentences, for pages.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from maillage.schemes import Eligibility, Post, Profession, Scheme, Status, Whereabouts
from maillage.site.directory.models import Place, Professional
from maillage.site.engagements import questions
from maillage.site.engagements.models import Authorisation, Engagement, Programme
from maillage.site.geography.models import Commune
from maillage.site.geography.travel import NotMeasured, current_times, journey
from maillage.travel import TravelTimes

Where = Place | Commune
Times = Collection[questions.Stretch]


def reason_against(
    scheme: Scheme,
    person: Professional,
    where: Where,
    dates: Collection[date],
    programme: Programme | None = None,
    *,
    times: Times = (),
    standing: bool = False,
    without: Collection[int] = (),
    sessions: Collection[int] = (),
) -> str | None:
    """Return why ``person`` cannot give these (local) dates at ``where`` under ``scheme``; None if the rules allow it.

    ``programme`` is the one the sessions belong to, which may name the allowed places; ``times``: see
    :meth:`Gate.reason_against`; ``standing`` and ``without``: see :class:`Gate`.
    """
    gate = Gate(scheme, [person], dates, programme, standing=standing, without=without)
    return gate.reason_against(person, where, dates, times, sessions)


class Gate:
    """The rules of a scheme, checked for many people over some dates with seven queries, whatever the number of people.

    ``standing``: the sessions are already in the agenda. If a territory is no longer designated, its published sessions
    stay and an absent doctor can be replaced, but nothing new is published there. ``without`` are sessions (keys) that
    the person would give away and that count no more as given.
    """

    def __init__(
        self,
        scheme: Scheme,
        people: Collection[Professional],
        dates: Collection[date],
        programme: Programme | None = None,
        *,
        standing: bool = False,
        without: Collection[int] = (),
    ) -> None:
        self.scheme, self.standing = scheme, standing
        self._programme, self._without = None if programme is None else programme.pk, without
        keys = [person.pk for person in people]
        engagements = Engagement.objects.exclude(state=Engagement.State.ENDED)
        engagements = engagements.filter(professional__in=keys, scheme=scheme.code)
        self._engagements: dict[int, Engagement] = {
            row.professional_id: row for row in engagements.prefetch_related("authorisations")
        }
        self._given = _given(scheme, keys, dates, without)
        self._absences = _absences(keys, dates)
        self._elsewhere = _elsewhere(people, dates)
        self._parties, self._stops = _named(programme)
        self._designated = questions.designated()
        self._times = _times() if scheme.travel.minutes is not None else None

    def reason_against(
        self,
        person: Professional,
        where: Where,
        dates: Collection[date],
        times: Times = (),
        sessions: Collection[int] = (),
    ) -> str | None:
        """Return why ``person`` cannot give these dates at ``where``, in one sentence; None if the rules allow it.

        ``times`` are the beginnings and ends of the sessions, for absences of half a day and for rest; without them,
        whole days. ``sessions`` are their keys, if they are in the agenda.
        """
        engagement = self._engagements.get(person.pk)
        return (
            _unfit(self.scheme.who, person)
            or self._not_authorised(engagement)
            or _not_engaged(engagement, dates)
            or self._asks_too_much(engagement)
            or self._not_there(person, where)
            or self._too_far(person, where)
            or self.reason_of_absence(person, times or _whole(dates, person))
            or self._working_elsewhere(person, times)
            or self._too_many_days(person, engagement, dates)
            or questions.reason_of_rest(self.scheme.code, person.pk, self._programme, times, sessions, self._without)
        )

    def anything_arranged(self) -> bool:
        """Return whether somebody asked in their engagement for a bed or for a locum at home with their days."""
        return any(row.night or row.replaced_at_home for row in self._engagements.values())

    def reason_to_leave_out(self, person: Professional) -> str | None:
        """Return why ``person`` cannot give any day anywhere: fitness, authorisations, fees."""
        engagement = self._engagements.get(person.pk)
        return _unfit(self.scheme.who, person) or self._not_authorised(engagement) or self._asks_too_much(engagement)

    def reason_against_post(self, post: Post, person: Professional) -> str | None:
        """Return why ``person`` cannot fill a post other than the giver's: profession and status."""
        return _unfit(self.scheme.who_fills(post), person)

    def reason_of_absence(self, person: Professional, times: Times) -> str | None:
        """Return the absence of ``person`` during one of ``times``, in one sentence; None if there is none."""
        for starts, ends in sorted(self._absences[person.pk]):
            if any(starts < until and since < ends for since, until in times):
                zone = person.home.zone
                last = (ends - timedelta(microseconds=1)).astimezone(zone)
                return f"Cette personne est absente du {starts.astimezone(zone):%d/%m/%Y} au {last:%d/%m/%Y}."
        return None

    def _working_elsewhere(self, person: Professional, times: Times) -> str | None:
        for starts, ends, said in self._elsewhere.get(person.pk, ()):
            if any(starts < until and since < ends for since, until in times):
                return said
        return None

    def _not_authorised(self, engagement: Engagement | None) -> str | None:
        if engagement is None:
            return None
        states = {row.kind: row.state for row in engagement.authorisations.all()}
        for wanted in self.scheme.authorisations:
            state = states.get(wanted.code)
            if state == Authorisation.State.REFUSED:
                return f"Une autorisation est refusée à cette personne\u00a0: {wanted.label.lower()}."
            if wanted.before_start and state != Authorisation.State.GRANTED:
                return f"Il manque une autorisation à cette personne\u00a0: {wanted.label.lower()}."
        return None

    def _asks_too_much(self, engagement: Engagement | None) -> str | None:
        if engagement is None or self.scheme.fees.allows(engagement.extra_fee_percent):
            return None
        most = self.scheme.fees.extra_fee_percent
        allowed = f"{most}\u00a0% au plus" if most else "aucun"
        return f"Le dépassement d’honoraires que demande cette personne n’est pas admis\u00a0: {allowed}."

    def _not_there(self, person: Professional, where: Where) -> str | None:
        commune = _commune(where)
        whereabouts = Whereabouts(
            designated=self.standing or commune.intercommunality_id in self._designated,
            home_designated=person.home.intercommunality_id in self._designated,
            named=(where.pk in self._parties if isinstance(where, Place) else where.pk in self._stops),
        )
        if self.scheme.where.allows(whereabouts):
            return None
        return "Le dispositif ne permet pas que cette personne y tienne une vacation."

    def _too_far(self, person: Professional, where: Where) -> str | None:
        limit = self.scheme.travel.minutes
        if limit is None:
            return None
        if self._times is None:
            return "Les temps de trajet ne sont pas encore calculés."
        minutes = journey(self._times, person.home_id, _commune(where).pk)
        return None if self.scheme.travel.allows(minutes) else f"Le trajet dépasse {limit}\u00a0minutes."

    def _too_many_days(
        self, person: Professional, engagement: Engagement | None, dates: Collection[date]
    ) -> str | None:
        limit = None if engagement is None else self.scheme.quota.limit(engagement.days_per_month)
        if limit is None:
            return None
        asked = {(day.year, day.month) for day in dates}
        months = Counter((day.year, day.month) for day in self._given[person.pk] | set(dates))
        if any(months[month] > limit for month in asked):
            return f"Cette personne donne déjà {limit} jour{'s' if limit > 1 else ''} ce mois-là."
        return None


def _commune(where: Where) -> Commune:
    return where.commune if isinstance(where, Place) else where


def _unfit(wanted: Eligibility, person: Professional) -> str | None:
    if wanted.refusal(Profession(person.profession), Status(person.status)) is None:
        return None
    return "La profession ou le statut de cette personne ne convient pas à ce dispositif."


def _not_engaged(engagement: Engagement | None, dates: Collection[date]) -> str | None:
    if (
        engagement is not None
        and engagement.runs
        and all(engagement.starts <= day and (engagement.ends is None or day <= engagement.ends) for day in dates)
    ):
        return None
    return "Cette personne n’est pas engagée dans ce dispositif à cette date."


def _whole(dates: Collection[date], person: Professional) -> list[questions.Stretch]:
    """Return the dates as whole days of the place of practice."""
    zone = person.home.zone
    return [
        (datetime.combine(day, time(), zone), datetime.combine(day + timedelta(days=1), time(), zone)) for day in dates
    ]


def _absences(keys: Collection[int], dates: Collection[date]) -> dict[int, list[questions.Stretch]]:
    if not dates:
        return {key: [] for key in keys}
    return questions.absences(keys, min(dates), max(dates))


def _elsewhere(
    people: Collection[Professional], dates: Collection[date]
) -> dict[int, list[tuple[datetime, datetime, str]]]:
    """Return where the salaried work outside of the agenda; no query where nobody is."""
    salaried = [person.pk for person in people if person.status == Status.SALARIED.value]
    return questions.elsewhere(salaried, min(dates), max(dates)) if salaried and dates else {}


def _given(
    scheme: Scheme, keys: Collection[int], dates: Collection[date], without: Collection[int]
) -> dict[int, set[date]]:
    """Return what each person already gives in the months of ``dates``; no query if no rule counts it."""
    if not dates or scheme.quota.limit(1) is None:
        return {key: set() for key in keys}
    first, last = min(dates), max(dates)
    last = last.replace(day=monthrange(last.year, last.month)[1])
    return questions.dates_given(keys, scheme.code, first.replace(day=1), last, without)


def _named(programme: Programme | None) -> tuple[frozenset[int], frozenset[str]]:
    """Return the places of the programme's parties, by key, and the communes of its stops, by code."""
    if programme is None:
        return frozenset(), frozenset()
    named = programme.dates.places
    parties = programme.parties.all()
    return frozenset(one.place_id for one in parties if one.key in named and one.place_id is not None), named


def _times() -> TravelTimes | None:
    try:
        return current_times()
    except NotMeasured:
        return None
