"""Free times near a commune, arranged for the page: by place, then day, the soonest place first."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.utils import timezone

from maillage.site.agenda.models import Session, Slot
from maillage.site.booking import search
from maillage.site.booking.search import Offer
from maillage.site.geography.models import Commune
from maillage.site.observatory.reading import NotMeasured
from maillage.site.www import french, words

FARTHEST_MINUTES = 60.0
SESSIONS, PLACES, DAYS, TIMES = 240, 8, 2, 6


@dataclass(frozen=True)
class Time:
    """One time one can choose."""

    pk: int
    clock: str
    summary: str
    checked: bool


@dataclass
class Day:
    """The free times of a day; ``kept`` where they are kept for people without a treating doctor."""

    date: dt.date
    times: list[Time] = field(default_factory=list)
    kept: bool = False


@dataclass
class PlaceOffer:
    """A place, what is done there, how far it is, its days, and how many times are not shown."""

    key: str
    name: str
    travel: str
    what: str
    who: str
    address: str
    days: list[Day] = field(default_factory=list)
    hidden: int = 0


def travel_words(minutes: float) -> str:
    """ "dans votre commune", "17 min en voiture"."""
    return "dans votre commune" if minutes < 1 else f"{french.minutes(minutes)} en voiture"


def key_of(session: Session) -> str:
    """One card per place and scheme; the bus has one per stop and commune."""
    where = session.place_id or f"b{session.vehicle_id}"
    return f"{session.scheme}-{where}-{session.commune_id}-{_profession(session)}"


def _profession(session: Session) -> str:
    return session.professional.profession if session.professional is not None else ""


def _card(offer: Offer) -> PlaceOffer:
    session = offer.session
    return PlaceOffer(
        key=key_of(session),
        name=words.place_of(session),
        travel=travel_words(offer.minutes),
        what=words.BRINGS.get(session.scheme, ""),
        who=words.PROFESSIONS.get(_profession(session), ""),
        address=french.curly(session.place.address) if session.place is not None else "",
    )


def find_offers(
    commune: Commune, *, has_treating_doctor: bool, referred: bool, chosen: int | None = None, whole: str = ""
) -> list[PlaceOffer]:
    """Places with free times within an hour of ``commune``, the soonest first; ``whole`` names one shown in full."""
    try:
        found = search.nearest(
            commune,
            has_treating_doctor=has_treating_doctor,
            referred=referred,
            minutes=FARTHEST_MINUTES,
            limit=SESSIONS,
        )
    except NotMeasured:
        return []
    cards: dict[str, PlaceOffer] = {}
    sessions: defaultdict[str, dict[int, Session]] = defaultdict(dict)
    for offer in sorted(found, key=lambda one: one.next_start):
        key = key_of(offer.session)
        if key not in cards and len(cards) == PLACES:
            continue
        cards.setdefault(key, _card(offer))
        sessions[key][offer.session.pk] = offer.session
    wanted = {pk: session for group in sessions.values() for pk, session in group.items()}
    slots = search.open_to(commune, has_treating_doctor=has_treating_doctor, referred=referred)
    now = timezone.now()
    for slot in slots.filter(session__in=list(wanted)).order_by("starts"):
        session = wanted[slot.session_id]
        _add(cards[key_of(session)], slot, session, chosen, now, whole=whole == key_of(session))
    return list(cards.values())


def _add(card: PlaceOffer, slot: Slot, session: Session, chosen: int | None, now: dt.datetime, *, whole: bool) -> None:
    """Put a time on its day, or count it among those not shown; a chosen one is always shown."""
    date = french.day_of(slot.starts)
    day = next((known for known in card.days if known.date == date), None)
    full = (day is None and len(card.days) >= DAYS) or (day is not None and len(day.times) >= TIMES)
    if full and not whole and slot.pk != chosen:
        card.hidden += 1
        return
    if day is None:
        day = Day(date)
        card.days.append(day)
    if slot.audience == Slot.Audience.FIRST and slot.released_at is not None and slot.released_at > now:
        day.kept = True
    clock = french.clock(slot.starts)
    summary = f"{french.date_text(date)}, {clock}, {french.curly(session.commune.name)}"
    day.times.append(Time(slot.pk, clock, summary, slot.pk == chosen))
