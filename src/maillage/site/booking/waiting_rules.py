"""Rules of the waiting list, read from ``parameters/waiting.toml``: how long one person has to answer an offer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from maillage.parameters import load_toml
from maillage.site.booking.slots import CLOSES_BEFORE


@dataclass(frozen=True)
class WaitingRules:
    """``answer`` are pairs of hours before the slot and minutes to answer, the farthest first."""

    lasts: timedelta
    forgotten_after: timedelta
    offered_within: timedelta
    quiet_from: time
    quiet_until: time
    least: timedelta
    answer: tuple[tuple[timedelta, timedelta], ...]
    together: int
    together_within: timedelta

    def is_shared(self, starts: datetime, now: datetime) -> bool:
        """Return whether a slot is so close that it is offered to several people at once."""
        return starts - now < self.together_within

    def answer_until(self, starts: datetime, now: datetime, zone: ZoneInfo) -> datetime | None:
        """Return until when an offer made at ``now`` of a slot at ``starts`` can be answered; None: do not offer it.

        Never later than booking closes, never in the quiet hours of the place, and sooner as the hour comes near.
        """
        if self._is_quiet(now.astimezone(zone)):
            return None
        left = starts - now
        minutes = next((minutes for before, minutes in self.answer if left >= before), None)
        if minutes is None:
            return None
        until = min(self._awake(now + minutes, zone), starts - CLOSES_BEFORE)
        return until if until - now >= self.least else None

    def _is_quiet(self, here: datetime) -> bool:
        return here.time() >= self.quiet_from or here.time() < self.quiet_until

    def _awake(self, until: datetime, zone: ZoneInfo) -> datetime:
        """Return ``until``, or an hour after the quiet hours that it falls in."""
        here = until.astimezone(zone)
        if not self._is_quiet(here):
            return until
        day = here.date() + timedelta(days=here.time() >= self.quiet_from)
        return datetime.combine(day, self.quiet_until, zone) + timedelta(hours=1)


@cache
def rules() -> WaitingRules:
    """Return the rules of the site."""
    found = load_toml("maillage.site.booking", "waiting")
    steps = sorted(((one["hours_before"], one["minutes"]) for one in found["answer"]), reverse=True)
    return WaitingRules(
        lasts=timedelta(days=found["lasts_days"]),
        forgotten_after=timedelta(days=found["forgotten_after_days"]),
        offered_within=timedelta(days=found["offered_within_days"]),
        quiet_from=time(found["quiet_from_hour"]),
        quiet_until=time(found["quiet_until_hour"]),
        least=timedelta(minutes=found["least_minutes"]),
        together=found["together"],
        together_within=timedelta(hours=found["together_within_hours"]),
        answer=tuple((timedelta(hours=hours), timedelta(minutes=minutes)) for hours, minutes in steps),
    )
