"""Where to open so that access gains most: the operator of access, and the value of access that plans are made with.

A site that opens adds its consultations at its commune and takes none from elsewhere: no home territory loses. The
effect of several sites is the sum of their columns of the operator, so its value

    sum_g U_g(sum_j G_gj y_j),    U of :mod:`maillage.planning.utility`

is submodular in the set of sites: a site adds less, the more are open. Two linear cuts at any set of sites therefore
bound the value of every set and are exact at their own (G. Nemhauser, L. Wolsey, Maximizing submodular set functions:
formulations and analysis of algorithms, Annals of Discrete Mathematics 11, 1981). HiGHS chooses by the cuts, and cuts
at its choice are added until the true value meets the bound.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from maillage.errors import ImpossiblePlan
from maillage.planning.openings.branching import Told
from maillage.planning.openings.problem import Bools, Floats, Ints
from maillage.planning.openings.solver import Chosen, refused_seconds
from maillage.planning.result import gap_of
from maillage.planning.solving.highs import ModelBuilder
from maillage.planning.utility import Utility
from maillage.territory.groups import mean

PRECISION = 1e-6  # relative gap at which the choice counts as proven
ROUNDS = 60
LITTLE = 1e-4  # relative fall of the bound below which the relaxation ends
LEVELS = (0.0, 0.25, 0.5, 0.75)  # share of a site above which it counts as open when the relaxation is rounded


@dataclass(frozen=True, eq=False)
class AccessGain:
    """Open ``count`` of M candidates for G territories.

    ``gain`` (G, M) is the access (consultations a year and inhabitant) that each territory gains from each site.
    ``access`` (G,) is that of today, ``population`` (G,) the inhabitants; ``offset`` as in ``PlanWeights``. ``opened``
    count among the ``count`` but gain nothing, as they are part of today's access. Raises ``ImpossiblePlan``.
    """

    gain: Floats
    access: Floats
    population: Floats
    count: int
    offset: float = 0.5
    opened: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        m = self.gain.shape[1]
        if not 1 <= self.count <= m or len(self.opened) > self.count:
            raise ImpossiblePlan(
                f"{self.count} of {m} candidates, {len(self.opened)} of them open already, cannot be chosen. "
                f"Choose a number from {max(len(self.opened), 1)} to {m}."
            )
        if not bool((np.isfinite(self.gain) & (self.gain >= 0)).all()):
            raise ImpossiblePlan("A site adds 0 or more to the access of each territory. Correct the gains.")

    @property
    def utility(self) -> Utility:
        """The value of access gained in each territory, in weighted consultations a year."""
        scale = self.population * (self.offset + mean(self.population, self.access))
        return Utility(scale, self.offset + self.access)

    def change(self, sites: Ints | Sequence[int]) -> Floats:
        """(G,) access gained if ``sites`` open."""
        added = [site for site in np.asarray(sites, dtype=np.int64).tolist() if site not in self.opened]
        return self.gain[:, added].sum(axis=1)

    def value(self, sites: Ints | Sequence[int]) -> float:
        """Weighted consultations a year gained if ``sites`` open."""
        return float(self.utility.value(self.change(sites)).sum())


def choose_for_access(problem: AccessGain, seed: int = 1, seconds: float = 60.0, told: Told | None = None) -> Chosen:
    """Choose the sites that gain most; the same problem and seed give the same sites if ``seconds`` suffice.

    ``told`` is called with (objective, bound) while the search goes on.
    """
    start = time.perf_counter()
    search = _Search(problem, seed, start + refused_seconds(seconds), told)
    search.relax()
    search.close()
    best, objective = search.best, problem.value(search.best)
    bound = max(float(search.bound), objective)
    took = time.perf_counter() - start
    return Chosen(best, objective, bound, gap_of(objective, bound), took, marginal_gains(problem, best))


def marginal_gains(problem: AccessGain, sites: Ints) -> Floats:
    """(M,) value that each candidate adds: an open site beside the other ones, a closed site beside all of them."""
    utility, change = problem.utility, problem.change(sites)
    signs = np.ones(problem.gain.shape[1])
    signs[sites] = -1.0
    step = problem.gain * signs
    gains = signs * (utility.value(change[:, None] + step) - utility.value(change)[:, None]).sum(axis=0)
    gains[sorted(problem.opened)] = 0.0
    return gains


def _greedy(problem: AccessGain) -> Ints:
    sites = sorted(problem.opened)
    while len(sites) < problem.count:
        gains = marginal_gains(problem, np.array(sites, dtype=np.int64))
        gains[sites] = -np.inf
        sites.append(int(gains.argmax()))
    return np.sort(np.array(sites, dtype=np.int64))


def _swapped(problem: AccessGain, sites: Ints) -> Ints:
    """Swap one open site for one closed site until no swap gains."""
    sites = sites.copy()
    while True:
        best, value = None, problem.value(sites)
        for k, site in enumerate(sites.tolist()):
            if site in problem.opened:
                continue
            others = np.delete(sites, k)
            gains = marginal_gains(problem, others)
            gains[sites] = -np.inf
            reached = problem.value(others) + float(gains.max())
            if reached > value + 1e-9 * max(1.0, abs(value)):
                best, value = (k, int(gains.argmax())), reached
        if best is None:
            return np.sort(sites)
        sites[best[0]] = best[1]


class _Search:
    """Choice by cuts: first those that the relaxation violates, then those at each choice of the programme."""

    def __init__(self, problem: AccessGain, seed: int, deadline: float, told: Told | None) -> None:
        self.problem, self.seed, self.deadline, self.told = problem, seed, deadline, told
        self.best = _swapped(problem, _greedy(problem))
        self.bound = np.inf
        self.opened = np.isin(np.arange(problem.gain.shape[1]), sorted(problem.opened))
        self.gain = np.where(self.opened, 0.0, problem.gain)
        self.where, self.site = np.nonzero(self.gain)
        self.sets = [self.opened, self._mask(self.best)]

    def _mask(self, sites: Ints) -> Bools:
        return np.isin(np.arange(len(self.opened)), sites)

    @property
    def done(self) -> bool:
        """Whether the choice is proven, or time is over."""
        left = self.bound - self.problem.value(self.best)
        return left <= PRECISION * max(abs(self.bound), 1.0) or time.perf_counter() > self.deadline - 0.1

    def relax(self) -> None:
        """Collect the cuts at the relaxed choice, rounded at several levels, until they lower the bound little."""
        for _ in range(ROUNDS):
            share, ceiling = self._solve(integral=False)
            if share is None:
                return
            little = self.bound - ceiling < LITTLE * abs(ceiling)
            self.bound = min(self.bound, max(ceiling, self.problem.value(self.best)))
            if self.done or little:
                return
            known = {one.tobytes() for one in self.sets}
            rounded = [share > level for level in LEVELS]
            self.sets += [one for one in rounded if one.tobytes() not in known]

    def close(self) -> None:
        """The best choice by the cuts, with cuts at each choice found, until the bound meets it."""
        for _ in range(ROUNDS):
            if self.done:
                return
            share, ceiling = self._solve(integral=True)
            self.bound = min(self.bound, max(ceiling, self.problem.value(self.best)))
            if share is None:
                return
            found = _swapped(self.problem, np.flatnonzero(share > 0.5))
            if self.problem.value(found) > self.problem.value(self.best):
                self.best = found
            self.sets += [share > 0.5, self._mask(found)]
            if self.told is not None:
                self.told(self.problem.value(self.best), self.bound)

    def _solve(self, *, integral: bool) -> tuple[Floats | None, float]:
        """The choice (M,) that the cuts value most, or its relaxation, and its value."""
        g, m = self.gain.shape
        model = ModelBuilder()
        opens = model.add_columns("open", m, lower=self.opened, upper=1.0, integer=True)
        worth = model.add_columns("worth", g, value=1.0)
        model.put(model.add_rows("count", 1, lower=self.problem.count, upper=self.problem.count)[0], opens, 1.0)
        for chosen in self.sets:
            for limit, slope in self._cuts(chosen):
                rows = model.add_rows("cuts", g, upper=limit)
                model.put(rows, worth, 1.0)
                model.put(rows[self.where], opens[self.site], -slope)
        left = max(self.deadline - time.perf_counter(), 0.1)
        options = {"time_limit": left, "random_seed": self.seed, "mip_rel_gap": PRECISION / 10}
        solved = model.solve(options=options, integral=integral)
        if solved.feasible:
            return solved.block(opens), solved.bound
        return None, solved.bound if solved.bound > -np.inf else np.inf

    def _cuts(self, chosen: Bools) -> list[tuple[Floats, Floats]]:
        """Both cuts of a set of sites for every territory: limit (G,) and slope by (territory, site) that gains."""
        where, inside = self.where, chosen[self.site]
        step = self.gain[where, self.site]
        change, everything = self.gain @ chosen, self.gain.sum(axis=1)
        value, alone = self._value(change), self._value(step, where)
        joins = self._value(change[where] + step, where) - value[where]
        leaves = value[where] - self._value(change[where] - step * inside, where)
        last = self._value(everything, None)[where] - self._value(everything[where] - step, where)
        found: list[tuple[Floats, Floats]] = []
        for slope in (np.where(inside, leaves, alone), np.where(inside, last, joins)):
            kept = np.bincount(where, weights=slope * inside, minlength=len(value))
            found.append((value - kept, slope))
        return found

    def _value(self, change: Floats, where: Ints | None = None) -> Floats:
        """Value of a change of access in each territory, or in those of ``where``."""
        utility = self.problem.utility
        whole = utility if where is None else Utility(utility.scale[where], utility.base[where])
        return whole.value(np.maximum(change, 0.0))
