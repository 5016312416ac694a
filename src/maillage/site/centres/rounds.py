"""Home visits: asked for, grouped into the rounds of a half-day with travel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.db import DatabaseError, transaction
from django.db.models import F, Q
from django.utils import timezone
from psycopg.types.range import Range

from maillage.parameters import load_toml
from maillage.schemes import PARIS, scheme_named
from maillage.schemes.words import Half
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Record
from maillage.site.agenda.models import Absence, Claim
from maillage.site.agenda.posts import stretch
from maillage.site.agenda.services import author
from maillage.site.booking.patients import InvalidPatient, kept_name, kept_phone
from maillage.site.centres import own, rotations
from maillage.site.centres.models import CentreContract, HomeRound, HomeVisit
from maillage.site.centres.working_time import SCHEME
from maillage.site.directory.models import Professional
from maillage.site.geography.models import Commune
from maillage.site.geography.travel import NotMeasured, current_times, journey
from maillage.site.locks import constraint_of, in_transaction
from maillage.site.refusals import InvalidField, Refused, WrongState
from maillage.site.texts import visible

Kind = HomeVisit.Kind
_VISIT = load_toml("maillage.site.centres", "rounds")["visit"]
HOME_MINUTES = int(_VISIT["home_minutes"])
RESIDENT_MINUTES = int(_VISIT["care_home_resident_minutes"])
WITHIN_MINUTES = int(_VISIT["within_commune_minutes"])
BEYOND_MINUTES = 90.0
"""Minutes of a journey beyond the known times: no round goes there beside another visit."""
KEPT = timedelta(days=30)
TAKEN = "{person} a une vacation ou une absence à ce moment-là\u00a0: choisissez une autre demi-journée."
LOOKED_AT, BESIDE = 40, 1000
Minutes = Callable[[str, str], float]


@dataclass(frozen=True)
class VisitData:
    """A visit that is asked for; ``residents`` of a care home count each."""

    kind: str
    name: str
    address: str
    commune: str
    phone: str = ""
    residents: int = 1
    before: date | None = None
    professional: Professional | None = None
    every_weeks: int = 0


@dataclass(frozen=True)
class FreeHalf:
    """A half-day outside of somebody: there a round can be made; ``round`` is the one there is."""

    person: Professional
    date: date
    half: Half
    round: HomeRound | None


def travel() -> Minutes:
    """Return the minutes between two communes: those of the site, a fixed number within one."""
    try:
        times = current_times()
    except NotMeasured:
        times = None

    def between(first: str, second: str) -> float:
        if first == second:
            return WITHIN_MINUTES
        found = None if times is None else journey(times, first, second)
        return BEYOND_MINUTES if found is None else max(found, WITHIN_MINUTES)

    return between


def ordered(home: str, stops: Sequence[tuple[str, int]], minutes: Minutes) -> tuple[list[int], float]:
    """Return the order of ``stops`` (commune, minutes there) with the least travel from ``home`` and back, and that.

    The nearest next, then exchanges of two legs (2-opt) until none is shorter.
    """
    left, order, at = list(range(len(stops))), list[int](), home
    while left:
        nearest = min(left, key=lambda k: (minutes(at, stops[k][0]), k))
        order.append(nearest)
        left.remove(nearest)
        at = stops[nearest][0]

    def length(of: Sequence[int]) -> float:
        path = [home, *(stops[k][0] for k in of), home]
        return sum(minutes(one, two) for one, two in pairwise(path))

    best = length(order)
    improved = True
    while improved:
        improved = False
        for i in range(len(order) - 1):
            for j in range(i + 1, len(order)):
                other = [*order[:i], *reversed(order[i : j + 1]), *order[j + 1 :]]
                if length(other) < best - 1e-9:
                    order, best, improved = other, length(other), True
    return order, best


@in_transaction
def ask(centre: Organisation, data: VisitData, by: User | None) -> HomeVisit:
    """Note a visit. Raises ``InvalidField``."""
    own.check(centre, Record.CENTRE_DESK, by)
    if data.kind not in Kind.values:
        raise InvalidField("kind", "Choisissez dans la liste.")
    commune = Commune.objects.filter(pk=data.commune).first()
    if commune is None:
        raise InvalidField("commune", "Choisissez une commune de la liste.")
    try:
        name = kept_name("name", data.name)
        phone = kept_phone(data.phone, str(commune.department_id or ""))
    except InvalidPatient as error:
        raise InvalidField(error.field, str(error)) from error
    address = " ".join(visible(data.address).split())[:200]
    if not address:
        raise InvalidField("address", "Donnez l’adresse de la visite.")
    residents = data.residents if data.kind == Kind.CARE_HOME.value else 1
    minutes = RESIDENT_MINUTES * residents if data.kind == Kind.CARE_HOME.value else HOME_MINUTES
    if minutes > _half_minutes(Half.MORNING):
        most = _half_minutes(Half.MORNING) // RESIDENT_MINUTES
        raise InvalidField("residents", f"Une demi-journée suffit pour {most} résidents\u00a0: faites deux visites.")
    if data.professional is not None and data.professional not in _team(centre):
        raise InvalidField("professional", "Cette personne n’a pas de contrat avec le centre.")
    return HomeVisit.objects.create(
        centre=centre, kind=data.kind, name=name, address=address, commune=commune, phone=phone, residents=residents,
        minutes=minutes, before=data.before, professional=data.professional, every_weeks=data.every_weeks, asked_by=by,
    )  # fmt: skip


def waiting(centre: Organisation, person: Professional | None = None) -> list[HomeVisit]:
    """Return the visits that wait for a round, those that are due soonest first; ``person`` may do them."""
    rows = HomeVisit.objects.filter(centre=centre, round=None, ended_at=None).select_related("commune", "professional")
    return list(rows if person is None else rows.filter(Q(professional=None) | Q(professional=person)))


def free_halves(centre: Organisation, first: date, days: int) -> list[FreeHalf]:
    """Return the half-days outside of the week in force over some days, without absences, sessions and holidays."""
    last = first + timedelta(days=days)
    rounds = {
        (one.professional_id, one.date, one.half): one
        for one in HomeRound.objects.filter(centre=centre, date__gte=first, date__lt=last).select_related("centre")
    }
    team = _team(centre)
    busy = _busy_halves(team, first, last)
    weeks = {day: rotations.outside_of_week(centre, day) for day in _mondays(first, last)}
    found: list[FreeHalf] = []
    for day in (first + timedelta(days=k) for k in range(days)):
        outside = weeks[day - timedelta(days=day.weekday())]
        for half in Half:
            for person in team:
                key = (person.pk, day, half.value)
                planned = (day.weekday(), half.value) in outside[person.pk] and not person.home.calendar.is_holiday(day)
                if key in rounds or (planned and key not in busy):
                    found.append(FreeHalf(person, day, half, rounds.get(key)))
    return found


def _mondays(first: date, last: date) -> list[date]:
    monday = first - timedelta(days=first.weekday())
    return [monday + timedelta(weeks=k) for k in range((last - monday).days // 7 + 1)]


def _busy_halves(team: list[Professional], first: date, last: date) -> set[tuple[int, date, str]]:
    """Return the half-days in which somebody has a session or is absent, over some days (two queries)."""
    people = {one.resource_id: one for one in team}
    span = tuple(datetime.combine(day, time(), PARIS) for day in (first, last + timedelta(days=1)))
    claims = Claim.objects.filter(active=True, resource__in=people, during__overlap=span)
    spans = [(people[key], during) for key, during in claims.values_list("resource", "during")]
    absences = Absence.objects.filter(professional__in=team, during__overlap=span)
    by_key = {one.pk: one for one in team}
    spans += [(by_key[key], during) for key, during in absences.values_list("professional", "during")]
    hours = scheme_named(SCHEME).hours
    found: set[tuple[int, date, str]] = set()
    for person, during in spans:
        day, zone = max(first, during.lower.astimezone(person.home.zone).date()), person.home.zone
        while day < last and datetime.combine(day, time(), zone) < during.upper:
            for half in Half:
                starts, ends = (datetime.combine(day, at, zone) for at in hours.of(half))
                if starts < during.upper and during.lower < ends:
                    found.add((person.pk, day, half.value))
            day += timedelta(days=1)
    return found


@in_transaction
def make(centre: Organisation, person: Professional, day: date, half: Half, by: User | None) -> HomeRound:
    """Make a round of a half-day from the visits that wait: the most urgent first, as many as the half-day holds.

    Raises ``Refused`` where the person is not outside then, or no visit fits.
    """
    own.check(centre, Record.CENTRE_DESK, by)
    if person not in _team(centre):
        raise InvalidField("professional", "Cette personne n’a pas de contrat avec le centre.")
    if day < timezone.localdate():
        raise InvalidField("date", "Choisissez un jour à venir.")
    if _busy(person, day, half):
        raise Refused(TAKEN.format(person=person))
    if (day.weekday(), half.value) not in rotations.outside_of_week(centre, day)[person.pk]:
        raise Refused(f"La semaine du centre ne prévoit pas de visites de {person} à ce moment-là.")
    with author(by):
        try:
            with transaction.atomic():
                row = HomeRound.objects.create(
                    centre=centre, professional=person, date=day, half=half.value, during=during(person, day, half)
                )
        except DatabaseError as error:
            if constraint_of(error) == "home_round_once":
                raise WrongState(f"{person} a déjà une tournée à ce moment-là.") from error
            if constraint_of(error) == "home_round_in_a_session":  # A session opened since the check above.
                raise Refused(TAKEN.format(person=person)) from error
            raise
    _fill(row)
    if not row.visits.exists():
        raise Refused("Aucune visite en attente ne tient dans cette demi-journée.")
    return row


@in_transaction
def drop_visit(visit: HomeVisit, by: User | None) -> None:
    """Take a visit out of its round; it waits again. A round without visits is removed."""
    row = _locked(visit, by)
    if row.round is None or row.ended_at is not None:
        raise WrongState("Cette visite n’est plus dans une tournée.")
    known = row.round
    row.round, row.at, row.rank = None, None, 0
    row.save()
    with author(by):
        if not known.visits.exists():
            HomeRound.objects.filter(pk=known.pk).delete()
            return
    write(known, list(known.visits.order_by("rank")))


@in_transaction
def cancel(visit: HomeVisit, by: User | None) -> None:
    """Take back a visit that waits."""
    row = _locked(visit, by)
    if row.round is not None or row.ended_at is not None:
        raise WrongState("Retirez d’abord cette visite de sa tournée.")
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])


@transaction.atomic
def purge(now: datetime) -> int:
    """Delete visits that ended a month ago, and their rounds."""
    count = HomeVisit.objects.filter(ended_at__lt=now - KEPT).delete()[0]
    HomeRound.objects.filter(visits=None, date__lt=now.date() - KEPT).delete()
    return count


def _locked(visit: HomeVisit, by: User | None) -> HomeVisit:
    row = HomeVisit.objects.select_for_update(of=("self",)).select_related("round", "centre").get(pk=visit.pk)
    own.check(row.centre, Record.CENTRE_DESK, by)
    return row


def during(person: Professional, day: date, half: Half) -> Range[datetime]:
    """Return a half-day in instants, by the clock of where the person practises."""
    return stretch(*(datetime.combine(day, at, person.home.zone) for at in scheme_named(SCHEME).hours.of(half)))


def _team(centre: Organisation) -> list[Professional]:
    rows = CentreContract.objects.filter(centre=centre).on(timezone.localdate())
    return [one.professional for one in rows.select_related("professional__home__department", "professional__resource")]


def _half_minutes(half: Half) -> int:
    starts, ends = scheme_named(SCHEME).hours.of(half)
    return (ends.hour - starts.hour) * 60 + ends.minute - starts.minute


def _busy(person: Professional, day: date, half: Half) -> bool:
    """Whether a person has a session or is absent in a half-day."""
    return (person.pk, day, half.value) in _busy_halves([person], day, day + timedelta(days=1))


def _fill(row: HomeRound) -> None:
    """Take visits while they fit: those due soonest first, then those that add least travel."""
    minutes, home = travel(), own.places_of(row.centre)[0].commune_id
    limit = _half_minutes(Half(row.half))
    chosen: list[HomeVisit] = []
    for visit in waiting(row.centre, row.professional)[:LOOKED_AT]:
        stops = [(one.commune_id, one.minutes) for one in [*chosen, visit]]
        _, there = ordered(home, stops, minutes)
        if there + sum(stay for _, stay in stops) <= limit:
            chosen.append(visit)
    _order(row, chosen)


def _order(row: HomeRound, visits: list[HomeVisit]) -> None:
    """Write visits into a round, in the order with least travel."""
    home = own.places_of(row.centre)[0].commune_id
    order, _ = ordered(home, [(one.commune_id, one.minutes) for one in visits], travel())
    write(row, [visits[k] for k in order])


def write(row: HomeRound, visits: Sequence[HomeVisit]) -> None:
    """Write the visits of a round in this order: when each begins, and the minutes of travel.

    What is done already keeps its hour.
    """
    minutes, home = travel(), own.places_of(row.centre)[0].commune_id
    starts, _ = scheme_named(SCHEME).hours.of(Half(row.half))
    clock, at, total = float(starts.hour * 60 + starts.minute), home, 0.0
    row.visits.update(rank=F("rank") + BESIDE)  # A rank is taken once: make room before they are given anew.
    for rank, visit in enumerate(visits, start=1):
        road = minutes(at, visit.commune_id)
        clock, total = clock + road, total + road
        begins = visit.at if visit.ended_at is not None else time(int(clock // 60) % 24, int(clock % 60))
        visit.round, visit.rank, visit.at = row, rank, begins
        visit.save(update_fields=["round", "rank", "at"])
        clock, at = clock + visit.minutes, visit.commune_id
    row.travel_minutes = round(total + minutes(at, home))
    HomeRound.objects.filter(pk=row.pk).update(travel_minutes=row.travel_minutes)
