"""Decay: how much a provider ``t`` minutes away counts. Each decay is a value, a frozen callable minutes -> weight.

Every decay states its ``limit``: from there on the weight is 0, so pairs beyond it need not be stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

Closed = Literal["left", "right"]


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
            raise ValueError(f"one weight for each bound is needed, got {len(self.bounds)} and {len(self.weights)}")
        if self.bounds[0] <= 0 or any(b <= a for a, b in zip(self.bounds, self.bounds[1:], strict=False)):
            raise ValueError(f"bounds must rise from above 0, got {self.bounds}")
        if not all(0 <= w <= 1 for w in self.weights):
            raise ValueError(f"weights must lie between 0 and 1, got {self.weights}")
        if self.closed not in ("left", "right"):
            raise ValueError(f"closed is 'left' or 'right', got '{self.closed}'")

    @property
    def limit(self) -> float:
        """The last bound."""
        return self.bounds[-1]

    def __call__(self, minutes: ArrayLike) -> NDArray[np.float64]:
        """Weights looked up once from the minutes; 0 minutes always falls in the first step."""
        side: Literal["left", "right"] = "left" if self.closed == "right" else "right"
        step = np.searchsorted(np.asarray(self.bounds), np.asarray(minutes, dtype=np.float64), side=side)
        return np.asarray((*self.weights, 0.0))[step]


@dataclass(frozen=True)
class ExponentialDecay:
    """``exp(-rate * t)`` for t < limit, else 0."""

    rate: float
    limit: float

    def __call__(self, minutes: ArrayLike) -> NDArray[np.float64]:
        """Weights of the given minutes."""
        t = np.asarray(minutes, dtype=np.float64)
        return np.where(t < self.limit, np.exp(-self.rate * t), 0.0)


@dataclass(frozen=True)
class GaussianDecay:
    """``exp(-t^2 / spread)`` for t < limit, else 0."""

    spread: float
    limit: float

    def __call__(self, minutes: ArrayLike) -> NDArray[np.float64]:
        """Weights of the given minutes."""
        t = np.asarray(minutes, dtype=np.float64)
        return np.where(t < self.limit, np.exp(-(t**2) / self.spread), 0.0)


@dataclass(frozen=True)
class SlowedDecay:
    """``decay`` of minutes that are ``slower`` times as long as those given."""

    decay: Decay
    slower: float

    def __post_init__(self) -> None:
        if not 0 < self.slower < float("inf"):
            raise ValueError(f"slower is a number above 0, got {self.slower}")

    @property
    def limit(self) -> float:
        """Minutes given from which the weight is 0."""
        return self.decay.limit / self.slower

    def __call__(self, minutes: ArrayLike) -> NDArray[np.float64]:
        """Weights of the given minutes."""
        # A whole number of seconds stays one where it can: 10 minutes times 1.1 is 11, not 11 and a rounding error.
        return self.decay(np.round(np.asarray(minutes, dtype=np.float64) * self.slower, 9))


def step_decay(bounds: tuple[float, ...], weights: tuple[float, ...], closed: Closed = "right") -> StepDecay:
    """Return the step decay with these ``bounds`` (minutes, rising) and ``weights``; see :class:`StepDecay`."""
    return StepDecay(tuple(bounds), tuple(weights), closed)


def exponential_decay(rate: float, limit: float) -> ExponentialDecay:
    """``exp(-rate t)`` below ``limit`` minutes."""
    return ExponentialDecay(rate, limit)


def gaussian_decay(spread: float, limit: float) -> GaussianDecay:
    """``exp(-t^2 / spread)`` below ``limit`` minutes."""
    return GaussianDecay(spread, limit)
