"""People who take turns at one place, for one or more weeks each, as in a centre staffed by visiting doctors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from maillage.schemes.templates.base import HalfDay, Template, weeks_between, with_giver
from maillage.schemes.words import Activity, Half


@dataclass(frozen=True)
class RotationTemplate(Template):
    """Each of ``turns`` gives ``stay_weeks`` weeks at ``place``, on ``weekdays`` and ``halves``, then the list repeats.

    Turns are counted from the week of ``anchor``; a person may have several.
    """

    shape: ClassVar[str] = "rotation"
    place: str
    anchor: date
    turns: tuple[str, ...]
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    halves: tuple[Half, ...] = tuple(Half)
    stay_weeks: int = 1
    activity: Activity = Activity.CONSULTATIONS

    def __post_init__(self) -> None:
        once = len(set(self.weekdays)) == len(self.weekdays) and len(set(self.halves)) == len(self.halves)
        if not self.turns or self.stay_weeks < 1 or not once or not all(0 <= day <= 6 for day in self.weekdays):
            raise ValueError("a rotation needs turns of at least one week and weekdays in 0..6, each once")

    def turn_of(self, day: date) -> str:
        """Reference of the person whose week contains ``day``."""
        return self.turns[weeks_between(self.anchor, day) // self.stay_weeks % len(self.turns)]

    def on(self, day: date) -> Iterator[HalfDay]:
        """The half-days of ``day``, holiday or not."""
        if day.weekday() in self.weekdays:
            for half in self.halves:
                yield HalfDay(half, self.activity, with_giver(self.turn_of(day), {}), place=self.place)

    @property
    def staff(self) -> frozenset[str]:
        """References of the people who give the half-days."""
        return frozenset(self.turns)

    @property
    def places(self) -> frozenset[str]:
        """Key of the place."""
        return frozenset({self.place})

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column."""
        return {
            "shape": self.shape,
            "place": self.place,
            "anchor": self.anchor.isoformat(),
            "turns": list(self.turns),
            "weekdays": list(self.weekdays),
            "halves": [half.value for half in self.halves],
            "stay_weeks": self.stay_weeks,
            "activity": self.activity.value,
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """Read the output of :meth:`to_json`."""
        return cls(
            place=str(document["place"]),
            anchor=date.fromisoformat(document["anchor"]),
            turns=tuple(map(str, document["turns"])),
            weekdays=tuple(map(int, document["weekdays"])),
            halves=tuple(Half(half) for half in document["halves"]),
            stay_weeks=int(document["stay_weeks"]),
            activity=Activity(document["activity"]),
        )
