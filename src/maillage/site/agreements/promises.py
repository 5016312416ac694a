"""What versions promise: dated half-days, those that fall on holidays, and those promised twice."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from maillage.schemes import Half, SessionDate
from maillage.site.agreements import parties
from maillage.site.agreements.models import Agreement, AgreementVersion
from maillage.site.directory.models import Place

LOOKED_AHEAD = timedelta(weeks=53)


@dataclass(frozen=True)
class OnHoliday:
    """A half-day that a week promises and that does not take place."""

    date: date
    half: Half
    place: Place


@dataclass(frozen=True)
class PromisedTwice:
    """The first half-day that another agreement promises of the same person, and how many there are in a year."""

    staff: str
    date: date
    half: Half
    other: Agreement
    count: int


def last_day(version: AgreementVersion) -> date | None:
    """Return the last day on which a signed version holds: its own, that of a notice, or the eve of the next one."""
    return last_days([version])[version.pk]


def last_days(versions: Collection[AgreementVersion]) -> dict[int, date | None]:
    """Return the last day on which each of these signed versions holds, by key (one query)."""
    signed = AgreementVersion.objects.filter(
        agreement__in={one.agreement_id for one in versions}, state=AgreementVersion.State.SIGNED
    )
    starts = list(signed.values_list("agreement", "number", "starts"))

    def last(one: AgreementVersion) -> date | None:
        later = (day for of, number, day in starts if of == one.agreement_id and number > one.number)
        eves = (day - timedelta(days=1) for day in later)
        return min((day for day in (one.ends, one.agreement.last_day, *eves) if day is not None), default=None)

    return {one.pk: last(one) for one in versions}


def half_days(version: AgreementVersion, start: date, end: date) -> list[SessionDate]:
    """Return the half-days that a version promises from ``start`` to the day before ``end``, without holidays."""
    return until(version, start, end, last_day(version), parties.places_of(version.parties))


def until(
    version: AgreementVersion, start: date, end: date, last: date | None, places: Mapping[str, Place]
) -> list[SessionDate]:
    """Return the same where the last day and the places of the parties are known (no query)."""
    return _expanded(version, max(start, version.starts), _until(last, end), places)


def on_holidays(version: AgreementVersion) -> list[OnHoliday]:
    """Return the half-days of the first year that fall on a public holiday of their place and do not take place."""
    places, week = parties.places_of(version.parties), version.week
    last = version.ends or version.starts + LOOKED_AHEAD
    days = (min(last, version.starts + LOOKED_AHEAD) - version.starts).days + 1
    found: list[OnHoliday] = []
    for day in (version.starts + timedelta(days=k) for k in range(days)):
        for one in week.on(day):
            place = places.get(one.place or "")
            if place is not None and place.commune.calendar.is_holiday(day):
                found.append(OnHoliday(day, one.half, place))
    return found


def promised_twice(version: AgreementVersion) -> list[PromisedTwice]:
    """Return for each person of ``version`` the first half-day of its first year that another agreement promises."""
    staff = {one.professional_id: one.reference for one in version.people.all()}
    others = AgreementVersion.objects.with_terms().filter(
        state=AgreementVersion.State.SIGNED, people__professional__in=list(staff)
    )
    end = version.starts + LOOKED_AHEAD
    places = parties.places_of(version.parties)
    promised = _expanded(version, version.starts, _until(version.ends, end), places)
    mine = {(one.giver, one.date, one.half) for one in promised}
    found: list[PromisedTwice] = []
    for other in others.exclude(agreement=version.agreement_id).distinct():
        both = sorted(
            mine & {(one.giver, one.date, one.half) for one in half_days(other, version.starts, end)},
            key=lambda one: (one[1], one[2].value, one[0]),
        )
        for who in sorted({one[0] for one in both}):
            theirs = [one for one in both if one[0] == who]
            found.append(PromisedTwice(who, theirs[0][1], theirs[0][2], other.agreement, len(theirs)))
    return found


def _expanded(version: AgreementVersion, start: date, end: date, places: Mapping[str, Place]) -> list[SessionDate]:
    """Return the half-days of the week of a version, without holidays."""
    calendars = {key: place.commune.calendar for key, place in places.items()}
    return version.week.half_days(start, end, calendars, version.rules.hours) if start < end else []


def _until(last: date | None, end: date) -> date:
    return end if last is None else min(end, last + timedelta(days=1))
