"""Agreements between establishments: shares of time, shares of cost, and the resulting week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from maillage.schemes.templates.weekly import WeeklyTemplate


@dataclass(frozen=True)
class Party:
    """An establishment that signed: its share of the working time and of the cost, in per cent."""

    establishment: str
    time_percent: int
    money_percent: int


@dataclass(frozen=True)
class Funder:
    """A funder that receives no working time (regional agency, Region)."""

    name: str
    money_percent: int


@dataclass(frozen=True)
class Agreement:
    """A post shared between establishments, in either direction.

    The places of ``template`` are the establishments; the number of half-days at each follows the shares of time.
    """

    name: str
    pathway: str
    parties: tuple[Party, ...]
    funders: tuple[Funder, ...]
    template: WeeklyTemplate
    starts: date
    ends: date | None = None

    def __post_init__(self) -> None:
        problems = agreement_problems(self)
        if problems:
            raise ValueError(f"agreement '{self.name}': {'; '.join(problems)}")


@dataclass(frozen=True)
class ShareProblem:
    """An inconsistency in the shares of an agreement, in per cent.

    ``what``: "parties" (fewer than two establishments), "time" or "money" (``found`` is not 100), "unsigned" (the week
    names ``place``, which has not signed), "week" (``place`` has ``agreed`` of the time and ``found`` of the week).
    """

    what: Literal["parties", "time", "money", "unsigned", "week"]
    place: str = ""
    agreed: int = 100
    found: float = 0.0

    def __str__(self) -> str:
        match self.what:
            case "parties":
                return "at least two establishments must sign"
            case "unsigned":
                return f"the week names {self.place}, which has not signed"
            case "week":
                return f"{self.place} has {self.agreed} % of the time and {self.found:.0f} % of the week"
            case _:
                return f"the shares of {self.what} make {self.found:.0f} %, not 100 %"


def template_shares(template: WeeklyTemplate) -> dict[str, float]:
    """Percentage of the half-days of ``template`` spent at each place."""
    weight: defaultdict[str, float] = defaultdict(float)
    for presence in template.presences:
        weight[presence.place] += presence.per_week
    total = sum(weight.values())
    return {place: 100 * part / total for place, part in weight.items()} if total else {}


def share_problems(
    parties: Sequence[Party], funders: Sequence[Funder], template: WeeklyTemplate, tolerance_points: float = 1.0
) -> list[ShareProblem]:
    """List of inconsistencies in shares of time and money and in the week that they promise; empty if there are none.

    A week counts as that of its shares up to ``tolerance_points``, since shares are whole per cents.
    """
    problems = [] if len({party.establishment for party in parties}) > 1 else [ShareProblem("parties")]
    time_total = sum(party.time_percent for party in parties)
    if time_total != 100:
        problems.append(ShareProblem("time", found=time_total))
    money_total = sum(payer.money_percent for payer in (*parties, *funders))
    if money_total != 100:
        problems.append(ShareProblem("money", found=money_total))
    agreed = {party.establishment: party.time_percent for party in parties}
    found = template_shares(template)
    for place in sorted(agreed.keys() | found.keys()):
        if place not in agreed:
            problems.append(ShareProblem("unsigned", place, found=found[place]))
        elif abs(found.get(place, 0.0) - agreed[place]) > tolerance_points:
            problems.append(ShareProblem("week", place, agreed[place], found.get(place, 0.0)))
    return problems


def agreement_problems(agreement: Agreement) -> list[str]:
    """Inconsistencies in the shares of an agreement, as text; empty for a valid one."""
    return [str(one) for one in share_problems(agreement.parties, agreement.funders, agreement.template)]
