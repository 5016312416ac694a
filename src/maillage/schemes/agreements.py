"""Agreements between establishments: shares of time, shares of cost, and the resulting week."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

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


def template_shares(template: WeeklyTemplate) -> dict[str, float]:
    """Percentage of the half-days of ``template`` spent at each place."""
    weight: defaultdict[str, float] = defaultdict(float)
    for presence in template.presences:
        weight[presence.place] += 1 / presence.every_weeks
    total = sum(weight.values())
    return {place: 100 * part / total for place, part in weight.items()} if total else {}


def agreement_problems(agreement: Agreement, tolerance_points: float = 1.0) -> list[str]:
    """List of inconsistencies in the shares of an agreement; empty for a valid one."""
    problems: list[str] = []
    if len({party.establishment for party in agreement.parties}) < 2:
        problems.append("at least two establishments must sign")
    time_total = sum(party.time_percent for party in agreement.parties)
    if time_total != 100:
        problems.append(f"the shares of time make {time_total} %, not 100 %")
    payers = (*agreement.parties, *agreement.funders)
    money_total = sum(payer.money_percent for payer in payers)
    if money_total != 100:
        problems.append(f"the shares of money make {money_total} %, not 100 %")
    agreed = {party.establishment: party.time_percent for party in agreement.parties}
    found = template_shares(agreement.template)
    for place in sorted(agreed.keys() | found.keys()):
        if place not in agreed:
            problems.append(f"the week names {place}, which has not signed")
        elif abs(found.get(place, 0.0) - agreed[place]) > tolerance_points:
            problems.append(f"{place} has {agreed[place]} % of the time and {found.get(place, 0.0):.0f} % of the week")
    return problems
