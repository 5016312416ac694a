"""A rule that a plan breaks: its name, a sentence, and the facts of it, for pages that say it in other words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class BrokenRule(StrEnum):
    """The rules that the days of a plan can break."""

    PEOPLE = "people"
    DATES = "dates"
    JOURNEY = "journey"
    AVAILABILITY = "availability"
    ABSENCE = "absences"
    OPENING = "opening days"
    EQUIPMENT = "equipment"
    EXCLUSION = "exclusions"
    STAFF = "staff"
    ONE_SITE = "one site a day"
    MONTH = "days a month"
    ROOMS = "rooms"
    BUDGET = "budget"
    HOME = "home territory"
    PINS = "pins"
    LEAST = "least days"
    PAYERS = "payers"
    DOCTORS = "doctors of a site"
    SUPERVISION = "supervision"
    BEDS = "beds"
    APART = "days apart"
    HALVES = "half-days"
    SCHEMES = "schemes"
    PROMISED = "promised days"
    WHOLE_WEEKS = "whole weeks"
    WEEKS = "weeks"


@dataclass(frozen=True)
class Violation:
    """One broken rule: its name, and a sentence that says what breaks it.

    The facts of the sentence are what it concerns: ``doctor``, ``site``, ``day``; ``about`` is the territory, payer,
    month, thing or role. ``most`` is what the rule allows (of least days and of days apart: the least), ``found`` what
    the plan has: days, rooms, people, cents, minutes or access.
    """

    rule: str
    detail: str
    doctor: str = ""
    site: str = ""
    day: date | None = None
    about: str = ""
    most: float = 0.0
    found: float = 0.0

    def __str__(self) -> str:
        return f"{self.rule}: {self.detail}"

    @property
    def what(self) -> tuple[str, str, str, date | None, str]:
        """The rule and what it concerns: the same one can be broken less, or more."""
        return self.rule, self.doctor, self.site, self.day, self.about

    @property
    def excess(self) -> float:
        """How far the plan is from keeping the rule."""
        return abs(self.found - self.most)
