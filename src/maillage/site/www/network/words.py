"""The terms of a version in words: what pages, comparisons and the paper show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from maillage.schemes import Activity, Half, Presence
from maillage.site.agenda.models import Session
from maillage.site.agreements import parties, promises
from maillage.site.agreements.models import AgreementPerson, AgreementShare, AgreementVersion
from maillage.site.directory.models import Place
from maillage.site.www import french, toponyms

OF_POSTS = ("Personnes", "Semaine", "Déplacements")
"""Terms that an agreement about readings does not have."""
HALVES = {Half.MORNING: "matin", Half.AFTERNOON: "après-midi"}
RANKS = {1: "premier", 2: "deuxième", 3: "troisième", 4: "quatrième", -1: "dernier"}
ACTIVITIES = {one.value: str(Session.Activity(one.value).label).lower() for one in Activity}
EVERY = {f"{weeks}:{first}": "" for weeks in (1, 2, 3, 4) for first in range(weeks)}


def rhythm_code(one: Presence) -> str:
    """Return the code of the rhythm of a presence, as forms send it."""
    return f"{one.every_weeks}:{one.first_week}" if one.of_month is None else f"m:{one.of_month}"


def rhythm_words(code: str) -> str:
    """Return a rhythm in words: "chaque semaine", "une semaine sur deux, dès la 1re", "le premier du mois"."""
    kind, _, number = code.partition(":")
    if kind == "m":
        return f"le {RANKS[int(number)]} du mois"
    if kind == "1":
        return "chaque semaine"
    rank = int(number) + 1
    return f"une semaine sur {french.count_word(int(kind))}, dès la {'1re' if rank == 1 else f'{rank}e'}"


RHYTHMS = [(code, rhythm_words(code)) for code in (*EVERY, *(f"m:{rank}" for rank in RANKS))]


@dataclass(frozen=True)
class Cell:
    """Presences of one half-day of a week, in words."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class PersonWeek:
    """A person with their week: a row for each weekday with a presence, a cell for morning and afternoon."""

    row: AgreementPerson
    name: str
    rows: list[tuple[str, Cell, Cell]]
    halves: float


def person_name(person: AgreementPerson) -> str:
    """Return the name of a person with typographic apostrophes."""
    return toponyms.curly(str(person.professional))


def weeks(version: AgreementVersion) -> list[PersonWeek]:
    """Return the week of each person."""
    places = parties.places_of(version.parties)
    found: list[PersonWeek] = []
    for person in version.people.all():
        mine = [one for one in version.week.presences if one.staff == person.reference]
        days = sorted({one.weekday for one in mine})
        rows = [(french.DAYS[day], _cell(mine, day, Half.MORNING, places), _cell(mine, day, Half.AFTERNOON, places))
                for day in days]  # fmt: skip
        found.append(PersonWeek(person, person_name(person), rows, sum(one.per_week for one in mine)))
    return found


def _cell(presences: Sequence[Presence], day: int, half: Half, places: dict[str, Place]) -> Cell:
    return Cell(tuple(_presence(one, places) for one in presences if (one.weekday, one.half) == (day, half)))


def _presence(one: Presence, places: dict[str, Place]) -> str:
    place = places.get(one.place)
    where = toponyms.curly(place.name) if place is not None else one.place
    rhythm = rhythm_code(one)
    often = "" if rhythm == "1:0" else f", {rhythm_words(rhythm)}"
    return f"{where}, {ACTIVITIES[one.activity.value]}{often}"


def periods(version: AgreementVersion) -> list[tuple[str, list[AgreementShare]]]:
    """Return the shares of each period under its beginning in words."""
    starts = sorted({one.starts for one in version.shares.all()})
    return [
        (f"Dès le {french.date_text(day, weekday=False, year=True)}",
         sorted((one for one in version.shares.all() if one.starts == day), key=attrgetter("organisation.name")))
        for day in starts
    ]  # fmt: skip


def facts(version: AgreementVersion) -> list[tuple[str, list[str]]]:
    """Return the terms of a version, for a comparison and the paper: a label, and its lines."""

    def day(value: Any) -> str:
        return french.date_text(value, weekday=False, year=True)

    shares = [
        f"{since.lower()}\u00a0: {toponyms.curly(one.organisation.name)}, {one.time_percent}{french.HARD}% du temps, "
        f"{one.money_percent}{french.HARD}% du financement"
        for since, rows in periods(version)
        for one in rows
    ]
    people = [
        f"{person_name(one)}, payé par {toponyms.curly(one.employer.name)}\u00a0: {french.euros(one.salary_cents)} par "
        f"mois, prime {french.euros(one.bonus_cents)}"
        for one in version.people.all()
    ]
    week = [
        f"{one.name}, {day_name} {half}\u00a0: {text}"
        for one in weeks(version)
        for day_name, *cells in one.rows
        for half, cell in zip(HALVES.values(), cells, strict=True)
        for text in cell.texts
    ]
    return [
        ("Prend effet", [day(version.starts)]),
        ("Dernier jour", [day(version.ends) if version.ends else "sans fin fixée"]),
        ("Préavis", [f"{version.notice_months} mois"]),
        ("Parts", shares),
        ("Personnes", people),
        ("Semaine", week or ["pas encore dessinée"]),
        ("Déplacements", [travel(version)]),
    ]


def travel(version: AgreementVersion) -> str:
    """Return the rule of the scheme on journeys, in words."""
    allowance = version.rules.allowance
    return f"{french.euros(allowance.per_km_cents)} par kilomètre, à la charge des parties selon leurs parts"


@dataclass(frozen=True)
class Difference:
    """A term in two versions."""

    label: str
    before: list[str]
    after: list[str]

    @property
    def changed(self) -> bool:
        """Whether the two versions differ here."""
        return self.before != self.after


def side_by_side(before: AgreementVersion, after: AgreementVersion) -> list[Difference]:
    """Return each term of two versions."""
    return [
        Difference(label, first, second)
        for (label, first), (_, second) in zip(facts(before), facts(after), strict=True)
        if before.agreement.platform_id is None or label not in OF_POSTS
    ]


def holidays(version: AgreementVersion) -> list[str]:
    """Return the half-days of the first year that public holidays take away, in words."""
    return [
        f"{french.date_text(one.date, year=True)}, {HALVES[one.half]}, {toponyms.curly(one.place.name)}"
        for one in promises.on_holidays(version)
    ]
