"""Each indicator compared with its formula on a dense matrix, and properties that hold for any figures."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.access import Decay, exponential_decay, step_decay
from maillage.access import indicators as ind
from maillage.errors import MaillageError
from maillage.travel import TravelTimes
from tests.access.cases import FAR, make_times

Indicator = Callable[..., np.ndarray]
STEPS = step_decay((10, 20, 30), (1, 0.68, 0.22))
CURVE = exponential_decay(0.05, 40)
FAMILY: dict[str, Indicator] = {
    "fca": ind.fca_ratio,
    "e2sfca": ind.enhanced_two_step_fca,
    "3sfca": ind.three_step_fca,
    "m2sfca": ind.modified_two_step_fca,
    "bfca": ind.balanced_fca,
}


@st.composite
def situations(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Minutes (asymmetric, some pairs unreachable), people (some 0) and supply (some 0) of 2 to 8 places."""
    n = draw(st.integers(2, 8))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    minutes = rng.choice([3, 10, 12, 20, 21, 30, 35, FAR], size=(n, n))
    np.fill_diagonal(minutes, 0)
    return minutes, (rng.integers(0, 4, n) * rng.integers(1, 900, n)).astype(float), rng.integers(0, 4, n).astype(float)


def dense(minutes: np.ndarray, decay: Decay) -> np.ndarray:
    reached = np.isfinite(minutes)
    return np.where(reached, decay(np.where(reached, minutes, 0)), 0)


def over(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.array([a / b if b > 0 else 0.0 for a, b in zip(part, whole, strict=True)])


def written_out(name: str, w: np.ndarray, p: np.ndarray, s: np.ndarray) -> np.ndarray:
    n = len(p)
    places = range(n)
    if name == "fca":
        return over(np.array([sum(w[i, j] * s[j] for j in places) for i in places]),
                    np.array([sum(w[i, k] * p[k] for k in places) for i in places]))  # fmt: skip
    if name == "3sfca":
        w = np.array([[w[i, j] * over(w[i], np.full(n, w[i].sum()))[j] for j in places] for i in places])
    if name == "bfca":
        rows = np.array([over(w[i], np.full(n, w[i].sum())) for i in places])
        columns = np.array([over(w[:, j], np.full(n, w[:, j].sum())) for j in places]).T
        level = over(s, np.array([sum(p[i] * rows[i, j] for i in places) for j in places]))
        return np.array([sum(level[j] * columns[i, j] for j in places) for i in places])
    level = over(s, np.array([sum(p[k] * w[k, j] for k in places) for j in places]))
    power = 2 if name == "m2sfca" else 1
    return np.array([sum(w[i, j] ** power * level[j] for j in places) for i in places])


@given(situations(), st.sampled_from(sorted(FAMILY)), st.sampled_from([STEPS, CURVE]))
def test_indicators_equal_their_formula(
    case: tuple[np.ndarray, np.ndarray, np.ndarray], name: str, decay: Decay
) -> None:
    minutes, people, supply = case
    found = FAMILY[name](make_times(minutes), people, supply, decay)
    np.testing.assert_allclose(found, written_out(name, dense(minutes, decay), people, supply), rtol=1e-11)
    assert np.isfinite(found).all()


@given(situations(), st.sampled_from(sorted(set(FAMILY) - {"fca"})), st.floats(0.1, 9))
def test_twice_the_supply_is_twice_the_access_and_more_is_never_less(
    case: tuple[np.ndarray, np.ndarray, np.ndarray], name: str, factor: float
) -> None:
    minutes, people, supply = case
    times, measure = make_times(minutes), FAMILY[name]
    base = measure(times, people, supply, STEPS)
    np.testing.assert_allclose(measure(times, people, factor * supply, STEPS), factor * base, rtol=1e-11)
    more = supply.copy()
    more[0] += 1
    assert (measure(times, people, more, STEPS) >= base - 1e-15).all()
    assert (measure(times, people + 10, supply, STEPS) <= base + 1e-12).all() or (people == 0).any()


@given(situations())
def test_access_times_people_sums_to_the_supply_in_reach(
    case: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> None:
    minutes, people, supply = case
    times, w = make_times(minutes), dense(minutes, STEPS)
    in_reach = supply[(w.T @ people) > 0].sum()
    assert people @ ind.enhanced_two_step_fca(times, people, supply, STEPS) == pytest.approx(in_reach)
    assert people @ ind.three_step_fca(times, people, supply, STEPS) == pytest.approx(in_reach)
    assert people @ ind.modified_two_step_fca(times, people, supply, STEPS) <= in_reach + 1e-9
    rows = np.array([over(line, np.full(len(line), line.sum())) for line in w])
    levels = over(supply, people @ rows)
    assert ind.balanced_fca(times, people, supply, STEPS).sum() == pytest.approx(levels.sum())


@given(situations(), st.sampled_from(["left", "right"]))
def test_closedness_decides_at_the_limit(case: tuple[np.ndarray, np.ndarray, np.ndarray], closed: str) -> None:
    minutes, people, supply = case
    times = make_times(minutes)
    inside = (minutes <= 20) if closed == "right" else (minutes < 20)
    w = inside.astype(float)
    found = ind.two_step_fca(times, people, supply, 20, closed)  # type: ignore[arg-type]
    np.testing.assert_allclose(found, w @ over(supply, w.T @ people), rtol=1e-11)
    np.testing.assert_allclose(ind.count_within(times, supply, 20, closed), w @ supply)  # type: ignore[arg-type]
    np.testing.assert_allclose(ind.population_within(times, people, 20, closed), w.T @ people)  # type: ignore[arg-type]
    np.testing.assert_allclose(
        ind.population_within(times, people, 20, closed, direction="from"),  # type: ignore[arg-type]
        w @ people,
    )


@pytest.mark.parametrize("at", [5, 10, 15, 20])
@pytest.mark.parametrize(("closed", "reached"), [("right", 1), ("left", 0)])
def test_a_doctor_exactly_on_the_limit(at: int, closed: str, reached: int) -> None:
    times = make_times([[0, at], [at, 0]])
    assert ind.count_within(times, [0, 1], at, closed)[0] == reached  # type: ignore[arg-type]


@given(situations())
def test_nearest_is_the_least_of_all(case: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    minutes, _, supply = case
    found, where = ind.nearest_provider(make_times(minutes), supply)
    offered = np.where((supply > 0)[None, :] & (minutes <= 60), minutes, np.inf)
    np.testing.assert_array_equal(found, offered.min(axis=1))
    expected = np.where(np.isfinite(offered.min(axis=1)), offered.argmin(axis=1), -1)
    np.testing.assert_array_equal(where, expected)


@pytest.mark.parametrize("name", sorted(FAMILY))
def test_a_faster_road_in_gives_more_access_here_and_less_there(name: str) -> None:
    # The doctor is in 1; 0 gets closer to 1, the way back is as slow as before; 2 shares the doctor as before.
    people, supply = [100, 100, 100], [0, 3, 0]
    slow = np.array([[0, 25.0, FAR], [25, 0, 5], [FAR, 5, 0]])
    fast = slow.copy()
    fast[0, 1] = 5
    before, after = (FAMILY[name](make_times(one), people, supply, STEPS) for one in (slow, fast))
    assert after[0] > before[0]
    back = slow.copy()
    back[1, 0] = 5
    unmoved = FAMILY[name](make_times(back), people, supply, STEPS)
    if name == "fca":
        # The ratio uses times from each place: a faster way out of 1 brings it the people of 0, but does not bring 0
        # the doctor.
        assert unmoved[0] == before[0]
        assert unmoved[1] < before[1]
        return
    assert after[1] < before[1]
    assert after[2] < before[2]
    # A faster way from the doctor's town to 0, where nobody practises, changes nothing for 0 in indicators where people
    # do not choose; where they do, part of the town chooses 0, which leaves 0 slightly more.
    chosen = name in ("3sfca", "bfca")
    assert unmoved[0] > before[0] if chosen else unmoved[0] == pytest.approx(before[0])


@pytest.mark.parametrize("name", sorted(FAMILY))
def test_own_commune_counts_in_full(name: str) -> None:
    found = FAMILY[name](make_times([[0, FAR], [FAR, 0]]), [50, 50], [2, 0], STEPS)
    np.testing.assert_allclose(found, [0.04, 0])


def test_three_zones_are_those_of_luo_and_qi() -> None:
    zones = ind.three_zones(30)
    assert [float(zones(t)) for t in (0, 10, 10.1, 20, 30, 30.1)] == [1, 1, 0.68, 0.68, 0.22, 0]


@pytest.mark.parametrize("name", sorted(FAMILY))
@pytest.mark.parametrize("bad", [-1.0, np.nan, np.inf])
def test_invalid_figures_are_refused_naming_the_commune(name: str, bad: float) -> None:
    times = make_times([[0, 5], [5, 0]])
    with pytest.raises(MaillageError, match="supply of commune 00002"):
        FAMILY[name](times, [1, 1], [1, bad], STEPS)
    with pytest.raises(MaillageError, match="demand of commune 00001"):
        FAMILY[name](times, [bad, 1], [1, 1], STEPS)


def test_figures_of_another_vintage_are_refused() -> None:
    with pytest.raises(MaillageError, match=r"3 figures, the travel times 2.*same territory"):
        ind.two_step_fca(make_times([[0, 5], [5, 0]]), [1, 1, 1], [1, 1], 30)


def test_minutes_beyond_the_limit_of_the_times_are_refused() -> None:
    with pytest.raises(MaillageError, match="stop at 60 minutes, 90 are needed"):
        ind.two_step_fca(make_times([[0]]), [1], [1], 90)


def test_inputs_are_not_changed() -> None:
    times = make_times([[0, 5], [5, 0]])
    people, supply = np.array([3, 4]), np.array([1.0, 0])
    for measure in FAMILY.values():
        measure(times, people, supply, STEPS)
    assert people.tolist() == [3, 4]
    assert supply.tolist() == [1, 0]
    assert isinstance(times, TravelTimes)
