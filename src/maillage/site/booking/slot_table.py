"""All slots to come of the site in memory, as columns, so that a page that lists some asks the database for nothing.

The sessions with their slots are read when one of them changes, the slots taken when somebody books or cancels
(:mod:`maillage.site.database.changes`); a booking itself checks the rows again, under their locks.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.db import connection
from django.utils import timezone
from django.utils.text import slugify
from numpy.typing import NDArray

from maillage.schemes import (
    NO_HORIZON,
    SCHEMES,
    PatientFacts,
    PatientGroup,
    ResourceKind,
    Scheme,
    local_instant,
    zone_of,
)
from maillage.schemes.cutting import fits
from maillage.schemes.windows import ALWAYS
from maillage.site.agenda.models import Claim, Session
from maillage.site.booking.models import Appointment
from maillage.site.booking.slots import CLOSES_BEFORE, OPENS_BEFORE
from maillage.site.booking.waiting_models import SlotOffer
from maillage.site.database.changes import Family, kept_result
from maillage.site.geography.models import Commune

GROUPS = {group.value: 1 << k for k, group in enumerate(PatientGroup)}
NEVER = int(np.iinfo(np.int64).max)
PAST = timedelta(days=1)
"""Slots that began earlier than this are not read."""

Strings = NDArray[np.str_]
Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class ListedSession:
    """What pages say about an open session: its scheme, where it is, who gives it.

    ``profession`` is that of the first giver, ``givers`` are those of all; ``vehicle`` is the name of its vehicle.
    ``motives`` are codes with minutes, ``pause`` minutes apart.
    """

    pk: int
    scheme: str
    commune: str
    commune_name: str
    intercommunality: str
    zone: ZoneInfo
    place: int | None
    place_name: str
    stop: str
    department: str = ""
    vehicle: str = ""
    profession: str = ""
    givers: frozenset[str] = frozenset()
    motives: tuple[tuple[str, int], ...] = ()
    pause: int = 0

    @property
    def rules(self) -> Scheme:
        """Rules of its scheme."""
        return SCHEMES[self.scheme]

    @cached_property
    def card(self) -> str:
        """The key of the card that lists it: one per place and scheme, or per stop."""
        return f"{self.scheme}-{self.place or slugify(self.stop)}-{self.commune}"


@dataclass(frozen=True, eq=False)
class SlotTable:
    """The slots to come of open sessions, (n,) arrays by start; ``session`` is a position in ``sessions``.

    Instants are seconds since 1970, ``kept_for`` bits of :data:`GROUPS`; ``released`` is :data:`NEVER` for a slot kept
    to the end and 0 for one that is not kept. ``free`` says whether nobody has taken it.
    """

    sessions: list[ListedSession]
    pk: Integers
    session: Integers
    starts: Integers
    ends: Integers
    kept_for: Integers
    released: Integers
    free: Mask

    def bookable(self, now: datetime, closes: timedelta = CLOSES_BEFORE) -> Mask:
        """Return which slots are free and within the booking period (n,), as :func:`.slots.bookable` does.

        ``closes`` is how long before a slot its booking ends.
        """
        first, last = (now + closes).timestamp(), (now + OPENS_BEFORE).timestamp()
        return self.free & (self.starts > first) & (self.starts < last)

    def still_kept(self, now: datetime) -> Mask:
        """Return which slots are kept for some groups at ``now`` (n,)."""
        return self.released > now.timestamp()

    def open_to(self, commune: Commune, facts: PatientFacts, now: datetime, closes: timedelta = CLOSES_BEFORE) -> Mask:
        """Return which slots a person of ``commune`` may book now (n,), by the windows of each slot's scheme.

        Whether the person lives in the area follows from the commune. Days are counted in the commune's time zone,
        since the slots are within its reach.
        """
        kept, found = self.still_kept(now), np.zeros(len(self.pk), dtype=np.bool_)
        inside = self._in_area(commune)
        for code, of_scheme in self._schemes.items():
            for area in (True, False):
                groups = SCHEMES[code].groups_of(replace(facts, lives_in_area=area))
                horizon = SCHEMES[code].horizon(groups, now, commune.zone)
                there = of_scheme & (inside == area)
                if horizon is not None and there.any():
                    end = NEVER if horizon == NO_HORIZON else int(horizon.timestamp())
                    own = (self.kept_for & sum(GROUPS[group] for group in groups)) > 0
                    found |= there[self.session] & (self.starts < end) & (own | ~kept)
        return found & self.bookable(now, closes)

    def ranks(self, commune: Commune, facts: PatientFacts) -> Integers:
        """Return the place of a person of ``commune`` in the order of each slot's scheme (n,), 0 for the first."""
        found, inside = np.zeros(len(self.pk), dtype=np.int64), self._in_area(commune)
        for code, of_scheme in self._schemes.items():
            for area in (True, False):
                groups = SCHEMES[code].groups_of(replace(facts, lives_in_area=area))
                found[(of_scheme & (inside == area))[self.session]] = SCHEMES[code].rank(groups)
        return found

    def opens(self, commune: Commune, facts: PatientFacts, among: Mask, now: datetime) -> Integers:
        """Return when each slot opens to a person of ``commune`` (n,), seconds since 1970.

        0 for one that is open now; :data:`NEVER` for one that never opens to them, is not ``among`` the slots asked
        for, or is kept to the end.
        """
        found = np.full(len(self.pk), NEVER, dtype=np.int64)
        rows, inside = np.flatnonzero(among), self._in_area(commune)
        for code, of_scheme in self._schemes.items():
            for area in (True, False):
                groups = SCHEMES[code].groups_of(replace(facts, lives_in_area=area))
                days = SCHEMES[code].opens_days_before(groups)
                here = rows[(of_scheme & (inside == area))[self.session[rows]]]
                if days is not None and len(here):
                    own = (self.kept_for[here] & sum(GROUPS[group] for group in groups)) > 0
                    first = 0 if days == ALWAYS else self._midnights(here, days, commune.zone)
                    released = self.released[here]
                    waits = ~own & (released > now.timestamp())
                    found[here] = np.maximum(first, np.where(waits, released, 0))
        return np.where(found <= now.timestamp(), 0, found)

    def _midnights(self, rows: Integers, days: int, zone: ZoneInfo) -> Integers:
        """Return the midnight that begins the day ``days`` days before each of the slots at ``rows``."""
        found: list[int] = []
        known: dict[date, int] = {}
        for starts in self.starts[rows].tolist():
            day = instant(starts).astimezone(zone).date() - timedelta(days=days)
            if day not in known:
                known[day] = int(local_instant(day, time(0), zone).timestamp())
            found.append(known[day])
        return np.array(found, dtype=np.int64)

    def for_motive(self, code: str, now: datetime) -> Mask:
        """Return at which free slots a visit of a motive fits (n,); wherever all visits last the same, if it is theirs.

        A session that states no motive receives for any. A slot that is still kept at ``now`` is a room of its own.
        """
        kept = self.still_kept(now)
        asked = [code in dict(session.motives) or not session.motives for session in self.sessions]
        flexible = np.array([len(session.motives) > 1 for session in self.sessions], dtype=np.bool_)
        found = np.array(asked, dtype=np.bool_)[self.session] & self.free
        for at in np.flatnonzero(flexible & np.array(asked, dtype=np.bool_)).tolist():
            rows = np.flatnonzero(self.session == at)
            found[rows] &= self._fits(rows, self.sessions[at], code, kept[rows])
        return found

    def _fits(self, rows: Integers, session: ListedSession, code: str, kept: Mask) -> Mask:
        """Return at which of the rows of a session, by start, a motive fits: a run of free rows is a free room."""
        lengths, found = dict(session.motives), np.zeros(len(rows), dtype=np.bool_)
        free = self.free[rows] & ~kept
        first = 0
        for k in range(len(rows)):
            follows = k + 1 < len(rows) and self.starts[rows[k + 1]] - self.ends[rows[k]] <= 60 * session.pause
            if not free[k]:
                found[k] = bool(kept[k]) and lengths[code] * 60 <= self.ends[rows[k]] - self.starts[rows[k]]
                first = k + 1
            elif not (follows and free[k + 1]):
                begins = int(self.starts[rows[first]])
                room = (int(self.ends[rows[k]]) - begins) // 60
                for one in range(first, k + 1):
                    start = (int(self.starts[rows[one]]) - begins) // 60
                    found[one] = fits(room, start, lengths[code], tuple(lengths.values()), session.pause)
                first = k + 1
        return found

    def open_to_inhabitants(self, facts: PatientFacts, now: datetime) -> Mask:
        """Return which slots, free or taken, some inhabitant of each session's territory may book now (n,)."""
        kept, found = self.still_kept(now), np.zeros(len(self.pk), dtype=np.bool_)
        zones = np.array([session.zone.key for session in self.sessions], dtype=np.str_)
        for code, name in sorted({(session.scheme, session.zone.key) for session in self.sessions}):
            groups = SCHEMES[code].groups_of(replace(facts, lives_in_area=True))
            horizon = SCHEMES[code].horizon(groups, now, ZoneInfo(name))
            if horizon is not None:
                end = NEVER if horizon == NO_HORIZON else int(horizon.timestamp())
                own = (self.kept_for & sum(GROUPS[group] for group in groups)) > 0
                here = ((self._scheme == code) & (zones == name))[self.session]
                found |= here & (self.starts < end) & (own | ~kept)
        return found

    def in_communes(self, codes: Container[str]) -> Mask:
        """Return which slots are in communes with these codes (n,)."""
        names, position = self._communes
        return np.array([name in codes for name in names.tolist()], dtype=np.bool_)[position][self.session]

    def given_by(self, profession: str) -> Mask:
        """Return which slots are of sessions that somebody of that profession gives (n,)."""
        return self._givers.get(profession, np.zeros(len(self.sessions), dtype=np.bool_))[self.session]

    @cached_property
    def _givers(self) -> dict[str, Mask]:
        """Return for each profession which sessions somebody of it gives."""
        known = frozenset[str]().union(*(session.givers for session in self.sessions))
        return {one: np.array([one in session.givers for session in self.sessions], np.bool_) for one in known}

    @cached_property
    def _scheme(self) -> Strings:
        return np.array([session.scheme for session in self.sessions], dtype=np.str_)

    @cached_property
    def _schemes(self) -> dict[str, Mask]:
        """Return for each scheme which sessions are of it."""
        return {code: self._scheme == code for code in np.unique(self._scheme).tolist()}

    @cached_property
    def session_keys(self) -> Integers:
        """Return the keys of the sessions."""
        return np.array([session.pk for session in self.sessions], dtype=np.int64)

    @cached_property
    def _communes(self) -> tuple[Strings, Integers]:
        """Return the codes of the communes with sessions, and the position of that of each session."""
        codes = np.array([session.commune for session in self.sessions], dtype=np.str_)
        names, position = np.unique(codes, return_inverse=True)
        return names, position

    @cached_property
    def _intercommunality(self) -> Strings:
        return np.array([session.intercommunality for session in self.sessions], dtype=np.str_)

    def _in_area(self, commune: Commune) -> Mask:
        """Return which sessions are in the intercommunality of ``commune``, or in itself if it has none."""
        names, position = self._communes
        inside = (names == commune.pk)[position]
        epci = commune.intercommunality_id
        return inside | (self._intercommunality == epci) if epci else inside


def current() -> SlotTable:
    """Return the table of now (one query to check that nothing has changed)."""
    return _with_free("")


def instant(seconds: int) -> datetime:
    """Return the instant of a number of seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)


@kept_result(*Family)
def _with_free(_: str) -> SlotTable:
    table = _published("")
    return replace(table, free=~np.isin(table.pk, _taken("")))


@kept_result(Family.BOOKINGS)
def _taken(_: str) -> Integers:
    """Return the keys of slots with an active appointment, or offered to somebody who waits (one query)."""
    active = Appointment.objects.active().filter(slot__starts__gt=timezone.now() - PAST)
    offered = SlotOffer.objects.filter(state=SlotOffer.State.OPEN).order_by().values_list("slot_id", flat=True)
    return np.array(list(active.order_by().values_list("slot_id", flat=True).union(offered)), dtype=np.int64)


@kept_result(Family.SESSIONS, Family.FIGURES)
def _published(_: str) -> SlotTable:
    """Return the slots of open sessions, taken or not (three queries)."""
    now = timezone.now()
    sessions = _sessions(now)
    at = {session.pk: k for k, session in enumerate(sessions)}
    rows = [row for row in _slots(now) if row[1] in at]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 6)
    return SlotTable(
        sessions=sessions,
        pk=columns[:, 0],
        session=np.array([at[row[1]] for row in rows], dtype=np.int64),
        starts=columns[:, 2],
        ends=columns[:, 3],
        kept_for=columns[:, 4],
        released=columns[:, 5],
        free=np.ones(len(rows), dtype=np.bool_),
    )


def _slots(now: datetime) -> list[tuple[int, int, int, int, int, int]]:
    """Return key, session, start, end, groups and release of the slots of open sessions, as numbers (one query)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT slot.id, slot.session_id, extract(epoch FROM slot.starts)::bigint,"
            " extract(epoch FROM slot.ends)::bigint,"
            " array_to_string(slot.kept_for, ','), extract(epoch FROM slot.released_at)::bigint"
            " FROM agenda_slot slot JOIN agenda_session session ON session.id = slot.session_id"
            " WHERE session.state = ANY (%s) AND slot.starts > %s ORDER BY slot.starts, slot.id",
            [[state.value for state in Session.OPEN_STATES], now - PAST],
        )
        rows: list[tuple[int, int, int, int, str, int | None]] = cursor.fetchall()
    bits = {kept: sum(GROUPS[group] for group in kept.split(",") if group) for kept in {row[4] for row in rows}}
    return [
        (pk, session, starts, ends, bits[kept], (NEVER if released is None else released) if kept else 0)
        for pk, session, starts, ends, kept, released in rows
    ]


def _sessions(now: datetime) -> list[ListedSession]:
    """Return the open sessions to come, with what fills their posts (two queries)."""
    names = (
        "pk", "programme__scheme", "commune", "commune__name", "commune__intercommunality", "commune__department",
        "place", "place__name", "stop", "motives", "pause_minutes",
    )  # fmt: skip
    to_come = Session.objects.filter(
        state__in=Session.OPEN_STATES, ends__gt=now - PAST, programme__scheme__in=list(SCHEMES)
    )
    claims = Claim.objects.filter(active=True, post__arranged=False, post__session__in=to_come.order_by().values("pk"))
    filled = claims.order_by("post", "pk").values_list(
        "post__session", "post__giver", "resource__kind", "resource__name", "resource__professional__profession"
    )
    by_session: dict[int, list[tuple[bool, str, str, str | None]]] = {}
    for session, *rest in filled:
        by_session.setdefault(session, []).append((*rest,))
    return [_session(row, by_session.get(row[0], [])) for row in to_come.order_by("pk").values_list(*names)]


def _session(row: tuple[Any, ...], filled: Iterable[tuple[bool, str, str, str | None]]) -> ListedSession:
    pk, scheme, commune, commune_name, epci, department, place, place_name, stop, motives, pause = row
    givers = [profession or "" for giver, _, _, profession in filled if giver]
    vehicles = [name for _, kind, name, _ in filled if kind == ResourceKind.VEHICLE]
    return ListedSession(
        pk=pk, scheme=scheme, commune=commune, commune_name=commune_name, intercommunality=epci or "",
        zone=zone_of(department or ""), place=place, place_name=place_name or "", stop=stop,
        department=department or "",
        vehicle=next(iter(vehicles), ""), profession=next(iter(givers), ""), givers=frozenset(filter(None, givers)),
        motives=tuple((code, minutes) for code, minutes in motives), pause=pause,
    )  # fmt: skip
