"""Junior doctors and supervisors as data: wishes on both sides, seats by semester, housing, couples.

A junior's year has two semesters. A wish names one supervisor for both, or two of them, ``A/B``, one for each. The
juniors of a couple wish together: the pairs of their wishes in one area, the most wished first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

SEMESTERS = (1, 2)


@dataclass(frozen=True)
class Supervisor:
    """Who may train juniors (maître de stage): ``capacity`` juniors at once, in ``semesters``, while accredited.

    ``prefers`` names juniors in order, the most wanted first; the others follow by their rank. ``refuses`` are never
    taken. ``housing`` is where juniors of this place can be lodged, '' if nowhere. ``gain``: value of one junior for a
    year, in weighted consultations; None where the operator of access is to compute it.
    """

    id: str
    name: str
    commune: str
    area: str
    capacity: int = 1
    semesters: frozenset[int] = frozenset(SEMESTERS)
    accredited_until: date | None = None
    prefers: tuple[str, ...] = ()
    refuses: frozenset[str] = frozenset()
    housing: str = ""
    gain: float | None = None


@dataclass(frozen=True)
class Junior:
    """A fourth-year resident: ``wishes`` in order, ``rank`` among all (1 first), ``partner`` of a couple, or ''.

    ``lodged``: takes a place only with a bed.
    """

    id: str
    name: str
    wishes: tuple[str, ...]
    rank: int
    partner: str = ""
    lodged: bool = False

    def places(self, wish: str) -> tuple[str, str]:
        """Ids of the supervisors of the first and the second semester of a wish."""
        first, _, second = wish.partition("/")
        return first, second or first


@dataclass(frozen=True)
class Housing:
    """Beds for juniors."""

    id: str
    name: str
    beds: int


@dataclass(frozen=True)
class MatchProblem:
    """Who goes to whom for the year that begins on ``start``."""

    juniors: tuple[Junior, ...]
    supervisors: tuple[Supervisor, ...]
    housing: tuple[Housing, ...] = ()
    start: date = date(2026, 11, 2)

    @cached_property
    def supervisor(self) -> Mapping[str, Supervisor]:
        """Supervisors by id."""
        return {one.id: one for one in self.supervisors}

    @cached_property
    def junior(self) -> Mapping[str, Junior]:
        """Juniors by id."""
        return {one.id: one for one in self.juniors}

    def ends(self, semester: int) -> date:
        """Last day of a semester of half a year."""
        return self.start + timedelta(days=round(365 * semester / 2) - 1)

    def refusal(self, junior: Junior, wish: str) -> str:
        """Why a wish cannot be granted, whoever else is placed; '' if it can."""
        for semester, place in zip(SEMESTERS, junior.places(wish), strict=True):
            one = self.supervisor[place]
            if semester not in one.semesters or not one.capacity:
                return f"{place} takes nobody in semester {semester}"
            if one.accredited_until is not None and one.accredited_until < self.ends(semester):
                return f"the accreditation of {place} ends on {one.accredited_until}"
            if junior.id in one.refuses:
                return f"{place} refuses {junior.id}"
            if junior.lodged and not one.housing:
                return f"{place} has no housing"
        return ""
