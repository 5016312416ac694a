"""Windows: who may book the slots of a session, from when, and for whom slots are kept until when.

One rule, :func:`may_book`: a patient may book a slot if a window of one of the patient's groups is open and the slot is
not kept, is kept for one of these groups, or is released. A window stays open until the session once it has opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from maillage.schemes.calendar import local_instant
from maillage.schemes.words import PatientGroup

Groups = frozenset[PatientGroup]
ALWAYS = -1
"""Instead of a number of days: as soon as the session is published."""
NO_HORIZON = datetime.max.replace(tzinfo=UTC)
NOBODY: Groups = frozenset()
DECLARED = frozenset({PatientGroup.NO_TREATING_DOCTOR, PatientGroup.NOT_SEEN_FOR_LONG, PatientGroup.REFERRED})
"""Groups that only the patient can declare."""


@dataclass(frozen=True)
class Window:
    """``groups`` may book from ``opens_days_before`` days before the session on (None: as soon as it is published).

    With a ``share`` (per cent), that part of the slots is kept for them, spread evenly, until ``until_days_before``
    days before the session, or until ``until_hours_before`` hours before each slot (neither: to the end). Days begin
    at midnight, local time of the session.
    """

    groups: Groups
    share: int | None = None
    opens_days_before: int | None = None
    until_days_before: int | None = None
    until_hours_before: int | None = None

    def __post_init__(self) -> None:
        ends = [k for k in (self.until_days_before, self.until_hours_before) if k is not None]
        spans = [k for k in (self.opens_days_before, *ends) if k is not None]
        if not self.groups or any(k < 0 for k in spans) or not 0 < (100 if self.share is None else self.share) <= 100:
            raise ValueError("a window needs a group, numbers of days and hours >= 0 and a share in 1..100, if any")
        if self.share is None and ends:
            raise ValueError("a window without a share keeps nothing: it has no day or hour until which")
        if len(ends) > 1:
            raise ValueError("a window keeps slots until a day or until an hour, not both")


@dataclass(frozen=True)
class SlotTime:
    """One bookable part of a session, kept for some groups (empty: not kept) until ``released_at``.

    ``released_at`` is None for a slot that is not kept, and for one kept to the end.
    """

    starts: datetime
    ends: datetime
    kept_for: Groups = NOBODY
    released_at: datetime | None = None


class Bookable(Protocol):
    """The attributes of a slot that :func:`may_book` uses."""

    @property
    def starts(self) -> datetime: ...  # noqa: D102
    @property
    def kept_for(self) -> Groups: ...  # noqa: D102
    @property
    def released_at(self) -> datetime | None: ...  # noqa: D102


def cut(windows: Sequence[Window], starts: datetime, ends: datetime, minutes: int, zone: ZoneInfo) -> list[SlotTime]:
    """Cut a session into slots of ``minutes``, in order, and keep the shares of ``windows``.

    ``starts`` and ``ends`` must have a time zone; ``ValueError`` otherwise.
    """
    if starts.tzinfo is None or ends.tzinfo is None:
        raise ValueError("a session needs instants with a time zone")
    # In UTC, where an hour is an hour on the nights when clocks change.
    starts, ends = starts.astimezone(UTC), ends.astimezone(UTC)
    step = timedelta(minutes=minutes)
    keepers = spread(windows, (ends - starts) // step)
    found: list[SlotTime] = []
    for rank, keeper in enumerate(keepers):
        at = starts + rank * step
        if keeper is None:
            found.append(SlotTime(at, at + step))
        else:
            found.append(SlotTime(at, at + step, windows[keeper].groups, released(windows[keeper], starts, at, zone)))
    return found


def released(window: Window, starts: datetime, at: datetime, zone: ZoneInfo) -> datetime | None:
    """Return until when a window keeps the slot at ``at`` of a session that ``starts``; None to the end."""
    if window.until_hours_before is not None:
        # In UTC, where an hour is an hour on the days when clocks change.
        return at.astimezone(UTC) - timedelta(hours=window.until_hours_before)
    return _midnight(starts, window.until_days_before, zone)


def spread(windows: Sequence[Window], count: int) -> list[int | None]:
    """For each of ``count`` slots, the index of the window that keeps it, or None.

    Each window keeps its share rounded down or up, with a total equal to the sum of shares rounded down (largest
    remainders); kept slots are spread evenly over the session, and the windows evenly over the kept slots.
    """
    shares = [window.share or 0 for window in windows]
    total = sum(shares)
    quotas = _largest_remainders([share * count for share in shares], total * count // 100)
    kept = [rank for rank in range(count) if (rank + 1) * total // 100 > rank * total // 100]
    given, found = [0] * len(windows), list[int | None]([None] * count)
    for turn, rank in enumerate(kept, start=1):
        open_to = [k for k in range(len(windows)) if given[k] < quotas[k]]
        keeper = max(open_to, key=lambda k: (quotas[k] * turn - given[k] * len(kept), -k))
        given[keeper] += 1
        found[rank] = keeper
    return found


def _largest_remainders(hundredths: list[int], whole: int) -> list[int]:
    """Round hundredths down or up to integers that sum to ``whole``; the largest remainders are rounded up."""
    floors = [part // 100 for part in hundredths]
    order = sorted(range(len(floors)), key=lambda k: (-(hundredths[k] % 100), k))
    for k in order[: whole - sum(floors)]:
        floors[k] += 1
    return floors


def _midnight(starts: datetime, days_before: int | None, zone: ZoneInfo) -> datetime | None:
    if days_before is None:
        return None
    return local_instant(starts.astimezone(zone).date() - timedelta(days=days_before), time(0), zone)


def horizon(windows: Sequence[Window], groups: Groups, now: datetime, zone: ZoneInfo) -> datetime | None:
    """``groups`` may book at ``now`` sessions that start before this instant; None if no window names them.

    ``NO_HORIZON`` if a window opens as soon as the session is published. Kept slots are not considered.
    """
    days = opens_days_before(windows, groups)
    if days is None:
        return None
    if days == ALWAYS:
        return NO_HORIZON
    return local_instant(now.astimezone(zone).date() + timedelta(days=days + 1), time(0), zone)


def opens_days_before(windows: Sequence[Window], groups: Groups) -> int | None:
    """Return how many days before a session ``groups`` may first book it; ``ALWAYS``, or None if no window names them.

    The widest of several windows counts.
    """
    opens = [window.opens_days_before for window in windows if window.groups & groups]
    if not opens:
        return None
    return ALWAYS if None in opens else max(day for day in opens if day is not None)


def rank(windows: Sequence[Window], groups: Groups) -> int:
    """Return the place of ``groups`` in the order of a scheme: the first of its windows that names one of them.

    As many as there are windows for groups that none of them names.
    """
    return next((k for k, window in enumerate(windows) if window.groups & groups), len(windows))


def may_book(windows: Sequence[Window], groups: Groups, slot: Bookable, now: datetime, zone: ZoneInfo) -> bool:
    """Whether a patient of ``groups`` may book ``slot`` at ``now``; ``zone`` is that of the place."""
    end = horizon(windows, groups, now, zone)
    if end is None or slot.starts >= end:
        return False
    return open_to(slot, groups, now)


def open_to(slot: Bookable, groups: Groups, now: datetime) -> bool:
    """Whether ``slot`` is not kept, is kept for one of ``groups``, or is released at ``now``."""
    kept = frozenset(slot.kept_for)
    return not kept or bool(kept & groups) or (slot.released_at is not None and now >= slot.released_at)
