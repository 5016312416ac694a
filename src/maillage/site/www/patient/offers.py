"""Free times near a commune, arranged for the page: by place, then day, with the times of one day open."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Min, Q, prefetch_related_objects
from django.utils import timezone
from django.utils.text import slugify

from maillage.schemes import PatientFacts
from maillage.site.agenda.models import Session, Slot, posts_and_claims
from maillage.site.booking import search
from maillage.site.directory.models import Professional
from maillage.site.geography import travel
from maillage.site.geography.models import Commune
from maillage.site.geography.travel import NotMeasured
from maillage.site.www import french, toponyms, words

FARTHEST_MINUTES = 60.0
PLACES, DAYS, DAYS_OF_ONE = 8, 3, 14
GROUP = ("session__programme__scheme", "session__place", "session__commune", "session__stop")
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
class OfferedDay:
    """A day with free times: how many, the first; the times themselves if the day is open."""

    date: dt.date
    place: str
    count: int = 0
    first: str = ""
    kept_count: int = 0
    sessions: list[int] = field(default_factory=list)
    times: list[Time] = field(default_factory=list)

    @property
    def opened(self) -> bool:
        """Whether its times are shown."""
        return bool(self.times)

    @property
    def iso(self) -> str:
        """The date as URLs write it."""
        return self.date.isoformat()

    @property
    def address(self) -> str:
        """The part of the URL that opens it."""
        return urlencode({"lieu": self.place, "jour": self.date.isoformat()})

    @property
    def kept(self) -> str:
        """A text if times are reserved for people like the patient."""
        if not self.kept_count:
            return ""
        return "vous est réservé" if self.kept_count == self.count else "en partie réservé pour vous"


@dataclass
class PlaceOffer:
    """A place, what it offers, its distance, its next days, and the number of days not shown."""

    key: str
    name: str
    travel: str
    what: str
    who: str
    price: str
    days: list[OfferedDay] = field(default_factory=list)
    hidden: int = 0


def travel_words(minutes: float) -> str:
    """ "dans votre commune", "17 min en voiture"."""
    return "dans votre commune" if minutes < 1 else f"{french.minutes(minutes)} en voiture"


def _key(row: dict[str, Any]) -> str:
    """Return the key of a card: one per place and scheme, or per stop."""
    where = row["session__place"] or slugify(row["session__stop"])
    return f"{row['session__programme__scheme']}-{where}-{row['session__commune']}"


def _free_slots(wish: Wish) -> tuple[Any, dict[str, float]]:
    """Return the slots that the person may take within an hour's journey, and the minutes by commune."""
    minutes = travel.minutes_from(wish.commune, FARTHEST_MINUTES)
    givers = Session.objects.given_by(Professional.objects.filter(profession=wish.profession))
    slots = search.open_to(wish.commune, wish.facts)
    return slots.filter(session__commune__in=list(minutes), session__in=givers.values("pk")), minutes


def _groups(slots: Any) -> dict[str, list[dict[str, Any]]]:
    """Return the sessions with free slots by card, the soonest first."""
    kept = ~Q(kept_for=[]) & (Q(released_at=None) | Q(released_at__gt=timezone.now()))
    counts = {"free": Count("pk"), "kept": Count("pk", filter=kept), "first": Min("starts")}
    rows = slots.order_by().values("session", *GROUP).annotate(**counts)
    groups: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["first"]):
        groups[_key(row)].append(row)
    return groups


def _days(key: str, rows: list[dict[str, Any]], zone: Any) -> list[OfferedDay]:
    """Return the days of a card; a session lies within one day."""
    days: dict[dt.date, OfferedDay] = {}
    for row in rows:
        day = days.setdefault(french.day_of(row["first"], zone), OfferedDay(french.day_of(row["first"], zone), key))
        day.first = day.first or french.clock(row["first"], zone)
        day.count += row["free"]
        day.kept_count += row["kept"]
        day.sessions.append(row["session"])
    return list(days.values())


def find_offers(wish: Wish, opened: Opened = Opened()) -> list[PlaceOffer]:
    """Return places with free times in the wanted order, with the times of the open day, by default the first one."""
    try:
        slots, minutes = _free_slots(wish)
    except NotMeasured:
        return []
    groups, zone = _groups(slots), wish.commune.zone
    order = sorted(groups, key=_rank(wish, groups, minutes))[:PLACES]
    shown_whole = opened.place or _place_of(opened.slot, groups)
    if shown_whole in groups and shown_whole not in order:
        order[-1] = shown_whole
    days = {key: _days(key, groups[key], zone) for key in order}
    day = _open_day(days, opened)
    wanted = {days[key][0].sessions[0] for key in order} | set(day.sessions if day is not None else ())
    read = ("session__programme", "session__commune", "session__place")
    found = slots.filter(session__in=wanted).select_related(*read).defer("session__programme__template")
    rows = list(found.order_by("starts"))
    sessions = {slot.session_id: slot.session for slot in rows}
    prefetch_related_objects(list(sessions.values()), posts_and_claims())
    if day is not None:
        _fill(day, [slot for slot in rows if slot.session_id in day.sessions], sessions, opened.slot)
    offers = []
    for key in order:
        first = sessions[days[key][0].sessions[0]]
        card = _card(key, first, minutes[first.commune_id])
        shown = DAYS_OF_ONE if key == opened.place else DAYS
        card.days = [one for k, one in enumerate(days[key]) if k < shown or one is day]
        card.hidden = len(days[key]) - len(card.days)
        offers.append(card)
    return offers


def _place_of(slot: Slot | None, groups: dict[str, list[dict[str, Any]]]) -> str:
    """Return the card of a slot chosen before, "" if it is not offered."""
    wanted = slot.session_id if slot is not None else 0
    return next((key for key, rows in groups.items() if any(row["session"] == wanted for row in rows)), "")


def _rank(wish: Wish, groups: dict[str, list[dict[str, Any]]], minutes: dict[str, float]) -> Any:
    """Return the sort key: the soonest day first, then the nearest; or the nearest first, then the soonest."""

    def rank(key: str) -> tuple[Any, Any]:
        row = groups[key][0]
        day, near = french.day_of(row["first"], wish.commune.zone), minutes[row["session__commune"]]
        return (near, day) if wish.order == NEAREST else (day, near)

    return rank


def _open_day(days: dict[str, list[OfferedDay]], opened: Opened) -> OfferedDay | None:
    every = [day for found in days.values() for day in found]
    of_slot = [day for day in every if opened.slot is not None and opened.slot.session_id in day.sessions]
    chosen = [day for day in every if (day.place, day.date) == (opened.place, opened.day)]
    first_there = [day for day in every if day.place == opened.place]
    return next(iter([*of_slot, *chosen, *first_there, *every]), None)


def _card(key: str, session: Session, minutes: float) -> PlaceOffer:
    profession = session.giver.profession if session.giver is not None else ""
    return PlaceOffer(
        key=key,
        name=words.place_of(session),
        travel=travel_words(minutes),
        what=session.rules.summary,
        who=words.PROFESSIONS.get(profession, ""),
        price="" if words.price(session.rules) == words.NO_EXTRA_FEE else words.price(session.rules),
    )


def _fill(day: OfferedDay, slots: Iterable[Slot], sessions: dict[int, Session], chosen: Slot | None) -> None:
    """Add the times of a day."""
    now = timezone.now()
    for slot in slots:
        session = sessions[slot.session_id]
        clock = french.clock(slot.starts, session.zone)
        kept = bool(slot.kept_for) and (slot.released_at is None or slot.released_at > now)
        summary = f"{french.date_text(day.date)}, {clock}, {toponyms.curly(session.commune.name)}"
        day.times.append(Time(slot.pk, clock, summary, chosen is not None and slot.pk == chosen.pk, kept))
