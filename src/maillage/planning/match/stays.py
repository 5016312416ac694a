"""Who stays: the juniors of each year after theirs, by assumptions with their ranges.

Each draw takes every probability from a triangular distribution over its range, then each junior of each year at
random; the figures are means and the tenth and ninetieth percentiles over the draws.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.errors import BadInput, ImpossiblePlan
from maillage.parameters import load_toml
from maillage.planning.match.data import MatchProblem

FEATURES = ("lodged", "first_wish", "one_place", "couple")
DRAWS = 2000
Range = tuple[float, float, float]


@dataclass(frozen=True)
class StayRules:
    """Low, central and high probability that a junior stays (``base``, what each feature adds), and leaves later."""

    base: Range
    adds: Mapping[str, Range]
    leaves: Range

    @staticmethod
    def load(path: Path | None = None) -> StayRules:
        """The assumptions of the package, or of a file of the same form. Raises ``BadInput``."""
        if path is None:
            return _rules(load_toml("maillage.planning.match", "stays"))
        try:
            return _rules(tomllib.loads(path.read_text(encoding="utf-8")))
        except OSError as error:
            raise BadInput(path, f"cannot be read ({error.strerror})", "Check the path") from error
        except (KeyError, TypeError, ValueError) as error:
            remedy = "Copy planning/match/parameters/stays.toml and change its figures"
            raise BadInput(path, f"not assumptions of who stays ({error})", remedy) from error


@dataclass(frozen=True)
class StayYear:
    """Doctors there at the end of a year who came as juniors: mean, tenth and ninetieth percentile of the draws."""

    year: int
    mean: float
    low: float
    high: float


def _rules(table: Mapping[str, Any]) -> StayRules:
    return StayRules(
        _range(table["stays"], "base"),
        {name: _range(table["stays"], name) for name in FEATURES},
        _range(table["leaves"], "a_year"),
    )


def _range(table: Mapping[str, Any], name: str) -> Range:
    low, central, high = (float(value) for value in table[name])
    if not 0 <= low <= central <= high <= 1:
        raise ValueError(f"{name} is not low, central, high from 0 to 1")
    return low, central, high


def features_of(problem: MatchProblem, placed: Mapping[str, str]) -> NDArray[np.bool_]:
    """(N, 4) what each placed junior has, in the order of ``FEATURES``."""
    rows: list[list[bool]] = []
    for name, wish in placed.items():
        junior = problem.junior[name]
        first, second = junior.places(wish)
        rows.append([junior.lodged, junior.wishes[0] == wish, first == second, junior.partner in placed])
    return np.array(rows, dtype=bool).reshape(len(rows), len(FEATURES))


def simulate(
    features: NDArray[np.bool_], rules: StayRules, years: int, a_year: int, seed: int = 1, draws: int = DRAWS
) -> tuple[StayYear, ...]:
    """Doctors there after each of ``years``, if ``a_year`` juniors like those of ``features`` (N, 4) come each year.

    Raises ``ImpossiblePlan`` if nobody is placed.
    """
    if not len(features):
        raise ImpossiblePlan("Nobody is placed, so nobody can stay. Give more wishes or places.")
    dice = np.random.default_rng(seed)
    present = np.zeros((draws, years))
    for k in range(draws):
        base, leaves = _drawn(dice, rules.base), _drawn(dice, rules.leaves)
        adds = np.array([_drawn(dice, rules.adds[name]) for name in FEATURES])
        there = 0
        for year in range(years):
            came = features[dice.integers(len(features), size=a_year)]
            stays = np.minimum(base + came @ adds, 1.0)
            there = int(dice.binomial(there, 1 - leaves)) + int((dice.random(a_year) < stays).sum())
            present[k, year] = there
    return tuple(
        StayYear(year + 1, float(there.mean()), *(float(np.percentile(there, share)) for share in (10, 90)))
        for year, there in enumerate(present.T)
    )


def _drawn(dice: np.random.Generator, limits: Range) -> float:
    low, central, high = limits
    return low if low == high else float(dice.triangular(low, central, high))
