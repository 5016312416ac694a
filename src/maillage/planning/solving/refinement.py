"""The programme of stage 1 on some pairs, solved again and again with the rows that its solutions violate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from maillage.planning.data import PlanningData, rounded
from maillage.planning.solving.covers import covers
from maillage.planning.solving.cuts import calendar_cuts
from maillage.planning.solving.highs import Solved
from maillage.planning.solving.quota_model import QuotaModel
from maillage.planning.utility import Utility
from maillage.planning.values import Bools, Floats, Ints

TANGENTS_AT_START = 6
SMALL = 1500  # columns up to which the full problem is solved at once, and refined until no row is violated
MANY_COLUMNS = 40_000  # columns from which a problem is that of a country, and its relaxation begins with few pairs
HURRIED = 1e-4  # relative gain over one round below which refinement stops for a country: a tenth of the gap asked for
STALLED = 1e-5  # relative gain over three rounds below which refinement of the relaxation of a large problem stops


def starting_points(data: PlanningData, limits: Ints) -> list[Floats]:
    """Changes of access at which the first tangents are drawn, from the largest loss to the largest gain."""
    days = np.zeros(len(data.sites))
    np.add.at(days, data.pairs.site, limits.sum(axis=1))
    most = rounded(data.site_gain @ np.minimum(days, data.rooms.sum(axis=1)))
    least = -data.groups.may_lose
    steps = np.linspace(0.0, 1.0, TANGENTS_AT_START) ** 2
    return [least, *(most * step for step in steps)]


@dataclass(frozen=True, eq=False)
class Refinement:
    """Solve, add the tangents, cuts and covers that the solution violates, and repeat.

    ``chosen`` are its pairs by position in the whole problem, ``points`` where tangents were drawn, for which
    territories.
    """

    data: PlanningData
    chosen: Ints
    model: QuotaModel
    utility: Utility
    options: Mapping[str, float]
    tolerance: float
    time_limit: Callable[[], float]
    points: list[tuple[Floats, Bools]]
    hurried: bool = False
    within: Mapping[int, tuple[float, float]] = field(default_factory=dict[int, tuple[float, float]])

    def solve(self, *, rounds: int, integral: bool = True, gap: float = 1e-4, covered: bool = True) -> Solved:
        """The last solution after at most ``rounds`` refinements, with covers if it is relaxed and ``covered``."""
        solved, bounds = self._once(integral, gap), list[float]()
        for _ in range(rounds):
            bounds.append(solved.bound)
            stalled = len(bounds) > 4 and bounds[-4] - bounds[-1] < STALLED * bounds[-1]
            if len(bounds) > 1 and self.hurried:
                stalled = bounds[-2] - bounds[-1] < HURRIED * bounds[-1]
            if not solved.feasible or (stalled and len(self.model.pair) > SMALL):
                break
            more = self._tangents(solved) + self._cuts(solved)
            if covered and not integral:
                more += self._covers(solved)
            if not more:
                break
            again = self._once(integral, gap)
            if not again.finished:
                break  # the one before holds too: it only lacks the last rows
            solved = again
        return solved

    def _once(self, integral: bool, gap: float) -> Solved:
        options = {**self.options, "mip_rel_gap": gap, "time_limit": self.time_limit()}
        return self.model.builder.solve(integral=integral, options=options, within=self.within)

    def with_covers(self, other: Refinement) -> Refinement:
        """This programme with the covers of another one whose pairs it has."""
        place = np.full(int(max(self.chosen.max(), other.chosen.max())) + 1, -1, dtype=np.int64)
        place[self.chosen] = np.arange(len(self.chosen))
        for _, cover in other.model.covers:
            twice, once = place[other.chosen[cover.twice]], place[other.chosen[cover.once]]
            if (once >= 0).all():  # a pair less in T leaves the inequality true
                self.model.add_cover(replace(cover, twice=twice[twice >= 0], once=once))
        return self

    def _tangents(self, solved: Solved) -> int:
        model = self.model
        change = solved.block(model.change) / model.size
        above = solved.block(model.worth) - self.utility.value(change)
        if above.sum() <= self.tolerance * max(abs(solved.objective), 1.0):
            return 0
        where = above > above.max() * 1e-3
        model.add_tangents(self.utility, change, where)
        self.points.append((change, where))
        return int(where.sum())

    def _cuts(self, solved: Solved) -> int:
        found = calendar_cuts(self.data, self.model.by_month(solved.values))
        for cut in found:
            self.model.add_cut(cut)
        return len(found)

    def _covers(self, solved: Solved) -> int:
        if len(self.model.pair) <= SMALL:
            return 0
        found = covers(self.model, solved.values)
        for cover in found:
            self.model.add_cover(cover)
        return len(found)
