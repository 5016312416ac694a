"""A plan as the coordinator reads it: places by weeks, days, consultations, gap to the best plan, euros."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from maillage.planning import Assignment, Result
from maillage.schemes import Half, Scheme
from maillage.site.directory.models import Place, Professional
from maillage.site.geography import travel
from maillage.site.geography.travel import NotMeasured
from maillage.site.observatory.zones import designated
from maillage.site.plans.lines import person_of, scheme_of
from maillage.site.plans.models import PlanRun
from maillage.site.www import french, toponyms, words
from maillage.site.www.territories import Change, changes, changes_with

HALVES = {"": "", "am": "matin", "pm": "après-midi"}


@dataclass(frozen=True)
class Week:
    """A week of the plan, Monday to Friday."""

    monday: dt.date

    @property
    def label(self) -> str:
        """ "30 nov. – 4 déc."."""
        return french.day_span(self.monday, self.monday + dt.timedelta(days=4))

    @property
    def number(self) -> int:
        """Number of the week in the year."""
        return self.monday.isocalendar().week


@dataclass(frozen=True)
class BoardDay:
    """A doctor at a place for a day; ``returns`` if the doctor was there before in this plan."""

    date: dt.date
    place: Place
    doctor: Professional
    minutes: float | None
    returns: bool
    consultations: int
    scheme: str = ""
    half: str = ""

    @property
    def doctor_name(self) -> str:
        """ "Dr Tilleul"."""
        return words.called(self.doctor)

    @property
    def short_name(self) -> str:
        """The last name alone, for the board."""
        return toponyms.curly(self.doctor.last_name)

    @property
    def weekday(self) -> str:
        """ "mar. 1"."""
        return f"{french.DAYS[self.date.weekday()][:3]}.\u00a0{self.date.day}"

    @property
    def half_words(self) -> str:
        """ "matin", "après-midi", "" for a whole day."""
        return HALVES[self.half]

    @property
    def travel(self) -> str:
        """Journey from home, in words."""
        return "" if self.minutes is None else french.minutes(self.minutes)


@dataclass
class Line:
    """A place's row of the board: one list of days for each week shown."""

    place: Place
    epci: str
    access: float | None
    cells: list[list[BoardDay]]
    total: int = 0


@dataclass
class Board:
    """Everything that the page of a plan shows, built from one run."""

    run: PlanRun
    result: Result
    days: list[BoardDay] = field(default_factory=list)

    @cached_property
    def weeks(self) -> list[Week]:
        """All weeks of the plan."""
        first = self.run.programme.starts - dt.timedelta(days=self.run.programme.starts.weekday())
        return [Week(first + dt.timedelta(weeks=k)) for k in range(self.run.weeks)]

    @property
    def consultations(self) -> int:
        """Number of slots of all days."""
        return sum(day.consultations for day in self.days)

    @property
    def doctors(self) -> int:
        """Number of doctors who give at least one day."""
        return len({day.doctor.pk for day in self.days})

    @property
    def served(self) -> int:
        """Number of places that receive at least one day."""
        return len({day.place.pk for day in self.days})

    @property
    def euros_each(self) -> int:
        """Cost in cents per consultation."""
        return round(self.result.cost_cents / self.consultations) if self.consultations else 0

    @property
    def gap_percent(self) -> str:
        """ "0,2 %": never rounded down to zero."""
        gap = 100 * self.run.gap
        if gap < 0.005:
            return "0\u00a0%"
        return french.percent(gap, 1 if gap >= 0.05 else 2)

    @property
    def gap_sentence(self) -> str:
        """The gap to the best plan, in words."""
        if self.run.gap < 5e-5:
            return "du meilleur plan possible\u00a0: aucun autre n’apporterait davantage."
        more = max(1, int(np.ceil(self.run.bound - self.run.objective)))
        noun = "consultation utile" if more < 2 else "consultations utiles"
        return f"du meilleur plan possible\u00a0: aucun autre n’ajouterait plus de {french.number(more)}\u00a0{noun}."

    def lines(self, weeks: list[Week]) -> list[Line]:
        """Return the rows of the board for some weeks, places in need first, unserved places last."""
        access = changes()
        index = {week.monday: k for k, week in enumerate(weeks)}
        lines: dict[int, Line] = {}
        for place in _candidates(self.run, self.days):
            epci = place.commune.intercommunality
            change = access.get(epci.pk) if epci else None
            name = toponyms.short_grouping(epci.name) if epci else ""
            lines[place.pk] = Line(place, name, change.before if change else None, [[] for _ in weeks])
        for day in self.days:
            line = lines[day.place.pk]
            line.total += 1
            week = index.get(day.date - dt.timedelta(days=day.date.weekday()))
            if week is not None:
                line.cells[week].append(day)
        return sorted(lines.values(), key=lambda line: (line.total == 0, -line.total, str(line.place.name)))

    def givers(self) -> list[tuple[str, int, Change]]:
        """Return the doctors' home territories: name, days given, access before and with; largest loss first."""
        given: defaultdict[str, int] = defaultdict(int)
        names: dict[str, str] = {}
        for day in self.days:
            epci = day.doctor.home.intercommunality
            if epci is not None:
                given[epci.pk] += 1
                names[epci.pk] = toponyms.short_grouping(epci.name)
        access = changes_with([one.pk for one in self.run.programmes])
        rows = [(names[code], count, access[code]) for code, count in given.items() if code in access]
        return sorted(rows, key=lambda row: -row[2].loss_percent)


def _candidates(run: PlanRun, days: list[BoardDay]) -> list[Place]:
    """Return the places of the plan, and those in the priority territories that it could have served."""
    zones = designated(run.programme.region_id)
    known = {day.place.pk: day.place for day in days}
    others = Place.objects.filter(commune__intercommunality__in=zones, reference__isnull=False)
    for place in others.exclude(pk__in=list(known)).select_related("commune__intercommunality"):
        known[place.pk] = place
    return list(known.values())


def _slots(scheme: Scheme, half: str) -> int:
    """Slots of a day, or of its half."""
    if not half:
        return scheme.patients_per_day
    return scheme.hours.slots_in(Half.MORNING if half == "am" else Half.AFTERNOON)


def _minutes(
    days: list[Assignment], doctors: dict[str, Professional], places: dict[str, Place]
) -> dict[tuple[str, str], float]:
    """Return the journeys of the plan's pairs of doctor and place, in minutes (one query)."""
    try:
        times = travel.current_times()
    except NotMeasured:
        return {}
    found: dict[tuple[str, str], float] = {}
    for doctor, place in {(a.doctor_id, a.site_id) for a in days}:
        minutes = travel.journey(times, doctors[doctor].home_id, places[place].commune_id)
        if minutes is not None:
            found[doctor, place] = minutes
    return found


def board_of(run: PlanRun) -> Board:
    """Build the board of a run with its doctors and places (six queries)."""
    result = Result.from_document(run.document)
    assignments = result.plan.assignments
    lines = {line: person_of(line) for line in result.plan.doctors}
    people = Professional.objects.filter(resource__reference__in=set(lines.values()))
    people = people.select_related("resource", "home__intercommunality")
    sites = Place.objects.filter(reference__in=result.plan.sites).select_related("commune__intercommunality")
    known_people = {row.reference: row for row in people}
    doctors = {line: known_people[person] for line, person in lines.items() if person in known_people}
    places = {row.reference: row for row in sites}
    known = [a for a in assignments if a.doctor_id in doctors and a.site_id in places]
    minutes = _minutes(known, doctors, places)
    board, rules = Board(run, result), run.rules_of
    seen: set[tuple[str, str]] = set()
    for a in known:
        pair = (a.doctor_id, a.site_id)
        board.days.append(
            BoardDay(
                date=a.date,
                place=places[a.site_id],
                doctor=doctors[a.doctor_id],
                minutes=minutes.get(pair),
                returns=pair in seen,
                consultations=_slots(rules[scheme_of(a.doctor_id, run.scheme)], a.half),
                scheme=rules[scheme_of(a.doctor_id, run.scheme)].label,
                half=a.half,
            )
        )
        seen.add(pair)
    return board
