"""Free times near a commune, arranged for the page: by place, then day, the soonest place first."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Min
from django.utils import timezone

from maillage.schemes import SCHEMES
from maillage.site.agenda.models import Session, Slot
from maillage.site.booking import search
from maillage.site.geography.models import Commune
from maillage.site.observatory import reading
from maillage.site.observatory.reading import NotMeasured
from maillage.site.www import french, toponyms, words

FARTHEST_MINUTES = 60.0
PLACES, DAYS, TIMES, DAYS_OF_ONE = 8, 2, 6, 10
GROUP = ("session__scheme", "session__place", "session__vehicle", "session__commune", "session__stop")


@dataclass(frozen=True)
class Wish:
    """Whom the times are for: which profession, and whether a treating doctor follows the person."""

    commune: Commune
    profession: str
    has_treating_doctor: bool
    referred: bool = False


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
        """Words where times are kept for people without a treating doctor."""
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
    days: list[Day] = field(default_factory=list)
    hidden: int = 0


def travel_words(minutes: float) -> str:
    """ "dans votre commune", "17 min en voiture"."""
    return "dans votre commune" if minutes < 1 else f"{french.minutes(minutes)} en voiture"


def _key(row: dict[str, Any]) -> str:
    """One card per place and scheme; the bus has one per stop."""
    where = row["session__place"] or f"b{row['session__vehicle']}"
    return f"{row['session__scheme']}-{where}-{row['session__commune']}"


def _free_slots(wish: Wish) -> tuple[Any, dict[str, float]]:
    """Slots the person may take within an hour, and the minutes by commune."""
    minutes = reading.minutes_from(wish.commune, FARTHEST_MINUTES)
    slots = search.open_to(wish.commune, has_treating_doctor=wish.has_treating_doctor, referred=wish.referred)
    wanted = slots.filter(session__commune__in=list(minutes), session__professional__profession=wish.profession)
    return wanted, minutes


def _groups(slots: Any) -> dict[str, list[dict[str, Any]]]:
    """Sessions with free slots by card, the soonest first."""
    rows = slots.order_by().values("session", *GROUP).annotate(free=Count("pk"), first=Min("starts"))
    groups: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["first"]):
        groups[_key(row)].append(row)
    return groups


def _sessions_shown(rows: list[dict[str, Any]], days: int, chosen: int | None) -> list[int]:
    """Sessions of the first ``days`` days of a card, and the one already chosen."""
    seen: set[dt.date] = set()
    shown: list[int] = []
    for row in rows:
        seen.add(french.day_of(row["first"]))
        if len(seen) <= days or row["session"] == chosen:
            shown.append(row["session"])
    return shown


def find_offers(wish: Wish, chosen: Slot | None = None, whole: str = "") -> list[PlaceOffer]:
    """Places with free times, the soonest first, then the nearest; ``whole`` names one shown in full."""
    try:
        slots, minutes = _free_slots(wish)
    except NotMeasured:
        return []
    groups = _groups(slots)
    order = sorted(
        groups, key=lambda key: (french.day_of(groups[key][0]["first"]), minutes[groups[key][0]["session__commune"]])
    )
    picked = {
        key: _sessions_shown(groups[key], DAYS_OF_ONE if key == whole else DAYS, chosen.session_id if chosen else None)
        for key in order[:PLACES]
    }
    wanted = [pk for pks in picked.values() for pk in pks]
    sessions = Session.objects.select_related("commune", "place", "vehicle", "professional").in_bulk(wanted)
    times: defaultdict[int, list[Slot]] = defaultdict(list)
    for slot in slots.filter(session__in=wanted).order_by("starts"):
        times[slot.session_id].append(slot)
    offers = []
    for key, pks in picked.items():
        first = sessions[pks[0]]
        card = _card(key, first, minutes[first.commune_id])
        _fill(card, [(sessions[pk], slot) for pk in pks for slot in times[pk]], chosen, whole=key == whole)
        card.hidden = sum(row["free"] for row in groups[key]) - sum(len(day.times) for day in card.days)
        offers.append(card)
    return offers


def _card(key: str, session: Session, minutes: float) -> PlaceOffer:
    profession = session.professional.profession if session.professional is not None else ""
    return PlaceOffer(
        key=key,
        name=words.place_of(session),
        travel=travel_words(minutes),
        what=SCHEMES[session.scheme].summary,
        who=words.PROFESSIONS.get(profession, ""),
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
    for session, slot in slots:
        by_day[french.day_of(slot.starts)].append(slot)
        town[slot.pk] = toponyms.curly(session.commune.name)
    now, mine = timezone.now(), chosen.pk if chosen is not None else None
    for date, found in sorted(by_day.items()):
        day = Day(date)
        for slot in found if whole else _spread(found, mine):
            clock = french.clock(slot.starts)
            kept = slot.audience == Slot.Audience.FIRST and slot.released_at is not None and slot.released_at > now
            summary = f"{french.date_text(date)}, {clock}, {town[slot.pk]}"
            day.times.append(Time(slot.pk, clock, summary, slot.pk == mine, kept))
        card.days.append(day)
