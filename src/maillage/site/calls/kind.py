"""What a kind of call is made of: questions, conditions, points, review grid. Plain values; ``kinds`` holds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Shape(Enum):
    """How a question is answered, and so how its answer is checked and written."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    DEPARTMENT = "department"
    BUDGET = "budget"
    FILE = "file"
    WISHES = "wishes"
    RPPS = "rpps"


@dataclass(frozen=True)
class FormField:
    """One question: ``title`` asks it, ``label`` names its answer in a list.

    ``blind``: reviewers read the answer; it must not say who answers. ``longest`` is in signs.
    """

    code: str
    title: str
    label: str
    shape: Shape = Shape.LINE
    hint: str = ""
    choices: Mapping[str, str] = field(default_factory=dict[str, str])
    required: bool = True
    longest: int = 200
    blind: bool = False


@dataclass(frozen=True)
class Condition:
    """Who may apply: the answer to ``field`` is one of ``among``; ``otherwise`` is said to the others."""

    field: str
    among: frozenset[str]
    said: str
    otherwise: str


@dataclass(frozen=True)
class Points:
    """A criterion of the ranking: points by answer to ``field``."""

    field: str
    label: str
    worth: Mapping[str, int]

    @property
    def most(self) -> int:
        """The most points that an answer earns."""
        return max(self.worth.values())


@dataclass(frozen=True)
class GridCriterion:
    """A line of the review grid: a mark from 0 to ``most``, counted ``weight`` times."""

    code: str
    label: str
    hint: str
    most: int = 5
    weight: int = 1


@dataclass(frozen=True)
class Question:
    """A question of the evaluation that a participant gives at the end: a mark from 1 to 5."""

    code: str
    label: str


@dataclass(frozen=True)
class CallKind:
    """A kind of call.

    ``option`` names what a candidate wishes for ("semaine"), "" for nothing; then seats are offered by rank.
    ``near`` is the question whose answer earns ``near_points`` at options of that department. ``elsewhere``: people of
    the host's own establishment may not apply. ``half_days`` is the length of a training, ``needed_half_days`` what a
    certificate asks. ``grid`` is the grid that a call begins with and may change; without one nothing is reviewed.
    ``named``: reviewers know who sends what. ``post``: a call opens a post, and who is kept is engaged.
    """

    code: str
    label: str
    lead: str
    fields: tuple[FormField, ...]
    conditions: tuple[Condition, ...] = ()
    points: tuple[Points, ...] = ()
    option: str = ""
    options: str = ""
    most_wishes: int = 5
    near: str = ""
    near_points: int = 0
    elsewhere: bool = False
    half_days: int = 0
    needed_half_days: int = 0
    evaluation: tuple[Question, ...] = ()
    grid: tuple[GridCriterion, ...] = ()
    named: bool = False
    post: bool = False

    @property
    def has_seats(self) -> bool:
        """Whether seats are offered by rank."""
        return bool(self.option)

    @property
    def reviewed(self) -> bool:
        """Whether reviewers mark what is sent."""
        return bool(self.grid)

    @property
    def has_budget(self) -> bool:
        """Whether a budget is asked, and so an amount decided."""
        return any(one.shape is Shape.BUDGET for one in self.fields)

    def field(self, code: str) -> FormField:
        """Return a question. Raises ``KeyError``."""
        return next(one for one in self.fields if one.code == code)

    def blind_fields(self) -> Iterator[FormField]:
        """Yield the questions whose answers reviewers read without knowing who answers."""
        return (one for one in self.fields if one.blind)

    def read_by_reviewers(self) -> list[FormField]:
        """Return the questions whose answers reviewers read."""
        return [one for one in self.fields if one.blind or self.named]

    def score(self, answers: Mapping[str, Any], department: str | None = None) -> list[tuple[str, int]]:
        """Return label and points of each criterion, for an option of ``department`` if it counts."""
        found = [(one.label, one.worth.get(str(answers.get(one.field, "")), 0)) for one in self.points]
        if self.near and department is not None:
            same = bool(department) and answers.get(self.near) == department
            found.append(("Même département", self.near_points if same else 0))
        return found
