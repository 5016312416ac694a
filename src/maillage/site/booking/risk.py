"""The risk that somebody does not come, from the appointment and its place: nothing about the person enters.

    logit(risk) = logit(place) + delay_per_doubling · log2((1 + days) / (1 + middle)) + hour + motive

``place`` is the share missed there, drawn towards the general one as long as few appointments are known (the mean of a
beta distribution). Parameters with their sources are in ``parameters/no_shows.toml``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from maillage.parameters import load_toml


@dataclass(frozen=True)
class History:
    """What became of the appointments of a place: how many were kept, how many missed without a word."""

    seen: int = 0
    missed: int = 0


@dataclass(frozen=True)
class RiskRules:
    """The parameters; ``hours`` are pairs of an hour and what is added to the log odds before it."""

    share: float
    prior_weight: float
    delay_per_doubling: float
    middle_delay_days: float
    hours: tuple[tuple[int, float], ...]
    motives: Mapping[str, float]
    confirm_from: timedelta
    confirm_before: timedelta
    most_risk: float
    most: int

    def of_place(self, history: History) -> float:
        """Return the share missed at a place (0 to 1)."""
        told = history.seen + history.missed
        return (history.missed + self.share * self.prior_weight) / (told + self.prior_weight)

    def risk(self, scheme: str, delay_days: float, hour: int, history: History) -> float:
        """Return the probability (0 to 1) that an appointment is missed; ``hour`` by the clock of the place."""
        place = self.of_place(history)
        logit = math.log(place / (1 - place))
        logit += self.delay_per_doubling * math.log2((1 + max(0.0, delay_days)) / (1 + self.middle_delay_days))
        logit += next((add for until, add in self.hours if hour < until), 0.0) + self.motives.get(scheme, 0.0)
        return 1 / (1 + math.exp(-logit))

    def asks_to_confirm(self, delay: timedelta) -> bool:
        """Return whether somebody who booked so long before is asked to confirm."""
        return delay >= self.confirm_from

    def overbooking(self, risks: Sequence[float]) -> Overbooking:
        """Return by how many a session may be overbooked: the most within the accepted risk."""
        chance = absent(risks)
        extra = 0
        while extra < self.most and crowded(chance, extra + 1) <= self.most_risk:
            extra += 1
        return Overbooking(extra, crowded(chance, extra), crowded(chance, extra + 1), sum(risks))


@dataclass(frozen=True)
class Overbooking:
    """How many more may be booked; the risk (0 to 1) that somebody waits then, and with one more still; how many of
    those booked are expected not to come."""

    extra: int
    risk: float
    risk_of_one_more: float
    expected_absent: float


def absent(risks: Sequence[float]) -> list[float]:
    """Return the probabilities that 0, 1, 2, ... of the people do not come (Poisson binomial distribution)."""
    chance = [1.0]
    for risk in risks:
        longer = [0.0, *(value * risk for value in chance)]
        chance = [longer[k] + (chance[k] * (1 - risk) if k < len(chance) else 0.0) for k in range(len(longer))]
    return chance


def crowded(chance: Sequence[float], extra: int) -> float:
    """Return the probability that fewer people stay away than ``extra`` were booked more: somebody waits."""
    return sum(chance[:extra])


@cache
def rules() -> RiskRules:
    """Return the parameters of the site."""
    found = load_toml("maillage.site.booking", "no_shows")
    return RiskRules(
        share=found["share"],
        prior_weight=found["prior_weight"],
        delay_per_doubling=found["delay_per_doubling"],
        middle_delay_days=found["middle_delay_days"],
        hours=tuple((one["until"], one["add"]) for one in found["hour"]),
        motives=found["motive"],
        confirm_from=timedelta(days=found["confirmation"]["booked_days_before"]),
        confirm_before=timedelta(hours=found["confirmation"]["hours_before"]),
        most_risk=found["overbooking"]["most_risk"],
        most=found["overbooking"]["most"],
    )
