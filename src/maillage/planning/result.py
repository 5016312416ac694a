"""A plan, with objective, bound and explanations from the solver."""

from __future__ import annotations

import json
import statistics
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from maillage.planning.proof import Proof
from maillage.schemes import DatedDay, DatedTemplate, Half


@dataclass(frozen=True, order=True)
class Assignment:
    """One doctor at one site for one full day (two half-days), or for the ``half`` "am" or "pm"."""

    date: date
    site_id: str
    doctor_id: str
    half: str = ""


@dataclass(frozen=True)
class Plan:
    """The days of a plan, sorted by date, site and doctor."""

    assignments: tuple[Assignment, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "assignments", tuple(sorted(self.assignments)))

    def __len__(self) -> int:
        return len(self.assignments)

    def template(self) -> DatedTemplate:
        """These days as a template for a programme: both half-days of each, or the one that is given."""
        halves = {"": tuple(Half), "am": (Half.MORNING,), "pm": (Half.AFTERNOON,)}
        return DatedTemplate(tuple(DatedDay(a.date, a.site_id, a.doctor_id, halves[a.half]) for a in self.assignments))

    def to_rows(self) -> list[dict[str, str]]:
        """These days as JSON-serialisable values."""
        return [
            {"date": a.date.isoformat(), "site": a.site_id, "doctor": a.doctor_id}
            | ({"half": a.half} if a.half else {})
            for a in self.assignments
        ]

    @property
    def doctors(self) -> frozenset[str]:
        """Ids of the doctors who give at least one day."""
        return frozenset(a.doctor_id for a in self.assignments)

    @property
    def sites(self) -> frozenset[str]:
        """Ids of the sites that receive at least one day."""
        return frozenset(a.site_id for a in self.assignments)


class NoDay(StrEnum):
    """Reason why a territory gets no day: a rule that forbids all of them, or days elsewhere that are worth more."""

    NO_SITE = "no site"
    JOURNEY = "journey"
    AVAILABILITY = "availability"
    BUDGET = "budget"
    HOME = "home territory"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class TerritoryDays:
    """A designated territory: its days, the number of weeks with a day, and the reasons if there are none.

    ``reasons`` are the fewest rules that together forbid every day there.
    """

    code: str
    name: str
    days: int
    weeks: int
    reasons: tuple[NoDay, ...] = ()


@dataclass(frozen=True)
class Result:
    """A plan with its proven bound.

    ``objective`` and ``bound`` are weighted consultations over the weeks of the plan; no plan exceeds ``bound``.
    ``gap`` is (bound - objective) / bound. ``data_digest`` identifies the problem solved. ``territories`` are all the
    designated ones, and ``explanation`` says why some get no day; plans of older versions have neither. ``proof``
    proves its own bound, which is ``bound`` unless the search of the solver proved less; a plan file keeps it.
    """

    plan: Plan
    objective: float
    bound: float
    gap: float
    seed: int
    seconds: float
    data_digest: str
    cost_cents: int
    seconds_by_stage: Mapping[str, float]
    explanation: str = ""
    territories: tuple[TerritoryDays, ...] = ()
    proof: Proof | None = field(default=None, compare=False)

    @property
    def served(self) -> int:
        """Number of designated territories with at least one day."""
        return sum(territory.days > 0 for territory in self.territories)

    @property
    def fewest_days(self) -> int:
        """Days of the designated territory that gets the fewest."""
        return min((territory.days for territory in self.territories), default=0)

    @property
    def median_days(self) -> float:
        """Median of the days of the designated territories."""
        return float(statistics.median(territory.days for territory in self.territories)) if self.territories else 0.0

    def to_document(self) -> dict[str, Any]:
        """JSON-serialisable values that :meth:`from_document` reads back, all but the proof."""
        document = asdict(replace(self, proof=None))
        del document["proof"]
        document["plan"] = self.plan.to_rows()
        document["seconds_by_stage"] = dict(self.seconds_by_stage)
        document["territories"] = [asdict(territory) for territory in self.territories]
        document["served"] = {
            "territories": self.served,
            "fewest_days": self.fewest_days,
            "median_days": self.median_days,
        }
        return document

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Result:
        """Read the output of :meth:`to_document`; ``KeyError``, ``TypeError`` or ``ValueError`` for anything else."""
        rows = document["plan"]
        plan = Plan(
            tuple(
                Assignment(date.fromisoformat(row["date"]), str(row["site"]), str(row["doctor"]), row.get("half", ""))
                for row in rows
            )
        )
        return cls(
            plan=plan,
            objective=float(document["objective"]),
            bound=float(document["bound"]),
            gap=float(document["gap"]),
            seed=int(document["seed"]),
            seconds=float(document["seconds"]),
            data_digest=str(document["data_digest"]),
            cost_cents=int(document["cost_cents"]),
            seconds_by_stage={str(k): float(v) for k, v in document["seconds_by_stage"].items()},
            explanation=str(document.get("explanation", "")),
            territories=tuple(_territory_in(row) for row in document.get("territories", ())),
        )

    def to_json(self) -> str:
        """The document as text."""
        return json.dumps(self.to_document(), ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Result:
        """Read the output of :meth:`to_json`."""
        return cls.from_document(json.loads(text))


def _territory_in(row: Mapping[str, Any]) -> TerritoryDays:
    # Plans of older versions name one rule, None where there are days.
    reasons = row["reasons"] if "reasons" in row else [one for one in (row["reason"],) if one is not None]
    return TerritoryDays(
        code=str(row["code"]),
        name=str(row["name"]),
        days=int(row["days"]),
        weeks=int(row["weeks"]),
        reasons=tuple(NoDay(one) for one in reasons),
    )


def gap_of(objective: float, bound: float) -> float:
    """Relative distance from ``objective`` to ``bound``, 0 when both are 0."""
    return max(0.0, bound - objective) / max(abs(bound), 1e-9) if bound != objective else 0.0
