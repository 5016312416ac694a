"""What is arranged beside a day given, as pages show it: the bed for the night, the locum in the own practice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from maillage.site.agenda.arranged import BED, LOCUM, Arrangement, arrangements
from maillage.site.agenda.models import Session
from maillage.site.directory.models import Professional
from maillage.site.www import french, toponyms, words


@dataclass(frozen=True)
class ShownBed:
    """A bed of a day, or the wish for one: ``name`` is "" while none is free."""

    session: int
    name: str
    night: str


@dataclass(frozen=True)
class ShownLocum:
    """Who replaces a doctor at home on a day; ``name`` is "" while nobody is found."""

    name: str


def beds(sessions: Iterable[Session]) -> list[ShownBed]:
    """Return the beds of sessions, found or not, in order (two queries)."""
    return [
        ShownBed(one.post.session_id, one.resource.name if one.resource else "", night_words(one))
        for one in arrangements(sessions, BED)
    ]


def locum(sessions: Iterable[Session]) -> ShownLocum | None:
    """Return who replaces the giver of a day; None if nobody is asked for (two queries)."""
    found = arrangements(sessions, LOCUM)
    if not found:
        return None
    named = [words.called(one.resource.professional) for one in found if one.resource is not None]
    return ShownLocum(named[0] if named else "")


def night_words(one: Arrangement) -> str:
    """Return « nuit du jeudi au vendredi 11 décembre », « nuit du lundi 30 novembre au mardi 1er décembre »."""
    first, last = one.evening, one.morning
    start = french.date_text(first)
    if first.month == last.month:
        start = start.rpartition(" ")[0]
    return f"nuit du {start} au {french.date_text(last)}"


@dataclass(frozen=True)
class Replacement:
    """A day on which somebody replaces a colleague in the colleague's practice."""

    starts: dt.datetime
    ends: dt.datetime
    giver: str
    commune: str
    zone: ZoneInfo


def replacements(sessions: Iterable[Session]) -> list[Replacement]:
    """Return a row for each half-day on which who gives these sessions is replaced at home, in order."""
    found: list[Replacement] = []
    for session in sessions:
        person: Professional | None = session.giver
        if person is not None:
            home = toponyms.commune(person.home.name).at
            found.append(Replacement(session.starts, session.ends, words.called(person), home, session.zone))
    return found
