"""Cutting a session of visits of own lengths, with the time that windows keep for some groups.

Time is kept in visits of the usual length, spread evenly; what stands between them is cut from its beginning in pieces
of the shortest visit, so that longer ones may use it (:mod:`.cutting`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from maillage.schemes.cutting import cut
from maillage.schemes.windows import SlotTime, Window, released, spread
from maillage.schemes.words import PatientGroup

MINUTE = timedelta(minutes=1)


def cut_visits(
    windows: Sequence[Window], starts: datetime, ends: datetime, minutes: Sequence[int], pause: int, zone: ZoneInfo
) -> list[SlotTime]:
    """Cut a session into slots, in order, for visits that last ``minutes``, the usual one first.

    ``pause`` minutes stay free between slots. A window with a share keeps that part of the visits of the usual length
    (see :func:`.windows.spread`). ``starts`` and ``ends`` must have a time zone; ``ValueError`` otherwise.
    """
    if starts.tzinfo is None or ends.tzinfo is None:
        raise ValueError("a session needs instants with a time zone")
    # In UTC, where an hour is an hour on the nights when clocks change.
    starts, ends = starts.astimezone(UTC), ends.astimezone(UTC)
    usual, several = minutes[0], len(minutes) > 1
    visits = cut((ends - starts) // MINUTE, usual, pause)
    found: list[SlotTime] = []
    free = starts
    for (first, _), keeper in zip(visits, spread(windows, len(visits)), strict=True):
        at = starts + first * MINUTE
        if keeper is not None:
            found += _pieces(free, at - pause * MINUTE, min(minutes), pause, several)
            groups, until = windows[keeper].groups, released(windows[keeper], starts, at, zone)
            found.append(SlotTime(at, at + usual * MINUTE, groups, until))
            free = at + (usual + pause) * MINUTE
    return [*found, *_pieces(free, ends, min(minutes), pause, several)]


def _pieces(starts: datetime, ends: datetime, shortest: int, pause: int, several: bool) -> Iterable[SlotTime]:
    """Cut free time; only where ``several`` visits differ a longer one may use what is left at the end."""
    for first, last in cut(max(0, (ends - starts) // MINUTE), shortest, pause):
        until = last if several else first + shortest
        yield SlotTime(starts + first * MINUTE, starts + until * MINUTE)


def windows_out(windows: Iterable[Window]) -> list[dict[str, Any]]:
    """Return windows as plain values for a JSON column."""
    return [
        {
            "groups": sorted(one.groups), "share": one.share, "opens_days_before": one.opens_days_before,
            "until_days_before": one.until_days_before, "until_hours_before": one.until_hours_before,
        }
        for one in windows
    ]  # fmt: skip


def windows_in(rows: Iterable[Mapping[str, Any]]) -> tuple[Window, ...]:
    """Read the output of :func:`windows_out`."""
    return tuple(
        Window(
            frozenset(PatientGroup(group) for group in row["groups"]), row["share"], row["opens_days_before"],
            row["until_days_before"], row["until_hours_before"],
        )
        for row in rows
    )  # fmt: skip
