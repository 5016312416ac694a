from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike, NDArray

from maillage.access import (
    Decay,
    ExponentialDecay,
    GaussianDecay,
    Parameters,
    SlowedDecay,
    StepDecay,
    exponential_decay,
    gaussian_decay,
    step_decay,
)
from maillage.access.decay import BlurredDecay, ImpossibleDecay
from maillage.access.indicators import enhanced_two_step_fca
from maillage.errors import MaillageError
from tests.access.cases import make_times

RIGHT = step_decay((5, 10, 15, 20), (1, 0.6, 0.3, 0.1), closed="right")
LEFT = step_decay((5, 10, 15, 20), (1, 0.6, 0.3, 0.1), closed="left")


@pytest.mark.parametrize(
    ("minutes", "right", "left"),
    [(0, 1, 1), (5, 1, 0.6), (10, 0.6, 0.3), (15, 0.3, 0.1), (20, 0.1, 0), (20.01, 0, 0), (4.99, 1, 1), (1e9, 0, 0)],
)
def test_closedness_decides_the_bounds(minutes: float, right: float, left: float) -> None:
    assert RIGHT(minutes) == right
    assert LEFT(minutes) == left


@pytest.mark.parametrize(("minutes", "weight"), [(0, 1), (5, 0.3), (10, 0.1), (15, 0), (20, 0), (14.99, 0.1)])
def test_method_of_2010_is_closed_on_the_left(minutes: float, weight: float) -> None:
    assert Parameters.load("apl-gp-2010").decay(minutes) == weight


@pytest.mark.parametrize(
    ("minutes", "weight"), [(0, 1), (5, 1), (10, 1), (10.02, 2 / 3), (15, 2 / 3), (20, 1 / 3), (20.02, 0)]
)
def test_method_of_2015_is_closed_on_the_right(minutes: float, weight: float) -> None:
    assert Parameters.load("apl-gp-2015").decay(minutes) == pytest.approx(weight)


@given(st.lists(st.floats(0, 300), min_size=1), st.sampled_from(["left", "right"]))
def test_weights_fall_with_time_and_end_at_the_limit(minutes: list[float], closed: str) -> None:
    decays = (
        StepDecay((5, 10, 45), (0.9, 0.5, 0.2), closed),  # type: ignore[arg-type]
        exponential_decay(0.12, 30),
        gaussian_decay(180, 30),
    )
    ordered = np.sort(np.asarray(minutes))
    for decay in decays:
        weight = decay(ordered)
        assert weight.shape == ordered.shape
        assert (np.diff(weight) <= 0).all()
        assert (weight[ordered > decay.limit] == 0).all()
        assert (weight <= 1).all()


def test_exponential_and_gaussian_follow_their_formula() -> None:
    assert ExponentialDecay(0.12, 30)(10) == pytest.approx(np.exp(-1.2))
    assert GaussianDecay(180, 30)(10) == pytest.approx(np.exp(-100 / 180))
    assert ExponentialDecay(0.12, 30)(30) == 0


@pytest.mark.parametrize(
    ("bounds", "weights"), [((5, 5), (1, 0.5)), ((5,), (1, 0.5)), ((), ()), ((0, 5), (1, 1)), ((5, 10), (1, -0.1))]
)
def test_impossible_steps_are_refused(bounds: tuple[float, ...], weights: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match=r"bound|weight"):
        StepDecay(bounds, weights)


def test_unknown_closedness_is_refused() -> None:
    with pytest.raises(ValueError, match="closed"):
        StepDecay((5,), (1,), "both")  # type: ignore[arg-type]


@given(st.integers(0, 3600), st.sampled_from([1.1, 1.25, 2.0]))
def test_a_slowed_decay_weighs_lengthened_minutes(seconds: int, slower: float) -> None:
    slowed = SlowedDecay(RIGHT, slower)
    assert slowed(seconds / 60) == RIGHT(round(seconds / 60 * slower, 9))
    assert slowed.limit == RIGHT.limit / slower


def test_a_slowed_decay_has_exact_limits() -> None:
    slowed = SlowedDecay(step_decay((11, 22), (1, 0.5)), 1.1)
    assert [float(slowed(t)) for t in (10, 10.02, 20, 20.02)] == [1, 0.5, 0.5, 0]
    with pytest.raises(ValueError, match="above 0"):
        SlowedDecay(RIGHT, 0)


@pytest.mark.parametrize(("curve", "shape"), [(exponential_decay, 0.12), (gaussian_decay, 180.0)])
def test_a_curve_ends_before_its_limit_or_on_it(curve: Callable[..., Decay], shape: float) -> None:
    for limit in (5, 10, 15, 20):
        right, left = curve(shape, limit, "right"), curve(shape, limit, "left")
        assert right(limit) > left(limit) == 0
        assert right(limit + 1 / 60) == 0
        assert right(limit - 1 / 60) == left(limit - 1 / 60) > 0


@pytest.mark.parametrize("value", [0.0, -1.0, float("nan"), float("inf")])
def test_impossible_curves_are_refused_with_a_maillage_error(value: float) -> None:
    for curve in (exponential_decay, gaussian_decay):
        for numbers in ((value, 30), (0.1, value)):
            with pytest.raises(MaillageError, match="Give a number above 0"):
                curve(*numbers)
    with pytest.raises(MaillageError, match="rise from above 0"):
        step_decay((value, 30), (1, 0.5))


@pytest.mark.parametrize("weight", [float("nan"), float("inf"), -0.5])
def test_invalid_weights_are_refused(weight: float) -> None:
    class Wrong:
        limit = 30.0

        def __call__(self, minutes: ArrayLike) -> NDArray[np.float64]:
            return np.where(np.asarray(minutes) == 10, weight, 1.0)

    times = make_times([[0, 12], [12, 0]])
    with pytest.raises(MaillageError, match="The decay weighs 10 minutes"):
        enhanced_two_step_fca(times, [1, 1], [1, 1], Wrong())


@pytest.mark.parametrize("minutes", [0, 4, 9.5, 10, 12, 15.25, 20, 24])
def test_a_blurred_weight_is_the_expected_weight(minutes: float) -> None:
    steps = step_decay((10, 15, 20), (1, 2 / 3, 1 / 3))
    error = 3.0
    # A step decay is a sum of thirds that end at each bound, so its mean is the probability of being below each.
    mean = sum(0.5 * (1 + math.erf((bound - minutes) / error / math.sqrt(2))) for bound in (10, 15, 20)) / 3
    assert float(BlurredDecay(steps, error)(minutes)) == pytest.approx(mean, abs=0.006)


@given(st.floats(0.5, 8), st.lists(st.floats(0, 60), min_size=2, max_size=8))
def test_a_blurred_decay_falls_with_time_until_its_limit(error: float, minutes: list[float]) -> None:
    blurred = BlurredDecay(step_decay((10, 15, 20), (1, 0.5, 0.25)), error)
    weights = blurred(np.sort(minutes))
    assert bool((np.diff(weights) <= 1e-9).all())
    assert bool(((weights >= 0) & (weights <= 1)).all())
    assert blurred(blurred.limit + 1 / 60) == 0 < blurred(blurred.limit - 1 / 60)
    assert blurred.limit > 20


def test_times_without_error_are_refused_and_one_byte_keeps_the_weights() -> None:
    steps = step_decay((10, 15, 20), (1, 2 / 3, 1 / 3))
    with pytest.raises(ImpossibleDecay, match="cannot err by 0 minutes"):
        BlurredDecay(steps, 0)
    assert len(np.unique(BlurredDecay(steps, 3)(np.arange(3600) / 60))) <= 256
