"""Who is free near a caller: the slots of the next hours that the caller can reach, by place, then by day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from maillage.schemes import PatientGroup
from maillage.site.accounts.models import User
from maillage.site.booking import slot_table
from maillage.site.booking.slot_table import GROUPS, ListedSession, SlotTable, instant
from maillage.site.geography import travel
from maillage.site.geography.models import Commune
from maillage.site.geography.travel import NotMeasured
from maillage.site.www import french, words
from maillage.site.www.booking_desk.desks import Desk
from maillage.site.www.patient.free_times import FARTHEST_MINUTES, NEAREST, place_of, travel_words

PLACES, TIMES = 8, 6
"""Places shown, and times of one place on one day."""


@dataclass(frozen=True)
class Asked:
    """What was said about a person: commune, whether they have a treating doctor (None: not asked), who is wanted.

    ``motive``: for what, "" if it was not asked.
    """

    commune: Commune
    treating: bool | None
    profession: str
    order: str
    motive: str = ""


@dataclass(frozen=True)
class NearTime:
    """A time that can be given; ``kept``: it is kept for the regulation, or for people like the person."""

    pk: int
    clock: str
    kept: bool


@dataclass
class NearDay:
    """A day of a place: the first times, and the clocks of those ``beyond``."""

    date: dt.date
    times: list[NearTime] = field(default_factory=list)
    beyond: set[str] = field(default_factory=set[str])

    @property
    def more(self) -> int:
        """How many other times there are."""
        return len(self.beyond)

    def add(self, time: NearTime) -> None:
        """Add a time; of several carers at one time one is offered, the one whose time is kept for such people."""
        same = next((rank for rank, one in enumerate(self.times) if one.clock == time.clock), None)
        if same is None and len(self.times) < TIMES:
            self.times.append(time)
        elif same is None:
            self.beyond.add(time.clock)
        elif time.kept and not self.times[same].kept:
            self.times[same] = time

    @property
    def kept(self) -> int:
        """How many of the times shown are kept."""
        return sum(time.kept for time in self.times)


@dataclass
class NearPlace:
    """A place that can receive the caller: how far it is, when the first time begins, its next days."""

    key: str
    name: str
    travel: str
    what: str
    who: str
    soon: str
    first: dt.datetime
    minutes: float
    days: list[NearDay] = field(default_factory=list)


@dataclass(frozen=True)
class Near:
    """The places; ``later`` if nothing is free in the first span of the desk and these are the first times after."""

    places: list[NearPlace]
    later: bool = False


def free_near(desk: Desk, by: User, asked: Asked, now: dt.datetime) -> Near:
    """Return the places with times that a desk may give a person; no place if travel times are unknown."""
    try:
        minutes = travel.minutes_from(asked.commune, FARTHEST_MINUTES)
    except NotMeasured:
        return Near([])
    found = slot_table.current()
    chosen = desk.within(by, found, asked.commune, asked.treating, now)
    chosen &= found.given_by(asked.profession) & found.in_communes(minutes) & _reachable(found, minutes, now)
    if asked.motive:
        chosen &= found.for_motive(asked.motive, now)
    for rank, span in enumerate(desk.spans):
        within = chosen & (found.starts < (now + span).timestamp())
        if within.any():
            return Near(_places(desk, found, within, minutes, asked.order, now), later=rank > 0)
    return Near([])


def _reachable(found: SlotTable, minutes: Mapping[str, float], now: dt.datetime) -> NDArray[np.bool_]:
    """Return which slots begin after the caller can be there (n,)."""
    way = np.array([60 * minutes.get(session.commune, 0.0) for session in found.sessions], dtype=np.float64)
    return found.starts >= now.timestamp() + way[found.session]


def _places(
    desk: Desk, found: SlotTable, chosen: NDArray[np.bool_], minutes: Mapping[str, float], order: str, now: dt.datetime
) -> list[NearPlace]:
    own = PatientGroup.REGULATED if desk.regulates else PatientGroup.NO_TREATING_DOCTOR
    kept = found.still_kept(now) & ((found.kept_for & GROUPS[own]) > 0)
    places: dict[str, NearPlace] = {}
    days: defaultdict[str, dict[dt.date, NearDay]] = defaultdict(dict)
    for at in np.flatnonzero(chosen).tolist():
        session, starts = found.sessions[int(found.session[at])], instant(int(found.starts[at]))
        if session.card not in places:
            places[session.card] = _place(session, minutes[session.commune], starts, now)
        date = french.day_of(starts, session.zone)
        day = days[session.card].setdefault(date, NearDay(date))
        day.add(NearTime(int(found.pk[at]), french.clock(starts, session.zone), bool(kept[at])))
    for key, place in places.items():
        place.days = list(days[key].values())[: desk.days]
    by_distance = order == NEAREST
    ranked = sorted(places.values(), key=lambda p: (p.minutes, p.first) if by_distance else (p.first, p.minutes))
    return ranked[:PLACES]


def _place(session: ListedSession, minutes: float, first: dt.datetime, now: dt.datetime) -> NearPlace:
    return NearPlace(
        key=session.card,
        name=place_of(session),
        travel=travel_words(minutes).replace("votre commune", "sa commune"),
        what=session.rules.label,
        who=words.PROFESSIONS.get(session.profession, ""),
        soon=soon(first - now),
        first=first,
        minutes=minutes,
    )


def soon(wait: dt.timedelta) -> str:
    """Return "dans 25 min", "dans 3 h" or "dans 2 jours"."""
    minutes = wait.total_seconds() / 60
    if minutes < 60:
        return f"dans {french.minutes(max(1, minutes))}"
    hours = round(minutes / 60)
    return f"dans {french.minutes(60 * hours)}" if hours < 24 else f"dans {french.plural(round(hours / 24), 'jour')}"
