"""What is within t minutes: providers that people can reach, people who can reach a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from numpy.typing import ArrayLike

from maillage.access.decay import Closed
from maillage.access.indicators.catchment import Floats, checked, within
from maillage.access.weights import Weights

if TYPE_CHECKING:
    from maillage.travel import TravelTimes


def count_within(
    times: TravelTimes, supply: ArrayLike, minutes: float, closed: Closed = "right", weights: Weights | None = None
) -> Floats:
    """Supply that the people of each commune reach within ``minutes``, (n,). Raises as the other indicators.

    ``weights`` are ``times`` already weighed by the same minutes.
    """
    care = checked(times, "supply", supply)
    weights = weights if weights is not None else Weights.build(times, within(minutes, closed))
    return weights.spread(care)


def population_within(
    times: TravelTimes,
    population: ArrayLike,
    minutes: float,
    closed: Closed = "right",
    direction: Literal["to", "from"] = "to",
) -> Floats:
    """People who reach each commune within ``minutes`` (``to``), or whom its people reach (``from``), (n,)."""
    people = checked(times, "population", population)
    weights = Weights.build(times, within(minutes, closed))
    return weights.toward(people) if direction == "to" else weights.spread(people)
