"""Free times near a commune, arranged for the page: by place, then day, with the times of one day open."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from maillage.schemes import PatientFacts
from maillage.site.agenda.models import Slot
from maillage.site.booking import slot_table
from maillage.site.booking.slot_table import NEVER, ListedSession, SlotTable, instant
from maillage.site.geography import travel
from maillage.site.geography.models import Commune
from maillage.site.geography.travel import NotMeasured
from maillage.site.www import french, spoken, toponyms

FARTHEST_MINUTES = 60.0
PLACES, DAYS, DAYS_OF_ONE = 8, 3, 14
SOONEST, NEAREST = "tot", "pres"


@dataclass(frozen=True)
class Wish:
    """What the patient looks for: profession, facts for the windows of the schemes, order."""

    commune: Commune
    profession: str
    facts: PatientFacts
    order: str = SOONEST


@dataclass(frozen=True)
class Opened:
    """The day whose times are shown, and the place shown with all its days; empty if none was chosen."""

    place: str = ""
    day: dt.date | None = None
    slot: Slot | None = None


def opened_by(answers: Mapping[str, str], slot: Slot | None = None) -> Opened:
    """Return the place and the day named in a URL or a form; ignore invalid values."""
    place = answers.get("lieu", "")
    try:
        day = dt.date.fromisoformat(answers.get("jour", ""))
    except ValueError:
        day = None
    return Opened(place, day, None if place else slot)


@dataclass(frozen=True)
class Time:
    """A time that can be chosen."""

    pk: int
    clock: str
    summary: str
    checked: bool
    kept: bool


@dataclass
class FreeDay:
    """A day with free times: how many, the first; the times themselves if the day is open."""

    date: dt.date
    place: str
    count: int = 0
    first: str = ""
    kept_count: int = 0
    sessions: list[ListedSession] = field(default_factory=list)
    times: tuple[Time, ...] = ()

    @property
    def opened(self) -> bool:
        """Whether its times are shown."""
        return bool(self.times)

    @property
    def address(self) -> str:
        """The part of the URL that opens it."""
        return urlencode({"lieu": self.place, "jour": self.date.isoformat()})

    @property
    def kept(self) -> str:
        """A text if times are reserved for people like the patient."""
        if not self.kept_count:
            return ""
        return _("vous est réservé") if self.kept_count == self.count else _("en partie réservé pour vous")


@dataclass
class PlaceCard:
    """A place (its key, None at a stop), what it offers, its distance, its next days, and how many are not shown.

    ``later`` times are kept for others until ``opens``, at the earliest.
    """

    key: str
    name: str
    travel: str
    what: str
    who: str
    price: str
    place: int | None = None
    days: list[FreeDay] = field(default_factory=list)
    hidden: int = 0
    later: int = 0
    opens: dt.date | None = None


def travel_words(minutes: float) -> str:
    """ "dans votre commune", "17 min en voiture"."""
    return spoken.travel(minutes)


@dataclass(frozen=True)
class FreeSession:
    """A session with free slots: when the first begins, how many, and how many are kept for people like the patient."""

    session: ListedSession
    first: dt.datetime
    count: int
    kept: int


Groups = dict[str, list[FreeSession]]


def _groups(found: SlotTable, chosen: NDArray[np.bool_], now: dt.datetime) -> Groups:
    """Return the sessions with chosen slots by card, the soonest first."""
    at = np.flatnonzero(chosen)  # by start
    numbers, first, counts = np.unique(found.session[at], return_index=True, return_counts=True)
    kept = np.bincount(found.session[at], weights=found.still_kept(now)[at], minlength=len(found.sessions))
    rows = np.column_stack([numbers, found.starts[at[first]], counts, kept[numbers].astype(np.int64)])
    groups: defaultdict[str, list[FreeSession]] = defaultdict(list)
    for number, starts, count, reserved in rows[np.argsort(first)].tolist():
        session = found.sessions[number]
        groups[session.card].append(FreeSession(session, instant(starts), count, reserved))
    return groups


def _days(key: str, rows: list[FreeSession], zone: ZoneInfo) -> list[FreeDay]:
    """Return the days of a card; a session lies within one day."""
    days: dict[dt.date, FreeDay] = {}
    for row in rows:
        date = french.day_of(row.first, zone)
        day = days.setdefault(date, FreeDay(date, key))
        day.first = day.first or spoken.clock(row.first, zone)
        day.count += row.count
        day.kept_count += row.kept
        day.sessions.append(row.session)
    return list(days.values())


def place_cards(wish: Wish, opened: Opened = Opened()) -> list[PlaceCard]:
    """Return places with free times in the wanted order, with the times of the open day, by default the first one."""
    try:
        minutes = travel.minutes_from(wish.commune, FARTHEST_MINUTES)
    except NotMeasured:
        return []
    now, zone, found = timezone.now(), wish.commune.zone, slot_table.current()
    chosen = found.open_to(wish.commune, wish.facts, now) & found.in_communes(minutes) & found.given_by(wish.profession)
    groups = _groups(found, chosen, now)
    order = sorted(groups, key=_rank(wish, groups, minutes))[:PLACES]
    shown_whole = opened.place or _place_of(opened.slot, groups)
    if shown_whole in groups and shown_whole not in order:
        order[-1] = shown_whole
    days = {key: _days(key, groups[key], zone) for key in order}
    day = _open_day(days, opened)
    if day is not None:
        _fill(day, found, np.flatnonzero(chosen), opened.slot, now)
    cards: list[PlaceCard] = []
    for key in order:
        first = groups[key][0].session
        card = _card(key, first, minutes[first.commune])
        shown = DAYS_OF_ONE if key == opened.place else DAYS
        card.days = [one for k, one in enumerate(days[key]) if k < shown or one is day]
        card.hidden = len(days[key]) - len(card.days)
        cards.append(card)
    _say_later(wish, cards, found, now)
    return cards


def _later(wish: Wish, found: SlotTable, minutes: Mapping[str, float], now: dt.datetime) -> NDArray[np.int64]:
    """Return when the free slots within reach open to the person (n,): 0 for those open now."""
    among = found.bookable(now) & found.in_communes(minutes) & found.given_by(wish.profession)
    return found.opens(wish.commune, wish.facts, among, now)


def _say_later(wish: Wish, cards: list[PlaceCard], found: SlotTable, now: dt.datetime) -> None:
    """Say on each card how many more times open to the person, and when the first of them do."""
    opens = _later(wish, found, travel.minutes_from(wish.commune, FARTHEST_MINUTES), now)
    shown = {card.key: card for card in cards}
    for at in np.flatnonzero((opens > 0) & (opens < NEVER)).tolist():
        card = shown.get(found.sessions[int(found.session[at])].card)
        if card is not None:
            day = french.day_of(instant(int(opens[at])), wish.commune.zone)
            card.later += 1
            card.opens = day if card.opens is None else min(card.opens, day)


def next_opening(wish: Wish) -> dt.date | None:
    """Return the day on which the first times within reach open to the person; None if none is known."""
    try:
        minutes = travel.minutes_from(wish.commune, FARTHEST_MINUTES)
    except NotMeasured:
        return None
    opens = _later(wish, slot_table.current(), minutes, timezone.now())
    coming = opens[(opens > 0) & (opens < NEVER)]
    return french.day_of(instant(int(coming.min())), wish.commune.zone) if len(coming) else None


def free_near(commune: Commune) -> str:
    """Return a digest of the free slots within reach: while it stays the same, so do the places and times listed."""
    try:
        minutes = travel.minutes_from(commune, FARTHEST_MINUTES)
    except NotMeasured:
        return ""
    found = slot_table.current()
    return blake2b(found.pk[found.free & found.in_communes(minutes)].tobytes(), digest_size=16).hexdigest()


def summary_of(cards: list[PlaceCard]) -> str:
    """Return the chosen time in words, "" if none is chosen."""
    return next((time.summary for card in cards for day in card.days for time in day.times if time.checked), "")


def _place_of(slot: Slot | None, groups: Groups) -> str:
    """Return the card of a slot chosen before, "" if it is not there."""
    wanted = slot.session_id if slot is not None else 0
    return next((key for key, rows in groups.items() if any(row.session.pk == wanted for row in rows)), "")


def _rank(wish: Wish, groups: Groups, minutes: Mapping[str, float]) -> Callable[[str], tuple[object, object]]:
    """Return the sort key: the soonest day first, then the nearest; or the nearest first, then the soonest."""

    def rank(key: str) -> tuple[object, object]:
        row = groups[key][0]
        day, near = french.day_of(row.first, wish.commune.zone), minutes[row.session.commune]
        return (near, day) if wish.order == NEAREST else (day, near)

    return rank


def _open_day(days: dict[str, list[FreeDay]], opened: Opened) -> FreeDay | None:
    every = [day for found in days.values() for day in found]
    wanted = opened.slot.session_id if opened.slot is not None else 0
    of_slot = [day for day in every if any(session.pk == wanted for session in day.sessions)]
    chosen = [day for day in every if (day.place, day.date) == (opened.place, opened.day)]
    first_there = [day for day in every if day.place == opened.place]
    return next(iter([*of_slot, *chosen, *first_there, *every]), None)


def _card(key: str, session: ListedSession, minutes: float) -> PlaceCard:
    return PlaceCard(
        key=key,
        name=place_of(session),
        travel=travel_words(minutes),
        what=spoken.summary(session.rules),
        who=spoken.profession(session.profession),
        price=spoken.price(session.rules) if session.rules.fees.extra_fee_percent else "",
        place=session.place,
    )


def place_of(session: ListedSession) -> str:
    """Return where a session is held: the place, or the vehicle and its stop, as ``words.place_of``."""
    if session.place is not None:
        return toponyms.curly(session.place_name)
    stop = toponyms.curly(session.stop or session.commune_name)
    return f"{toponyms.curly(session.vehicle)}, {stop}" if session.vehicle else stop


def _fill(day: FreeDay, found: SlotTable, chosen: NDArray[np.int64], slot: Slot | None, now: dt.datetime) -> None:
    """Add the times of a day: the chosen slots of its sessions."""
    kept, date = found.still_kept(now), spoken.date_text(day.date)
    inside = np.isin(found.session_keys, [session.pk for session in day.sessions])

    def time_at(at: int) -> Time:
        session, pk = found.sessions[found.session[at]], int(found.pk[at])
        clock = spoken.clock(instant(int(found.starts[at])), session.zone)
        summary = f"{date}, {clock}, {toponyms.curly(session.commune_name)}"
        return Time(pk, clock, summary, slot is not None and pk == slot.pk, bool(kept[at]))

    day.times = tuple(time_at(at) for at in chosen[inside[found.session[chosen]]].tolist())
