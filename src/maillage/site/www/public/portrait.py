"""The portrait of a commune: its figure compared with others, sessions nearby, and the rank of its territory."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import numpy as np
from django.urls import reverse
from django.utils import timezone

from maillage.schemes import Profession
from maillage.site.booking import slot_table
from maillage.site.booking.slot_table import ListedSession, instant
from maillage.site.cartography import access_class
from maillage.site.database.changes import Family, kept_result
from maillage.site.geography import travel
from maillage.site.geography.models import Commune, Intercommunality
from maillage.site.observatory import reading
from maillage.site.observatory.reading import NotMeasured
from maillage.site.www import figures, french, toponyms
from maillage.site.www.public.explorer import scales
from maillage.site.www.public.explorer.areas import FRANCE, PREFIXES
from maillage.site.www.public.explorer.scales import Legend
from maillage.site.www.public.local_map import LocalMap, local_map
from maillage.site.www.public.since import Since, since_of
from maillage.site.www.public.territory.priority import Priority, of_intercommunality

NEAR_MINUTES = 45.0
SESSIONS_SHOWN = 4


@dataclass(frozen=True)
class Bar:
    """A line of the comparison; ``length`` in per cent of the longest, ``address`` is the URL of its portrait."""

    label: str
    value: float
    length: str
    here: bool
    address: str = ""


@dataclass(frozen=True)
class Near:
    """A day of consultations nearby."""

    day: dt.date
    what: str
    where: str
    minutes: str
    free: int

    @property
    def weekday(self) -> str:
        """Name of the day."""
        return french.DAYS[self.day.weekday()]

    @property
    def month(self) -> str:
        """Name of the month."""
        return french.MONTHS[self.day.month - 1]


@dataclass(frozen=True)
class CommunePortrait:
    """Contents of the page of a commune."""

    access: float
    klass: int
    sentence: str
    better: str
    bars: list[Bar]
    planned: float | None
    priority: Priority
    modelled: bool
    local: LocalMap | None
    legend: Legend
    name: str
    since: Since | None

    @property
    def beside(self) -> str:
        """Title of the comparison."""
        return f"{self.name}, à côté des autres"

    @property
    def gain(self) -> bool:
        """Whether the published plan changes the formatted figure."""
        return self.planned is not None and scales.grows(self.access, self.planned)


def against_mean(access: float, mean: float) -> str:
    """Compare the figure with the national mean, in words."""
    ratio = access / mean if mean else 1.0
    if access < 0.05:
        return "Aucune consultation de généraliste n’est à portée."
    if abs(ratio - 1) < 0.03:
        return "C’est la moyenne française."
    if ratio >= 1.95:
        return f"C’est {french.number(ratio, 1)} fois la moyenne française."
    gap = french.percent(abs(100 * (1 - ratio)))
    return f"C’est {gap} de {'moins' if ratio < 1 else 'plus'} que la moyenne française."


def better_served(share: float) -> str:
    """Return how many communes of France have more, in words."""
    words = french.share_in_words(share)
    if words.startswith("presque"):
        if words.endswith("toutes"):
            return "Presque toutes les communes de France sont mieux dotées."
        return "Presque aucune commune de France n’est mieux dotée."
    count, base = words.split(" sur ")
    noun = "communes de France" if count != "une" else "commune de France"
    verb = "sont mieux dotées" if count != "une" else "est mieux dotée"
    return f"{count[0].upper()}{count[1:]} {noun} sur {base} {verb}."


def _bars(commune: Commune, found: reading.MeansAround) -> list[Bar]:
    rows = [(toponyms.curly(commune.name), found.commune, "")]
    if commune.intercommunality is not None:
        epci = commune.intercommunality
        rows.append((toponyms.short_grouping(epci.name), found.intercommunality, epci.pk))
    if commune.department is not None:
        department = commune.department
        rows.append((toponyms.curly(department.name), found.department, f"{PREFIXES['department']}{department.pk}"))
        if department.region is not None:
            region = department.region
            rows.append((toponyms.curly(region.name), found.region, f"{PREFIXES['region']}{region.pk}"))
    rows.append(("France", found.france, FRANCE))
    longest = max(value for _, value, _ in rows) or 1.0
    return [
        Bar(label, value, f"{78 * value / longest:.1f}", not slug, reverse("territory", args=[slug]) if slug else "")
        for label, value, slug in rows
    ]


def _travel(minutes: float) -> str:
    return "dans la commune" if minutes < 1 else f"à {french.minutes(minutes)}"


@dataclass(frozen=True)
class _FreeDay:
    """A day with free slots under one scheme at one place; ``first`` is the start of the first, in seconds."""

    day: dt.date
    first: int
    session: ListedSession
    free: int


@kept_result(*Family)
def _days(zone: ZoneInfo) -> list[_FreeDay]:
    """Return all days with free slots of general practitioners, in the time zone ``zone``, sorted by date.

    The pages of all communes share it.
    """
    found, now = slot_table.current(), timezone.now()
    chosen = np.flatnonzero(found.bookable(now) & found.given_by(Profession.GP))
    numbers, first, counts = np.unique(found.session[chosen], return_index=True, return_counts=True)
    days: dict[tuple[object, ...], _FreeDay] = {}
    for number, starts, free in zip(
        numbers.tolist(), found.starts[chosen[first]].tolist(), counts.tolist(), strict=True
    ):
        session = found.sessions[number]
        day = instant(starts).astimezone(zone).date()
        key = (day, session.commune, session.place_name, session.scheme)
        known = days.get(key)
        days[key] = (
            _FreeDay(day, starts, session, free)
            if known is None
            else replace(known, first=min(known.first, starts), free=known.free + free)
        )
    return sorted(days.values(), key=lambda one: (one.first, one.session.commune))


def near_sessions(commune: Commune) -> list[Near]:
    """Return the next days with free slots of general practitioners within 45 minutes.

    Dates are in the commune's time zone, which places so near share.

    Sorted by date; the nearest place is always included, however late its first day.
    """
    try:
        minutes = travel.minutes_from(commune, NEAR_MINUTES)
    except NotMeasured:
        minutes = {commune.pk: 0.0}
    rows = [row for row in _days(commune.zone) if row.session.commune in minutes]
    shown = rows[:SESSIONS_SHOWN]
    nearest = min(rows, key=lambda row: (minutes[row.session.commune], row.first), default=None)
    if nearest is not None and all(minutes[row.session.commune] > minutes[nearest.session.commune] for row in shown):
        shown = [*shown[: SESSIONS_SHOWN - 1], nearest]
    return [
        Near(
            day=row.day,
            what=row.session.rules.label,
            where=toponyms.curly(row.session.place_name or row.session.commune_name),
            minutes=_travel(minutes[row.session.commune]),
            free=row.free,
        )
        for row in shown
    ]


def _priority(commune: Commune) -> Priority:
    """Return whether its territory is a priority, and why; the communes of a territory share it."""
    region = commune.department.region_id if commune.department is not None else None
    epci = commune.intercommunality
    return Priority("none") if epci is None or region is None else _priority_of((epci.pk, epci.name, region))


@kept_result(Family.FIGURES)
def _priority_of(key: tuple[str, str, str]) -> Priority:
    code, name, region = key
    return of_intercommunality(Intercommunality(code=code, name=name), [region])


def portrait_of(commune: Commune) -> CommunePortrait | None:
    """Return the portrait, or None if nothing has been measured."""
    now = figures.current()
    if now is None or figures.position_of(now, commune.pk) is None:
        return None
    found = reading.comparison(commune)
    return CommunePortrait(
        access=found.commune,
        klass=access_class(found.commune),
        sentence=against_mean(found.commune, found.france),
        better=better_served(found.better_served),
        bars=_bars(commune, found),
        planned=found.planned,
        priority=_priority(commune),
        modelled=now.modelled,
        local=local_map(commune, now),
        legend=scales.apl_legend(found.france),
        name=toponyms.curly(commune.name),
        since=since_of(commune, now.vintage, found.commune),
    )
