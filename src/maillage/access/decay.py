"""Decay: the weight of a provider ``t`` minutes away. Each decay is a frozen callable, minutes -> weight.

Every decay has a ``limit`` beyond which the weight is 0, so pairs beyond it need not be stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maillage.errors import MaillageError

Closed = Literal["left", "right"]


class ImpossibleDecay(MaillageError, ValueError):
    """Bounds, weights or rates that do not define a decay."""


class Decay(Protocol):
    """A frozen callable: minutes (any shape, >= 0) -> weights in [0, 1], same shape."""

    @property
    def limit(self) -> float:
        """Minutes beyond which the weight is 0."""
        ...

    def __call__(self, minutes: ArrayLike) -> NDArray[np.float64]:
        """Weights of the given minutes."""
        ...


@dataclass(frozen=True)
class StepDecay:
    """Weight ``weights[k]`` up to ``bounds[k]`` minutes, 0 after the last bound.

    ``closed="right"`` puts exactly ``bounds[k]`` minutes in step k (t <= b); ``"left"`` puts it in the next (t < b).
    """

    bounds: tuple[float, ...]
    weights: tuple[float, ...]
    closed: Closed = "right"

    def __post_init__(self) -> None:
        if len(self.bounds) != len(self.weights) or not self.bounds:
            raise ImpossibleDecay(
                f"One weight for each bound is needed, got {len(self.bounds)} bounds and {len(self.weights)} weights. "
                "Give as many of each."
            )
        rising = all(a < b for a, b in zip((0.0, *self.bounds), self.bounds, strict=False))
        if not rising or not np.isfinite(self.bounds[-1]):
            raise ImpossibleDecay(f"The bounds {self.bounds} do not rise from above 0. Give minutes in rising order.")
        if not all(0 <= weight <= 1 for weight in self.weights):
            raise ImpossibleDecay(f"The weights {self.weights} do not lie between 0 and 1. Give shares.")
        _check_closed(self.closed)

    @property
    def limit(self) -> float:
        """The last bound."""
        return self.bounds[-1]

    def __call__(self, minutes: ArrayLike) -> NDArray[np.float64]:
        """Weights looked up from the minutes; 0 minutes always falls in the first step."""
        side: Literal["left", "right"] = "left" if self.closed == "right" else "right"
        step = np.searchsorted(np.asarray(self.bounds), np.asarray(minutes, dtype=np.float64), side=side)
        return np.asarray((*self.weights, 0.0))[step]


def _check_closed(closed: str) -> None:
    if closed not in ("left", "right"):
        raise ImpossibleDecay(f"Limits are closed on the 'left' or the 'right', not '{closed}'. Write one of the two.")


def _check_curve(name: str, value: float, limit: float, closed: str) -> None:
    for what, number in ((name, value), ("limit", limit)):
        if not 0 < number < float("inf"):
            raise ImpossibleDecay(f"The {what} of a decay cannot be {number}. Give a number above 0.")
    _check_closed(closed)


def _up_to(minutes: NDArray[np.float64], limit: float, closed: Closed) -> NDArray[np.bool_]:
    return minutes <= limit if closed == "right" else minutes < limit


@dataclass(frozen=True)
class ExponentialDecay:
    """``exp(-rate * t)`` up to ``limit`` minutes, included where ``closed`` is "right", then 0."""

    rate: float
    limit: float
    closed: Closed = "left"

    def __post_init__(self) -> None:
        _check_curve("rate", self.rate, self.limit, self.closed)

    def __call__(self, minutes: ArrayLike) -> NDArray[np.float64]:
        """Weights of the given minutes."""
        t = np.asarray(minutes, dtype=np.float64)
        return np.where(_up_to(t, self.limit, self.closed), np.exp(-self.rate * t), 0.0)


@dataclass(frozen=True)
class GaussianDecay:
    """``exp(-t^2 / spread)`` up to ``limit`` minutes, included where ``closed`` is "right", then 0."""

    spread: float
    limit: float
    closed: Closed = "left"

    def __post_init__(self) -> None:
        _check_curve("spread", self.spread, self.limit, self.closed)

    def __call__(self, minutes: ArrayLike) -> NDArray[np.float64]:
        """Weights of the given minutes."""
        t = np.asarray(minutes, dtype=np.float64)
        return np.where(_up_to(t, self.limit, self.closed), np.exp(-(t**2) / self.spread), 0.0)


@dataclass(frozen=True)
class SlowedDecay:
    """``decay`` applied to ``slower`` times the given minutes."""

    decay: Decay
    slower: float

    def __post_init__(self) -> None:
        if not 0 < self.slower < float("inf"):
            raise ImpossibleDecay(f"Minutes cannot be {self.slower} times as long. Give a number above 0.")

    @property
    def limit(self) -> float:
        """Minutes from which the weight is 0, before multiplying by ``slower``."""
        return self.decay.limit / self.slower

    def __call__(self, minutes: ArrayLike) -> NDArray[np.float64]:
        """Weights of the given minutes."""
        # Rounded so that a bound is met exactly: 10 minutes times 1.1 is 11, not 11.000000000000002.
        return self.decay(np.round(np.asarray(minutes, dtype=np.float64) * self.slower, 9))


GRAIN = 200  # weights of a blurred decay are rounded to 1/200, so that one byte per pair is enough
SPREAD = 4.0  # errors beyond this many standard deviations are ignored


@dataclass(frozen=True)
class BlurredDecay:
    """Expected weight of ``decay`` for times with a normal error of standard deviation ``error`` minutes, cut at 0.

    A commune just beyond a bound may really be within it, so the expected weight declines smoothly where a step decay
    jumps. Weights are rounded to 1/200.
    """

    decay: Decay
    error: float

    def __post_init__(self) -> None:
        if not 0 < self.error < float("inf"):
            raise ImpossibleDecay(f"A time cannot err by {self.error} minutes. Give a number above 0.")

    @property
    def limit(self) -> float:
        """Minutes from which the expected weight rounds to 0."""
        return len(_blurred(self.decay, self.error)) / 60.0

    def __call__(self, minutes: ArrayLike) -> NDArray[np.float64]:
        """Weights of the given minutes."""
        weight = np.append(_blurred(self.decay, self.error), 0.0)
        second = np.rint(np.asarray(minutes, dtype=np.float64) * 60)
        return weight[np.minimum(second, len(weight) - 1).astype(np.int64)]


@cache
def _blurred(decay: Decay, error: float) -> NDArray[np.float64]:
    """Expected weight of each second, up to the last that is above 0."""
    reach = int(np.ceil(SPREAD * error * 60))
    around = np.arange(-reach, reach + 1)
    share = np.exp(-0.5 * (around / (60 * error)) ** 2)
    seconds = np.arange(-reach, int(np.ceil(decay.limit * 60)) + 2 * reach + 1)
    mean = np.convolve(decay(np.maximum(seconds, 0) / 60.0), share / share.sum(), mode="valid")
    told = np.rint(mean * GRAIN) / GRAIN
    return told[: int(np.flatnonzero(told)[-1]) + 1] if bool(told.any()) else told[:0]


def step_decay(bounds: tuple[float, ...], weights: tuple[float, ...], closed: Closed = "right") -> StepDecay:
    """Return the decay with weight ``weights[k]`` up to ``bounds[k]`` minutes (ascending) and 0 after the last bound.

    ``closed="right"`` counts exactly ``bounds[k]`` minutes in step k, ``"left"`` in the next one. Raises
    ``ImpossibleDecay`` for bounds that are not positive and ascending and for weights not between 0 and 1.
    """
    return StepDecay(tuple(bounds), tuple(weights), closed)


def exponential_decay(rate: float, limit: float, closed: Closed = "left") -> ExponentialDecay:
    """Return ``exp(-rate t)`` up to ``limit`` minutes, inclusive if ``closed`` is "right".

    Raises ``ImpossibleDecay`` for a rate or a limit that is not above 0.
    """
    return ExponentialDecay(rate, limit, closed)


def gaussian_decay(spread: float, limit: float, closed: Closed = "left") -> GaussianDecay:
    """Return ``exp(-t^2 / spread)`` up to ``limit`` minutes, inclusive if ``closed`` is "right".

    Raises ``ImpossibleDecay`` for a spread or a limit that is not above 0.
    """
    return GaussianDecay(spread, limit, closed)


def decay_from_text(text: str, limit: float, closed: Closed = "right") -> Decay:
    """Parse a decay written as ``10:1,20:0.68``, ``exponential:0.12`` or ``gaussian:180``.

    The first form lists steps as minutes:weight; the curves end at ``limit`` minutes. Raises ``ImpossibleDecay`` as
    :func:`step_decay` and the others, ``MaillageError`` for a text in none of these forms.
    """
    kind, _, value = text.partition(":")
    try:
        if kind == "exponential":
            return exponential_decay(float(value), limit, closed)
        if kind == "gaussian":
            return gaussian_decay(float(value), limit, closed)
        steps = [step.split(":") for step in text.split(",")]
        return step_decay(
            tuple(float(bound) for bound, _ in steps), tuple(float(weight) for _, weight in steps), closed
        )
    except ImpossibleDecay:
        raise
    except ValueError as error:
        raise MaillageError(
            f"'{text}' is not a decay. Write steps of minutes and weights as 10:1,20:0.68,30:0.22, or "
            "exponential:0.12, or gaussian:180."
        ) from error
