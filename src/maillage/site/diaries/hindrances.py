"""Why a day of an opening rule stays closed: an absence, a closed room, something else at that time, a journey."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format

from maillage.schemes import OpeningRule, School, SessionDate, school_zone
from maillage.site.agenda.models import Absence, Claim, Session
from maillage.site.agenda.posts import stretch
from maillage.site.diaries import writing
from maillage.site.diaries.models import Diary, DiaryRule
from maillage.site.directory.models import Professional
from maillage.site.directory.openings import Openings
from maillage.site.geography.travel import NotMeasured, current_times, journey
from maillage.travel import TravelTimes

MINUTE = timedelta(minutes=1)
ADAY = timedelta(days=1)


@dataclass(frozen=True)
class LeftOut:
    """A day that a rule (its key) leaves out: the name of the session in its template, the day, the reason."""

    rule: int
    name: str
    day: date
    reason: str


@dataclass(frozen=True)
class _Busy:
    """What a person or a thing holds: from when to when, in which commune."""

    starts: datetime
    ends: datetime
    commune: str
    commune_name: str


def of(diary: Diary, rows: Sequence[DiaryRule], start: date, end: date) -> tuple[LeftOut, ...]:
    """Return the days from ``start`` to the day before ``end`` that the rules of a diary leave out.

    Sessions that are in the agenda already are not asked again (seven queries, whatever the number of rules).
    """
    calendar = diary.place.commune.calendar
    now = timezone.now()
    there = Session.objects.filter(programme=diary.programme_id, ends__gt=now - 2 * ADAY)
    states = dict(there.order_by().values_list("key", "state"))
    # A day that somebody called off stays so, whatever the rule says of its hours since; one that a change of the rule
    # has closed gave up its key (see ``changing``).
    kept = {key for key, state in states.items() if state == Session.State.CANCELLED and key.count(":") == 1}
    called_off = {key.rpartition("-")[0] for key in kept}
    promised: list[tuple[DiaryRule, SessionDate]] = []
    found: list[LeftOut] = []
    for row in rows:
        rule = writing.rule_of(row)
        for k in range((end - start).days):
            dated = rule.session_on(start + timedelta(days=k), calendar)
            if dated is None or f"{diary.programme_id}:{dated.name}" in states:
                continue
            if (reason := _school_unknown(rule, dated.date, calendar.department)) is not None:
                found.append(LeftOut(row.pk, dated.name, dated.date, reason))
            elif dated.starts <= now:
                found.append(LeftOut(row.pk, dated.name, dated.date, "C’est déjà commencé."))
            elif f"{diary.programme_id}:{row.pk}-{dated.date.isoformat()}" in called_off:
                found.append(LeftOut(row.pk, dated.name, dated.date, "Cette journée a été annulée."))
            else:
                promised.append((row, dated))
    if promised:
        ground = _Ground(diary, rows, promised)
        asked = [(row, dated, ground.reason_against(row, dated)) for row, dated in promised]
        found += [LeftOut(row.pk, dated.name, dated.date, reason) for row, dated, reason in asked if reason is not None]
    return tuple(sorted(found, key=lambda one: (one.day, one.name)))


def _school_unknown(rule: OpeningRule, day: date, department: str) -> str | None:
    """Return that it is not known yet whether ``day`` is in the school holidays; None if it is known, or not asked."""
    zone = school_zone(department)
    if rule.school is School.ALWAYS or day in rule.changed or zone is None or zone.knows(day):
        return None
    known = date_format(zone.known_until, "j F Y") if zone.known_until else ""
    return f"Les vacances scolaires (zone {zone.name}) ne sont connues du site que jusqu’au {known}."


class _Ground:
    """What people and things do in the time of some sessions; it grows with the sessions that are not left out."""

    def __init__(
        self, diary: Diary, rows: Sequence[DiaryRule], promised: Sequence[tuple[DiaryRule, SessionDate]]
    ) -> None:
        self._diary = diary
        self._openings = Openings([diary.place_id])
        people = {one for row in rows for one in (row.professional, row.second) if one is not None}
        things = {key for row in rows for key in (row.room_id, row.equipment_id) if key is not None}
        span = stretch(min(one.starts for _, one in promised) - ADAY, max(one.ends for _, one in promised) + ADAY)
        self._absences: defaultdict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
        absences = Absence.objects.filter(professional__in=[one.pk for one in people], during__overlap=span)
        for person, during in absences.values_list("professional", "during"):
            self._absences[person].append((during.lower, during.upper))
        self._busy: defaultdict[int, list[_Busy]] = defaultdict(list)
        keys = [*things, *(one.resource_id for one in people)]
        claims = Claim.objects.filter(active=True, resource__in=keys, during__overlap=span)
        names = ("resource", "during", "post__session__commune", "post__session__commune__name")
        for resource, during, commune, name in claims.values_list(*names):
            self._busy[resource].append(_Busy(during.lower, during.upper, commune, name))
        self._times = _times()

    def reason_against(self, row: DiaryRule, dated: SessionDate) -> str | None:
        """Return why a session cannot take place, in one sentence; None if it can, and is counted from now on."""
        place = self._diary.place
        people = [one for one in (row.professional, row.second) if one is not None]
        things = [one for one in (row.room, row.equipment) if one is not None]
        reasons = [self._absent(one, dated) for one in people]
        reasons += [self._openings.reason_against(place, None, dated.starts, dated.ends)]
        reasons += [
            self._openings.reason_against(place, one, dated.starts, dated.ends)
            for one in things
            if one.place_id == place.pk
        ]
        reasons += [self._taken(one.resource_id, str(one), dated) for one in people]
        reasons += [self._taken(one.pk, one.name, dated) for one in things]
        reasons += [self._too_far(one, dated) for one in people]
        found = next((one for one in reasons if one is not None), None)
        if found is None:
            here = _Busy(dated.starts, dated.ends, place.commune.pk, place.commune.name)
            for key in [one.resource_id for one in people] + [one.pk for one in things]:
                self._busy[key].append(here)
        return found

    def _absent(self, person: Professional, dated: SessionDate) -> str | None:
        away = any(starts < dated.ends and dated.starts < ends for starts, ends in self._absences[person.pk])
        return f"{person} est absent ce jour-là." if away else None

    def _taken(self, resource: int, name: str, dated: SessionDate) -> str | None:
        zone = self._diary.place.commune.zone
        for one in self._busy[resource]:
            if one.starts < dated.ends and dated.starts < one.ends:
                since, until = one.starts.astimezone(zone), one.ends.astimezone(zone)
                return f"{name}\u00a0: déjà pris de {since:%H:%M} à {until:%H:%M}."
        return None

    def _too_far(self, person: Professional, dated: SessionDate) -> str | None:
        """Return the journey that has not enough time between two places of one day."""
        here = self._diary.place.commune
        for one in self._busy[person.resource_id]:
            if one.commune == here.pk or self._times is None:
                continue
            free = (dated.starts - one.ends if one.ends <= dated.starts else one.starts - dated.ends) / MINUTE
            if free < 0 or free > 12 * 60:
                continue
            minutes = journey(self._times, one.commune, here.pk)
            if minutes is not None and minutes > free:
                return (
                    f"{person}\u00a0: {round(minutes)}\u00a0minutes de route entre {one.commune_name} et {here.name}, "
                    f"{round(free)} entre les deux consultations."
                )
        return None


def _times() -> TravelTimes | None:
    try:
        return current_times()
    except NotMeasured:
        return None
