"""What a plan is asked for: where, when, under which schemes, by whom, with how much money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from maillage.schemes import SCHEMES, DaysPerMonth, Profession, ResourceKind, Scheme, scheme_named
from maillage.site.plans.emphasis import USUAL, Emphasis

MOST_DAYS = 31
"""Days a month under a scheme that leaves them to contracts: each engagement says how many."""


class Giving(StrEnum):
    """What people give on a date of the plan: a day, a half of one, or a whole week at one place with a bed there."""

    DAYS = "days"
    MORNINGS = "am"
    AFTERNOONS = "pm"
    WEEKS = "weeks"

    @property
    def half(self) -> str:
        """The half-day, as the planner names it; "" for whole days."""
        return self.value if self in (Giving.MORNINGS, Giving.AFTERNOONS) else ""


@dataclass(frozen=True, kw_only=True)
class AskedScheme:
    """A scheme that a plan uses: who of it comes, what they give, to which kinds of places; empty for all of them.

    ``weeks`` is the most of each person where whole weeks are given.
    """

    scheme: Scheme
    professions: frozenset[str] = frozenset()
    giving: Giving = Giving.DAYS
    weeks: int = 0
    kinds: frozenset[str] = frozenset()

    def takes(self, profession: str) -> bool:
        """Whether people of a profession are asked."""
        return Profession(profession) in (self.professions or self.scheme.who.professions)

    def to_json(self) -> dict[str, Any]:
        """Return plain values that :meth:`from_json` reads back."""
        return {
            "scheme": self.scheme.code, "professions": sorted(self.professions), "giving": self.giving.value,
            "weeks": self.weeks, "kinds": sorted(self.kinds),
        }  # fmt: skip

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> AskedScheme:
        """Return the values written by :meth:`to_json`."""
        return cls(
            scheme=scheme_named(row["scheme"]), professions=frozenset(row["professions"]),
            giving=Giving(row["giving"]), weeks=row["weeks"], kinds=frozenset(row["kinds"]),
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class PlanRequest:
    """A request for a plan.

    ``schemes`` come with their terms; ``zones`` are codes of designated intercommunalities, empty for the whole region;
    ``budgets`` the cents of payers who pay for the days of their schemes only, within ``budget_cents``; ``seconds``
    limits each run of the solver; ``emphasis`` is what counts more or less in it. ``thorough``: a better plan is looked
    for until these seconds are over, or nothing better is possible. ``days_apart`` are the fewest days from one day of
    a doctor to the next, where no whole weeks are given.
    """

    region: str
    schemes: tuple[AskedScheme, ...]
    starts: date
    weeks: int
    budget_cents: int
    seconds: float
    zones: tuple[str, ...] = ()
    emphasis: Emphasis = USUAL
    thorough: bool = False
    budgets: Mapping[str, int] = field(default_factory=dict[str, int])
    days_apart: int = 0

    @property
    def scheme(self) -> Scheme:
        """The scheme whose rules are those of the plan: one whose days the planner chooses, else the first."""
        chosen = (one.scheme for one in self.schemes if isinstance(one.scheme.quota, DaysPerMonth))
        return next(chosen, self.schemes[0].scheme)


def planned(scheme: Scheme) -> Scheme:
    """Return the rules with which the planner chooses days: those of contracts are as many as each engagement says."""
    return scheme if isinstance(scheme.quota, DaysPerMonth) else replace(scheme, quota=DaysPerMonth(MOST_DAYS))


def plannable() -> list[Scheme]:
    """Return the schemes whose people can be sent to places, those with a number of days a month first.

    They see patients in a room of the place, and somebody has checked that each may take part: the hours of an own
    practice, a bus, a reading from afar or a duty at the telephone are no days that go from one place to another.
    """

    def goes(scheme: Scheme) -> bool:
        rooms = any(post.role.kind is ResourceKind.ROOM and not post.optional for post in scheme.needs)
        return isinstance(scheme.quota, DaysPerMonth) or (
            rooms and not scheme.at_distance and bool(scheme.authorisations)
        )

    found = [scheme for scheme in SCHEMES.values() if goes(scheme)]
    return sorted(found, key=lambda one: (not isinstance(one.quota, DaysPerMonth), one.label))
