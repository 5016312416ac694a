"""A scheme: a way of moving medical time, defined by its rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from maillage.schemes import windows as _windows
from maillage.schemes.calendar import Hours
from maillage.schemes.posts import Post, PostTime, Role, giver_of, post_times
from maillage.schemes.rules import (
    Allowance,
    AtMost,
    Eligibility,
    FeeRule,
    Home,
    HomeUntouched,
    Quota,
    RequiredAuthorisation,
    Where,
)
from maillage.schemes.windows import Bookable, Groups, SlotTime, Window
from maillage.schemes.words import PatientGroup


@dataclass(frozen=True)
class PatientFacts:
    """The few facts about a patient that a booking needs; nothing medical.

    ``not_seen_for_years``: whole years since the last visit to the profession, as declared by the patient; 0 if not
    asked. ``regulated``: the regulator of unscheduled care books for the patient.
    """

    has_treating_doctor: bool
    lives_in_area: bool = True
    not_seen_for_years: int = 0
    referred: bool = False
    regulated: bool = False


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """Every rule of a scheme, as data. ``label`` and ``summary`` (for patients) are French, as pages show them.

    ``volunteers``: whoever fits ``who`` may apply on the site, without being asked first. ``at_distance``: the giver
    sees the patients by video, while the other posts are filled where the patients are.

    Raises ``ValueError`` for rules that contradict each other.
    """

    code: str
    label: str
    summary: str = ""
    who: Eligibility
    volunteers: bool = False
    at_distance: bool = False
    where: Where
    quota: Quota
    travel: AtMost = field(default_factory=AtMost)
    authorisations: tuple[RequiredAuthorisation, ...] = ()
    fees: FeeRule = field(default_factory=FeeRule)
    allowance: Allowance = field(default_factory=Allowance)
    windows: tuple[Window, ...]
    home: Home = field(default_factory=HomeUntouched)
    needs: tuple[Post, ...]
    hours: Hours = field(default_factory=Hours)
    not_seen_for_years: int = 2

    def __post_init__(self) -> None:
        problems = _problems(self)
        if problems:
            raise ValueError(f"scheme '{self.code}': {'; '.join(problems)}")

    @property
    def giver(self) -> Post:
        """The first post of a professional, whose engagement, quota, travel and allowance count."""
        return giver_of(self.needs)

    @property
    def roles(self) -> Mapping[str, Role]:
        """Roles of the sessions, by code."""
        return {post.role.code: post.role for post in self.needs}

    def who_fills(self, post: Post) -> Eligibility:
        """Who may fill a post of this scheme."""
        return self.who if post.who is None and post is self.giver else post.eligibility

    def posts(
        self, starts: datetime, ends: datetime, takes: Mapping[str, Sequence[str]] | None = None
    ) -> tuple[PostTime, ...]:
        """Dated posts of a session; ``takes`` (of a ``SessionDate``) gives the template's references for them.

        Raises ``ValueError`` if it names a role that the scheme does not need.
        """
        return post_times(self.needs, starts, ends, takes or {}, self.slot_minutes)

    @property
    def slot_minutes(self) -> int:
        """Length of a slot, minutes."""
        return self.hours.slot_minutes

    @property
    def patients_per_day(self) -> int:
        """Slots of a day of two half-days."""
        return self.hours.patients_per_day

    def slots(self, starts: datetime, ends: datetime, zone: ZoneInfo) -> list[SlotTime]:
        """Cut a session of a place in ``zone`` into slots, in order, with the shares of the windows kept.

        ``starts`` and ``ends`` must have a time zone; ``ValueError`` otherwise.
        """
        return _windows.cut(self.windows, starts, ends, self.slot_minutes, zone)

    @property
    def asks(self) -> frozenset[PatientGroup]:
        """Questions for the patient: the groups of the windows that only the patient can declare."""
        return frozenset(group for window in self.windows for group in window.groups) & _windows.DECLARED

    def groups_of(self, patient: PatientFacts) -> Groups:
        """The groups a patient belongs to."""
        belongs = {
            PatientGroup.EVERYBODY: True,
            PatientGroup.NO_TREATING_DOCTOR: not patient.has_treating_doctor,
            PatientGroup.NOT_SEEN_FOR_LONG: patient.not_seen_for_years >= self.not_seen_for_years,
            PatientGroup.INHABITANTS: patient.lives_in_area,
            PatientGroup.REFERRED: patient.referred,
            PatientGroup.REGULATED: patient.regulated,
        }
        return frozenset(group for group, true in belongs.items() if true)

    def horizon(self, groups: Groups, now: datetime, zone: ZoneInfo) -> datetime | None:
        """``groups`` may book at ``now`` sessions that start before this instant; None if no window names them."""
        return _windows.horizon(self.windows, groups, now, zone)

    def opens_days_before(self, groups: Groups) -> int | None:
        """How many days before a session ``groups`` may first book it: see :func:`.windows.opens_days_before`."""
        return _windows.opens_days_before(self.windows, groups)

    def rank(self, groups: Groups) -> int:
        """Whose turn it is first, for what is offered to one after the other: see :func:`.windows.rank`."""
        return _windows.rank(self.windows, groups)

    def may_book(self, groups: Groups, slot: Bookable, now: datetime, zone: ZoneInfo) -> bool:
        """Whether a patient of ``groups`` may book ``slot`` at ``now``; ``zone`` is that of the place."""
        return _windows.may_book(self.windows, groups, slot, now, zone)


def _problems(scheme: Scheme) -> list[str]:
    problems: list[str] = []
    if not scheme.code or not scheme.label:
        problems.append("it needs a code and a label")
    if not scheme.windows:
        problems.append("nobody may book: give a window")
    share = sum(window.share or 0 for window in scheme.windows)
    if share > 100:
        problems.append(f"its windows keep {share} % of the slots")
    if scheme.not_seen_for_years < 1:
        problems.append("not seen for long is a year or more")
    strangers = scheme.who.professions - scheme.giver.role.professions
    if strangers:
        problems.append(f"{', '.join(sorted(strangers))} cannot be {scheme.giver.role.code}")
    return problems
