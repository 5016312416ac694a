"""Free times near a commune, arranged for the page: by place, then day, the soonest place first."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, prefetch_related_objects
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
PLACES, DAYS, TIMES, DAYS_OF_ONE = 8, 2, 6, 10
GROUP = ("session__programme__scheme", "session__place", "session__commune", "session__stop")


@dataclass(frozen=True)
class Wish:
    """Whom the times are for: which profession, and what the windows of the schemes look at."""

    commune: Commune
    profession: str
    facts: PatientFacts


@dataclass(frozen=True)
class Time:
    """One time one can choose."""

    pk: int
    clock: str
    summary: str
    checked: bool
    kept: bool


@dataclass
class Day:
    """The free times of a day that are shown."""

    date: dt.date
    times: list[Time] = field(default_factory=list)

    @property
    def kept(self) -> str:
        """Words where times are kept for people like the one who asks."""
        count = sum(time.kept for time in self.times)
        if not count:
            return ""
        return "vous est réservé" if count == len(self.times) else "en partie réservé pour vous"


@dataclass
class PlaceOffer:
    """A place, what is done there, how far it is, its days, and how many times are not shown."""

    key: str
    name: str
    travel: str
    what: str
    who: str
    price: str
    days: list[Day] = field(default_factory=list)
    hidden: int = 0


def travel_words(minutes: float) -> str:
    """ "dans votre commune", "17 min en voiture"."""
    return "dans votre commune" if minutes < 1 else f"{french.minutes(minutes)} en voiture"


def _key(row: dict[str, Any]) -> str:
    """One card per place and scheme, or per stop."""
    where = row["session__place"] or slugify(row["session__stop"])
    return f"{row['session__programme__scheme']}-{where}-{row['session__commune']}"


def _free_slots(wish: Wish) -> tuple[Any, dict[str, float]]:
    """Slots the person may take within an hour, and the minutes by commune."""
    minutes = travel.minutes_from(wish.commune, FARTHEST_MINUTES)
    givers = Session.objects.given_by(Professional.objects.filter(profession=wish.profession))
    slots = search.open_to(wish.commune, wish.facts)
    return slots.filter(session__commune__in=list(minutes), session__in=givers.values("pk")), minutes


def _groups(slots: Any) -> dict[str, list[dict[str, Any]]]:
    """Sessions with free slots by card, the soonest first."""
    rows = slots.order_by().values("session", *GROUP).annotate(free=Count("pk"), first=Min("starts"))
    groups: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["first"]):
        groups[_key(row)].append(row)
    return groups


def _sessions_shown(rows: list[dict[str, Any]], days: int, chosen: int | None, zone: ZoneInfo) -> list[int]:
    """Sessions of the first ``days`` days of a card, and the one already chosen."""
    seen: set[dt.date] = set()
    shown: list[int] = []
    for row in rows:
        seen.add(french.day_of(row["first"], zone))
        if len(seen) <= days or row["session"] == chosen:
            shown.append(row["session"])
    return shown


def find_offers(wish: Wish, chosen: Slot | None = None, whole: str = "") -> list[PlaceOffer]:
    """Places with free times, the soonest first, then the nearest; ``whole`` names one shown in full."""
    try:
        slots, minutes = _free_slots(wish)
    except NotMeasured:
        return []
    groups, zone = _groups(slots), wish.commune.zone
    order = sorted(
        groups,
        key=lambda key: (french.day_of(groups[key][0]["first"], zone), minutes[groups[key][0]["session__commune"]]),
    )
    picked = {
        key: _sessions_shown(
            groups[key], DAYS_OF_ONE if key == whole else DAYS, chosen.session_id if chosen else None, zone
        )
        for key in order[:PLACES]
    }
    wanted = [pk for pks in picked.values() for pk in pks]
    times: defaultdict[int, list[Slot]] = defaultdict(list)
    read = ("session__programme", "session__commune", "session__place")
    for slot in slots.filter(session__in=wanted).select_related(*read).order_by("starts"):
        times[slot.session_id].append(slot)
    sessions = {pk: found[0].session for pk, found in times.items()}
    prefetch_related_objects(list(sessions.values()), posts_and_claims())
    offers = []
    for key, pks in picked.items():
        first = sessions[pks[0]]
        card = _card(key, first, minutes[first.commune_id])
        _fill(card, [(sessions[pk], slot) for pk in pks for slot in times[pk]], chosen, whole=key == whole)
        card.hidden = sum(row["free"] for row in groups[key]) - sum(len(day.times) for day in card.days)
        offers.append(card)
    return offers


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


def _spread(slots: list[Slot], chosen: int | None) -> list[Slot]:
    """At most six times, spread over the day, the one chosen among them."""
    if len(slots) <= TIMES:
        return slots
    step = (len(slots) - 1) / (TIMES - 1)
    kept = {slots[round(k * step)].pk for k in range(TIMES)}
    if chosen is not None and any(slot.pk == chosen for slot in slots):
        kept.add(chosen)
    return [slot for slot in slots if slot.pk in kept]


def _fill(card: PlaceOffer, slots: Iterable[tuple[Session, Slot]], chosen: Slot | None, *, whole: bool) -> None:
    by_day: defaultdict[dt.date, list[Slot]] = defaultdict(list)
    town: dict[int, str] = {}
    zone: dict[int, ZoneInfo] = {}
    for session, slot in slots:
        by_day[french.day_of(slot.starts, session.zone)].append(slot)
        zone[slot.pk] = session.zone
        town[slot.pk] = toponyms.curly(session.commune.name)
    now, mine = timezone.now(), chosen.pk if chosen is not None else None
    for date, found in sorted(by_day.items()):
        day = Day(date)
        for slot in found if whole else _spread(found, mine):
            clock = french.clock(slot.starts, zone[slot.pk])
            kept = bool(slot.kept_for) and (slot.released_at is None or slot.released_at > now)
            summary = f"{french.date_text(date)}, {clock}, {town[slot.pk]}"
            day.times.append(Time(slot.pk, clock, summary, slot.pk == mine, kept))
        card.days.append(day)
